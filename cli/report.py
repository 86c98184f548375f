"""piiguard report: another report of a finished scan, and what changed since an older one."""

from __future__ import annotations

import os
import sys

import click

from piiguard.cli._shared import Failure, clean_ending, coloured, language, paint
from piiguard.errors import FormatError
from piiguard.reports import FORMATS, format_of, report
from piiguard.reports.compare import Replay, compare
from piiguard.reports.replay import opened
from piiguard.reports.sink import About
from piiguard.reports.table import plain
from piiguard.scan.baseline import Baseline, Reviewed


@click.command(name="report")
@click.argument("state")
@click.option("--compare", "older", metavar="OLDER", help="an older scan of the same places: what changed since")
@click.option("--format", "kind", metavar="|".join(FORMATS), help="default: the ending of -o, else a table")
@click.option("-o", "--output", metavar="FILE", help="write the report to FILE, readable by you only")
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), help="the language the HTML report begins in; default: that of the system"
)
@click.option("--baseline", metavar="FILE", help="reviewed findings: shown as such")
def command(
    state: str, older: str | None, kind: str | None, output: str | None, lang: str | None, baseline: str | None
) -> None:
    """Write another report of a finished scan.

    STATE and OLDER are what a scan left: its --state file, or its report in JSON lines. Nothing is scanned
    again. With --compare the HTML report, the table and JSON lines say what changed.

    Exit status: 0 when the report was written, 2 for an error.
    """
    with clean_ending():
        kind = format_of(kind, output)
        if output is not None and any(_same(output, path) for path in (state, older) if path):
            raise Failure("the report would overwrite the scan it is made of")
        newer = _open(state)
        change = compare(_open(older), newer) if older else None
        about = About(newer.info, change=change, lang=lang or language(), source=os.path.basename(state))
        paints = paint if output is None and coloured() else plain
        encoding = sys.stdout.encoding or "utf-8"
        with report(kind, output, sys.stdout.buffer, encoding=encoding, paint=paints, about=about) as sink:
            try:
                newer.replay(Reviewed(sink, Baseline.load(baseline)) if baseline else sink)
            except FormatError as error:
                raise Failure(f"{state}: {error}") from None


def _open(path: str) -> Replay:
    try:
        return opened(path)
    except OSError as error:
        raise Failure(f"{path}: {error.strerror or 'it cannot be read'}") from None
    except FormatError as error:
        raise Failure(f"{path}: {error}") from None


def _same(one: str, other: str) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False  # not there yet
