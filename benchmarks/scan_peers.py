"""What stands beside a scan of a tree: ripgrep as the floor, a script with Presidio, and hawk-scanner.

All read the tree piiguard read, in the same run. The two in Python are slow to load and fast to leave things out;
what they took to load is measured on an empty tree, or by themselves, and left out of their rates.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks import measure, peers, rules

HAWK = peers.ROOT / ".venv-hawk" / peers.PEER_PYTHON.parent.name / "hawk_scanner"
_MB = 1_000_000
_COUNTED = 1 << 19  # bytes of a tree that Presidio reads; its rate is computed from it
_TOLD = 0.2  # share of its start that hawk-scanner must take for a tree to have a rate
_PRESIDIO = "presidio-analyzer"

Record = dict[str, Any]
Rounds = Callable[[dict[str, tuple[tuple[str, ...], tuple[int, ...]]], int], dict[str, list[measure.Run]]]


def beside(folder: Path, about: Record, scratch: Path, rounds: Rounds, repeats: int) -> Iterator[Record]:
    """One record for each peer that is here, one that says why for each that is not.

    folder   the tree; about: what every record says of it, its ``bytes`` among it
    scratch  takes files of the peers' own
    """
    yield from _ripgrep(folder, about, scratch, rounds, repeats)
    yield from _presidio(folder, about)
    yield from _hawk(folder, about, scratch, rounds, repeats)


def _rates(runs: list[measure.Run], size: int) -> Record:
    wall, cpu = min(run.wall for run in runs), min(run.cpu for run in runs)
    rates = {"mb_s": measure.significant(size / _MB / wall), "mb_s_cpu": measure.significant(size / _MB / cpu)}
    return {**rates, "wall_s": measure.significant(wall), "cpu_s": measure.significant(cpu), "runs": len(runs)}


def _ripgrep(folder: Path, about: Record, scratch: Path, rounds: Rounds, repeats: int) -> Iterator[Record]:
    found, skipped = peers.split([peer for peer in peers.command_line(scratch) if peer.name.startswith("rg")])
    for peer in found:
        argv = (*peer.argv[:-1], "--threads", "1", "--no-ignore", str(folder))
        # With piiguard's own patterns it takes as long as all the others together.
        times = repeats if peer.share == 1.0 else 1
        runs = rounds({peer.name: (argv, (0, 1))}, times)[peer.name]
        yield {"measure": "scan", "program": peer.name, "version": peer.version, "setup": peer.setup, **about,
               **_rates(runs, about["bytes"])}  # fmt: skip
    yield from skipped


def _presidio(folder: Path, about: Record) -> Iterator[Record]:
    libraries, skipped = peers.split([peer for peer in peers.libraries() if peer.name == _PRESIDIO])
    yield from skipped
    for peer in libraries:
        argv = (*peers.library(peer.name, "tree"), str(folder), str(_COUNTED))
        done = subprocess.run(argv, capture_output=True, text=True, check=False)
        if done.returncode:
            yield {"measure": "failed", "program": peer.name, "reason": done.stderr[-300:]}
            continue
        said = json.loads(done.stdout)
        rates = {"mb_s": said["bytes"] / _MB / said["loop_s"], "mb_s_cpu": said["bytes"] / _MB / said["cpu_s"]}
        setup = "a script that walks the tree and gives every line of every file to the analyzer; its loading is left out"
        yield {"measure": "scan", "program": peer.name, "version": peer.version, "setup": setup, **about, "read": said["bytes"],
               **{name: measure.significant(rate) for name, rate in rates.items()}, "runs": 1}  # fmt: skip


def hawk_files(scratch: Path, folder: Path) -> tuple[str, ...]:
    """The command line of a scan by hawk-scanner of ``folder``; what it asks for is written into ``scratch``."""
    patterns, places = scratch / "hawk-patterns.json", scratch / f"hawk-{folder.name}.json"
    patterns.write_text(json.dumps({f"rule {at}": regex for at, regex in enumerate(rules.RG_LEAN, 1)}), "utf-8")
    places.write_text(json.dumps({"sources": {"fs": {"tree": {"path": str(folder)}}}}), "utf-8")
    own = ("--connection", str(places), "--fingerprint", str(patterns), "--json", str(scratch / "hawk-found.json"))
    return (str(HAWK), "fs", *own, "--quiet", "--shutup", "--no-write")


def _hawk(folder: Path, about: Record, scratch: Path, rounds: Rounds, repeats: int) -> Iterator[Record]:
    if not HAWK.exists():
        reason = "no .venv-hawk; run python -m benchmarks.setup_peers hawk-scanner (660 MB)"
        yield {"measure": "skipped", "program": "hawk-scanner", "reason": reason}
        return
    empty = scratch / "empty"
    empty.mkdir(exist_ok=True)
    commands = {name: (hawk_files(scratch, tree), (0,)) for name, tree in (("empty", empty), ("tree", folder))}
    try:
        runs = rounds(commands, repeats)
    except RuntimeError as error:
        yield {"measure": "failed", "program": "hawk-scanner", "reason": str(error)}
        return
    found = json.loads((scratch / "hawk-found.json").read_text("utf-8"))
    start, done = (min(run.cpu for run in runs[name]) for name in ("empty", "tree"))
    wall = min(run.wall for run in runs["tree"]) - min(run.wall for run in runs["empty"])
    setup = "fs, one thread a core as it does, the five expressions rg has; what it takes on an empty tree is left out"
    rates = {"ready_cpu_s": start}
    if done - start > _TOLD * start and wall > 0:  # of a small tree nothing can be told
        rates |= {"mb_s": about["bytes"] / _MB / wall, "mb_s_cpu": about["bytes"] / _MB / (done - start)}
    yield {"measure": "scan", "program": "hawk-scanner", "setup": setup, **about,
           **{name: measure.significant(value) for name, value in rates.items()},
           "files_with_findings": len({item["file_path"] for item in found.get("fs", [])}), "runs": repeats}  # fmt: skip
