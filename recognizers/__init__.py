"""The built-in recognizers: one identifier, one file.

Three touches add one: the file ``recognizers/<name>.py`` with a ``RECOGNIZER``, its name in
``NAMES`` below, and ``tests/vectors/<name>.toml``. tests/test_house.py says which one is missing.
The order breaks ties between candidates of equal score and length.
"""

from __future__ import annotations

from importlib import import_module

NAMES = (
    "id_card", "foreign_resident_id", "application_number", "claim_number", "policy_number", "bank_card", "mobile",
    "landline", "email", "license_plate", "vin", "uscc", "passport", "travel_permit", "hk_id_card", "tw_id_card",
    "mo_id_card",
    "password",
    "verification_code",
    "private_key",
    "api_key",
)  # fmt: skip

BUILTIN = tuple(import_module(f"{__name__}.{name}").RECOGNIZER for name in NAMES)

ENTITY_TYPES = tuple(recognizer.entity_type for recognizer in BUILTIN)
