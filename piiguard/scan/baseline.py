"""Reviewed findings: what somebody has looked at and silenced, with a name, a reason and a date until when.

A baseline is a TOML file:

    version = 1

    [[reviewed]]
    fingerprint = "5f2c…"                 # this value, wherever it stands; needs the keyring of the scan
    author = "li.na"
    reason = "test card of the payment provider"
    expires = 2027-06-30

    [[reviewed]]
    where = "exports/demo/*.csv"          # this kind of place, whatever stands there
    entity_type = "CN_MOBILE"
    field = "客服热线"
    author = "li.na"
    reason = "our own hotlines"
    expires = 2027-06-30

Neither knows a line number, so lines put in above change nothing, and both work on a masked report. What is silenced
stays in the report, as such, and is counted; an entry that has expired silences nothing.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections import Counter
from datetime import date, timedelta
from fnmatch import fnmatchcase
from typing import Any

from piiguard.errors import PiiguardError
from piiguard.scan.ledger import dumps
from piiguard.scan.rows import ColumnRow, FindingRow, ObjectRow, Sink, Summary

_PLACE = ("where", "entity_type", "field", "path", "table", "sheet")
_KEYS = frozenset((*_PLACE, "fingerprint", "author", "reason", "expires"))
_INDEX = re.compile(r"\[[0-9]+\]")
_DAYS = 180  # a drafted entry holds so long


class BaselineError(PiiguardError, ValueError):
    """A baseline that may not be used; says which entry and why."""


class _Entry:
    __slots__ = ("expires", "place", "reason")

    def __init__(self, place: dict[str, str], reason: str, expires: date) -> None:
        self.place = place
        self.reason = reason
        self.expires = expires

    def fits(self, row: FindingRow) -> bool:
        place = self.place
        if "entity_type" in place and row.entity_type != place["entity_type"]:
            return False
        if not fnmatchcase(row.uri, place["where"]):
            return False
        return all(
            fnmatchcase(_INDEX.sub("[]", str(row.location.get(key, ""))), place[key].replace("[*]", "[]").replace("[", "[[]"))
            for key in ("field", "path", "table", "sheet")
            if key in place
        )


class Baseline:
    """Reviewed findings of one file.

    expired  how many entries are over on the day of the scan
    """

    def __init__(self, data: dict[str, Any], today: date | None = None) -> None:
        today = today or date.today()
        if data.get("version") != 1 or not set(data) <= {"version", "reviewed"}:
            raise BaselineError("a baseline has version = 1 and [[reviewed]] entries, nothing else")
        self.expired = 0
        self._values: dict[str, str] = {}
        self._places: list[_Entry] = []
        for number, entry in enumerate(data.get("reviewed", []), 1):
            expires = _checked(entry, f"entry {number}")
            if expires < today:
                self.expired += 1
                continue
            reason = f"{entry['reason']} ({entry['author']}, until {expires.isoformat()})"
            if "fingerprint" in entry:
                self._values[entry["fingerprint"]] = reason
            else:
                self._places.append(_Entry({key: entry[key] for key in _PLACE if key in entry}, reason, expires))

    @classmethod
    def load(cls, path: str | os.PathLike[str], today: date | None = None) -> Baseline:
        """The baseline of a file. Raises BaselineError."""
        try:
            with open(path, "rb") as file:
                data = tomllib.load(file)
        except OSError as error:
            said = error.strerror or "cannot be read"
        except (tomllib.TOMLDecodeError, UnicodeDecodeError):
            said = "it is not TOML"
        else:
            return cls(data, today)
        raise BaselineError(f"the baseline cannot be used: {said}")

    def reason(self, row: FindingRow) -> str | None:
        """Why a finding is silenced; None when nobody has reviewed it."""
        if row.fingerprint is not None and row.fingerprint in self._values:
            return self._values[row.fingerprint]
        return next((entry.reason for entry in self._places if entry.fits(row)), None)


def _checked(entry: Any, where: str) -> date:
    """Raise BaselineError unless the entry may be used; when it expires."""
    if not isinstance(entry, dict):
        raise BaselineError(f"{where} is no table")
    unknown = sorted(set(entry) - _KEYS)
    if unknown:
        raise BaselineError(f"{where} has unknown keys: {', '.join(unknown)[:80]}")
    for key in sorted(_KEYS - {"expires"}):
        if key in entry and not isinstance(entry[key], str):
            raise BaselineError(f"{where}: {key} must be text")
    if ("fingerprint" in entry) == ("where" in entry):
        raise BaselineError(f"{where} needs either fingerprint or where")
    if "fingerprint" in entry and any(key in entry for key in _PLACE):
        raise BaselineError(f"{where}: a fingerprint says everything; no place goes with it")
    for key in ("author", "reason"):
        if not entry.get(key, "").strip():
            raise BaselineError(f"{where} has no {key}: nobody has reviewed it yet")
    expires = entry.get("expires")
    if not isinstance(expires, date):
        raise BaselineError(f"{where}: expires must be a date, 2027-06-30")
    return date(expires.year, expires.month, expires.day)


class Draft:
    """Entries of a baseline for somebody to review: author and reason are empty, and it is refused until they are not."""

    def __init__(self, today: date | None = None) -> None:
        self._expires = (today or date.today()) + timedelta(days=_DAYS)
        self._seen: set[tuple[tuple[str, str], ...]] = set()

    def entry(self, row: FindingRow) -> str:
        """The entry of a finding, "" where there is one already or somebody has reviewed it."""
        place = _place_of(row) if row.fingerprint is None else {"fingerprint": row.fingerprint}
        key = tuple(place.items())
        if row.suppressed is not None or key in self._seen:
            return ""
        self._seen.add(key)
        about = [f"# {row.entity_type} {dumps(row.masked)} in {dumps(row.uri)}"] if row.fingerprint is not None else []
        said = [f"{name} = {dumps(value)}" for name, value in place.items()]
        end = ['author = ""', 'reason = ""', f"expires = {self._expires.isoformat()}", "", ""]
        return "\n".join([*about, "[[reviewed]]", *said, *end])


class Reviewed:
    """A sink in front of another one, which gets what a baseline silences marked as such, and the counts to match."""

    def __init__(self, sink: Sink, baseline: Baseline) -> None:
        self._sink = sink
        self._baseline = baseline
        self._object: Counter[str] = Counter()
        self._all: Counter[str] = Counter()

    def begin(self) -> None:
        """As the other's."""
        self._object, self._all = Counter(), Counter()
        self._sink.begin()

    def finding(self, row: FindingRow) -> None:
        """Mark it, if it was reviewed."""
        if row.suppressed is None:
            row.suppressed = self._baseline.reason(row)
            if row.suppressed is not None:
                self._object[row.entity_type] += 1
        self._sink.finding(row)

    def column(self, row: ColumnRow) -> None:
        """As the other's."""
        self._sink.column(row)

    def object(self, row: ObjectRow) -> None:
        """With the counts of its findings changed."""
        if self._object:
            row.findings = +(row.findings - self._object)
            row.suppressed = row.suppressed + self._object
            self._all += self._object
            self._object = Counter()
        self._sink.object(row)

    def end(self, summary: Summary) -> None:
        """With the totals changed: what is silenced makes no exit status."""
        summary.findings = +(summary.findings - self._all)
        summary.suppressed = summary.suppressed + self._all
        self._sink.end(summary)

class Nobody:
    """A sink for those who only want the summary."""

    def begin(self) -> None:
        """Nothing."""

    def finding(self, row: FindingRow) -> None:
        """Nothing."""

    def column(self, row: ColumnRow) -> None:
        """Nothing."""

    def object(self, row: ObjectRow) -> None:
        """Nothing."""

    def end(self, summary: Summary) -> None:
        """Nothing."""


def _place_of(row: FindingRow) -> dict[str, str]:
    place = {"where": row.uri.replace("[", "[[]"), "entity_type": row.entity_type}
    for key in ("field", "path", "table", "sheet"):
        if key in row.location:
            place[key] = _INDEX.sub("[*]", str(row.location[key]))
    return place
