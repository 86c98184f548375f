"""Seeded service sentences with names marked: half of what tools/train_tagger.py trains on.

All sentences are our own (tagger_templates.txt) and every name is drawn at random; nothing here is
shared with benchmarks/accuracy, whose sentences the model must not have seen.
"""

from __future__ import annotations

import random
from pathlib import Path

Sentence = tuple[str, list[tuple[int, int]]]
"""A text and the names in it, half open."""

TEMPLATES = Path(__file__).with_name("tagger_templates.txt")
_COMMON = (
    "王李张刘陈杨黄赵周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)


class Speech:
    """Draws sentences; the same seed gives the same ones."""

    def __init__(self, seed: int, surnames: list[str]) -> None:
        self._draw = random.Random(seed)
        self._lists = _read(TEMPLATES)
        self._single = [name for name in surnames if len(name) == 1]
        self._double = [name for name in surnames if len(name) == 2]

    def surname(self) -> str:
        """One of the commonest four times in five; of two characters one time in twenty."""
        draw = self._draw
        if draw.random() < 0.05:
            return draw.choice(self._double)
        # The commonest come first in the list and are drawn more often.
        return _COMMON[int(len(_COMMON) * draw.random() ** 1.8)] if draw.random() < 0.8 else draw.choice(self._single)

    def given(self) -> str:
        """One or two characters, mostly common ones."""
        draw = self._draw
        usual, first, rare = (self._lists[key][0] for key in ("given", "given-first", "given-rare"))
        if draw.random() < 0.25:
            return draw.choice(usual if draw.random() < 0.7 else rare)
        one = draw.choice(first if draw.random() < 0.6 else rare)
        return one + (one if draw.random() < 0.05 else draw.choice(usual if draw.random() < 0.6 else rare))

    def name(self) -> str:
        """A full name; some with both parents' surnames, some of the minorities', some transcribed."""
        draw = self._draw
        kind = draw.random()
        if kind < 0.92:
            both = draw.choice(self._single) if kind < 0.03 else ""
            return self.surname() + both + self.given()
        key = "minority" if kind < 0.97 else "foreign"
        return ("" if kind < 0.945 else "·").join(draw.sample(self._lists[key][0].split(), 2))

    def sentence(self) -> Sentence:
        """One to three sentences in a line; half of them are pieces set together at random."""
        draw = self._draw
        text, names = self._half()
        for _ in range(draw.choice((0, 0, 0, 1, 1, 2))):
            more, others = self._half()
            text += draw.choice(("，", "。", "，", " ", "；", "！", "？", ","))
            names += [(start + len(text), end + len(text)) for start, end in others]
            text += more
        if draw.random() < 0.2:
            text += draw.choice(("。", "！", "谢谢", "，谢谢", "吗？", "呢", "~", "啊"))
        return text, names

    def _half(self) -> Sentence:
        draw = self._draw
        kind = draw.random()
        if kind < 0.62:
            return self._fill(draw.choice(self._lists["named" if draw.random() < 0.62 else "nameless"]))
        if kind < 0.82:
            return self._between()
        return self._fill(draw.choice(self._lists["place"])) if kind < 0.93 else self._row()

    def _between(self) -> Sentence:
        """A name between what may stand before one and what may stand behind."""
        draw = self._draw
        left = draw.choice(self._lists["role"][0].split()) + draw.choice(("：", ":", " ", "", "", "是", "为", "： ", ": ", "="))
        left = left if draw.random() < 0.4 else draw.choice(self._lists["before"][0].split())
        name = "{S}{T}" if draw.random() < 0.12 else "{N}{J}{N}" if draw.random() < 0.15 else "{N}"
        behind = draw.choice((*self._lists["behind"][0].split(), "", "", "，", "。", ",", " "))
        return self._fill((left if draw.random() < 0.8 else "") + name + behind)

    def _row(self) -> Sentence:
        """A row of a table."""
        draw = self._draw
        cells = draw.choices(("{N}", "{NUM}", "{O}", "{W}", "{DT}", "{L}"), (40, 20, 10, 10, 10, 10), k=draw.randint(2, 6))
        return self._fill(draw.choice((",", "|", "\t", ";", "，", " ")).join(cells))

    def _fill(self, template: str) -> Sentence:
        text = ""
        names = []
        for at, part in enumerate(template.replace("{{", "\1").replace("}}", "\2").replace("}", "{").split("{")):
            value = self._slot(part) if at % 2 else part.replace("\1", "{").replace("\2", "}")
            if at % 2 and part in ("N", "S"):
                names.append((len(text), len(text) + len(value)))
            text += value
        return text, names

    def _slot(self, key: str) -> str:
        draw = self._draw
        if key == "N":
            return self.name()
        if key == "S":
            return self.surname()
        if key == "O":
            return self._organisation()
        if key == "A":
            return str(draw.randint(1, 80))
        if key == "DT":
            return f"{draw.randint(2019, 2026)}{draw.choice('年-.')}{draw.randint(1, 12)}"
        if key == "PL":
            return draw.choice("京沪粤苏浙鲁川豫冀鄂湘闽皖") + draw.choice("ABCDEF") + self._digits(5)
        lengths = {"ID": (17, 17), "PH": (10, 10), "CARD": (15, 18), "NUM": (4, 15), "TL": (4, 6)}
        if key in lengths:
            return draw.choice("123456") + self._digits(draw.randint(*lengths[key]))
        if key == "T" and draw.random() < 0.6:
            return draw.choice(self._lists["T"][0].split()[:8])
        return draw.choice(self._lists[key] if len(self._lists[key]) > 1 else self._lists[key][0].split())

    def _organisation(self) -> str:
        """A company or place called like a person is: what a name is not."""
        draw = self._draw
        place = draw.choice(self._lists["L"][0].split())
        core = draw.choice(
            (place, self.given(), self.given() + self.given(), self.surname() + self.given(), self.surname() + "家")
        )
        return (place if draw.random() < 0.3 else "") + core + draw.choice(self._lists["suffix"][0].split())

    def _digits(self, count: int) -> str:
        return "".join(self._draw.choices("0123456789", k=count))


def _read(path: Path) -> dict[str, list[str]]:
    """Sections of the template file: ``== name`` and its lines; ``#`` begins a comment."""
    found: dict[str, list[str]] = {}
    for line in path.read_text("utf-8").split("\n"):
        if line.startswith("== "):
            found[line[3:]] = here = []
        elif line and not line.startswith("# "):
            here.append(line)
    return found
