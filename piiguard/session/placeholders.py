"""Placeholders for prompts: 〔姓名1〕, 〔手机2〕, with a nonce 〔姓名1·kwzrtm〕. How they are written, and which are still read.

A model may put spaces into one, write its digits full-width, change its brackets or turn its noun into Traditional
Chinese: :func:`read` takes exactly these alterations. Whatever it reads is what :meth:`Session.user` quotes, so nothing
that a customer types is ever taken for a placeholder.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

#: What the conversation calls a value of each entity type.
NOUNS = {
    "PERSON": "姓名", "CN_ID_CARD": "身份证", "CN_FOREIGN_RESIDENT_ID": "永居证", "CN_PASSPORT": "护照",
    "CN_TRAVEL_PERMIT": "通行证", "HK_ID_CARD": "香港身份证", "MO_ID_CARD": "澳门身份证", "TW_ID_CARD": "台湾身份证",
    "CN_MILITARY_ID": "军官证", "CN_BANK_CARD": "银行卡", "CN_BANK_ACCOUNT": "银行账号", "CARD_SECURITY_CODE": "安全码",
    "CARD_EXPIRY": "有效期", "CN_POLICY_NUMBER": "保单", "CN_APPLICATION_NUMBER": "投保单", "CN_CLAIM_NUMBER": "理赔号",
    "CN_MOBILE": "手机", "CN_LANDLINE": "电话", "EMAIL_ADDRESS": "邮箱", "WECHAT_ID": "微信", "QQ_NUMBER": "QQ号",
    "ALIPAY_ACCOUNT": "支付宝", "CN_ADDRESS": "地址", "DATE_OF_BIRTH": "生日", "CN_LICENSE_PLATE": "车牌", "VIN": "车架号",
    "CN_ENGINE_NUMBER": "发动机号", "IP_ADDRESS": "IP地址", "MAC_ADDRESS": "MAC地址", "IMEI": "IMEI号", "IMSI": "IMSI号",
    "ICCID": "SIM卡", "DEVICE_ID": "设备号", "GPS_COORDINATES": "坐标", "CN_SOCIAL_SECURITY_CARD": "社保卡",
    "CN_MEDICAL_RECORD": "病历号", "CN_USCC": "信用代码", "CN_ORGANIZATION_CODE": "机构代码",
    "CN_BUSINESS_REGISTRATION": "注册号", "PASSWORD": "密码", "VERIFICATION_CODE": "验证码", "API_KEY": "密钥",
    "PRIVATE_KEY": "私钥",
}  # fmt: skip
QUOTED = "QUOTED"
"""Stands for an entity type: something typed that reads like a placeholder."""
_QUOTED_NOUN = "原文"

_TRADITIONAL = str.maketrans(
    "证护军银帐账码单赔号电话机邮宝车发动设备标历构册钥险", "證護軍銀帳賬碼單賠號電話機郵寶車發動設備標歷構冊鑰險"
)
#: The same nouns as a model writes them that answers in Traditional Chinese.
_ALSO = {
    "病历号": ("病歷號", "病曆號"), "密钥": ("密鑰", "金鑰"), "私钥": ("私鑰",),
    "注册号": ("註冊號", "注冊號"), "台湾身份证": ("台灣身份證", "臺灣身份證", "台灣身分證"), "身份证": ("身分證",),
    "香港身份证": ("香港身分證",), "澳门身份证": ("澳門身份證", "澳門身分證"), "银行账号": ("銀行帳號",), "坐标": ("座標",),
}  # fmt: skip

_NOUNS = {**NOUNS, QUOTED: _QUOTED_NOUN}
_SPELLINGS = {
    spelling: noun for noun in _NOUNS.values() for spelling in (noun, noun.translate(_TRADITIONAL), *_ALSO.get(noun, ()))
}

NONCE = "bcdfghjkmnpqrstvwxyz"
"""Letters of a nonce: no vowels, so no words, and no digits, so no identifiers."""
NONCE_LENGTH = 6
NONCE_FORM = re.compile(f"(?:[{NONCE}]{{{NONCE_LENGTH}}})?")
LONGEST = 64
"""Characters between the brackets of anything that :func:`read` reads, at most."""
_LONGEST_NOUN = 40
OPENING = "〔[［【〖"
_CLOSING = "〕]］】〗"
_BRACKETS = re.escape(OPENING + _CLOSING)
#: Anything in brackets that might be read. No bracket and no line feed stands inside, so a stream can cut before one.
CANDIDATE = re.compile(f"[{re.escape(OPENING)}][^{_BRACKETS}\n]{{1,{LONGEST}}}[{re.escape(_CLOSING)}]")
#: What may still become one, at the end of a text.
OPEN = re.compile(f"[{re.escape(OPENING)}][^{_BRACKETS}\n]{{0,{LONGEST}}}\\Z")
_HAS = re.compile(f"[{re.escape(OPENING)}]")
_GONE = dict.fromkeys(map(ord, " \t\u00a0\u3000\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0f"))
_PLAIN = dict.fromkeys(map(ord, OPENING + _CLOSING + "\n·•・‧･ \t\u00a0\u3000"), "_")
_FOLD = {**_GONE, **{0xFF10 + i: str(i) for i in range(10)}, **dict.fromkeys(map(ord, "•・‧･"), "·")}
_PARTS = re.compile(f"(.*[^0-9])([1-9][0-9]{{0,6}})(?:·([{NONCE}{NONCE.upper()}]{{{NONCE_LENGTH}}}))?")


def _noun(entity_type: str) -> str:
    """The noun of a type of one's own: short enough to be read, and no digit before the number, which would swallow it."""
    noun = entity_type[:_LONGEST_NOUN].translate(_PLAIN)
    return noun + "_" if noun[-1:].isdigit() else noun


class Style:
    """How one session writes placeholders: its nouns and its nonce ("" for none)."""

    __slots__ = ("_known", "nonce", "nouns")

    def __init__(self, entity_types: Iterable[str], nonce: str) -> None:
        self.nonce = nonce
        self.nouns, self._known = _NOUNS, _SPELLINGS
        own = {name: _noun(name) for name in entity_types if name not in _NOUNS}
        if own:
            self.nouns = {**_NOUNS, **own}
            self._known = {**{noun: noun for noun in own.values()}, **_SPELLINGS}

    def write(self, noun: str, number: int) -> str:
        """The placeholder of the value ``number`` under ``noun``."""
        return f"〔{noun}{number}·{self.nonce}〕" if self.nonce else f"〔{noun}{number}〕"

    def read(self, found: str) -> tuple[str, str] | None:
        """(the placeholder as a session with its nonce writes it, its noun), or None where ``found`` is none.

        found  a match of :data:`CANDIDATE`
        """
        if OPENING.index(found[0]) != _CLOSING.index(found[-1]):
            return None
        parts = _PARTS.fullmatch(found[1:-1].translate(_FOLD))
        noun = self._known.get(parts[1]) if parts else None
        if parts is None or noun is None:
            return None
        return f"〔{noun}{parts[2]}·{parts[3].lower()}〕" if parts[3] else f"〔{noun}{parts[2]}〕", noun

    def look_alikes(self, text: str) -> list[tuple[int, int, str]]:
        """(start, end, placeholder as written) of everything in ``text`` that :meth:`read` reads; characters, half open."""
        if not _HAS.search(text):
            return []
        found = []
        for match in CANDIDATE.finditer(text):
            read = self.read(match.group())
            if read is not None:
                found.append((match.start(), match.end(), read[0]))
        return found
