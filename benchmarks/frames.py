"""A table of a million rows masked in memory: pandas, Polars and Arrow, one core; CPU seconds of the whole call.

Four columns of personal information (a name, a citizen ID, a mobile, a bank card) of 100,000 people drawn at random.
One call before it is not timed; the best of the rounds is given.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from importlib import import_module
from random import Random
from typing import Any

from benchmarks import measure

_ROWS, _PEOPLE = 1_000_000, 100_000
_COLUMNS = ("姓名", "身份证号", "手机号", "银行卡号")
_MADE: dict[str, tuple[str, Callable[[Any, dict[str, list[str]]], Any]]] = {
    "pandas": ("pandas", lambda module, columns: module.DataFrame(columns)),
    "polars": ("polars", lambda module, columns: module.DataFrame(columns)),
    "arrow": ("pyarrow", lambda module, columns: module.table(columns)),
}


def columns(rows: int, people: int) -> dict[str, list[str]]:
    """The columns, the same in every run."""
    from piiguard.testing import Values

    made, draw = Values("frames"), Random("frames")
    subjects = [(made.of("PERSON"), made.id_card(), made.mobile(), made.bank_card()) for _ in range(people)]
    chosen = [subjects[draw.randrange(people)] for _ in range(rows)]
    return {name: [row[at] for row in chosen] for at, name in enumerate(_COLUMNS)}


def main(rounds: int = 3, rows: int = _ROWS, people: int = _PEOPLE) -> Iterator[dict[str, Any]]:
    """One record for each library and operator; a library that is not installed is skipped."""
    from piiguard import Guard, Keyring, Policy
    from piiguard.frames import mask_columns

    made = columns(rows, people)
    tokens = Policy({"version": 1, "name": "tokens", "default": {"operator": "pseudonymize"}})
    guards = {"mask": Guard(), "pseudonymize": Guard(tokens, Keyring.generate())}
    with measure.one_core():
        for name, (module, make) in _MADE.items():
            try:
                frame = make(import_module(module), made)
            except ImportError:
                yield {"measure": "skipped", "program": f"frames: {name}", "reason": f"{module} is not installed"}
                continue
            for operator, guard in guards.items():
                best = float("inf")
                for round_ in range(rounds + 1):
                    start = time.process_time()
                    mask_columns(frame, guard=guard)
                    if round_:
                        best = min(best, time.process_time() - start)
                yield {
                    "measure": "frames", "program": "piiguard", "library": name, "version": measure.version(module),
                    "operator": operator, "rows": rows, "people": people, "columns": len(_COLUMNS),
                    "cpu_s": measure.significant(best),
                }  # fmt: skip
