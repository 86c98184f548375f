"""Commands on pages that take too long for a test, or install: each is one that exists, with arguments that it takes."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest

from piiguard.cli._group import commands

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("CONTRIBUTING.md", "benchmarks/README.md", "benchmarks/accuracy/README.md", "benchmarks/estate/README.md")


def shown(page: str) -> list[str]:
    """The lines of a page's plain blocks, without what is said beside them."""
    blocks = re.findall(r"(?ms)^```\n(.*?)^```$", (ROOT / page).read_text("utf-8"))
    return [re.sub(r"\s+#.*", "", line) for block in blocks for line in block.splitlines()]


LINES = sorted({line for page in PAGES for line in shown(page)})


class Parsed(Exception):
    """The arguments were taken."""


def parsed(module: str, words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Start a module's ``main`` and end it behind its parser, which ends the process itself when it refuses."""
    real = argparse.ArgumentParser.parse_args

    def parse(self: argparse.ArgumentParser, *given: Any, **more: Any) -> None:
        real(self, *given, **more)
        raise Parsed

    monkeypatch.setattr(argparse.ArgumentParser, "parse_args", parse)
    monkeypatch.setattr(sys, "argv", [module, *words])
    try:
        found = importlib.import_module(f"{module}.__main__")
    except ModuleNotFoundError:
        found = importlib.import_module(module)
    with pytest.raises(Parsed):
        found.main()


def started(line: str) -> str:
    """What a command of this repository writes."""
    words = [sys.executable, *shlex.split(line)[1:]]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]), "PYTHONUTF8": "1"}
    return subprocess.run(words, cwd=ROOT, env=env, capture_output=True, check=True).stdout.decode()


@pytest.mark.parametrize("line", LINES)
def test_the_command_is_one(line: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program, *words = shlex.split(line)
    if program == "make":
        assert re.search(rf"(?m)^{words[0]}:.*  ## ", (ROOT / "Makefile").read_text("utf-8"))
    elif program == ".ci/run":
        assert os.access(ROOT / program, os.X_OK)
    elif program == "piiguard":
        (tmp_path / "files").mkdir()
        (tmp_path / "keyring").touch()
        command = commands.get_command(click.Context(commands), words[0])
        assert command is not None
        command.make_context(words[0], [word.replace("DIR", str(tmp_path)) for word in words[1:]])
    elif words[:2] == ["-m", "benchmarks.setup_peers"]:
        setup = importlib.import_module(words[1])
        for name in ("_pip", "_hawk", "_public_text"):
            monkeypatch.setattr(setup, name, lambda *_: True)
        monkeypatch.setattr(setup, "PEER_PYTHON", Path(sys.executable))
        assert setup.main(words[2:]) == 0
    elif words[:2] == ["-m", "benchmarks.corpus"]:
        assert len(started(line).splitlines()) == int(words[-1])
    else:
        assert (program, words[0]) == ("python", "-m")
        parsed(words[1], words[2:], monkeypatch)


def test_the_page_of_accuracy_is_up_to_date() -> None:
    """The line with both in it: --render, and --check, which changes nothing."""
    assert any("--render" in line for line in LINES)
    started("python -m benchmarks.accuracy --check")


def test_a_record_is_as_shown() -> None:
    """benchmarks/accuracy/README.md: its keys and the forms of its values are those of real ones."""
    page = (ROOT / "benchmarks" / "accuracy" / "README.md").read_text("utf-8")
    (example,) = re.findall(r"(?ms)^```json\n(.*?)^```$", page)
    (line,) = (line for line in LINES if "accuracy.generate" in line)
    records = [json.loads(record) for record in started(line).splitlines()]
    assert len(records) == 100
    wanted = {key: type(value) for key, value in json.loads(example).items()}
    assert all({key: type(value) for key, value in record.items()} == wanted for record in records)
    spans = [record["spans"][0] for record in records if record["spans"]]
    assert {tuple(map(type, span)) for span in spans} == {(int, int, str)}
