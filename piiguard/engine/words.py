"""Label and veto words: one table for all recognizers, and where its words stand in a text.

A word announces a value for some recognizers (bits of ``owners``) and denies it for others
(bits of ``denied``). ASCII words match in any case and only as words: ``tel`` is not in
``hotel`` but is in ``userTel`` and ``TEL_NO``.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..spec import Recognizer

#: Words that say a number is a number of something else, for every recognizer.
VETOES = (
    "订单号", "订单编号", "訂單號", "訂單編號", "流水号", "流水號", "交易号", "交易单号", "快递单号", "运单号", "物流单号", "批次号", "序列号",
    "序號", "型号", "版本", "产品代码", "险种代码", "险种编码", "验真码", "备案号", "备案编号", "注册编号", "发票号", "发票代码", "工单号", "工号",
    "请求号", "追踪号", "跟踪号", "任务号", "消息号", "日志号", "商户号", "商品编号", "货号", "条形码", "时间戳", "时间戳记",
    "金额", "保额", "保费", "余额", "order no", "order id", "order", "trace id", "trace", "request id", "req id", "span id", "serial no", "serial",
    "seq no", "seq", "sku", "batch no", "version", "timestamp", "snowflake", "invoice no", "tracking no", "waybill no",
    "transaction id", "trans id", "txn id", "msg id", "message id", "task id", "job id", "amount", "elapsed", "cost", "uuid", "md5", "sha1", "sha256",
    "hash", "merchant no", "thread", "pid", "offset", "nonce", "etag", "flow no", "biz no",
)  # fmt: skip

#: Characters values are masked with; three in a row are a mask.
MASKS = frozenset("*＊●█■×")

#: Label words that say no more than "the number of a document".
GENERIC = frozenset((
    "证件号", "證件號", "证件号码", "證件號碼", "证件编号", "證件編號", "证件", "證件", "证号", "證號", "cert no", "certi no", "certi number", "cert number", "cert num", "id no", "id num",
    "id number", "idno", "cert code", "zjhm", "zjh",
))  # fmt: skip

_SUFFIX = ("no", "num", "number", "id", "code", "str", "value", "list", "s", "masked", "enc", "plain")


class Word:
    """A label or veto word. ``owners`` and ``denied`` are bit sets of recognizer indexes."""

    __slots__ = ("ascii", "denied", "owners", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.ascii = text.isascii()
        self.owners = 0
        self.denied = 0


def collect_words(recognizers: tuple[Recognizer, ...]) -> list[Word]:
    """One :class:`Word` for each distinct label and veto word, in a stable order."""
    table: dict[str, Word] = {}
    # They speak of numbers: 金额 before a name says nothing of it.
    every = sum(1 << at for at, item in enumerate(recognizers) if not all(pattern.parse for pattern in item.patterns))
    for text in VETOES:
        table.setdefault(text, Word(text)).denied = every
    for index, recognizer in enumerate(recognizers):
        for text in _with_number(recognizer.labels):
            word = table.setdefault(text, Word(text))
            word.owners |= 1 << index
            word.denied &= ~(1 << index)
        for text in recognizer.vetoes:
            table.setdefault(text, Word(text)).denied |= 1 << index
    return sorted(table.values(), key=lambda word: word.text)


def _with_number(labels: tuple[str, ...]) -> list[str]:
    """The labels, and "policy number", "policy num" beside "policy no"."""
    return [*labels, *(label[:-2] + ending for label in labels if label.endswith(" no") for ending in ("number", "num"))]


def word_expression(word: Word) -> str:
    """The word in the syntax ``re`` and Hyperscan share; a space in an ASCII word is "_", "-", one space or nothing."""
    if not word.ascii:
        return "".join("\\" + char if char.isascii() and char not in " " and not char.isalnum() else char for char in word.text)
    pieces = []
    for char in word.text:
        pieces.append("[ _-]?" if char == " " else char if char.isalnum() else "\\" + char)
    return "".join(pieces)


def announces(word: Word, text: str, start: int, end: int) -> bool:
    """Whether the occurrence counts: a word of its own, and not part of a placeholder such as 〔CN_ID_CARD〕."""
    after = text[end : end + 1]
    if after in "〕_:" and after:
        close = text.find("〕", end, end + 48)
        if close >= 0 and 0 <= text.rfind("〔", max(0, start - 24), start) and "〔" not in text[end:close]:
            return False
    if not word.ascii:
        return True
    before = text[start - 1 : start]
    if before in MASKS and text[max(0, start - 3) : start] == before * 3 != "":
        return False  # letters a mask has kept
    if not (before.isascii() and before.isalpha()) and not (after.isascii() and after.isalpha()):
        return True
    return stands_alone(text, start, end)


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether the ASCII word at ``text[start:end]`` is a word of its own, in prose or in a camelCase name."""
    if start:
        before = text[start - 1]
        if before.isascii() and before.isalpha() and not (before.islower() and text[start].isupper()):
            return False
    if end < len(text):
        after = text[end]
        if after.isascii() and after.islower():
            rest = text[end : end + 7].lower()
            return any(_ends_word(rest, suffix) for suffix in _SUFFIX)
        if after.isascii() and after.isupper() and text[end - 1].isupper():
            rest = text[end : end + 7].lower()
            return any(_ends_word(rest, suffix) for suffix in _SUFFIX)
    return True


def _ends_word(rest: str, suffix: str) -> bool:
    behind = rest[len(suffix) : len(suffix) + 1]
    return rest.startswith(suffix) and not (behind.isascii() and behind.isalpha())


def word_start(word: Word, text: str, end: int) -> int:
    """Where the occurrence of ``word`` that ends at ``end`` begins (its spaces may be one mark or nothing)."""
    if not word.ascii or " " not in word.text:
        return end - len(word.text)
    at = end
    for char in reversed(word.text):
        if char != " " or text[at - 1] in " _-":
            at -= 1
    return at


def in_characters(data: bytes, ends: list[int]) -> list[int]:
    """Sorted offsets into bytes as offsets into the text they encode."""
    if data.isascii():
        return ends
    found = []
    at_byte = at_char = 0
    for end in ends:
        at_char += len(data[at_byte:end].decode("utf-8", "surrogatepass"))
        at_byte = end
        found.append(at_char)
    return found


Hit = tuple[int, int, int]
"""start, end (characters, half open) and the index of the word."""


def outermost(hits: list[Hit]) -> list[Hit]:
    """Drop words inside longer ones (保单号 in 投保单号); sorted by end, then start."""
    if len(hits) < 2:
        return hits
    hits.sort(key=_outer_first)
    kept: list[Hit] = []
    reach = -1
    for hit in hits:
        if hit[1] > reach:
            kept.append(hit)
            reach = hit[1]
    return kept  # none inside another: sorted by start is sorted by end


def _outer_first(hit: Hit) -> tuple[int, int]:
    return hit[0], -hit[1]
