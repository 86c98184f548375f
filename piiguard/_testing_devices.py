"""Seeded device and network identifiers for :mod:`piiguard.testing`."""

from __future__ import annotations

from piiguard._testing_data import DIGITS, HEX, Draw
from piiguard.checksums import luhn_digit

METHODS: dict[str, str] = {
    "IP_ADDRESS": "ip_address",
    "MAC_ADDRESS": "mac_address",
    "IMEI": "imei",
    "IMSI": "imsi",
    "ICCID": "iccid",
    "DEVICE_ID": "device_id",
    "GPS_COORDINATES": "gps_coordinates",
}
"""Entity type: the method that makes a value."""

_PUBLIC = ("36", "58", "101", "113", "117", "120", "171", "183", "202", "203", "218", "221", "223")
_PREFIXES_SIX = ("2408:8", "2409:8", "240e:3", "2001:d")


class Devices(Draw):
    """Seeded device and network identifiers; each method gives one as text."""

    def ip_address(self, form: str | None = None) -> str:
        """An address of a public range: "v4" or "v6". Without a form: mostly "v4"."""
        if form not in (None, "v4", "v6"):
            raise KeyError(form)
        if form == "v6" or (form is None and self.below(4) == 0):
            return self._six()
        return ".".join((self.pick(_PUBLIC), *(str(1 + self.below(254)) for _ in range(3))))

    def _six(self) -> str:
        head = self.pick(_PREFIXES_SIX) + self.chars(HEX, 3)
        if self.below(3) == 0:
            return f"{head}:{self._group()}::{self._group()}"
        return ":".join((head, *(self._group() for _ in range(6))))

    def _group(self) -> str:
        return self.chars(HEX[1:], 1) + self.chars(HEX, 3)

    def ipv6(self) -> str:
        """An address of the documentation range 2001:db8::/32."""
        return f"2001:db8:{self.chars(HEX, 4)}:{self.chars(HEX, 4)}::{self.chars(HEX, 4)}"

    def mac_address(self, form: str | None = None) -> str:
        """A card's own address: "colons", "hyphens", "dots". Without a form: any."""
        pairs = [self.pick(("3c", "a4", "b0", "d8", "f4")), *(self.chars(HEX, 2) for _ in range(4)), self.chars("0123456789", 2)]
        text = "".join(pairs)
        forms = {
            "colons": ":".join(pairs),
            "hyphens": "-".join(pairs).upper(),
            "dots": f"{text[:4]}.{text[4:8]}.{text[8:]}",
        }
        return forms[form] if form else self.pick(list(forms.values()))

    def imei(self) -> str:
        """15 digits from 86 or 35 with their Luhn digit."""
        body = self.pick(("86", "86", "35")) + self.chars(DIGITS, 12)
        return body + luhn_digit(body)

    def imsi(self) -> str:
        """15 digits of a mainland network."""
        return self.pick(("46000", "46001", "46002", "46003", "46007", "46011")) + self.chars(DIGITS, 10)

    def iccid(self) -> str:
        """A SIM card's serial: 8986, 19 or 20 digits, ending in a Luhn digit."""
        body = "8986" + self.pick(("00", "01", "03")) + self.digits(12 + self.below(2))
        return body + luhn_digit(body)

    def device_id(self, form: str | None = None) -> str:
        """What apps call a device: "uuid" (upper case as IDFA), "android" (16), "oaid" (32 or 64 hexadecimal digits)."""
        if form not in (None, "uuid", "android", "oaid"):
            raise KeyError(form)
        form = form or self.pick(("uuid", "uuid", "android", "oaid"))
        if form == "uuid":
            body = self.chars(DIGITS, 1) + self.chars(HEX, 29)
            return f"{body[:8]}-{body[8:12]}-4{body[12:15]}-{self.pick('89ab')}{body[15:18]}-{body[18:30]}".upper()
        width = 16 if form == "android" else self.pick((32, 64))
        return self.chars(DIGITS, 1) + self.chars(HEX, width - 1)

    def gps_coordinates(self, form: str | None = None) -> str:
        """A place in China: "latlng", "lnglat" (both with six decimals), "dms". Without a form: any."""
        latitude, longitude = 22 + self.below(22), 100 + self.below(22)
        first = f"{latitude}.{self.chars(DIGITS, 6)}"
        second = f"{longitude}.{self.chars(DIGITS, 6)}"
        forms = {
            "latlng": f"{first},{second}",
            "lnglat": f"{second}, {first}",
            "dms": f"{latitude}°{self.below(60)}′{self.below(60)}″N",
        }
        return forms[form] if form else self.pick(list(forms.values()))
