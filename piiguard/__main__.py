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


if __name__ == "__main__":
    sys.exit(main())
