"""The click group: commands are imported when they are used."""

from __future__ import annotations

import io
import os
import sys
from importlib import import_module
from typing import Any

import click

from piiguard import PiiguardError, __version__, mask

#: command -> module of this package that holds it as ``command``
COMMANDS = {
    "scan": "scan",
    "mask": "mask",
    "filter": "filter_help",
    "explain": "explain",
    "recognizers": "recognizers",
    "policy": "policy",
    "restore": "restore",
    "keys": "keys",
    "report": "report",
    "uniqueness": "uniqueness",
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"piiguard.cli.{COMMANDS[cmd_name]}").command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """click would end with 1 when the reader leaves; here that means "found"."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _silence_stdout()
            raise click.exceptions.Exit(141) from None


@click.command(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="piiguard")
def commands() -> None:
    """Find and protect personal information in Chinese text.

    \b
    piiguard scan PATH…            what is where (exit 0 nothing, 1 found, 2 not everything could be read)
    piiguard mask PATH -o OUT      masked copies of files and folders
    … | piiguard filter | …        mask a log as it flows
    """


def main(arguments: list[str]) -> int:
    """Run a command and turn our own errors into one line and exit status 2."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal that lacks hanzi is no reason to fail
    try:
        result = commands.main(args=arguments, prog_name="piiguard", standalone_mode=False)
    except click.exceptions.Abort:
        return 130
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(shown)  # it may repeat an argument, and that may be a text to scan
        click.echo(mask(shown.getvalue()), nl=False, err=True)
        return 2
    except PiiguardError as error:
        click.echo(f"piiguard: {error}", err=True)
        return 2
    except OSError as error:
        _silence_stdout()
        click.echo(f"piiguard: {error.strerror or 'reading or writing failed'}", err=True)
        return 2
    return result if isinstance(result, int) else 0


def _silence_stdout() -> None:
    """What is still buffered must not fail again when the interpreter ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
