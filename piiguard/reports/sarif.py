"""SARIF 2.1.0 (OASIS Standard, with errata 01): for code hosting, editors and dashboards.

Findings are results, their types rules; C3 is an error, C2 a warning, C1 a note. What was not read is a notification, and
then the invocation was not successful: a consumer that shows no results must not show "clean".
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from typing import Any, BinaryIO
from urllib.parse import quote

from piiguard import __version__
from piiguard.recognizers import BUILTIN
from piiguard.reports.sink import About, FileSink
from piiguard.reports.table import place
from piiguard.scan.neutral import neutral
from piiguard.scan.rows import ERROR, SCANNED, FindingRow, ObjectRow, Summary

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {"C3": "error", "C2": "warning", "C1": "note"}
# How consumers that rank by number (GitHub code scanning) order the same three.
_SEVERITY = {"C3": "8.5", "C2": "6.0", "C1": "3.0"}
_HELD = 1 << 20  # bytes of notifications held in memory, the rest in a temporary file
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/]*")
# What of a location lies inside the file, from the outside in.
_INSIDE = ("sheet", "table", "page", "slide", "part", "header", "property", "path", "row", "field")
_FINGERPRINT = "piiguardValue/v1"  # the keyed HMAC of the value


class Sarif(FileSink):
    """One run. Results go out as they come; rules and notifications, known only at the end, follow them."""

    def __init__(self, path: str | None, stream: BinaryIO, about: About | None = None) -> None:
        super().__init__(path, stream, about)
        self._rules: dict[str, tuple[int, str]] = {}  # type -> index, level
        self._known = {recognizer.entity_type: recognizer for recognizer in BUILTIN}
        self._first = True
        self._unread = tempfile.SpooledTemporaryFile(max_size=_HELD)  # noqa: SIM115 - closed at the end

    def begin(self) -> None:
        """Open the run."""
        super().begin()
        self.write(f'{{"$schema":"{SCHEMA}","version":"2.1.0","runs":[{{"columnKind":"unicodeCodePoints","results":[')

    def finding(self, row: FindingRow) -> None:
        """Write a result."""
        index, _ = self._rules.setdefault(row.entity_type, (len(self._rules), row.level))
        result: dict[str, Any] = {
            "ruleId": row.entity_type,
            "ruleIndex": index,
            "level": LEVELS.get(row.level, "warning"),
            "message": {"text": f"{self._title(row.entity_type)}: {neutral(row.masked)} ({place(row)})"},
            "locations": [_location(row)],
            "properties": {"score": round(row.score, 4), "piiLevel": row.level},
        }
        if row.fingerprint is not None:
            result["partialFingerprints"] = {_FINGERPRINT: row.fingerprint}
        if row.suppressed is not None:
            silenced = {"kind": "external", "status": "accepted", "justification": neutral(row.suppressed)}
            result["suppressions"] = [silenced]
        self.write(("\n" if self._first else ",\n") + _json(result))
        self._first = False

    def object(self, row: ObjectRow) -> None:
        """Keep what was not read."""
        if row.status == SCANNED or row.harmless:
            return
        notification = {
            "level": "error" if row.status == ERROR else "warning",
            "message": {"text": f"{row.status}: {neutral(row.reason)}"},
            "descriptor": {"id": row.status},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(row.uri)}}}],
        }
        self._unread.write(((",\n" if self._unread.tell() else "\n") + _json(notification)).encode())

    def end(self, summary: Summary) -> None:
        """Write the rules and how the scan went."""
        self.finish()
        times = (("startTimeUtc", "started"), ("endTimeUtc", "finished"))
        invocation = {
            "executionSuccessful": summary.exit_status != 2,
            "exitCode": summary.exit_status,
            **{name: self.about.info[key] for name, key in times if _utc(self.about.info.get(key, ""))},
        }
        self.write(f'\n],"tool":{_json({"driver": self._driver()})},"invocations":[{_json(invocation)[:-1]}')
        self.write(',"toolExecutionNotifications":[')
        self._unread.seek(0)
        while block := self._unread.read(1 << 16):
            self.stream.write(block)
        self._unread.close()
        properties = {name: value for name, value in summary.as_dict().items() if name not in ("row", "exit")}
        self.write(f']}}],"properties":{_json(properties)}}}]}}\n')
        super().end(summary)

    def _title(self, entity_type: str) -> str:
        known = self._known.get(entity_type)
        return known.title_en if known else entity_type

    def _driver(self) -> dict[str, Any]:
        rules = [self._rule(kind, level) for kind, (_, level) in self._rules.items()]
        version = self.about.info.get("version", __version__)
        notes = [{"id": status} for status in ("partial", "skipped", "error")]
        return {"name": "piiguard", "version": version, "rules": rules, "notifications": notes}

    def _rule(self, entity_type: str, level: str) -> dict[str, Any]:
        known = self._known.get(entity_type)
        rule: dict[str, Any] = {
            "id": entity_type,
            "shortDescription": {"text": self._title(entity_type)},
            "defaultConfiguration": {"level": LEVELS.get(level, "warning")},
            "properties": {"tags": ["privacy", "pii", level], "security-severity": _SEVERITY.get(level, "6.0")},
        }
        if known and known.title_zh:
            rule["fullDescription"] = {"text": f"{known.title_zh} / {known.title_en}"}
        return rule


def uri(shown: str) -> str:
    """The address of an object as a URI reference (RFC 3986): what may not stand in one is percent-encoded as UTF-8."""
    scheme = _SCHEME.match(shown)
    head, tail = (scheme[0], shown[scheme.end() :]) if scheme else ("", shown)
    if not scheme:
        tail = tail.replace(os.sep, "/")
    # No colon: a first part like "a:b" would be read as a scheme; and "//a" as a host.
    path = quote(neutral(tail), safe="/!$&'()*+,;=@~")
    if scheme:
        return quote(head, safe="/:@!$&'()*+,;=~[]") + path
    return "/." + path if path.startswith("//") else path


def _location(row: FindingRow) -> dict[str, Any]:
    where = row.location
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri(row.uri)}}
    line = where.get("line")
    if isinstance(line, int) and line > 0:
        physical["region"] = {"startLine": line}
        column = where.get("column")
        if isinstance(column, int) and "row" not in where and column > 0:
            physical["region"] |= {"startColumn": column, "endColumn": column + row.end - row.start}
    location: dict[str, Any] = {"physicalLocation": physical}
    inside = [str(where[key]) for key in _INSIDE if key in where]
    if inside:
        kind = "property" if "path" in where else "element" if "row" in where else "resource"
        name = neutral("/".join(inside))
        location["logicalLocations"] = [{"fullyQualifiedName": name, "kind": kind}]
    return location


def _utc(text: str) -> bool:
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", text))


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
