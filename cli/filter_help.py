"""``piiguard filter`` as click sees it: for ``piiguard --help`` and the generated reference. It runs filter.py."""

from __future__ import annotations

import click

from .filter import USAGE, run


@click.command(name="filter", help=USAGE.partition("\n\n")[2], add_help_option=False, context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> int:
    return run(list(arguments))
