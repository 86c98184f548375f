"""Arrow arrays: distinct values are treated, everything else stays where it is."""

from __future__ import annotations

import sys
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from piiguard.frames.treating import Column, as_number

if TYPE_CHECKING:
    from piiguard.guard import Guard

_DEEP = 32
_KEYS = 1024  # different keys of maps in one column: each is a label of its own


def pyarrow() -> Any:
    """The library, which is there where somebody holds an array of it."""
    return sys.modules["pyarrow"]


def treated(chunked: Any, column: Column, nullable: bool = True, depth: int = 0) -> Any:
    """A chunked array with its values treated, of the same type and in the same chunks; the one given where nothing changes.

    Raises:
        FrameError: a type that cannot be looked into, or cannot hold what becomes of a value.
    """
    pa = pyarrow()
    types = pa.types
    kind = chunked.type
    if not chunked.num_chunks or types.is_null(kind) or types.is_boolean(kind) or types.is_temporal(kind):
        return chunked
    if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
        if column.fresh:
            return _each(chunked, column)
        return _replaced(chunked, column, column.changed, lambda new, _: new)
    if types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind):
        return _numbers(chunked, column, nullable)
    if types.is_binary(kind) or types.is_large_binary(kind) or types.is_binary_view(kind) or types.is_fixed_size_binary(kind):
        return _replaced(chunked, column, column.bytes, lambda new, _: new)
    if depth > _DEEP:
        raise column.refused(f"nested deeper than {_DEEP}")
    nested = _nested(kind)
    if nested is None:
        raise column.refused(f"cannot look into the type {kind.id if types.is_union(kind) else kind}")
    chunks = [nested(chunk, column, depth) for chunk in chunked.chunks]
    if all(new is old for new, old in zip(chunks, chunked.chunks, strict=True)):
        return chunked
    if any(chunk.type != chunks[0].type for chunk in chunks):  # numbers became text in some of them
        chunks = _alike(chunked, nested, column, depth)
    return pa.chunked_array(chunks)


def _alike(chunked: Any, nested: Any, column: Column, depth: int) -> list[Any]:
    """The chunks treated as one, so that all of them are of one type; as long as they were."""
    whole = nested(pyarrow().concat_arrays(chunked.unify_dictionaries().chunks), column, depth)
    ends = accumulate(map(len, chunked.chunks))
    return [whole.slice(end - len(chunk), len(chunk)) for chunk, end in zip(chunked.chunks, ends, strict=True)]


def array(values: Any, column: Column, nullable: bool = True, depth: int = 0) -> Any:
    """:func:`treated` of one array."""
    chunked = pyarrow().chunked_array([values])
    new = treated(chunked, column, nullable, depth)
    return values if new is chunked else new.chunk(0)


def _nested(kind: Any) -> Any:
    """What treats an array of a type with others inside; None for types that are not looked into."""
    pa = pyarrow()
    types = pa.types
    if isinstance(kind, pa.BaseExtensionType):
        return _extension
    if types.is_dictionary(kind):
        return _dictionary
    if types.is_struct(kind):
        return _struct
    if types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
        return _list
    if types.is_list_view(kind) or types.is_large_list_view(kind):
        return _view
    if types.is_map(kind):
        return _map
    return _runs if types.is_run_end_encoded(kind) else None


def _coded(chunked: Any) -> tuple[list[Any], list[Any]]:
    """The distinct values, and for each chunk their indices (null where the value is)."""
    if pyarrow().types.is_decimal32(chunked.type) or pyarrow().types.is_decimal64(chunked.type):  # which it cannot encode
        chunked = chunked.cast(pyarrow().decimal128(chunked.type.precision, chunked.type.scale))
    coded = chunked.dictionary_encode().unify_dictionaries()
    filled = iter([chunk for chunk in coded.chunks if len(chunk)])  # empty chunks may be gone from it
    none = pyarrow().array([], pyarrow().int32())
    indices = [next(filled).indices if len(chunk) else none for chunk in chunked.chunks]
    return next((chunk.dictionary.to_pylist() for chunk in coded.chunks if len(chunk)), []), indices


