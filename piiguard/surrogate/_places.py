"""Fakes of addresses and coordinates: the same county with roads that say they are examples; the same degree."""

from __future__ import annotations

from .._generalize_places import region
from ._draw import Draw, Shown, shape

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

#: Made up: none of these is a name a street authority would give, and each reads as a road.
_ROADS = (
    "示例路 样本路 例安路 范例大道 演示大街 虚拟街 仿真路 样例巷 测试大道 模拟路 试验田路 例和路 样平路 例兴街"
).split()
_ESTATES = "示例花园 样本家园 范例小区 演示苑 虚拟新村 仿真公寓 样例雅苑 测试佳苑 模拟名邸 例安嘉园".split()
_ROADS_TRADITIONAL = "示例路 樣本路 範例大道 演示街 虛擬街 模擬路 測試大道 試驗路 例和街 樣平路".split()
_LATIN = "Sample Example Specimen Demo Template Mockup Placeholder Fictional Imaginary Testing".split()
_state: list[re.Pattern[str]] = []


def cn_address(shown: Shown, draw: Draw) -> str:
    """Province, city and county as written; made-up road, number, building and room. English stays English, without a region."""
    text = shown.text
    if text.isascii():
        floor = 1 + draw.below(28)
        flat = f"Room {floor:02}{1 + draw.below(12):02}, Building {1 + draw.below(30)}"
        return f"{flat}, No.{1 + draw.below(998)} {draw.pick(_LATIN)} Road"
    head = region(text)
    number, floor, room = 1 + draw.below(998), 1 + draw.below(28), 1 + draw.below(8)
    if any(char in text for char in "號樓臺區縣門灣"):
        return shown.wide(f"{head}{draw.pick(_ROADS_TRADITIONAL)}{number}號{floor}樓{draw.pick('ABCDEFGH')}室")
    estate = draw.pick(_ESTATES) if draw.below(2) else ""
    flat = f"{1 + draw.below(30)}号楼{1 + draw.below(5)}单元{floor}0{room}室"
    return shown.wide(f"{head}{draw.pick(_ROADS)}{number}号{estate}{flat}")


def gps_coordinates(shown: Shown, draw: Draw) -> str:
    """Whole degrees stay (about 100 km); what follows them is drawn: digits behind the point, minutes, seconds."""
    if not _state:
        import re

        _state.append(re.compile("(?<=\\.)[0-9]+|(?<=[°º度′'＇分])( ?)([0-9]{1,2})(?![0-9])"))

    def draw_anew(match: re.Match[str]) -> str:
        if match[2] is None:
            return draw.digits(len(match[0]))
        return f"{match[1]}{draw.below(60):02}" if len(match[2]) == 2 else f"{match[1]}{draw.below(10)}"

    fake = _state[0].sub(draw_anew, shown.text)
    return shown.wide(fake if fake != shown.text else shape(fake, draw))
