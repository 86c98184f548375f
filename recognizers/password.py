"""Password: what stands behind 密码 or ``password``, and the password in the user part of a URL."""

from __future__ import annotations

from ..spec import Parsed, Pattern, Trigger, builtin
from ._secrets import ASSIGN, ASSIGN_BYTES, FOUND, GAP, GAP_BYTES, hold, is_placeholder, value_end

LEAST, MOST = 4, 256

_ZH = "(?:密码|密碼|口令)"
_EN = "(?:pass[_-]?(?:word|wd|phrase)|p(?:ass)?wd|psw|pswd|mima|dlmm|zfmm|jymm)"
#: A one-time password is a verification code.
_EN_PROPER = f"(?<!time )(?<!time[_-])(?<!dynamic)(?<!dynamic[ _-]){_EN}"
_SUFFIX = "(?:[_-]?(?:confirm(?:ation)?|again|repeat|new|old|value|text|plain|[0-9]))?"
_MARKS = frozenset("：:=＝是为為係系成→>“「『【")
#: Behind the value: 6 位, 8 个字符 say how long a password is.
_COUNTED = "位个個字次天分秒年月日号號元条條组組种種"
_PAIRED = ("账号", "帐号", "帳號", "账户", "帐户", "用户名", "用戶名", "登录名", "account", "user")
_PARTICLES = "吗嗎吧呢哦啊呀的了，"


def _worth(text: str, start: int, end: int, *, strong: bool) -> bool:
    """Whether ``text[start:end]`` is a password and not a word of the sentence, a length or a placeholder."""
    value = text[start:end]
    if end - start < LEAST or is_placeholder(value):
        return False
    after = text[end : end + 1]
    digits = sum("0" <= char <= "9" for char in value)
    letters = sum(char.isalpha() for char in value)
    if after and after in _COUNTED and letters == 0 and len(value) <= 5:
        return False
    if strong:
        if letters == len(value):  # a word: the last of its clause, or it is the beginning of a sentence
            behind = text[end : end + 2]
            return not (behind[:1] == " " and (behind[1:].isalpha() or behind[1:] in ("〔", "\ue000"))) and not (
                "\u4e00" <= after <= "\u9fff" and after not in _PARTICLES
            )
        return digits + letters > 0 or len(set(value)) >= 5
    if letters == 0:
        return 6 <= len(value) == digits <= 10
    return len(value) >= 6 and digits > 0 and value[:1] != "/" and "=" not in value and "://" not in value


def _parse(text: str, start: int, end: int) -> Parsed | None:
    """Behind a field's mark (``password=``, ``"pwd": "``), and not where a placeholder names the type: 〔PASSWORD:…〕."""
    if text.rfind("〔", max(0, start - 40), start) > text.rfind("〕", max(0, start - 40), start):
        return None
    stop = value_end(text, start, end)
    value = text[start:stop]
    if text[start - 1 : start] in "\"'`" and text[start - 1 : start]:
        if stop - start >= LEAST and not is_placeholder(value) and not (" " in value and _prose(value)):
            return start, stop, FOUND
        return hold(text, start, stop)
    if value[:1] == "/" and text[max(0, start - 8) : start].lower().lstrip().startswith("pwd"):
        return hold(text, start, stop)  # the shell's working directory
    return (start, stop, FOUND) if _worth(text, start, stop, strong=True) else hold(text, start, stop)


def _prose(value: str) -> bool:
    """Whether the first words in quotes are those of a message."""
    return any(is_placeholder(word) for word in value.split(" ")[:3])


def _parse_said(text: str, start: int, end: int) -> Parsed | None:
    """Behind 密码, with what people write between it and the value; "账号密码：zhangsan abc123" holds two."""
    low = max(0, start - 60)
    label = max(text.rfind(word, low, start) for word in ("密码", "密碼", "口令"))
    if label < 0:
        return None
    gap = text[label + 2 : start]
    comma = gap.rfind("，")
    strong = any(char in _MARKS for char in gap[comma + 1 :])
    if comma >= 0 and not strong:
        return hold(text, start, end)
    stop = value_end(text, start, end)
    before = text[max(0, label - 8) : label].rstrip("/和及与、 ＆&|")
    if strong and before.endswith(_PAIRED):
        second = stop
        while second < end and text[second] in " \t,;|":
            second += 1
        second_end = value_end(text, second, end)
        if text[second : second + 1] in ("\ue000", "〔"):
            return None  # the password has been found; this is the name before it
        if second > stop and second_end > second and _worth(text, second, second_end, strong=True):
            return second, second_end, FOUND
    return (start, stop, FOUND) if _worth(text, start, stop, strong=strong) else hold(text, start, stop)


def _parse_before(text: str, start: int, end: int) -> Parsed | None:
    """Before 密码: letters and digits together, as no word of a sentence has them."""
    return (start, end, FOUND) if _worth(text, start, end, strong=False) and not text[start:end].isdigit() else None


def _parse_bare(text: str, start: int, end: int) -> Parsed | None:
    """Behind ``password `` or ``password is ``: only what no English word looks like."""
    stop = value_end(text, start, end)
    return (start, stop, FOUND) if _worth(text, start, stop, strong=False) else hold(text, start, stop)


