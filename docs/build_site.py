"""Builds the site of mkdocs.yml in both languages: python docs/build_site.py [OUT] (default out/site)

The pages are copied beside OUT, and on the way
- a link out of docs/ leads to a copy of that file as text, so that the site is whole without the repository;
- ``<!-- chart: NAME -->`` becomes a picture drawn from benchmarks/results.jsonl (docs/site_charts.py);
- ``<!-- include: PAGE MARK -->`` becomes what stands in PAGE between its ``MARK:start`` and ``MARK:end``;
- wide pages get no table of contents, and every page docs/site.css;
- api.md is written from the docstrings (docs/site_api.py), under the package's version.

Then Zensical builds OUT/VERSION/en and OUT/VERSION/zh, and any warning ends it with status 1. Nothing in a page asks the
network for anything.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
sys.path.append(str(DOCS))

import made_words  # noqa: E402
import site_api  # noqa: E402
import site_charts  # noqa: E402

from piiguard import __version__  # noqa: E402

LANGUAGES = {"en": "English", "zh": "中文"}
_LINK = re.compile(r"\[((?:!\[[^]]*\]\([^)]*\)|[^][])*)\]\(([^)#\s]+)(#[^)\s]*)?\)")
_HEADING = re.compile(r"(?m)^#+ (.+)$")
_CHINESE = "[、。《》「」【】〔〕一-鿿！（），：；？“”…]"
_CHINESE_END = re.compile(rf"(?<={_CHINESE})\n {{0,3}}(?=\*{{0,2}}{_CHINESE}|\[{_CHINESE})")
_FENCED = re.compile(r"(?ms)^```.*?^```$")
#: Pages with wide output or a wide table, and too few headings to need a table of contents beside them.
_WIDE = ("index.md", "recognizers.md")
_FRONT = "---\nhide:\n  - toc\n---\n\n"
_CHART = re.compile(r"<!-- chart: (\w+) -->")
_INCLUDE = re.compile(r"<!-- include: (\S+) (\w+) -->")
_ENTRY = """<!doctype html>
<meta charset="utf-8">
<title>piiguard {version}</title>
<script>location.replace("{version}/" + (navigator.language.startsWith("zh") ? "zh" : "en") + "/index.html")</script>
<p><a href="{version}/en/index.html">English</a> · <a href="{version}/zh/index.html">中文</a></p>
"""


def settings() -> dict[str, Any]:
    """mkdocs.yml."""
    import yaml  # comes with Zensical

    loaded: dict[str, Any] = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    return loaded


def pages(nav: list[Any]) -> list[str]:
    """The pages of a navigation, in order."""
    return [page for section in nav for inner in section.values() for page in inner]


def source(page: str, lang: str, english_only: dict[str, str]) -> Path:
    """The file a page is made of."""
    return DOCS / page if lang == "en" or page in english_only else DOCS / "zh" / page


def staged(text: str, at: Path, stage: Path, lang: str) -> str:
    """A page as the site shows it; ``at`` is its file, ``stage`` the folder the other files go to."""

    def link(match: re.Match[str]) -> str:
        shown, target, anchor = match[1], match[2], match[3] or ""
        shown = _LINK.sub(link, shown) if "](" in shown else shown
        if re.match(r"[a-z]+:", target):
            return f"[{shown}]({target}{anchor})"
        file = (at.parent / target).resolve()
        if file.suffix == ".md" and file.parent in (DOCS, DOCS / "zh"):
            return _to_page(shown, file, anchor, at, lang)
        name = file.relative_to(DOCS if file.is_relative_to(DOCS / "images") else ROOT).as_posix()
        if file.suffix not in (".png", ".svg"):
            name = f"repository/{name}.txt"
        (stage / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, stage / name)
        return f"[{shown}]({name})"

    text = _INCLUDE.sub(lambda match: included(at.parent / match[1], match[2], lang), text)
    if lang == "zh":
        text = joined(text)
    text = _CHART.sub(lambda match: site_charts.chart(match[1], lang), text)
    return _LINK.sub(link, text)


def joined(text: str) -> str:
    """Chinese lines of one paragraph put together: a browser shows the end of a line as a space, which Chinese has not."""
    parts = re.split(r"(?ms)(^```.*?^```$)", text)
    parts[::2] = [_CHINESE_END.sub("", part) for part in parts[::2]]
    return "".join(parts)


def _to_page(shown: str, file: Path, anchor: str, at: Path, lang: str) -> str:
    """A link to another page, in the site of ``lang``.

    Raises:
        ValueError: it goes from one language to the other, and there is no such heading.
    """
    translation = DOCS / "zh" / file.name
    if lang == "zh" and file.parent == DOCS and translation.exists():
        if at.parent == DOCS / "zh":  # it asks for the English page where there is a Chinese one
            if anchor and anchor[1:] not in anchors(file):  # Zensical looks into its own language only
                raise ValueError(f"docs/zh/{at.name}: {file.name} has no heading {anchor}")
            return f'<a href="../en/{file.stem}.html{anchor}">{shown}</a>'
        if anchor:  # an English page among Chinese ones: the same heading, by its number
            anchor = f"#{anchors(translation)[anchors(file).index(anchor[1:])]}"
    return f"[{shown}]({file.name}{anchor})"


def anchors(page: Path) -> list[str]:
    """The anchors of a page's headings, in order."""
    from pymdownx.slugs import slugify  # comes with Zensical

    slug = slugify(case="lower")
    headings = _HEADING.findall(_FENCED.sub("", page.read_text(encoding="utf-8")))
    return [slug(re.sub(r"`|\]\([^)]*\)|\[", "", heading), "-") for heading in headings]


