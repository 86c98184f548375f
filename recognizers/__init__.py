"""The built-in recognizers: one identifier, one file.

Three touches add one: the file ``recognizers/<name>.py`` with a ``RECOGNIZER``, its name in
``NAMES`` below, and ``tests/vectors/<name>.toml``. tests/test_house.py says which one is missing.
The order breaks ties between candidates of equal score and length.
"""

from __future__ import annotations

from importlib import import_module

NAMES = (
    "person",
    # In front of the numbers: they look at what stands beside an ID or a card, which a certain one would end.
    "date_of_birth", "card_expiry", "security_code",
    "id_card", "foreign_resident_id", "application_number", "claim_number", "policy_number", "bank_card", "mobile",
    "landline", "email", "license_plate", "vin", "uscc", "passport", "travel_permit", "hk_id_card", "tw_id_card",
    "mo_id_card",
    "address",
    "password",
    "verification_code",
    "private_key",
    "api_key",
    "ip_address", "mac_address", "imei", "imsi", "iccid", "device_id", "gps_coordinates",
    "bank_account", "wechat_id", "qq_number", "alipay_account",
    "military_id", "engine_number", "social_security_card", "medical_record", "organization_code", "business_registration",
)  # fmt: skip

BUILTIN = tuple(import_module(f"{__name__}.{name}").RECOGNIZER for name in NAMES)

ENTITY_TYPES = tuple(recognizer.entity_type for recognizer in BUILTIN)
