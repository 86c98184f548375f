"""What Spark needs, and the error that says what is missing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from piiguard.errors import MissingExtraError, PiiguardError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

JAVA = 17  # the oldest that Spark 4 runs on
SPARK = 4
_SECONDS = 30
_VERSION = re.compile(r'version "(?:1\.)?([0-9]+)')


class SparkError(PiiguardError, RuntimeError):
    """Something that Spark needs is missing, its executors are not what the driver is, or a column cannot be looked into.

    Names columns, types and what to do; never a value or a key.
    """


def require() -> None:
    """See that PySpark and Java can be used.

    Raises:
        MissingExtraError: PySpark, or pandas, is not installed.
        SparkError: PySpark is too old; there is no Java, or one older than 17.
    """
    try:
        import pandas  # noqa: F401 - PySpark asks for it before it sends a function to executors
        import pyspark
    except ImportError:
        raise MissingExtraError("Spark is not installed: pip install 'piiguard[spark]'") from None
    if int(pyspark.__version__.split(".")[0]) < SPARK:
        raise SparkError(f"PySpark {SPARK} or newer is needed, this is {pyspark.__version__}: pip install 'piiguard[spark]'")
    if not running():
        _java()


def running() -> bool:
    """Whether this process has a Spark session."""
    from pyspark.sql import SparkSession

    return SparkSession.getActiveSession() is not None


def _java() -> None:
    home = os.environ.get("JAVA_HOME")
    program = os.path.join(home, "bin", "java") if home else shutil.which("java")
    where = "JAVA_HOME" if home else "PATH"
    ask = f"Spark {SPARK} needs Java {JAVA} or newer (openjdk-{JAVA}-jre-headless, or point JAVA_HOME to one)"
    if program is None:
        raise SparkError(f"{ask}: there is none in PATH")
    try:
        done = subprocess.run([program, "-version"], capture_output=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        done = None
    found = _VERSION.search(done.stderr.decode("utf-8", "replace")) if done else None
    if found is None:
        raise SparkError(f"{ask}: the one in {where} cannot be run")
    if int(found[1]) < JAVA:
        raise SparkError(f"{ask}: the one in {where} is {found[1]}")


def session(
    master: str | None = None, name: str = "piiguard", settings: Mapping[str, str] | None = None
) -> SparkSession:
    """The running Spark session, else a new one.

    master    a Spark master URL; None: what spark-submit or the configuration says, else ``local[*]``
    settings  of Spark's (``spark.…``), for a new session

    Raises:
        MissingExtraError, SparkError: as :func:`require`; and where Spark itself does not start.
    """
    require()
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable if _here(master) else "python3")
    maker: Any = SparkSession.builder.appName(name)
    found: SparkSession | None = None
    try:
        for key, value in (settings or {}).items():
            maker = maker.config(key, value)
        found = (maker.master(master) if master else maker).getOrCreate()
    except Exception as error:  # Java's own words can hold a configuration's values
        kind = type(error).__name__
    if found is None:
        raise SparkError(f"Spark does not start under {master or 'its configuration'} ({kind})")
    return found


def _here(master: str | None) -> bool:
    """Whether executors run on this machine, with this Python."""
    return master is None or master.startswith("local")
