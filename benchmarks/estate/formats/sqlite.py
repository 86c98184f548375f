"""SQLite files with several tables."""

from __future__ import annotations

import sqlite3

from benchmarks.estate.content import Fact, Made, Pen


def make(pen: Pen) -> Made:
    """A database; ``table`` is in every finding's location."""
    facts: list[Fact] = []
    base = sqlite3.connect(":memory:")
    for number in range(1 + pen.below(3)):
        grid = pen.grid(pen.size(40, 2000))
        name = f"{grid.schema.code}_{number}"
        columns = ", ".join(f'"{code}" TEXT' for code in grid.codes)
        base.execute(f'CREATE TABLE "{name}" ({columns})')
        base.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(grid.codes))})', grid.rows)
        facts += grid.facts(1, where={"table": name})
    base.commit()
    data = base.serialize()
    base.close()
    return Made(data, pen.pick(("db", "sqlite")), facts)
