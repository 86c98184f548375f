"""Identifiers that apps and advertisers give a device: UUIDs (IDFA, IDFV, OAID, RFC 9562), Android IDs, UDIDs.

They have the shape of every trace id and hash in a log. Only the label tells: without one there is no finding.
"""

from __future__ import annotations

from ..spec import LABEL, Pattern, Score, builtin, score

_HEX = "[0-9A-Fa-f]"
_BEGINS = "(?=[A-Fa-f]{0,8}[0-9])"
_ENDS = f"(?![0-9A-Za-z]|[_-]{_HEX})"


def _check(value: str) -> Score | None:
    """Not the zeros that a system gives when tracking is refused, nor another filler."""
    return score(0.0, 0.95) if len(set(value.lower())) > 3 else None


RECOGNIZER = builtin(
    "DEVICE_ID",
    [
        Pattern("uuid", f"{_BEGINS}{_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}{_ENDS}", score(0.0, 0.95), anchor=LABEL, digital=True, check=_check, chain=True),
        Pattern("udid", f"[0-9]{_HEX}{{7}}-{_HEX}{{16}}{_ENDS}", score(0.0, 0.95), anchor=LABEL, digital=True, check=_check),
        Pattern("hex", f"{_BEGINS}(?:{_HEX}{{64}}|{_HEX}{{40}}|{_HEX}{{32}}|{_HEX}{{16}}){_ENDS}", score(0.0, 0.93), anchor=LABEL, digital=True, check=_check, chain=True),
    ],
    labels=(
        "设备", "設備", "裝置", "设备号", "设备id", "设备ID", "设备编号", "设备码", "设备标识", "设备标识符", "设备识别码", "设备唯一标识", "设备指纹", "设备UUID", "设备uuid", "广告标识", "广告标识符", "广告ID", "匿名设备标识符",
        "設備號", "設備ID", "設備識別碼", "裝置ID", "裝置id", "裝置識別碼", "裝置編號", "廣告識別碼", "廣告ID", "安卓ID", "安卓id",
        "device id", "device no", "device code", "device uuid", "device guid", "device fingerprint", "device token", "idfa", "idfv", "oaid", "vaid", "aaid", "gaid", "caid", "udid",
        "openudid", "open udid", "android id", "advertising id", "ad id", "push token", "client device",
    ),
    level="C1",
    title_en="Device or advertising identifier (IDFA, OAID, Android ID …), behind a label",
    title_zh="设备标识(IDFA、OAID、Android ID 等)",
    standard="RFC 9562 (UUID form); the others are conventional",
    example="3F2504E0-4F89-41D3-9A0C-0305E82C3301",
)  # fmt: skip
