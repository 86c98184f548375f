"""E-mail address: the subset of RFC 5321 people use, and the spellings that hide it from filters."""

from __future__ import annotations

from ..spec import Pattern, Score, Trigger, builtin, score

_FILES = frozenset("png jpg jpeg gif webp svg bmp ico js css map ts py java class so dll local".split())
_HOSTS = "(?:qq|163|126|139|189|sina|sohu|foxmail|gmail|outlook|hotmail|yahoo|icloud|aliyun|yeah|vip\\.qq|wo)"


def _check(value: str) -> Score | None:
    local, _, domain = value.rpartition("@")
    if domain.rpartition(".")[2].lower() in _FILES or ".." in local or local[:1] == "." or local == "git" or not any(map(str.isalnum, local)):
        return None
    return score(0.95, 0.99, 0.5)


RECOGNIZER = builtin(
    "EMAIL_ADDRESS",
    [
        Pattern(
            "plain",
            "(?<![0-9A-Za-z._%+*@-])[0-9A-Za-z_%+-][0-9A-Za-z._%+-]{0,63}@(?:[0-9A-Za-z](?:[0-9A-Za-z-]{0,30}[0-9A-Za-z])?\\.){1,5}[A-Za-z]{2,18}(?![0-9A-Za-z-])",
            score(0.95, 0.99, 0.5),
            anchor=Trigger("[0-9A-Za-z._%+-]@[0-9A-Za-z]", 66),
            check=_check,
            glued=True,
        ),
        Pattern(
            "spelled",
            f"(?<![0-9A-Za-z._%+*@-])[0-9A-Za-z][0-9A-Za-z._-]{{1,31}}(?:@|\\(at\\)|\\[at\\]|（at）|艾特|#){_HOSTS}[.。点點](?:com|cn|net)(?![0-9A-Za-z])",
            score(0.8, 0.95),
            anchor=Trigger(f"(?:@|at\\)|at\\]|at）|艾特|#){_HOSTS}(?:\\.|。|点|點)[cn]", 56),
            glued=True,
        ),
    ],
    labels=("邮箱", "电邮", "邮件", "电子邮件", "郵箱", "電郵", "電子郵件", "email", "e-mail", "mail", "yx", "dzyx"),
    level="C2",
    title_en="E-mail address",
    title_zh="电子邮箱",
    standard="RFC 5321",
    example="li.ming@example.com",
)  # fmt: skip