def _spread(values: list[Any], indices: list[Any], kind: Any, column: Column) -> Any:
    """A chunked array of type ``kind`` of the values at the indices."""
    pa = pyarrow()
    views = {pa.string_view(): pa.large_string(), pa.binary_view(): pa.large_binary()}  # which have no take of their own
    try:
        words = pa.array(values, type=views.get(kind, kind))
        chunks = [words.take(index) for index in indices]
        return pa.chunked_array([chunk.cast(kind) for chunk in chunks] if kind in views else chunks, type=kind)
    except (pa.ArrowException, OverflowError, ValueError):
        pass
    raise column.refused(f"the type {kind} cannot hold what becomes of its values")


def _replaced(chunked: Any, column: Column, change: Any, held: Any) -> Any:
    values, indices = _coded(chunked)
    changed = change([value for value in values if value is not None])
    if not changed:
        return chunked
    new = [held(changed[value], value) if value in changed else value for value in values]
    return _spread(new, indices, chunked.type, column)


def _each(chunked: Any, column: Column) -> Any:
    pa = pyarrow()
    chunks = []
    for chunk in chunked.chunks:
        new = column.each(chunk.to_pylist())
        chunks.append(chunk if new is None else pa.array(new, type=chunked.type))
    if all(new is old for new, old in zip(chunks, chunked.chunks, strict=True)):
        return chunked
    return pa.chunked_array(chunks, type=chunked.type)


def _numbers(chunked: Any, column: Column, nullable: bool) -> Any:
    values, indices = _coded(chunked)
    changed = column.numbered([value for value in values if value is not None])
    if not changed:
        return chunked
    kind = chunked.type
    new = {value: as_number(text, value) for value, text in changed.items()}
    if None not in new.values() or (column.numbers == "null" and nullable):
        return _spread([new.get(value, value) for value in values], indices, kind, column)
    if column.numbers != "text":
        raise column.refused(
            f"its type {kind} cannot hold masked numbers" + ("" if nullable else ", nor null")
            + "; numbers='text' makes the column text" + (", numbers='null' makes them null" if nullable else "")
        )  # fmt: skip
    texts = [None if value is None else changed.get(value) or as_text(value) for value in values]
    return _spread(texts, indices, pyarrow().string(), column)


def _texts(numbers: Any, column: Column) -> Any:
    """An array of numbers as text, beside others that became text."""
    types = pyarrow().types
    if types.is_nested(numbers.type):
        raise column.refused("numbers behind some keys of a map became text, and they are nested; the others cannot follow")
    texts = [value if isinstance(value, str | None) else as_text(value) for value in numbers.to_pylist()]
    return pyarrow().array(texts, pyarrow().string())


def as_text(value: Any) -> str:
    """A number in a column that becomes text."""
    from piiguard.records import written

    return written(value) or str(value)


def _extension(values: Any, column: Column, depth: int) -> Any:
    if values.type.extension_name == "arrow.uuid":  # random, and no text; records leave them too
        return values
    old = values.storage
    storage = array(old, column, True, depth + 1)
    if storage is old:
        return values
    if storage.type != old.type:
        raise column.refused(f"the type {values.type} cannot hold what becomes of its values")
    return pyarrow().ExtensionArray.from_storage(values.type, storage)


def _dictionary(values: Any, column: Column, depth: int) -> Any:
    """All of the dictionary is treated: also a value that no row points to would be in the table."""
    pa = pyarrow()
    words = array(values.dictionary, column, True, depth + 1)
    if words is values.dictionary:
        return values
    once = words.dictionary_encode() if not pa.types.is_nested(words.type) else None
    indices = values.indices
    if once is not None and len(once.dictionary) < len(words):  # two values that are masked alike are one word
        indices = once.indices.cast(indices.type).take(indices)
        words = once.dictionary
    return pa.DictionaryArray.from_arrays(indices, words, ordered=values.type.ordered)


def _struct(values: Any, column: Column, depth: int) -> Any:
    pa = pyarrow()
    kind = values.type
    fields = list(kind)
    old = values.flatten()
    new = [array(part, _field(field, column), field.nullable, depth + 1) for part, field in zip(old, fields, strict=True)]
    if all(one is other for one, other in zip(new, old, strict=True)):
        return values
    fields = [field.with_type(part.type) for part, field in zip(new, fields, strict=True)]
    return pa.StructArray.from_arrays(new, fields=fields, mask=values.is_null())


