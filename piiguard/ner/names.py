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
    from ._local import LocalModel

Spot = tuple[int, int, "Score"]
"""Start, end, score triple (see piiguard.spec)."""

_WINDOW = 12
REACH = 48
"""Characters to each side that a finding depends on: a doubtful run of 24, and the window around it."""

_MASKED = frozenset("*＊●█■×〔〕\ue000")
_CONFIRMED: Score = score(0.65, 0.85, 0.3)
_UNSURE: Score = score(0.4, 0.7, 0.1)
#: What LAC takes for the end of a name.
_TITLES = (
    "先生 女士 小姐 太太 夫人 老师 老師 师傅 師傅 经理 經理 总经理 总监 主任 医生 醫生 医师 大夫 护士 护士长 "
    "律师 律師 警官 教授 阿姨 叔叔 大爷 大哥 大姐 队长 院长 校长 科长 处长 行长 所长 董事长 老板 同学 同志 顾问 "
    "专员 主管 店长 会计 总 總 哥 姐 某 某某"
).split()


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
        found: list[list[Spot]] = []
        windows: list[tuple[int, int, int, int, int]] = []  # line, doubtful run, window
        for number, (names, doubts) in enumerate(read):
            line = lines[number]
            sure = [
                (start, end, _sure(chance)) for start, end, chance in names if chance >= SURE and _clear(line, start - 3, end + 3)
            ]
            found.append(sure)
            for low, high in [(0, len(line))] if self.every else doubts:
                windows.append((number, low, high, max(0, low - _WINDOW), min(len(line), high + _WINDOW)))
        answers = self._tagger.tag([lines[number][first:last] for number, _, _, first, last in windows]) if windows else []
        for (number, low, high, first, last), entities in zip(windows, answers, strict=True):
            line = lines[number]
            weak = [name for name in read[number][0] if name[2] < SURE and low < name[1] and name[0] < high]
            said = [
                _trim(line, first + start, first + end)
                for start, end, kind, chance in entities
                if kind == "PERSON" and chance > 0.5
            ]
            self._settle(line, (low, high), (first, last), weak, said, found[number])
        return [sorted(spots) for spots in found]

    def _settle(
        self,
        line: str,
        run: tuple[int, int],
        window: tuple[int, int],
        weak: list[tuple[int, int, float]],
        said: list[tuple[int, int]],
        found: list[Spot],
    ) -> None:
        """Add to ``found`` what LAC says of one doubtful run."""
        if not self.every and not _clear(line, *window):
            return
        for start, end in said:
            if not (start < run[1] and run[0] < end and _plausible(line[start:end])):
                continue
            own = next(((s, e) for s, e, chance in weak if s < end and start < e and chance > DOUBT), (start, end))
            if _free(found, *own) and _clear(line, own[0] - _WINDOW, own[1] + _WINDOW):
                found.append((*own, _CONFIRMED))
        for start, end, chance in weak:
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


def _trim(line: str, start: int, end: int) -> tuple[int, int]:
    """Without the title behind it: 王女士 is 王."""
    name = line[start:end]
    width = max((len(title) for title in _TITLES if name.endswith(title) and 1 <= len(name) - len(title) <= 3), default=0)
    return start, end - width


def _plausible(name: str) -> bool:
    """Whether what LAC calls a person has the form of a name: it takes 早安 and 恩恩 for people, too."""
    from ..recognizers._names import DOTS, TRANSCRIBED, surname, worth

    if any(char in DOTS for char in name) or (len(name) > 2 and all(char in TRANSCRIBED for char in name)):
        return True
    return worth(name) >= 2.0 or (len(name) == 1 and surname(name, 0)[1] > 1.0)


def _clear(line: str, start: int, end: int) -> bool:
    return _MASKED.isdisjoint(line[max(0, start) : end])


def _free(found: list[Spot], start: int, end: int) -> bool:
    return all(end <= low or high <= start for low, high, _ in found)
