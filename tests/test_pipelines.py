"""The recipes of examples/pipelines with the real programs: nothing lost, reordered, cut or unmasked, also when something is ended.

Each sends PIIGUARD_PIPELINES lines (5,000 unless it is set; the README's figures are of 100,000). In one test they pass, in others
SIGTERM goes to a filter or to the shipper in each of five parts, while lines are on their way.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pipelines import GUARD, HANG, RECIPES, ROUNDS, SIZE, Lines, count, end_one, filters, held, program, recipe, running, wait_for, write_lines

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the recipes are for Linux")
linux_root = pytest.mark.skipif(os.geteuid() != 0, reason="the program wants to be root")


def places(tmp_path: Path) -> dict[str, str]:
    """The places that every recipe has, and where they are in a test."""
    return {"/usr/bin/piiguard": str(program(tmp_path)), "/var/lib/prometheus/node-exporter": str(tmp_path)}


# -- rsyslog --------------------------------------------------------------------------------------


class Rsyslog:
    """rsyslog with the recipe, reading two files; it can be ended and started again."""

    def __init__(self, folder: Path) -> None:
        for name in ("app", "work"):
            (folder / name).mkdir()
        self.out = folder / "masked.log"
        self._folder = folder
        self._stack = contextlib.ExitStack()
        changes = places(folder) | {"/var/log/app/": f"{folder}/app/", "/var/log/masked.log": str(self.out)}
        (folder / "recipe.conf").write_text(recipe("rsyslog/60-piiguard.conf", changes), encoding="utf-8")
        main = f'global(workDirectory="{folder}/work")\ninclude(file="{folder}/recipe.conf")\n'
        (folder / "main.conf").write_text(main, encoding="utf-8")
        self._command = ["rsyslogd", "-n", "-f", f"{folder}/main.conf", "-i", f"{folder}/pid"]
        subprocess.run(["rsyslogd", "-N1", "-f", f"{folder}/main.conf"], check=True, capture_output=True, timeout=HANG)

    def start(self) -> None:
        self.process = self._stack.enter_context(running(self._command, env={"PATH": os.environ["PATH"]}))

    def end_filter(self) -> None:
        end_one(self.process.pid)

    def end_shipper(self) -> None:
        """As systemd does: rsyslog and what it started get the signal together."""
        for pid in [self.process.pid, *filters(self.process.pid)]:
            os.kill(pid, signal.SIGTERM)
        self.process.wait(HANG)
        self._stack.close()
        self.start()

    def send(self, parts: dict[str, list[str]]) -> None:
        for source, lines in parts.items():
            with (self._folder / "app" / f"{source}.log").open("a", encoding="utf-8") as stream:
                stream.write("".join(f"{line}\n" for line in lines))

    def close(self) -> None:
        self._stack.close()


@pytest.mark.skipif(shutil.which("rsyslogd") is None, reason="rsyslog is not installed")
@linux_root
@pytest.mark.parametrize("ended", ["nothing", "filter", "shipper"])
def test_rsyslog(tmp_path: Path, ended: str) -> None:
    lines = Lines(f"rsyslog-{ended}")
    rsyslog = Rsyslog(tmp_path)
    with contextlib.closing(rsyslog):
        rsyslog.start()
        for number in range(ROUNDS):
            before = count(rsyslog.out)
            rsyslog.send(lines.part(number))
            if ended != "nothing":
                wait_for("its first lines", lambda before=before: count(rsyslog.out) > before)
                getattr(rsyslog, f"end_{ended}")()
        wait_for("all lines", lambda: count(rsyslog.out) >= SIZE)
    lines.check(rsyslog.out.read_text("utf-8"))
    assert "withheld_lines_total" in (tmp_path / "rsyslog.prom").read_text("utf-8")
