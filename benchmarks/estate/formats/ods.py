"""OpenDocument spreadsheets, written out by hand."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

from benchmarks.estate.content import Made, Pen
from benchmarks.estate.formats import xlsx

_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "manifest")
)


def package(kind: str, body: str) -> bytes:
    """A package of ``kind`` ("text", "spreadsheet") with that body."""
    media = f"application/vnd.oasis.opendocument.{kind}"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES} office:version="1.2">'
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    manifest = (
        f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest {_NAMES}>'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{media}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text, method in (
            ("mimetype", media, zipfile.ZIP_STORED),
            ("content.xml", content, zipfile.ZIP_DEFLATED),
            ("META-INF/manifest.xml", manifest, zipfile.ZIP_DEFLATED),
        ):
            archive.writestr(zipfile.ZipInfo(name, (2024, 3, 1, 8, 0, 0)), text, method)
    return out.getvalue()


def _row(cells: list[str | None] | list[str]) -> str:
    shown = (
        "<table:table-cell/>" if cell is None
        else f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
        for cell in cells
    )  # fmt: skip
    return f"<table:table-row>{''.join(shown)}</table:table-row>"


def make(pen: Pen) -> Made:
    """A workbook."""
    found = xlsx.sheets(pen)
    body = ""
    for name, grid, top in found:
        rows = [_row([f"{grid.schema.name}明细表"])] * top + [_row(grid.chinese), *map(_row, grid.rows)]
        body += f"<table:table table:name={quoteattr(name)}>{''.join(rows)}</table:table>"
    return Made(package("spreadsheet", body), "ods", xlsx.sheet_facts(found))
