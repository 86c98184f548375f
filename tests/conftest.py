"""Set-up of the whole suite: where test helpers are, how hard Hypothesis tries, a database cache of our own."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A job started in the background ignores SIGINT, one under nohup SIGHUP, and children inherit that: the
# tests of signals would wait for a filter that rightly ignores them.
for _number, _default in (
    (signal.SIGINT, signal.default_int_handler),
    (signal.SIGTERM, signal.SIG_DFL),
    *([(signal.SIGHUP, signal.SIG_DFL)] if hasattr(signal, "SIGHUP") else []),
):
    if signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, _default)

sys.path.insert(0, str(Path(__file__).parent))  # for strategies.py: the folder is no package

# The same examples every time in `make test`; fresh ones, and more of them, in `make fuzz`. No deadlines:
# a machine may be busy.
_QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
settings.register_profile("test", deadline=None, derandomize=True, max_examples=120, suppress_health_check=_QUIET)
settings.register_profile("fuzz", deadline=None, max_examples=1500, suppress_health_check=_QUIET, print_blob=True)
settings.load_profile("fuzz" if int(os.environ.get("PIIGUARD_FUZZ", "0")) > 2000 else "test")

_CACHE = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    """Compiled databases go to a folder of this run, so that no test reads what another version wrote."""
    if "PIIGUARD_CACHE" not in os.environ:
        config.stash[_CACHE] = os.environ["PIIGUARD_CACHE"] = tempfile.mkdtemp(prefix="piiguard-tests-")


def pytest_unconfigure(config: pytest.Config) -> None:
    folder = config.stash.get(_CACHE, "")
    if folder:
        shutil.rmtree(folder, ignore_errors=True)
        os.environ.pop("PIIGUARD_CACHE", None)


@pytest.fixture
def no_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages and pictures are read as where the extra ``ocr`` is not installed."""
    monkeypatch.setattr("piiguard.formats.ocr.available", lambda: False)


@pytest.fixture
def full_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Databases that are opened from now on hold so many pages: their disk is full then."""
    real = sqlite3.connect

    def small(pages: int) -> None:
        def connect(_name: str) -> sqlite3.Connection:
            base = real("")
            base.execute(f"PRAGMA max_page_count = {pages}")
            return base

        monkeypatch.setattr(sqlite3, "connect", connect)

    return small
