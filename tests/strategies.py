"""Generated texts for the property tests: everything the scanner reacts to, side by side and broken.

Two makers share the same pieces:

- :class:`Texts`, a seeded generator that makes some thousand texts a second, for the long runs
  (``PIIGUARD_FUZZ`` says how many; the seed is in each failure's message);
- :func:`texts`, a Hypothesis strategy over the same pieces, which shrinks what it finds.

:func:`minimal` shrinks a text of the first kind. Values are synthetic (:mod:`piiguard.testing`).
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from re import _constants as _c
from re import _parser
from typing import Any

from hypothesis import strategies as st

from piiguard.engine.plan import GAP_WORDS
from piiguard.engine.words import GENERIC, VETOES
from piiguard.recognizers import BUILTIN, ENTITY_TYPES
from piiguard.spec import SEP_CHARS
from piiguard.testing import Values, full_width, grouped, spoken
from piiguard.text import SPOKEN_CHARS, SPOKEN_SEP, ZERO_WIDTH

#: How many texts a long run makes: 2,000 in ``make test``, 100,000 in ``make fuzz``.
FUZZ = int(os.environ.get("PIIGUARD_FUZZ", "2000"))
#: Examples of a Hypothesis test whose examples are slow.
SLOW = 60 if FUZZ <= 2000 else 600
#: Another seed makes other texts; a failure names the one it was found with.
SEED = os.environ.get("PIIGUARD_FUZZ_SEED", "piiguard")

OWN_LABELS = sorted({word for recognizer in BUILTIN for word in recognizer.labels})
OWN_VETOES = sorted({word for recognizer in BUILTIN for word in recognizer.vetoes} | set(VETOES))
WORDS = sorted({*OWN_LABELS, *OWN_VETOES, *GENERIC})

SEPARATORS = tuple(dict.fromkeys([*SEP_CHARS, " - ", "  ", "- ", " ·", "/", "--", "   ", ", ", "\t", "—"]))
GAPS = (
    ":", "：", ": ", "=", "是", " ", "", "为", "】", "(", "（", "“", '"', "':'", '": "', "->", "号码是", "号：", "#", "|",
    " = ", "的是", "\t", "**",
    "*", "＝", "不是", "和", "后面", " is ", " no ", "No.", " of ", "certNo", " id ", "value=", "code:", ",", "，", "。",
    "；", "、", *GAP_WORDS,
)  # fmt: skip
JOINTS = (
    "、",
    ",",
    "，",
    ";",
    "和",
    "及",
    "/",
    " / ",
    "与",
    "跟",
    "以及",
    "还有",
    " ",
    "|",
    "-",
    "_",
    "到",
    "至",
    "转",
    "ext.",
    " 转 ",
    "#",
    "（",
    "）",
    "",
)
AFFIXES = (
    "+86", "+86 ", "0086", "86-", "(+86)", "（86）", "+", "00", "17951", "￥", "¥", "$", "v", "No", "No.", "0", "1", "9", "a",
    "Z", "x", "X", "_", "-", ".",
    "/", "=", "@", "%", "*", "**", "****", "京", "沪A", "警", "挂", "领", "使", "WJ", "民航", "元", "万", "%", " 元", "万元",
    "ms", "积分", ".5", ".55", ".555",
    ".5555", "20261122-", "2026-01-02", "400", "Xx", "×", "Х", "χ", "(3)", "（3）", "/3", "@qq.com", "@", "#qq.com",
    "艾特qq点com", "转801", "-801", "）", "]",
)  # fmt: skip
FILLERS = (
    "请问这个保险怎么理赔", "您好", "我昨天下午在营业厅办的", "麻烦帮我查一下", "谢谢", "好的", "没问题",
    "客户来电咨询续期事宜，已告知。", "the customer called about",
    " and then ", "INFO ", "2026-11-22 10:15:30.123 ", "user=", "{", "}", "[", "]", "ok", "Zhang", "李明", "\u0000", "😀",
    "👨\u200d👩\u200d👧", "é", "ß", "Ⅷ", "㈱", "ａ",
    "一直", "一共", "三四个", "两万五千", "一百", "零点", "〔CN_ID_CARD〕", "〔CN_MOBILE:abcdghjk〕", "〔", "〕",
    "1****************4", "139******78", "***", "****",
)  # fmt: skip
ODD = (
    "\ud800",
    "\udfff",
    "\udc80",
    "\udcff",
    "\udce4",
    "\ud83d",
    "\r",
    "\r\n",
    "\n",
    "\n\n",
    "\x85",
    "\u2028",
    "\u3000",
    "\u00a0",
    "\ufeff",
    "\t",
    "\x0b",
    "\x1b[31m",
)
PERCENTS = (
    "\\n",
    "\\r\\n",
    "\\u624b",
    "\\x8b",
    "%3D",
    "%3A",
    "%20",
    "%2B",
    "%40",
    "%2F",
    "%2b86",
    "%31%33",
    "%E6%89%8B",
    "%",
    "%%",
    "%2",
    "%3",
    "%7E",
    "%60",
    "%5B",
    "%C0",
    "%253D",
)
LENGTHS = (
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    10,
    11,
    12,
    13,
    14,
    15,
    16,
    17,
    18,
    19,
    20,
    21,
    22,
    23,
    34,
    35,
    36,
    39,
    40,
    41,
    42,
    44,
    64,
    80,
    81,
)
ALPHABETS = (
    "0123456789", "0123456789", "0123456789X", "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ", "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "abcdefghijklmnopqrstuvwxyz0123456789",
    "0123456789abcdef", "0", "1", "13579", SPOKEN_CHARS, SPOKEN_CHARS + SPOKEN_SEP, "0123456789" + ZERO_WIDTH,
    "0123456789" + SEP_CHARS, "0123456789 -",
    "０１２３４５６７８９", "①②③④⑤⑥⑦⑧⑨⓪", "一二三四五六七八九零0123456789", "0123456789.,", "<ABC0123456789M",
    "0123456789()（）+",
)  # fmt: skip
LETTERS = (
    "1",
    "0",
    "86",
    "13",
    "A",
    "x",
    "X",
    "甲",
    "号",
    "京",
    "T",
    "E",
    "〔",
    "〕",
    "*",
    "\u200b",
    "１",
    "一",
    "ext",
    "转",
    "使",
    "qq",
    ".com",
    "@",
)
HANZI = "的一是不了人我在有他这为之大来以个中上们号证卡电话保单理赔案手机身份车牌护照转到元万"
_TREES: dict[str, Any] = {}
_OTHER_DIGITS = {"circled": "⓪①②③④⑤⑥⑦⑧⑨", "bold": "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "super": "⁰¹²³⁴⁵⁶⁷⁸⁹", "sub": "₀₁₂₃₄₅₆₇₈₉"}
_TRADITIONAL = str.maketrans("0123456789", "零壹貳參肆伍陸柒捌玖")
_SIZES = (
    (4, 4, 4, 4),
    (3, 4, 4),
    (6, 8, 4),
    (6, 4, 4, 4),
    (3, 3, 4, 4, 4),
    (2, 2, 2, 2, 2, 2, 2, 2),
    (1,) * 18,
    (6, 8),
    (14,),
    (4, 6),
    (3, 8),
    (7, 4),
    (6, 12),
)
_FORMS: tuple[tuple[str, tuple[str | int | None, ...]], ...] = (
    ("id_card", ("18", "15", "hk", "mo", "tw")), ("mistyped_id_card", ()), ("foreign_resident_id", ("2023", "2004")),
    ("bank_card", (15, 16, 18, 19)),
    ("policy_number", (None,)), ("application_number", (None,)), ("claim_number", (None,)), ("mobile", ()),
    ("landline", ("hyphen", "plain", "brackets", "country", "extension")), ("email", ()), ("license_plate", (None,)),
    ("vin", ()), ("uscc", ()),
    ("passport", (None,)), ("travel_permit", (None,)), ("hk_id", ()), ("tw_id", ()), ("mo_id", ()),
)  # fmt: skip
_NEGATIVES = (
    "order_number", "snowflake_id", "trace_id", "span_id", "uuid", "md5", "sha1", "unix_ms", "unix_s", "amount", "version",
    "hotline",
    "waybill_number", "iccid", "ipv4", "ipv6", "invoice_number", "product_filing", "model_number",
)  # fmt: skip


def value(draw: Values) -> str:
    """A value of any type in any of its forms."""
    method, forms = draw.pick(_FORMS)
    found: str = getattr(draw, method)(draw.pick(forms)) if forms else getattr(draw, method)()
    return found


def negative(draw: Values) -> str:
    """A number that looks like personal information and is not."""
    found: str = getattr(draw, draw.pick(_NEGATIVES))()
    return found


def matching(draw: Values, regex: str) -> str:
    """A text made along ``regex``, every branch and every repeat of it in reach; look-around is not asked."""
    if regex not in _TREES:
        _TREES[regex] = _parser.parse(regex)
    return _along(draw, _TREES[regex], {})


def _along(draw: Values, tree: Any, groups: dict[int, str]) -> str:
    out = []
    for op, argument in tree:
        if op is _c.LITERAL:
            out.append(chr(argument))
        elif op is _c.IN:
            out.append(_one_of(draw, argument))
        elif op is _c.BRANCH:
            out.append(_along(draw, draw.pick(argument[1]), groups))
        elif op is _c.SUBPATTERN:
            out.append(_along(draw, argument[3], groups))
            if argument[0] is not None:
                groups[argument[0]] = out[-1]
        elif op in (_c.MAX_REPEAT, _c.MIN_REPEAT, _c.POSSESSIVE_REPEAT):
            low, high, inner = argument
            count = low if draw.below(3) == 0 else low + draw.below(min(high, low + 24) - low + 1)
            out.extend(_along(draw, inner, groups) for _ in range(count))
        elif op is _c.GROUPREF:
            out.append(groups.get(argument, ""))
        elif op is _c.ATOMIC_GROUP:
            out.append(_along(draw, argument, groups))
        elif op in (_c.NOT_LITERAL, _c.ANY):
            out.append(draw.pick("甲a0-"))
    return "".join(out)


def _one_of(draw: Values, items: list[Any]) -> str:
    """A character of a class; of a negated one, any that is not in it."""
    if items[0][0] is _c.NEGATE:
        return draw.pick("甲a0-Z")
    op, argument = draw.pick(items)
    return chr(argument) if op is _c.LITERAL else chr(argument[0] + draw.below(argument[1] - argument[0] + 1))


def shaped(draw: Values) -> str:
    """What some pattern matches, its check aside: behind a label of its own more often than not."""
    recognizer = draw.pick(BUILTIN)
    text = matching(draw, draw.pick(recognizer.patterns).regex)
    if draw.below(3) == 0:
        return text
    return spelling(draw, draw.pick(recognizer.labels)) + draw.pick(GAPS) + text


def surface(draw: Values, text: str) -> str:
    """``text`` as somebody might type it."""
    kind = draw.below(18)
    if kind < 6:
        return text
    if kind == 6:
        return full_width(text)
    if kind == 7:
        return "".join(full_width(char) if draw.below(2) else char for char in text)
    if kind in (8, 9):
        return grouped(text, draw.pick(_SIZES), draw.pick(SEPARATORS))
    if kind == 10:
        return spoken(text, draw.pick("幺一"))
    if kind == 11:
        return draw.pick(SPOKEN_SEP).join(spoken(text)) if draw.below(2) else text.translate(_TRADITIONAL)
    if kind in (12, 13):
        return zero_widths(draw, text)
    if kind == 14:
        return text.lower() if draw.below(2) else text.upper()
    if kind == 15:
        return text.translate(str.maketrans("0123456789", draw.pick(list(_OTHER_DIGITS.values()))))
    if kind == 16:
        return "".join(f"%{ord(char):02X}" if char.isascii() and draw.below(3) == 0 else char for char in text)
    return text.replace("X", draw.pick("x×Хχ")).replace("0", "O") if draw.below(2) else f"**{text}**"


def zero_widths(draw: Values, text: str) -> str:
    """``text`` with zero-width characters in it: one, a few, or more in a row than a number survives."""
    for _ in range(1 + draw.below(3)):
        at = draw.below(len(text) + 1)
        text = text[:at] + draw.chars(ZERO_WIDTH, 1 + draw.below(6)) + text[at:]
    return text


def word(draw: Values) -> str:
    """A label or veto word in one of its spellings."""
    return spelling(draw, draw.pick(OWN_LABELS) if draw.below(3) else draw.pick(WORDS))


def spelling(draw: Values, text: str) -> str:
    """An ASCII word as field names write it, and as longer words hold it."""
    if not text.isascii():
        return text
    kind = draw.below(7)
    if kind == 0:
        return text.upper()
    if kind == 1:
        return text.title().replace(" ", "")
    if kind == 2:
        return draw.pick(("user", "old_", "x", "是", "User")) + text.title().replace(" ", "")
    if kind == 3:
        return text.replace(" ", draw.pick(("_", "-", "")))
    if kind == 4:
        return text + draw.pick(("s", "No", "_no", "Id", "_ID", "str", "Masked", "X", "ed"))
    return text


def run(draw: Values) -> str:
    """A run of digits, letters or marks of a length somebody looks for, or one beside it."""
    return draw.chars(draw.pick(ALPHABETS), draw.pick(LENGTHS))


def prose(draw: Values) -> str:
    """Words between a label and a value, up to beyond every reach."""
    if draw.below(3):
        return draw.pick(FILLERS)
    return draw.chars(HANZI, draw.pick((1, 2, 3, 5, 6, 7, 11, 12, 13, 33, 39, 40, 41, 119, 121)))


def labelled(draw: Values) -> str:
    """A label, what connects it, and a value or what looks like one; often a label of the value's own."""
    gap = "".join(draw.pick(GAPS) for _ in range(draw.below(4)))
    if draw.below(2):
        recognizer = draw.pick(BUILTIN)
        return spelling(draw, draw.pick(recognizer.labels)) + gap + surface(draw, draw.of(recognizer.entity_type))
    inner = value(draw) if draw.below(3) else (run(draw) if draw.below(2) else negative(draw))
    return word(draw) + gap + surface(draw, inner)


