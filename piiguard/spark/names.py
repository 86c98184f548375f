"""Names and notes of a schema: what of them must not come along beside masked values."""

from __future__ import annotations

import json
from typing import Any

from piiguard.guard import Guard
from piiguard.spark.needs import SparkError


def quiet(schema: Any) -> Any:
    """A schema without the notes (``metadata``) that hold a value, at any depth.

    They are looked at on the driver, which has no keys: what the default policy masks is a value.

    Raises:
        SparkError: the name of a column or of a field in one holds a value; says which column, not how it is called.
    """
    from pyspark.sql.types import StructType

    guard = Guard()
    return StructType([_quiet(field, guard, number) for number, field in enumerate(schema.fields, 1)])


def _quiet(field: Any, guard: Guard, number: int) -> Any:
    from pyspark.sql.types import StructField

    if guard.mask(field.name) != field.name:
        raise SparkError(f"the name of column {number}, or of a field in it, holds a value: rename it")
    notes = json.dumps(field.metadata or {}, ensure_ascii=False)
    kept = field.metadata if guard.mask(notes) == notes else None
    return StructField(field.name, _inner(field.dataType, guard, number), field.nullable, kept)


def _inner(kind: Any, guard: Guard, number: int) -> Any:
    from pyspark.sql import types

    if isinstance(kind, types.StructType):
        return types.StructType([_quiet(field, guard, number) for field in kind.fields])
    if isinstance(kind, types.ArrayType):
        return types.ArrayType(_inner(kind.elementType, guard, number), kind.containsNull)
    if isinstance(kind, types.MapType):
        return types.MapType(
            _inner(kind.keyType, guard, number), _inner(kind.valueType, guard, number), kind.valueContainsNull
        )
    return kind
