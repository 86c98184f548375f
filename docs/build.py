"""Writes the generated pages, in docs/ and in docs/zh/: python docs/build.py

The pages say what the code says: the tables come from ``piiguard.recognizers.BUILTIN``, the error classes, operators, schemes
and kinds of files (docs/made_pages.py), the command reference from each command's own ``--help``. tests/test_docs.py and
tests/test_pages.py say when one is old.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import click

DOCS = Path(__file__).resolve().parent
sys.path.append(str(DOCS))

import made_help_zh  # noqa: E402
import made_pages  # noqa: E402
from made_pages import MADE  # noqa: E402

import piiguard  # noqa: E402
from piiguard.cli._group import commands  # noqa: E402
from piiguard.recognizers import BUILTIN  # noqa: E402


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
    for full_name, below, context in tree(command, name, parent):
        yield full_name, below.get_help(context)


def tree(
    command: click.Command, name: str, parent: click.Context | None = None
) -> Iterator[tuple[str, click.Command, click.Context]]:
    """(full name, command, context) of a command and of every command below it."""
    own_name = name.rsplit(" ", 1)[-1]
    context = command.make_context(own_name, [], parent, resilient_parsing=True, terminal_width=100)
    yield name, command, context
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            below = command.get_command(context, inner)
            if below is not None:
                yield from tree(below, f"{name} {inner}", context)


def cli_page(lang: str = "en") -> str:
    """The help text of every command, one section each; in Chinese what it says stands below it."""
    sections = []
    for name, command, context in tree(commands, "piiguard"):
        section = f"## {name}\n\n```\n{command.get_help(context).strip()}\n```\n"
        if lang == "zh":
            options = [made_pages.row(f"`{written}`", made_pages.option_zh(said)) for written, said in
                       made_pages.command_options(command, context)]  # fmt: skip
            section += "\n".join(["", made_help_zh.COMMANDS[name][1], "", *made_pages.table("选项", "含义"), *options, ""])
        sections.append(section)
    if lang == "zh":
        return f"# 命令参考\n\n{MADE}\n\n每个命令先列出它自己的 `--help`，再用中文说明。\n\n" + "\n".join(sections)
    return f"# Command reference\n\n{MADE}\n\n" + "\n".join(sections)


PAGES: dict[str, Callable[[], str]] = {"recognizers.md": recognizers_page, "zh/recognizers.md": made_pages.recognizers_zh}
for _name, _page in {
    "cli": cli_page, "errors": made_pages.error_page, "operators": made_pages.operator_page,
    "policies": made_pages.policy_page, "reads": made_pages.reads_page,
}.items():  # fmt: skip
    PAGES[f"{_name}.md"] = partial(_page, "en")
    PAGES[f"zh/{_name}.md"] = partial(_page, "zh")


def main() -> None:
    """Write every page."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
