"""Avro container files."""

from __future__ import annotations

import io

from benchmarks.estate.content import Made, Pen

NEEDS = ("fastavro",)


def make(pen: Pen) -> Made:
    """A file of records whose fields may be null."""
    import fastavro

    grid = pen.grid(pen.size(60, 5000))
    fields = [{"name": code, "type": ["null", "string"]} for code in grid.codes]
    schema = fastavro.parse_schema({"type": "record", "name": grid.schema.code, "fields": fields})
    records = [dict(zip(grid.codes, cells, strict=True)) for cells in grid.rows]
    out = io.BytesIO()
    fastavro.writer(out, schema, records, codec=pen.pick(("null", "deflate")), sync_marker=pen.values.md5()[:16].encode())
    return Made(out.getvalue(), "avro", grid.facts(1))
