"""JSON lines: events with the record nested under a key or as JSON in a string, sometimes with escapes for all hanzi."""

from __future__ import annotations

import json

from benchmarks.estate.content import Made, Pen


def make(pen: Pen) -> Made:
    """One event a line."""
    grid = pen.grid(pen.size(25, 3000))
    escaped, packed = pen.below(3) == 0, pen.below(4) == 0
    lines = []
    for cells in grid.rows:
        record = dict(zip(grid.codes, cells, strict=True))
        payload = json.dumps(record, ensure_ascii=False) if packed else record
        event = {"traceId": pen.values.trace_id(), "ts": int(pen.values.unix_ms()), "type": grid.schema.code, "payload": payload}
        lines.append(json.dumps(event, ensure_ascii=escaped))
    return Made(("\n".join(lines) + "\n").encode(), "jsonl", grid.facts(1, "line"), "utf-8")
