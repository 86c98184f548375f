"""Surrogates: plausible fakes, the same for the same value under the same key, that are nobody's as far as ranges for that exist.

:func:`surrogate` takes the digest of the value under a key; the caller derives it (an HMAC over tenant, entity type and
normal form), so this package holds no key and equal values get equal fakes. Beside the digest a fake depends on what is
public about the value: its length and how it is written, and the features that docs/treatment.md names (a region, a year, a
sex digit). It is no bijection: two values may get one fake, the sooner the smaller the space.
"""

from __future__ import annotations

from ._draw import Draw, Shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

#: entity type -> module of its maker (a function ``name(shown, draw)`` there)
_MAKERS = {
    "_papers": (
        "CN_ID_CARD CN_FOREIGN_RESIDENT_ID CN_PASSPORT CN_TRAVEL_PERMIT HK_ID_CARD TW_ID_CARD MO_ID_CARD CN_MILITARY_ID "
        "CN_SOCIAL_SECURITY_CARD CN_MEDICAL_RECORD"
    ),
    "_numbers": (
        "CN_BANK_CARD CN_BANK_ACCOUNT CARD_SECURITY_CODE CN_POLICY_NUMBER CN_APPLICATION_NUMBER CN_CLAIM_NUMBER CN_MOBILE "
        "CN_LANDLINE"
    ),
    "_dates": "DATE_OF_BIRTH CARD_EXPIRY",
    "_people": "PERSON EMAIL_ADDRESS WECHAT_ID QQ_NUMBER ALIPAY_ACCOUNT",
    "_places": "CN_ADDRESS GPS_COORDINATES",
    "_vehicles": "CN_LICENSE_PLATE VIN CN_ENGINE_NUMBER CN_USCC CN_ORGANIZATION_CODE CN_BUSINESS_REGISTRATION",
    "_devices": "IP_ADDRESS MAC_ADDRESS IMEI IMSI ICCID DEVICE_ID",
    "_secrets": "PASSWORD VERIFICATION_CODE API_KEY PRIVATE_KEY",
}
_MODULES = {entity_type: module for module, types in _MAKERS.items() for entity_type in types.split()}
_makers: dict[str, Callable[[Shown, Draw], str]] = {}
_ATTEMPTS = 16


def supported() -> frozenset[str]:
    """The entity types with fakes of their own; any other type gets letters, digits and hanzi of the same classes."""
    return frozenset(_MODULES)


def surrogate(value: str, entity_type: str, digest: bytes) -> str:
    """A fake for ``value``: another text of the same make, decided by ``digest`` and the value's public features alone.

    digest  32 bytes or more that nobody can tell from random without the key

    The empty text stays empty; a value without anything to replace (``****``) becomes 〔title〕; the marker line of a key in
    PEM (-----BEGIN …), which holds no secret, stays. In every other case the fake differs from the value.

    Raises:
        ValueError: the digest is shorter than 32 bytes.
    """
    if len(digest) < 32:
        raise ValueError("a surrogate needs a digest of 32 bytes or more")
    if not value:
        return value
    maker = _makers.get(entity_type) or _maker(entity_type)
    shown = Shown(value)
    for attempt in range(_ATTEMPTS):
        fake = maker(shown, Draw(digest, attempt))
        if fake != value and fake != shown.text:
            return fake
    if entity_type == "PRIVATE_KEY" and value.lstrip().startswith("--"):
        return value
    from ..generalize import title

    return title(entity_type)


def _maker(entity_type: str) -> Callable[[Shown, Draw], str]:
    from importlib import import_module

    module = import_module(f"{__name__}.{_MODULES.get(entity_type, '_secrets')}")
    maker: Callable[[Shown, Draw], str] = getattr(module, entity_type.lower() if entity_type in _MODULES else "any_text")
    if entity_type in _MODULES:
        _makers[entity_type] = maker
    return maker
