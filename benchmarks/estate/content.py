"""What stands in the files before any format: lines and tables with everything planted in them known."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.estate.charsets import writable
from benchmarks.estate.schemas import HANT, SCHEMAS, Schema
from benchmarks.estate.values import NOBODYS, PERSONAL
from piiguard.testing import Values

_SLOT = re.compile(r"\{([a-z_]+)\}")
_TRIES = 200
STEM = "{stem}"  # in the name of a file inside: the outer file's name without its ending


class Fact(NamedTuple):
    """A planted value.

    where     what the finding's location must say ("line", "row", "sheet", "page"); nothing of it may differ
    template  where it comes from: the kind of line and its number, or table and column; before it an inner file's ending
    inner     the file inside the object, "" for the object itself; "a.zip!/b.csv" where deeper
    charset   of the inner file
    sure      false: it may be found (a file that breaks off), and need not be
    """

    entity: str
    value: str
    where: dict[str, Any]
    template: str
    inner: str = ""
    charset: str = ""
    sure: bool = True


class Status(NamedTuple):
    """What must be said of an object or of a file in it: one of ``status``, a reason that ``reason`` matches.

    inside  said of any file inside will do
    """

    status: tuple[str, ...]
    reason: str = ""
    inner: str = ""
    inside: bool = False


class Made(NamedTuple):
    """A file: its bytes, its name's ending, what is in it, and how its text is encoded where that is a choice."""

    data: bytes
    ending: str
    facts: list[Fact]
    charset: str = ""
    statuses: tuple[Status, ...] = (Status(("scanned",)),)

    def inside(self, name: str) -> Made:
        """The same as a file called ``name`` inside another."""
        stem = name.rsplit("/", 1)[-1].split(".", 1)[0]
        facts = [
            fact._replace(
                inner="!/".join(filter(None, (name, fact.inner.replace(STEM, stem)))),
                template=fact.template if fact.inner else f"{self.ending} {fact.template}",
                charset=fact.charset or self.charset,
            )
            for fact in self.facts
        ]
        return self._replace(facts=facts)


class Line(NamedTuple):
    """A line of text and its (entity, value) pairs."""

    text: str
    planted: tuple[tuple[str, str], ...]
    template: str


class Grid(NamedTuple):
    """A table: ``rows[r][c]`` is text or None; ``planted`` holds (row from 0, column from 0, entity)."""

    schema: Schema
    rows: list[list[str | None]]
    planted: list[tuple[int, int, str]]

    def facts(self, first: int, key: str = "row", where: dict[str, Any] | None = None) -> list[Fact]:
        """One fact a planted cell; ``first`` is the number of the first row as the format counts."""
        return [
            Fact(entity, str(self.rows[row][column]), {**(where or {}), key: first + row},
                 f"{self.schema.code}.{self.schema.columns[column][1]}")
            for row, column, entity in self.planted
        ]  # fmt: skip

    @property
    def chinese(self) -> list[str]:
        """Headings as people write them."""
        return [column[0] for column in self.schema.columns]

    @property
    def codes(self) -> list[str]:
        """Headings as programs write them."""
        return [column[1] for column in self.schema.columns]


@cache
def templates() -> dict[str, tuple[str, ...]]:
    """Lines by kind; kinds that start with "-" hold nothing personal."""
    found: dict[str, list[str]] = {}
    kind = ""
    for line in Path(__file__).with_name("templates.txt").read_text("utf-8").splitlines():
        if line.startswith("== "):
            kind = line[3:]
        elif line and not line.startswith("#"):
            found.setdefault(kind, []).append(line)
    return {name: tuple(lines) for name, lines in found.items()}


def line_facts(lines: list[Line], first: int = 1, where: dict[str, Any] | None = None) -> list[Fact]:
    """One fact a planted value; lines count from ``first``."""
    return [
        Fact(entity, value, {**(where or {}), "line": first + at}, line.template)
        for at, line in enumerate(lines)
        for entity, value in line.planted
    ]


class Pen:
    """Draws content from a seed."""

    def __init__(self, seed: str) -> None:
        self.values = Values(seed)
        self.below = self.values.below
        self.pick = self.values.pick

    def size(self, small: int, large: int) -> int:
        """A number of lines or rows: mostly up to ``small``, one in a hundred up to ``large``."""
        return 3 + self.below(large if self.below(100) == 0 else small)

    def line(self, kind: str, charset: str = "utf-8") -> Line:
        """A line of a kind (half the time one that holds nothing) that ``charset`` can write."""
        negative = self.below(2) == 0
        return self._line(f"-{kind}" if negative else kind, charset)

    def lines(self, kind: str, count: int, charset: str = "utf-8") -> list[Line]:
        """Lines of a kind; at least one holds something."""
        lines = [self.line(kind, charset) for _ in range(count)]
        lines[self.below(count)] = self._line(kind, charset)
        return lines

    def _line(self, kind: str, charset: str) -> Line:
        at = self.below(len(templates()[kind]))
        template = templates()[kind][at]
        for _ in range(_TRIES):
            line = self._filled(template, f"{kind}:{at + 1}")
            if writable(line.text, charset):
                return line
        raise ValueError(f"{charset} cannot write line {at + 1} of {kind}")

    def _filled(self, template: str, name: str) -> Line:
        planted = []

        def value(match: re.Match[str]) -> str:
            slot = match[1]
            if slot in NOBODYS:
                return NOBODYS[slot](self.values)
            entity, make = PERSONAL[slot]
            planted.append((entity, make(self.values)))
            return planted[-1][1]

        return Line(_SLOT.sub(value, template), tuple(planted), name)

    def grid(self, count: int, charset: str = "utf-8") -> Grid:
        """A table; a cell in fifty is null."""
        return self.filled(HANT if charset == "big5" else self.pick(SCHEMAS), count, charset)

    def filled(self, schema: Schema, count: int, charset: str = "utf-8") -> Grid:
        """A table of a schema."""
        rows: list[list[str | None]] = []
        planted = []
        for row in range(count):
            cells: list[str | None] = []
            for column, (_, _, slot) in enumerate(schema.columns):
                if self.below(50) == 0:
                    cells.append(None)
                elif slot in NOBODYS:
                    cells.append(NOBODYS[slot](self.values))
                else:
                    entity, make = PERSONAL[slot]
                    cells.append(self._writable(make, charset))
                    planted.append((row, column, entity))
            rows.append(cells)
        return Grid(schema, rows, planted)

    def _writable(self, make: Callable[[Values], str], charset: str) -> str:
        for _ in range(_TRIES):
            value = make(self.values)
            if writable(value, charset):
                return value
        raise ValueError(f"{charset} cannot write a value")
