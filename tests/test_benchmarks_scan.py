"""The scan's benchmarks: their data, their records and tables. No time is measured here."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # pytest's own way of importing does not put it there

from benchmarks import measure, peer_main, scan, scan_documents, scan_peers, scan_table, table  # noqa: E402
from piiguard.formats import Keys, Limits, open_document  # noqa: E402

COMMANDS = dict[str, tuple[tuple[str, ...], tuple[int, ...]]]


def targets() -> ModuleType:
    spec = spec_from_file_location("targets", ROOT / "docs" / "targets.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def seconds(of: Callable[[str], float]) -> Callable[[COMMANDS, int], dict[str, list[measure.Run]]]:
    """Stands for ``scan.rounds``: every command takes what ``of`` says of its name, in wall and processor time alike."""

    def rounds(commands: COMMANDS, repeats: int) -> dict[str, list[measure.Run]]:
        return {name: [measure.Run(of(name), of(name), 1 << 20, 0, "")] * repeats for name in commands}

    return rounds


def ours(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    took = {"scan 1": 5.0, "scan 2": 2.5, "idle 1": 1.0, "idle 2": 1.0}
    monkeypatch.setattr(scan, "rounds", seconds(took.__getitem__))
    return list(scan._ours("tree", "idle", {"data": "text", "density": 0.01, "bytes": 200_000_000}, 200.0, "mb_s", 3))


def documents() -> list[dict[str, Any]]:
    """Records as from a run in which piiguard takes 3 s, a library 1 s, and starting half of the library's time."""

    def took(name: str) -> float:
        return 0.5 if name.endswith("idle") else 3.0 if name == "piiguard" else 1.0

    return list(scan_documents.documents(0.001, 2, scan._argv, seconds(took)))


def test_rates_with_and_without_start(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = ours(monkeypatch)
    assert (one["mb_s"], one["mb_s_cpu"], one["mb_s_cpu_net"], one["start_cpu_s"], one["runs"]) == (40.0, 40.0, 50.0, 1.0, 3)
    assert "times_one_worker" not in one
    assert (two["workers"], two["times_one_worker"]) == (2, 2.0)


@pytest.mark.parametrize("item", scan.sets(), ids=lambda item: f"{item.name} {item.density}")
def test_data_sets_are_the_same_every_time(item: scan.Set, tmp_path: Path) -> None:
    made = []
    for name in "ab":
        folder = tmp_path / name
        folder.mkdir()
        item.write(folder, 40_000)
        made.append([(path.name, path.read_bytes()) for path in sorted(folder.rglob("*")) if path.is_file()])
    assert made[0] == made[1]
    assert len({data for _, data in made[0]}) == len(made[0]) > 1


@pytest.mark.parametrize("kind", scan_documents.kinds(0.001), ids=lambda kind: kind.name)
def test_documents_are_read_as_they_were_written(kind: scan_documents.Kind, tmp_path: Path) -> None:
    for module in kind.needs:
        pytest.importorskip(module)
    path = tmp_path / "a"
    kind.write(path, 3)
    with path.open("rb") as stream, open_document(stream, path.name, keys=Keys(), limits=Limits()) as document:
        texts = [segment.text for segment in document.segments()]
        tables = [(table.names, sum(map(len, table.batches))) for table in document.tables()]
    if kind.name == "xlsx":
        assert tables == [(list(scan_documents.scan_data.COLUMNS), 3)]
    else:
        assert sum(1 for text in texts if text) >= 3
        assert any("保" in text for text in texts)


def test_a_document_beside_its_library() -> None:
    for kind in scan_documents.kinds():
        for module in kind.needs:
            pytest.importorskip(module)
    records = {(record["data"], record["program"]): record for record in documents()}
    assert len(records) == 4
    own = records["xlsx", "piiguard"]
    assert (own["times_library"], own["times_library_net"], own["workers"], own["rows"]) == (3.0, 5.0, 1, 60)
    assert "times_library" not in records["PDF", "pypdfium2 alone"]


def test_a_script_reads_a_tree_up_to_its_limit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for folder, name in (("b", "1"), ("a", "2"), ("a", "1")):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).write_text(f"{folder}{name} 一\n" * 4, "utf-8")
    seen: list[str] = []

    def find(text: str) -> list[tuple[int, int]]:
        seen.append(text)
        return [(0, 1)] if "2" in text else []

    peer_main.tree(find, str(tmp_path), 6 * 7)
    said = json.loads(capsys.readouterr().out)
    assert [text.strip() for text in seen[1:]] == ["a1 一"] * 4 + ["a2 一"] * 2
    assert (said["bytes"], said["found"]) == (42, 2)


