"""Both ways to Microsoft Presidio, without a spaCy model.

>>> from piiguard.presidio import analyzer_engine, anonymizer_engine
>>> text = "手机13912345678"
>>> results = analyzer_engine().analyze(text, language="zh")
>>> anonymizer_engine().anonymize(text, results).text
'手机139******78'

The classes exist once any name has been imported from here: ``from piiguard.presidio import PiiguardRecognizer``
before a registry YAML is read, and the YAML may name ``CnIdCardRecognizer`` and the rest. Importing this
module alone loads nothing of Presidio, which takes seconds and a hundred megabytes.

_recognizers.py  one class an entity type, and one for all of them
_nlp.py          an NLP engine that does nothing; guests of a Guard that need one that does
_operators.py    operators and policies as Presidio operators
_engines.py      registry, analyzer and anonymizer made of these
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._engines import analyzer_engine, anonymizer_engine, registry
    from ._nlp import NoOpNlpEngine, with_nlp
    from ._operators import HashOperator, MaskOperator, PolicyOperator, ReplaceOperator, operators
    from ._recognizers import PiiguardRecognizer

__all__ = [
    "HashOperator",
    "MaskOperator",
    "NoOpNlpEngine",
    "PiiguardRecognizer",
    "PolicyOperator",
    "ReplaceOperator",
    "analyzer_engine",
    "anonymizer_engine",
    "operators",
    "registry",
    "with_nlp",
]
_PRESIDIO = ("presidio_analyzer", "presidio_anonymizer")


#: Presidio looks a class up by its bare name, and has one of this name itself.
_TAKEN = ("MacAddressRecognizer",)


def class_name(entity_type: str) -> str:
    """The class of an entity type: ``CN_ID_CARD`` -> ``CnIdCardRecognizer``, ``MAC_ADDRESS`` -> ``CnMacAddressRecognizer``."""
    name = "".join(part.capitalize() for part in entity_type.split("_")) + "Recognizer"
    return f"Cn{name}" if name in _TAKEN else name


def __getattr__(name: str) -> Any:
    """The public names and the classes, which load Presidio at first use.

    Raises:
        ImportError: Presidio is not installed; says what to install.
    """
    if name not in __dir__() or name.startswith("_"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals().update(_load())
    return globals()[name]


def __dir__() -> list[str]:
    from ..recognizers import ENTITY_TYPES

    return sorted({*globals(), *__all__, *map(class_name, ENTITY_TYPES)})


def _load() -> dict[str, Any]:
    """Every lazy name. All at once: whichever was asked for, a registry YAML then knows the classes."""
    try:
        from . import _engines, _nlp, _operators, _recognizers
    except ImportError as error:
        if (error.name or "").split(".")[0] not in _PRESIDIO:
            raise
        raise ImportError(
            "piiguard.presidio needs Presidio: pip install presidio-analyzer presidio-anonymizer", name=error.name
        ) from error
    homes = (_engines, _nlp, _operators, _recognizers)
    return {name: getattr(home, name) for home in homes for name in __all__ if hasattr(home, name)} | _recognizers.CLASSES
