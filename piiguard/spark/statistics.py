"""Statistics of a DataFrame's columns: counted by every task, added up a column at a time."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from piiguard.guard import Guard
from piiguard.policy import Policy
from piiguard.scan.columns import Column
from piiguard.scan.many import in_cells
from piiguard.spark.columns import chosen, quoted
from piiguard.spark.leaves import as_texts
from piiguard.spark.walk import Place, Walk
from piiguard.spark.worker import Recipe, closed, task

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_STATE = "number int, name string, state string"
STATISTICS = (
    "column string, rows bigint, nulls bigint, distinct bigint, types array<struct<entity_type: string, matches: bigint,"
    " share: double, low: double, high: double, valid: double>>, verdict string, confidence double"
)


def column_statistics(
    df: DataFrame,
    columns: Sequence[str] | None = None,
    *,
    policy: Policy | str | None = None,
    keyring: str | os.PathLike[str] | None = None,
    purpose: str | None = None,
    engine: str | None = None,
    ner: bool | str = False,
    salt: int | None = None,
) -> DataFrame:
    """A row a column: how full it is, how many different values it has, how much of which type, and what it is taken for.

    They are a scan's statistics (docs/scan.md): ``low`` and ``high`` are the bounds at 95 % of a type's ``share``, ``distinct``
    a HyperLogLog estimate, ``verdict`` the type the column is taken for, empty for none. What is inside a column is a column
    of its own: ``address.city``, ``phones[]``, ``notes{}`` for the values of a map.

    columns  names at the top level; None: all
    salt     keys the hash of the estimates, so that they say nothing of a value; default: another one every time
    policy, keyring, purpose, engine, ner  see :class:`piiguard.spark.Recipe`

    Raises:
        SparkError: a column that there is not.
    """
    recipe = Recipe(policy, keyring, purpose, engine, ner)
    names = chosen(df, columns)
    salt = secrets.randbits(32) if salt is None else salt
    read = df.select(*(quoted(name) for name in names))
    states = read.mapInArrow(task("count", _count, recipe, tuple(names), salt), _STATE)
    added = states.groupBy("number", "name").applyInArrow(_add, f"number int, {STATISTICS}")
    return added.orderBy("number", "column").drop("number")


def _count(recipe: Recipe, names: tuple[str, ...], salt: int, batches: Iterator[Any]) -> Iterator[Any]:
    """In a task: its states of all columns, at its end."""
    counter = closed(lambda: Counted(recipe.guard(), salt))
    for batch in batches:
        closed(lambda batch=batch: counter.batch(batch, names))  # type: ignore[misc]
    yield closed(counter.states)


class Counted:
    """Counts the leaves of record batches."""

    def __init__(self, guard: Guard, salt: int) -> None:
        self._guard = guard
        self._salt = salt
        self._columns: dict[tuple[int, str], Column] = {}
        self._number = 0
        self._walk = Walk(guard, self._leaf, lambda texts, _: texts, guard.mask)

    def batch(self, batch: Any, names: Sequence[str]) -> None:
        """Count a batch."""
        for number, name in enumerate(names):
            self._number = number
            self._walk.column(batch.column(name), name)

    def states(self) -> Any:
        """What was counted, as a batch that :func:`_add` adds up."""
        import pyarrow

        rows = [(number, name, json.dumps(column.state())) for (number, name), column in self._columns.items()]
        kinds = (pyarrow.int32(), pyarrow.string(), pyarrow.string())
        arrays = [pyarrow.array([row[at] for row in rows], kind) for at, kind in enumerate(kinds)]
        return pyarrow.RecordBatch.from_arrays(arrays, names=["number", "name", "state"])

    def _leaf(self, array: Any, label: str | None, name: str, _place: Place) -> Any:
        key = self._number, name.removeprefix("$.")
        column = self._columns.get(key)
        if column is None:
            column = self._columns[key] = Column(self._salt)
        encoded = array.dictionary_encode()
        texts = as_texts(encoded.dictionary.to_pylist(), name)
        places = encoded.indices.to_pylist()
        column.values([None if at is None else texts[at] for at in places])
        hits = dict(in_cells(self._guard, texts, label))
        for at in places:
            if at in hits:
                column.found((kind, (texts[at] or "")[start:end]) for start, end, _, kind in hits[at])
        return array


def _add(key: tuple[Any, ...], table: Any) -> Any:
    """In a task: one column's states to its row."""
    import pyarrow

    number, name = (part.as_py() for part in key)
    states = [json.loads(text) for text in table.column("state").to_pylist()]
    row = {"number": number, "column": name, **Column.of(states).as_dict()}
    share = pyarrow.struct(
        [("entity_type", pyarrow.string()), ("matches", pyarrow.int64()), *((part, pyarrow.float64()) for part in _PARTS)]
    )
    kinds = {
        "number": pyarrow.int32(), "column": pyarrow.string(), "rows": pyarrow.int64(), "nulls": pyarrow.int64(),
        "distinct": pyarrow.int64(), "types": pyarrow.list_(share), "verdict": pyarrow.string(), "confidence": pyarrow.float64(),
    }  # fmt: skip
    return pyarrow.table({key: pyarrow.array([row[key]], kind) for key, kind in kinds.items()})


_PARTS = ("share", "low", "high", "valid")
