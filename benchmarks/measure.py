"""Running and timing processes: one core, one clock, one way of counting memory."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module, metadata
from pathlib import Path
from typing import IO, Any, NamedTuple

# Byte locale for everybody: sed is several times faster in it than in UTF-8.
LOCALE = {"LC_ALL": "C"}
Stream = int | IO[bytes] | None
_LAUNCH = Path(__file__).resolve().with_name("launch.py")
FILTER = (sys.executable, "-m", "piiguard", "filter")


class Run(NamedTuple):
    """One finished process. Seconds; ``rss`` is the peak resident memory in bytes."""

    wall: float
    cpu: float
    rss: int
    status: int
    errors: str


@contextmanager
def one_core() -> Iterator[int | None]:
    """Keep this process and its children on one core; gives its number, or None where that cannot be done."""
    if not hasattr(os, "sched_setaffinity"):
        yield None
        return
    before = os.sched_getaffinity(0)
    core = max(before)
    os.sched_setaffinity(0, {core})
    try:
        yield core
    finally:
        os.sched_setaffinity(0, before)


class Started:
    """A program started through launch.py; ``process`` has its standard streams."""

    def __init__(self, argv: Sequence[str], stdin: Stream, stdout: Stream, stderr: Stream = None) -> None:
        self._report, theirs = os.pipe()
        command = [sys.executable, "-I", "-S", str(_LAUNCH), str(theirs), *argv]
        env = {**os.environ, **LOCALE}
        env.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its byte code
        self.process = subprocess.Popen(command, stdin=stdin, stdout=stdout, stderr=stderr, env=env, pass_fds=(theirs,))
        os.close(theirs)

    def finish(self, errors: str = "") -> Run:
        """Wait for the end and read what was measured."""
        with open(self._report, "rb") as report:
            result = json.load(report)
        self.process.wait()
        return Run(errors=errors, **result)


def run(argv: Sequence[str], source: Path, sink: Path | None = None) -> Run:
    """Run ``argv`` with ``source`` as standard input and its output in ``sink`` or nowhere."""
    with source.open("rb") as stdin, open(sink or os.devnull, "wb") as stdout:
        started = Started(argv, stdin, stdout, subprocess.PIPE)
        assert started.process.stderr is not None
        with started.process.stderr as stderr:
            errors = stderr.read().decode("utf-8", "replace")
        return started.finish(errors)


def percentile(sorted_values: Sequence[float], share: float) -> float:
    """The value below which ``share`` (0..1) of the sorted values lie."""
    return sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * share))]


def median(numbers: Iterable[float]) -> float:
    """The median, rounded to five significant figures so that the JSON stays readable."""
    return significant(statistics.median(numbers))


def significant(number: float) -> float:
    """``number`` with five significant figures."""
    return float(f"{number:.5g}")


def version(module: str) -> str | None:
    """The version an importable module gives itself, else that of the installed package; None for neither."""
    try:
        own = getattr(import_module(module), "__version__", None)
        return str(own) if own else metadata.version(module)
    except (ImportError, metadata.PackageNotFoundError):
        return None


def cpu_model() -> str:
    """The processor's name as the system gives it."""
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def machine() -> dict[str, Any]:
    """What a number must be read with: processor, cores, system, Python, versions."""
    return {
        "cpu": cpu_model(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "piiguard": version("piiguard"),
        "hyperscan": version("hyperscan"),
    }


def dump(record: Mapping[str, Any]) -> str:
    """One JSON line; Chinese stays readable."""
    return json.dumps(record, ensure_ascii=False)
