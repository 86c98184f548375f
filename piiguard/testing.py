"""Seeded test values: identifiers that are well formed and belong to nobody anyone knows of.

    from piiguard.testing import Values, spoken

    values = Values(7)
    values.id_card()                 # 18 characters, real region code, real date, right check character
    values.policy_number("picc")     # PDAA…, 22 characters
    values.of("CN_MOBILE")           # by entity type
    values.order_number()            # a hard negative: must not be a finding
    spoken(values.mobile())          # 幺三八…

The same seed gives the same values on every Python version. Each method takes the
form wanted, or none for any form; an unknown form is a ``KeyError``. Values are random
and may by chance be somebody's, as any number may: use them in tests, not to call anyone.
"""

from __future__ import annotations

from collections.abc import Mapping

from piiguard import (
    _testing_credentials,
    _testing_devices,
    _testing_documents,
    _testing_money,
    _testing_people,
    _testing_places,
)
from piiguard._testing_data import (
    APPLICATION_SHAPES,
    AREAS,
    BINS,
    CLAIM_SHAPES,
    DIGITS,
    LETTERS,
    MAIL_DOMAINS,
    MAIL_LOCAL,
    MAIL_SECOND,
    MOBILE_SEGMENTS,
    NATIONS,
    PASSPORT_SHAPES,
    PERMIT_SHAPES,
    PLATE_SHAPES,
    POLICY_SHAPES,
    REGIONS,
    USCC_HEADS,
    VIN_WMI,
)
from piiguard._testing_negatives import HardNegatives
from piiguard.checksums import (
    gb11714_ok,
    gb32100_char,
    hkid_ok,
    icao731_digit,
    luhn_digit,
    mod11_2_char,
    tw_id_ok,
    vin_char,
)

_RESIDENCE = {"hk": "810000", "mo": "820000", "tw": "830000"}
_METHODS = {
    "CN_ID_CARD": "id_card",
    "CN_FOREIGN_RESIDENT_ID": "foreign_resident_id",
    "CN_BANK_CARD": "bank_card",
    "CN_POLICY_NUMBER": "policy_number",
    "CN_APPLICATION_NUMBER": "application_number",
    "CN_CLAIM_NUMBER": "claim_number",
    "CN_MOBILE": "mobile",
    "CN_LANDLINE": "landline",
    "EMAIL_ADDRESS": "email",
    "CN_LICENSE_PLATE": "license_plate",
    "VIN": "vin",
    "CN_USCC": "uscc",
    "CN_PASSPORT": "passport",
    "CN_TRAVEL_PERMIT": "travel_permit",
    "HK_ID_CARD": "hk_id",
    "TW_ID_CARD": "tw_id",
    "MO_ID_CARD": "mo_id",
    **_testing_credentials.METHODS,
    **_testing_devices.METHODS,
    **_testing_documents.METHODS,
    **_testing_money.METHODS,
    **_testing_people.METHODS,
    **_testing_places.METHODS,
}


