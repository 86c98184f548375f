"""Errors of formats, sources and the ledger carry nothing along of what they were made from."""

from __future__ import annotations

import ast
import io
import sqlite3
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reachable import reachable

import piiguard
from piiguard.errors import FormatError, alone
from piiguard.formats import charset, open_document
from piiguard.scan.ledger import Ledger

ROOT = Path(piiguard.__file__).parent
SECRET = "13912345678"


def held(error: BaseException) -> str:
    """All that is to be had of an error, its contexts' words too."""
    return reachable(error) + "".join(traceback.format_exception(error, chain=True))


def decoding() -> None:
    data = "今天\n".encode() * 40_000 + f"手机 {SECRET}\n".encode() + b"\xff\xff\n"
    document = open_document(io.BytesIO(data), "a.txt", strict=True)
    list(document.segments())


def encoding() -> None:
    charset.encode(f"😀{SECRET}", charset.Charset("big5", "cp950"))


def ledger(tmp_path: Path) -> None:
    with Ledger(str(tmp_path / "s")) as opened:
        opened.guarded(lambda: (_ for _ in ()).throw(sqlite3.OperationalError(SECRET)))


def within(act: Callable[[], Any]) -> Callable[[Path], Any]:
    return lambda _tmp_path: act()


@pytest.mark.parametrize("act", [within(decoding), within(encoding), ledger])
def test_an_error_holds_no_value(act: Callable[[Path], Any], tmp_path: Path) -> None:
    with pytest.raises((FormatError, OSError)) as caught:
        act(tmp_path)
    assert SECRET not in held(caught.value)
    assert caught.value.__context__ is None


def test_alone_through_a_context_manager() -> None:
    from piiguard.formats import arrowfile

    pytest.importorskip("pyarrow", reason="pyarrow is not installed (piiguard[scan])")
    with pytest.raises(FormatError) as caught, arrowfile.faults("Parquet"):
        raise ValueError(SECRET)
    assert SECRET not in held(caught.value)


def test_alone() -> None:
    def raising() -> None:
        try:
            raise ValueError(SECRET)
        except ValueError:
            alone(KeyError("a"))

    with pytest.raises(KeyError) as caught:
        raising()
    assert caught.value.__context__ is None
    assert SECRET not in held(caught.value)


@pytest.mark.parametrize("package", ["formats", "presidio", "reports", "scan", "sources"])
def test_nobody_raises_from_none_where_an_error_may_hold_a_value(package: str) -> None:
    """Only what is missing (an import) is worth no care: its words are ours."""
    careless = []
    for path in sorted((ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ExceptHandler) and node.type is not None:
                kind = ast.unparse(node.type)
                raised = [at for at in ast.walk(node) if isinstance(at, ast.Raise) and isinstance(at.cause, ast.Constant)]
                careless += [f"{path.name}:{at.lineno}" for at in raised if kind not in ("ImportError", "MissingExtraError")]
    assert careless == []
