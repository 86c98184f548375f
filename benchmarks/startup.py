"""Start-up: from starting the process to its first masked line, the input staying open behind it.

Beside it the floor of everything written in Python: ``python -c pass`` of the same
environment, from start to end. "cold" means without piiguard's cache of the compiled
expressions: every such run gets an empty cache folder.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import measure, peers, rules

_LINE = "客户手机号：13800138000，请回访\n".encode()
_VALUE = b"13800138000"


def first_line(argv: Sequence[str], env: Mapping[str, str]) -> float | None:
    """Seconds to the first line of output; None when it is not a masked one."""
    start = time.perf_counter()
    process = subprocess.Popen(
        argv,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **measure.LOCALE, **env},
        bufsize=0,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(_LINE)
    answer = process.stdout.readline()
    seconds = time.perf_counter() - start
    process.stdin.close()
    process.stdout.read()
    process.wait()
    return seconds if answer.endswith(b"\n") and _VALUE not in answer else None


def bare_python() -> float:
    """Seconds that ``python -c pass`` takes."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return time.perf_counter() - start


def _cold() -> float | None:
    with TemporaryDirectory(prefix="piiguard-cache-") as folder:
        return first_line(measure.FILTER, {"PIIGUARD_CACHE": folder})


def _record(program: str, state: str, seconds: list[float | None], floor: float) -> dict[str, Any]:
    taken = [time_ for time_ in seconds if time_ is not None]
    record: dict[str, Any] = {"measure": "startup", "program": program, "state": state, "runs": len(seconds)}
    if len(taken) < len(seconds):
        record["not_masked"] = len(seconds) - len(taken)
    if taken:
        middle = measure.median(taken)
        record["first_line_ms"] = measure.significant(middle * 1e3)
        record["best_ms"] = measure.significant(min(taken) * 1e3)
        record["times_bare_python"] = measure.significant(middle / floor)
    return record


def main(repeats: int = 21) -> Iterator[dict[str, Any]]:
    """piiguard with and without its cache, bare Python, sed, and the Python peers."""
    found, skipped = peers.split(peers.libraries())
    yield from skipped
    with measure.one_core(), TemporaryDirectory(prefix="piiguard-cache-") as folder:
        kept = {"PIIGUARD_CACHE": folder}
        first_line(measure.FILTER, kept)
        bare, warm, cold, sed = [], [], [], []
        for _ in range(repeats):
            bare.append(bare_python())
            warm.append(first_line(measure.FILTER, kept))
            cold.append(_cold())
            sed.append(first_line([*rules.sed(rules.SED_BOUNDED), "-u"], {}))
        floor = measure.median(bare)
        yield _record("python -c pass", "whole process", [*bare], floor)
        yield _record("piiguard", "warm cache", warm, floor)
        yield _record("piiguard", "cold cache", cold, floor)
        yield _record("sed -E", "", sed, floor)
        for peer in found:
            argv = [*peer.argv, "--first-line"]
            times = [first_line(argv, {}) for _ in range(5)]
            yield _record(peer.name, "", times, floor)
