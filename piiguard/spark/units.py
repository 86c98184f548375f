"""The scan's units read by executors: a Spark task a unit, what a worker of one machine answers as its result.

The driver lists, keeps the ledger and hands out units; it opens no object. Its only way to results is ``collect``, which
gives every task's result once, whichever of its attempts came first: a retry, a speculative copy or a lost executor
leaves no trace. Inside a task the unit is read by a watched child process, as on one machine, so that a hostile object
costs a row and no executor.

Real addresses and bounds of key ranges are sealed on their way where there is a keyring: Spark may put on disk what it carries.
"""

from __future__ import annotations

import json
import os
import queue
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from piiguard.formats import Limits, kinds
from piiguard.scan.pool import Handle
from piiguard.scan.rules import rules, version
from piiguard.scan.worker import Job
from piiguard.spark.needs import SparkError, running, session
from piiguard.spark.tasks import read, sealed, unsealed
from piiguard.spark.worker import Recipe, task

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_FLYING = 2  # Spark jobs at a time: one more than needed, so that the last tasks of one leave no core idle
_UNITS = 512  # of a job at most
_BYTES = 128 << 20  # read by a job at most: its findings are held by the driver until they are in the ledger
_WAIT = 0.1  # seconds
_DIED = "the executors that read it died"