class Values(
    HardNegatives,
    _testing_credentials.Credentials,
    _testing_devices.Devices,
    _testing_documents.Documents,
    _testing_money.Money,
    _testing_people.People,
    _testing_places.Places,
):
    """Seeded values of every entity type, and the hard negatives beside them."""

    def of(self, entity_type: str) -> str:
        """A value of an entity type in any of its forms; ``KeyError`` for a type without a generator."""
        value: str = getattr(self, _METHODS[entity_type])()
        return value

    def id_card(self, form: str | None = None) -> str:
        """A citizen ID: "18", "15", or the residence permit of "hk", "mo", "tw". Without a form: "18"."""
        region = _RESIDENCE.get(form or "", "") or self.pick(REGIONS)
        if form == "15":
            return f"{region}{self.date(1945, 1985):%y%m%d}{self.digits(3)}"
        if form not in (None, "18", *_RESIDENCE):
            raise KeyError(form)
        body = f"{region}{self.date():%Y%m%d}{self.chars(DIGITS, 3)}"
        return body + mod11_2_char(body)

    def mistyped_id_card(self) -> str:
        """A citizen ID whose check character is wrong, as a customer mistypes it."""
        value = self.id_card()
        return value[:17] + self.pick([char for char in "0123456789X" if char != value[17]])

    def foreign_resident_id(self, form: str | None = None) -> str:
        """A foreign permanent resident ID: "2023" (18 digits from 9) or "2004" (15, nation first)."""
        nation, region, birth = self.pick(NATIONS), self.pick(REGIONS), self.date()
        if form not in (None, "2023", "2004"):
            raise KeyError(form)
        if (form or self.pick(("2023", "2004"))) == "2023":
            body = f"9{region[:2]}{nation[3:]}{birth:%Y%m%d}{self.chars(DIGITS, 3)}"
            return body + mod11_2_char(body)
        body = f"{nation[:3]}{region[:4]}{birth:%y%m%d}{self.digits(1)}"
        return body + icao731_digit(body)

    def bank_card(self, length: int | None = None) -> str:
        """A card number with a known BIN, that BIN's length (15, 16, 18, 19) and a Luhn digit."""
        bins = [entry for entry in BINS if length in (None, entry[1])]
        if not bins:
            raise KeyError(length)
        prefix, total = self.pick(bins)
        body = prefix + self.chars(DIGITS, total - len(prefix) - 1)
        return body + luhn_digit(body)

    def policy_number(self, insurer: str | None = None) -> str:
        """A policy number in an insurer's shape ("picc", "pingan", "lis_life", … or "life": label-only)."""
        return self._shaped(POLICY_SHAPES, insurer)

    def application_number(self, insurer: str | None = None) -> str:
        """An application (投保单) number: "picc", "pingan", "picc_health", "lis_life" or "life"."""
        return self._shaped(APPLICATION_SHAPES, insurer)

    def claim_number(self, insurer: str | None = None) -> str:
        """A claim or report number: "picc", "pingan", "picc_health", "lis_life", "legacy" or "life"."""
        return self._shaped(CLAIM_SHAPES, insurer)

    def mobile(self) -> str:
        """An 11-digit mobile number in a segment assigned to the public."""
        return self.pick(MOBILE_SEGMENTS) + self.chars(DIGITS, 8)

    def landline(self, form: str | None = None) -> str:
        """An area code and a local number of its length.

        Forms: "hyphen", "plain", "brackets", "country", "extension".
        """
        area, length = self.pick(AREAS)
        local = self.chars("2345678", 1) + self.chars(DIGITS, length - 1)
        extension = self.pick(("转", "-", " 转 ", " ext.", "#")) + self.digits(3 + self.below(2))
        forms = {
            "hyphen": f"{area}-{local}",
            "plain": f"{area}{local}",
            "brackets": f"({area}){local}",
            "country": f"+86 {area[1:]} {local[:-4]} {local[-4:]}",
            "extension": f"{area}-{local}{extension}",
        }
        return forms[form] if form else self.pick(list(forms.values()))

    def email(self) -> str:
        """An e-mail address in the habits of Chinese mailboxes, digits-only at qq.com included."""
        domain = self.pick(MAIL_DOMAINS)
        if domain == "qq.com" or self.below(8) == 0:
            return f"{self.digits(6 + self.below(5))}@qq.com"
        local = self.pick(MAIL_LOCAL) + self.pick(("", ".", "_", "")) + self.pick(MAIL_SECOND)
        return f"{local}{self.pick(('', self.digits(2), self.digits(4)))}@{domain}"

    def license_plate(self, form: str | None = None) -> str:
        """A plate without separator.

        Forms: "blue", "nev_small", "nev_large", "police", "trailer", "learner", "hk_mo", "embassy",
        "consulate", "military", "armed_police", "emergency". Without a form half are "blue".
        """
        return self._shaped(PLATE_SHAPES, form or ("blue" if self.below(2) else None))

    def vin(self) -> str:
        """A VIN with its check character at position nine and five digits at the end."""
        body = f"{self.pick(VIN_WMI)}{self.chars('ABCDEFGHJKLMNPRSTUVWXYZ0123456789', 5)}0"
        body += self.pick("ABCDEFGHJKLMNPRST") + self.pick("ABCDEFGH0123456789") + self.chars(DIGITS, 6)
        return body[:8] + vin_char(body) + body[9:]

    def uscc(self) -> str:
        """A unified social credit code whose inner organisation code and own check character both fit."""
        code = self.chars(DIGITS + "ABCDEFGHJKLMNPQRTUWXY" if self.below(2) else DIGITS, 8)
        check = next((char for char in "0123456789" if gb11714_ok(code + char)), "")
        if not check:  # the organisation code wants X, which keeps its place in the credit code
            check = "X"
        body = self.pick(USCC_HEADS) + self.pick(REGIONS) + code + check
        return body + gb32100_char(body)

    def passport(self, form: str | None = None) -> str:
        """A passport number: "ordinary", "official", "hk" or "mo". Without a form: mostly "ordinary"."""
        return self._shaped(PASSPORT_SHAPES, form or ("ordinary" if self.below(4) else None))

    def travel_permit(self, form: str | None = None) -> str:
        """A permit: "hk_mo" (回乡证), "tw" (台胞证), "to_hk_mo" (往来港澳), "to_tw" (往来台湾)."""
        return self._shaped(PERMIT_SHAPES, form)

    def hk_id(self) -> str:
        """A Hong Kong identity card number with its bracketed check character."""
        letters = self.chars(LETTERS, 2 if self.below(5) == 0 else 1)
        number = self.chars(DIGITS, 6)
        check = next(char for char in "0123456789A" if hkid_ok(letters, number, char))
        return f"{letters}{number}({check})"

    def tw_id(self) -> str:
        """A Taiwan national ID (second character 1, 2) or resident certificate (8, 9, A…D)."""
        body = self.chars(LETTERS, 1) + self.pick("1122128ABCD9") + self.chars(DIGITS, 7)
        return next(body + char for char in DIGITS if tw_id_ok(body + char))

    def mo_id(self) -> str:
        """A Macau resident identity card number as printed: seven digits and one in brackets."""
        return f"{self.pick('157')}{self.chars(DIGITS, 6)}({self.chars(DIGITS, 1)})"

    def _shaped(self, table: Mapping[str, tuple[str, ...]], form: str | None) -> str:
        shapes = table[form] if form else table[self.pick(list(table))]
        return self.shape(self.pick(shapes))


def full_width(value: str) -> str:
    """ASCII as full-width forms, as Chinese input methods type them."""
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in value)


def grouped(value: str, sizes: tuple[int, ...], separator: str = " ") -> str:
    """``value`` cut into groups of the given sizes; what remains is the last group."""
    groups = []
    for size in sizes:
        groups.append(value[:size])
        value = value[size:]
    return separator.join([*groups, value] if value else groups)


def spoken(value: str, one: str = "幺") -> str:
    """Digits as they are read out on the telephone: 幺三八…; other characters stay."""
    return value.translate(str.maketrans("0123456789", f"零{one}二三四五六七八九"))


def zero_width(value: str, at: int = 3) -> str:
    """``value`` with a zero-width space after its first ``at`` characters, as copied from a web page."""
    return value[:at] + "\u200b" + value[at:]
