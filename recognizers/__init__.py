"""The built-in recognizers: one identifier, one file.

Three touches add one: the file ``recognizers/<name>.py`` with a ``RECOGNIZER``, its name in
``NAMES`` below, and ``tests/vectors/<name>.toml``. tests/test_house.py says which one is missing.
The order breaks ties between candidates of equal score and length.
"""

from __future__ import annotations

from . import (
    application_number,
    bank_card,
    claim_number,
    email,
    foreign_resident_id,
    hk_id_card,
    id_card,
    landline,
    license_plate,
    mo_id_card,
    mobile,
    passport,
    policy_number,
    travel_permit,
    tw_id_card,
    uscc,
    vin,
)

NAMES = (
    "id_card", "foreign_resident_id", "application_number", "claim_number", "policy_number", "bank_card", "mobile",
    "landline", "email", "license_plate", "vin", "uscc", "passport", "travel_permit", "hk_id_card", "tw_id_card",
    "mo_id_card",
)  # fmt: skip

BUILTIN = (
    id_card.RECOGNIZER,
    foreign_resident_id.RECOGNIZER,
    application_number.RECOGNIZER,
    claim_number.RECOGNIZER,
    policy_number.RECOGNIZER,
    bank_card.RECOGNIZER,
    mobile.RECOGNIZER,
    landline.RECOGNIZER,
    email.RECOGNIZER,
    license_plate.RECOGNIZER,
    vin.RECOGNIZER,
    uscc.RECOGNIZER,
    passport.RECOGNIZER,
    travel_permit.RECOGNIZER,
    hk_id_card.RECOGNIZER,
    tw_id_card.RECOGNIZER,
    mo_id_card.RECOGNIZER,
)

ENTITY_TYPES = tuple(recognizer.entity_type for recognizer in BUILTIN)
