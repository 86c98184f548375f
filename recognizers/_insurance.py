"""What policy, application and claim numbers share: no industry-wide structure exists, so the label decides.

Behind a label any serial of eight to 35 letters and digits with six digits counts, also in groups, with the
spaces OCR puts in, and cut where a PDF glued a date or a hotline to its end.
"""

from __future__ import annotations

from ..spec import LABEL, Pattern, Score, Trigger, score
from ._behind import named_behind
from ._lookup import is_date, is_service
from ._masks import is_crossed_out

_END = "(?:(?![0-9A-Za-z@])|(?=20[0-9]{2}-[0-9]{2}-[0-9]{2})|(?=(?:400|800)[0-9]{7}(?![0-9])))"
_CUT = "20[0-9]{2}-[0-9]{2}-[0-9]{2}|(?<=[0-9A-Z]{12})400[0-9]{7}(?![0-9])"
_NO_DATE = "(?![12][0-9]{3}[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?![0-9]))"

#: One run with hyphenated tails, or a short piece and a long one, or many short ones.
SERIAL = (
    f"{_NO_DATE}(?:(?=[A-Za-z]{{0,28}}[0-9])(?:(?:(?!{_CUT})[0-9a-z]){{8,35}}(?![A-Z])|(?:(?!{_CUT})[0-9A-Z]){{8,35}}(?=[a-z]|{_END})"
    f"|(?:(?!{_CUT})[0-9A-Za-z]){{8,35}})(?:[-/_](?!20[0-9]{{2}}[-/.][0-9])(?=[A-Za-z]{{0,4}}[0-9])[0-9A-Za-z]{{1,16}}){{0,3}}{_END}"
    f"|[0-9A-Z]{{1,4}} [0-9A-Z]{{8,31}}{_END}"
    f"|(?=[A-Za-z]{{0,6}}[ /_.-]?[0-9])[0-9A-Z]{{1,7}}(?:[ /_.-][0-9A-Z]{{1,8}}){{1,7}}{_END})"
)


def spaced(*words: str) -> tuple[str, ...]:
    """The words as printed forms stretch them: 保 单 号."""
    return tuple(" ".join(word) for word in words)


def check_serial(value: str) -> Score | None:
    """Six digits at least, eight characters, and neither a date, a hotline, a product registration nor masked already."""
    digits = sum("0" <= char <= "9" for char in value)
    if digits < 6 or len(value) < 8 or is_service(value) or value[:4] == "C000" or is_crossed_out(value):
        return None
    if value.isdigit() and len(value) in (8, 14) and is_date(value[:4], value[4:6], value[6:8]):
        clock = value[8:]
        if not clock or (clock[:2] < "24" and clock[2:4] < "60" and clock[4:] < "60"):
            return None
    return score(0.0, 0.93)


#: Words that come after a number said first: the claim's, the policy's, the application's.
CLAIM_WORDS = "理[赔賠](?:案)?(?:件)?|[赔賠]案|案(?:件|子)|[报報]案|立案|[个個]案"
POLICY_WORDS = "(?:大|电子|電子|旧|老)?(?:保单|保單|保险单|保險單|保险合同|保险)|合同"
APPLICATION_WORDS = "投保(?:单|單|书|書)|要保[书書單]|投保申请"


def said_before(words: str) -> Pattern:
    """The pattern of a number that one of the words names afterwards."""
    return named_behind("[0-9A-Za-z]{8,30}", words, score(0.85, 0.9), check=_check_said)


def numbered(words: str) -> Pattern:
    """The pattern of a number that stands before one of the words as before a noun: "500528585748655号赔案"."""
    return Pattern(
        "numbered",
        f"(?<![0-9A-Za-z@._*＊●█■×-])(?P<value>[0-9A-Za-z]{{4,24}}[0-9]{{6}})(?: |(?:号|號)?(?:的)?)(?:{words})(?!号|號|码|碼|编|編|[ \"'“「]?(?:是|为|為|[:：=])?[ \"'“「]{{0,2}}[0-9A-Za-z*＊●█■×〔\ue000])",
        score(0.6, 0.9),
        anchor=Trigger("[0-9]{6}(?: |(?:号|號)?(?:的)?)(?:理|赔|賠|案|报|報|立|个|個|大|电|電|旧|老|保|合)", 40, ahead=12),
        check=_check_noun,
        numeric=True,
    )


def _check_noun(value: str) -> Score | None:
    """As behind a label, and neither a mobile nor a date with a clock."""
    return score(0.6, 0.9) if len(value) not in (11, 18) and value[:2] != "20" and check_serial(value) else None


def _check_said(value: str) -> Score | None:
    """As behind a label, and not a mobile."""
    return score(0.7, 0.9) if len(value) != 11 and check_serial(value) else None


def labelled() -> Pattern:
    """The label pattern of the three recognizers."""
    return Pattern("labelled", SERIAL, score(0.0, 0.93), anchor=LABEL, digital=True, check=check_serial, glued=True, chain=True)
