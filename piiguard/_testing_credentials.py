"""Seeded passwords, codes and keys for :mod:`piiguard.testing`. All are drawn; none opens anything."""

from __future__ import annotations

from piiguard._testing_data import DIGITS, HEX, Draw

METHODS: dict[str, str] = {
    "PASSWORD": "password",
    "VERIFICATION_CODE": "verification_code",
    "API_KEY": "api_key",
    "PRIVATE_KEY": "private_key",
}
"""Entity type: the method that makes a value."""

_LOWER = "abcdefghijkmnopqrstuvwxyz"
_UPPER = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_ALNUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_URL = _ALNUM + "-_"
_BASE64 = _ALNUM + "+/"
_WORDS = ("summer", "dragon", "zhang", "mima", "woaini", "taikang", "hello", "beijing", "qwer", "admin", "Liming", "Welcome")
_MARKS = "!@#$%^*_+"


class Credentials(Draw):
    """Seeded passwords, codes and keys; each method gives one as text."""

    def password(self, form: str | None = None) -> str:
        """A password: "word" (a word and digits), "strong" (all kinds of characters), "digits" (six)."""
        forms = {
            "word": self.pick(_WORDS) + self.pick(("", "@", "_", "#")) + self.digits(3 + self.below(4)),
            "strong": self._mixed(),
            "digits": self.chars(DIGITS, 6),
        }
        return forms[form or self.pick(("word", "word", "strong", "strong", "digits"))]

    def _mixed(self) -> str:
        parts = (self.chars(_UPPER, 2), self.chars(_LOWER, 3 + self.below(4)), self.chars(DIGITS, 2 + self.below(3)))
        return parts[0] + self.chars(_MARKS, 1) + parts[1] + parts[2] + self.pick(("", "!", "#"))

    def verification_code(self, form: str | None = None) -> str:
        """A code sent to a phone: "4", "6" or "8" digits, or "letters" (with one digit at least)."""
        letters = self.chars(_UPPER, 2) + self.chars(DIGITS, 2) + self.chars(_UPPER + DIGITS, self.pick((0, 2)))
        forms = {"4": self.chars(DIGITS, 4), "6": self.chars(DIGITS, 6), "8": self.chars(DIGITS, 8), "letters": letters}
        return forms[form or self.pick(("6", "6", "6", "4", "8"))]

    def api_key(self, form: str | None = None) -> str:
        """A key or token that is found without a label.

        Forms: "aws", "aliyun", "tencent", "github", "openai", "slack", "jwt".
        """
        jwt = f"eyJhbGciOiJIUzI1NiJ9.eyJ{self.chars(_URL, 40 + self.below(80))}.{self.chars(_URL, 43)}"
        forms = {
            "aws": f"{self.pick(('AKIA', 'ASIA'))}{self.chars(_UPPER + '234567', 16)}",
            "aliyun": f"LTAI5t{self.chars(_ALNUM, 18)}",
            "tencent": f"AKID{self.chars(_ALNUM, 32)}",
            "github": f"{self.pick(('ghp', 'gho', 'ghs'))}_{self.chars(_ALNUM, 36)}",
            "openai": f"sk-{self.pick(('', 'proj-'))}{self.chars(_ALNUM, 48)}",
            "slack": f"xoxb-{self.digits(12)}-{self.digits(12)}-{self.chars(_ALNUM, 24)}",
            "jwt": jwt,
        }
        return forms[form] if form else self.pick(list(forms.values()))

    def access_token(self, form: str | None = None) -> str:
        """A token that needs its label: "hex" (32), "base62" (32), "uuid", "base64" (40)."""
        body = self.chars(HEX, 32)
        forms = {
            "hex": body,
            "base62": self.chars(_ALNUM, 32),
            "uuid": f"{body[:8]}-{body[8:12]}-4{body[13:16]}-a{body[17:20]}-{body[20:]}",
            "base64": self.chars(_BASE64, 40),
        }
        return forms[form] if form else self.pick(list(forms.values()))

    def private_key(self, form: str | None = None) -> str:
        """Key material on one line: "pem" (its line ends written out), "line" (64 characters of one) or "marker"."""
        kind = self.pick(("", "RSA ", "EC ", "ENCRYPTED ", "OPENSSH "))
        lines = "".join(self.chars(_BASE64, 64) + "\\n" for _ in range(2 + self.below(4)))
        forms = {
            "pem": f"-----BEGIN {kind}PRIVATE KEY-----\\n{lines}{self.chars(_BASE64, 22)}==\\n-----END {kind}PRIVATE KEY-----",
            "line": self.chars(_BASE64, 64),
            "marker": f"-----BEGIN {kind}PRIVATE KEY-----",
        }
        return forms[form or "pem"]

    def userinfo_url(self) -> tuple[str, str]:
        """(URL of a database with its user and password, that password)."""
        scheme = self.pick(("mysql", "postgresql", "redis", "mongodb", "amqp", "jdbc:mysql", "https", "ftp"))
        secret = self.pick(_WORDS) + self.pick(("", "_", "!", "%40")) + self.digits(4)
        user = self.pick(("root", "app", "svc_claim"))
        return f"{scheme}://{user}:{secret}@10.{self.below(256)}.{self.below(256)}.8:3306/db", secret
