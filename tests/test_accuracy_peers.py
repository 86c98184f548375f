"""The accuracy benchmark's other half: peers' findings under our names, public text, CrossWOZ, the stored figures and the page."""

from __future__ import annotations

import json
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.accuracy import chart, crosswoz, page, peers, public, results  # noqa: E402
from benchmarks.accuracy.generate import Record  # noqa: E402
from benchmarks.accuracy.runners import EVERYONE, OURS, cells, look, plain  # noqa: E402
from benchmarks.accuracy.score import OTHER, score  # noqa: E402
from benchmarks.accuracy.slots import ENTITIES  # noqa: E402

BY_NAME = {peer.name: peer for peer in peers.PEERS}
SPEAKER = """#!{python}
import json, sys
for line in sys.stdin:
    text = json.loads(line)
    at = text.find("13800000000")
    print(json.dumps([[at, at + 11, "PHONE"], [0, 1, "URL"]] if at >= 0 else []))
print(json.dumps({{"version": "2", "seconds": 0.5}}), file=sys.stderr)
"""


def one(text: str, *spans: tuple[int, int, str]) -> Record:
    return Record("x", "chat", "zh-Hans", text, spans, not spans)


def test_every_peer_maps_to_types_that_are_planted() -> None:
    for peer in peers.PEERS:
        types = peers.supported(peer)
        assert types
        assert set(types) <= set(ENTITIES), peer.name
        assert OTHER not in types
    assert len({runner.name for runner in EVERYONE}) == len(EVERYONE)


def test_a_coarse_type_is_right_for_any_of_ours() -> None:
    peer = BY_NAME["presidio-analyzer"]
    record = one("电话010-62345678 ", (2, 14, "CN_LANDLINE"))
    found = [(2, 14, "PHONE_NUMBER"), (0, 2, "PHONE_NUMBER"), (0, 2, "DATE_TIME")]
    assert peers.translate(peer, record, found) == [(2, 14, "CN_LANDLINE"), (0, 2, "CN_MOBILE"), (0, 2, OTHER)]


def test_kin_and_parts_are_never_wrong() -> None:
    resident = one("永久居留证911124198108030024", (5, 23, "CN_FOREIGN_RESIDENT_ID"))
    assert peers.translate(BY_NAME["depii"], resident, [(5, 23, "CN_RESIDENT_ID")]) == [(5, 23, OTHER)]
    address = one("住北京市幸福路3号", (1, 9, "CN_ADDRESS"))
    assert peers.translate(BY_NAME["argus-redact"], address, [(1, 4, "location")]) == [(1, 4, "CN_ADDRESS")]
    assert peers.translate(BY_NAME["argus-redact"], one("去北京"), [(1, 3, "location")]) == [(1, 3, OTHER)]


def test_other_findings_only_hide() -> None:
    record = one("王芳13800000000", (0, 2, "PERSON"), (2, 13, "CN_MOBILE"))
    result = score([record], [[(0, 2, OTHER), (2, 13, OTHER)]], ["CN_MOBILE"])
    mobile = result["types"]["CN_MOBILE"]
    assert (mobile["found"], mobile["overlap"]["recall"], mobile["leaked"], mobile["covered"]) == (0, 0, 0, 1)
    assert list(result["types"]) == ["CN_MOBILE"]


@pytest.mark.skipif(sys.platform == "win32", reason="starts a script by its first line")
def test_a_program_that_speaks_the_protocol(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "godlp"
    program.write_text(SPEAKER.format(python=sys.executable), encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv(peers.GODLP, str(program))
    ran = peers.run(BY_NAME["godlp"], ["打13800000000\n吧", "您好"])
    assert ran == ([[(1, 12, "PHONE"), (0, 1, "URL")], []], "2", 0.5)
    program.write_text(f"#!{sys.executable}\nraise SystemExit(3)\n", encoding="utf-8")
    with pytest.raises(peers.Missing, match="failed"):
        peers.run(BY_NAME["godlp"], ["您好"])
    monkeypatch.delenv(peers.GODLP)
    with pytest.raises(peers.Missing, match=peers.GODLP):
        peers.run(BY_NAME["godlp"], ["您好"])


def test_cells_are_read_under_their_column() -> None:
    text = '姓名,保单号\n王芳,"PDAA,2026"\n'
    assert [(text[start:end], name) for start, end, name in cells(text.rstrip("\n"))] == [("王芳", "姓名"), ("PDAA,2026", "保单号")]
    record = Record("x", "csv", "zh-Hans", "联系人,微信号\n甲,hello_2026", (), False)

    class Hit:
        start, end, entity_type = 0, 5, "WECHAT_ID"

    class Guard:
        def find(self, text: str, label: str = "") -> list[type[Hit]]:
            return [Hit] if label == "微信号" else []

    assert look(Guard(), record) == [(10, 15, "WECHAT_ID")]
    assert plain(Guard(), record) == []


def test_findings_per_megabyte() -> None:
    text = "a" * 500_000
    rates = public.per_megabyte([text], [[(0, 1, "EMAIL_ADDRESS"), (1, 2, "CN_MOBILE"), (2, 3, "PERSON"), (3, 4, OTHER)]])
    assert (rates["megabytes"], rates["structured"], rates["EMAIL_ADDRESS"], rates["phones"]) == (0.5, 4, 2, 2)
    assert (rates["PERSON"], rates["CN_ADDRESS"]) == (2, 0)


def test_crosswoz_keeps_hotlines_apart(tmp_path: Path) -> None:
    line = {"id": "a", "text": "在幸福路3号对面，电话010-62345678，或400-123-4567", "spans": [[1, 8, "ADDRESS"], [11, 23, "PHONE"], [25, 37, "PHONE"]]}
    path = tmp_path / "dialogues.jsonl"
    path.write_text(json.dumps(line, ensure_ascii=False) + "\n", encoding="utf-8")
    records = crosswoz.load(path)
    got = crosswoz.score(records, [[(1, 6, "CN_ADDRESS"), (11, 23, "CN_LANDLINE"), (1, 8, "PERSON")]])
    assert (got["addresses"], got["addresses_touched"], got["addresses_covered"]) == (1, 1, 0)
    assert (got["phones"], got["phones_touched"], got["phones_covered"]) == (1, 1, 1)
    assert (got["hotlines"], got["hotlines_touched"]) == (1, 0)


def test_stored_figures_come_back_as_they_were(tmp_path: Path) -> None:
    stored = results.load()
    assert {runner.name for runner in OURS} <= {*(program["program"] for program in stored["programs"]), *stored["skipped"]}
    results.store(stored, tmp_path / "results.json")
    assert results.load(tmp_path / "results.json") == stored
    assert results.load(tmp_path / "none.json") == {}


def test_the_page_and_the_chart_show_the_stored_figures() -> None:
    assert page.write(results.load(), check=True) == 0


def test_the_chart_is_drawn_for_both_grounds() -> None:
    drawn = chart.draw(results.load()["programs"])
    assert ET.fromstring(drawn).tag.endswith("svg")
    assert "prefers-color-scheme: dark" in drawn
