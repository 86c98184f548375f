"""Runs what the pages show and compares: python docs/transcripts.py [--write]

Three kinds of blocks are alive, in the order of their page and in one folder a page:

    ```toml      a block whose first line is ``# claims.toml`` is written there as that file
    ```python    with ``>>>``: one interactive session a page
    ```console   ``$ `` begins a command for bash; the lines up to the next one are its output, errors too

Everything else stands as it is. ``--write`` puts the real output in place of the shown one; without
it the exit status is 1 where they differ. tests/test_readme.py does the same comparison. The folder of
a page holds ``examples``, ``docs`` and ``tests`` of this repository.

A page of docs/zh shows the very blocks of its English one, which are run there; ``--write`` puts them in.
"""

from __future__ import annotations

import contextlib
import difflib
import doctest
import io
import os
import re
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: docs/presidio.md has its own notation and its own test (tests/test_presidio.py).
PAGES = [
    *(ROOT / name for name in ("README.md", "README.zh-CN.md")),
    *(page for page in sorted((ROOT / "docs").glob("*.md")) if page.name != "presidio.md"),
]
#: English page -> its translation, block for block the same; pages written by docs/build.py are no translations.
TRANSLATED = {
    page: page.parent / "zh" / page.name
    for page in sorted((ROOT / "docs").glob("*.md"))
    if (page.parent / "zh" / page.name).exists() and "<!-- Written by docs/build.py" not in page.read_text(encoding="utf-8")
}
_ANY = re.compile(r"(?ms)^```[^`\n]*\n.*?^```$")
_BLOCK = re.compile(r"(?ms)^```(toml|python|console)\n(.*?)^```$")
_PROGRESS = re.compile(r"(?m)^piiguard scan: (?:listing: )?[\d,]+ .*\n")  # a slow machine is told how far a scan is
_FILE = re.compile(r"# ([a-z][a-z0-9_.-]*\.toml)\n")


def rendered(text: str) -> str:
    """A page with the output of its live blocks as it really is."""
    with tempfile.TemporaryDirectory(prefix="piiguard-docs-") as name, contextlib.chdir(name):
        folder = Path(name)
        for part in ("examples", "docs", "tests"):
            (folder / part).symlink_to(ROOT / part, target_is_directory=True)
        names: dict[str, object] = {"__name__": "__console__"}

        def one(match: re.Match[str]) -> str:
            kind, block = match.groups()
            if kind == "toml" and (titled := _FILE.match(block)):
                (folder / titled[1]).write_text(block, encoding="utf-8")
            elif kind == "python" and ">>>" in block:
                block = session(block, names)
            elif kind == "console":
                block = transcript(block, folder)
            return f"```{kind}\n{block}```"

        return _BLOCK.sub(one, text)


def session(block: str, names: dict[str, object]) -> str:
    """A block of ``>>>`` lines with what they really print; ``names`` goes from block to block."""
    shown = []
    for example in doctest.DocTestParser().get_examples(block):
        first, *more = example.source.splitlines()
        shown += [f">>> {first}", *(f"... {line}".rstrip() for line in more)]
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            try:
                exec(compile(example.source, "<page>", "single"), names)
            except Exception as error:
                print("Traceback (most recent call last):\n  ...")
                print(*traceback.format_exception_only(error), sep="", end="")
        shown += output.getvalue().splitlines()
    return "\n".join(shown) + "\n"


def transcript(block: str, folder: Path) -> str:
    """A block of ``$ `` lines with what they really print, standard error included."""
    shown = []
    for command in re.findall(r"(?m)^\$ (.*)$", block):
        done = subprocess.run(
            ["bash", "-c", f'piiguard() {{ "$PYTHON" -m piiguard "$@"; }}; python() {{ "$PYTHON" "$@"; }}; {command}'],
            cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
        )  # fmt: skip
        shown += [f"$ {command}", *_PROGRESS.sub("", done.stdout).splitlines()]
    return "\n".join(shown) + "\n"


def environment() -> dict[str, str]:
    """Commands find this Python and this checkout, and speak UTF-8."""
    found = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHON": sys.executable, "PYTHONPATH": os.pathsep.join(found), "PYTHONUTF8": "1"}


def difference(page: Path) -> str:
    """What a page shows against what really happens, as a unified diff; empty when it is true."""
    shown = page.read_text(encoding="utf-8")
    lines = difflib.unified_diff(shown.splitlines(), rendered(shown).splitlines(), "shown", "real", lineterm="", n=1)
    return "\n".join(lines)


def blocks(page: Path) -> list[str]:
    """Every fenced block of a page, fences included."""
    return _ANY.findall(page.read_text(encoding="utf-8"))


def with_blocks(text: str, of: list[str]) -> str:
    """A translation with its blocks replaced by those of its page, one by one.

    Raises:
        ValueError: it has more of them, or fewer.
    """
    if len(_ANY.findall(text)) != len(of):
        raise ValueError(f"{len(of)} blocks in English, {len(_ANY.findall(text))} in the translation")
    remaining = iter(of)
    return _ANY.sub(lambda match: next(remaining), text)


def main() -> int:
    """See the module's first lines."""
    write = sys.argv[1:] == ["--write"]
    stale = False
    for page in PAGES:
        old = page.read_text(encoding="utf-8")
        if write:
            page.write_text(rendered(old), encoding="utf-8")
        elif found := difference(page):
            stale = True
            print(f"{page.relative_to(ROOT)}\n{found}", file=sys.stderr)
    for page, translation in TRANSLATED.items():
        old = translation.read_text(encoding="utf-8")
        new = with_blocks(old, blocks(page))
        if write:
            translation.write_text(new, encoding="utf-8")
        elif new != old:
            stale = True
            print(f"{translation.relative_to(ROOT)}: its blocks differ from the English page's", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
