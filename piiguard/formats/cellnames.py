"""Which words name the cells of a table that may be a list under a header or a form with labels at the left."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_WORDS = 20  # characters of a label at the left
_NAME = 40  # characters of a column's name
_WITHIN = 10  # rows that may stand above the header: titles, dates, units
_DIGITS = re.compile(r"[0-9０-９]{5}|@")


def is_words(text: str) -> bool:
    """Whether a cell may be the label of the one to its right."""
    return 0 < len(text) <= _WORDS and not any(char.isdigit() for char in text)


def is_header(row: Sequence[str], width: int) -> bool | None:
    """Whether a row names the columns: None where it is too empty to tell, False where it holds values."""
    names = [cell.strip() for cell in row if cell.strip()]
    if len(names) < max(1, (width * 3 + 4) // 5) or (width > 2 and len(names) < 2):
        return None
    if any(len(name) > _NAME or name.isdigit() or _DIGITS.search(name) for name in names):
        return False
    return len(set(names)) * 2 > len(names)


def header_row(rows: Sequence[Sequence[str]], width: int) -> int | None:
    """The index of the row that names the columns, among the first ten."""
    for index, row in enumerate(rows[:_WITHIN]):
        found = is_header(row, width)
        if found is not None:
            return index if found else None
    return None


def is_form(rows: Sequence[Sequence[str]], named: Callable[[str], bool]) -> bool:
    """Whether labels stand at the left of their values: two rows in which a word that names is followed by one that does not."""
    count = 0
    for row in rows[:_WITHIN]:
        cells = [cell.strip() for cell in row if cell.strip()]
        if len(cells) > 1 and is_words(cells[0]) and named(cells[0]) and not named(cells[1]):
            count += 1
    return count > 1


def label(header: str, left: str, named: Callable[[str], bool]) -> str | None:
    """The label of a cell: its column's name, the cell at the left where that alone names something."""
    left = left if is_words(left) else ""
    if header and (not left or named(header) or not named(left)):
        return header
    return left or None