def _list(values: Any, column: Column, depth: int) -> Any:
    pa = pyarrow()
    kind = values.type
    values = values.take(pa.array(range(len(values)), pa.int64()))  # whole, with nothing hidden outside a slice
    old = values.values
    new = array(old, column, kind.value_field.nullable, depth + 1)
    field = kind.value_field.with_type(new.type)
    if pa.types.is_fixed_size_list(kind):
        return pa.FixedSizeListArray.from_arrays(new, type=pa.list_(field, kind.list_size), mask=values.is_null())
    of, make = (pa.large_list, pa.LargeListArray) if pa.types.is_large_list(kind) else (pa.list_, pa.ListArray)
    return make.from_arrays(values.offsets, new, type=of(field), mask=values.is_null())


def _view(values: Any, column: Column, depth: int) -> Any:
    """Every value the views may point to is treated: also one that no row has would be in the table."""
    pa = pyarrow()
    values = values.take(pa.array(range(len(values)), pa.int64()))  # whole: a slice's mask cannot be given
    field = values.type.value_field
    new = array(values.values, column, field.nullable, depth + 1)
    large = pa.types.is_large_list_view(values.type)
    of, make = (pa.large_list_view, pa.LargeListViewArray) if large else (pa.list_view, pa.ListViewArray)
    return make.from_arrays(values.offsets, values.sizes, new, type=of(field.with_type(new.type)), mask=values.is_null())


def _map(values: Any, column: Column, depth: int) -> Any:
    """Keys are labels, and are masked themselves where they hold a value."""
    pa = pyarrow()
    kind = values.type
    values = values.take(pa.array(range(len(values)), pa.int64()))
    keys, (codes,) = _coded(pa.chunked_array([values.keys]))
    if not all(isinstance(key, str) for key in keys):
        raise column.refused("a map whose keys are no text")
    if not keys:
        return values
    if len(keys) > _KEYS:
        raise column.refused(f"a map with more than {_KEYS} different keys")
    at: list[list[int]] = [[] for _ in keys]
    for place, number in enumerate(codes.to_pylist()):
        at[number].append(place)
    nullable = kind.item_field.nullable
    parts = [
        array(values.items.take(pa.array(some, pa.int64())), column.inner(key), nullable, depth + 1)
        for key, some in zip(keys, at, strict=True)
    ]
    places = [place for some in at for place in some]
    back = sorted(range(len(places)), key=places.__getitem__)
    if any(part.type != parts[0].type for part in parts):
        parts = [_texts(part, column) for part in parts]
    items = pa.concat_arrays(parts).take(pa.array(back, pa.int64()))
    plain = Column(column.guard, f"the keys of {column.name}", None)
    made = pa.MapArray.from_arrays(values.offsets, array(values.keys, plain, False, depth + 1), items)
    nulls = values.is_null()
    made = pa.MapArray.from_arrays(values.offsets, made.keys, made.items, mask=nulls) if nulls.true_count else made
    return made.cast(pa.map_(kind.key_field, kind.item_field.with_type(items.type), kind.keys_sorted))


def _runs(values: Any, column: Column, depth: int) -> Any:
    from importlib import import_module

    compute = import_module("pyarrow.compute")
    plain = compute.run_end_decode(values)
    new = array(plain, column, True, depth + 1)
    return values if new is plain else compute.run_end_encode(new, run_end_type=values.type.run_end_type)


def clean(metadata: dict[bytes, bytes] | None, guard: Guard) -> dict[bytes, bytes] | None:
    """A schema's notes without those that hold a value."""
    texts = {key: (key + b"\n" + value).decode("utf-8", "replace") for key, value in (metadata or {}).items()}
    return {key: (metadata or {})[key] for key, text in texts.items() if guard.mask(text) == text} or None


def quiet(field: Any, guard: Guard) -> Any:
    """A field without the notes that hold a value."""
    return field.with_metadata(clean(field.metadata, guard)) if field.metadata else field


def _field(field: Any, column: Column) -> Column:
    """The treatment of an inner field; its notes are a part of the column's type and cannot be dropped alone."""
    if clean(field.metadata, column.guard) != (field.metadata or None):
        raise column.refused("the notes of a field in it hold a value")
    return column.field(field.name)


__all__ = ["array", "as_text", "clean", "pyarrow", "quiet", "treated"]
