"""piiguard mask: write masked copies of files and folders."""

from __future__ import annotations

import sys

import click

from piiguard.cli._secrets import read_secrets
from piiguard.cli._shared import Failure, clean_ending, coloured, guard_options, known, local, make_guard, ner_option, paint
from piiguard.reports.table import Paint, plain
from piiguard.scan import CopyReport, mask_table, mask_tree
from piiguard.sources import SCHEMES, scheme_of

_SHOWN = 50  # masked objects listed; those that failed are all listed


@click.command(name="mask")
@click.argument("path", metavar="PATH|URL")
@click.option("-o", "--output", metavar="OUT", required=True, help="file or folder for the copy; of a table .csv, .sql, .parquet")
@click.option("--force", is_flag=True, help="write over existing files")
@click.option("--table", metavar="NAME", help="of a database: the table that is exported")
@click.option("--secrets", metavar="FILE", help="NAME=value lines for the database (docs/sources.md), readable by you only")
@click.option("--ask", multiple=True, metavar="NAME", help="ask for a secret of the database, such as password")
@guard_options
@ner_option
@click.pass_context
def command(
    context: click.Context,
    path: str,
    output: str,
    force: bool,
    table: str | None,
    secrets: str | None,
    ask: tuple[str, ...],
    policy: str,
    purpose: str | None,
    keyring: str | None,
    ner: bool,
) -> None:
    """Write a masked copy of the file or folder PATH to OUT, or of one table of the database URL.

    Format, charset and everything outside the masked values stay as they are. Each copy is scanned
    again before it is put in place. What cannot be masked in full is listed and not copied.

    Exit status: 0 everything was masked and copied, 2 something was not, or an error.
    """
    with clean_ending() as bar:
        guard = make_guard(policy, keyring, ner, purpose)
        if SCHEMES.get(scheme_of(path)) == "local":
            if table or secrets or ask:
                raise Failure("--table, --secrets and --ask are for databases")
            report = mask_tree(local(path), local(output), guard=guard, force=force, progress=bar)
        else:
            given = read_secrets(secrets, ask)
            report = mask_table(known(path), local(output), table=table, guard=guard, force=force, secrets=given)
    _show(report)
    context.exit(report.exit_status)


def _show(report: CopyReport) -> None:
    style: Paint = paint if coloured() else plain
    done = [row for row in report.rows if row.status == "masked"]
    for row in done[:_SHOWN]:
        kinds = ", ".join(f"{kind} {count}" for kind, count in row.edits.most_common()) or "nothing to mask"
        notes = "".join(f"; {note}" for note in row.notes)
        _line(f"{style('masked', 'good')}  {row.uri} -> {row.target}  {kinds}{notes}")
    if len(done) > _SHOWN:
        _line(f"masked  … and {len(done) - _SHOWN} more")
    for row in report.rows:
        if row.status == "failed":
            _line(f"{style('not copied', 'bad')}  {row.uri}: {row.reason}")
        elif row.status == "link":
            _line(f"not copied  {row.uri}: {row.reason}")
    values = sum(row.edits.total() for row in done)
    _line(f"{len(done)} of {len(report.rows)} objects copied, {values} values masked")


def _line(text: str) -> None:
    encoding = sys.stdout.encoding or "utf-8"
    click.echo(text.encode(encoding, "backslashreplace").decode(encoding))
