"""The built-in policies, as the same structure a policy file holds (``policy show`` prints them as TOML).

They are Python so that starting ``piiguard filter`` does not pay for a TOML parser.
Why each shape is what it is: docs/masking.md.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def _mask(first: int, last: int, **more: object) -> dict[str, Any]:
    return {"operator": "mask", "keep_first": first, "keep_last": last, **more}


_HIDE: dict[str, Any] = {"operator": "replace", "with": "〔{entity_type}〕"}

_DEFAULT: dict[str, Any] = {
    "version": 1,
    "name": "default",
    "threshold": 0.5,
    "default": _mask(1, 1),
    "entities": {
        "CN_ID_CARD": _mask(1, 1),
        "CN_FOREIGN_RESIDENT_ID": _mask(1, 1),
        "CN_PASSPORT": _mask(1, 1),
        "CN_TRAVEL_PERMIT": _mask(1, 1),
        "HK_ID_CARD": _mask(1, 0),
        "TW_ID_CARD": _mask(1, 1),
        "MO_ID_CARD": _mask(1, 0),
        "CN_BANK_CARD": _mask(0, 4, hide_at_least=8),
        "CN_POLICY_NUMBER": _mask(4, 4, hide_at_least=6),
        "CN_APPLICATION_NUMBER": _mask(4, 4, hide_at_least=6),
        "CN_CLAIM_NUMBER": _mask(4, 4, hide_at_least=6),
        "CN_MOBILE": _mask(3, 2, keep_country=True, hide_at_least=6),
        "CN_LANDLINE": _mask(3, 2, keep_country=True, hide_at_least=5),
        "EMAIL_ADDRESS": _mask(1, 0, keep_domain=True, hide_at_least=3),
        "CN_LICENSE_PLATE": _mask(2, 1, hide_at_least=4),
        "VIN": _mask(3, 0),
        "CN_USCC": _mask(2, 2, hide_at_least=9),
        "PERSON": _mask(1, 0, hide_at_least=1),
        "CN_ADDRESS": _mask(0, 0, keep_region=True),
        "PASSWORD": _HIDE,
        "VERIFICATION_CODE": _HIDE,
        "API_KEY": _HIDE,
        "PRIVATE_KEY": _HIDE,
        "IP_ADDRESS": _mask(0, 0, keep_parts=2),
        "MAC_ADDRESS": _mask(0, 4, hide_at_least=8),
        "IMEI": _mask(0, 4, hide_at_least=8),
        "IMSI": _mask(0, 4, hide_at_least=8),
        "ICCID": _mask(0, 4, hide_at_least=8),
        "DEVICE_ID": _mask(0, 4, hide_at_least=12),
        "GPS_COORDINATES": _mask(1, 0),
        "CN_BANK_ACCOUNT": _mask(0, 4, hide_at_least=6),
        "CARD_SECURITY_CODE": {"operator": "replace"},
        "CARD_EXPIRY": {"operator": "replace"},
        "WECHAT_ID": _mask(1, 1),
        "QQ_NUMBER": _mask(1, 1),
        "ALIPAY_ACCOUNT": _mask(0, 4, keep_domain=True, hide_at_least=6),
        "CN_MILITARY_ID": _mask(1, 1, hide_at_least=6),
        "DATE_OF_BIRTH": _mask(0, 0, keep_year=True),
        "CN_ENGINE_NUMBER": _mask(0, 4, hide_at_least=5),
        "CN_SOCIAL_SECURITY_CARD": _mask(1, 1, hide_at_least=6),
        "CN_MEDICAL_RECORD": _mask(0, 2, hide_at_least=5),
        "CN_ORGANIZATION_CODE": _mask(2, 0, hide_at_least=6),
        "CN_BUSINESS_REGISTRATION": _mask(2, 2, hide_at_least=9),
    },
}

_DISPLAY: dict[str, Any] = {
    "version": 1,
    "name": "display",
    "threshold": 0.5,
    "default": _mask(1, 1),
    "entities": {
        **_DEFAULT["entities"],
        "CN_BANK_CARD": _mask(6, 4, hide_at_least=6),
        "CN_MOBILE": _mask(3, 4, keep_country=True, hide_at_least=4),
        "CN_LANDLINE": _mask(4, 2, keep_country=True, hide_at_least=4),
        "CN_LICENSE_PLATE": _mask(2, 2, hide_at_least=3),
        "CN_PASSPORT": _mask(2, 2),
        "CN_TRAVEL_PERMIT": _mask(1, 2),
        "VIN": _mask(3, 4, hide_at_least=8),
        "CN_USCC": _mask(8, 2, hide_at_least=8),
        "CN_ENGINE_NUMBER": _mask(0, 4, hide_at_least=3),
        "CN_SOCIAL_SECURITY_CARD": _mask(1, 2, hide_at_least=6),
        "CN_MEDICAL_RECORD": _mask(0, 3, hide_at_least=4),
        "CN_ORGANIZATION_CODE": _mask(4, 0, hide_at_least=5),
        "CN_BUSINESS_REGISTRATION": _mask(6, 2, hide_at_least=7),
    },
}

_STRICT: dict[str, Any] = {
    "version": 1,
    "name": "strict",
    "threshold": 0.35,
    "default": {"operator": "replace", "with": "〔{entity_type}〕"},
    "entities": {},
}

BUILTIN: dict[str, dict[str, Any]] = {"default": _DEFAULT, "strict": _STRICT, "display": _DISPLAY}
