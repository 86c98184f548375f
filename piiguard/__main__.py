"""``piiguard`` and ``python -m piiguard``: ``filter`` goes its own short way, the rest through click."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns its exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["filter"]:
        from piiguard.cli.filter import run

        return run(arguments[1:])
    from piiguard.cli._group import main as commands

    return commands(arguments)


def entry() -> None:
    """The ``piiguard`` program: runs and ends the process.

    ``filter`` writes without buffers and leaves nothing to clean up, so the interpreter's own
    taking down, which costs as much as masking ten thousand lines, is skipped.
    """
    status = main()
    if sys.argv[1:2] == ["filter"]:
        import os

        for stream in (sys.stdout, sys.stderr):
            try:
                if stream is not None:  # a caller may have closed it
                    stream.flush()
            except OSError:
                status = status or 2
        os._exit(status)
    sys.exit(status)


if __name__ == "__main__":
    entry()
