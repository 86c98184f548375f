"""Writing the TOML a policy needs: tables, lists of inline tables, text, numbers, booleans.

The standard library reads TOML and does not write it; a policy has no dates and no odd keys, so
thirty lines replace a dependency. tests/test_policy.py reads back what this writes.
"""

from __future__ import annotations

import json
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


def dump(data: dict[str, Any]) -> str:
    """``data`` as TOML text: plain keys first, then tables, then lists of tables."""
    lines: list[str] = [f"{key} = {_value(value)}" for key, value in data.items() if not isinstance(value, (dict, list))]
    for key, value in data.items():
        if isinstance(value, dict):
            if value and all(isinstance(item, dict) for item in value.values()):
                for name, table in value.items():
                    lines += ["", f"[{key}.{name}]", *(f"{k} = {_value(v)}" for k, v in table.items())]
            elif value:
                lines += ["", f"[{key}]", *(f"{k} = {_value(v)}" for k, v in value.items())]
        elif isinstance(value, list):
            for table in value:
                lines += ["", f"[[{key}]]", *(f"{k} = {_value(v)}" for k, v in table.items())]
    return "\n".join(lines) + "\n"
