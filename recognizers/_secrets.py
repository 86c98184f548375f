"""What passwords, codes and keys have in common: words that stand for a value, randomness, where a typed value ends."""

from __future__ import annotations

from ..spec import Parsed, Score, score

FOUND: Score = score(0.99, 0.99, 0.99)
"""The expression holds the label itself; no other word changes what that says."""
_OPEN: Score = score(0.0, 0.0, 0.0)

#: What may stand between a field name and its value in JSON, YAML, query strings, code and tables.
ASSIGN = "[\"'`\\])\\\\]{0,3}[ \t]{0,3}(?::=|=>|->|==|=|:|：|＝)[ \t]{0,4}(?:\\\\{0,3}[\"'`])?"
#: The same for the scanner: any of these bytes, which is cheaper than their order.
ASSIGN_BYTES = "[\"'`\\])\\\\ \t:=>\\xef\\xbc\\x9a\\x9d-]{1,20}"

#: Words between a Chinese label and its value.
_GAP_WORDS = (
    "就是", "应该是", "應該是", "好像是", "改成了", "改成", "改为", "改為", "设成", "设为", "设置为", "设置成", "设的", "設為", "設定為", "重置为", "重置成", "重設為",
    "换成", "变更为", "修改为", "修改成", "更新为", "默认", "預設", "初始", "分别", "统一", "如下", "一直", "现在", "现", "原来", "之前", "用的", "用", "还", "都",
    "收到了", "收到", "到了", "来了", "來了", "有了", "给你", "给您", "發你", "发你", "发您", "发给你", "告诉你", "报一下", "念一下", "这个", "這個", "显示", "写的",
    "填写", "填", "请输入", "请填写", "请查收", "查收", "输入了", "输入", "輸入", "输了", "试了", "試了", "已", "被", "我", "的", "了", "呢", "啊", "哦", "吧", "是不是",
    "是多少", "多少", "客户", "客戶", "用户", "用戶", "答", "来电", "我看一下", "稍等", "。", "发了", "發了", "发来了", "發來了", "您记一下", "记一下", "記一下", "您記一下", "麻烦记一下", "忘了", "忘记了", "以前", "原本", "从", "由", "记得", "記得", "大概", "可能", "应该", "應該", "好像", "就", "也", "没错", "沒錯", "对的", "设了", "叫", "是", "为", "為", "係", "系",
)  # fmt: skip
_GAP_MARKS = "？|，|：|＝|“|”|‘|’|「|」|『|』|【|】|（|）|《|→|—"
_NOTE = "（[0-9A-Za-z\u4e00-\u9fff，、]{1,16}）|\\([0-9A-Za-z\u4e00-\u9fff,]{1,16}\\)"
GAP = f"(?:[ \t:=>\"'\\[(<\\\\`-]|{_GAP_MARKS}|{'|'.join(_GAP_WORDS)}|{_NOTE}){{0,8}}"
#: The same for the scanner: bytes beyond ASCII and marks, up to the first byte that may belong to a value.
GAP_BYTES = "[\\x80-\\xff \t,.):=>\"'\\[(<\\\\`-]{0,120}"

#: Said where a value would stand; nobody's secret.
_PLACEHOLDERS = frozenset(
    "null none nil true false undefined yes no void string text char varchar varchar2 nvarchar int integer long bool boolean object any str bytes "
    "required optional missing empty blank invalid incorrect wrong error failed failure expired changed reset forgot forgotten mismatch weak strong "
    "medium must should cannot can't may will your the this that please enter input type confirm repeat again new old current same hidden masked "
    "removed redacted filtered protected secret encrypted plaintext plain sha1 sha256 sha512 md5 base64 utf8 utf-8 bcrypt pbkdf2 argon2 oauth2 aes128 aes256 "
    "password passwd pwd pass passphrase passcode token key value username user admin_password yourpassword your_password changeme_here example "
    "default unknown n/a wifi email phone iphone android windows success ok sent length between minimum maximum with from when where which not has "
    "have been was are for and contains too long short less more than only min max test_password xxxx xxx password_here pass_here getpass".split()
)