def _parse_userinfo(text: str, start: int, end: int) -> Parsed | None:
    return None if is_placeholder(text[start:end]) else (start, end, FOUND)


_FROM = f"{GAP}[!-~]{{4,32}} ?，?(?:改成|改为|改為|换成|換成|变更为|變更為)了? ?(?:新的)?[:：]? ?"
#: Behind 密码: then what stands before it is no password but what is wrong with one.
_NOT = "(?!错误|錯誤|不对|不正确|有误|失败|强度|长度|位|框|页|找回|重置|登录|登錄|输入|器|学)"
_ANY = "[!-~][ -~]{0,255}"

RECOGNIZER = builtin(
    "PASSWORD",
    [
        Pattern("field", f"(?ai){_EN_PROPER}{_SUFFIX}{ASSIGN}(?P<value>{_ANY})", FOUND,
                anchor=Trigger(f"(?i:{_EN}[A-Za-z0-9_-]{{0,14}}{ASSIGN_BYTES}[!-~])", 70), parse=_parse, glued=True),
        Pattern("said", f"(?<!动态)(?<!動態)(?<!短信)(?<!一次性){_ZH}{GAP}(?P<value>{_ANY})", FOUND,
                anchor=Trigger(GAP_BYTES + "[!-~]", 130, starts=("密码", "密碼", "口令")), parse=_parse_said, glued=True),
        Pattern("changed", f"{_ZH}{_FROM}(?P<value>{_ANY})", FOUND,
                anchor=Trigger("[\\x80-\\xff :]{0,24}[!-~]", 130, starts=("改成", "改为", "改為", "换成", "換成", "变更为", "變更為")), parse=_parse, glued=True),
        Pattern("before", f"(?<![!-~])(?P<value>[!-~]{{6,32}}) ?(?:[（(]|(?:这个|這個|这就|这|那个)?(?:就?是|为|為|係)?)(?:我|你|您)?(?:们)?的?(?:登录|登錄|登入|支付|交易|初始|新|旧|舊|原|邮箱)?{_ZH}{_NOT}", FOUND,
                anchor=Trigger("", 60, starts=("密码", "密碼", "口令")), parse=_parse_before, glued=True),
        Pattern("bare", f"(?ai){_EN_PROPER}(?: is)?[ \t]{{1,3}}(?P<value>[!-~]{{6,64}})", FOUND,
                anchor=Trigger(f"(?i:{_EN}(?: is)?[ \t]{{1,3}}[!-~]{{6}})", 60), parse=_parse_bare, glued=True),
        Pattern("spoken-field", f"(?ai){_EN_PROPER}(?:是|为|為)[ :：]{{0,2}}(?P<value>{_ANY})", FOUND,
                anchor=Trigger(f"(?i:{_EN}(?:是|为|為)[ :\\x80-\\xff]{{0,6}}[!-~])", 40), parse=_parse, glued=True),
        Pattern("element", "(?ai)(?:pass[_-]?word|passwd|pwd)(?:>|[\"'],?[ \t]{1,3}[\"']?value[\"']?[ \t]?[:=][ \t]?[\"'])(?P<value>[!-;=?-~]{1,128}?)(?=[<\"'])", FOUND,
                anchor=Trigger("(?i:(?:pass[_-]?word|passwd|pwd)(?:>|[\"'],?[ \t]{1,3}[\"']?value[\"']?[ \t]?[:=]))", 40), parse=_parse_userinfo, glued=True),
        Pattern("pin", "(?-i:(?<![A-Za-z])(?:PIN|Pin|pin)|(?<=[a-z])Pin)(?:码|碼|[ _-]?(?:[Cc]ode|CODE|[Nn]umber|[Nn]o\\.?))?[\"']{0,2}[ \t]{0,2}(?:[:=]|：|是|为|為|is )[ \t]{0,3}[\"']?(?P<value>[0-9]{4,12})(?![0-9A-Za-z])",
                FOUND, anchor=Trigger("(?:PIN|Pin|pin)[A-Za-z \t:=\"'._\\x80-\\xff-]{1,30}[0-9]{4}", 48), glued=True),
        Pattern("userinfo", "://[!-.0-9;->A-Z\\[-~]{0,64}:(?P<value>[!-.0-~]{1,128})@(?=[0-9A-Za-z\\[])", FOUND,
                anchor=Trigger("://[!-.0-9;->A-Z\\[-~]{0,64}:[!-.0-~]{1,128}@", 200), parse=_parse_userinfo, glued=True),
        Pattern("oracle", "(?<=thin:)[!-.0-9;->A-Z\\[-~]{1,64}/(?P<value>[!-.0-?A-~]{1,64})(?=@)", FOUND,
                anchor=Trigger("thin:[!-?A-~]{3,130}@", 140), parse=_parse_userinfo, glued=True),
    ],
    labels=(
        "密码", "密碼", "口令", "登录密码", "登錄密碼", "登入密碼", "支付密码", "支付密碼", "交易密码", "交易密碼", "取款密码", "查询密码", "password", "passwd",
        "pwd", "pass phrase", "psw", "mima", "pin code", "pin",
    ),
    level="C3",
    title_en="Password",
    title_zh="密码、口令",
    standard="none",
    example="Tk7#mopq",
)  # fmt: skip
