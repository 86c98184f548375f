"""SQL dumps: a CREATE TABLE and INSERTs with one row a line."""

from __future__ import annotations

from benchmarks.estate import charsets
from benchmarks.estate.content import Made, Pen


def _quoted(cell: str | None) -> str:
    return "NULL" if cell is None else "'" + cell.replace("'", "''") + "'"


def make(pen: Pen) -> Made:
    """A dump of one table; GB18030 in a quarter of the files."""
    grid = pen.grid(pen.size(40, 3000))
    charset = pen.pick(("utf-8", "utf-8", "utf-8", "gb18030"))
    columns = ",\n".join(f"  `{code}` varchar(200) COMMENT '{name}'" for name, code, _ in grid.schema.columns)
    lines = f"-- dump of {grid.schema.code}\nCREATE TABLE `{grid.schema.code}` (\n{columns}\n);".split("\n")
    names = ", ".join(f"`{code}`" for code in grid.codes)
    lines.append(f"INSERT INTO `{grid.schema.code}` ({names}) VALUES")
    first = len(lines) + 1
    rows = [f"({', '.join(map(_quoted, cells))})" for cells in grid.rows]
    lines += [f"{row}{';' if at == len(rows) else ','}" for at, row in enumerate(rows, 1)]
    return Made(charsets.encode("\n".join(lines) + "\n", charset), "sql", grid.facts(first, "line"), charset)
