"""The click group: commands are imported when they are used."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from piiguard import PiiguardError, __version__

#: command -> module of this package that holds it as ``command``
COMMANDS = {
    "scan": "scan",
    "mask": "mask",
    "filter": "filter_help",
    "explain": "explain",
    "recognizers": "recognizers",
    "policy": "policy",
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"piiguard.cli.{COMMANDS[cmd_name]}").command
        return command


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
    try:
        result = commands.main(args=arguments, prog_name="piiguard", standalone_mode=False)
    except click.exceptions.Abort:
        return 130
    except click.ClickException as error:
        error.show()
        return 2
    except PiiguardError as error:
        click.echo(f"piiguard: {error}", err=True)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 141
    return result if isinstance(result, int) else 0
