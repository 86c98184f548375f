"""Mailboxes: several messages in one file."""

from __future__ import annotations

from benchmarks.estate.content import Fact, Made, Pen
from benchmarks.estate.formats import eml


def make(pen: Pen) -> Made:
    """Three to ten messages; an attachment's inner name starts with its message's number."""
    data, facts = b"", list[Fact]()
    for number in range(1, 4 + pen.below(8)):
        made = eml.make(pen)
        facts += [
            fact._replace(where={**fact.where, **({} if fact.inner else {"message": number})}, inner=fact.inner and f"{number}/{fact.inner}")
            for fact in made.facts
        ]
        body = made.data.replace(b"\nFrom ", b"\n>From ")
        data += b"From sender@example.com Mon Mar  4 10:00:00 2024\n" + body.rstrip(b"\n") + b"\n\n"
    return Made(data, "mbox", facts)
