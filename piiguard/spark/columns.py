"""Columns of a DataFrame: masked, or searched, by executors; batch by batch, in Arrow."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from piiguard.guard import Guard
from piiguard.policy import Policy
from piiguard.scan.many import Hit, in_cells
from piiguard.scan.recorder import Recorder
from piiguard.scan.search import Search
from piiguard.spark.leaves import Masker, search
from piiguard.spark.names import quiet
from piiguard.spark.needs import SparkError
from piiguard.spark.walk import Place, Walk
from piiguard.spark.worker import Recipe, closed, task

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

FOUND = "path string, entity_type string, score double, start int, end int, level string, masked string, fingerprint string"

# record batches -> record batches, in a task
Batches = Callable[[Iterator[Any]], Iterator[Any]]

_walks: dict[str, Walk] = {}  # of this process: one at most


def mask_columns(
    df: DataFrame,
    columns: Sequence[str] | None = None,
    *,
    policy: Policy | str | None = None,
    keyring: str | os.PathLike[str] | None = None,
    purpose: str | None = None,
    engine: str | None = None,
    ner: bool | str = False,
) -> DataFrame:
    """The same DataFrame with the values of ``columns`` treated under a policy.

    Every value becomes what ``guard.process(value, label=column)`` makes of it on one machine; inside structs and maps the
    nearest name that names something is the label. Numbers, dates and times are read as text: one whose type cannot hold what
    it became is null, so such leaves may be null in the new schema; everything else of it is the same. Bytes are UTF-8.

    columns  names at the top level; None: all
    policy, keyring, purpose, engine, ner  see :class:`piiguard.spark.Recipe`: ``keyring`` is where the executors' keys are

    Notes on columns and fields (``metadata``, comments) that hold a value are dropped.

    Raises:
        SparkError: a column that there is not; a name of a column or field that holds a value (it would come along); when
            tasks run, a value that cannot be looked into fails its task.
    """
    from pyspark.sql.types import StructType

    recipe = Recipe(policy, keyring, purpose, engine, ner)
    names = chosen(df, columns)
    plain = quiet(df.schema)
    fields = [_loose(field) if field.name in names else field for field in plain.fields]
    return df.mapInArrow(task("mask", _mask, recipe, frozenset(names)), StructType(fields))


def find_columns(
    df: DataFrame,
    columns: Sequence[str] | None = None,
    *,
    keys: Sequence[str] = (),
    policy: Policy | str | None = None,
    keyring: str | os.PathLike[str] | None = None,
    purpose: str | None = None,
    engine: str | None = None,
    ner: bool | str = False,
    today: date | None = None,
) -> DataFrame:
    """A row a finding: the ``keys`` of its row, then path, entity_type, score, start, end, level, masked, fingerprint.

    They are what a scan's report says of a finding: ``path`` is the place in the row (``$.phones[0]``), ``start`` and ``end``
    are characters of that value, half open; ``masked`` never holds the value; ``fingerprint`` is null without a keyring.

    columns  names at the top level; None: all but ``keys``
    keys     columns that tell rows apart; they are not searched unless ``columns`` names them, and come out as they are
    today    the day on which it is decided who is a child; default: the clock's
    policy, keyring, purpose, engine, ner  see :class:`piiguard.spark.Recipe`

    Raises:
        SparkError: a column that there is not, or a key named like a column of the result.
    """
    from pyspark.sql.types import StructType

    found: Any = StructType.fromDDL(FOUND)
    names = chosen(df, [name for name in df.columns if name not in keys] if columns is None else columns)
    kept = chosen(df, keys) if keys else []
    if taken := sorted(set(kept) & set(found.names)):
        raise SparkError(f"the result has a column {taken[0]!r} of its own: rename the key")
    recipe = Recipe(policy, keyring, purpose, engine, ner)
    schema = StructType([*(df.schema[name] for name in kept), *found.fields])
    read = df.select(*(quoted(name) for name in dict.fromkeys([*kept, *names])))
    return read.mapInArrow(task("find", _find, recipe, tuple(names), tuple(kept), today or date.today()), schema)


def chosen(df: DataFrame, columns: Sequence[str] | None) -> list[str]:
    """Columns of a DataFrame by name. Raises SparkError: there is none of a name, or there are two."""
    if isinstance(columns, str):
        raise TypeError("columns is a sequence of names")
    there = df.columns
    for name in there if columns is None else columns:
        if there.count(name) != 1:
            raise SparkError(f"there is no column {name!r}" if name not in there else f"there is more than one column {name!r}")
    return list(there if columns is None else columns)


def quoted(name: str) -> str:
    """A column's name as Spark parses it."""
    return "`" + name.replace("`", "``") + "`"


