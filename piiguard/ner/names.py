"""Names: two models, the small one first, and rules that trim what they say.

The small model (_local.py) reads every line, millions of bytes a second. What it is sure of is a
name. Where it is in doubt, and only there, LAC reads the neighbourhood: a name that both see is
one, a doubt that LAC does not share is dropped to a low score. Measured in docs/decisions.md.

What is decided for a character depends on no more than :data:`REACH` characters to each side, so a
stream gives what the whole text gives. A decision that a mask character took part in is dropped:
a masked text shows nothing new.
"""

from __future__ import annotations

from ..spec import score
from ._local import DOUBT, SURE
from .tagger import Tagger

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..spec import Score
    from ._local import LocalModel, Name

Spot = tuple[int, int, "Score"]
"""Start, end, score triple (see piiguard.spec)."""

_WINDOW = 12
REACH = 48
"""Characters to each side that a finding depends on: a doubtful run of 24, and the window around it."""

_MASKED = frozenset("*＊●█■×〔〕\ue000")
_LITTLE, _MUCH = 1.0, 2.0
_CONFIRMED: Score = score(0.65, 0.85, 0.3)
_UNSURE: Score = score(0.4, 0.7, 0.1)
#: What LAC takes for the end of a name.
_TITLES = (
    "先生 女士 小姐 太太 夫人 老师 老師 师傅 師傅 经理 經理 总经理 总监 主任 医生 醫生 医师 大夫 护士 护士长 "
    "律师 律師 警官 教授 阿姨 叔叔 大爷 大哥 大姐 队长 院长 校长 科长 处长 行长 所长 董事长 老板 同学 同志 顾问 "
    "专员 主管 店长 会计 总 總 哥 姐 某 某某"
).split()


class _Doubt:
    """A run of characters that the small model cannot settle.

    number  of the line
    run     start and end
    weak    names the small model would make of it
    """

    __slots__ = ("number", "run", "weak")

    def __init__(self, number: int, run: tuple[int, int], weak: list[Name]) -> None:
        self.number = number
        self.run = run
        self.weak = weak


class Names:
    """Finds the names of people in many lines at once; loads its models at first use. Safe from many threads.

    every  LAC reads every line, not only where the small model is in doubt: a tenth of the speed

    Raises:
        MissingExtraError: at first use, where the extra is not installed.
    """

    __slots__ = ("_local", "_tagger", "every")

    #: What it finds, and the name of its pattern ("PERSON.ner").
    entity_type = "PERSON"
    pattern = "ner"
    reach = REACH

    def __init__(self, *, every: bool = False, tagger: Tagger | None = None) -> None:
        self.every = every
        self._tagger = tagger or Tagger()
        self._local: LocalModel | None = None

    def __repr__(self) -> str:
        return f"Names(every={self.every})"

    def find(self, lines: list[str]) -> list[list[Spot]]:
        """The names in every line, sorted and disjoint; each line is read by itself.

        Raises:
            EngineError: a model failed; the message holds no text.
        """
        local = self._local or self._load()
        if all(line.isascii() for line in lines):
            return [[] for _ in lines]
        read = local.read(lines)
        found: list[list[Spot]] = [[] for _ in lines]
        asked: list[_Doubt] = []
        for number, (line, (names, doubts)) in enumerate(zip(lines, read, strict=True)):
            weak = []
            for start, end, chance in names:
                if chance < SURE or not _plausible(line[start:end], _LITTLE):
                    weak.append((start, end, chance))
                elif _clear(line, start - 3, end + 3):
                    found[number].append((start, end, _sure(chance)))
            odd = [(start, end) for start, end, chance in weak if chance >= SURE]
            for run in [(0, len(line))] if self.every else [*doubts, *odd]:
                asked.append(_Doubt(number, run, [name for name in weak if run[0] < name[1] and name[0] < run[1]]))
        windows = [(max(0, doubt.run[0] - _WINDOW), doubt.run[1] + _WINDOW) for doubt in asked]
        texts = [lines[doubt.number][low:high] for doubt, (low, high) in zip(asked, windows, strict=True)]
        for doubt, window, entities in zip(asked, windows, self._tagger.tag(texts) if texts else [], strict=True):
            line = lines[doubt.number]
            if self.every or _clear(line, *window):
                said = [
                    _trim(line, window[0] + low, window[0] + high)
                    for low, high, kind, chance in entities
                    if _counts(kind, chance)
                ]
                self._settle(line, doubt, said, found[doubt.number])
        return [sorted(spots) for spots in found]

    def _settle(self, line: str, doubt: _Doubt, said: list[tuple[int, int]], found: list[Spot]) -> None:
        """Add to ``found`` what comes of a doubt, given what LAC said of its window."""
        first, last = doubt.run
        for start, end in said:
            if not (start < last and first < end):
                continue
            near = [name for name in doubt.weak if name[0] < end and start < name[1]]
            if not (_plausible(line[start:end], _MUCH) or any(chance >= SURE for *_, chance in near)):
                continue
            own = next(((low, high) for low, high, chance in near if chance > DOUBT), (start, end))
            if _free(found, *own) and _clear(line, own[0] - _WINDOW, own[1] + _WINDOW):
                found.append((*own, _CONFIRMED))
        for start, end, chance in doubt.weak:
            if chance >= DOUBT and _free(found, start, end) and _clear(line, start - 3, end + 3):
                found.append((start, end, _UNSURE))

    def _load(self) -> LocalModel:
        from ._local import LocalModel, weights_file
        from .tagger import require

        require()
        self._local = LocalModel(weights_file())
        return self._local


def _sure(chance: float) -> Score:
    return score(0.6 + 0.3 * chance, 0.7 + 0.25 * chance, 0.3)


def _counts(kind: str, chance: float) -> bool:
    return kind == "PERSON" and chance > 0.5


def _trim(line: str, start: int, end: int) -> tuple[int, int]:
    """Without spaces around it and the title behind it: 王女士 is 王."""
    while start < end and line[start].isspace():
        start += 1
    name = line[start:end].rstrip()
    width = max((len(title) for title in _TITLES if name.endswith(title) and 1 <= len(name) - len(title) <= 3), default=0)
    return start, start + len(name) - width


def _plausible(name: str, need: float) -> bool:
    """Whether what a model calls a person has the form of a name: LAC takes 早安 and 恩恩 for people, too.

    need  points of the grammar of names (recognizers/_names.py) that a Han name must have
    """
    from ..recognizers._names import DOTS, TRANSCRIBED, surname, worth

    if len(name) == 1:
        return surname(name, 0)[1] > 1.0
    if any(char in DOTS for char in name) or (len(name) > 2 and all(char in TRANSCRIBED for char in name)):
        return True
    return worth(name) >= need


def _clear(line: str, start: int, end: int) -> bool:
    return _MASKED.isdisjoint(line[max(0, start) : end])


def _free(found: list[Spot], start: int, end: int) -> bool:
    return all(end <= low or high <= start for low, high, _ in found)