def entropy(value: str) -> float:
    """Shannon entropy of the characters of ``value``, in bits per character."""
    from math import log2

    size = len(value)
    return -sum(n / size * log2(n / size) for n in map(value.count, set(value)))


def _kind(char: str) -> str:
    return "0" if "0" <= char <= "9" else "A" if "A" <= char <= "Z" else "a" if "a" <= char <= "z" else ""


def looks_random(value: str) -> bool:
    """Whether letters and digits change places as often as in drawn keys, and seldom in words, dates and serials."""
    kinds = [kind for kind in map(_kind, value) if kind]
    digits = kinds.count("0")
    if len(kinds) < 8 or digits == len(kinds) or is_placeholder(value):
        return False
    changes = sum(kinds[at] != kinds[at - 1] for at in range(1, len(kinds)))
    enough = len(kinds) * 0.35 if digits < 3 else max(3.0, len(kinds) / 6)
    return changes >= enough and entropy(value) >= (3.0 if len(value) >= 16 else 2.4)


def is_placeholder(value: str) -> bool:
    """Whether ``value`` stands for a secret or hides one: null, ${…}, <password>, ******, getPassword()."""
    low = value.lower().strip("\"'`.,;:!?")
    return not low or low in _PLACEHOLDERS or _is_template(value) or _is_mask(low) or _is_code(value, low)


def _is_template(value: str) -> bool:
    """Whether a program puts the secret in later: ${name}, {{ name }}, <name>, %(name)s, $NAME, :name."""
    if value[0] in "<{[" or value.startswith(("$(", "#{", "%{", "%(", "%s", "&{", "@{")) or "${" in value or "{{" in value:
        return True
    name = value[1:].strip("%").replace("_", "")
    return name.isalpha() and (value[0] in ":%" or (value[0] in "$@" and ("_" in value or value.isupper())))


def _is_mask(low: str) -> bool:
    """Whether half of the value is stars, or all of it one filling character and at most one other."""
    kinds = set(low)
    return low.count("*") * 2 >= len(low) or (len(kinds) <= 2 and not kinds.isdisjoint("x.#-_•"))


def _is_code(value: str, low: str) -> bool:
    """Whether ``value`` is a piece of a program: a call, an attribute, a variable that holds the secret."""
    name, bracket, _ = value.partition("(")
    if bracket and name.replace("_", "").replace(".", "").isalpha():
        return True
    name, bracket, _ = value.partition("[")
    if bracket and name.replace("_", "").replace(".", "").isalpha():
        return True
    words = value.replace("_", "").replace("-", "")
    if words.isalpha() and any(word in low for word in ("password", "passwd", "pwd", "passphrase")):
        return True
    return "." in value and all(part.replace("_", "").isalpha() for part in value.split(".")) and not value[-1:].isdigit()


def hold(text: str, start: int, end: int) -> Parsed | None:
    """Nothing, unless the text ends here: then more of it may come, and a stream must keep what it has."""
    return (start, end, _OPEN) if len(text) - end < 8 else None


def value_end(text: str, start: int, end: int) -> int:
    """Where a value typed at ``start`` ends: at its quote, or at a mark that parts fields; ``end`` is as far as ASCII goes."""
    quote = text[start - 1 : start]
    if quote in "\"'`" and quote:
        if text[start - 2 : start - 1] == "\\":
            quote = "\\" + quote
        at = text.find(quote, start, end)
        while at > start and len(quote) == 1 and text[at - 1] == "\\" and text[at - 2] != "\\":
            at = text.find(quote, at + 1, end)
        if at >= start:
            return at
        if end - start < 256:
            return end if len(text) == end else _bare_end(text, start, end)
    return _bare_end(text, start, end)


def _bare_end(text: str, start: int, end: int) -> int:
    at = start
    depth = 0
    pairs = text[max(0, start - 6) : start]
    form = "=" in pairs and "&" in text[start:end]
    while at < end:
        char = text[at]
        if (
            char in " \t\"'`<>"
            or (char in ",;|" and at - start >= 4)
            or (char == "&" and form)
            or (char == "\\" and text[at + 1 : at + 2] in ("n", "r", "t", '"', "'"))
        ):
            break
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
            if depth < 0:
                break
        at += 1
    while at > start and text[at - 1] in ".,:?":
        at -= 1
    return at
