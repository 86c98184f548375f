"""Format-preserving encryption: an identifier becomes another of its kind, and only the key leads back.

    from piiguard import fpe

    secret = fpe.encrypt("CN_MOBILE", "138-1234-5678", key)      # another number that begins with 138
    fpe.decrypt("CN_MOBILE", secret, key)                        # "138-1234-5678"

Regions, segments, issuers and makers stay, check characters are right again, days exist: test systems keep working, and
the same value gives the same cipher wherever it stands, so tables still join. That is also its weakness: it is
deterministic, what stays is readable, nothing tells a wrong key or an altered value, and whoever may have many
values encrypted learns many. Where the form need not be kept, tokens protect more.

FF1 (:mod:`piiguard.fpe.ff1`) permutes the rank of a value among those that keep the same; how values are ranked is one
small file a shape. Key, tenant, entity type, shape and what stays go into it; separators, width and country codes do not.
"""

from __future__ import annotations

from ..errors import FpeError
from . import bank_card, checked, foreign_id, generic, id_card, phones, policy_number, uscc, vin
from ._written import Written
from .ff1 import LEAST, MAX_TWEAK, Numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ._plan import Plan

    Shape = Callable[[Written], Plan | None]

#: Shapes by the names that go into the tweak. What a shape does may not change once values are encrypted by it: add another.
_SHAPES: dict[str, Shape] = {
    "id_card": id_card.plan,
    "foreign_id": foreign_id.plan,
    "mobile": phones.mobile,
    "landline": phones.landline,
    "bank_card": bank_card.plan,
    "uscc": uscc.plan,
    "vin": vin.plan,
    "serial": policy_number.plan,
    "generic": generic.plan,
    **{name: checked.shape(name) for name in checked.FORMS},
}
#: Entity type -> its shapes, in the order in which they are tried.
_TYPES: dict[str, tuple[str, ...]] = {
    "CN_ID_CARD": ("id_card", "generic"),
    "CN_FOREIGN_RESIDENT_ID": ("id_card", "foreign_id", "generic"),
    "CN_MOBILE": ("mobile", "generic"),
    "CN_LANDLINE": ("landline", "generic"),
    "CN_BANK_CARD": ("bank_card", "generic"),
    "CN_USCC": ("uscc", "generic"),
    "VIN": ("vin", "generic"),
    **dict.fromkeys(
        "CN_POLICY_NUMBER CN_APPLICATION_NUMBER CN_CLAIM_NUMBER CN_PASSPORT CN_TRAVEL_PERMIT CN_BANK_ACCOUNT "
        "CN_MILITARY_ID CN_SOCIAL_SECURITY_CARD CN_MEDICAL_RECORD CN_ENGINE_NUMBER".split(),
        ("serial", "generic"),
    ),
    "CN_ORGANIZATION_CODE": ("organization_code", "generic"),
    "CN_BUSINESS_REGISTRATION": ("business_registration", "business_registration_13", "generic"),
    "HK_ID_CARD": ("hk_id", "generic"),
    "MO_ID_CARD": ("mo_id", "generic"),
    "TW_ID_CARD": ("tw_id", "generic"),
    "QQ_NUMBER": ("qq",),  # six digits are less than 10⁶ numbers, as none begins with 0
    "IMEI": ("imei", "imei_bare", "generic"),
    "IMSI": ("imsi", "generic"),
    "ICCID": ("iccid", "generic"),
}
_FEWER = (1, 11, 17)
"""By how many odd letters (``Written.odd``) keep theirs: one value in how many qualifies. One check character is X, or A, in
one of 11; two there are in credit codes alone, X in one of 11 and a letter in 21 of 31."""


def supported() -> tuple[str, ...]:
    """The entity types that can be encrypted in their form."""
    return tuple(_TYPES)


def encrypt(entity_type: str, value: str, key: bytes, tenant: str = "", cipher: str = "aes") -> str:
    """The value encrypted in its form. For many values under one key, :class:`FormatPreserving` is faster.

    Raises:
        FpeError: as :class:`FormatPreserving`.
    """
    return FormatPreserving(key, tenant, cipher).encrypt(entity_type, value)