def _loose(field: Any) -> Any:
    from pyspark.sql.types import StructField

    kind, sure = _loosened(field.dataType)
    return StructField(field.name, kind, field.nullable or not sure, field.metadata)


def _loosened(kind: Any) -> tuple[Any, bool]:
    """The type with leaves that may become null, and whether it cannot itself become null."""
    from pyspark.sql import types

    if isinstance(kind, types.StructType):
        return types.StructType([_loose(field) for field in kind.fields]), True
    if isinstance(kind, types.ArrayType):
        inner, sure = _loosened(kind.elementType)
        return types.ArrayType(inner, kind.containsNull or not sure), True
    if isinstance(kind, types.MapType):
        inner, sure = _loosened(kind.valueType)
        return types.MapType(kind.keyType, inner, kind.valueContainsNull or not sure), True
    return kind, isinstance(kind, types.StringType | types.BinaryType | types.BooleanType)


def _mask(recipe: Recipe, names: frozenset[str], batches: Iterator[Any]) -> Iterator[Any]:
    """In a task."""
    walk = closed(lambda: _walk(recipe))
    for batch in batches:
        yield closed(lambda batch=batch: masked_batch(walk, names, batch))  # type: ignore[misc]


def _walk(recipe: Recipe) -> Walk:
    """What masks, made once a process: what the engine said of a shape in one task holds for the next."""
    found = _walks.get(recipe.digest)
    if found is None:
        _walks.clear()
        found = _walks[recipe.digest] = masking(recipe.guard())
    return found


def masking(guard: Guard) -> Walk:
    """A walk that masks what it visits."""
    masker = Masker(guard)
    return Walk(guard, masker, masker.keys)


def masked_batch(walk: Walk, names: Iterable[str], batch: Any) -> Any:
    """A record batch with the columns ``names`` masked by ``walk``."""
    import pyarrow

    done = [
        walk.column(array, field.name) if field.name in names else array
        for field, array in zip(batch.schema, batch.columns, strict=True)
    ]
    return pyarrow.RecordBatch.from_arrays(done, schema=batch.schema)


def _find(recipe: Recipe, names: tuple[str, ...], keys: tuple[str, ...], today: date, batches: Iterator[Any]) -> Iterator[Any]:
    """In a task."""
    finder = closed(lambda: Finder(Search(recipe.guard()), today))
    for batch in batches:
        yield closed(lambda batch=batch: finder.batch(batch, names, keys))  # type: ignore[misc]


class Finder:
    """Searches record batches for what a scan's report says of a table's rows.

    today  decides who is a child
    """

    def __init__(self, search: Search, today: date) -> None:
        self._search = search
        self._rows: list[Any] = []
        self._recorder = Recorder(search, lambda rows: self._rows.extend(json.loads(row) for _, row in rows), today)
        self._part = self._recorder.part("")
        self._found: dict[int, list[tuple[str, Hit, Any, int]]] = {}
        self._walk = Walk(search.guard, self._leaf, self._keys, search.shown)

    def batch(self, batch: Any, names: Sequence[str], keys: Sequence[str]) -> Any:
        """The findings of a batch as a batch."""
        import pyarrow

        self._found, self._rows = {}, []
        for name in names:
            self._walk.column(batch.column(name), name)
        for row in sorted(self._found):
            self._recorder.record(self._part, self._found[row])
        self._recorder.flush()
        rows = [where["row"] for where, *_ in self._rows]
        taken = [batch.column(name).take(pyarrow.array(rows, pyarrow.int64())) for name in keys]
        return pyarrow.RecordBatch.from_arrays([*taken, *self._arrays()], names=[*keys, *_NAMES])

    def _arrays(self) -> list[Any]:
        import pyarrow

        kinds = [pyarrow.string(), pyarrow.string(), pyarrow.float64(), pyarrow.int32(), pyarrow.int32()]
        kinds += [pyarrow.string()] * 3
        rows = [[where["path"], *rest] for where, *rest in self._rows]
        return [pyarrow.array([row[at] for row in rows], kind) for at, kind in enumerate(kinds)]

    def _leaf(self, array: Any, label: str | None, name: str, place: Place) -> Any:
        for at, text, hits in search(self._search.guard, array, label, name):
            self._put(place(at), text, hits)
        return array

    def _keys(self, texts: list[str], places: Place) -> list[str]:
        for at, hits in in_cells(self._search.guard, texts, None):
            self._put(places(at), texts[at], hits)
        return texts

    def _put(self, place: tuple[int, str], text: str, hits: list[Hit]) -> None:
        row, path = place
        self._found.setdefault(row, []).extend((text, hit, {"row": row, "path": path}, 0) for hit in hits)


_NAMES = [field.split()[0] for field in FOUND.split(", ")]
