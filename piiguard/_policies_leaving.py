"""Built-in policies for text that leaves: to a language model, out of the house, into a test system.

One function a policy; each gives its threshold, the rule for types without one of their own, and the rules.
"""

from __future__ import annotations

from ._policies import hide

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Parts = tuple[float, dict[str, Any], dict[str, Any]]

#: What authenticates or opens a door: nobody outside ever needs the value, nor a stand-in for it.
CREDENTIALS = ("PASSWORD", "VERIFICATION_CODE", "API_KEY", "PRIVATE_KEY", "CARD_SECURITY_CODE", "CARD_EXPIRY")
_DOCUMENTS = (
    "CN_ID_CARD", "CN_FOREIGN_RESIDENT_ID", "CN_PASSPORT", "CN_TRAVEL_PERMIT", "HK_ID_CARD", "MO_ID_CARD", "TW_ID_CARD",
    "CN_MILITARY_ID", "CN_SOCIAL_SECURITY_CARD",
)  # fmt: skip
_CONTRACTS = ("CN_POLICY_NUMBER", "CN_APPLICATION_NUMBER", "CN_CLAIM_NUMBER")
_CONTACTS = ("CN_MOBILE", "CN_LANDLINE", "EMAIL_ADDRESS")
_ACCOUNTS = ("CN_BANK_CARD", "CN_BANK_ACCOUNT", "ALIPAY_ACCOUNT")
_VEHICLES = ("CN_LICENSE_PLATE", "VIN", "CN_ENGINE_NUMBER")
_COMPANIES = ("CN_USCC", "CN_ORGANIZATION_CODE", "CN_BUSINESS_REGISTRATION")
_DEVICES = ("IMEI", "IMSI", "ICCID", "MAC_ADDRESS", "DEVICE_ID")


def _each(types: tuple[str, ...], rule: dict[str, Any]) -> dict[str, Any]:
    return dict.fromkeys(types, rule)


def _general(reason: str, **parameters: object) -> dict[str, Any]:
    return {"operator": "generalize", **parameters, "reason": reason}


def _llm() -> Parts:
    # No tokens: they are a hundred letters that a model pays for and garbles, and being stable they would tie one
    # person's conversations together at the provider. Who needs the values back opens a session, which numbers.
    rest = hide("a model needs to know that there is one, not which one; a session numbers it and brings it back")
    rules = {
        **_each(CREDENTIALS, hide("a prompt is stored and may be repeated: no secret goes into one")),
        "DATE_OF_BIRTH": _general("the year says the age, which answers depend on", to="year"),
        "CN_ADDRESS": _general("province, city and county are enough for advice", to="district"),
    }
    return 0.5, rest, rules


def _export() -> Parts:
    def token(reason: str) -> dict[str, Any]:
        return {"operator": "pseudonymize", "join": True, "reason": reason}

    rest = hide("outside, what it is may be known, whose it is may not")
    rules = {
        **_each(CREDENTIALS, hide("no recipient has a use for what authenticates")),
        "PERSON": hide("names join nothing: many people share one, and one is written in many ways"),
        **_each(_DOCUMENTS, token("who is the same person can be told and not who it is; we can answer about a token")),
        **_each(_CONTRACTS, token("tables join on contracts and cases")),
        **_each(_CONTACTS, token("records of one customer are found to belong together, nobody is called")),
        **_each(_ACCOUNTS, token("payments to one account can be counted, none can be made")),
        **_each(_VEHICLES, token("claims about one car can be counted")),
        **_each(_COMPANIES, token("codes of sole traders are people's; contracts of one company join")),
        **_each(_DEVICES, token("sessions of one device can be counted")),
        "CN_MEDICAL_RECORD": token("bills of one stay in hospital belong together"),
        "DATE_OF_BIRTH": _general("a year of birth fits a classroom of every school", to="year"),
        "CN_ADDRESS": _general("a county has some hundred thousand people", to="district"),
        "IP_ADDRESS": _general("a network of 256 hosts tells where from, not who", to="24"),
        "GPS_COORDINATES": _general("about eleven kilometres: a town, not a house", decimals=1),
    }
    return 0.35, rest, rules


def _test_data() -> Parts:
    def form(reason: str) -> dict[str, Any]:
        return {"operator": "fpe", "join": True, "otherwise": "surrogate", "reason": reason}

    def fake(reason: str) -> dict[str, Any]:
        return {"operator": "surrogate", "reason": reason}

    rest = fake("a test system needs something of the same make, nothing of the value")
    rules = {
        **_each(CREDENTIALS, hide("a test system has secrets of its own")),
        "PERSON": fake("a made-up name, the same wherever the person stands"),
        "CN_ADDRESS": fake("the county stays, for tariffs by region; the street is made up"),
        "DATE_OF_BIRTH": fake("the year stays: tariffs are tested by age"),
        "EMAIL_ADDRESS": fake("a mailbox at example.com, .net or .org: no test ever writes to anybody"),
        **_each(_DOCUMENTS, form("another number of the kind: its checks hold, and two people never become one")),
        "CN_ID_CARD": form("region, a real date and the check character: an ID passes, and two people never become one"),
        **_each(_CONTRACTS, form("letters and length stay, and tables join on it: two contracts never become one")),
        "CN_MOBILE": form("an assigned segment, and two customers never become one; it may be somebody's: never dial it"),
        "CN_LANDLINE": form("the area code stays, and two lines never become one; it may be somebody's: never dial it"),
        "CN_BANK_CARD": form("issuer, length and Luhn stay, and two cards never become one"),
        "CN_BANK_ACCOUNT": form("the length stays, and two accounts never become one"),
        "VIN": form("the maker stays and the check character holds, and two cars never become one"),
        "CN_ENGINE_NUMBER": form("letters and length stay, and two engines never become one"),
        **_each(_COMPANIES, form("region and checks hold, and two companies never become one")),
        "CN_MEDICAL_RECORD": form("letters and length stay, and two stays never become one"),
        **_each(("QQ_NUMBER", "IMEI", "IMSI", "ICCID"), form("another number of the kind, and two never become one")),
    }
    return 0.35, rest, rules


LEAVING: dict[str, Callable[[], Parts]] = {"llm": _llm, "export": _export, "test-data": _test_data}
