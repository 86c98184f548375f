"""Which operators can treat which entity types: a rule that cannot do what it says is refused when it is loaded.

Only built-in types are known well enough to say so; for users' own types every operator is taken at its word.
"""

from __future__ import annotations

from .errors import PolicyError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_NUMBERS = frozenset(("CN_MOBILE", "CN_LANDLINE", "ALIPAY_ACCOUNT"))
#: operator, or (operator, switch of it) -> the types it can treat; what is not named here treats all
ONLY: dict[str | tuple[str, str], frozenset[str]] = {
    ("mask", "keep_domain"): frozenset(("EMAIL_ADDRESS", "ALIPAY_ACCOUNT")),
    ("mask", "keep_country"): _NUMBERS,
    ("mask", "keep_region"): frozenset(("CN_ADDRESS",)),
    ("mask", "keep_parts"): frozenset(("IP_ADDRESS", "GPS_COORDINATES", "MAC_ADDRESS")),
    ("mask", "keep_year"): frozenset(("DATE_OF_BIRTH",)),
}


def refuse_unfit(operator: str, parameters: dict[str, Any], entity_type: str, where: str) -> None:
    """Refuse an operator, or a switch of it, that means nothing to ``entity_type``, one of the built-in types.

    Raises:
        PolicyError: naming the table, the operator and the types it can treat.
    """
    fits = ONLY.get(operator)
    if fits is not None and entity_type not in fits:
        raise PolicyError(f"{where}: {operator} cannot treat {entity_type}; it treats {_listed(fits)}")
    for name, value in parameters.items():
        fits = ONLY.get((operator, name))
        if value and fits is not None and entity_type not in fits:
            raise PolicyError(f"{where}: {name} means nothing to {entity_type}; it is for {_listed(fits)}")
    if operator == "generalize":
        _refuse_classes(parameters, entity_type, where)


def refuse_unfit_default(operator: str, parameters: dict[str, Any], left: list[str]) -> None:
    """Refuse a ``[default]`` whose operator cannot treat all built-in types ``left`` to it.

    The switches of ``mask`` may be of use to some of them only: each type takes what it understands.

    Raises:
        PolicyError: naming the types that need a table of their own.
    """
    fits = ONLY.get(operator)
    unfit = [] if fits is None else [name for name in left if name not in fits]
    if unfit:
        raise PolicyError(f"default: {operator} cannot treat {_listed(unfit)}; give each a table of its own")
    if operator == "generalize":
        for name in left:
            _refuse_classes(parameters, name, "default")


def _refuse_classes(parameters: dict[str, Any], entity_type: str, where: str) -> None:
    """Refuse classes that the type cannot be generalised to; the operator itself knows which there are."""
    from .generalize import check

    try:
        check(parameters, entity_type)
    except PolicyError as error:
        raise PolicyError(f"{where}: {error}") from None


def _listed(names: list[str] | frozenset[str]) -> str:
    names = sorted(names)
    return ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
