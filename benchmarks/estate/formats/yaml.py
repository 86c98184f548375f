"""YAML: seed data of a test system."""

from __future__ import annotations

from benchmarks.estate.content import Fact, Made, Pen


def make(pen: Pen) -> Made:
    """A list of mappings, one key a line."""
    grid = pen.grid(pen.size(8, 200))
    lines, at = [f"{grid.schema.code}:"], {}
    for row, cells in enumerate(grid.rows):
        for column, (code, cell) in enumerate(zip(grid.codes, cells, strict=True)):
            lines.append(f"  {' ' if column else '-'} {code}: " + ("null" if cell is None else f'"{cell}"'))
            at[row, column] = len(lines)
    facts = [
        Fact(entity, str(grid.rows[row][column]), {"line": at[row, column]}, f"{grid.schema.code}.{grid.codes[column]}")
        for row, column, entity in grid.planted
    ]
    return Made(("\n".join(lines) + "\n").encode(), "yaml", facts, "utf-8")
