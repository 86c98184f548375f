"""Masks a table on a Spark cluster and on one machine: python -m benchmarks.spark [--rows 5000000] [--kill] [--policy NAME]

Four PII columns, 100,000 different values each. Both sides read the same Parquet files and write Parquet, and the two results
are compared cell by cell. Throughput is rows a second of CPU time, of the executors' JVMs and their Python processes together,
beside the one process on this machine: that does not depend on how busy the machine is. ``--kill`` masks once more, with an
executor killed on the way. Prints one JSON line; exit status 1 when a result differs.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from threading import Thread
from typing import Any

from benchmarks import measure
from piiguard import Guard, Keyring, Policy
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


def alone(source: Path, out: Path, guard: Guard) -> float:
    """Mask it in this process; CPU seconds."""
    from pyarrow import parquet

    from piiguard.spark.columns import masked_batch, masking

    out.mkdir()
    walk = masking(guard)
    masked_batch(walk, COLUMNS, next(parquet.ParquetFile(next(source.iterdir())).iter_batches(100)))  # warm
    begun = time.process_time()
    for path in sorted(source.iterdir()):
        file = parquet.ParquetFile(path)
        with parquet.ParquetWriter(out / path.name, file.schema_arrow) as writer:
            for batch in file.iter_batches(BATCH, use_threads=False):
                writer.write_batch(masked_batch(walk, COLUMNS, batch))
    return time.process_time() - begun


def clustered(spark: Any, source: Path, out: Path, given: dict[str, Any], kill: bool) -> tuple[float, float]:
    """Mask it on the cluster; CPU seconds of the executors, seconds."""
    import sparking

    from piiguard.spark import mask_columns

    def run(path: Path, to: Path) -> None:
        mask_columns(spark.read.parquet(str(path)), list(COLUMNS), **given).write.parquet(str(to))

    largest = max(path.stat().st_size for path in source.iterdir())
    spark.conf.set("spark.sql.files.maxPartitionBytes", str(largest))  # a task a file
    spark.conf.set("spark.sql.files.openCostInBytes", "0")
    run(next(source.iterdir()), out.with_name(f"{out.name}-warm"))
    killer = Thread(target=sparking.kill_one, args=(spark,)) if kill else None
    if killer:
        killer.start()
    before, begun = _spent(sparking.executors(spark)), time.monotonic()
    run(source, out)
    spent, took = _spent(sparking.executors(spark)) - before, time.monotonic() - begun
    if killer:
        killer.join()
    return spent, took


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


def main(rows: int, policy: str, kill: bool) -> dict[str, Any]:
    """One record."""
    sys.path.insert(0, str(ROOT / "tests"))
    import sparking

    with tempfile.TemporaryDirectory(prefix="piiguard-spark-") as name:
        folder = Path(name)
        make(folder / "in", rows)
        keys = folder / "keyring"
        Keyring.generate().save(keys)
        spent = alone(folder / "in", folder / "alone", Guard(Policy.builtin(policy), Keyring.load(keys)))
        given = {"policy": policy, "keyring": str(keys)}
        with sparking.cluster(folder, **{"spark.executor.extraJavaOptions": "-XX:+UseG1GC"}) as spark:
            on_spark, took = clustered(spark, folder / "in", folder / "spark", given, False)
            right = same(folder / "alone", folder / "spark")
            lost = 0
            if kill:
                clustered(spark, folder / "in", folder / "killed", given, True)
                lost = len(sparking.lost_executors(spark))
                right = right and same(folder / "alone", folder / "killed")
    return {
        "suite": "spark", "measure": "throughput", "program": "piiguard", "rows": rows, "columns": len(COLUMNS), "policy": policy,
        "alone_rows_s_core": round(rows / spent), "spark_rows_s_core": round(rows / on_spark),
        "ratio": round(on_spark / spent, 2),
        "spark_seconds": round(took, 1), "executors_killed": lost, "as_expected": right and bool(lost) == kill,
        **measure.machine(),
    }  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.spark", description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--policy", default="default")
    parser.add_argument("--kill", action="store_true")
    options = parser.parse_args()
    record = main(options.rows, options.policy, options.kill)
    print(measure.dump(record))
    sys.exit(not record["as_expected"])
