"""The purposes every built-in policy knows: what an insurer's departments see as it is, and why each of them does.

The smallest set that does the work: what is not named here is treated as the policy says. No purpose sees what
authenticates (passwords, codes, card security codes, keys).
"""

from __future__ import annotations

from ._policies import mask

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_DOCUMENTS = (
    "CN_ID_CARD", "CN_FOREIGN_RESIDENT_ID", "CN_PASSPORT", "CN_TRAVEL_PERMIT", "HK_ID_CARD", "MO_ID_CARD", "TW_ID_CARD",
    "CN_MILITARY_ID",
)  # fmt: skip
_COMPANIES = ("CN_USCC", "CN_ORGANIZATION_CODE", "CN_BUSINESS_REGISTRATION")

_CLAIMS = {
    "PERSON": "claims deals with the insured, the injured and the payee by name",
    **dict.fromkeys(_DOCUMENTS, "claims checks that who is paid is who is entitled"),
    "DATE_OF_BIRTH": "claims checks that the injured is the insured, and benefits that depend on age",
    "CN_MOBILE": "claims calls who reported",
    "CN_LANDLINE": "claims calls who reported",
    "CN_ADDRESS": "claims goes to where the loss happened",
    "CN_BANK_CARD": "claims pays to the card",
    "CN_BANK_ACCOUNT": "claims pays to the account",
    "ALIPAY_ACCOUNT": "claims pays to the account",
    "CN_POLICY_NUMBER": "claims looks up the cover",
    "CN_CLAIM_NUMBER": "claims works on this case",
    "CN_LICENSE_PLATE": "claims tells the damaged car by its plate",
    "VIN": "claims orders parts for this very car",
    "CN_ENGINE_NUMBER": "claims makes sure that it is this very car",
    "CN_MEDICAL_RECORD": "claims asks the hospital about this stay",
    "CN_SOCIAL_SECURITY_CARD": "claims deducts what social insurance has paid",
}
_UNDERWRITING = {
    "PERSON": "underwriting makes the contract with somebody",
    **dict.fromkeys(_DOCUMENTS, "underwriting verifies who applies"),
    **dict.fromkeys(_COMPANIES, "underwriting verifies which company applies"),
    "DATE_OF_BIRTH": "age sets the premium",
    "CN_ADDRESS": "the place is part of the risk",
    "CN_APPLICATION_NUMBER": "underwriting works on this application",
    "CN_POLICY_NUMBER": "earlier policies are part of the risk",
    "CN_LICENSE_PLATE": "the car is the risk",
    "VIN": "the car is the risk",
    "CN_ENGINE_NUMBER": "the car is the risk",
    "CN_MEDICAL_RECORD": "underwriting follows up a declaration of health",
}
_SERVICE = {
    "PERSON": "an agent addresses the customer by name",
    "CN_MOBILE": "an agent calls back",
    "CN_LANDLINE": "an agent calls back",
    "EMAIL_ADDRESS": "an agent writes back",
    "CN_POLICY_NUMBER": "an agent looks up what the customer asks about",
    "CN_APPLICATION_NUMBER": "an agent looks up what the customer asks about",
    "CN_CLAIM_NUMBER": "an agent looks up what the customer asks about",
    "CN_LICENSE_PLATE": "a tow truck is told which car to look for",
}
_MARKETING = {
    "PERSON": "marketing addresses who agreed to it by name",
    "CN_MOBILE": "marketing calls who agreed to it",
    "EMAIL_ADDRESS": "marketing writes to who agreed to it",
}

TABLES: dict[str, dict[str, Any]] = {
    "claims": {"description": "settling claims: who is insured, what happened, whom to pay", "sees": _CLAIMS},
    "underwriting": {"description": "taking or declining a risk and its premium", "sees": _UNDERWRITING},
    "service": {"description": "answering customers", "sees": _SERVICE},
    "marketing": {"description": "offering to people who agreed to it", "sees": _MARKETING},
    "analytics": {
        "description": "counting: nobody is looked up",
        "sees": {},
        "entities": {
            "PERSON": {"operator": "replace", "reason": "nobody is counted by name"},
            "DATE_OF_BIRTH": mask(0, 0, "the year is enough for age groups", keep_year=True),
            "CN_ADDRESS": mask(0, 0, "the county is enough for maps", keep_region=True),
        },
    },
}
