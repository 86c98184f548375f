"""Candidates: where in a text could something be?

plan.py     recognizers compiled into one set of expressions and dispatch tables
words.py    label and veto words: which ones there are, where they stand
anchors.py  from a hit to the expressions tried there
firsts.py   which characters may follow a hit: most label words are passed over in the bytes
hyper.py    the Hyperscan engine: bytes in, hits out, exact work only at hits
plain.py    the ``re`` engine: every expression over the whole text; the oracle and the fallback
cache.py    the compiled Hyperscan database on disk

Both engines give the same candidates on every input (tests/test_engines.py).
"""

from __future__ import annotations

from ..errors import EngineError
from .plan import Plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .hyper import HyperscanEngine
    from .plain import PlainEngine


def make_engine(plan: Plan, name: str | None = None) -> HyperscanEngine | PlainEngine:
    """The engine called ``name`` ("hyperscan", "re"), or the best one this machine has.

    Raises:
        EngineError: an unknown name, or "hyperscan" asked for where it is not installed.
    """
    if name not in (None, "hyperscan", "re"):
        raise EngineError("engine is 'hyperscan' or 're'")
    if name != "re":
        from .hyper import HyperscanEngine, available

        if available():
            return HyperscanEngine(plan)
        if name == "hyperscan":
            raise EngineError("hyperscan is not installed here; engine='re' works without it, more slowly")
    from .plain import PlainEngine

    return PlainEngine(plan)
