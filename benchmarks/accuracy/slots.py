"""The slots a template may hold: name -> entity type (or none) and the generator of its values."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from benchmarks.accuracy import devices, fillers, identity, money, people, places, surfaces
from benchmarks.accuracy.pool import Source

#: A value that is neither required nor punished: tails, values that came masked already.
OPTIONAL = "OPTIONAL"


class Slot(NamedTuple):
    """What ``{name}`` in a template stands for.

    entity   the entity type of its span; OPTIONAL; or "" for what is nobody's
    make     gives a value
    surface  changes how a person writes it (grouping, full width); None: written as made
    """

    entity: str
    make: Callable[[Source], str]
    surface: Callable[[str, Source], str] | None = None


SLOTS = {
    "name": Slot("PERSON", people.person),
    "han": Slot("PERSON", people.han),  # a Han name, so that {sur#1} can follow
    "sur": Slot("PERSON", people.surname),
    "given": Slot("PERSON", people.pet),
    "pinyin": Slot("PERSON", people.pinyin),
    "address": Slot("CN_ADDRESS", places.address),
    "address_at": Slot("CN_ADDRESS", places.address_with_landmark),
    "estate": Slot("CN_ADDRESS", places.estate),
    "address_en": Slot("CN_ADDRESS", places.pinyin_address),
    "id": Slot("CN_ID_CARD", identity.id_card, surfaces.id_card),
    "id18": Slot("CN_ID_CARD", identity.id_card_18, surfaces.id_card),
    "id_typo": Slot("CN_ID_CARD", identity.id_card_typo),
    "frc": Slot("CN_FOREIGN_RESIDENT_ID", identity.foreign_resident),
    "passport": Slot("CN_PASSPORT", identity.passport, surfaces.letters),
    "permit": Slot("CN_TRAVEL_PERMIT", identity.travel_permit, surfaces.letters),
    "permit_tw": Slot("CN_TRAVEL_PERMIT", identity.taiwan_permit),
    "hkid": Slot("HK_ID_CARD", identity.hk_id),
    "moid": Slot("MO_ID_CARD", identity.mo_id),
    "twid": Slot("TW_ID_CARD", identity.tw_id, surfaces.letters),
    "military": Slot("CN_MILITARY_ID", identity.military),
    "card": Slot("CN_BANK_CARD", money.bank_card, surfaces.bank_card),
    "account": Slot("CN_BANK_ACCOUNT", money.bank_account),
    "cvv": Slot("CARD_SECURITY_CODE", money.cvv),
    "expiry": Slot("CARD_EXPIRY", money.expiry),
    "policy": Slot("CN_POLICY_NUMBER", money.policy, surfaces.letters),
    "application": Slot("CN_APPLICATION_NUMBER", money.application, surfaces.letters),
    "claim": Slot("CN_CLAIM_NUMBER", money.claim, surfaces.letters),
    "mobile": Slot("CN_MOBILE", money.mobile, surfaces.mobile),
    "mobile86": Slot("CN_MOBILE", money.mobile_86),
    "mobile_spoken": Slot("CN_MOBILE", surfaces.mobile_spoken),
    "tel": Slot("CN_LANDLINE", money.landline),
    "email": Slot("EMAIL_ADDRESS", money.email),
    "wechat": Slot("WECHAT_ID", money.wechat),
    "qq": Slot("QQ_NUMBER", money.qq),
    "alipay": Slot("ALIPAY_ACCOUNT", money.alipay),
    "birth": Slot("DATE_OF_BIRTH", identity.birth),
    "birth_iso": Slot("DATE_OF_BIRTH", identity.birth_iso),
    "lunar": Slot("DATE_OF_BIRTH", identity.birth_lunar),
    "plate": Slot("CN_LICENSE_PLATE", money.plate, surfaces.letters),
    "vin": Slot("VIN", money.vin, surfaces.letters),
    "engine": Slot("CN_ENGINE_NUMBER", money.engine),
    "ip": Slot("IP_ADDRESS", devices.ip),
    "mac": Slot("MAC_ADDRESS", devices.mac),
    "imei": Slot("IMEI", devices.imei),
    "imsi": Slot("IMSI", devices.imsi),
    "iccid": Slot("ICCID", devices.iccid),
    "device": Slot("DEVICE_ID", devices.device_id),
    "gps": Slot("GPS_COORDINATES", devices.gps),
    "social": Slot("CN_SOCIAL_SECURITY_CARD", identity.social_card),
    "record": Slot("CN_MEDICAL_RECORD", identity.medical_record),
    "uscc": Slot("CN_USCC", identity.uscc),
    "orgcode": Slot("CN_ORGANIZATION_CODE", identity.organization),
    "bizreg": Slot("CN_BUSINESS_REGISTRATION", identity.business),
    "password": Slot("PASSWORD", devices.password),
    "pin": Slot("PASSWORD", devices.pin),
    "code": Slot("VERIFICATION_CODE", devices.code),
    "apikey": Slot("API_KEY", devices.api_key),
    "secret": Slot("API_KEY", devices.secret),
    "jwt": Slot("API_KEY", devices.jwt),
    "pem": Slot("PRIVATE_KEY", devices.private_key),
    "tail": Slot(OPTIONAL, fillers.tail),
    "masked": Slot(OPTIONAL, fillers.masked),
}
_NOBODYS = (
    "order ticket trace epoch stamp date day8 clock amount number small version version4 hotline gateway product "
    "hospital branch company model percent clause parcel flight invoice icd drug"
)
SLOTS |= {name: Slot("", getattr(fillers, name)) for name in _NOBODYS.split()}
SLOTS |= {name: Slot("", getattr(places, name)) for name in ("city", "road", "public_address")}

#: Every entity type the benchmark plants.
ENTITIES = tuple(sorted({slot.entity for slot in SLOTS.values()} - {"", OPTIONAL}))