def test_hawk_scanner_is_given_the_tree_and_the_patterns(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    argv = scan_peers.hawk_files(tmp_path, tree)
    options = dict(zip(argv[2::2], argv[3::2], strict=False))
    places = json.loads(Path(options["--connection"]).read_text("utf-8"))
    patterns = json.loads(Path(options["--fingerprint"]).read_text("utf-8"))
    assert places == {"sources": {"fs": {"tree": {"path": str(tree)}}}}
    assert list(patterns.values()) == list(scan_peers.rules.RG_LEAN)


@pytest.mark.parametrize(("tree", "rate"), [(6.0, 40.0), (2.1, None)])
def test_hawk_scanner_without_its_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tree: float, rate: float | None) -> None:
    monkeypatch.setattr(scan_peers, "HAWK", tmp_path)
    (tmp_path / "hawk-found.json").write_text('{"fs": [{"file_path": "a"}, {"file_path": "a"}, {"file_path": "b"}]}', "utf-8")
    rounds = seconds({"empty": 2.0, "tree": tree}.__getitem__)
    (record,) = scan_peers._hawk(tmp_path / "tree", {"bytes": 160_000_000}, tmp_path, rounds, 2)
    assert (record.get("mb_s"), record.get("mb_s_cpu"), record["ready_cpu_s"]) == (rate, rate, 2.0)
    assert record["files_with_findings"] == 2


def test_peers_that_are_not_here_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan_peers, "HAWK", tmp_path / "hawk_scanner")
    monkeypatch.setattr(scan_peers.peers, "PEER_PYTHON", tmp_path / "python")
    monkeypatch.setattr(scan_peers.peers.shutil, "which", lambda _name: None)
    records = list(scan_peers.beside(tmp_path, {"bytes": 1}, tmp_path, seconds(lambda _name: 1.0), 1))
    assert {record["program"] for record in records} == {"rg -c", "presidio-analyzer", "hawk-scanner"}
    assert all(record["measure"] == "skipped" and record["reason"] for record in records)


def recorded(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """What the results of a run hold, in so far as tables need it."""
    about = {"suite": "scan", "quick": False, "cores": 2, "cpu": "a processor", "python": "3.11", "date": "2026-11-22T00:00:00"}
    peer = {"measure": "scan", "program": "rg -c, five rules", "data": "text", "density": 0.01, "mb_s_cpu": 171.0}
    absent = {"measure": "skipped", "program": "hawk-scanner", "reason": "no .venv-hawk"}
    for record in (*ours(monkeypatch), *documents(), peer, absent):
        yield {**record, **about}


def test_the_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    text = scan_table.render(list(recorded(monkeypatch)))
    assert "| text, 1 % | 40 | 40 | 50 | 2 | 171 | – | – | – |" in text
    assert "| xlsx, 60 rows | python-calamine alone | 1 s | 3 s | 3 | 5 |" in text
    assert "Not measured: hawk-scanner (no .venv-hawk)." in text
    assert "Not measured yet" in scan_table.render([])


def test_the_targets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    results = tmp_path / "results.jsonl"
    results.write_text("".join(json.dumps(record) + "\n" for record in recorded(monkeypatch)), "utf-8")
    module = targets()
    rows = {what: (target, reached) for what, target, reached, _ in module.scans(module.last_runs(results))}
    assert rows["`scan`, text, 1 % of lines, a core"] == ("≥ 40", 40.0)
    assert rows["`scan`, PDF, beside pypdfium2 alone, processor time"] == ("≤ 1.3", 3.0)
    assert rows["`scan`, text, two workers beside one, two cores"] == ("≥ 1.8", 2.0)
    assert rows["`scan`, PostgreSQL, six text columns, a core"] == ("≥ 100000", None)
    assert module.verdict("≤ 1.3", 2.6) == "missed: 50 % of it"


def test_the_page_has_its_marks() -> None:
    page = (ROOT / "docs" / "performance.md").read_text("utf-8")
    block = "| a |\n"
    new = table.updated(page, block, (scan_table.START, scan_table.END))
    assert f"{scan_table.START}\n{block}{scan_table.END}" in new
    with pytest.raises(ValueError, match="no <!-- none"):
        table.updated(page, block, ("<!-- none", scan_table.END))
