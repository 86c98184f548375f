"""Recognizers compiled into what both engines share: patterns, words and dispatch tables.

Expressions are compiled at first use. A start of ``piiguard filter`` touches two or three of
the seventy; compiling all of them would cost more than the rest of the start together.
"""

from __future__ import annotations

from ..spec import DIGITS, GROUPED, LABEL, LEFT, MODEL, RIGHT, SEP_CHARS, TOKEN, Pattern, Recognizer, Trigger, score
from .words import Word, collect_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

LABEL_REACH = 40
"""Characters a label word reaches to the right."""
VETO_REACH = 12
"""Characters a veto word reaches; it never reaches over the end of a clause."""
LONGEST_RUN = 40
"""Digits or serial characters in a row beyond which nothing is an identifier."""

#: Between a label and its value: marks, brackets, quotes, connecting words; no digits, no other letters.
GAP_ASCII = " \t:=\"'()[]<>{}|\\,.;~-_#?!&+"
GAP_WIDE = "\u00a0\u3000：＝“”‘’「」『』（）【】《》｜，、。；～—＃？！"
GAP_WORDS = (
    "字号 字號 由 号码 號碼 编号 編號 编码 号 號 码 碼 是 为 為 叫 填 写 寫 如下 就是 应该 大概 好像 给你 发你 给您 发您 我的 您的 你的 本人 后面 最后 这个 那个 "
    "证件号码 证件号 證件號碼 證件號 发的 给我 发 给 我 你 您 记一下 报一下 答 多少 几号 幾號 变更 改成 改为 改為 變更 更改 更改為 变更为 變更為 更正為 更正为 唔係 做 从 從 客户 客戶 用户 用戶 更新 影像 照片 复印件 登记 了 的 呢 啊 吧 哦 嗯 呀 到 成 "
    "说了 说是 说的是 说 說 係 嘅 还是 目前 现在 分别 应 加我 搜索 搜 找我 进度 进展"
).split()
GAP_LATIN = (
    "(?:[Cc]erti?[ _-]?[Nn]o|CERT_?NO|[Ii]d[ _-]?[Nn]o|[Nn][Oo]|[Nn]um(?:ber)?|NUM(?:BER)?|[Vv]alue|[Cc]ode|CODE|[Ii][Ss]|[Oo]f)"
    "(?![0-9A-Za-z])"
)
GAP = (
    "|".join(
        ("[" + "".join("\\" + char for char in GAP_ASCII) + GAP_WIDE + "]", *sorted(GAP_WORDS, key=len, reverse=True), GAP_LATIN)
    )
    + "|(?<!\\*)\\*{1,2}(?!\\*)"
)  # markdown's bold, but never the stars of a masked value
#: Notes of forms between a label and its value: 出生日期（必填）：, 住院号(如有)：, Date of Birth (DD/MM/YYYY):
_NOTE_WORDS = (
    "必填|选填|選填|必须|可选|非必填|如有|若有|如无免填|旧|舊|新|老|原|现|主|本人|单位|個人|个人|企业|公司|公历|公曆|阳历|陽曆|农历|農曆|阴历|陰曆|新历|西元|民國|民国|国历|國曆|年月日|年/月/日|年-月-日|"
    "身份证|身份证上|身份证号|二代证|按身份证|同身份证|与身份证一致|[0-9]{1,2}位|[0-9]{1,2} ?digits|required|optional|if any|mandatory|[Yy]{2,4}[/.-]?[Mm]{2}[/.-]?[Dd]{2}|[Dd]{2}[/.-]?[Mm]{2}[/.-]?[Yy]{2,4}|"
    "[Mm]{2}[/.-]?[Dd]{2}[/.-]?[Yy]{2,4}|DOB|IMEI|MAC|ICCID|IMSI|ID"
)
GAP = f"[(（](?:{_NOTE_WORDS})[)）]|</?(?:t[dh]|span|b|strong|p|div|em|dd|dt|label)>|<br ?/?>|{GAP}"
GAP_REPEAT = 12
_CHAIN = " ?(?:、|,|，|;|；|/|和|及|与|与|跟|以及|还有|，?而?不是|，?应该?[为是]|换成|改成|变更为|改为|改為|換成|變更為|更改為|更改为) ?"


