"""Train the small name model: python tools/train_tagger.py --text FILE… --out piiguard/ner/local.npz

    python tools/train_tagger.py --text kdconv.txt lccc_sample.txt crosswoz_val.jsonl --out piiguard/ner/local.npz

Texts are plain (one a line) or JSON lines with a "text". LAC labels them; what it calls a person and
cannot be one by its surname, length or dots is left out of account (it takes 早安 and 恩恩 for people),
titles are cut off, and every line with a name is also given with other names in its place. Half of the
training text are seeded sentences of tagger_text.py.

Softmax regression on hashed features with Adagrad, six passes, the weights of the last three averaged,
rounded to int8, the least of them to 0. The same input, seed and numpy give the same file.

Needs the extra: pip install 'piiguard[ner]'. What is trained is shipped: only text with a licence for that.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

from tagger_text import Speech  # noqa: E402

from piiguard.ner import Tagger, _features, _lac, _local  # noqa: E402
from piiguard.ner.tagger import require  # noqa: E402
from piiguard.recognizers._tables import surnames  # noqa: E402

IGNORED = -1
COMPOUND = surnames.COMPOUND.split()
SINGLE = surnames.COMMON + surnames.RARE
_TITLES = "先生 女士 小姐 老师 师傅 经理 总 主任 医生 大夫 工 哥 姐 律师 阿姨 叔叔 警官 护士 教授 同学 太太".split()
_PASSES, _BATCH, _RATE = 6, 4096, 0.25
_NOISE = 6  # weights no greater than this are rounded to 0: the model gets better and smaller


def tags_of(size: int, names: list[tuple[int, int]]) -> Any:
    """int8 [size]: the tags of a text with ``names``."""
    tags = numpy.zeros(size, numpy.int8)
    for start, end in names:
        if end - start == 1:
            tags[start] = _local.SINGLE
        else:
            tags[start:end] = _local.INSIDE
            tags[start], tags[end - 1] = _local.BEGIN, _local.END
    return tags


def is_name(word: str) -> bool:
    """Whether what LAC calls a person has the form of a name."""
    if "·" in word or len(word) >= 4:
        return True
    return (len(word) >= 2 and word[0] in SINGLE) or (len(word) == 3 and word[:2] in COMPOUND)


def labelled(lines: list[str], speech: Speech) -> list[tuple[str, Any]]:
    """Lines with tags from LAC; those with names twice more, with other names."""
    found = []
    for line, entities in zip(lines, Tagger().tag(lines), strict=True):
        tags = numpy.zeros(len(line), numpy.int8)
        names = []
        for start, end, kind, score in entities:
            if kind != "PERSON":
                tags[start:end] = _local.PLACE
                continue
            end -= max(
                (len(title) for title in _TITLES if 1 <= end - start - len(title) <= 3 and line[start:end].endswith(title)),
                default=0,
            )
            word = line[start:end]
            if len(word) == 1 and word in SINGLE:
                tags[start] = _local.SINGLE
            elif is_name(word) and score > 0.8:
                tags[start:end] = tags_of(end - start, [(0, end - start)])
                names.append((start, end))
            else:
                tags[start:end] = IGNORED
        found.append((line, tags))
        found += [_renamed(line, tags, names, speech) for _ in range(2) if names]
    return found


def _renamed(line: str, tags: Any, names: list[tuple[int, int]], speech: Speech) -> tuple[str, Any]:
    text, parts, done = "", [], 0
    for start, end in names:
        name = speech.name()
        text += line[done:start] + name
        parts += [tags[done:start], tags_of(len(name), [(0, len(name))])]
        done = end
    return text + line[done:], numpy.concatenate([*parts, tags[done:]])


def train(examples: list[tuple[str, Any]], fold: Any, classes: Any, seed: int) -> Any:
    """float32 [buckets, tags]."""
    codes, starts = _features.code_points([text for text, _ in examples])
    columns = _features.buckets(_features.fold_table(fold)[codes], _features.surname_table(classes)[codes])
    features = numpy.stack(columns, axis=1).astype(numpy.int32)
    wanted = numpy.full(len(codes), IGNORED, numpy.int8)
    for start, (_, tags) in zip(starts, examples, strict=True):
        wanted[start : start + len(tags)] = tags
    draw = numpy.random.default_rng(seed)
    weights = numpy.zeros((1 << _features.BITS, _local.TAGS), numpy.float32)
    squares = numpy.full_like(weights, 0.01)
    mean = numpy.zeros_like(weights)
    for number in range(_PASSES):
        order = draw.permutation(numpy.flatnonzero(wanted >= 0))
        loss = 0.0
        for low in range(0, len(order), _BATCH):
            at = order[low : low + _BATCH]
            loss += _step(weights, squares, features[at], wanted[at])
        if number >= _PASSES // 2:
            mean += weights / (_PASSES - _PASSES // 2)
        print(f"pass {number + 1}: loss {loss / len(order):.5f}", file=sys.stderr)
    return mean


def _step(weights: Any, squares: Any, features: Any, wanted: Any) -> float:
    """One step of Adagrad; returns the loss before it."""
    rows = numpy.arange(len(wanted))
    chance = weights[features].sum(axis=1)
    chance = numpy.exp(chance - chance.max(axis=1, keepdims=True))
    chance /= chance.sum(axis=1, keepdims=True)
    loss = -float(numpy.log(chance[rows, wanted] + 1e-9).sum())
    chance[rows, wanted] -= 1.0
    used, place = numpy.unique(features.ravel(), return_inverse=True)
    slope = numpy.stack(
        [numpy.bincount(place, numpy.repeat(chance[:, tag], features.shape[1]), len(used)) for tag in range(_local.TAGS)], axis=1
    ).astype(numpy.float32)
    squares[used] += slope * slope
    weights[used] -= _RATE * slope / numpy.sqrt(squares[used])
    return loss


def read(paths: list[Path], without: Path | None) -> list[str]:
    """All lines of text, without those of the held-out file."""
    held = set(without.read_text("utf-8").split("\n")) if without else set()
    lines = [line.strip() for path in paths for line in path.read_text("utf-8").split("\n")]
    lines = [json.loads(line)["text"] if line.startswith("{") else line for line in lines]
    return [line for line in lines if line and line not in held]


def main() -> None:
    """Read, label, train, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--text", type=Path, nargs="+", required=True, help="plain text or JSON lines with a text")
    parser.add_argument("--without", type=Path, help="lines kept out, for measuring on them")
    parser.add_argument("--sentences", type=int, default=60_000, help="seeded service sentences")
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    speech = Speech(options.seed, [*SINGLE, *COMPOUND])
    pairs = [(ord(one), ord(other)) for one, other in _lac.variants(require())]
    classes = {ord(char): 2 if char in surnames.COMMON else 1 for char in SINGLE}
    for name in COMPOUND:
        classes[ord(name[0])] = classes.get(ord(name[0]), 0) | 4
    fold, known = numpy.array(pairs, numpy.uint32), numpy.array(sorted(classes.items()), numpy.uint32)
    examples = labelled(read(options.text, options.without), speech)
    examples += [(text, tags_of(len(text), names)) for text, names in (speech.sentence() for _ in range(options.sentences))]
    print(f"{len(examples)} lines, {sum(len(text) for text, _ in examples)} characters", file=sys.stderr)
    weights = train(examples, fold, known, options.seed)
    scale = float(abs(weights).max()) / 127
    rounded = numpy.rint(weights / scale).astype(numpy.int8)
    rounded[abs(rounded) <= _NOISE] = 0
    numpy.savez_compressed(options.out, weights=rounded, scale=numpy.float32(scale), fold=fold, surnames=known)


if __name__ == "__main__":
    main()
