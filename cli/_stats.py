"""What the filter did, as counters in Prometheus' text format: numbers and names of entity types, never text.

https://prometheus.io/docs/instrumenting/exposition_formats/ (version 0.0.4, which node_exporter's textfile collector reads)
"""

from __future__ import annotations

import os
import signal
import stat
from time import monotonic, time

from ._pump import say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._blocks import BlockMasker
    from ._pump import Pump

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})


class Stats:
    """Counters of one filter and where they are written: now and then, on SIGUSR1 and at the end.

    target    a file, replaced as a whole each time; None for standard error, at the end and when asked only
    interval  seconds between two writings of the file
    errors    times the filter could not read or write

    Raises:
        OSError: the file cannot be written, or is none: what is no file, or what the filter reads or writes, is never replaced.
    """

    def __init__(self, target: str | None, interval: float, masker: BlockMasker, pump: Pump) -> None:
        self.errors = 0
        self._pump = pump
        self._masker = masker
        self._target = target
        self._interval = interval
        self._next = monotonic() + interval
        self._asked = False
        self._started = time()
        self._said = False
        # One host may have several filters, whose series must not be the same: node_exporter refuses them all then.
        name = os.path.basename(target or "").partition(".")[0] or "filter"
        self._name = name.encode("utf-8", "replace").decode().translate(_ESCAPES)
        if target is not None:
            try:
                _check(target)
                self._replace(target)
            except OSError as error:
                raise OSError(error.errno, f"the counters cannot be written: {error.strerror}") from None
        signal.signal(signal.SIGUSR1, self._ask)

    def _ask(self, _number: int, _frame: object) -> None:
        self._asked = True

    def due(self) -> int | None:
        """Milliseconds until they are to be written; None where only somebody's asking makes it so."""
        if self._asked:
            return 0
        return None if self._target is None else max(0, int((self._next - monotonic()) * 1000) + 1)

    def look(self) -> None:
        """Write them if it is time to."""
        if self._asked or (self._target is not None and monotonic() >= self._next):
            self.write()

    def write(self) -> None:
        """Write them. What cannot be written is told once and stops nothing."""
        self._asked = False
        self._next = monotonic() + self._interval
        try:
            if self._target is None:
                os.write(2, self.text().encode())
            else:
                self._replace(self._target)
        except OSError as error:
            self.errors += 1
            if not self._said:
                self._said = True
                say(f"the counters cannot be written: {error.strerror}")

    def _replace(self, target: str) -> None:
        """The collector sees the file before or the file after. It runs as somebody else: the umask says who may read."""
        beside = f"{target}.{os.getpid()}.tmp"  # not .prom: nobody reads it
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        try:
            handle = os.open(beside, flags, 0o666)
        except FileExistsError:  # of one that was killed: in a container the next has the same number
            os.unlink(beside)
            handle = os.open(beside, flags, 0o666)
        try:
            with open(handle, "wb") as stream:
                stream.write(self.text().encode())
            os.replace(beside, target)
        except BaseException:
            os.unlink(beside)
            raise

    def text(self) -> str:
        """The exposition."""
        masker, pump = self._masker, self._pump
        own = f'{{filter="{self._name}"}}'
        errors = self.errors + pump.errors
        rows = [
            *_family("lines_total", "Lines read, also those that were withheld.", [(own, masker.lines)]),
            *_family("read_bytes_total", "Bytes read.", [(own, pump.read)]),
            *_family("written_bytes_total", "Bytes written.", [(own, pump.written)]),
            *_family("findings_total", "Findings, also those the policy keeps.", self._findings()),
            *_family("withheld_lines_total", "Lines withheld because they could not be scanned.", [(own, masker.withheld)]),
            *_family("errors_total", "Failures to read or write, and lines a signal cut short.", [(own, errors)]),
            *_family("start_time_seconds", "When it started, in seconds since 1970.", [(own, round(self._started, 3))]),
        ]
        return "\n".join(rows) + "\n"

    def _findings(self) -> list[tuple[str, float]]:
        """One sample a type; types nobody found yet are there as zeros, so that rates have a beginning."""
        return [
            (f'{{filter="{self._name}",entity_type="{entity_type.translate(_ESCAPES)}"}}', count)
            for entity_type, count in sorted(self._masker.found.items())
        ]


def _check(target: str) -> None:
    """Whether what has the file's name may be replaced."""
    import errno

    try:
        there = os.stat(target)
    except FileNotFoundError:
        return
    if not stat.S_ISREG(there.st_mode):
        raise OSError(errno.EINVAL, "there is something of that name that is no file")
    for own in (0, 1, 2):
        try:
            same = os.path.samestat(there, os.fstat(own))
        except OSError:
            continue  # a closed one
        if same:
            raise OSError(errno.EINVAL, "that file is the filter's own input or output")


def _family(name: str, told: str, samples: list[tuple[str, float]]) -> list[str]:
    kind = "counter" if name.endswith("_total") else "gauge"
    name = f"piiguard_filter_{name}"
    return [f"# HELP {name} {told}", f"# TYPE {name} {kind}", *(f"{name}{labels} {value}" for labels, value in samples)]
