"""--engine: who reads the units of a scan."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from piiguard.cli._shared import Failure

if TYPE_CHECKING:
    from piiguard.spark import Readers


def make_readers(
    engine: str | None, *, policy: str, keyring: str | None, purpose: str | None, ner: str | None, secrets: str | None,
    ask: tuple[str, ...],
) -> Readers | None:  # fmt: skip
    """Who reads under ``--engine``, None for this machine. Raises PiiguardError: what Spark needs is not there."""
    if engine is None:
        return None
    name, _, master = engine.partition("=")
    if name != "spark":
        raise Failure(f"--engine is spark or spark=MASTER, not {name!r}")
    if ask:
        raise Failure("--ask with --engine: what is typed must not travel to executors; use --secrets or their environment")
    from piiguard.spark import Readers, Recipe, require

    require()
    recipe = Recipe(policy, keyring, purpose, ner="all" if ner == "all" else bool(ner))
    return Readers(recipe, master=master or None, secrets=os.path.abspath(secrets) if secrets else None)
