"""Mailboxes: several messages in one file."""

from __future__ import annotations

from benchmarks.estate.content import Fact, Made, Pen
from benchmarks.estate.formats import eml


def make(pen: Pen) -> Made:
    """Three to ten messages; an attachment's inner name starts with its message's number."""
    data, facts = b"", list[Fact]()
    for number in range(1, 4 + pen.below(8)):
        made = eml.make(pen)
        for fact in made.facts:
            place = {"inner": f"{number}/{fact.inner}"} if fact.inner else {"where": {**fact.where, "message": number}}
            facts.append(fact._replace(**place))  # type: ignore[arg-type]
        body = made.data.replace(b"\nFrom ", b"\n>From ")
        data += b"From sender@example.com Mon Mar  4 10:00:00 2024\n" + body.rstrip(b"\n") + b"\n\n"
    return Made(data, "mbox", facts)
