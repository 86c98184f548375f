"""The expressions the command-line peers are given: ripgrep's and sed's."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

#: The main identifiers as somebody would type them for a count.
RG_LEAN = (
    r"[1-9][0-9]{16}[0-9Xx]",
    r"62[0-9]{14,17}",
    r"1[3-9][0-9]{9}",
    r"P[A-Z]{3}20[0-9]{18}",
    r"[A-Za-z0-9._-]+@[A-Za-z0-9-]+\.[A-Za-z]{2,}",
)

#: ID, card and mobile, bounded so that longer numbers stay whole, first and last digits kept.
SED_BOUNDED = (
    r"s/(^|[^0-9])([1-9][0-9]{5})(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])([0-9]{3}[0-9Xx])"
    r"($|[^0-9Xx])/\1\2********\6\7/g",
    r"s/(^|[^0-9])(62[0-9]{4})[0-9]{6,9}([0-9]{4})($|[^0-9])/\1\2********\3\4/g",
    r"s/(^|[^0-9])(1[3-9][0-9])[0-9]{4}([0-9]{4})($|[^0-9])/\1\2****\3\4/g",
)

#: The same three without boundaries: they also cut into order numbers and trace ids.
SED_PLAIN = (
    "s/[1-9][0-9]{16}[0-9Xx]/[ID]/g",
    "s/62[0-9]{14,17}/[CARD]/g",
    "s/1[3-9][0-9]{9}/[MOBILE]/g",
)

# Between a label and its value: what rg gets in place of piiguard's own gap rules.
_GAP = "[^0-9A-Za-z]{0,6}"


def sed(rules: Iterable[str]) -> list[str]:
    """The sed command for some rules."""
    return ["sed", "-E", *(part for rule in rules for part in ("-e", rule))]


def without_look_around(regex: str) -> str:
    """``regex`` without its look-ahead and look-behind groups, which Rust's engine does not have."""
    out, place = [], 0
    while place < len(regex):
        if regex.startswith(("(?=", "(?!", "(?<=", "(?<!"), place):
            place = _group_end(regex, place)
            continue
        step = 2 if regex[place] == "\\" else 1
        out.append(regex[place : place + step])
        place += step
    return "".join(out)


def _group_end(regex: str, start: int) -> int:
    """Where the group opened at ``start`` has ended."""
    depth, place, in_class = 0, start, False
    while place < len(regex):
        char = regex[place]
        if char == "\\":
            place += 1
        elif in_class:
            in_class = char != "]"
        elif char == "[":
            in_class = True
        elif char in "()":
            depth += 1 if char == "(" else -1
            if depth == 0:
                return place + 1
        place += 1
    return place


def _alternatives(recognizer: Any) -> Iterable[str]:
    """One expression for each pattern of a recognizer, behind its labels where the pattern needs one."""
    words = "|".join(re.escape(word).replace(r"\ ", "[ _-]?") for word in recognizer.labels)
    for pattern in recognizer.patterns:
        regex = without_look_around(pattern.regex)
        if pattern.anchor == "label":
            regex = f"(?:{words}){_GAP}(?:{regex})"
        elif pattern.prefix:
            regex = f"(?:{without_look_around(pattern.prefix)})?(?:{regex})"
        yield re.sub(r"\(\?P<[a-z0-9_]+>", "(?:", regex)  # rg takes them all as one expression, where names would clash


def rg_same(folder: Path) -> tuple[Path, int, int]:
    """piiguard's own patterns as a file for ``rg -f``.

    Returns the file, the number of patterns in it, and of those ripgrep cannot express.
    """
    from piiguard.recognizers import BUILTIN

    kept, refused = [], 0
    for recognizer in BUILTIN:
        for regex in _alternatives(recognizer):
            if subprocess.run(["rg", "-e", regex, "-"], input=b"", capture_output=True, check=False).returncode == 2:
                refused += 1
            else:
                kept.append(regex)
    path = folder / "patterns.txt"
    path.write_text("".join(f"{regex}\n" for regex in kept), encoding="utf-8")
    return path, len(kept), refused
