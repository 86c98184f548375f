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
        "spark.eventLog.rolling.enabled": "false", "spark.eventLog.compress": "false", "spark.ui.showConsoleProgress": "false",
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


def executors(spark: Any) -> list[int]:
    """The processes of the executors' JVMs."""
    mine = spark.sparkContext.applicationId.encode()
    found = []
    for entry in Path("/proc").iterdir():
        try:
            line = (entry / "cmdline").read_bytes() if entry.name.isdigit() else b""
        except OSError:
            continue
        if b"CoarseGrainedExecutorBackend" in line and mine in line:
            found.append(int(entry.name))
    return found


def kill_one(spark: Any) -> int:
    """Kill an executor as soon as a job is under way; its process id."""
    ready, deadline = under_way(spark), time.monotonic() + 600
    while not ready() and time.monotonic() < deadline:
        time.sleep(0.02)
    victim = executors(spark)[0]
    os.kill(victim, signal.SIGKILL)
    return victim


@contextmanager
def frozen_one(spark: Any) -> Iterator[None]:
    """Stop an executor as soon as a job is under way, until a copy of its task is done; fails where none was by the block's end."""
    before, ended, copied = len(speculative(spark)), threading.Event(), threading.Event()

    def freeze() -> None:
        ready = under_way(spark)
        while not ready():
            if ended.wait(0.02):
                return
        victim = executors(spark)[0]
        os.kill(victim, signal.SIGSTOP)
        try:
            while len(speculative(spark)) == before and not ended.wait(0.1):
                pass
            if len(speculative(spark)) > before:
                copied.set()
        finally:
            os.kill(victim, signal.SIGCONT)

    thread = threading.Thread(target=freeze)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
    assert copied.is_set(), "no task was done a second time: the test shows nothing"


def speculative(spark: Any) -> list[dict[str, Any]]:
    """The tasks whose copy was done first, as the UI tells."""
    tasks = [task for stage in json.loads(asked(spark, "stages?details=true")) for task in stage.get("tasks", {}).values()]
    return [task for task in tasks if task["speculative"] and task["status"] == "SUCCESS"]


def shown(spark: Any, folder: Path) -> bytes:
    """What Spark writes of itself: the event log, and what the UI answers."""
    parts = [path.read_bytes() for path in (folder / "events").rglob("*") if path.is_file()]
    assert b"SparkListenerTaskEnd" in b"".join(parts), "there is no event log to look at"
    pages = ("environment", "jobs", "stages?details=true", "sql?details=true", "storage/rdd", "allexecutors")
    return b"\n".join([*parts, *(asked(spark, page) for page in pages)])


def asked(spark: Any, page: str) -> bytes:
    """A page of the UI's interface for programs."""
    context = spark.sparkContext
    url = f"{context.uiWebUrl}/api/v1/applications/{context.applicationId}/{page}"
    with urllib.request.urlopen(url, timeout=60) as answer:
        found: bytes = answer.read()
    return found


def under_way(spark: Any) -> Callable[[], bool]:
    """Whether some tasks of a job are done and others are not."""
    tracker = spark.sparkContext.statusTracker()

    def asked() -> bool:
        stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
        return any(stage is not None and stage.numTasks > 8 and stage.numCompletedTasks >= 3 for stage in stages)

    return asked


def lost_since(spark: Any, before: int) -> int:
    """How many more executors are gone than ``before``; the driver may hear of it after the job is done."""
    deadline = time.monotonic() + 120
    while (lost := len(lost_executors(spark)) - before) < 1 and time.monotonic() < deadline:
        time.sleep(0.1)
    return lost


def lost_executors(spark: Any) -> list[str]:
    """The executors that are gone, as the UI tells."""
    return [row["id"] for row in json.loads(asked(spark, "allexecutors")) if not row["isActive"]]
