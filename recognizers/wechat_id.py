"""WeChat: the name a user chose (a letter, then five to 19 letters, digits, "_" or "-"), the wxid_ given at first, openid and unionid.

A chosen name looks like any word, so a label is needed, and one without a digit needs a label that says an id follows. Where
people use their mobile as the name (微信同号) it is found as a mobile.
"""

from __future__ import annotations

from ..spec import LABEL, Pattern, Trigger, builtin, score
from ._behind import named_behind
from ._lookup import is_date, is_segment, is_service
from ._masks import is_crossed_out

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

    from ..spec import Parsed

_LEFT = "(?<![0-9A-Za-z_.@/-])"
_END = "(?![0-9A-Za-z_@*＊●█■×=(/-]|\\.[0-9A-Za-z]|:[0-9/])"
#: Names of programs, keys and things that stand behind "wechat" and are nobody's.
_WORDS = frozenset(
    "account android appid appsecret applet avatar binding bind callback channel client config contact custom customer default disabled enabled "
    "error failed failure false friend group iphone jsapi login logout merchant message mobile mweb native nickname notify null number official "
    "openid order payment payurl phone platform prepay program public qrcode query refund response result scan secret server service session "
    "share sign status string success system template ticket timeout token transfer true unionid undefined unknown update user userid username "
    "version wallet webhook website wechat weixin windows work".split()
)
_state: list[re.Pattern[str]] = []


def _parse_name(text: str, start: int, end: int) -> Parsed | None:
    """A name with a digit, "_" or "-" behind any label; one of letters only where the label says that an id follows."""
    value = text[start:end]
    if is_crossed_out(value):
        return None
    small = value.lower()
    if small.startswith("wx") and (
        small[2:].isdigit() or (len(value) == 18 and all(char in "0123456789abcdef" for char in small[2:]))
    ):
        return None  # a prepaid order's number; the id of an application
    head = small.rstrip("0123456789_-.")
    if small in _WORDS or head in _WORDS or small.partition("_")[0] in _WORDS or small.partition("-")[0] in _WORDS:
        return None
    if not value.isalpha():
        return start, end, score(0.0, 0.9)
    if not _state:
        import re

        _state.append(
            re.compile(
                "(?:信|[Vv]|VX|vx|Vx|wx|WX|企微)(?:号|號|账号|帐号|ID|id)?(?:码)?[ ]?(?:是|为|为|叫|[:：=])[是为]?[ \"'“「]{0,2}\\Z|(?:信|V|v)(?:号|號|ID|id)[码 \"'“「]{0,2}\\Z|(?:id|Id|ID|[Nn]o|account)[\"']?[ ]?[:=][ ]?[\"']?\\Z"
            )
        )
    follows = text[end : end + 3]
    prose = follows[:1] == " " and follows[1:2].isascii() and follows[1:2].isalpha()
    said = _state[0].search(text[max(0, start - 24) : start])
    return start, end, score(0.0, 0.85 if said and not prose else 0.0)


def _parse_number(text: str, start: int, end: int) -> Parsed | None:
    """A QQ number used as the name, where the label says 号."""
    value = text[start:end]
    before = text[max(0, start - 10) : start]
    said = any(word in before for word in ("号", "號", "id", "Id", "ID", "QQ", "qq"))
    if not said or is_service(value) or (len(value) == 11 and is_segment(value[:3])):
        return None
    if len(value) == 8 and is_date(value[:4], value[4:6], value[6:8], 1950):
        return None
    return start, end, score(0.0, 0.8)


RECOGNIZER = builtin(
    "WECHAT_ID",
    [
        Pattern(
            "wxid",
            f"{_LEFT}wxid_[0-9a-z]{{10,22}}(?![0-9A-Za-z_*-])",
            score(0.94, 0.98),
            anchor=Trigger("wxid_[0-9a-z]{10}", 15),
            glued=True,
        ),
        Pattern("name", f"{_LEFT}[A-Za-z][0-9A-Za-z_-]{{5,19}}{_END}", score(0.0, 0.9), anchor=LABEL, opens="[A-Za-z]", parse=_parse_name, glued=True, chain=True),
        named_behind("[A-Za-z](?=[A-Za-z_-]{0,18}[0-9_-])[0-9A-Za-z_-]{5,19}", "(?:个人|工作)?(?:微信|薇信|威信|[Vv][Xx信]|[Ww][Xx])", score(0.85, 0.9)),
        Pattern("openid", f"{_LEFT}o[0-9A-Za-z_-]{{27}}(?![0-9A-Za-z_*-])", score(0.0, 0.93), anchor=LABEL, opens="[A-Za-z]", glued=True),
        Pattern("number", f"{_LEFT}[1-9][0-9]{{5,10}}{_END}", score(0.0, 0.8), anchor=LABEL, digital=True, parse=_parse_number, numeric=True),
    ],
    labels=(
        "維信", "微信 id", "微信名片", "企微已加客户", "已加企微", "加企微", "添加微信", "加了微信", "加我维", "加维", "加薇信", "加威信", "微信账户", "微信帐户", "加下微信", "加她微信", "加他微信", "微信推", "朋友圈号", "加我", "加好友", "加我好友", "➕我", "微我", "wei信", "微-信", "微.信", "微ｘ", "V我", "v我", "围信", "维信号", "微❤", "薇❤", "威❤", "微♥", "薇♥", "微❤️", "微 信", "微訊", "微讯", "维信", "徽信号", "薇信号", "威信号", "V信号", "v信号", "VX号", "vx号", "Vx号", "WX号", "wx号", "V号", "v号", "，V：", "，v：", "V信：", "小V", "我V", "我v", "加V信", "加v信", "加薇", "加我薇", "加威", "加VX", "加vx", "加wx", "加我VX", "加我vx", "加我wx", "加个微信", "加一下微信", "+vx", "+微",
        "绿色软件", "绿泡", "绿信", "微信名", "微信昵称", "微信联系", "微信联系方式", "微信备注", "微信添加", "个人微信", "私人微信", "工作微信", "微信加我", "微信好友", "微信用户", "微信用户名", "微信編號", "微信賬號", "企微号", "企业微信号", "企業微信", "威信號", "微信ＩＤ", "微号", "wechat num", "wechat number", "wechat code", "wechat user", "wechat acct",
        "wechat acc", "we chat id", "we chat no", "weixin num", "weixin number", "weixin account", "weixin hao", "wx no", "wx num", "wx number", "wx account", "wx code", "wx acct", "vx id", "vx no", "vxh", "wxzh", "wx user", "wei xin", "wework", "wecom", "wecom id",
        "微信", "微信号", "微信号码", "微信账号", "微信帐号", "微信ID", "微信id", "加微信", "薇信", "威信", "徽信", "卫星号", "微信號", "微信帳號", "加V", "加v", "加我V", "加我v", "加微", "加我微", "+v", "➕V", "➕v", "➕微信", "微信搜", "微信搜索", "V信",
        "v信", "W信", "w信", "绿泡泡", "企业微信", "企微", "vx", "wx", "v x", "wxid", "wx id", "wxh", "wxhm", "wechat", "wechat id", "wechat no", "wechat account", "we chat", "weixin", "weixin id",
        "weixin no", "openid", "open id", "wx openid", "wechat openid", "unionid", "union id",
    ),
    level="C2",
    title_en="WeChat id, openid or unionid",
    title_zh="微信号",
    standard="none exists; the provider's own rules",
    example="wxid_a1b2c3d4e5f6g7",
)  # fmt: skip