class Readers:
    """Reads the units of a scan on a Spark cluster; takes the place of :class:`piiguard.scan.pool.Pool`.

    recipe   how executors make the scan's guard; it must find the same, which every task checks
    spark    a session; None: the running one, else one under ``master``, ended with the scan
    secrets  a file of secrets of the sources on the executors; None: they take them from their environment

    Raises:
        MissingExtraError, SparkError: see :func:`piiguard.spark.require`.
    """

    def __init__(
        self, recipe: Recipe, spark: SparkSession | None = None, *, master: str | None = None, secrets: str | None = None
    ) -> None:
        self._recipe = recipe
        self._spark = spark
        self._master = master
        self._secrets = secrets
        self._waiting: deque[list[dict[str, Any]]] = deque()
        self._given: list[dict[str, Any]] = []
        self._bytes = self._flying = 0
        self._done: queue.Queue[tuple[list[dict[str, Any]], list[str] | None]] = queue.Queue()
        self._group = ""
        self._own = False  # whether the session ends with the scan
        self._context: Any = None
        self._threads = ThreadPoolExecutor(_FLYING, "piiguard-spark")

    def start(self, job: Job, memory: int) -> None:
        """Begin: ``job`` is what workers of one machine would have, ``memory`` what one of them may hold.

        Raises:
            SparkError: an executor has not piiguard, or another one: other keys, version or extras.
        """
        if self._spark is None:
            self._own = not running()
            self._spark = session(self._master, "piiguard scan")
        self._context = _context(self._spark)
        self._group = f"piiguard-{id(self)}"
        self._ring = job.search.guard.keyring
        self._step = job.split_bytes
        said = {
            "recipe": [self._recipe.said, self._recipe.digest], "targets": job.targets, "secrets": self._secrets,
            "folder": os.getcwd(), "limits": {name: getattr(job.limits, name) for name in Limits.__slots__},
            "today": job.today.isoformat(), "salt": job.salt, "split": [job.split_bytes, job.split_rows],
            "sample": job.sample, "ignore": job.ignore, "memory": memory,
            "rules": rules(job.search.guard, job.limits, job.sample), "version": version(), "kinds": str(kinds.installed()),
        }  # fmt: skip
        self._read = task("scan", read, json.dumps(said))
        self._probe()

    @property
    def room(self) -> int:
        """How many more tasks can be taken."""
        if self._flying >= _FLYING or self._waiting or self._bytes >= _BYTES:
            return 0
        return _UNITS - len(self._given)

    @property
    def busy(self) -> bool:
        """Whether anything is being done."""
        return bool(self._given or self._waiting or self._flying)

    def give(self, unit: dict[str, Any]) -> None:
        """Hand out a task; there must be room."""
        self._given.append(unit)
        self._bytes += min(unit["entry"][3], 2 * self._step)

    def work(self, handle: Handle) -> None:
        """Wait for what comes of the tasks. Raises SparkError: Spark has ended, or an executor is not what the driver is."""
        if self._given and self._flying + len(self._waiting) < _FLYING:
            self._waiting.append(self._given)
            self._given, self._bytes = [], 0
        while self._waiting and self._flying < _FLYING:
            self._flying += 1
            self._threads.submit(self._run, self._waiting.popleft())
        try:
            units, lines = self._done.get(timeout=_WAIT)
        except queue.Empty:
            return
        self._flying -= 1
        if lines is None:
            self._failed(units, handle)
        else:
            self._answered(units, lines, handle)

    def close(self) -> None:
        """End what runs."""
        if self._group and self._flying and self._alive():
            self._context.cancelJobGroup(self._group)
        self._threads.shutdown(wait=True, cancel_futures=True)
        if self._spark is not None and self._own:
            self._spark.stop()
            self._spark = None
        self._group = ""

    def _run(self, units: list[dict[str, Any]]) -> None:
        """In a thread: one Spark job."""
        lines: list[str] | None = None
        try:
            self._context.setJobGroup(self._group, "piiguard scan")
            sent = [sealed(self._ring, unit) for unit in units]
            lines = self._context.parallelize(sent, len(sent)).mapPartitions(self._read).collect()
        except Exception:  # its words are Java's and may hold anything; what became of the units is what counts
            lines = None
        self._done.put((units, lines))

    def _answered(self, units: list[dict[str, Any]], lines: list[str], handle: Handle) -> None:
        """A job's results: every unit's messages, in their order."""
        open_units = {unit["unit"]: unit for unit in units}
        for line in lines:
            number, message = unsealed(self._ring, line)
            if message[0] == "refused":
                raise SparkError(message[1])
            unit = open_units.get(number)
            if unit is None:
                continue
            if message[0] in ("done", "split", "lost"):
                del open_units[number]
            handle(unit, message)
        for unit in open_units.values():
            handle(unit, ["lost", _DIED])

    def _failed(self, units: list[dict[str, Any]], handle: Handle) -> None:
        """A job failed after all retries: one of its units may be to blame, which is found by halving."""
        if not self._alive():
            raise SparkError("Spark has ended before the scan; what was read is in the ledger")
        if len(units) == 1:
            handle(units[0], ["lost", _DIED])
            return
        half = len(units) // 2
        self._waiting += [units[:half], units[half:]]

    def _alive(self) -> bool:
        try:
            java: Any = self._context._jsc
            return java is not None and not java.sc().isStopped()
        except Exception:
            return False

    def _probe(self) -> None:
        """A first task, so that what is wrong with all executors is said at once and blamed on no object."""
        said: list[str] | None = None
        why = ""
        try:
            said = self._context.parallelize([0], 1).mapPartitions(self._read).collect()
        except Exception as error:
            why = str(error)
        if said is None:
            raise SparkError(_hint(why) if self._alive() else "Spark has ended before the scan")
        for line in said:
            raise SparkError(unsealed(self._ring, line)[1][1])


def _context(spark: SparkSession) -> Any:
    try:
        return spark.sparkContext
    except Exception:
        pass
    raise SparkError("a scan needs a session of its own cluster (spark-submit, a master), not Spark Connect")


def _hint(why: str) -> str:
    if "No module named" in why:
        return "the executors' Python lacks piiguard or what it needs: ship it to them (docs/spark.md)"
    if "PYTHON_VERSION_MISMATCH" in why:
        return "the executors' Python is another minor version than the driver's: set PYSPARK_PYTHON"
    return "the executors cannot run a task of piiguard; the reason is in their log"
