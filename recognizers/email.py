"""E-mail address: the subset of RFC 5321 people use, and the spellings that hide it from filters."""

from __future__ import annotations

from ..spec import Pattern, Score, Trigger, builtin, score

_FILES = frozenset("png jpg jpeg gif webp svg bmp ico js css map ts py java class so dll".split())
_HOSTS = "(?:qq|163|126|139|189|sina|sohu|foxmail|gmail|outlook|hotmail|yahoo|icloud|aliyun|yeah|vip\\.qq|wo)"


_TLDS = frozenset(
    "com net org edu gov mil int info biz name pro mobi asia top xyz site online shop club vip wang ltd group tech store cloud app dev "
    "work live link email win fun icu ink red art ren kim news team video space website host press "
    "ac ad ae af ag ai al am ao ar at au az ba bd be bg bh bi bj bn bo br bs bt bw by bz ca cc cd cf cg ch ci cl cm cn co cr cu cv cy cz "
    "de dj dk dm do dz ec ee eg es et eu fi fj fm fr ga ge gg gh gi gl gm gn gp gr gt gy hk hn hr ht hu id ie il im in io iq ir is it je "
    "jm jo jp ke kg kh ki km kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz "
    "na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sk sl sm sn so "
    "sr st sv sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw".split()
)
"""Endings in general use; an address with another one (a company's own network) counts when it is long enough to be no accident."""

#: Behind "://" stands a user and behind "://user:" a password; the host behind the @ is no mailbox.
_NO_PASSWORD = "(?<!://)(?:(?<![:!#$&*^~])|" + "".join(f"(?<!://[!-.0-~]{{{width}}})" for width in range(1, 41)) + ")"


def _check(value: str) -> Score | None:
    local, _, domain = value.rpartition("@")
    host, _, ending = domain.rpartition(".")
    if ending.lower() in _FILES or ".." in local or local[:1] == "." or local == "git" or not any(map(str.isalnum, local)):
        return None
    width = len(local) + len(host)
    if width < 4 or (width < 7 and (ending.lower() not in _TLDS or ending not in (ending.lower(), ending.upper()))):
        return score(0.3, 0.9)  # 2@4.YX stands once in every few megabytes of random bytes
    return score(0.95, 0.99, 0.5) if ending.lower() in _TLDS else score(0.7, 0.97, 0.3)


RECOGNIZER = builtin(
    "EMAIL_ADDRESS",
    [
        Pattern(
            "plain",
            f"(?<![0-9A-Za-z._%+*@-])(?=[0-9A-Za-z._%+-]{{1,64}}@){_NO_PASSWORD}[0-9A-Za-z_%+-][0-9A-Za-z._%+-]{{0,63}}@(?:[0-9A-Za-z](?:[0-9A-Za-z-]{{0,30}}[0-9A-Za-z])?\\.){{1,5}}[A-Za-z]{{2,18}}(?![0-9A-Za-z-])",
            score(0.95, 0.99, 0.5),
            anchor=Trigger("[0-9A-Za-z._%+-]@[0-9A-Za-z]", 66, ahead=200),
            check=_check,
            glued=True,
        ),
        Pattern(
            "spelled",
            f"(?<![0-9A-Za-z._%+*@-])[0-9A-Za-z][0-9A-Za-z._-]{{1,31}}(?:@|\\(at\\)|\\[at\\]|（at）|艾特|#){_HOSTS}[.。点點](?:com|cn|net)(?![0-9A-Za-z])",
            score(0.8, 0.95),
            anchor=Trigger(f"(?:@|at\\)|at\\]|at）|艾特|#){_HOSTS}(?:\\.|。|点|點)[cn]", 56, ahead=80),
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
