"""piiguard scan: find personal information in files and folders."""

from __future__ import annotations

import os
import sys

import click

from piiguard.cli._engine import make_readers
from piiguard.cli._progress import ScanProgress
from piiguard.cli._secrets import read_secrets
from piiguard.cli._shared import clean_ending, coloured, guard_options, known, language, make_guard, paint
from piiguard.reports import FORMATS, format_of, report
from piiguard.reports.sink import About
from piiguard.reports.table import Paint, plain, verdict
from piiguard.scan import scan
from piiguard.scan.baseline import Baseline


@click.command(name="scan")
@click.argument("targets", metavar="PATH|URL...", nargs=-1, required=True)
@click.option("--format", "kind", metavar="|".join(FORMATS), help="default: the ending of -o, else a table")
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
@click.option("--engine", metavar="spark[=MASTER]", help="units are read by a Spark cluster (docs/spark.md), not by this machine")
@click.option(
    "--sample", type=click.FloatRange(0, 1, min_open=True), metavar="SHARE", help="of tables, only a random share of the rows"
)
@click.option("--seed", type=int, default=0, show_default=True, help="of --sample: the same seed draws the same rows")
@click.option("--baseline", metavar="FILE", help="reviewed findings: shown as such, and none for the exit status")
@click.option("--secrets", metavar="FILE", help="NAME=value lines for the sources (docs/sources.md), readable by you only")
@click.option("--ask", multiple=True, metavar="NAME", help="ask for a secret of the sources, such as password")
@click.option("--no-ignore", is_flag=True, help="read what .piiguardignore files leave out, too")
@click.option("--memory", type=click.IntRange(100), metavar="MB", help="memory of a worker; default: 400, OCR 500 more")
@click.option("--quiet", is_flag=True, help="no progress on standard error")
@click.pass_context
def command(
    context: click.Context,
    targets: tuple[str, ...],
    kind: str | None,
    output: str | None,
    policy: str,
    purpose: str | None,
    keyring: str | None,
    ner: str | None,
    state: str | None,
    full: bool,
    workers: int | None,
    engine: str | None,
    sample: float | None,
    seed: int,
    baseline: str | None,
    secrets: str | None,
    ask: tuple[str, ...],
    no_ignore: bool,
    memory: int | None,
    quiet: bool,
) -> None:
    """Find personal information in files, folders, object stores and databases.

    What is read of which format stands in docs/scan.md, of which place in docs/sources.md. The report shows
    masked values only. What cannot be read is listed with the reason.

    With --purpose only what that purpose should not see is reported; what it may see is counted, and
    is no finding for the exit status.

    Exit status: 0 nothing found, 1 something found, 2 something was not read or an error.
    """
    progress = ScanProgress(quiet)
    with clean_ending():
        readers = make_readers(
            engine, policy=policy, keyring=keyring, purpose=purpose, ner=ner, secrets=secrets, ask=ask
        )
        given = read_secrets(secrets, ask)
        kind = format_of(kind, output)
        paints: Paint = paint if output is None and coloured() else plain
        encoding = sys.stdout.encoding or "utf-8"
        about = About(lang=language())
        with report(kind, output, sys.stdout.buffer, encoding=encoding, paint=paints, about=about) as sink:
            guard = make_guard(policy, keyring, ner, purpose)
            try:
                summary = scan(
                    [known(target) for target in targets],
                    guard=guard, sink=sink, progress=progress, state=state, full=full,
                    workers=os.cpu_count() or 1 if workers is None else workers, secrets=given,
                    sample=None if sample is None or sample == 1 else (sample, seed),
                    baseline=Baseline.load(baseline) if baseline else None,
                    ignore=not no_ignore, memory=memory << 20 if memory else None, readers=readers,
                )  # fmt: skip
            finally:
                progress.close()
    if output is not None:
        click.echo(verdict(summary, plain), err=True)
    context.exit(summary.exit_status)
