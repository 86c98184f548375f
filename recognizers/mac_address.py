"""MAC addresses (EUI-48, IEEE 802): six pairs with colons or hyphens, three groups with dots, bare behind a label.

Pairs of decimal digits alone may be a date and a time, so they need a label. Broadcast, zeros and the constant
that phones give to apps in place of their own address are nobody's.
"""

from __future__ import annotations

from ..spec import LABEL, Pattern, Score, Trigger, builtin, score

_HEX = "[0-9A-Fa-f]"
_NOBODY = frozenset(("000000000000", "ffffffffffff", "020000000000"))


def _check(value: str) -> Score | None:
    plain = "".join(char for char in value if char.isalnum()).lower()
    if plain in _NOBODY:
        return None
    return score(0.3, 0.93) if plain.isdigit() else score(0.85, 0.97, 0.3)


def _check_dotted(value: str) -> Score | None:
    """Letters and digits both: three words of four letters, or an amount in groups, are no address."""
    plain = value.replace(".", "").lower()
    return None if plain.isdigit() or plain.isalpha() or plain in _NOBODY else score(0.6, 0.95, 0.2)


def _check_bare(value: str) -> Score | None:
    return None if value.lower() in _NOBODY else score(0.0, 0.9)


RECOGNIZER = builtin(
    "MAC_ADDRESS",
    [
        Pattern(
            "pairs",
            f"(?<![0-9A-Fa-f])(?<!{_HEX}{{2}}[:-]){_HEX}{{2}}(?P<mark>[:-]){_HEX}{{2}}(?:(?P=mark){_HEX}{{2}}){{4}}(?![0-9A-Za-z]|[:-]{_HEX}{{2}})",
            score(0.85, 0.97),
            anchor=Trigger(f"(?::{_HEX}{{2}}){{5}}|(?:-{_HEX}{{2}}){{5}}", 18, ahead=12, ended=True),
            check=_check,
        ),
        Pattern(
            "dotted",
            f"(?<![0-9A-Za-z.]){_HEX}{{4}}\\.{_HEX}{{4}}\\.{_HEX}{{4}}(?![0-9A-Za-z]|\\.[0-9A-Za-z])",
            score(0.6, 0.95),
            anchor=Trigger(f"{_HEX}{{4}}\\.{_HEX}{{4}}\\.{_HEX}{{4}}", 15, ahead=4, ended=True),
            check=_check_dotted,
        ),
        Pattern(
            "bare",
            f"(?=[A-Fa-f]{{0,11}}[0-9]){_HEX}{{12}}|(?=[A-Fa-f]{{0,2}}[ .-]?[A-Fa-f]{{0,2}}[0-9]){_HEX}{{2}}(?: {_HEX}{{2}}){{5}}|(?=[A-Fa-f]{{0,4}}[.-]?[A-Fa-f]{{0,4}}[0-9]){_HEX}{{4}}(?P<mark>[.-]){_HEX}{{4}}(?P=mark){_HEX}{{4}}",
            score(0.0, 0.9),
            anchor=LABEL,
            digital=True,
            check=_check_bare,
        ),
    ],
    labels=(
        "mac", "mac addr", "mac address", "mac地址", "MAC地址", "mac位址", "MAC位址", "物理地址", "硬件地址", "網卡位址", "网卡地址", "网卡", "網卡", "實體位址",
        "硬體位址", "硬体地址", "ether", "ethernet", "physical address", "hardware address", "蓝牙地址", "藍牙位址", "bssid", "wifi mac", "wlan mac", "hwaddr", "hw addr", "bluetooth", "bluetooth address",
    ),
    level="C1",
    title_en="MAC address of a network card",
    title_zh="MAC 地址",
    standard="IEEE 802 (EUI-48)",
    example="3C:5A:B4:12:9F:0E",
)  # fmt: skip