def chain(draw: Values) -> str:
    """A list of values behind one label."""
    items = [value(draw) if draw.below(3) else run(draw) for _ in range(2 + draw.below(3))]
    text = word(draw) + draw.pick(GAPS) + items[0]
    for item in items[1:]:
        text += draw.pick(JOINTS) + item
    return text


def dense(draw: Values) -> str:
    """Many times the same few things in random order: where values touch, overlap and swallow each other."""
    pool = [draw.pick(draw.pick((AFFIXES, GAPS, JOINTS, SEPARATORS, LETTERS, LETTERS))) for _ in range(2 + draw.below(4))]
    pool.append(draw.chars("0123456789", 1 + draw.below(4)))
    if draw.below(2):
        pool.append(spelling(draw, draw.pick(OWN_LABELS)))
    if draw.below(3) == 0:
        pool.append(value(draw))
    return "".join(draw.pick(pool) for _ in range(4 + draw.below(24)))


def example(draw: Values) -> str:
    """A line of the labelled sample, of the hard negatives or of the vectors, or a piece of one."""
    line = draw.pick(lines())
    if draw.below(2):
        return line
    at = draw.below(len(line) + 1)
    return line[at : at + 1 + draw.below(60)]


@cache
def lines() -> tuple[str, ...]:
    """Every text of the sample and of the vectors."""
    here = Path(__file__).parent
    found = [
        json.loads(line)["text"]
        for name in ("labelled", "hard_negatives")
        for line in (here / "sample" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    for path in sorted((here / "vectors").glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        found += [entry["text"] for kind in ("case", "near_miss") for entry in data.get(kind, ())]
    return tuple(found)


def lookalike(draw: Values) -> str:
    return (draw.pick(OWN_VETOES) + draw.pick(GAPS) if draw.below(2) else "") + negative(draw)


_PIECES: tuple[tuple[int, Callable[[Values], str]], ...] = (
    (6, labelled),
    (5, lambda draw: surface(draw, value(draw))),
    (3, shaped),
    (2, dense),
    (2, example),
    (2, chain),
    (3, run),
    (3, prose),
    (2, lookalike),
    (3, word),
    (2, lambda draw: draw.pick(GAPS)),
    (2, lambda draw: draw.pick(JOINTS)),
    (3, lambda draw: draw.pick(AFFIXES)),
    (1, lambda draw: draw.pick(ODD)),
    (1, lambda draw: draw.pick(PERCENTS)),
    (1, lambda draw: draw.pick(SEPARATORS)),
    (1, lambda draw: draw.chars(ZERO_WIDTH, 1 + draw.below(6))),
)
PIECES = tuple(make for weight, make in _PIECES for _ in range(weight))


class Texts:
    """A seeded source of texts; ``extra`` makes further pieces (for recognizers of a test's own)."""

    def __init__(self, seed: int | str = SEED, extra: tuple[Callable[[Values], str], ...] = ()) -> None:
        self.draw = Values(seed)
        self._pieces = PIECES + extra * 6

    def text(self) -> str:
        """One to some pieces, put side by side, and now and then broken."""
        draw = self.draw
        out = "".join(draw.pick(self._pieces)(draw) for _ in range(1 + draw.below(draw.pick((3, 7, 14)))))
        for _ in range(draw.below(3) if draw.below(3) == 0 else 0):
            out = self._broken(out)
        return out

    def _broken(self, text: str) -> str:
        draw = self.draw
        at = draw.below(len(text) + 1)
        kind = draw.below(5)
        if kind == 0:
            return text[:at] + text[at + 1 :]
        if kind == 1:
            return text[:at] + draw.pick(AFFIXES + ODD) + text[at:]
        if kind == 2:
            return text[at:]
        if kind == 3:
            return text[:at] + text[at : at + 1].swapcase() + text[at + 1 :]
        return text[:at] + draw.chars("0123456789", 1) + text[at:]

    def many(self, count: int) -> Iterator[str]:
        """``count`` texts."""
        for _ in range(count):
            yield self.text()


def chat(draw: Values) -> str:
    """A line of a customer's chat or of an agent's notes: mostly prose, sometimes one value."""
    words = [draw.pick(FILLERS[:12]) for _ in range(2 + draw.below(5))]
    if draw.below(2):
        label = draw.pick([item for item in OWN_LABELS if not item.isascii()])
        words.insert(draw.below(len(words)), f"，{label}{draw.pick(('是', '：', ''))}{value(draw)}，")
    return "".join(words)


def cuts(draw: Values, text: str) -> list[str]:
    """``text`` cut into chunks: single characters, small windows, or a few random cuts."""
    kind = draw.below(4)
    if kind == 0:
        return list(text)
    if kind == 1:
        size = 1 + draw.below(16)
        return [text[at : at + size] for at in range(0, len(text), size)]
    places = sorted({draw.below(len(text) + 1) for _ in range(1 + draw.below(6))})
    return [text[a:b] for a, b in zip([0, *places], [*places, len(text)], strict=True)]


def _piece(make: Callable[[Values], str]) -> st.SearchStrategy[str]:
    """The maker fed from a drawn seed: Hypothesis shrinks which pieces there are, not their digits."""
    return st.integers(0, 1 << 32).map(lambda seed: make(Values(seed)))


#: One piece of a text.
pieces: st.SearchStrategy[str] = st.one_of(
    *(_piece(make) for _, make in _PIECES),
    st.text(alphabet="0123456789Xx -", min_size=1, max_size=24),
    st.text(max_size=6),
    st.sampled_from(WORDS),
)


def texts(max_pieces: int = 8) -> st.SearchStrategy[str]:
    """Texts of up to ``max_pieces`` pieces, lone surrogates and line breaks among them."""
    return st.lists(pieces, min_size=1, max_size=max_pieces).map("".join)


def minimal(text: str, fails: Callable[[str], bool]) -> str:
    """A shortest text found by leaving pieces out that still ``fails``."""
    size = max(1, len(text) // 2)
    while size:
        at = 0
        while at < len(text):
            shorter = text[:at] + text[at + size :]
            if fails(shorter):
                text = shorter
            else:
                at += size
        size //= 2
    return text


__all__ = ["ENTITY_TYPES", "FUZZ", "SEED", "Texts", "chat", "cuts", "minimal", "pieces", "texts", "value"]
