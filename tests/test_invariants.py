"""The design's invariants as properties, through every path a text can take.

1  findings are disjoint, sorted and cover what any accepted candidate covered
2  ``keep`` is the identity; outside the edits nothing changes, not one byte in the filter
3  a stream gives what the whole gives, for every chunking
5  masking is idempotent, and a masked text shows no value that was masked
7  what could not be scanned is withheld and counted, never passed on

4 (the two engines agree) is in test_engines.py, 6 (no raw value leaks) in test_canary.py.
"""

from __future__ import annotations

import itertools
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import FUZZ, SEED, SLOW, Texts, cuts, minimal, texts

from piiguard import Guard, Policy, RecordError
from piiguard._policies import NAMES
from piiguard.cli._blocks import JSON_MARK, MARK, BlockMasker
from piiguard.errors import EngineError
from piiguard.keyring import Keyring
from piiguard.testing import Values

KEEP = Policy({"version": 1, "name": "keep", "threshold": 0.35, "default": {"operator": "keep"}})
KEYS = Keyring({"k1": bytes(32)}, "k1")
GUARDS = {name: Guard(Policy.builtin(name), KEYS) for name in NAMES}
#: What test-data makes up looks like a value, and is treated as one again.
SETTLED = {name: guard for name, guard in GUARDS.items() if name != "test-data"}
DEFAULT = GUARDS["default"]
HASHING = Guard(Policy({"version": 1, "name": "hash", "default": {"operator": "hash"}}), KEYS)
REDACTING = Guard(Policy({"version": 1, "name": "redact", "default": {"operator": "redact"}}))
KEEPING = Guard(KEEP)
COUNT = max(2000, FUZZ // 2)

Check = Callable[[str], str | None]
"""What is wrong with a text's result, or None."""


def assert_holds(check: Check, text: str) -> None:
    """``check`` finds nothing wrong, or the failure shows the shortest text with which it does."""
    if check(text) is not None:
        short = minimal(text, lambda item: check(item) is not None)
        pytest.fail(f"{short!r}: {check(short)} (seed {SEED!r})", pytrace=False)


def generated(name: str) -> Iterator[str]:
    """The texts of one long run; every test has its own."""
    return Texts(f"{SEED}-{name}").many(COUNT)


# -- 1: disjoint, sorted, covering ----------------------------------------------------------------


def wrong_findings(text: str) -> str | None:
    for guard in (DEFAULT, GUARDS["strict"]):
        found = guard.find(text)
        at = 0
        for finding in found:
            if not at <= finding.start < finding.end <= len(text):
                return f"{finding} is empty, overlaps another or lies outside"
            if "\n" in text[finding.start : finding.end]:
                return f"{finding} reaches over a line end"
            if not 0.0 < finding.score <= 1.0:
                return f"{finding} has an odd score"
            at = finding.end
        covered = {at for finding in found for at in range(finding.start, finding.end)}
        accepted = [item for item in guard.explain(text) if item.score >= guard.policy.rule(item.entity_type).threshold]
        wanted = {at for item in accepted for at in range(item.start, item.end)}
        if covered != wanted:
            return f"accepted candidates cover {sorted(wanted ^ covered)} otherwise than the findings"
    return None


def test_findings_are_disjoint_sorted_and_cover_every_candidate() -> None:
    for text in generated("cover"):
        assert_holds(wrong_findings, text)


@given(texts())
def test_findings_cover_every_candidate_of_texts_that_shrink(text: str) -> None:
    assert_holds(wrong_findings, text)


def wrong_explanation(text: str) -> str | None:
    """Every finding is explained as found, and what is explained as found is a finding, or keeps a part of one."""
    found = DEFAULT.find(text)
    named = [item for item in DEFAULT.explain(text) if item.verdict.startswith("found")]
    for finding in found:
        if not any(item.pattern == finding.pattern and item.start <= finding.start and finding.end <= item.end for item in named):
            return f"{finding} is not explained as found"
    for item in named:
        if not any(f.pattern == item.pattern and item.start <= f.start and f.end <= item.end for f in found):
            return f"{item} is no finding"
    return None


def test_explain_says_what_find_finds() -> None:
    for text in generated("explain"):
        assert_holds(wrong_explanation, text)


@pytest.mark.parametrize("engine", ["hyperscan", "re"])
def test_a_line_is_read_as_if_it_stood_alone(engine: str) -> None:
    """A newline is a hard boundary: the findings of a text are those of its lines."""
    guard = Guard(engine=engine)
    made = Texts(f"{SEED}-lines-{engine}")
    for _ in range(COUNT // 40):
        text = "".join(item + made.draw.pick(("\n", "\n", "\r\n", "\n\n")) for item in made.many(1 + made.draw.below(12)))
        wanted = []
        at = 0
        for line in text.split("\n"):
            wanted += [(f.entity_type, f.start + at, f.end + at, f.score, f.pattern) for f in guard.find(line)]
            at += len(line) + 1
        assert [(f.entity_type, f.start, f.end, f.score, f.pattern) for f in guard.find(text)] == wanted


# -- 2: nothing outside the edits changes ---------------------------------------------------------


def wrong_edits(text: str, guard: Guard) -> str | None:
    masked = guard.process(text)
    if masked.text != guard.mask(text):
        return "mask and process differ"
    if [(f.entity_type, f.start, f.end, f.score) for f in guard.find(text)] != [
        (e.entity_type, e.start, e.end, e.score) for e in masked.edits
    ]:
        return "find and process differ"
    done = out = 0
    for edit in masked.edits:
        if text[done : edit.start] != masked.text[out : edit.out_start]:
            return f"text before {edit} changed"
        new = masked.text[edit.out_start : edit.out_end]
        if new != guard._appliers[edit.entity_type](text[edit.start : edit.end]):
            return f"{edit} does not locate its output"
        done, out = edit.end, edit.out_end
    return None if text[done:] == masked.text[out:] else "text behind the last edit changed"


@pytest.mark.parametrize("guard", [*GUARDS.values(), HASHING, REDACTING], ids=[*GUARDS, "hash", "redact"])
def test_edits_locate_the_output_and_nothing_else_changes(guard: Guard) -> None:
    for text in generated(guard.policy.name):
        assert_holds(lambda item: wrong_edits(item, guard), text)


@given(texts())
def test_keep_is_the_identity(text: str) -> None:
    masked = KEEPING.process(text)
    assert masked.text == text
    assert KEEPING.mask(text) == text
    assert all((edit.start, edit.end) == (edit.out_start, edit.out_end) for edit in masked.edits)
    assert {"k": [text, {"手机号": text}]} == KEEPING.mask_record({"k": [text, {"手机号": text}]})
    stream = KEEPING.stream()
    assert stream.feed(text) + stream.flush() == text
    data = text.encode("utf-8", "surrogatepass") + b"\n"
    assert BlockMasker(KEEPING).block(data) == data


_garbage = st.one_of(
    st.binary(max_size=20),
    st.sampled_from([b"\xff\xfe", b"\xe6\x89", b"\x00", b"\r", b"\n", b"\xed\xa0\x80", b"\xf0\x9f", b"\xc0\x80"]),
)


@given(st.lists(st.one_of(_garbage, texts(2).map(lambda text: text.encode("utf-8", "surrogatepass"))), max_size=8))
def test_outside_edits_not_one_byte_of_a_block_changes(parts: list[bytes]) -> None:
    """The filter's output is, line by line, its input with the findings' bytes replaced: no other byte moves."""
    block = b"".join(parts) + b"\n"
    masker = BlockMasker(DEFAULT)
    out = masker.block(block)
    assert masker.withheld == 0
    lines, masked = block.split(b"\n"), out.split(b"\n")
    assert len(lines) == len(masked)
    for line, new in zip(lines, masked, strict=True):
        text = line.decode("utf-8", "surrogateescape")
        assert new == DEFAULT.mask(text).encode("utf-8", "surrogateescape")
        if not DEFAULT.find(text):
            assert new == line


def run_filter(data: bytes, *options: str) -> subprocess.CompletedProcess[bytes]:
    """The real filter in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "piiguard", "filter", *options], input=data, capture_output=True, timeout=120, check=False
    )


def test_the_filter_passes_random_bytes_unchanged() -> None:
    data = random.Random(SEED).randbytes(1 << 20)
    assert not DEFAULT.find(data.decode("utf-8", "surrogateescape")), "another seed, please: these bytes hold a value"
    done = run_filter(data)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == data


def test_the_filter_gives_what_the_library_gives() -> None:
    """Text, CRLF, NUL, invalid UTF-8 and no final line feed, all in one input."""
    data = b"".join(
        text.encode("utf-8", "surrogatepass") + end
        for text, end in zip(generated("filter"), [b"\r\n", b"\n", b"\xff\n", b"\x00", b"\n"] * COUNT, strict=False)
    )
    data = data.rstrip(b"\n") + b"x"
    done = run_filter(data)
    assert (done.returncode, done.stderr) == (0, b"")
    wanted = [
        DEFAULT.mask(line.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape") for line in data.split(b"\n")
    ]
    assert done.stdout.split(b"\n") == wanted


# -- 3: a stream gives what the whole gives -------------------------------------------------------


def streamed(guard: Guard, chunks: list[str]) -> str:
    """The chunks through one stream; nothing comes out twice, nothing before it came in."""
    stream = guard.stream()
    out = "".join(stream.feed(chunk) for chunk in chunks)
    return out + stream.flush()


def wrong_stream(text: str, guard: Guard) -> str | None:
    whole = guard.mask(text)
    draw = Values(f"{SEED}-cuts-{len(text)}")
    for chunks in (list(text), [text], cuts(draw, text), cuts(draw, text), cuts(draw, text)):
        if streamed(guard, chunks) != whole:
            return f"in the chunks {chunks} it is {streamed(guard, chunks)!r}, as a whole {whole!r}"
    return None


@pytest.mark.parametrize("guard", [*GUARDS.values(), HASHING], ids=[*GUARDS, "hash"])
def test_stream_gives_what_the_whole_gives(guard: Guard) -> None:
    for text in Texts(f"{SEED}-stream-{guard.policy.name}").many(COUNT // 4):
        assert_holds(lambda item: wrong_stream(item, guard), text)


@settings(max_examples=SLOW)
@given(texts(5), st.lists(st.integers(0, 200), max_size=8))
def test_stream_gives_what_the_whole_gives_for_any_cuts(text: str, places: list[int]) -> None:
    edges = [0, *sorted(min(place, len(text)) for place in places), len(text)]
    assert streamed(DEFAULT, [text[a:b] for a, b in itertools.pairwise(edges)]) == DEFAULT.mask(text)


def test_stream_of_a_long_text_gives_what_the_whole_gives() -> None:
    """One line far longer than what a stream keeps, in chunks of every size around its limits."""
    made = Texts(f"{SEED}-long")
    text = ""
    while len(text) < 20_000:
        text += made.text().replace("\n", " ")
    for size in (1, 7, 64, 319, 320, 321, 328, 1000, 4096):
        part = text[: 500 * size]
        assert streamed(DEFAULT, [part[at : at + size] for at in range(0, len(part), size)]) == DEFAULT.mask(part), size


def windows(data: bytes, draw: Values) -> Iterator[bytes]:
    """``data`` cut anywhere, inside characters too."""
    at = 0
    while at < len(data):
        size = 1 + draw.below(draw.pick((2, 5, 40, 400)))
        yield data[at : at + size]
        at += size


@settings(max_examples=SLOW)
@given(
    st.lists(st.one_of(_garbage, texts(2).map(lambda text: text.encode("utf-8", "surrogatepass"))), max_size=12),
    st.integers(0, 1 << 20),
)
def test_a_long_line_in_windows_gives_what_the_line_gives(parts: list[bytes], seed: int) -> None:
    """The filter's way with lines too long for a block, cut inside UTF-8 characters."""
    line = b"".join(parts).replace(b"\n", b" ")
    masker = BlockMasker(DEFAULT)
    windowed = masker.long_line()
    out = b"".join(windowed.feed(window) for window in windows(line, Values(seed))) + windowed.flush()
    assert out + b"\n" == BlockMasker(DEFAULT).block(line + b"\n")
    assert masker.withheld == 0


def test_the_filter_masks_a_line_longer_than_its_window() -> None:
    """More than the mebibyte from which on a line goes through window by window."""
    made = Texts(f"{SEED}-window")
    pieces: list[bytes] = []
    size = 0
    while size < (1 << 20) + 50_000:
        pieces.append((made.text().replace("\n", " ") + "，以上信息请核对。").encode("utf-8", "surrogatepass"))
        size += len(pieces[-1])
    line = b"".join(pieces)
    done = run_filter(b"before\n" + line + b"\nafter")
    wanted = DEFAULT.mask(line.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    assert done.stdout == b"before\n" + wanted + b"\nafter"
    assert done.returncode == 0


# -- 5: masking is idempotent ---------------------------------------------------------------------


def wrong_second_time(text: str, guard: Guard) -> str | None:
    once = guard.process(text)
    twice = guard.process(once.text)
    if twice.text != once.text:
        return f"masked it is {once.text!r}, masked again {twice.text!r}"
    values = {text[edit.start : edit.end] for edit in once.edits}
    shown = [edit for edit in twice.edits if once.text[edit.start : edit.end] in values]
    return f"found again in {once.text!r}: {shown}" if shown else None


@pytest.mark.parametrize("guard", [*SETTLED.values(), HASHING], ids=[*SETTLED, "hash"])
def test_masking_is_idempotent_and_shows_no_value_again(guard: Guard) -> None:
    for text in Texts(f"{SEED}-again").many(COUNT):
        assert_holds(lambda item: wrong_second_time(item, guard), text)


@given(texts())
def test_masking_texts_that_shrink_is_idempotent(text: str) -> None:
    for guard in SETTLED.values():
        assert_holds(lambda item, guard=guard: wrong_second_time(item, guard), text)  # type: ignore[misc]


@given(texts(3), texts(3))
def test_masking_a_record_is_idempotent(first: str, second: str) -> None:
    record = {"客户": first, "idNo": second, "list": [first, {"手机号": second}]}
    once = DEFAULT.mask_record(record)
    assert DEFAULT.mask_record(once) == once


# -- 7: failure is closed -------------------------------------------------------------------------

POISON = "毒丸"


class Failing:
    """An engine that fails on texts that hold ``POISON``, as a scanner bug or an exhausted memory would."""

    def __init__(self, engine: object) -> None:
        self._engine = engine

    def __getattr__(self, name: str) -> object:
        return getattr(self._engine, name)

    def lines(self, text: str) -> object:
        if POISON in text:
            raise EngineError("the scanner failed")
        return self._engine.lines(text)  # type: ignore[attr-defined]

    def byte_lines(self, data: bytes) -> object:
        if POISON.encode() in data:
            raise EngineError("the scanner failed")
        return self._engine.byte_lines(data)  # type: ignore[attr-defined]


def failing_guard(error_in: str = "engine") -> Guard:
    """A guard whose engine, or whose operator for mobiles, fails where ``POISON`` stands."""
    guard = Guard()
    if error_in == "engine":
        guard._engine = Failing(guard._engine)  # type: ignore[assignment]
    else:
        guard._appliers = dict.fromkeys(guard._appliers, _fails)
        guard._pattern_appliers = [_fails] * len(guard._pattern_appliers)
    return guard


def _fails(value: str) -> str:
    raise RuntimeError(f"the operator failed on {value}")


@pytest.mark.parametrize("json_lines", [False, True])
def test_a_line_that_cannot_be_scanned_is_withheld_and_counted(json_lines: bool) -> None:
    value = Values(3).mobile()
    good = f'{{"手机": "{value}"}}' if json_lines else f"手机{value}"
    bad = f'{{"手机": "{value}{POISON}"}}' if json_lines else f"手机{value}{POISON}"
    masker = BlockMasker(failing_guard(), json_lines)
    out = masker.block(f"{good}\n{bad}\n\n{good}\n".encode()).decode()
    lines = out.split("\n")
    assert masker.withheld == 1
    assert lines[1] == (JSON_MARK if json_lines else MARK).decode()
    assert lines[0] == lines[3]
    assert lines[2] == lines[4] == ""
    assert value not in out
    assert POISON not in out


@pytest.mark.parametrize("json_lines", [False, True])
def test_an_operator_that_fails_withholds_its_line(json_lines: bool) -> None:
    value = Values(4).mobile()
    masker = BlockMasker(failing_guard("operator"), json_lines)
    out = masker.block(f'["手机{value}"]\nnothing here\n'.encode())
    assert masker.withheld == 1
    assert out == (JSON_MARK if json_lines else MARK) + b"\nnothing here\n"


def test_a_long_line_that_fails_is_withheld_to_its_end() -> None:
    value = Values(5).mobile()
    masker = BlockMasker(failing_guard())
    line = masker.long_line()
    out = line.feed(f"开头没有问题。{'很长的一行。' * 30}".encode()) + line.feed(f"手机{value}{POISON}，".encode())
    out += line.feed(f"后面还有{value}，".encode() * 20) + line.flush()
    assert masker.withheld == 1
    assert value not in out.decode()
    assert out.endswith(MARK)


def test_the_filter_ends_with_status_2_and_passes_the_other_lines() -> None:
    """In a process of its own, with the engine broken from outside."""
    value = Values(6).mobile()
    script = (
        "import sys\n"
        "from piiguard.engine import make_engine\n"
        "kind = type(make_engine(__import__('piiguard').Guard()._plan))\n"
        "real = kind.byte_lines\n"
        "def broken(self, data):\n"
        f"    if {POISON!r}.encode() in data: raise MemoryError({value!r})\n"
        "    return real(self, data)\n"
        "kind.byte_lines = broken\n"
        "from piiguard.cli.filter import run\n"
        "sys.exit(run([]))\n"
    )
    data = f"手机{value}\n{POISON}{value}\n手机{value}\n{POISON}\nend".encode()
    done = subprocess.run(
        [sys.executable, "-c", script], input=data, capture_output=True, timeout=60, check=False, env=os.environ
    )
    masked = DEFAULT.mask(f"手机{value}").encode()
    assert done.stdout == b"\n".join([masked, MARK, masked, MARK, b"end"])
    assert done.returncode == 2
    assert b"2 line(s) withheld" in done.stderr
    assert value.encode() not in done.stderr


def test_the_library_raises_instead_of_passing_text_on() -> None:
    guard = failing_guard()
    text = f"手机{Values(7).mobile()}{POISON}"
    stream = guard.stream()
    for call in (
        guard.find,
        guard.mask,
        guard.process,
        guard.explain,
        guard.mask_record,
        lambda item: stream.feed(item) + stream.flush(),
    ):
        with pytest.raises(EngineError):
            call(text)


@pytest.mark.parametrize(
    "value", [object(), {1, 2}, b"\xff\xfe", range(3), memoryview(b"abc"), 1 + 2j], ids=lambda item: type(item).__name__
)
def test_a_record_value_that_cannot_be_looked_into_is_refused_by_its_path(value: object) -> None:
    secret = Values(8).id_card()
    with pytest.raises(RecordError) as caught:
        DEFAULT.mask_record({"客户": [{"idNo": secret}, {secret: {"file": value}}]})
    message = str(caught.value)
    assert message.startswith("$.客户[1].")
    assert ".file: " in message
    assert secret not in message
    assert repr(value) not in message
