"""The words of RTF (specification 1.9.1): what is a destination, a break, a character; its code pages; text as RTF."""

from __future__ import annotations

import codecs
import re

TOKEN = re.compile(
    rb"(?P<open>\{)|(?P<close>\})|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<word>[A-Za-z]{1,32})(?P<number>-?[0-9]{1,10})?(?P<space> ?)"
    rb"|\\(?P<symbol>[^A-Za-z])|(?P<ascii>[^\\{}\r\n\x80-\xff]+)|(?P<bytes>[\x80-\xff])|(?P<ends>[\r\n]+)|(?P<lone>\\)"
)
# Destinations without a star; every group with one is a destination.
DESTINATIONS = frozenset(
    b"title subject author operator keywords comment doccomm manager company category hlinkbase header headerl headerr headerf"
    b" footer footerl footerr footerf footnote annotation fldinst listtext pntext pntxta pntxtb fonttbl stylesheet colortbl pict"
    b" objdata objclass objname shpinst sn sv xe tc txe rxe revtbl atnid atnauthor atnref propname staticval linkval docvar"
    b" template ffname ffdeftext ffl ffhelptext ffstattext ffformat filetbl info ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn"
    b" leveltext levelnumbers shptxt".split()
)
PLUMBING = frozenset(
    b"fonttbl colortbl themedata colorschememapping blipuid leveltext levelnumbers latentstyles rsidtbl listtable panose"
    b" listoverridetable pict objdata fontemb fontfile passwordhash datastore".split()
)
OBJECTS = frozenset((b"pict", b"objdata", b"fontfile"))
BREAKS = frozenset(b"par sect page column row nestrow cell nestcell".split())
MARKS = {
    b"tab": "\t", b"line": "\n", b"lbr": "\n", b"softline": "\n", b"emdash": "—", b"endash": "–", b"bullet": "•", b"lquote": "‘",
    b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"emspace": " ", b"enspace": " ", b"qmspace": " ",
}  # fmt: skip
SYMBOLS = {b"~": " ", b"_": "-", b"{": "{", b"}": "}", b"\\": "\\"}
PAGES = {
    77: "mac_roman", 78: "shift_jis", 79: "euc_kr", 80: "gb18030", 81: "big5", 128: "cp932", 129: "cp949", 130: "johab",
    134: "gb18030", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
_SPECIAL = re.compile(r"[\\{}]|[^\x20-\x7e]+")


def codec(page: int) -> str | None:
    """Python's codec for a code page of Windows."""
    name = {936: "gb18030", 54936: "gb18030", 65001: "utf-8", 10000: "mac_roman", 1361: "johab"}.get(page, f"cp{page}")
    try:
        return codecs.lookup(name).name if page else None
    except LookupError:
        return None


def written(text: str) -> str:
    """A text as RTF that means the same wherever it stands."""

    def special(found: re.Match[str]) -> str:
        if found[0] in "\\{}":
            return "\\" + found[0]
        raw = found[0].encode("utf-16-le")
        codes = (int.from_bytes(raw[at : at + 2], "little", signed=True) for at in range(0, len(raw), 2))
        return "{\\uc0" + "".join(f"\\u{code} " for code in codes) + "}"

    return _SPECIAL.sub(special, text)
