"""Built-in policies for text that leaves: to a language model, out of the house, into a test system.

One function a policy; each gives its threshold, the rule for types without one of their own, and the rules.
"""

from __future__ import annotations

from ._policies import hide, mask

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Parts = tuple[float, dict[str, Any], dict[str, Any]]

#: What authenticates or opens a door: nobody outside ever needs the value, nor a stand-in for it.
CREDENTIALS = ("PASSWORD", "VERIFICATION_CODE", "API_KEY", "PRIVATE_KEY", "CARD_SECURITY_CODE", "CARD_EXPIRY")


def _credentials(reason: str) -> dict[str, Any]:
    return {name: hide(reason) for name in CREDENTIALS}


def _llm() -> Parts:
    rest = hide("a model needs to know that there is one, not which one")
    rules = {
        **_credentials("a prompt is stored and may be repeated: no secret goes into one"),
        "DATE_OF_BIRTH": mask(0, 0, "the year says the age, which answers depend on", keep_year=True),
        "CN_ADDRESS": mask(0, 0, "province, city and county are enough for advice", keep_region=True),
    }
    return 0.5, rest, rules


def _export() -> Parts:
    rest = hide("outside, what it is may be known, whose it is may not")
    rules = {
        **_credentials("no recipient has a use for what authenticates"),
        "DATE_OF_BIRTH": mask(0, 0, "a year of birth fits a classroom of every school", keep_year=True),
        "CN_ADDRESS": mask(0, 0, "a county has some hundred thousand people", keep_region=True),
    }
    return 0.35, rest, rules


def _test_data() -> Parts:
    rest = mask(0, 0, "a test system needs the length and the separators, nothing of the value")
    rules = {
        **_credentials("a test system has secrets of its own"),
        "DATE_OF_BIRTH": mask(0, 0, "tariffs are tested by age", keep_year=True),
    }
    return 0.35, rest, rules


LEAVING: dict[str, Callable[[], Parts]] = {"llm": _llm, "export": _export, "test-data": _test_data}
