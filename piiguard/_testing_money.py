"""Seeded accounts, card details and messenger names for :mod:`piiguard.testing`."""

from __future__ import annotations

from piiguard._testing_data import DIGITS, MAIL_LOCAL, MAIL_SECOND, MOBILE_SEGMENTS, Draw

METHODS: dict[str, str] = {
    "CN_BANK_ACCOUNT": "bank_account",
    "CARD_SECURITY_CODE": "security_code",
    "CARD_EXPIRY": "card_expiry",
    "WECHAT_ID": "wechat_id",
    "QQ_NUMBER": "qq_number",
    "ALIPAY_ACCOUNT": "alipay_account",
}
"""Entity type: the method that makes a value."""

_MAILBOXES = ("163.com", "126.com", "example.com")
_SMALL = "abcdefghijkmnpqrstuvwxyz"
#: Lengths and beginnings in use at Chinese banks; "-" stays. No card number begins so.
_ACCOUNTS = {
    "icbc": ("0200###############", "1202###############"),
    "ccb": ("11001#############0#", "33050#############0#"),
    "abc": ("10-###############", "19-###############"),
    "boc": ("2########2##", "1########7##"),
    "cmb": ("1219########0##",),
    "provident_fund": ("20##########", "0##########"),
    "securities": ("A#########", "0#########"),
    "foreign": ("NRA##############", "FTN###########"),
}


class Money(Draw):
    """Seeded accounts, card details and messenger names; each method gives one as text."""

    def bank_account(self, form: str | None = None) -> str:
        """An account without check digit: "icbc", "ccb", "abc", "boc", "cmb", "provident_fund", "securities", "foreign"."""
        shape = self.pick(_ACCOUNTS[form or self.pick(list(_ACCOUNTS))])
        return "".join(self.pick(DIGITS) if char == "#" else char for char in shape)

    def security_code(self, form: str | None = None) -> str:
        """A card's security code: "3" digits or, on the front of some cards, "4". Without a form mostly "3"."""
        if form not in (None, "3", "4"):
            raise KeyError(form)
        return self.chars(DIGITS, int(form or ("3" if self.below(6) else "4")))

    def card_expiry(self, form: str | None = None) -> str:
        """Month and year a card is valid to, 2026 to 2035: "slash" (08/29), "plain" (0829) or "long" (08/2029)."""
        month, year = f"{1 + self.below(12):02}", 26 + self.below(10)
        forms = {"slash": f"{month}/{year}", "plain": f"{month}{year}", "long": f"{month}/20{year}"}
        return forms[form or self.pick(("slash", "slash", "long"))]

    def wechat_id(self, form: str | None = None) -> str:
        """ "name" (chosen by the user), "wxid" (given), "openid" or "unionid". Without a form mostly "name"."""
        letters = self.pick(MAIL_LOCAL) + self.pick(MAIL_SECOND)
        body = self.chars(_SMALL.upper() + _SMALL + DIGITS + "-_", 26)
        forms = {
            "name": letters + self.pick(("", "_", "-")) + self.digits(3),
            "wxid": "wxid_" + self.chars(_SMALL + DIGITS, 12) + "2" + self.chars(DIGITS, 1),
            "openid": f"o{self.chars(_SMALL, 1)}{body}",
            "unionid": f"o{self.chars(DIGITS, 1)}{body}",
        }
        return forms[form or self.pick(("name", "name", "name", "wxid", "openid"))]

    def qq_number(self) -> str:
        """Six to ten digits that are neither a date nor a hotline."""
        return self.pick("123567") + self.pick("3456") + self.chars(DIGITS, 4 + self.below(5))

    def alipay_account(self, form: str | None = None) -> str:
        """ "mobile", "email" or "uid" (2088 and twelve digits)."""
        forms = {
            "mobile": self.pick(MOBILE_SEGMENTS) + self.chars(DIGITS, 8),
            "email": f"{self.pick(MAIL_LOCAL)}{self.pick(MAIL_SECOND)}{self.digits(2)}@{self.pick(_MAILBOXES)}",
            "uid": "2088" + self.chars(DIGITS, 12),
        }
        return forms[form or self.pick(list(forms))]
