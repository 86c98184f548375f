"""A masked copy is scanned again: no value that was masked may be found in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from piiguard.formats import Document, Segment, open_document
from piiguard.scan.search import Search
from piiguard.spelling import normal_form

_MANY = 100_000  # different values held for the second look


def leaks(search: Search, source: BinaryIO, copy: BinaryIO, name: str) -> int:
    """How many values that were masked in ``source`` are found again in ``copy``.

    A replacement that looks like a value (of the right shape) is no leak: only what the source held and the
    policy changed is. The second look at the source is taken only if the first found something.
    """
    suspects = set(_changed(search, copy, name))
    if not suspects:
        return 0
    if len(suspects) > _MANY:
        return len(suspects)
    return len(suspects & set(_among(search, source, name, suspects)))


def _changed(search: Search, stream: BinaryIO, name: str) -> Iterator[tuple[str, str]]:
    """Type and value of every finding the policy would change."""
    document: Document = open_document(stream, name, keys=search.keys)
    for segment in document.segments():
        yield from changed(search, segment)


def changed(search: Search, segment: Segment) -> Iterator[tuple[str, str]]:
    """Type and value of a segment's findings that the policy does not keep as they are."""
    masked = search.process(segment)
    for edit in search.edits(segment, masked):
        value = segment.text[edit.start : edit.end]
        if masked.text[edit.out_start : edit.out_end] != value:
            yield edit.entity_type, normal_form(value)


def _among(
    search: Search, stream: BinaryIO, name: str, suspects: set[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    return (value for value in _changed(search, stream, name) if value in suspects)
