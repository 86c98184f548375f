"""Travel permits between the mainland, Hong Kong, Macau and Taiwan. No public check digit: a label is needed.

Behind a word for any document only the shapes with a letter count: H and M for residents of Hong Kong and Macau,
C for mainland residents travelling there.
"""

from __future__ import annotations

from ..spec import LABEL, Pattern, builtin, score
from ._behind import named_behind
from ._lookup import is_date
from ._papers import PAPER_WORDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

    from ..spec import Parsed

_END = "(?![0-9A-Za-z@*＊●█■×]|[-./][0-9])"
_HOME = "[HMhm][0-9]{8}(?:[0-9]{2})?|[HMhm][A-Za-z][0-9]{7}"
_OUT = "[CWLTcwlt][0-9]{8}|[Cc][A-HJ-NP-Za-hj-np-z][0-9]{7}"
_PERMITS = "[乡鄉][证證卡]|通行|台[胞湾灣]|臺|[来來往][内內大港台]|[大双雙单]程?[证證陸陆]|出?入境|旅行|(?<![A-Za-z])(?:[a-z]*[Pp]ermit|PERMIT|hxz|tbz|txz|HXZ|TBZ|TXZ|mtp|MTP|[Tt]aiwan|TAIWAN)"
_WORD = "(?:回[乡鄉][证證卡]|(?:港澳(?:居民)?|[台臺][湾灣]?(?:居民)?)?(?:[来來]往(?:内地|內地|大[陆陸]))?通行[证證]|台胞[证證])"
_state: list[re.Pattern[str]] = []


def _parse_taiwan(text: str, start: int, end: int) -> Parsed | None:
    """Digits alone: only where a permit is spoken of in the 40 characters before, and they are no day."""
    value = text[start:end]
    if not _state:
        import re

        _state.append(re.compile(_PERMITS))
    if is_date(value[:4], value[4:6], value[6:8], 1950) or len(set(value[:8])) < 2:
        return None
    return (start, end, score(0.0, 0.86)) if _state[0].search(text[max(0, start - 40) : start]) else None


RECOGNIZER = builtin(
    "CN_TRAVEL_PERMIT",
    [
        Pattern("hk-macau", f"(?:{_HOME}){_END}", score(0.0, 0.92), anchor=LABEL, digital=True, chain=True),
        Pattern("grouped", f"[HMhm][ -]?[0-9]{{4}}[ -][0-9]{{4}}(?:[ -]?[0-9]{{2}})?{_END}", score(0.0, 0.88), anchor=LABEL, digital=True),
        Pattern("gaps", f"[HMCWLThmcwlt] ?[A-Za-z]?(?: ?[0-9]){{7,8}}{_END}", score(0.0, 0.8), anchor=LABEL, digital=True),
        Pattern("outbound", f"(?:{_OUT}){_END}", score(0.0, 0.9), anchor=LABEL, digital=True, chain=True),
        Pattern("taiwan", f"[0-9]{{8}}(?:[0-9]{{2}})?(?: ?[(（][A-Za-z0-9][)）])?{_END}", score(0.0, 0.86), anchor=LABEL, digital=True, parse=_parse_taiwan),
        named_behind(f"{_HOME}|{_OUT}|[0-9]{{8}}", _WORD, score(0.85, 0.92)),
    ],
    labels=(
        "回乡证", "回乡证件", "回乡卡", "回乡卡号", "台胞卡号", "回鄉卡號", "回鄉證", "回鄉證件", "回鄉卡", "返乡证", "还乡证", "通行证", "通行證", "通行证件", "台胞证", "台胞證", "台胞卡", "台胞证件", "臺胞證", "来往内地", "来往大陆", "往来大陆", "往来内地",
        "往来港澳", "往来台湾", "來往內地", "來往大陸", "往來內地", "往來大陸", "往來港澳", "往來台灣", "往來臺灣", "入出境", "出入境证", "出入境證", "出入境证件", "出入境證件", "入境证", "入境證", "港澳证", "港澳证件", "港澳居民证件",
        "港澳通行", "台湾居民证件", "台湾通行", "台证", "大通证", "大通證", "大陆通行", "双程证", "雙程證", "单程证", "單程證", "旅行证", "旅行證", "卡式台胞", "回 乡 证", "通 行 证", "台 胞 证", "回 鄉 證",
        "home return permit", "home return", "home visit permit", "return home permit", "mainland travel permit", "travel permit", "reentry permit", "re entry permit", "exit entry permit", "entry permit", "hkmo permit", "hkm permit",
        "hk permit", "hm permit", "taiwan permit", "tw permit", "taiwan compatriot", "permit no", "permit id", "permit code", "permit", "travel document", "travel doc", "pass no", "mtp", "mtp no", "hrp", "hrp no", "eep", "eep no",
        "hxz", "tbz", "txz", "hxzh", "tbzh", "txzh", "hxzhm", "tbzhm", "txzhm", "hxk", "gatxz", "gatxzh", *PAPER_WORDS,
    ),
    level="C2",
    title_en="Travel permit (Hong Kong, Macau, Taiwan)",
    title_zh="港澳台通行证号(回乡证、台胞证等)",
    standard="National Immigration Administration; shapes are conventional where not published",
    example="H12345678",
)  # fmt: skip
