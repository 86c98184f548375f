"""Throughput: whole processes from a file to nowhere, on one core, the programs taking turns.

Rates are bytes of input over wall time. The Python libraries get a smaller slice of the
same corpus, and the seconds they need to load are left out of their rate (a longer log
would make them vanish); piiguard's, sed's and ripgrep's start-up is in theirs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import corpus, measure, peers

DENSITIES = (0.01, 0.2, 1.0)
# Bytes on which the masked output is compared with what was planted.
_CHECKED = 2_000_000


def _slice(source: Path, share: float) -> Path:
    """The first ``share`` of ``source``, cut at a line end, beside it."""
    if share == 1.0:
        return source
    path = source.with_suffix(f".{share}")
    if not path.exists():
        with source.open("rb") as lines, path.open("wb") as out:
            out.writelines(lines.readlines(int(source.stat().st_size * share)))
    return path


def _seconds(peer: peers.Peer, run: measure.Run) -> float:
    """What the rate is computed from: the peer's own loop time where it reports one."""
    if not peer.timed_inside:
        return run.wall
    return float(json.loads(run.errors.strip().rpartition("\n")[2])["loop_s"])


def _failed(peer: peers.Peer, run: measure.Run) -> bool:
    # ripgrep and grep say 1 for "no line matched".
    return run.status not in ((0,) if peer.masks else (0, 1))


def checked(peer: peers.Peer, density: float, folder: Path) -> dict[str, Any]:
    """What the program did to a part of the corpus: planted values masked, clean lines left alone.

    Both are shares 0..1 over at most two million bytes.
    """
    source, sink = folder / "checked.in", folder / "checked.out"
    corpus.write(source, int(_CHECKED * min(1.0, 4 * peer.share)), density)
    measure.run(peer.argv, source, sink)
    before = source.read_bytes().decode().split("\n")
    after = sink.read_bytes().decode("utf-8", "replace").split("\n")
    if len(after) != len(before):
        return {"lines_lost": len(before) - len(after)}
    planted = masked = clean = changed = 0
    for line, old, new in zip(islice(corpus.lines(density), len(before) - 1), before, after, strict=False):
        assert line.text == old
        planted += len(line.planted)
        masked += sum(value not in new for value in line.planted)
        clean += not line.planted
        changed += not line.planted and old != new
    return {
        "values_masked": measure.significant(masked / planted) if planted else None,
        "clean_lines_changed": measure.significant(changed / clean) if clean else None,
    }


def _record(peer: peers.Peer, density: float, source: Path, runs: list[measure.Run]) -> dict[str, Any]:
    size = _slice(source, peer.share).stat().st_size
    seconds = [_seconds(peer, run) for run in runs]
    return {
        "measure": "throughput",
        "program": peer.name,
        "version": peer.version,
        "setup": peer.setup,
        "density": density,
        "bytes": size,
        "runs": len(runs),
        "mb_s": measure.significant(size / 1e6 / min(seconds)),
        "mb_s_median": measure.significant(size / 1e6 / measure.median(seconds)),
        "mb_s_cpu": measure.significant(size / 1e6 / min(run.cpu for run in runs)),
        "wall_s": measure.median(run.wall for run in runs),
        "cpu_s": measure.median(run.cpu for run in runs),
        "start_up_in_rate": not peer.timed_inside,
        "peak_mb": measure.significant(max(run.rss for run in runs) / 1e6),
    }


def _one_density(found: list[peers.Peer], density: float, source: Path, repeats: int) -> Iterator[dict[str, Any]]:
    """Interleaved runs: what disturbs the machine for a while disturbs all."""
    runs: dict[str, list[measure.Run]] = {peer.name: [] for peer in found}
    failed: set[str] = set()
    for round_ in range(repeats):
        for peer in found:
            # The libraries take seconds a run; more rounds of them would only make the rest wait.
            if peer.name in failed or (peer.timed_inside and round_ >= 3):
                continue
            run = measure.run(peer.argv, _slice(source, peer.share))
            if _failed(peer, run):
                failed.add(peer.name)
                yield {"measure": "failed", "program": peer.name, "density": density, "status": run.status}
            else:
                runs[peer.name].append(run)
    records = [_record(p, density, source, runs[p.name]) for p in found if p.name not in failed]
    own = next((record["mb_s"] for record in records if record["program"] == "piiguard"), None)
    for peer, record in ((p, r) for r in records for p in found if p.name == r["program"]):
        if own and peer.name != "piiguard":
            record["piiguard_times"] = measure.significant(own / record["mb_s"])
        if peer.masks:
            record |= checked(peer, density, source.parent)
        yield record


def main(megabytes: int = 64, repeats: int = 5) -> Iterator[dict[str, Any]]:
    """One record for each program and density."""
    with TemporaryDirectory(prefix="piiguard-bench-") as name, measure.one_core() as core:
        folder = Path(name)
        found, skipped = peers.split([peers.piiguard(), *peers.command_line(folder), *peers.libraries()])
        yield from skipped
        for density in DENSITIES:
            source = folder / f"corpus-{density}"
            corpus.write(source, megabytes * 1_000_000, density)
            for record in _one_density(found, density, source, repeats):
                yield {**record, "one_core": core is not None}
            for leftover in folder.glob("corpus-*"):
                leftover.unlink()
