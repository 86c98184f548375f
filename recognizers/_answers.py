"""A line of a conversation that is nothing but a value: "客户：1990-03-07".

The question stands on the line above, out of reach (a line feed ends every look to the left), so the shape of the value
and who answers have to do.
"""

from __future__ import annotations

from ..spec import Pattern, Trigger

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..spec import Parsed, Score

_ROLES = (
    "客户", "客戶", "用户", "用戶", "访客", "訪客", "顾客", "顧客", "来电人", "來電人", "来电者", "来电", "來電者", "投保人", "要保人", "被保险人", "被保人", "被保險人", "报案人", "報案人",
    "申请人", "申請人", "联系人", "受益人", "家属", "家屬", "会员", "會員", "买家", "买方", "乘客", "患者", "病人", "车主", "車主", "司机", "本人", "对方", "保戶", "民眾", "客人", "旅客", "学员", "來電客戶", "来电客户", "答", "我", "user", "User", "USER", "customer",
    "Customer", "CUSTOMER", "client", "Client", "CLIENT", "caller", "Caller", "Human", "human",
)  # fmt: skip
_TIME = "[0-9:./年月日T -]{4,24}"
#: Roles that stand in brackets too: [客户] 1990-03-07.
_BRACKETED = ("客户", "客戶", "用户", "用戶", "访客", "顾客", "user", "User", "customer", "Customer")
_LEAD = (
    f"^[ \t]{{0,4}}(?:[\\[(（【]{_TIME}[\\])）】][ ,-]{{0,3}}|[0-9]{{1,4}}[-/:.][0-9:./ -]{{3,18}}[ ,-]{{1,3}})?"
    f"(?:(?:{'|'.join(_ROLES)})[:：]|[\\[【](?:{'|'.join(_BRACKETED)})[\\]】][:：]?) ?(?=[\u0080-\uffff,. ]{{0,33}}(?:[0-9A-Z]|年))"
)
_FILLER = "(?:(?:是|对|好的?|嗯{1,4}|喔|哦|喂|呃|就是|应该是|應該是|我的是|我是|係|系|给你|发你|我係|我是|收到了?|收到喇|我看一下|我看看|我找一下|稍等(?:一下)?|等一下|等等|等我睇睇|记一下|你记一下|您记一下|號碼是|号码是)[，,。…. ]{0,3}){0,3}"
_TAIL = "(?:的|哦|喔|啊|呀|吧|呢|嘅|啦)?[。.!！,，~～]?(?: ?(?:对吗|對嗎|对吧|對吧|对不对|對不對|对么|啱唔啱|收到未|可以了吗|行吗)[?？]?)?(?: ?(?:谢谢|謝謝|多谢|多謝|唔該))?[。.!！]?[ \t\r]{0,3}$"
#: One trigger for all, which the scanner pays for once.
_TRIGGER = Trigger(
    ":? ?[\\x80-\\xff,. ]{0,100}(?:[0-9A-Z]|年)",
    90,
    starts=(*(f"{role}{colon}" for role in _ROLES for colon in (":", "：")), *(f"{role}{mark}" for role in _BRACKETED for mark in ("】", "]"))),
)


def answer(
    value: str,
    score: Score,
    *,
    check: Callable[[str], Score | bool | None] | None = None,
    parse: Callable[[str, int, int], Parsed | None] | None = None,
) -> Pattern:
    """The pattern ``answer`` of values of this form (an expression), which begin with a digit or a capital letter."""
    return Pattern(
        "answer",
        f"{_LEAD}{_FILLER}(?P<value>{value}){_TAIL}",
        score,
        anchor=_TRIGGER,
        glued=True,
        check=check,
        parse=parse,
    )
