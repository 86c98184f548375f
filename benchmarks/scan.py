"""Scanning: whole processes over generated trees and a database, with no worker, one and two, beside peers.

Rates are bytes, or rows, over wall time; ``cpu_s`` is what all of a run's processes took of it together, which is
what holds on a machine with others on it. Nothing is pinned to a core: two workers need two.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import corpus, measure, peers, scan_data
from benchmarks.scan_postgresql import postgresql

WORKERS = (0, 1, 2)
_MB = 1_000_000
_COUNTED = 1 << 20  # bytes of a tree that the Python peers read; their rate is computed from it


class Set(NamedTuple):
    """One data set: its name, the share of lines with personal values, and what writes it (path, megabytes)."""

    name: str
    density: float
    size: float
    write: Callable[[Path, int], None]


def sets() -> list[Set]:
    """The data sets; ``size`` is the share of the megabytes asked for, so that none takes minutes."""
    found = []
    for density in (0.01, 0.2):
        found += [
            Set("text", density, 1.0, lambda path, size, d=density: _none(corpus.write(path / "a.log", size, d))),
            Set("CSV", density, 1.0, lambda path, size, d=density: scan_data.write_csv(path / "a.csv", size, d)),
            Set("JSON lines", density, 1.0, lambda path, size, d=density: scan_data.write_jsonl(path / "a.jsonl", size, d)),
        ]
    return [
        *found,
        Set("CSV, 3 of 10 columns personal", 0.01, 0.125, lambda path, size: _labelled(path / "a.csv", size)),
        Set("files of 10 KB", 0.01, 0.8, lambda path, size: scan_data.write_small(path, size // 10_000, 10_000, 0.01)),
    ]


def _none(_: object) -> None:
    return None


def _labelled(path: Path, size: int) -> None:
    scan_data.write_csv(path, size, 0.01, scan_data.LABELLED)


def _argv(target: str, workers: int) -> tuple[str, ...]:
    return (sys.executable, "-m", "piiguard", "scan", target, "--workers", str(workers), "--format", "jsonl", "--quiet")


def ran(argv: tuple[str, ...], expected: tuple[int, ...]) -> measure.Run:
    """One run with nothing on its standard input. Raises RuntimeError with the words of one that failed."""
    run = measure.run(argv, Path(os.devnull))
    if run.status not in expected:
        raise RuntimeError(f"{argv[0]}: status {run.status}: {run.errors[-300:]}")
    return run


def _record(runs: list[measure.Run], amount: float, unit: str) -> dict[str, Any]:
    wall = min(run.wall for run in runs)
    cpu = min(run.cpu for run in runs)
    return {
        unit: measure.significant(amount / wall),
        f"{unit}_cpu": measure.significant(amount / cpu),
        "wall_s": measure.significant(wall),
        "cpu_s": measure.significant(cpu),
        "runs": len(runs),
        "peak_mb": measure.significant(max(run.rss for run in runs) / 1e6),
    }


def rounds(commands: dict[str, tuple[tuple[str, ...], tuple[int, ...]]], repeats: int) -> dict[str, list[measure.Run]]:
    """Every command ``repeats`` times, taking turns: name -> its runs. A command comes with the statuses it may end with."""
    runs: dict[str, list[measure.Run]] = {name: [] for name in commands}
    for _ in range(repeats):
        for name, (argv, expected) in commands.items():
            runs[name].append(ran(argv, expected))
    return runs


def _ours(target: str, about: dict[str, Any], amount: float, unit: str, repeats: int) -> Iterator[dict[str, Any]]:
    """One record for each number of workers; ``times_one_worker`` compares those of the same run."""
    runs = rounds({str(workers): (_argv(target, workers), (0, 1)) for workers in WORKERS}, repeats)
    one = min(run.wall for run in runs["1"])
    for workers in WORKERS:
        record = _record(runs[str(workers)], amount, unit)
        times = {"times_one_worker": measure.significant(one / record["wall_s"])} if workers > 1 else {}
        yield {"measure": "scan", "program": "piiguard", **about, "workers": workers, **record, **times}


def _peers(folder: Path, about: dict[str, Any], scratch: Path, repeats: int) -> Iterator[dict[str, Any]]:
    """The floor, and how a script would walk the same tree with a library."""
    size = scan_data.size_of(folder)
    found, skipped = peers.split(peers.command_line(scratch))
    for peer in found:
        if peer.name.startswith("rg"):
            argv = (*peer.argv[:-1], "--no-ignore", str(folder))
            runs = rounds({peer.name: (argv, (0, 1))}, repeats)[peer.name]
            yield {"measure": "scan", "program": peer.name, "setup": peer.setup, **about, **_record(runs, size / _MB, "mb_s")}
    yield from (record for record in skipped if str(record["program"]).startswith("rg"))
    libraries, skipped = peers.split(peers.libraries())
    yield from (record for record in skipped if record["program"] == "presidio-analyzer")
    for peer in libraries:
        if peer.name == "presidio-analyzer":
            argv = (*peers.library(peer.name, "tree"), str(folder), str(_COUNTED))
            said = json.loads(subprocess.run(argv, capture_output=True, text=True, check=True).stdout)
            rate = measure.significant(said["bytes"] / _MB / said["loop_s"])
            setup = "a script that walks the tree and gives every line of every file to the analyzer; its loading is left out"
            yield {"measure": "scan", "program": peer.name, "setup": setup, **about, "bytes": said["bytes"], "mb_s": rate}


def main(megabytes: int = 64, repeats: int = 3) -> Iterator[dict[str, Any]]:
    """One record for each data set and program."""
    for item in sets():
        with tempfile.TemporaryDirectory(prefix="piiguard-bench-") as name:
            folder, scratch = Path(name, "tree"), Path(name)
            folder.mkdir()
            item.write(folder, int(megabytes * item.size * _MB))
            size = scan_data.size_of(folder)
            about = {"data": item.name, "density": item.density, "bytes": size}
            yield from _ours(str(folder), about, size / _MB, "mb_s", repeats)
            if item.name in ("text", "files of 10 KB") and item.density < 0.1:
                yield from _peers(folder, about, scratch, repeats)
    yield from postgresql(megabytes * 8000, repeats, _ours)
