"""piiguard uniqueness: how easily rows of a table are told apart by columns that name nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from typing import Any

import click

from piiguard.cli._shared import Failure
from piiguard.errors import FormatError, PolicyError
from piiguard.formats import Batch, Document, Table, TextDocument, open_document
from piiguard.generalize import band, check, generalize
from piiguard.reports.kanon import Generalisation, Uniqueness, uniqueness
from piiguard.reports.table import pad
from piiguard.scan.files import open_file
from piiguard.scan.neutral import neutral

#: class of values -> the entity type whose classes it is one of
_CLASSES = {
    **dict.fromkeys(("year", "decade"), "DATE_OF_BIRTH"),
    **dict.fromkeys(("district", "city", "province"), "CN_ADDRESS"),
}


@click.command(name="uniqueness")
@click.argument("file")
@click.option("--columns", metavar="A,B,…", required=True, help="the columns that are compared, by their names")
@click.option("--sensitive", metavar="NAME", help="a column that should not follow from the others")
@click.option(
    "--generalize",
    "ways",
    metavar="NAME=HOW",
    multiple=True,
    help="compare classes of values: year, decade (dates), district, city, province (addresses), a number (bands of that width)",
)
@click.option("--table", "wanted", metavar="NAME", help="the table or sheet; default: the first that has the columns")
@click.option("--json", "as_json", is_flag=True, help="one line of JSON")
def command(
    file: str, columns: str, sensitive: str | None, ways: tuple[str, ...], wanted: str | None, as_json: bool
) -> None:
    """How many rows of a table only one person can be behind.

    Rows alike in all COLUMNS form a class. Says how large the smallest is (k-anonymity), how many rows are alone in
    theirs, and with --sensitive whether that column follows from the others (l-diversity). No value is shown.

    Exit status: 0 when the table was read to its end, 2 otherwise.
    """
    if "://" in file:
        raise Failure("a file of this machine is read, no URL")
    names = [name.strip() for name in columns.split(",") if name.strip()]
    try:
        with open_file(file) as stream, open_document(stream, file) as document:
            found = _first(document, wanted, names, sensitive, dict(_way(way, names) for way in ways))
            unread = document.unread()
    except OSError as error:
        raise Failure(f"{neutral(file)}: {error.strerror or 'it cannot be read'}") from None
    except (FormatError, ValueError) as error:
        raise Failure(f"{neutral(file)}: {neutral(str(error))}") from None
    if unread:
        raise Failure(f"{neutral(file)}: not read in full: {'; '.join(unread)}")
    click.echo(json.dumps(found.as_dict(), ensure_ascii=False) if as_json else _shown(found))


def _first(
    document: Document, wanted: str | None, names: list[str], sensitive: str | None, ways: dict[str, Generalisation]
) -> Uniqueness:
    needed = {*names, *filter(None, [sensitive])}
    found: Uniqueness | None = None
    seen: list[str] = []
    for table in _tables(document):
        if found is None and (table.name == wanted if wanted is not None else needed <= set(table.names)):
            found = uniqueness(table, names, sensitive=sensitive, generalised=ways)
        else:
            seen += [name for name in table.names if name]
            for _ in table.batches:  # the next table begins behind the end of this
                pass
    if found is None:
        lacking = f"no table is called {wanted!r}" if wanted is not None else f"no table has {', '.join(sorted(needed))}"
        raise ValueError(f"{lacking}; there are the columns {', '.join(dict.fromkeys(seen))}" if seen else "it holds no table")
    return found


def _tables(document: Document) -> Iterator[Table]:
    if not isinstance(document, TextDocument):
        yield from document.tables()
        return
    parts = document.batches()
    for part in parts:
        if isinstance(part, Table):
            yield Table(part.name, part.names, chain(part.batches, _rest(parts, len(part.names))))


def _rest(parts: Iterator[Any], width: int) -> Iterator[Batch]:
    """The rows of a CSV text that come cell by cell, as batches of one."""
    cells: list[str | None] = [None] * width
    row = 0
    for segment in parts:
        where = segment.locate(segment.begin)
        if where["row"] != row:
            if row:
                yield Batch(row, [[cell] for cell in cells])
            cells, row = [None] * width, where["row"]
        at = where["column"] - 1
        if at < width:
            cells[at] = (cells[at] or "") + segment.text[segment.begin : segment.stop]
    if row:
        yield Batch(row, [[cell] for cell in cells])


def _way(text: str, names: list[str]) -> tuple[str, Generalisation]:
    name, _, how = text.rpartition("=")
    if name not in names:
        raise Failure(f"--generalize {text}: {name or text!r} is none of the columns")
    if how.isascii() and how.isdecimal() and int(how):
        return name, lambda value: _number(value, int(how))
    if how not in _CLASSES:
        raise Failure(f"--generalize {text}: use {', '.join(_CLASSES)} or a whole number")
    try:
        check({"to": how}, _CLASSES[how])
    except PolicyError as error:
        raise Failure(str(error)) from None
    return name, lambda value: generalize(value, _CLASSES[how], to=how)


def _number(value: str, step: int) -> str:
    try:
        return band(float(value.strip(" ¥￥元岁").replace(",", "")), step)
    except ValueError:
        return value  # a class of its own: to lump together what is no number would make k look better than it is


def _shown(found: Uniqueness) -> str:
    share = f"{found.unique / found.rows:.1%}" if found.rows else "0%"
    lines = [f"{found.rows} rows, {found.classes} classes of {', '.join(map(neutral, found.columns))}"]
    lines += [f"  k = {found.k}: the smallest class has {found.k} row{'' if found.k == 1 else 's'}"]
    lines += [f"  {found.unique} rows ({share}) are unique"]
    if found.sensitive is not None:
        lines += [f"  l = {found.l}: {found.exposed} rows are in classes with one value of {neutral(found.sensitive)} only"]
    lines += ["", "  rows in class   rows"]
    bands = list(found.bands)
    for at, low in enumerate(bands):
        high = bands[at + 1] - 1 if at + 1 < len(bands) else 0
        name = f"{low}" if high == low else f"{low}-{high}" if high else f"{low} and more"
        lines.append(f"  {pad(name, 14)}  {found.bands[low]}")
    return "\n".join(lines)
