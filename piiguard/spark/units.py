"""The scan's units read by executors: a Spark task a unit, what a worker of one machine answers as its result.

The driver lists, keeps the ledger and hands out units; it opens no object. Its only way to results is ``collect``, which
gives every task's result once, whichever of its attempts came first: a retry, a speculative copy or a lost executor
leaves no trace. Inside a task the unit is read by a watched child process, as on one machine, so that a hostile object
costs a row and no executor.

Real addresses and bounds of key ranges are sealed on their way where there is a keyring: Spark may put on disk what it carries.
"""

from __future__ import annotations

import json
import queue
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING, Any

from piiguard.errors import PiiguardError
from piiguard.formats import Limits, kinds
from piiguard.guard import Guard
from piiguard.keyring import Keyring
from piiguard.scan.pool import Handle, Message, Pool
from piiguard.scan.rules import rules, version
from piiguard.scan.search import Search
from piiguard.scan.worker import Job
from piiguard.sources.secretsfile import read_secrets_file
from piiguard.spark.needs import SparkError, session
from piiguard.spark.worker import Recipe, closed, task

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
        self._threads = ThreadPoolExecutor(_FLYING, "piiguard-spark")

    def start(self, job: Job, memory: int) -> None:
        """Begin: ``job`` is what workers of one machine would have, ``memory`` what one of them may hold.

        Raises:
            SparkError: an executor has not piiguard, or another one: other keys, version or extras.
        """
        self._own = self._spark is None
        self._spark = self._spark or session(self._master, "piiguard scan")
        self._context = self._spark.sparkContext
        self._group = f"piiguard-{id(self)}"
        self._ring = job.search.guard.keyring
        self._step = job.split_bytes
        said = {
            "recipe": [self._recipe.said, self._recipe.digest], "targets": job.targets, "secrets": self._secrets,
            "limits": {name: getattr(job.limits, name) for name in Limits.__slots__}, "today": job.today.isoformat(),
            "salt": job.salt, "split": [job.split_bytes, job.split_rows], "sample": job.sample, "memory": memory,
            "rules": rules(job.search.guard, job.limits, job.sample), "version": version(), "kinds": str(kinds.installed()),
        }  # fmt: skip
        self._read = task("scan", _read, json.dumps(said))
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
        if self._spark is not None and self._group and self._own:
            self._spark.stop()
        self._group = ""

    def _run(self, units: list[dict[str, Any]]) -> None:
        """In a thread: one Spark job."""
        lines: list[str] | None = None
        try:
            self._context.setJobGroup(self._group, "piiguard scan")
            sent = [_sealed(self._ring, unit) for unit in units]
            lines = self._context.parallelize(sent, len(sent)).mapPartitions(self._read).collect()
        except Exception:  # its words are Java's and may hold anything; what became of the units is what counts
            lines = None
        self._done.put((units, lines))

    def _answered(self, units: list[dict[str, Any]], lines: list[str], handle: Handle) -> None:
        """A job's results: every unit's messages, in their order."""
        open_units = {unit["unit"]: unit for unit in units}
        for line in lines:
            number, message = _unsealed(self._ring, line)
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
            raise SparkError(_unsealed(self._ring, line)[1][1])


def _hint(why: str) -> str:
    if "No module named" in why:
        return "the executors' Python lacks piiguard or what it needs: ship it to them (docs/spark.md)"
    if "PYTHON_VERSION_MISMATCH" in why:
        return "the executors' Python is another minor version than the driver's: set PYSPARK_PYTHON"
    return "the executors cannot run a task of piiguard; the reason is in their log"


def _sealed(ring: Keyring | None, said: Any) -> str:
    text = json.dumps(said)
    return text if ring is None else ring.seal("spark", text.encode()).hex()


def _unsealed(ring: Keyring | None, line: str) -> Any:
    if line.startswith(("[", "{")):
        return json.loads(line)
    if ring is None:
        raise SparkError("the driver has no keyring, an executor has one")
    return json.loads(ring.unseal("spark", bytes.fromhex(line)))


# -- in a task ------------------------------------------------------------------------------------

_hands: dict[str, tuple[Pool, Keyring | None]] = {}  # of this process: one at most


def _read(said: str, sent: Iterator[Any]) -> Iterator[str]:
    """The answers to units, one JSON text a message; ``0`` in a unit's place only asks whether units can be read here."""
    pool = ring = None
    refused = ""
    try:
        pool, ring = closed(lambda: _ready(said))
    except PiiguardError as error:
        refused = str(error)
    for line in sent:
        if pool is None:
            yield json.dumps([0, ["refused", refused]])
        elif line:
            unit = closed(lambda line=line: _unsealed(ring, line))  # type: ignore[misc]
            yield from _answers(pool, ring, unit)


def _answers(pool: Pool, ring: Keyring | None, unit: dict[str, Any]) -> Iterator[str]:
    heard: list[Message] = []
    pool.give(unit)
    while pool.busy:
        pool.work(lambda _, message: heard.append(message))
        for message in heard:
            if message[0] == "split":
                yield _sealed(ring, [unit["unit"], message])
            elif message[0] != "tick":
                yield json.dumps([unit["unit"], message])
            if message[0] == "lost":
                return
        heard.clear()


def _ready(said: str) -> tuple[Pool, Keyring | None]:
    """The child that reads, made once a process. Raises PiiguardError: this executor is not what the driver is."""
    found = _hands.get(said)
    if found is not None:
        return found
    while _hands:
        _hands.popitem()[1][0].close()
    spec = json.loads(said)
    guard = Recipe.of(*spec["recipe"]).guard()
    limits = Limits(**spec["limits"])
    sample = tuple(spec["sample"]) if spec["sample"] else None
    _same(guard, limits, sample, spec)
    job = Job(
        Search(guard), spec["targets"], read_secrets_file(spec["secrets"]) if spec["secrets"] else {}, limits=limits,
        today=date.fromisoformat(spec["today"]), salt=spec["salt"], split=tuple(spec["split"]), sample=sample,
    )  # fmt: skip
    pool = Pool(job, 1, memory=spec["memory"], seconds=limits.seconds)
    _hands[said] = pool, guard.keyring
    return _hands[said]


def _same(guard: Guard, limits: Limits, sample: Any, spec: dict[str, Any]) -> None:
    if rules(guard, limits, sample) == spec["rules"]:
        return
    if version() != spec["version"]:
        raise SparkError(f"an executor has piiguard {version()}, the driver {spec['version']}")
    if str(kinds.installed()) != spec["kinds"]:
        raise SparkError(f"an executor reads other formats ({kinds.installed()}) than the driver ({spec['kinds']})")
    raise SparkError("an executor has other keys, or another piiguard, than the driver")
