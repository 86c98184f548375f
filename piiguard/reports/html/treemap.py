"""A treemap as inline SVG: rectangles as square as they can be (Bruls, Huizing and van Wijk, "Squarified Treemaps", 2000)."""

from __future__ import annotations

from collections.abc import Sequence

from piiguard.reports.html.markup import Html, esc, num, t
from piiguard.reports.tally import LEVELS, WEIGHTS, Place

WIDTH, HEIGHT = 1120.0, 400.0
_GROUPS = 12  # places of the upper level
_CELLS = 14  # places of the lower level in each
_HEAD = 20.0  # height of a group's name
_GAP = 2.0
_SMALL = 34.0  # a rectangle narrower than this has no text

Box = tuple[float, float, float, float]  # x, y, width, height


def start(root: Place) -> tuple[str, Place]:
    """Where the tree first branches into places with something to say, and the path there."""
    path: list[str] = []
    node = root
    while True:
        said = [child for child in node.children.values() if child.levels or child.unread]
        if len(said) != 1 or not said[0].children:
            return "/".join(path), node  # a single object is shown by its name
        node = said[0]
        path.append(node.name)


def treemap(node: Place) -> Html:
    """The places below ``node`` and below those, by their findings."""
    groups = _largest(node, _GROUPS)
    if not groups:
        return Html("")
    boxes = squarify([group.levels.total() for group in groups], (0.0, 0.0, WIDTH, HEIGHT))
    shapes = "".join(_group(group, box) for group, box in zip(groups, boxes, strict=True))
    return Html(f'<svg class="treemap" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" role="img" aria-label="treemap">{shapes}</svg>')


def squarify(sizes: Sequence[int], box: Box) -> list[Box]:
    """Boxes with areas in the proportion of ``sizes`` (positive, falling), that fill ``box``."""
    x, y, width, height = box
    total = sum(sizes)
    scale = width * height / total
    done: list[Box] = []
    at = 0
    while at < len(sizes):
        side = min(width, height)
        stop = at + 1
        while stop < len(sizes) and _worst(sizes[at : stop + 1], side, scale) <= _worst(sizes[at:stop], side, scale):
            stop += 1
        row = sizes[at:stop]
        thick = sum(row) * scale / side if side else 0.0
        along = x if width < height else y
        for size in row:
            long = size * scale / thick if thick else 0.0
            done.append((along, y, long, thick) if width < height else (x, along, thick, long))
            along += long
        if width < height:
            y, height = y + thick, max(0.0, height - thick)
        else:
            x, width = x + thick, max(0.0, width - thick)
        at = stop
    return done


def _worst(row: Sequence[int], side: float, scale: float) -> float:
    """The least square of a row laid along ``side``: its longer edge by its shorter one."""
    area = sum(row) * scale
    if not area or not side:
        return float("inf")
    return max(side * side * max(row) * scale / area**2, area**2 / (side * side * min(row) * scale))


def _largest(node: Place, most: int) -> list[Place]:
    """The children with the most findings; the rest of the node as one more place."""
    children = sorted((child for child in node.children.values() if child.levels), key=_findings, reverse=True)
    kept = children[:most]
    rest = Place("")
    rest.levels = node.levels.copy()
    for child in kept:
        rest.levels.subtract(child.levels)
    rest.levels = +rest.levels
    rest.objects = len(children) - len(kept)
    if rest.levels:
        kept = sorted([*kept, rest], key=_findings, reverse=True)
    return kept


def _findings(place: Place) -> int:
    return place.levels.total()


def _group(group: Place, box: Box) -> str:
    x, y, width, height = box
    path, deep = start(group)
    title = f"{group.name}/{path}" if path else group.name
    inner = _largest(deep, _CELLS) if deep.children else []
    if len(inner) < 2 or width < 90 or height < 60:
        return _rect(group, box, title)
    below = (x, y + _HEAD, width, height - _HEAD)
    cells = squarify([_findings(place) for place in inner], below)
    shapes = "".join(_rect(place, cell, f"{title}/{place.name}") for place, cell in zip(inner, cells, strict=True))
    name = _fit(title, width - 8, 13)
    head = f'<text class="gh" x="{x + 5:.1f}" y="{y + 14.5:.1f}">{name}</text>' if name else ""
    return f"<g>{head}{shapes}</g>"


def _rect(place: Place, box: Box, path: str) -> str:
    x, y, width, height = box
    wide, high = max(0.5, width - _GAP), max(0.5, height - _GAP)
    count = _findings(place)
    counts = " ".join(f"{level} {place.levels[level]:,}" for level in ("C3", "C2", "C1") if place.levels[level])
    title = f"<title>{esc(path if place.name else '…')}: {counts}</title>"
    shape = f'<rect class="{_heaviest(place)}" x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" rx="2"/>'
    worst = place.levels["C3"]
    if worst and high >= 6:
        strip = max(min(wide, 5.0), wide * worst / count)
        shape += f'<rect class="strip" x="{x:.1f}" y="{y + high - 4:.1f}" width="{strip:.1f}" height="4" rx="2"/>'
    text = ""
    if wide >= _SMALL and high >= 18:
        name = _fit(place.name, wide - 8, 12) if place.name else _fit("…", wide, 12)
        text = f'<text x="{x + 5:.1f}" y="{y + 14:.1f}">{name}</text>'
        if high >= 34:
            text += f'<text class="c" x="{x + 5:.1f}" y="{y + 29:.1f}">{num(count)}</text>'
        if high >= 54 and worst:
            text += f'<text class="r" x="{x + 5:.1f}" y="{y + 43:.1f}">C3 {num(worst)}</text>'
    return f"<g>{title}{shape}{text}</g>"


def _heaviest(place: Place) -> str:
    return max(LEVELS, key=lambda level: WEIGHTS[level] * place.levels[level])


def _fit(text: str, width: float, size: float) -> Html:
    """As much of a name as fits; a hanzi is as wide as it is high, a letter little more than half of that."""
    used = 0.0
    for at, char in enumerate(text):
        used += size if ord(char) > 0x2E7F else size * 0.58
        if used > width:
            return esc(text[: max(0, at - 1)] + "…") if at > 2 else Html("")
    return esc(text)


def legend() -> Html:
    """What the colours mean."""
    return Html("".join(f'<span class="key"><i class="{one}"></i>{t(one)}</span>' for one in ("C3", "C2", "C1")))
