"""Fakes of passwords, codes and keys: drawn from the same alphabet, as long as the value; and of any text at all.

They open nothing. What tells which program a key is for (AKIA…, ghp_…) stays, so that a filter still knows it for a key.
"""

from __future__ import annotations

from ..text import SPOKEN
from ._draw import DIGITS, HANZI_DIGITS, LOWER, UPPER, Draw, Shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

_MARKS = "!@#$%^*_+-"
_PUNCTUATION = "\u3000、。「」『』【】〔〕《》（），：；！？·"
_BASE64 = UPPER + LOWER + DIGITS + "+/"
_KEPT = (
    "(?:Bearer |Basic )?(?:AKIA|ASIA|LTAI5t|LTAI|AKID|AIza|gh[pousr]_|github_pat_|sk-(?:proj-|ant-)?|xox[baprs]-|glpat-)?"
    "(?:eyJhbGciOiJ[0-9A-Za-z]{0,40}\\.eyJ|eyJ)?"
)
_state: list[re.Pattern[str]] = []
_given: list[str] = []


def simplified(chars: str) -> str:
    """``chars`` without those that are traditional."""
    from ..recognizers._tables.hanzi import TRADITIONAL

    return "".join(char for char in chars if char not in TRADITIONAL)


def given_names() -> str:
    """The commonest characters of given names, simplified."""
    if not _given:
        from ..recognizers._tables.given import GIVEN

        _given.append(simplified(GIVEN[0]))
    return _given[0]


def any_text(shown: Shown, draw: Draw) -> str:
    """Letter by letter within its class: digits, small and capital letters, hanzi digits, hanzi; other letters become Latin
    ones, emoji become marks; punctuation and spaces stay. For entity types of users' own recognizers.
    """
    return shown.wide("".join([_other(char, draw, mark=not char.isascii()) for char in shown.text]))


def _other(char: str, draw: Draw, mark: bool) -> str:
    if char in DIGITS:
        return draw.pick(DIGITS)
    if char in SPOKEN:
        return draw.pick(HANZI_DIGITS)
    if "\u3400" <= char <= "\u9fff":
        return draw.pick(given_names())
    if char.isalpha():
        return draw.pick(UPPER if char.isupper() else LOWER)
    if char.isdecimal() or char.isnumeric():
        return draw.pick(DIGITS)
    return draw.pick(_MARKS) if mark and ord(char) >= 0x2600 and char not in _PUNCTUATION else char


def password(shown: Shown, draw: Draw) -> str:
    """As long, and letters, digits and marks where they were; which marks they are is drawn too."""
    out = []
    for char in shown.text:
        if char.isascii() and not char.isalnum() and not char.isspace():
            out.append(draw.pick(_MARKS))
        else:
            out.append(_other(char, draw, mark=True))
    return shown.wide("".join(out))


def verification_code(shown: Shown, draw: Draw) -> str:
    """Digits and letters of the same classes; a prefix as in G-482913 stays."""
    if not shown.plain:
        return any_text(shown, draw)
    prefix = 1 if shown.text[1:2] == "-" and shown.text[0].isalpha() else 0
    fake = [
        char if index < prefix else draw.pick(DIGITS if char in DIGITS else UPPER if char in UPPER else LOWER)
        for index, char in enumerate(shown.plain)
    ]
    return shown.lay("".join(fake))


def api_key(shown: Shown, draw: Draw) -> str:
    """What names the provider stays, and the header of a JSON web token; hexadecimal keys stay hexadecimal."""
    if not _state:
        import re

        _state.append(re.compile(_KEPT))
    match = _state[0].match(shown.text)
    keep = match.end() if match else 0
    body = shown.text[keep:]
    letters = {char for char in body if char.isalpha()}
    if len(body) >= 16 and letters and letters <= set("abcdef"):
        drawn = "".join([draw.pick("0123456789abcdef") if char.isalnum() else char for char in body])
    elif len(body) >= 16 and letters and letters <= set("ABCDEF"):
        drawn = "".join([draw.pick("0123456789ABCDEF") if char.isalnum() else char for char in body])
    else:
        drawn = "".join([_other(char, draw, mark=False) for char in body])
    return shown.wide(shown.text[:keep] + drawn)


def private_key(shown: Shown, draw: Draw) -> str:
    """Marker lines and line ends stay (written-out ones too); every character of the material is drawn."""
    out = []
    pieces = shown.text.split("-----")
    for index, piece in enumerate(pieces):
        if piece.startswith(("BEGIN ", "END ")) or (len(pieces) > 1 and index in (0, len(pieces) - 1) and not piece.strip()):
            out.append(piece)
        else:
            lines = piece.split("\\n")
            out.append("\\n".join("".join([draw.pick(_BASE64) if _material(char) else char for char in line]) for line in lines))
    return "-----".join(out)


def _material(char: str) -> bool:
    return char in "+/" or char.isalnum()
