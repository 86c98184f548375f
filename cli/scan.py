"""piiguard scan: find personal information in files and folders."""

from __future__ import annotations

import os
import sys

import click

from piiguard.cli._progress import ScanProgress
from piiguard.cli._shared import clean_ending, coloured, guard_options, local, make_guard, paint
from piiguard.scan import scan
from piiguard.scan.output import Report, format_of
from piiguard.scan.table import Paint, plain, verdict


@click.command(name="scan")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--format", "kind", metavar="table|jsonl|csv", help="default: the ending of -o, else a table")
@click.option("-o", "--output", metavar="FILE", help="write the report to FILE, readable by you only")
@guard_options
@click.option(
    "--ner",
    type=click.Choice(["doubt", "all"]),
    help="Find names with the model, too (pip install 'piiguard[ner]'); all: its slow half reads everything.",
)
@click.option("--state", metavar="FILE", help="keep the ledger: an interrupted scan goes on, a later one reads only changes")
@click.option("--full", is_flag=True, help="read everything again, whatever the ledger says")
@click.option("--workers", type=click.IntRange(0, 256), metavar="N", help="processes that read; default: the cores; 0: none")
@click.option("--quiet", is_flag=True, help="no progress on standard error")
@click.pass_context
def command(
    context: click.Context,
    paths: tuple[str, ...],
    kind: str | None,
    output: str | None,
    policy: str,
    purpose: str | None,
    keyring: str | None,
    ner: str | None,
    state: str | None,
    full: bool,
    workers: int | None,
    quiet: bool,
) -> None:
    """Find personal information in files and folders.

    Reads text, JSON lines, JSON and CSV in UTF-8, UTF-16, GB18030 and Big5. The report shows masked
    values only. What cannot be read is listed with the reason.

    With --purpose only what that purpose should not see is reported; what it may see is counted, and
    is no finding for the exit status.

    Exit status: 0 nothing found, 1 something found, 2 something was not read or an error.
    """
    progress = ScanProgress(quiet)
    with clean_ending():
        kind = format_of(kind, output)
        paints: Paint = paint if output is None and coloured() else plain
        encoding = sys.stdout.encoding or "utf-8"
        with Report(kind, output, sys.stdout.buffer, encoding=encoding, paint=paints) as report:
            guard = make_guard(policy, keyring, ner, purpose)
            try:
                summary = scan(
                    [local(path) for path in paths],
                    guard=guard, sink=report, progress=progress, state=state, full=full,
                    workers=os.cpu_count() or 1 if workers is None else workers,
                )  # fmt: skip
            finally:
                progress.close()
    if output is not None:
        click.echo(verdict(summary, plain), err=True)
    context.exit(summary.exit_status)