class Compiled:
    """A pattern in its place: which recognizer, which bit, which expression."""

    __slots__ = ("_prefix", "above", "after", "again", "anchor", "bit", "chain", "check", "compact", "compiled", "digital", "entity_type",
                 "glued", "index", "name", "named", "numeric", "parse", "pattern", "prefixed", "recognizer", "score")  # fmt: skip

    def __init__(self, pattern: Pattern, recognizer: Recognizer, recognizer_index: int, index: int) -> None:
        self.pattern = pattern
        self.recognizer = recognizer
        self.entity_type = recognizer.entity_type
        self.bit = 1 << recognizer_index
        self.index = index
        self.name = f"{recognizer.entity_type}.{pattern.name}"
        self.anchor = pattern.anchor
        self.above = recognizer.above
        self.again = recognizer.again
        self.check = pattern.check
        self.parse = pattern.parse
        self.after = frozenset(pattern.after) or None
        self.digital = pattern.digital
        self.compact = pattern.anchor in (GROUPED, LABEL)
        self.chain = pattern.chain
        self.glued = pattern.glued
        self.numeric = pattern.numeric
        self.prefixed = pattern.prefix is not None
        self.score = pattern.score
        #: The compiled expression once :attr:`expression` has made it; the hot path looks here first.
        self.compiled: re.Pattern[str] | None = None
        self._prefix: re.Pattern[str] | None = None
        self.named = "(?P<value>" in pattern.regex

    @property
    def expression(self) -> re.Pattern[str]:
        """The compiled expression; group ``value``, where it exists, is the span."""
        if self.compiled is None:
            import re

            self.compiled = re.compile(self.pattern.regex)
        return self.compiled

    @property
    def prefix(self) -> re.Pattern[str]:
        """Matches the pattern's prefix at the end of the text given to it."""
        if self._prefix is None:
            import re

            self._prefix = re.compile(f"(?:{self.pattern.prefix})\\Z")
        return self._prefix


def opening(behind: tuple[Compiled, ...]) -> str:
    """What lets the scanner pass over a label: "digit", the byte classes values open with ("|" between), or "" for nothing."""
    if all(compiled.digital for compiled in behind):
        return "digit"
    classes = [compiled.pattern.opens or "" for compiled in behind if not compiled.digital]
    if any(compiled.digital for compiled in behind):
        classes.append("[0-9A-Za-z]")
    return "|".join(sorted(set(classes))) if all(classes) else ""


