"""The site: it builds without a warning in both languages, and no page of it asks the network for anything."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import piiguard

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("zensical") is None, reason="zensical is not installed (group docs of pyproject.toml)"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site; a warning would have ended the build."""
    out = tmp_path_factory.mktemp("site") / "site"
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "build_site.py"), str(out)], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (done.stdout + done.stderr).count("No issues found") == 2
    return out


@pytest.mark.parametrize(
    ("page", "target", "said"),
    [("faq.md", "accuracy.md#gone", "anchor does not exist"), ("zh/faq.md", "../accuracy.md#gone", "accuracy.md has no heading #gone")],
)
def test_a_broken_anchor_ends_the_build(page: str, target: str, said: str, tmp_path: Path) -> None:
    """Also one into the other language, where Zensical does not look."""
    copy = tmp_path / "copy"
    shutil.copytree(ROOT, copy, symlinks=True, ignore=shutil.ignore_patterns(".*", "__pycache__", "out", "dist", "build"))
    with (copy / "docs" / page).open("a", encoding="utf-8") as out:
        out.write(f"\n[x]({target})\n")
    command = [sys.executable, str(copy / "docs" / "build_site.py"), str(tmp_path / "site")]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert said in done.stdout + done.stderr


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_page_is_there(site: Path, lang: str) -> None:
    """Under the version, whose number stands in every title."""
    folder = site / piiguard.__version__ / lang
    pages = re.findall(r"(?m)^      - (\S+)\.md$", (ROOT / "mkdocs.yml").read_text("utf-8"))
    for page in pages:
        text = (folder / f"{page}.html").read_text("utf-8")
        assert f"piiguard {piiguard.__version__}" in text[text.index("<title>") : text.index("</title>")]
        assert re.search(rf'<html lang="?{lang}', text)
    assert (site / "index.html").exists()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nothing_is_asked_of_the_network(site: Path, lang: str) -> None:
    """No script, style, font or picture from elsewhere."""
    folder = site / piiguard.__version__ / lang
    for file in [*folder.rglob("*.html"), *folder.rglob("*.css")]:
        text = file.read_text("utf-8")
        tags = re.findall(r"<(?:script|link|img|iframe|source)\b[^>]*>", text)
        remote = [tag for tag in tags if re.search(r"""(?:src|href)=["']?(?:https?:)?//""", tag)]
        remote += re.findall(r"url\(\s*[\"']?(?:https?:)?//[^)]*\)|@import[^;]*//[^;]*;", text)
        assert not remote, f"{file.relative_to(site)}: {remote}"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_first_page_has_three_doors(site: Path, lang: str) -> None:
    """With real output (tests/test_readme.py runs it), and the report's picture."""
    text = (site / piiguard.__version__ / lang / "index.html").read_text("utf-8")
    plain = re.sub(r"<[^>]+>", "", text)
    for shown in ("'我的身份证1****************X", "cardNo=************7358", "472 findings"):
        assert shown in plain.replace("&#39;", "'")
    assert f"images/report-{lang}.png" in text
    assert (site / piiguard.__version__ / lang / "images" / f"report-{lang}.png").exists()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_style_is_there(site: Path, lang: str) -> None:
    """docs/site.css, from the site itself."""
    folder = site / piiguard.__version__ / lang
    assert (folder / "site.css").read_bytes() == (ROOT / "docs" / "site.css").read_bytes()
    assert re.search(r'<link [^>]*href="?(?:\./)?site\.css', (folder / "recognizers.html").read_text("utf-8"))


def test_included_tables_are_in_chinese(site: Path) -> None:
    """The words of the tables that Chinese pages take from English ones (docs/made_words.py)."""
    for page in ("performance", "accuracy"):
        text = (site / piiguard.__version__ / "zh" / f"{page}.html").read_text("utf-8")
        shown = " ".join(re.sub(r"<code>.*?</code>|<[^>]+>", " ", "".join(re.findall(r"(?s)<t[hd][ >].*?</t[hd]>|<h3.*?</h3>", text))).split())
        assert not re.findall(r"\b(?:missed|met|reached|target|measure|spans|findings|covered|leaked)\b", shown)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_charts_are_drawn(site: Path, lang: str) -> None:
    """From the stored results, in the page itself."""
    text = (site / piiguard.__version__ / lang / "performance.html").read_text("utf-8")
    assert len(re.findall(r"<svg [^>]*aria-label=", text)) == (ROOT / "docs" / "performance.md").read_text("utf-8").count("<!-- chart: ")
    assert "argus-redact" in text
