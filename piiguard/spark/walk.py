"""Arrow arrays down to their leaves: structs, lists and maps inside one another.

The name a leaf is read with is the nearest one above it that names something, as in :func:`piiguard.Guard.mask_record`:
the column, the field of a struct, the key of a map.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from piiguard.guard import Guard
from piiguard.spark.needs import SparkError

# Where the n-th value of a leaf stands: its row in the batch, and its path from the column down ("$.phones[0]").
Place = Callable[[int], tuple[int, str]]
# What is done to a leaf: gets (array, label, name of all of its places, places), gives an array of the same type and length.
Visit = Callable[[Any, str | None, str, Place], Any]
# What becomes of the keys of maps: gets texts and their places, gives texts.
Keys = Callable[[list[str], Place], list[str]]

_DEEP = 100  # arrays in arrays


class Walk:
    """Goes through columns of record batches.

    guard  knows which names are labels
    visit  what is done to a leaf
    keys   what becomes of keys of maps
    shown  a name as it may stand in a path

    Raises (on the way): SparkError: an array of a type that cannot be looked into; names its place.
    """

    def __init__(self, guard: Guard, visit: Visit, keys: Keys, shown: Callable[[str], str] = str) -> None:
        self._guard = guard
        self._visit = visit
        self._keys = keys
        self._shown = shown

    def column(self, array: Any, name: str) -> Any:
        """A column of a batch with all leaves visited."""
        shown = f"$.{self._shown(name)}"
        return self._array(array, name, shown, lambda at: (at, shown), 0)

    def _array(self, array: Any, label: str | None, name: str, place: Place, depth: int) -> Any:
        import pyarrow

        types, kind = pyarrow.types, array.type
        if depth > _DEEP:
            raise SparkError(f"{name}: nested deeper than {_DEEP}")
        if isinstance(kind, pyarrow.BaseExtensionType):
            storage = self._array(array.storage, label, name, place, depth + 1)
            return array if storage is array.storage else pyarrow.ExtensionArray.from_storage(kind, storage)
        if types.is_struct(kind):
            return self._struct(array, label, name, place, depth)
        if types.is_map(kind):
            return self._map(array, label, name, place, depth)
        if types.is_list(kind) or types.is_large_list(kind):
            return self._list(array, label, name, place, depth)
        if types.is_nested(kind) or types.is_dictionary(kind):
            raise SparkError(f"{name}: cannot look into a {type(kind).__name__}")
        return array if types.is_null(kind) else self._visit(array, label, name, place)

    def _named(self, name: str, label: str | None) -> str | None:
        """The label of what stands below a name."""
        return name if self._guard._prefix_of(name) else label

    def _struct(self, array: Any, label: str | None, name: str, place: Place, depth: int) -> Any:
        import pyarrow

        fields = list(array.type)
        inner = [array.field(at) for at in range(len(fields))]
        parts = []
        for field, part in zip(fields, inner, strict=True):
            ending = f".{self._shown(field.name)}"
            below = self._named(field.name, label)
            parts.append(self._array(part, below, name + ending, _under(place, ending), depth + 1))
        if all(part is old for part, old in zip(parts, inner, strict=True)):
            return array
        return pyarrow.StructArray.from_arrays(parts, fields=fields, mask=array.is_null())

    def _list(self, array: Any, label: str | None, name: str, place: Place, depth: int) -> Any:
        if not len(array):
            return array
        offsets, _, values = _cut(array, array.values)
        done = self._array(values, label, f"{name}[]", _elements(offsets.to_pylist(), place), depth + 1)
        if done is values:
            return array
        return type(array).from_arrays(offsets, done, type=array.type, mask=array.is_null())

    def _map(self, array: Any, label: str | None, name: str, place: Place, depth: int) -> Any:
        import pyarrow

        if not len(array):
            return array
        offsets, first, keys = _cut(array, array.keys)
        items = array.items.slice(first, len(keys))
        if not _texts(keys.type):
            raise SparkError(f"{name}: cannot look into a map whose keys are no text")
        starts, texts = offsets.to_pylist(), keys.to_pylist()
        entry = _entries(starts, texts, place, self._shown)
        done = self._items(items, texts, label, f"{name}{{}}", entry, depth)
        renamed = _apart(texts, self._keys(texts, entry), starts)
        if done is items and renamed is texts:
            return array
        new = keys if renamed is texts else pyarrow.array(renamed, keys.type)
        return pyarrow.MapArray.from_arrays(offsets, new, done, type=array.type, mask=array.is_null())

    def _items(self, items: Any, keys: list[str], label: str | None, name: str, place: Place, depth: int) -> Any:
        """The values of a map, those under one label together."""
        import pyarrow

        labels: dict[str | None, list[int]] = {}
        for at, key in enumerate(keys):
            labels.setdefault(self._named(key, label), []).append(at)
        if len(labels) < 2:
            return self._array(items, next(iter(labels), label), name, place, depth + 1)
        groups = []
        for below, where in labels.items():
            part = items.take(pyarrow.array(where, pyarrow.int64()))
            groups.append(self._array(part, below, name, lambda at, where=where: place(where[at]), depth + 1))  # type: ignore[misc]
        back = [0] * len(keys)
        for number, at in enumerate(at for where in labels.values() for at in where):
            back[at] = number
        return pyarrow.concat_arrays(groups).take(pyarrow.array(back, pyarrow.int64()))


def _texts(kind: Any) -> bool:
    import pyarrow

    return bool(pyarrow.types.is_string(kind) or pyarrow.types.is_large_string(kind))


def _cut(array: Any, values: Any) -> tuple[Any, int, Any]:
    """The offsets of a list or map from 0, where its values begin in those it shares, and its own values."""
    import pyarrow.compute

    offsets = array.offsets
    first, end = offsets[0].as_py(), offsets[-1].as_py()
    return pyarrow.compute.subtract(offsets, offsets[0]), first, values.slice(first, end - first)


def _under(place: Place, ending: str) -> Place:
    def under(at: int) -> tuple[int, str]:
        row, path = place(at)
        return row, path + ending

    return under


def _elements(starts: list[int], place: Place) -> Place:
    def element(at: int) -> tuple[int, str]:
        outer = bisect_right(starts, at) - 1
        row, path = place(outer)
        return row, f"{path}[{at - starts[outer]}]"

    return element


def _entries(starts: list[int], keys: list[str], place: Place, shown: Callable[[str], str]) -> Place:
    def entry(at: int) -> tuple[int, str]:
        row, path = place(bisect_right(starts, at) - 1)
        return row, f"{path}.{shown(keys[at])}"

    return entry


def _apart(old: list[str], new: list[str], starts: list[int]) -> list[str]:
    """The keys of maps after masking, none of them twice in a map: neither value may be lost."""
    if new == old:
        return old
    found = list(new)
    for low, high in pairwise(starts):
        if len(set(new[low:high])) == high - low:
            continue
        taken = {key for at, key in enumerate(old[low:high], low) if new[at] == key}
        for at in range(low, high):
            key, count = new[at], 1
            while new[at] != old[at] and key in taken:
                count += 1
                key = f"{new[at]}#{count}"
            taken.add(key)
            found[at] = key
    return found