class Plan:
    """Everything the engines need, derived once from the recognizers (their order breaks ties)."""

    def __init__(self, recognizers: tuple[Recognizer, ...]) -> None:
        self.recognizers = recognizers
        self.patterns: list[Compiled] = []
        #: For each length of a run of digits and each digit it begins with: the DIGITS patterns tried on it.
        self.by_run: list[dict[str, tuple[Compiled, ...]]] = [{} for _ in range(LONGEST_RUN + 1)]
        self.tokens: list[Compiled] = []
        self.grouped: list[Compiled] = []
        self.own: list[Compiled] = []
        #: Of patterns whose triggers are the same the first reports for all: its place in ``own``, and the patterns.
        self.sharing: dict[int, tuple[Compiled, ...]] = {}
        self.words: list[Word] = collect_words(recognizers)
        labelled: list[Compiled] = []
        for recognizer_index, recognizer in enumerate(recognizers):
            for pattern in recognizer.patterns:
                compiled = Compiled(pattern, recognizer, recognizer_index, len(self.patterns))
                self.patterns.append(compiled)
                if pattern.anchor == LABEL:
                    labelled.append(compiled)
                else:
                    self._dispatch(compiled)
        self._share()
        #: For each word the LABEL patterns tried behind it.
        by_owners: dict[int, tuple[Compiled, ...]] = {}
        for word in self.words:
            if word.owners not in by_owners:
                by_owners[word.owners] = tuple(compiled for compiled in labelled if compiled.bit & word.owners)
        self.behind: list[tuple[Compiled, ...]] = [by_owners[word.owners] for word in self.words]
        #: Those of them whose values are no numbers: they are tried even where a number has answered the label.
        self.blind = [tuple(compiled for compiled in behind if not compiled.digital) for behind in self.behind]
        #: The same as bytes, to pass over a run before its line is decoded.
        self.heads = [frozenset(map(ord, patterns)) for patterns in self.by_run]
        #: Characters before a value that hold every label word which can reach it, and any longer word around that.
        self._by_owners = by_owners
        #: The distinct sets of owners of words that LABEL patterns stand behind, and the number of each.
        self.owner_sets = [owners for owners, behind in by_owners.items() if behind]
        self.groups = {owners: number for number, owners in enumerate(self.owner_sets)}
        #: For each of these sets the patterns, if some of them are not digital and the scanner reports the end of the
        #: label itself: then they can be tried at once, and most labels need no further look.
        self.at_once = [
            by_owners[owners] if not all(compiled.digital for compiled in by_owners[owners]) else () for owners in self.owner_sets
        ]
        longest = max((len(word.text) for word in self.words), default=0) + 8
        self.reach = LABEL_REACH + longest
        self.veto_reach = VETO_REACH + longest
        #: By the place in ``own``: what has to match behind a trigger's hit, compiled at its first hit.
        self._follow: dict[int, re.Pattern[str]] = {}
        self._chain: re.Pattern[str] | None = None
        self._gap: re.Pattern[str] | None = None

    def labelled(self, group: int) -> tuple[Compiled, ...]:
        """The LABEL patterns behind the words of one set of owners."""
        return self._by_owners[self.owner_sets[group]]

    def modelled(self, entity_type: str, name: str) -> Compiled | None:
        """A pattern for what a model finds, with the labels and vetoes of its type; None where no recognizer finds that type."""
        for at, recognizer in enumerate(self.recognizers):
            if recognizer.entity_type == entity_type:
                compiled = Compiled(Pattern(name, ".", score(0.0, 0.0), anchor=MODEL), recognizer, at, len(self.patterns))
                self.patterns.append(compiled)
                return compiled
        return None

    def _dispatch(self, compiled: Compiled) -> None:
        anchor = compiled.anchor
        if anchor == DIGITS:
            for length in compiled.pattern.lengths:
                for head in compiled.pattern.heads:
                    self.by_run[length][head] = (*self.by_run[length].get(head, ()), compiled)
        elif anchor == TOKEN:
            self.tokens.append(compiled)
        elif anchor == GROUPED:
            self.grouped.append(compiled)
        else:
            self.own.append(compiled)

    def _share(self) -> None:
        seen: dict[tuple[object, ...], int] = {}
        for at, compiled in enumerate(self.own):
            anchor = compiled.anchor
            key = (anchor.expression, anchor.starts, anchor.ended, anchor.then, anchor.follow) if isinstance(anchor, Trigger) else (at,)
            first = seen.setdefault(key, at)
            self.sharing[first] = (*self.sharing.get(first, ()), compiled)

    def goes_on(self, at: int, text: str, end: int) -> bool:
        """Whether what the trigger of ``own[at]`` asks for stands behind its hit, which ends at ``end``."""
        expression = self._follow.get(at)
        if expression is None:
            import re

            anchor = self.own[at].anchor
            expression = self._follow[at] = re.compile(anchor.follow if isinstance(anchor, Trigger) else "")
        return expression.match(text, end) is not None

    @property
    def chain(self) -> re.Pattern[str]:
        """What stands between two values of a list behind one label."""
        if self._chain is None:
            import re

            self._chain = re.compile(_CHAIN)
        return self._chain

    @property
    def gap(self) -> re.Pattern[str]:
        """What may stand between a label and its value; matches the empty string too."""
        if self._gap is None:
            import re

            self._gap = re.compile(f"(?:{GAP}){{0,{GAP_REPEAT}}}")
        return self._gap

    def fingerprint(self) -> str:
        """Everything that decides which hits there are, for the key of the database cache."""
        opens = {owners: opening(behind) for owners, behind in self._by_owners.items()}
        parts = [f"{word.text} {word.owners if self._by_owners[word.owners] else 0} {opens[word.owners]}" for word in self.words]
        for compiled in self.own:
            anchor = compiled.anchor
            trigger = anchor if isinstance(anchor, Trigger) else None
            parts.append(f"{trigger.starts} {trigger.expression} {trigger.ended} {trigger.then}" if trigger else compiled.pattern.regex)
        parts.append(f"{[len(patterns) for patterns in self.by_run]} {len(self.tokens)} {len(self.grouped)}")
        return "\n".join(parts)


__all__ = ["GAP", "LEFT", "LONGEST_RUN", "RIGHT", "SEP_CHARS", "Compiled", "Plan"]
