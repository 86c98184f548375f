"""What is taken over from an earlier run: only what was read under the same rules, and nothing where all is to be read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from test_scan_runs import rows

from piiguard import Guard, Pattern, Recognizer, score
from piiguard.formats import Limits
from piiguard.keyring import Keyring
from piiguard.scan.rules import rules
from piiguard.scan.run import State
from piiguard.testing import Values


class Stopped(Exception):
    """A run is interrupted here."""


def interrupted(folder: Path, state: Path, at: int, **options: Any) -> None:
    """A run that is over after ``at`` objects."""

    def stop(now: State) -> None:
        if now.objects >= at:
            raise Stopped

    with pytest.raises(Stopped):
        rows(folder, state=state, progress=stop, **options)


def opened(folder: Path, state: Path, **options: Any) -> set[str]:
    """The files a run reads: those whose text its guard is asked for."""
    seen: set[str] = set()

    class Watching(Guard):
        __slots__ = ()

        def _line_seen(self, line: str, token: Any, settled: Any = None) -> Any:
            seen.add(line.split()[0])
            return super()._line_seen(line, token, settled)

    rows(folder, state=state, guard=Watching(), **options)
    return {name for name in seen if name.startswith("file")}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    values = Values(3)
    place = tmp_path / "in"
    place.mkdir()
    for at in range(6):
        (place / f"{at}.txt").write_text(f"file{at} 手机{values.mobile()}\n")
    return place


def test_full_over_an_interrupted_run_reads_all(folder: Path, tmp_path: Path) -> None:
    state, every = tmp_path / "state", {f"file{at}" for at in range(6)}
    rows(folder, state=state)
    (folder / "0.txt").write_text(f"file0 改为{Values(4).mobile()}\n")
    interrupted(folder, state, 1)
    assert opened(folder, state, full=True) == every
    assert opened(folder, state) == set(), "and then they are known"


def test_an_interrupted_full_run_goes_on(folder: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    rows(folder, state=state)
    interrupted(folder, state, 3, full=True)
    rest = opened(folder, state, full=True)
    assert 0 < len(rest) <= 3, "what it had read it does not read again"


def test_another_key_of_the_same_id_is_another_rule() -> None:
    one, two = Keyring.generate(), Keyring.generate()
    assert one.primary == two.primary
    first = rules(Guard(keyring=one), Limits())
    assert first == rules(Guard(keyring=one), Limits())
    assert first != rules(Guard(keyring=two), Limits())
    assert first != rules(Guard(keyring=one.for_tenant("b")), Limits())
    assert first != rules(Guard(), Limits())


def test_an_edited_check_is_another_rule() -> None:
    def guard(check: Any) -> Guard:
        return Guard().with_recognizers(Recognizer("STAFF_NO", [Pattern("staff", "YG[0-9]{6}", score(0.6, 0.9), check=check)]))

    one = rules(guard(lambda value: value.endswith("1")), Limits())
    assert one == rules(guard(lambda value: value.endswith("1")), Limits())
    assert one != rules(guard(lambda value: value.endswith("2")), Limits())
    assert one != rules(guard(lambda value: value in {"a", "b"}), Limits())


def test_rules_are_the_same_in_every_process() -> None:
    """Or an interrupted scan would begin anew: sets and hashes come in another order in each."""
    code = "from piiguard import Guard; from piiguard.formats import Limits; from piiguard.scan.rules import rules; print(rules(Guard(), Limits()))"
    said = {subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout for _ in range(2)}
    assert len(said) == 1
