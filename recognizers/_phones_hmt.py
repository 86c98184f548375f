"""Phones of Hong Kong, Macau and Taiwan, for the recognizers of mobile and fixed lines.

Hong Kong and Macau have eight digits without area codes (mobiles begin with 4 to 9, in Macau with 6), Taiwan nine or
ten with a leading 0 (mobiles 09 and eight more). Eight digits are too common to count without a country code or a label;
a number seldom begins with 0 unless it is dialled, so those of Taiwan count alone, though for little.
"""

from __future__ import annotations

from ..spec import DIGITS, GROUPED, LABEL, Parsed, Pattern, Score, Trigger, score

_GAP = "[ \u00a0\u3000‐‑–-]{0,2}"
_END = "(?![0-9]|[.-][0-9]| [0-9]{3,4}(?![0-9:/-]))"
_EXT = "(?: ?(?:转|轉|分机|分機|#|[Ee]xt\\.?) ?(?:分机|分機)?[:： ]?[0-9]{1,6}(?![0-9A-Za-z]))?"
_MOBILE = {
    "852": "[4-9][0-9]{3}[ \u00a0\u3000‐‑–-]?[0-9]{4}",
    "853": "6[0-9]{3}[ \u00a0\u3000‐‑–-]?[0-9]{4}",
    "886": "(?:\\(0\\)|0)?9[0-9]{2}[ \u00a0\u3000‐‑–-]?[0-9]{3}[ \u00a0\u3000‐‑–-]?[0-9]{3}",
}
_FIXED = {
    "852": "[23][0-9]{3}[ \u00a0\u3000‐‑–-]?[0-9]{4}",
    "853": "(?:28|8[0-9])[0-9]{2}[ \u00a0\u3000‐‑–-]?[0-9]{4}",
    "886": "(?:\\(0\\)|0)?[2-8][0-9]?[ \u00a0\u3000‐‑–-]?[0-9]{3,4}[ \u00a0\u3000‐‑–-]?[0-9]{4}",
}
_SPACE = "(?: |-|\u00a0|\u3000|‐|‑|–)"
_COUNTRY = Trigger(
    f"\\+85[23]|\\+886|00(?:852|853|886){_SPACE}{{0,2}}(?:\\(0\\)|[02-9])|(?:\\(|（)(?:00)?(?:852|853|886)(?:\\)|）)"
    f"|(?:852|853|886)[ -]{_SPACE}?(?:\\(0\\)|[02-9])",
    11,
    ahead=48,
)
_CUES = ("香港", "澳门", "澳門", "手提", "流動", "手機", "電話", "聯絡", "連絡", "Hong Kong", "HK", "Macau", "whatsapp", "WhatsApp", "obile", "MOBILE", "致電", "來電", "回電", "覆電", "打俾", "打畀", "請打", "請撥", "以打", "煩打", "就打", "打返", "搵我", "我的號碼", "我號碼", "嘅號碼", "號碼是", "號碼係", "門號", "手電", "短訊", "簡訊", "舊號碼", "新號碼", "主叫號碼", "SMS", "call", "reach me", "text me", "y number", "ell phone")
"""Before eight digits that could be a fixed line of the mainland: whoever writes so means a mobile of Hong Kong or Macau."""
_AREAS_TW = {
    "02": (8,), "03": (7,), "037": (6,), "04": (7, 8), "049": (7,), "05": (7,), "06": (7,), "07": (7,), "08": (7,), "082": (6,), "0826": (5,),
    "0836": (5,), "089": (6,),
}  # fmt: skip


def _with_country(numbers: dict[str, str], extension: str = "") -> str:
    """A country code, written in any way, and its number."""
    forms = []
    for code, number in numbers.items():
        prefix = f"(?:\\+|(?<![0-9A-Za-z])00){code}|[(（](?:\\+|00)?{code}[)）]|(?<![0-9A-Za-z+.-]){code}(?=[ -])"
        forms.append(f"(?:{prefix}){_GAP}{number}")
    return f"(?:{'|'.join(forms)}){extension}{_END}"


def _check_country(value: str) -> Score | None:
    """A bare 852 in front needs a label to be sure: it may be a number of its own."""
    return score(0.85, 0.96, 0.2) if value[0] in "+0(（" else score(0.5, 0.94, 0.1)


def _parse_eight(text: str, start: int, end: int) -> Parsed | None:
    """Eight digits behind a label: from 9 on no fixed line of the mainland begins so, below that a cue is needed."""
    before = text[max(0, start - 40) : start]
    if any(cue in before for cue in _CUES):
        return start, end, score(0.0, 0.9)
    if text[start] == "9" and text[start + 1] not in "56":
        return start, end, score(0.0, 0.75)
    return None


