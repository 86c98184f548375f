"""The built-in policies, as the same structure a policy file holds (``policy show --toml`` prints them).

They are Python so that starting ``piiguard filter`` does not pay for a TOML parser, and each is made when it is asked
for. ``llm``, ``export`` and ``test-data``: _policies_leaving.py. Purposes, the same in all of them: _purposes.py.
Why each shape is what it is: docs/masking.md.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NAMES = ("default", "strict", "display", "llm", "export", "test-data")


def tables(name: str) -> dict[str, Any]:
    """The policy called ``name`` (one of :data:`NAMES`), without its purposes."""
    if name == "default":
        return _policy(name, 0.5, mask(1, 1, "one character at either end says nothing of an unknown number"), _default())
    if name == "display":
        rest = mask(1, 1, "one character at either end tells two values of a customer apart")
        return _policy(name, 0.5, rest, {**_default(), **_display()})
    if name == "strict":
        return _policy(name, 0.35, hide("that there was one of this type is all that may be known"), {})
    from ._policies_leaving import LEAVING

    return _policy(name, *LEAVING[name]())


def mask(first: int, last: int, reason: str, **more: object) -> dict[str, Any]:
    """A rule: mask all but so many letters and digits at either end."""
    return {"operator": "mask", "keep_first": first, "keep_last": last, **more, "reason": reason}


def hide(reason: str) -> dict[str, Any]:
    """A rule: put the type's name in the value's place."""
    return {"operator": "replace", "with": "〔{entity_type}〕", "reason": reason}


def _policy(name: str, threshold: float, rest: dict[str, Any], entities: dict[str, Any]) -> dict[str, Any]:
    return {"version": 1, "name": name, "threshold": threshold, "default": rest, "entities": entities}


def _default() -> dict[str, Any]:
    document = "no document is found by its first and last character"
    serial = "four first are insurer and product, four last tell a customer's own apart"
    tail = "the tail tells a customer's own apart, the rest is hidden"
    secret = "a secret shown in part is given away; its length helps, too"
    company = "codes of companies are public, those of sole traders are people's"
    return {
        "CN_ID_CARD": mask(1, 1, "6 + 4 would leave some 3,000 candidates, 1 + 1 leaves millions"),
        "CN_FOREIGN_RESIDENT_ID": mask(1, 1, "as a citizen ID"),
        "CN_PASSPORT": mask(1, 1, document),
        "CN_TRAVEL_PERMIT": mask(1, 1, document),
        "HK_ID_CARD": mask(1, 0, "its check digit would leave a tenth of the candidates"),
        "TW_ID_CARD": mask(1, 1, "the letter is a county; the second character, the sex, is hidden"),
        "MO_ID_CARD": mask(1, 0, "its check digit would leave a tenth of the candidates"),
        "CN_BANK_CARD": mask(0, 4, "the tail is how people and receipts name a card", hide_at_least=8),
        "CN_POLICY_NUMBER": mask(4, 4, serial, hide_at_least=6),
        "CN_APPLICATION_NUMBER": mask(4, 4, serial, hide_at_least=6),
        "CN_CLAIM_NUMBER": mask(4, 4, serial, hide_at_least=6),
        "CN_MOBILE": mask(3, 2, "3 + 2 leaves a million numbers, 3 + 4 only ten thousand", keep_country=True, hide_at_least=6),
        "CN_LANDLINE": mask(3, 2, "the area says where, the rest who", keep_country=True, hide_at_least=5),
        "EMAIL_ADDRESS": mask(1, 0, "the domain tells private from company mail", keep_domain=True, hide_at_least=3),
        "CN_LICENSE_PLATE": mask(2, 1, "the city and one character tell a customer's cars apart", hide_at_least=4),
        "VIN": mask(3, 0, "the maker is no secret, the serial is the person's"),
        "CN_USCC": mask(2, 2, company, hide_at_least=9),
        "PERSON": mask(1, 0, "the surname is enough to address somebody", hide_at_least=1),
        "CN_ADDRESS": mask(0, 0, "a county has some hundred thousand people, a street few", keep_region=True),
        "PASSWORD": hide(secret),
        "VERIFICATION_CODE": hide("six digits: each one shown divides the tries by ten"),
        "API_KEY": hide(secret),
        "PRIVATE_KEY": hide(secret),
        "IP_ADDRESS": mask(0, 0, "the network is what logs are read for, the host is a person's", keep_parts=2),
        "MAC_ADDRESS": mask(0, 4, tail, hide_at_least=8),
        "IMEI": mask(0, 4, tail, hide_at_least=8),
        "IMSI": mask(0, 4, tail, hide_at_least=8),
        "ICCID": mask(0, 4, tail, hide_at_least=8),
        "DEVICE_ID": mask(0, 4, tail, hide_at_least=12),
        "GPS_COORDINATES": mask(1, 0, "one digit is a band of a thousand kilometres, four decimals are a home"),
        "CN_BANK_ACCOUNT": mask(0, 4, "as a card: the tail is how people name it", hide_at_least=6),
        "CARD_SECURITY_CODE": hide("it authenticates a payment: nothing of it is shown"),
        "CARD_EXPIRY": hide("a shop asks for it beside the card number"),
        "WECHAT_ID": mask(1, 1, "a first and a last character tell a customer's own apart"),
        "QQ_NUMBER": mask(1, 1, "a first and a last digit tell a customer's own apart"),
        "ALIPAY_ACCOUNT": mask(0, 4, "the tail is what a payer is shown", keep_domain=True, hide_at_least=6),
        "CN_MILITARY_ID": mask(1, 1, "who issued it stays, of the number nothing", hide_at_least=6),
        "DATE_OF_BIRTH": mask(0, 0, "the year says the age, month and day tell people apart", keep_year=True),
        "CN_ENGINE_NUMBER": mask(0, 4, "workshops compare the last four", hide_at_least=5),
        "CN_SOCIAL_SECURITY_CARD": mask(1, 1, "as a citizen ID", hide_at_least=6),
        "CN_MEDICAL_RECORD": mask(0, 2, "two last tell two stays apart; the head is often a date", hide_at_least=5),
        "CN_ORGANIZATION_CODE": mask(2, 0, "codes of companies are public; the check character leaves a tenth", hide_at_least=6),
        "CN_BUSINESS_REGISTRATION": mask(2, 2, company, hide_at_least=9),
    }  # fmt: skip


def _display() -> dict[str, Any]:
    own = "enough for customers to recognise their own"
    workshop = "what a workshop reads out to compare"
    return {
        "CN_BANK_CARD": mask(6, 4, "first six and last four: the most PCI DSS allows to be displayed", hide_at_least=6),
        "CN_MOBILE": mask(3, 4, "3 + 4 is what customers are used to", keep_country=True, hide_at_least=4),
        "CN_LANDLINE": mask(4, 2, own, keep_country=True, hide_at_least=4),
        "CN_LICENSE_PLATE": mask(2, 2, own, hide_at_least=3),
        "CN_PASSPORT": mask(2, 2, own),
        "CN_TRAVEL_PERMIT": mask(1, 2, own),
        "VIN": mask(3, 4, workshop, hide_at_least=8),
        "CN_USCC": mask(8, 2, "registry and check character: companies recognise their own", hide_at_least=8),
        "CN_ENGINE_NUMBER": mask(0, 4, workshop, hide_at_least=3),
        "CN_SOCIAL_SECURITY_CARD": mask(1, 2, own, hide_at_least=6),
        "CN_MEDICAL_RECORD": mask(0, 3, own, hide_at_least=4),
        "CN_ORGANIZATION_CODE": mask(4, 0, own, hide_at_least=5),
        "CN_BUSINESS_REGISTRATION": mask(6, 2, own, hide_at_least=7),
    }
