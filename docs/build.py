"""Writes the generated pages, docs/recognizers.md and docs/cli.md: python docs/build.py

The pages say what the code says: the table comes from ``piiguard.recognizers.BUILTIN``, the
command reference from each command's own ``--help``. tests/test_docs.py says when one is old.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

import piiguard
from piiguard.cli._group import commands
from piiguard.recognizers import BUILTIN

DOCS = Path(__file__).resolve().parent
MADE = "<!-- Written by docs/build.py; change the code and run `make docs`. -->"


def recognizers_page() -> str:
    """One row a recognizer; the example is masked by the default policy."""
    guard = piiguard.Guard()
    rows = [
        "# Recognizers 识别器",
        "",
        MADE,
        "",
        "Every example is synthetic or the standard's own. *Masked* is what the `default` policy leaves",
        "of it; the level is the category of JR/T 0171-2020.",
        "",
        "| entity type | what it is | 中文 | level | standard | example | masked |",
        "|---|---|---|---|---|---|---|",
    ]
    for recognizer in BUILTIN:
        masked = guard.process(recognizer.example, label=recognizer.labels[0]).text
        cells = (recognizer.title_en, recognizer.title_zh, recognizer.level, recognizer.standard)
        shown = (f"`{recognizer.entity_type}`", *cells, f"`{recognizer.example}`", f"`{masked}`")
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in shown) + " |")
    return "\n".join(rows) + "\n"


def walk(command: click.Command, name: str, parent: click.Context | None = None) -> Iterator[tuple[str, str]]:
    """(full name, help text) of a command and of every command below it."""
    own_name = name.rsplit(" ", 1)[-1]
    context = command.make_context(own_name, [], parent, resilient_parsing=True, terminal_width=100)
    yield name, command.get_help(context)
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            below = command.get_command(context, inner)
            if below is not None:
                yield from walk(below, f"{name} {inner}", context)


def cli_page() -> str:
    """The help text of every command, one section each."""
    sections = [f"## {name}\n\n```\n{text.strip()}\n```\n" for name, text in walk(commands, "piiguard")]
    return f"# Command reference\n\n{MADE}\n\n" + "\n".join(sections)


PAGES = {"recognizers.md": recognizers_page, "cli.md": cli_page}


def main() -> None:
    """Write every page."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
