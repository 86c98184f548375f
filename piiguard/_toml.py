"""Writing the TOML a policy needs: tables in tables, lists of inline tables, text, numbers, booleans.

The standard library reads TOML and does not write it; a policy has no dates and no odd keys, so
forty lines replace a dependency. tests/test_policy.py reads back what this writes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(item)}" for key, item in value.items()) + " }"
    return repr(value)


def _of_tables(value: Any) -> bool:
    """Whether a value is written as [[…]], one table after the other."""
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _table(name: str, table: dict[str, Any]) -> Iterator[str]:
    """The lines of a table: its own keys, then the tables in it."""
    plain = [f"{key} = {_value(value)}" for key, value in table.items() if not isinstance(value, dict)]
    if plain or not table:
        yield from ("", f"[{name}]", *plain)
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _table(f"{name}.{key}", value)


def dump(data: dict[str, Any]) -> str:
    """``data`` as TOML text: plain keys first, then tables, then lists of tables; empty ones at the top are left out."""
    tables = {key: value for key, value in data.items() if isinstance(value, dict)}
    rows = {key: value for key, value in data.items() if _of_tables(value)}
    lines = [f"{key} = {_value(value)}" for key, value in data.items() if key not in tables and key not in rows and value != []]
    for key, table in tables.items():
        lines += _table(key, table) if table else ()
    for key, items in rows.items():
        for item in items:
            lines += ["", f"[[{key}]]", *(f"{k} = {_value(v)}" for k, v in item.items())]
    return "\n".join(lines) + "\n"
