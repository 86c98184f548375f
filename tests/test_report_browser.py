"""The HTML report in a real browser: no errors, filter and sort work, hostile names do nothing, it prints.

Needs Debian's ``chromium`` and the Python package playwright; its own browsers are not used.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from reportrows import MadeScan

from piiguard.reports import report
from piiguard.reports.compare import compare
from piiguard.reports.sink import About

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
OPTIONS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs chromium (apt-get install chromium)")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="needs the Python package playwright")
    with playwright.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield running
        running.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A report with everything in it, compared with an older scan."""
    path = tmp_path_factory.mktemp("report") / "r.html"
    scan = MadeScan(150, most=12)
    about = About(scan.info, change=compare(MadeScan(140, seed=2), scan), lang="zh")
    with report("html", str(path), io.BytesIO(), about=about) as sink:
        scan.play(sink)
    return path.as_uri()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """The page, open; no console message, error or request besides itself is allowed."""
    opened = browser.new_page(viewport={"width": 1240, "height": 900})
    heard: list[str] = []
    opened.on("console", lambda message: heard.append(f"{message.type}: {message.text}"))
    opened.on("pageerror", lambda error: heard.append(f"error: {error}"))
    opened.on("dialog", lambda dialog: heard.append("a dialog"))
    opened.on("request", lambda request: heard.append(request.url) if request.url != address else None)
    opened.goto(address)
    yield opened
    opened.close()
    assert heard == []


def shown(page: Any, table: str, column: int) -> list[str]:
    """Texts of a column of the rows that are shown."""
    found: list[str] = page.eval_on_selector_all(
        f"#{table} tbody tr:not([hidden])", f"rows => rows.map(row => row.cells[{column}].innerText.trim())"
    )
    return found


def test_hostile_names_do_nothing(page: Any) -> None:
    assert page.title() == "个人信息扫描报告"
    assert page.locator("img, iframe, object, embed").count() == 0
    page.click("#objects-table ~ button.all, div.table:has(#objects-table) button.all")
    assert "<img src=x onerror=" in page.inner_text("#objects") + page.inner_text("#unread")
    assert "\\u202e" in page.inner_text("#unread")
    assert "<b>PDF</b>" in page.inner_text("#unread")


def test_both_languages(page: Any) -> None:
    assert page.locator("h1 .zh").is_visible()
    assert not page.locator("h1 .en").is_visible()
    page.click('button[data-lang="en"]')
    assert page.inner_text("h1") == "Personal information scan"
    assert page.title() == "Personal information scan"
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.get_attribute("#risk input", "placeholder") == "Filter…"
    hanzi = page.evaluate("[...document.querySelectorAll('h2, h3, th')].map(e => e.innerText).join('').match(/[一-鿿]/)")
    assert hanzi is None


def test_sorting(page: Any) -> None:
    page.click("#types th:nth-child(5) button")
    counts = [int(text.replace(",", "")) for text in shown(page, "types", 4)]
    assert counts == sorted(counts, reverse=True)
    assert page.get_attribute("#types th:nth-child(5)", "aria-sort") == "descending"
    page.click("#types th:nth-child(5) button")
    assert [int(text.replace(",", "")) for text in shown(page, "types", 4)] == sorted(counts)
    page.click("#types th:nth-child(3) button")
    assert shown(page, "types", 2) == sorted(shown(page, "types", 2))
    assert page.get_attribute("#types th:nth-child(5)", "aria-sort") is None


def test_filtering(page: Any) -> None:
    frame = page.locator("div.table:has(#findings-table)")
    rows = page.locator("#findings-table tbody tr").count()
    assert rows > 100
    assert len(shown(page, "findings-table", 0)) == 10
    frame.locator('button[data-level="C1"]').click()
    assert set(shown(page, "findings-table", 1)) == {"IP_ADDRESS"}
    frame.locator("input").fill("nothing has this")
    assert shown(page, "findings-table", 0) == []
    assert frame.locator("output").inner_text() == f"0 / {rows}"
    frame.locator('button[data-level="C1"]').click()
    frame.locator("input").fill("password EXPORTS")
    kinds = shown(page, "findings-table", 1)
    assert len(kinds) > 3
    assert set(kinds) == {"PASSWORD"}
    frame.locator("input").fill("")
    assert len(shown(page, "findings-table", 0)) == 10
    frame.locator("button.all").click()
    assert len(shown(page, "findings-table", 0)) == rows
    assert not frame.locator("button.all").is_visible()


def test_nothing_is_cut_off(page: Any) -> None:
    for width in (1240, 700, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{width} pixels"


def test_on_paper(page: Any) -> None:
    page.emulate_media(media="print")
    for hidden in ("nav", ".switch", "#risk input", ".pick", "button.all"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.locator("#findings output").inner_text().startswith("10 / "), "a list that is not whole says so"
    assert page.locator("#findings output").is_visible()
    assert page.locator("#types").is_visible()
    assert page.locator("svg.treemap").is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('thead')).display") == "table-header-group"
    assert page.pdf(format="A4").startswith(b"%PDF-")


def test_without_scripts_all_of_it_can_be_read(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert page.locator("#findings-table tbody tr").last.is_visible()
    assert page.locator("h1 .zh").is_visible()
    assert not page.locator(".switch").is_visible()
    assert not page.locator(".tools").first.is_visible()
    context.close()


def test_the_style_is_applied_under_the_policy(page: Any) -> None:
    """A wrong digest would leave the page bare, and that is no error on the console in every browser."""
    assert page.evaluate("getComputedStyle(document.querySelector('.card')).borderRadius") == "8px"
    assert page.evaluate("document.documentElement.classList.contains('js')")