def decrypt(entity_type: str, value: str, key: bytes, tenant: str = "", cipher: str = "aes") -> str:
    """The value whose encryption ``value`` is, exactly as it was written.

    Raises:
        FpeError: as :class:`FormatPreserving`.
    """
    return FormatPreserving(key, tenant, cipher).decrypt(entity_type, value)


class FormatPreserving:
    """Encrypts and decrypts values under one key and tenant; may be shared between threads; never shows its key.

    ``cipher`` is ``"aes"`` (key of 16, 24 or 32 bytes) or ``"sm4"`` (16).

    Raises:
        FpeError: an unknown cipher, a key of the wrong size, a tenant of more than 10,000 bytes.
    """

    __slots__ = ("_heads", "_numbers", "_tenant")

    def __init__(self, key: bytes, tenant: str = "", cipher: str = "aes") -> None:
        self._numbers = Numbers(key, cipher)
        self._tenant = tenant.encode("utf-8", "surrogatepass")
        if len(self._tenant) > 10_000:
            raise FpeError("a tenant's name has at most 10,000 bytes")
        self._heads: dict[tuple[str, str], bytes] = {}

    def __repr__(self) -> str:
        return f"FormatPreserving(cipher={self._numbers.cipher!r})"

    def __reduce__(self) -> str:
        raise FpeError("a format-preserving key is not pickled")

    def encrypt(self, entity_type: str, value: str) -> str:
        """The value encrypted in its form.

        Raises:
            FpeError: a type that has no form, fewer than 10⁶ values of the form (a tail of four digits), digits written
                in hanzi or other signs, or more than 200 of them. Never says the value.
        """
        return self._walk(entity_type, value, back=False)

    def decrypt(self, entity_type: str, value: str) -> str:
        """The inverse of :meth:`encrypt`, exact to the character. A wrong key or tenant gives another value, unnoticed.

        Raises:
            FpeError: as :meth:`encrypt`.
        """
        return self._walk(entity_type, value, back=True)

    def _walk(self, entity_type: str, value: str, *, back: bool) -> str:
        """Permute ranks until the outcome is written in the same form as the value.

        The values of one form (same shape, kept part, size, and odd letters) are a subset of the ranks, and walking a
        permutation until it comes back to a subset permutes the subset: so decryption finds the way back.
        """
        if entity_type not in _TYPES:
            raise FpeError("this entity type is not encrypted in its form; see piiguard.fpe.supported()")
        also = id_card.ALSO_X if "id_card" in _TYPES[entity_type] else None
        written = Written(value, also)
        shape, plan = planned(entity_type, written)
        if plan is None:
            raise FpeError("the value has no form of its type")
        if plan.size < LEAST * _FEWER[written.odd(plan.checks)]:
            raise FpeError("fewer than 1,000,000 values have this form: they could be listed")
        tweak = self._tweak(entity_type, shape, plan.kept)
        number = plan.rank
        while True:
            number = self._numbers.below(number, plan.size, tweak, back=back)
            text = written.write(plan.unrank(number), plan.checks)
            if text is None:
                continue
            other, found = planned(entity_type, Written(text, also))
            if other == shape and found is not None and found.kept == plan.kept and found.size == plan.size:
                return text

    def _tweak(self, entity_type: str, shape: str, kept: str) -> bytes:
        """What the encryption depends on beside the key: whole blocks of what seldom changes, then the kept part."""
        head = self._heads.get((entity_type, shape))
        if head is None:
            named = f"piiguard fpe 1\0{entity_type}\0{shape}\0".encode() + self._tenant
            head = self._heads[entity_type, shape] = _padded(len(named).to_bytes(4, "big") + named)
        tweak = head + _padded(kept.encode("ascii"))
        if len(tweak) > MAX_TWEAK:
            raise FpeError("tenant and kept part are too long")
        return tweak


def planned(entity_type: str, written: Written) -> tuple[str, Plan | None]:
    """The name of the first shape of the type that the value has, and its plan; None when it has none."""
    for name in _TYPES[entity_type]:
        plan = _SHAPES[name](written)
        if plan is not None:
            return name, plan
    return "", None


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 16)
