"""Fakes of network and device identifiers, from ranges that standards set aside where they do.

IPv4: the documentation blocks of RFC 5737 and the benchmark network 198.18.0.0/15 of RFC 2544, because 762 addresses are too
few to keep hosts apart; IPv6: 2001:db8::/32 (RFC 3849); MAC: locally administered (IEEE 802), as phones' drawn ones are; IMEI:
the reporting body 00 for tests (GSMA TS.06); IMSI: mainland networks that nobody runs. ICCID and device identifiers have none.
"""

from __future__ import annotations

from ..checksums import luhn_digit
from ._draw import DIGITS, Draw, Shown, shape

_HEX = "0123456789abcdef"
_BLOCKS = ("192.0.2.", "198.51.100.", "203.0.113.")
_NO_NETWORKS = ("46010", "46012", "46014", "46016", "46017", "46018", "46019")


def ip_address(shown: Shown, draw: Draw) -> str:
    """Of the same version; version 6 with as many groups as the value shows, a gap where it has one."""
    text = shown.text.replace("：", ":")
    if ":" not in text:
        at = draw.below(131072 + 762)
        if at < 762:
            return shown.wide(_BLOCKS[at // 254] + str(1 + at % 254))
        at -= 762
        return shown.wide(f"198.{18 + (at >> 16)}.{(at >> 8) & 255}.{at & 255 or 1}")
    gap = "::" in text
    count = max(1, min(6, sum(map(bool, text.split(":"))) - 2)) if gap else 6
    groups = [draw.pick(_HEX[1:]) + draw.chars(_HEX, 3) for _ in range(count)]
    head, tail = (groups[:-1], "::" + groups[-1]) if gap else (groups, "")
    fake = ":".join(["2001", "db8", *head]) + tail
    return shown.wide(fake.upper() if text == text.upper() and text != text.lower() else fake)


def mac_address(shown: Shown, draw: Draw) -> str:
    """Twelve drawn hexadecimal digits with the bit set that says: given by an administrator, not by a maker."""
    plain = shown.plain
    if len(plain) != 12:
        return shown.lay(_hex(plain, draw))
    fake = draw.pick(_HEX) + draw.pick("26ae") + draw.until(lambda: draw.chars(_HEX, 10), lambda made: not made.isdecimal())
    return shown.lay(fake if plain == plain.lower() and plain != plain.upper() else fake.upper())


def _hex(plain: str, draw: Draw) -> str:
    """Hexadecimal digits drawn anew, capital where the value's letters are."""
    fake = draw.chars(_HEX, len(plain))
    return fake.upper() if plain != plain.lower() else fake


def imei(shown: Shown, draw: Draw) -> str:
    """Begins with 00, the body for tests; 15 digits end in their Luhn digit. A MEID in hexadecimal digits is drawn behind A0."""
    plain = shown.plain
    if not plain.isdecimal():
        return shown.lay(plain[:2] + _hex(plain[2:], draw))
    if not 14 <= len(plain) <= 17:
        return shown.lay(shape(plain, draw))
    body = "001" + draw.digits(11)
    return shown.lay((body + luhn_digit(body) + draw.digits(2))[: len(plain)] if len(plain) != 16 else body + draw.digits(2))


def imsi(shown: Shown, draw: Draw) -> str:
    """Country 460 and a network that does not exist; subscribers of other countries keep the country."""
    plain = shown.plain
    if len(plain) < 6 or not plain.isdecimal():
        return shown.lay(shape(plain, draw))
    head = draw.pick(_NO_NETWORKS) if plain.startswith("460") else plain[:3] + "99"
    return shown.lay(head + draw.digits(len(plain) - 5))


def iccid(shown: Shown, draw: Draw) -> str:
    """Telecom, country and issuer (six digits) stay; the serial is drawn and the last digit is Luhn's."""
    plain = shown.plain
    if not plain.isdecimal() or not 18 <= len(plain) <= 20:
        return shown.lay(plain[:6] + _hex(plain[6:], draw) if len(plain) > 12 else shape(plain, draw))
    body = plain[:6] + draw.digits(len(plain) - 7)
    return shown.lay(body + luhn_digit(body))


def device_id(shown: Shown, draw: Draw) -> str:
    """Drawn hexadecimal digits; version and variant of a UUID stay."""
    plain = shown.plain
    fake = draw.pick(DIGITS) + _hex(plain[1:], draw)
    if len(plain) == 32 and "-" in shown.text:
        fake = fake[:12] + plain[12] + fake[13:16] + plain[16] + fake[17:]
    if plain != plain.lower():
        fake = fake.upper()
    return shown.lay(fake)
