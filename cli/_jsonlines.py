"""JSON lines, masked in place: only the strings and numbers that hold a finding are written anew."""

from __future__ import annotations

import json
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from piiguard.guard import Guard

_TOKEN = re.compile(
    r'[ \t\r]*(?:("(?:[^"\\\x00-\x1f]|\\.)*")|(-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)|([{}\[\],:])|(true|false|null))'
)


def mask_json_line(guard: Guard, line: bytes) -> bytes | None:
    """The line with its values treated, unchanged bytes elsewhere; None if it is not one JSON value.

    Keys serve as labels; a masked number becomes a string.
    """
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if not text.lstrip(" \t").startswith(("{", "[")):
        return None
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return None
    return _mask_tokens(guard, text).encode()


def _mask_tokens(guard: Guard, text: str) -> str:
    pieces: list[str] = []
    labels: list[str | None] = [None]
    in_object: list[bool] = []
    key: str | None = None
    at = done = 0
    expect_key = False
    while match := _TOKEN.match(text, at):
        string, number, mark, _ = match.groups()
        at = match.end()
        if string is not None:
            value = json.loads(string)
            is_key = expect_key
            if is_key:
                key, expect_key = value, False
            label = None if is_key else _label(guard, key if in_object and in_object[-1] else None, labels[-1])
            new = guard.process(value, label)
            if new.edits:
                pieces += [text[done : match.start(1)], json.dumps(new.text, ensure_ascii=string.isascii())]
                done = at
        elif number is not None:
            label = _label(guard, key if in_object and in_object[-1] else None, labels[-1])
            new = guard.process(number, label)
            if any(edit.operator != "keep" for edit in new.edits):
                pieces += [text[done : match.start(2)], json.dumps(new.text)]
                done = at
        elif mark is not None:
            if mark in "{[":
                labels.append(_label(guard, key if in_object and in_object[-1] else None, labels[-1]))
                in_object.append(mark == "{")
                expect_key = mark == "{"
                key = None
            elif mark in "}]":
                labels.pop()
                in_object.pop()
                expect_key = False
            elif mark == ",":
                expect_key = in_object[-1]
    return "".join([*pieces, text[done:]])


def _label(guard: Guard, key: str | None, outer: str | None) -> str | None:
    """The nearest key above the value that names something."""
    return key if key is not None and guard._prefix_of(key) else outer
