"""The report for people who must act: one HTML file, complete in itself, in Chinese and English.

No network, no third-party library: text and markup from here, charts as inline SVG, one style sheet and one script whose
digests the page's own Content-Security-Policy names. Whatever comes from outside is escaped (markup.py), and the page
stays small: it adds up everything and lists what weighs most (piiguard/reports/tally.py).
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from typing import BinaryIO

from piiguard import __version__
from piiguard.reports.html import details, overview
from piiguard.reports.html.markup import esc, t
from piiguard.reports.html.words import WORDS
from piiguard.reports.sink import About, FileSink
from piiguard.reports.tally import Tally
from piiguard.scan.rows import ColumnRow, FindingRow, ObjectRow, Summary


class Html(FileSink):
    """Collects rows in bounded memory and writes the page at the end."""

    def __init__(self, path: str | None, stream: BinaryIO, about: About | None = None) -> None:
        super().__init__(path, stream, about)
        self._tally = Tally()

    def finding(self, row: FindingRow) -> None:
        """Count a finding."""
        self._tally.finding(row)

    def column(self, row: ColumnRow) -> None:
        """Count a column."""
        self._tally.column(row)

    def object(self, row: ObjectRow) -> None:
        """Count an object."""
        self._tally.object(row)

    def end(self, summary: Summary) -> None:
        """Write the page."""
        self.finish()
        if self.about.live:
            self.about.info.setdefault("version", __version__)
        self.write(page(summary, self._tally, self.about))
        super().end(summary)


def page(summary: Summary, tally: Tally, about: About) -> str:
    """The whole page."""
    lang = "zh" if about.lang == "zh" else "en"
    change = about.change
    sections = [
        ("coverage", overview.coverage(summary, tally)),
        ("change", overview.change(change) if change is not None else ""),
        ("risk", details.risk(tally) if summary.findings else ""),
        ("where", details.where(tally) if tally.found or tally.unread else ""),
        ("objects", details.objects(tally, about.source) if tally.found else ""),
        ("unread", details.unread(tally, about.source)),
        ("columns", details.columns(tally, about.source)),
        ("findings", details.findings(tally, about.source) if tally.findings else ""),
        ("notes", details.notes(tally, about.source)),
    ]
    links = "".join(f'<a href="#{name}">{t("nav_" + name)}</a>' for name, text in sections if text and "nav_" + name in WORDS)
    body = "".join(text for _, text in sections)
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}" data-lang="{lang}">'
        f"<head>{_head(lang)}</head>\n<body><main>"
        f"{overview.header(summary, about)}{overview.verdict(summary, tally)}{overview.figures(summary, tally)}"
        f"<nav>{links}</nav>{body}<footer>{t('footer')}</footer></main>\n<script>{_part('page.js')}</script></body></html>\n"
    )


def _head(lang: str) -> str:
    zh, en = WORDS["title"]
    style, script = _part("page.css"), _part("page.js")
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "img-src 'none'; base-uri 'none'; form-action 'none'"
    )
    return (
        '<meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">'
        '<meta name="robots" content="noindex">'
        f'<title data-zh="{esc(zh)}" data-en="{esc(en)}">{esc(zh if lang == "zh" else en)}</title><style>{style}</style>'
    )


def _part(name: str) -> str:
    """The style sheet or the script as the page holds it."""
    return files("piiguard.reports.html").joinpath(name).read_text("utf-8")


def _digest(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()
