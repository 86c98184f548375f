"""``piiguard filter`` as click sees it: for ``piiguard --help`` and the generated reference. It runs filter.py."""

from __future__ import annotations

import click

from .filter import USAGE, run

_HELP = USAGE.partition("\n\n")[2]


class _Filter(click.Command):
    """Shows the usage as filter.py prints it: click would fill its paragraphs anew."""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write(USAGE)


@click.command(name="filter", cls=_Filter, help=_HELP, add_help_option=False, context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> int:
    return run(list(arguments))
