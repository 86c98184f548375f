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
        "设备唯一码", "设备唯一编号", "设备唯一ID", "设备唯一id", "设备唯一标识码", "设备唯一标识符", "设备识别号", "设备序列", "设备信息", "设备串码", "设备特征码", "设备标识号", "手机标识", "手机唯一标识", "手机设备标识", "手机UUID", "终端标识", "终端标识码", "终端标识符", "终端ID", "终端id", "终端号", "终端编号", "终端码",
        "终端设备", "终端设备号", "终端识别码", "终端唯一标识", "终端指纹", "客户端标识", "客户端设备", "客户端唯一标识", "移动终端标识", "移动设备标识", "匿名ID", "匿名标识", "匿名设备ID", "广告追踪ID", "广告追踪标识符", "机器码", "机器标识", "硬件ID", "硬件标识", "硬件码", "硬件指纹", "安装ID", "安装标识", "推送ID", "推送标识",
        "設備標識", "設備唯一標識", "設備指紋", "設備編號", "設備碼", "裝置代碼", "裝置指紋", "裝置標識", "裝置序號", "終端ID", "終端編號", "終端識別碼", "廣告標識符", "廣告追蹤碼", "機器碼", "硬體ID",
        "device", "device uid", "device fp", "device finger", "device finger print", "device identifier", "device key", "device sn", "device hash", "device info", "device mark", "did", "dev id", "dev no", "dev uuid", "umid", "utdid", "smid", "shumei id", "tongdun id", "duid", "advertising identifier", "advertiser id", "ad tracking id",
        "identifier for vendor", "identifier for advertising", "install id", "installation id", "instance id", "app install id", "terminal", "terminal id", "terminal no", "terminal uuid", "terminal code", "client uuid", "client device id", "ios id", "phone id", "phone uuid", "mobile id", "mobile device id", "mobile uuid", "hardware id", "hw id", "hwid",
        "machine id", "machine code", "registration id", "push id", "jpush id", "sbid", "sbbh", "sbbs", "sbzw", "zdbs", "zdid",
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
