"""Values that come before the word that names them: "A123456789是我太太的身分證", "500528585748655这个案件".

A pronoun or a demonstrative has to stand between the two, and no further value behind the word: in
"QQ 12345678，我的身份证是…" the word names what follows it.
"""

from __future__ import annotations

from ..spec import Pattern, Trigger

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..spec import Score

#: What stands before 男 or 女 in rows and forms; a name or a day of birth stands before that.
SEX_MARKS = (" ", "\t", "\u3000", ",", "，", "、", ";", "；", "\\|", "/", "\\(", "（", ":", "：")
_WHOSE = "(?:我|本人|他|她|客户|客戶|家属|家屬)(?:们|們|家|自己)?(?:太太|先生|老婆|老公|爱人|愛人|妈妈|爸爸|妈|媽|爸|儿子|女儿|兒子|女兒|孩子|家人)?(?:的|嘅|那张|那張|这张|這張)?"
_LINK = (
    f"[ ，,、]{{0,2}}(?:(?:这|這|那|就|也){{0,2}}(?:是|係|为|為)(?:{_WHOSE})?|(?:这|這|那|该|該)(?:个|個|张|張|份|笔|筆|条|條)(?:是)?(?:{_WHOSE})?"
    "|我(?:的)?)"
)
_END = "(?:号码|號碼|号|號|编号|編號|码|碼)?(?!卡|码|碼|号|號|[ \"'“「]?(?:是|为|為|係|[:：=])?[ \"'“「]{0,2}[0-9A-Za-z*＊●█■×〔\ue000])"
#: Every word that :func:`named_behind` is given, with what may stand between it and the link.
_WORDS = (
    "理[赔賠]|[赔賠]案|案|[报報个個]案|立案|(?:大|电子|電子|旧|老)?保[单單险險]|合同|投保|要保|(?:银行|銀行|工资|储蓄|信用|收款|借记)?卡|[账帐帳][号户戶]|(?:香港|澳[门門]|台[湾灣]|臺灣|国民|國民)?(?:永久)?(?:居民|二代|公民)?(?:身份|身分)"
    "|(?:香港|澳[门門]|台[湾灣]|臺灣|国民|國民)?(?:永久)?(?:居民)?[证證]|居留|HKID|ID|id|BIR|bir|(?:中国|中國)?[护護]照|[Pp]assport|[Qq][Qq]?|扣扣|(?:信用)?(?:卡片|片|卡)?的?(?:安全|背面|[Cc][Vv][VvNnCc])|[Cc][Vv][VvNnCc]"
    "|(?:个人|工作)?(?:微信|薇信|威信|[Vv][Xx信]|[Ww][Xx])|回[乡鄉]|(?:港澳(?:居民)?|[台臺][湾灣]?(?:居民)?)?(?:[来來]往(?:内地|內地|大[陆陸]))?通行|台胞"
)
_TRIGGER = Trigger(
    "(?:[0-9A-Za-z_)-]|×|Х|х|Χ|χ)(?: |，|,|、){0,2}(?:(?:这|這|那|就|也){0,2}(?:是|係|为|為)|(?:这|這|那|该|該)(?:个|個|张|張|份|笔|筆|条|條)|我)",
    56,
    ahead=28,
    follow=f"(?:(?:是|係|为|為)?(?:{_WHOSE})?|的)?(?:{_WORDS})",
)


def named_behind(value: str, words: str, score: Score, *, check: Callable[[str], Score | bool | None] | None = None) -> Pattern:
    """The pattern ``behind`` of values of this form (an expression) that one of the words (an alternation) names afterwards."""
    return Pattern(
        "behind",
        f"(?<![0-9A-Za-z@._*＊●█■×-])(?P<value>{value})(?![0-9A-Za-z]){_LINK}(?:{words}){_END}",
        score,
        anchor=_TRIGGER,
        check=check,
        numeric=True,
    )
