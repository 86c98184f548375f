"""piiguard brought to executors that do not have it: the wheel alone, and an archive of an environment."""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
from pathlib import Path

import pytest
import sparking
from test_scan_runs import plant

sparking.needed()

ROOT = Path(__file__).resolve().parent.parent
PLAIN = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | {"SPARK_LOCAL_IP": "127.0.0.1", "PYTHONUTF8": "1"}
SUBMIT = Path(importlib.util.find_spec("pyspark").origin).parent / "bin" / "spark-submit"  # type: ignore[union-attr,arg-type]

_JOB = """
from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate()
from piiguard.spark import mask_columns
df = spark.createDataFrame([("13912345678",)], "`手机号` string")
def where(batches):
    import piiguard, pyarrow
    for _ in batches:
        yield pyarrow.RecordBatch.from_arrays([pyarrow.array([piiguard.__file__])], names=["file"])
print("RESULT", mask_columns(df).first()[0], df.mapInArrow(where, "file string").first()[0])
spark.stop()
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    for name in ("piiguard", "recognizers", "cli"):
        shutil.copytree(ROOT / name, source / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(source)]
    subprocess.run(build, check=True, env=PLAIN, capture_output=True, cwd=source)
    (found,) = folder.glob("piiguard-*.whl")
    return found


def test_the_wheel(wheel: Path, tmp_path: Path) -> None:
    """With --py-files, to a Python that has pyarrow and pandas, and nothing of ours."""
    there, job, python = tmp_path / "there", tmp_path / "job.py", tmp_path / "python"
    shutil.copy(wheel, tmp_path / "piiguard.zip")
    there.mkdir()
    for package in ("pyarrow", "numpy", "pandas", "dateutil", "pytz", "tzdata", "six"):  # six is one file
        found = importlib.util.find_spec(package)
        if found and found.origin:
            path = Path(found.origin)
            (there / (path.name if package == "six" else package)).symlink_to(path if package == "six" else path.parent)
    python.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -S "$@"\n')
    python.chmod(0o755)
    job.write_text(_JOB, "utf-8")
    env = PLAIN | {"PYTHONPATH": str(there), "PYSPARK_PYTHON": str(python)}
    done = subprocess.run(
        [SUBMIT, "--master", "local[1]", "--driver-java-options", "-XX:TieredStopAtLevel=1", "--conf", "spark.ui.enabled=false", "--py-files", tmp_path / "piiguard.zip", job],
        env=env, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    (result,) = [line for line in done.stdout.splitlines() if line.startswith("RESULT")] or [done.stderr[-3000:]]
    assert result.split()[1] == "139******78"
    assert "piiguard.zip/piiguard/" in result.split()[2]


@pytest.fixture(scope="module")
def archive(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with piiguard in it, packed. What it depends on is taken from where it is, to save half a gigabyte."""
    folder = tmp_path_factory.mktemp("environment")
    home = folder / "environment"
    venv.create(home, symlinks=True)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(home)}))
    pip = ["--python", str(home / "bin" / "python"), "install", "--quiet", "--no-index", "--no-deps", str(wheel)]
    subprocess.run([sys.executable, "-m", "pip", *pip], check=True, env=PLAIN, capture_output=True)
    (packages / "others.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    with tarfile.open(folder / "environment.tar.gz", "w:gz", compresslevel=1) as packed:
        packed.add(home, ".")
    shutil.rmtree(home)
    return folder / "environment.tar.gz"


def test_an_archive(archive: Path, tmp_path: Path) -> None:
    """With --archives: executors run the archive's Python, and the scan's report is that of one machine."""
    plant(tmp_path / "in", 11, 20)
    options = f"--archives {archive}#environment --conf spark.ui.enabled=false --conf spark.log.level=ERROR pyspark-shell"
    shipped = {"PYSPARK_PYTHON": "./environment/bin/python", "PYSPARK_SUBMIT_ARGS": options, "PIIGUARD_CACHE": str(tmp_path / "cache")}
    reports = []
    for engine in ([], ["--engine", f"spark={sparking.MASTER}"]):
        report = tmp_path / f"report{len(reports)}.jsonl"
        line = [sys.executable, "-m", "piiguard", "scan", str(tmp_path / "in"), "--workers", "1", "--quiet", "-o", str(report), *engine]
        done = subprocess.run(line, env=PLAIN | (shipped if engine else {}), cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 1, done.stderr[-3000:]
        reports.append(report.read_bytes())
    assert reports[0] == reports[1]
    assert reports[0].count(b'"finding"') > 500


def test_an_archive_is_what_executors_run(archive: Path, tmp_path: Path) -> None:
    job = tmp_path / "job.py"
    job.write_text(_JOB, "utf-8")
    driver = {"PYSPARK_DRIVER_PYTHON": sys.executable, "PYSPARK_PYTHON": "./environment/bin/python"}
    done = subprocess.run(
        [SUBMIT, "--master", sparking.MASTER, "--conf", "spark.ui.enabled=false", "--archives", f"{archive}#environment", job],
        env=PLAIN | driver, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    (result,) = [line for line in done.stdout.splitlines() if line.startswith("RESULT")] or [done.stderr[-3000:]]
    assert result.split()[1] == "139******78"
    assert "environment/lib" in result.split()[2]
