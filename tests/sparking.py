"""A Spark cluster for the tests: two executors that are processes of their own, on this machine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

MASTER = "local-cluster[2,1,1024]"
_BRIEF = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # for JVMs that live a minute; the benchmark does without


def needed() -> None:
    """Skip the module where Spark cannot be had."""
    pytest.importorskip("pyspark", reason="the extra 'spark' is not installed")
    from piiguard.spark import SparkError, require

    try:
        require()
    except SparkError as error:
        pytest.skip(str(error), allow_module_level=True)


@contextmanager
def cluster(folder: Path, master: str = MASTER, **settings: str) -> Iterator[Any]:
    """A session on two executors; its event log is below ``folder``. Ends its processes."""
    from pyspark import SparkContext

    from piiguard.spark import session

    (folder / "events").mkdir()
    said = {
        "spark.eventLog.enabled": "true", "spark.eventLog.dir": f"file://{folder / 'events'}", "spark.ui.port": "0",
        "spark.eventLog.rolling.enabled": "false", "spark.eventLog.compress": "false", "spark.ui.showConsoleProgress": "false", "spark.ui.liveUpdate.period": "10ms",
        "spark.sql.shuffle.partitions": "2", "spark.local.dir": str(folder / "local"), "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1", "spark.log.level": "ERROR",
        "spark.driver.extraJavaOptions": _BRIEF, "spark.executor.extraJavaOptions": _BRIEF, **settings,
    }  # fmt: skip
    spark: Any = session(master, settings=said)
    try:
        yield spark
    finally:
        spark.stop()
        gateway: Any = SparkContext._gateway
        SparkContext._gateway = SparkContext._jvm = None
        gateway.shutdown()
        gateway.proc.stdin.close()
        try:
            gateway.proc.wait(20)
        except subprocess.TimeoutExpired:
            gateway.proc.kill()
            gateway.proc.wait()


@contextmanager
def two_hosts(folder: Path) -> Iterator[str]:
    """The master URL of a standalone cluster with a worker on each of two addresses: Spark speculates on another host only."""
    import pyspark
    from stores import free_ports

    port = free_ports(1)[0]
    url = f"spark://127.0.0.1:{port}"
    program = Path(pyspark.__file__).parent / "bin" / "spark-class"
    env = {**os.environ, "SPARK_DAEMON_JAVA_OPTS": _BRIEF, "SPARK_DAEMON_MEMORY": "256m", "SPARK_HOME": str(program.parent.parent)}
    worker = ["Worker", "--cores", "1", "--memory", "1g", "--webui-port", "0", url]
    commands = [["Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0"]]
    commands += [[*worker, "--host", host, "--work-dir", str(folder / host)] for host in ("127.0.0.1", "127.0.0.2")]
    running = []
    try:
        for number, (name, *options) in enumerate(commands):
            with (folder / f"daemon{number}.log").open("wb") as log:
                line = [str(program), f"org.apache.spark.deploy.{name.lower()}.{name}", *options]
                running.append(subprocess.Popen(line, stdout=log, stderr=log, env=env))
        yield url
    finally:
        for process in reversed(running):
            process.terminate()
        for process in running:
            process.wait(30)


def keyring(folder: Path) -> str:
    """A file of the planted keys, which executors on this machine can read."""
    import planted

    path = folder / "keyring"
    planted.ring().save(path)
    return str(path)


class Watched:
    """A cluster as it is seen from outside: its processes, and the UI's interface for programs.

    Made in the thread that has the session. A thread that watches must have no connection to the JVM of its own: a scan forks,
    and in the child the ends of other threads' connections are closed for both (py4j shuts them down where it lets them go).
    """

    def __init__(self, spark: Any) -> None:
        self._id = spark.sparkContext.applicationId
        self._url = f"{spark.sparkContext.uiWebUrl}/api/v1/applications/{self._id}"

    def executors(self) -> list[int]:
        """The processes of the executors' JVMs."""
        found = []
        for entry in Path("/proc").iterdir():
            try:
                line = (entry / "cmdline").read_bytes() if entry.name.isdigit() else b""
            except OSError:
                continue
            if b"CoarseGrainedExecutorBackend" in line and self._id.encode() in line:
                found.append(int(entry.name))
        return found

    def asked(self, page: str) -> bytes:
        """A page of the interface."""
        with urllib.request.urlopen(f"{self._url}/{page}", timeout=60) as answer:
            found: bytes = answer.read()
        return found

    def under_way(self) -> bool:
        """Whether some tasks of a job are done and others are not."""
        return any(stage["numTasks"] > 8 and stage["numCompleteTasks"] >= 3 for stage in json.loads(self.asked("stages?status=active")))

    def lost(self) -> list[str]:
        """The executors that are gone."""
        return [row["id"] for row in json.loads(self.asked("allexecutors")) if not row["isActive"]]

    def copied(self) -> int:
        """How many tasks there are whose copy was done first."""
        tasks = [task for stage in json.loads(self.asked("stages?details=true")) for task in stage.get("tasks", {}).values()]
        return sum(task["speculative"] and task["status"] == "SUCCESS" for task in tasks)


def executors(spark: Any) -> list[int]:
    """The processes of the executors' JVMs."""
    return Watched(spark).executors()


@contextmanager
def beside(watched: Watched, act: Callable[[threading.Event], None]) -> Iterator[None]:
    """Do something in a thread as soon as a job is under way; it is given what says that the block has ended."""
    ended = threading.Event()

    def wait() -> None:
        while not watched.under_way():
            if ended.wait(0.02):
                return
        act(ended)

    thread = threading.Thread(target=wait)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


@contextmanager
def one_killed(spark: Any) -> Iterator[None]:
    """Kill an executor as soon as a job is under way; fails where none was lost by the block's end."""
    watched = Watched(spark)
    before = len(watched.lost())
    with beside(watched, lambda _: os.kill(watched.executors()[0], signal.SIGKILL)):
        yield
    deadline = time.monotonic() + 60  # the driver may hear of it after the job is done
    while len(watched.lost()) == before and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(watched.lost()) > before, "no executor was lost: the test shows nothing"


@contextmanager
def frozen_one(spark: Any) -> Iterator[None]:
    """Stop an executor as soon as a job is under way, until a copy of its task is done; fails where none was by the block's end."""
    watched = Watched(spark)
    before = watched.copied()

    def freeze(ended: threading.Event) -> None:
        victim = watched.executors()[0]
        os.kill(victim, signal.SIGSTOP)
        try:
            while watched.copied() == before and not ended.wait(0.1):
                pass
        finally:
            os.kill(victim, signal.SIGCONT)

    with beside(watched, freeze):
        yield
    assert watched.copied() > before, "no task was done a second time: the test shows nothing"


def shown(spark: Any, folder: Path) -> bytes:
    """What Spark writes of itself: the event log, and what the UI answers."""
    parts = [path.read_bytes() for path in (folder / "events").rglob("*") if path.is_file()]
    assert b"SparkListenerTaskEnd" in b"".join(parts), "there is no event log to look at"
    watched = Watched(spark)
    pages = ("environment", "jobs", "stages?details=true", "sql?details=true", "storage/rdd", "allexecutors")
    return b"\n".join([*parts, *(watched.asked(page) for page in pages)])
