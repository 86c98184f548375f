"""Formulas of spreadsheets: a value in one may be masked between its quotes and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from piiguard.formats.pieces import Segment

if TYPE_CHECKING:
    from piiguard.formats.treatment import Treatment


def masked_formula(words: str, masked: Treatment) -> str | None:
    """The formula with its texts masked, as it was where nothing changes; None where a value stands outside them.

    Masked there, it would be another formula: its cell is better left with what it shows.
    """
    new = masked(Segment(words, lambda _: {}))
    if new.text == words:
        return words
    for edit in new.edits:
        if not words.count('"', 0, edit.start) % 2 or '"' in words[edit.start : edit.end]:
            return None
    return new.text
