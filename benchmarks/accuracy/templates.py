"""Reads template files and fills one template with values: text and exact spans."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from benchmarks.accuracy.people import surname_of
from benchmarks.accuracy.pool import Source
from benchmarks.accuracy.slots import SLOTS
from benchmarks.accuracy.surfaces import ocr

FOLDER = Path(__file__).resolve().with_name("templates")
SLOT = re.compile(r"\{([a-z][a-z0-9_]*)(?:#([0-9]))?\}")
_REPEAT = re.compile(r"⟦([^⟧]*)⟧")
#: Kinds of text that people type with their thumbs: values come in every surface there.
TYPED = {"chat", "note", "sms", "ticket"}

Span = tuple[int, int, str]


class Template(NamedTuple):
    """One record before its values: ``kind`` of text, ``lang`` "zh-Hans" or "zh-Hant"."""

    kind: str
    lang: str
    text: str


@cache
def load(half: str, negatives: bool = False) -> tuple[Template, ...]:
    """The templates of a half; ``negatives``: those that hold nothing personal."""
    path = FOLDER / f"{half}{'_negatives' if negatives else ''}.txt"
    found, kind, lang = [], "", ""
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("== "):
            kind, _, lang = line[3:].partition(" ")
        elif line and not line.startswith("# "):
            found.append(Template(kind, lang or "zh-Hans", line.replace("⏎", "\n")))
    return tuple(found)


def slots_of(template: Template) -> list[str]:
    """The slot names of a template, in order."""
    return [match[1] for match in SLOT.finditer(template.text)]


class _Page:
    """Text under construction, and its spans."""

    def __init__(self, template: Template, rng: Source) -> None:
        self.template = template
        self.rng = rng
        self.text = ""
        self.spans: list[Span] = []
        self.known: dict[str | None, str] = {}  # "1" -> the name that {han#1} drew

    def value(self, name: str, mark: str | None) -> str:
        """A value for a slot; ``mark`` refers to the person drawn under it."""
        if mark in self.known and name in ("sur", "given"):
            whole = self.known[mark]
            family = surname_of(whole)
            return family if name == "sur" else whole[len(family) :]
        if mark in self.known:
            return self.known[mark]
        slot = SLOTS[name]
        value = slot.make(self.rng)
        if mark:
            self.known[mark] = value
        elif slot.surface and self.template.kind in TYPED:
            value = slot.surface(value, self.rng)
        elif slot.surface and self.template.kind == "ocr":
            value = ocr(value, self.rng)
        return value

    def write(self, pattern: str) -> None:
        """Append ``pattern`` with its slots filled."""
        done = 0
        for match in SLOT.finditer(pattern):
            self.text += pattern[done : match.start()]
            value = self.value(match[1], match[2])
            entity = SLOTS[match[1]].entity
            if entity:
                self.spans.append((len(self.text), len(self.text) + len(value), entity))
            self.text += value
            done = match.end()
        self.text += pattern[done:]


def fill(template: Template, rng: Source) -> tuple[str, list[Span]]:
    """One record's text and the spans of its personal values (characters, half open)."""
    page = _Page(template, rng)
    for place, part in enumerate(_REPEAT.split(template.text)):
        for _ in range(rng.randint(2, 5) if place % 2 else 1):
            page.write(part)
    return page.text.rstrip("\n"), page.spans