ANSWERED = f"09[0-9]{{2}}[ .-]?[0-9]{{3}}[ .-]?[0-9]{{3}}|09[ .-][0-9]{{8}}|[5679][0-9]{{3}}[ -]?[0-9]{{4}}{_END}"
"""A mobile that is all of an answer: of Taiwan, or the eight digits of Hong Kong and Macau."""


def parse_named(text: str, start: int, end: int) -> Parsed | None:
    """Eight digits behind the name of a contact, where the word for it is in traditional characters or English."""
    before = text[max(0, start - 40) : start]
    return (start, end, score(0.0, 0.8)) if any(cue in before for cue in ("聯絡人", "連絡人", "ontact")) else None


def parse_answer(text: str, start: int, end: int) -> Parsed | None:
    """Eight digits count where the one who answers is named in traditional characters."""
    traditional = any(char in text[:start] for char in "戶訪顧電險報請聯屬會買車機眾")
    return (start, end, score(0.6, 0.94)) if text[start] == "0" or traditional else None


def _fixed_tw(value: str) -> bool:
    """Whether the digits before an extension are an area code of Taiwan and a local number of its length."""
    for mark in "转轉分#eE":
        value = value.partition(mark)[0]
    digits = "".join(char for char in value if "0" <= char <= "9")
    return any(digits.startswith(area) and len(digits) - len(area) in lengths for area, lengths in _AREAS_TW.items())


def _check_tw_fixed(value: str) -> Score | None:
    return score(0.6, 0.93, 0.1) if _fixed_tw(value) else None


def _parse_tw_fixed(text: str, start: int, end: int) -> Parsed | None:
    """Behind a label: an opening bracket before the area code was taken for the label's and belongs to the number."""
    value = text[start:end]
    if not _fixed_tw(value):
        return None
    if start and text[start - 1] in "(（" and (")" in value or "）" in value):
        start -= 1
    return start, end, score(0.0, 0.9)


MOBILE = [
    Pattern("hmt-country", _with_country(_MOBILE), score(0.85, 0.96), anchor=_COUNTRY, check=_check_country, glued=True),
    Pattern("hmt-run", "852[4-9][0-9]{7}|8536[0-9]{7}|8869[0-9]{8}", score(0.3, 0.93), anchor=DIGITS, lengths=(11, 12), heads="8", numeric=True),
    Pattern("tw-run", "(?<![0-9])09[0-9]{8}(?![0-9])", score(0.55, 0.94), anchor=Trigger("09[0-9]{8}", 11, ahead=1, ended=True), numeric=True),
    Pattern("tw-grouped", f"(?<![0-9])(?<![0-9][.-])09[0-9]{{2}}(?P<tw>[.-]|(?<![0-9] .{{4}}) )[0-9]{{3}}(?P=tw)[0-9]{{3}}{_END}", score(0.6, 0.94, 0.1), anchor=GROUPED),
    Pattern("tw-pieces", f"09(?:[0-9]{{2}}[ .-][0-9]{{6}}|[ .-][0-9]{{8}}|[ .-][0-9]{{4}}[ .-][0-9]{{4}}){_END}", score(0.0, 0.93), anchor=LABEL, digital=True),
    Pattern("eight", f"[4-9][0-9]{{3}}[ -]?[0-9]{{4}}{_END}", score(0.0, 0.9), anchor=LABEL, digital=True, chain=True, parse=_parse_eight),
]
"""What a mobile recognizer adds to its own patterns."""

FIXED = [
    Pattern(
        "tw-area",
        f"(?<![0-9])(?<![0-9][./-])(?:[(（]0[2-8][)）] ?|0[2-8]-)[2-8][0-9]{{2,3}}-?[0-9]{{4}}{_EXT}(?![0-9]|-[0-9])",
        score(0.6, 0.93),
        anchor=Trigger("0[2-8](?:-|\\) ?|） ?)[2-8][0-9]{2,3}-?[0-9]{4}", 16, ahead=32),
        check=_check_tw_fixed,
        numeric=True,
    ),
    Pattern("hmt-country", _with_country(_FIXED, _EXT), score(0.85, 0.96), anchor=_COUNTRY, check=_check_country, glued=True),
    Pattern("hmt-run", "852[23][0-9]{7}|853(?:28|8[0-9])[0-9]{6}|886[2-8][0-9]{7,8}", score(0.3, 0.9), anchor=DIGITS, lengths=(11, 12), heads="8", numeric=True),
    Pattern(
        "tw-fixed",
        f"0[2-8][0-9]{{0,2}}[)）]?[ -]?[0-9]{{3,4}}[ -]?[0-9]{{2,4}}{_EXT}(?![0-9])",
        score(0.0, 0.9),
        anchor=LABEL,
        digital=True,
        parse=_parse_tw_fixed,
    ),
]
"""What a recognizer of fixed lines adds to its own patterns."""
