"""Masking a table on a Spark cluster, beside one process of this machine.

Four PII columns, 100,000 different values each. Both sides read the same Parquet files and write Parquet, and the two results
are compared cell by cell. Throughput is rows a second of CPU time, of the executors' JVMs and their Python processes together,
beside the one process on this machine: that does not depend on how busy the machine is. It is given twice: of masking, with
the result thrown away on both sides (Spark's sink "noop"), and from files to files, where Spark's Parquet writer counts beside
Arrow's. Then the table is masked once more, with an executor killed on the way.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from piiguard import Guard, Keyring, PiiguardError, Policy
from piiguard.testing import Values

ROOT = Path(__file__).resolve().parent.parent
COLUMNS = {"手机号": "CN_MOBILE", "证件号码": "CN_ID_CARD", "银行卡号": "CN_BANK_CARD", "邮箱": "EMAIL_ADDRESS"}
DISTINCT, FILES, BATCH = 100_000, 40, 10_000  # BATCH: Spark's own, spark.sql.execution.arrow.maxRecordsPerBatch


def make(folder: Path, rows: int, files: int = FILES) -> None:
    """The table, in some files."""
    import pyarrow
    from pyarrow import parquet

    folder.mkdir()
    values, draw = Values("spark"), random.Random("spark")
    pools = {name: pyarrow.array([values.of(kind) for _ in range(min(DISTINCT, rows))]) for name, kind in COLUMNS.items()}
    step = -(-rows // files)
    for first in range(0, rows, step):
        count = min(step, rows - first)
        columns = {"id": pyarrow.array(range(first, first + count))}
        for name, pool in pools.items():
            columns[name] = pool.take(pyarrow.array([draw.randrange(len(pool)) for _ in range(count)]))
        parquet.write_table(pyarrow.table(columns), folder / f"part-{first:09}.parquet")


def alone(source: Path, out: Path, guard: Guard) -> tuple[float, float]:
    """Mask it in this process; CPU seconds from files to files, and without the writing."""
    from pyarrow import parquet

    from piiguard.spark.columns import masked_batch, masking

    out.mkdir()
    walk = masking(guard)
    masked_batch(walk, COLUMNS, next(parquet.ParquetFile(next(source.iterdir())).iter_batches(100)))  # warm
    begun, writing = time.process_time(), 0.0
    for path in sorted(source.iterdir()):
        file = parquet.ParquetFile(path)
        with parquet.ParquetWriter(out / path.name, file.schema_arrow) as writer:
            for batch in file.iter_batches(BATCH, use_threads=False):
                masked = masked_batch(walk, COLUMNS, batch)
                before = time.process_time()
                writer.write_batch(masked)
                writing += time.process_time() - before
            before = time.process_time()
        writing += time.process_time() - before
    whole = time.process_time() - begun
    return whole, whole - writing


class Cluster:
    """Masks the table on a cluster.

    spark   a session of two executors
    source  the table's files
    given   how values are treated, for :func:`piiguard.spark.mask_columns`
    """

    def __init__(self, spark: Any, source: Path, given: dict[str, Any]) -> None:
        self._spark, self._source, self._given = spark, source, given
        largest = max(path.stat().st_size for path in source.iterdir())
        spark.conf.set("spark.sql.files.maxPartitionBytes", str(largest))  # a task a file
        spark.conf.set("spark.sql.files.openCostInBytes", "0")

    def warm(self, folder: Path) -> None:
        """Start what runs: a guard a Python process, compiled code in the JVMs."""
        self._masked(next(self._source.iterdir())).write.parquet(str(folder))

    def files(self, out: Path) -> float:
        """From files to files; CPU seconds of the executors."""
        return self._timed(lambda: self._masked(self._source).write.parquet(str(out)))

    def thrown_away(self) -> float:
        """Read and masked; CPU seconds of the executors."""
        return self._timed(lambda: self._masked(self._source).write.format("noop").mode("overwrite").save())

    def _masked(self, path: Path) -> Any:
        from piiguard.spark import mask_columns

        return mask_columns(self._spark.read.parquet(str(path)), list(COLUMNS), **self._given)

    def _timed(self, job: Callable[[], None]) -> float:
        import sparking

        before = _spent(sparking.executors(self._spark))
        job()
        return _spent(sparking.executors(self._spark)) - before


def _spent(roots: list[int]) -> float:
    """CPU seconds of processes and all below them."""
    found: dict[int, tuple[int, float]] = {}
    for entry in Path("/proc").iterdir():
        try:
            fields = (entry / "stat").read_text().rsplit(")", 1)[1].split() if entry.name.isdigit() else []
        except OSError:
            continue
        if fields:
            found[int(entry.name)] = int(fields[1]), sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    mine = set(roots)
    while more := {process for process, (parent, _) in found.items() if parent in mine} - mine:
        mine |= more
    return sum(found[process][1] for process in mine if process in found)


def same(one: Path, other: Path) -> bool:
    """Whether two folders of Parquet hold the same rows."""
    from pyarrow import dataset

    first, second = (dataset.dataset(path, format="parquet").to_table().sort_by("id") for path in (one, other))
    return bool(first.num_rows == second.num_rows and first.equals(second.cast(first.schema)))


def compared(spark: Any, folder: Path, rows: int, policy: str, kill: bool) -> dict[str, Any]:
    """One record, of the table of so many rows in ``folder / "in"``."""
    import sparking

    keys = folder / "keyring"
    out = folder / policy
    out.mkdir()
    here, here_masking = alone(folder / "in", out / "alone", Guard(Policy.builtin(policy), Keyring.load(keys)))
    cluster = Cluster(spark, folder / "in", {"policy": policy, "keyring": str(keys)})
    cluster.warm(out / "warm")
    there = cluster.files(out / "spark")
    there_masking = cluster.thrown_away()
    right = same(out / "alone", out / "spark")
    if kill:
        with sparking.one_killed(spark):
            cluster.files(out / "killed")
        right = right and same(out / "alone", out / "killed")
    return {
        "measure": "throughput", "program": "piiguard", "policy": policy, "rows": rows, "columns": len(COLUMNS),
        "alone_rows_s_core": round(rows / here_masking), "spark_rows_s_core": round(rows / there_masking),
        "ratio": round(there_masking / here_masking, 2),
        "alone_files_rows_s_core": round(rows / here), "spark_files_rows_s_core": round(rows / there),
        "ratio_files": round(there / here, 2), "executors_killed": int(kill),
        "as_expected": right,
    }  # fmt: skip


def main(rows: int = 5_000_000, fewer: int = 1_000_000) -> Iterator[dict[str, Any]]:
    """Records: ``rows`` rows with the default policy and an executor killed, ``fewer`` with keyed operators (test-data)."""
    sys.path.insert(0, str(ROOT / "tests"))
    try:
        from piiguard.spark import require

        require()
    except PiiguardError as error:
        yield {"measure": "skipped", "program": "piiguard on Spark", "reason": str(error)}
        return
    import sparking

    for policy, count in (("default", rows), ("test-data", fewer)):
        with tempfile.TemporaryDirectory(prefix="piiguard-spark-") as name:
            folder = Path(name)
            make(folder / "in", count)
            Keyring.generate().save(folder / "keyring")
            with sparking.cluster(folder, **{"spark.executor.extraJavaOptions": "-XX:+UseG1GC"}) as spark:
                yield compared(spark, folder, count, policy, policy == "default")
