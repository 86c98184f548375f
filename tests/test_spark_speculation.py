"""Tasks that Spark begins a second time elsewhere: the copy's results stand once, the first one's late end changes nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sparking
from test_scan_runs import plant, rows

sparking.needed()

from piiguard import Guard, Keyring, Policy  # noqa: E402
from piiguard.spark import Readers  # noqa: E402
from piiguard.spark.worker import Recipe  # noqa: E402

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks import spark as bench  # noqa: E402

EAGER = {
    "spark.speculation": "true", "spark.speculation.interval": "100ms", "spark.speculation.quantile": "0.2",
    "spark.speculation.multiplier": "1.5", "spark.speculation.efficiency.enabled": "false", "spark.scheduler.mode": "FAIR",
}  # fmt: skip


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("speculation")
    with pytest.MonkeyPatch.context() as patch, sparking.two_hosts(folder) as master:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        with sparking.cluster(folder, master, **EAGER) as session:
            yield session


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> str:
    return sparking.keyring(tmp_path_factory.mktemp("keys"))


def test_a_scan(spark: Any, keys: str, tmp_path: Path) -> None:
    plant(tmp_path / "in", 7, 40)
    guard = Guard(keyring=Keyring.load(keys))
    want = rows(tmp_path / "in", guard=guard, workers=1, split=(4096, 100))
    with sparking.frozen_one(spark):
        found = rows(tmp_path / "in", guard=guard, workers=1, split=(4096, 100), readers=Readers(Recipe(keyring=keys), spark))
    assert json.dumps(found) == json.dumps(want)
    assert sum(row["row"] == "finding" for row in found) > 1000


def test_columns(spark: Any, keys: str, tmp_path: Path) -> None:
    bench.make(tmp_path / "in", 16000, 16)
    bench.alone(tmp_path / "in", tmp_path / "alone", Guard(Policy.builtin("test-data"), Keyring.load(keys)))
    with sparking.frozen_one(spark):
        bench.Cluster(spark, tmp_path / "in", {"policy": "test-data", "keyring": keys}).files(tmp_path / "out")
    assert bench.same(tmp_path / "alone", tmp_path / "out")
