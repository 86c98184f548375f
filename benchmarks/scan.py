"""Scanning: whole processes over generated trees, documents and a database, with one worker and two, beside peers.

Rates are bytes, or rows, over wall time; ``cpu_s`` is what all of a run's processes took of it together, which is
what holds on a machine with others on it, and ``_cpu_net`` the rate over it without what starting takes. Nothing is
pinned to a core: two workers need two.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import corpus, measure, scan_data
from benchmarks.scan_documents import documents
from benchmarks.scan_peers import beside
from benchmarks.scan_postgresql import postgresql

WORKERS = (1, 2)
PEERS_ON = ("text", "files of 10 KB")  # data sets that the peers read as well
_FILES = 8
_MB = 1_000_000


class Set(NamedTuple):
    """One data set: its name, the share of lines with personal values, and what writes it (folder, bytes)."""

    name: str
    density: float
    size: float
    write: Callable[[Path, int], None]


def sets() -> list[Set]:
    """The data sets; ``size`` is the share of the megabytes asked for, so that none takes minutes.

    The first is the largest: with little to do, starting is most of what two workers do.
    """
    found = []
    for density, share in ((0.01, 1.0), (0.2, 0.5)):
        found += [
            Set("text", density, 3 * share, _files("log", density, corpus.write)),
            Set("CSV", density, share, _files("csv", density, scan_data.write_csv)),
            Set("JSON lines", density, share, _files("jsonl", density, scan_data.write_jsonl)),
        ]
    labelled = partial(scan_data.write_csv, names=scan_data.LABELLED)
    return [
        *found,
        Set("CSV, 3 of 10 columns personal", 0.01, 0.125, _files("csv", 0.01, labelled)),
        Set("files of 10 KB", 0.01, 0.5, lambda path, size: scan_data.write_small(path, size // 10_000, 10_000, 0.01)),
    ]


def _files(ending: str, density: float, write: Callable[..., object]) -> Callable[[Path, int], None]:
    """Writes a few files that share the bytes: what is in one cannot be read by two workers in every format."""

    def files(folder: Path, size: int) -> None:
        for number in range(_FILES):
            write(folder / f"{number}.{ending}", size // _FILES, density, seed=corpus.SEED + number)

    return files


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


def _ours(target: str, idle: str, about: dict[str, Any], amount: float, unit: str, repeats: int) -> Iterator[dict[str, Any]]:
    """One record for each number of workers; ``times_one_worker`` compares those of the same run.

    idle  a target of the same kind without anything in it: what starting takes, for the rate without it
    """
    places = {"scan": target, "idle": idle}
    names = [(kind, workers) for workers in WORKERS for kind in places]
    runs = rounds({f"{kind} {workers}": (_argv(places[kind], workers), (0, 1)) for kind, workers in names}, repeats)
    one = min(run.wall for run in runs["scan 1"])
    for workers in WORKERS:
        record = _record(runs[f"scan {workers}"], amount, unit)
        start = min(run.cpu for run in runs[f"idle {workers}"])
        net = {"start_cpu_s": start, f"{unit}_cpu_net": measure.significant(amount / max(record["cpu_s"] - start, 1e-3))}
        times = {"times_one_worker": measure.significant(one / record["wall_s"])} if workers > 1 else {}
        yield {"measure": "scan", "program": "piiguard", **about, "workers": workers, **record, **net, **times}


def main(megabytes: int = 24, repeats: int = 2) -> Iterator[dict[str, Any]]:
    """One record for each data set and program."""
    for item in sets():
        with tempfile.TemporaryDirectory(prefix="piiguard-bench-") as name:
            folder, idle, scratch = Path(name, "tree"), Path(name, "idle"), Path(name)
            folder.mkdir()
            idle.mkdir()
            item.write(folder, int(megabytes * item.size * _MB))
            size = scan_data.size_of(folder)
            about = {"data": item.name, "density": item.density, "bytes": size}
            yield from _ours(str(folder), str(idle), about, size / _MB, "mb_s", repeats)
            if item.name in PEERS_ON and item.density < 0.1:
                yield from beside(folder, about, scratch, rounds, repeats)
    yield from documents(min(1.0, megabytes / 24), repeats, _argv, rounds)
    yield from postgresql(megabytes * 16_000, repeats, _ours, rounds)