def included(page: Path, mark: str, lang: str) -> str:
    """What stands in a page between two marks; the words of its tables in the language asked for.

    Raises:
        ValueError: it has no such marks.
    """
    _, start, rest = page.read_text(encoding="utf-8").partition(f"<!-- {mark}:start -->")
    inner, end, _ = rest.partition(f"<!-- {mark}:end -->")
    if not (start and end):
        raise ValueError(f"{page.name} has no marks {mark}:start and {mark}:end")
    for english, chinese in made_words.INCLUDED if lang == "zh" else ():
        inner = re.sub(english, chinese, inner)
    return inner


def configuration(lang: str) -> dict[str, Any]:
    """The settings of one language."""
    made = settings()
    extra, nav = made["extra"], made["nav"]
    if lang == "zh":
        names = extra["sections_zh"]
        titles = extra["english_only"]
        nav = [
            {names[name]: [{titles[page]: page} if page in titles else page for page in inner]}
            for item in nav for name, inner in item.items()
        ]  # fmt: skip
    others = [{"name": name, "lang": code, "link": f"../{code}/index.html"} for code, name in LANGUAGES.items()]
    theme = {**made["theme"], "language": lang}
    return {
        **made, "site_name": f"piiguard {__version__}", "docs_dir": lang, "site_dir": f"{lang}-site", "nav": nav, "theme": theme,
        "extra": {"generator": False, "alternate": others},
    }  # fmt: skip


def stage_language(lang: str, stage: Path) -> None:
    """Copy every page of a language into ``stage``."""
    made = settings()
    stage.mkdir(parents=True)
    for style in made["extra_css"]:
        shutil.copyfile(DOCS / style, stage / style)
    for page in pages(made["nav"]):
        if page == "api.md":
            text = site_api.page(lang)
        else:
            file = source(page, lang, made["extra"]["english_only"])
            text = staged(file.read_text(encoding="utf-8"), file, stage, lang)
        text = _FRONT + text if page in _WIDE else text
        (stage / page).write_text(text, encoding="utf-8")


def started(lang: str, work: Path) -> subprocess.Popen[bytes]:
    """Zensical at work on one language, whose pages and settings are written into ``work``."""
    import yaml

    config = work / f"{lang}.yml"
    stage_language(lang, work / lang)
    text = yaml.safe_dump(configuration(lang), allow_unicode=True, sort_keys=False)
    # Anchors as GitHub makes them: the pages are read there, too.
    slugs = "!!python/object/apply:pymdownx.slugs.slugify {kwds: {case: lower}}"
    config.write_text(text.replace("permalink: true", f"permalink: true\n    slugify: {slugs}"), encoding="utf-8")
    return subprocess.Popen([sys.executable, "-m", "zensical", "build", "--strict", "--config-file", str(config)])


def main() -> int:
    """See the module's first lines."""
    out = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "out" / "site").resolve()
    work = out.with_name(f"{out.name}-source")
    for folder in (out, work):
        shutil.rmtree(folder, ignore_errors=True)
    running = [started(lang, work) for lang in LANGUAGES]
    statuses = [process.wait() for process in running]
    status = 1 if any(statuses) else 0
    if status == 0:
        for lang in LANGUAGES:  # Zensical writes beside its settings only
            (out / __version__).mkdir(parents=True, exist_ok=True)
            (work / f"{lang}-site").rename(out / __version__ / lang)
        (out / "index.html").write_text(_ENTRY.format(version=__version__), encoding="utf-8")
        print(f"{out}/index.html")
    return status


if __name__ == "__main__":
    sys.exit(main())
