"""JSON: answers of an interface as they were saved, on one line or indented."""

from __future__ import annotations

import json

from benchmarks.estate.content import Made, Pen


def make(pen: Pen) -> Made:
    """An answer with the records in an array."""
    grid = pen.grid(pen.size(20, 1000))
    records = [dict(zip(grid.codes, cells, strict=True)) for cells in grid.rows]
    answer = {"code": 200, "requestId": pen.values.uuid(), "data": {"total": len(records), "list": records}}
    facts = [
        fact._replace(where={"path": f"$.data.list[{fact.where['row']}].{fact.template.split('.')[1]}"}) for fact in grid.facts(0)
    ]
    text = json.dumps(answer, ensure_ascii=pen.below(4) == 0, indent=pen.pick((None, 2)))
    return Made(text.encode(), "json", facts, "utf-8")
