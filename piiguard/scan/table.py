"""The table people read: where it is, what was not read, and the totals."""

from __future__ import annotations

import heapq
import unicodedata
from collections import Counter
from collections.abc import Callable

from piiguard.scan.rows import SCANNED, STATUSES, FindingRow, ObjectRow, Summary

# (text, style) -> text; styles: "title" "bad" "good" "faint" "level"
Paint = Callable[[str, str], str]
SAMPLES = 3  # lines shown of each object
OBJECTS = 20  # objects with findings shown, those with the most first
UNREAD = 50  # objects not read shown


def plain(text: str, _style: str) -> str:
    """No colours."""
    return text


class Table:
    """Collects rows, keeps what it will show, and renders at the end."""

    def __init__(self) -> None:
        self._worst: list[tuple[int, int, ObjectRow, list[FindingRow]]] = []
        self._found = 0
        self._unread: list[ObjectRow] = []
        self._reasons: Counter[str] = Counter()
        self._notes: list[ObjectRow] = []
        self._samples: list[FindingRow] = []
        self._levels: dict[str, str] = {}

    def finding(self, row: FindingRow) -> None:
        """Keep the first findings of an object, of different types where it has them."""
        self._levels[row.entity_type] = row.level
        fresh = all(row.entity_type != seen.entity_type for seen in self._samples)
        if len(self._samples) < SAMPLES or (fresh and len(self._samples) < 2 * SAMPLES):
            self._samples.append(row)

    def object(self, row: ObjectRow) -> None:
        """Close an object."""
        samples, self._samples = self._samples, []
        if row.findings:
            self._found += 1
            heapq.heappush(self._worst, (row.findings.total(), -row.object, row, samples))
            if len(self._worst) > OBJECTS:
                heapq.heappop(self._worst)
        if row.status != SCANNED and not row.harmless:
            self._reasons[f"{row.status}: {row.reason}"] += 1
            if len(self._unread) < UNREAD:
                self._unread.append(row)
        if row.notes and len(self._notes) < UNREAD:
            self._notes.append(row)

    def render(self, summary: Summary, paint: Paint) -> str:
        """The whole table."""
        lines: list[str] = []
        if self._worst:
            lines += [paint("Found", "title"), *self._found_lines(paint), ""]
        if self._unread:
            lines += [paint("Not read, or not in full", "title"), *self._unread_lines(paint), ""]
        if self._notes:
            lines += [paint("Notes", "title")]
            lines += [f"  {row.uri}: {'; '.join(row.notes)}" for row in self._notes] + [""]
        lines += [paint("Total", "title"), *self._totals(summary, paint)]
        return "\n".join(lines) + "\n"

    def _found_lines(self, paint: Paint) -> list[str]:
        lines = []
        for count, _, row, samples in sorted(self._worst, key=lambda entry: entry[:2], reverse=True):
            kinds = ", ".join(f"{kind} {number}" for kind, number in row.findings.most_common())
            about = " ".join(filter(None, (row.format, row.charset)))
            lines.append(f"  {row.uri}  {paint(about, 'faint')}  {count}: {kinds}")
            places = [place(sample) for sample in samples]
            widths = max((width(text) for text in places), default=0)
            for sample, where in zip(samples, places, strict=True):
                kind = paint(pad(sample.entity_type, 24), "level")
                lines.append(f"      {pad(where, widths)}  {kind}  {sample.masked}")
        if self._found > len(self._worst):
            lines.append(f"  … and {self._found - len(self._worst)} more objects (--format jsonl lists all)")
        return lines

    def _unread_lines(self, paint: Paint) -> list[str]:
        lines = [f"  {paint(row.status, 'bad')}  {row.uri}: {row.reason}" for row in self._unread]
        more = self._reasons.total() - len(self._unread)
        if more:
            lines.append(f"  … and {more} more (--format jsonl lists all); by reason:")
            lines += [f"    {count:>7}  {reason}" for reason, count in self._reasons.most_common(20)]
        return lines

    def _totals(self, summary: Summary, paint: Paint) -> list[str]:
        parts = [f"{summary.statuses[status]} {status}" for status in STATUSES if summary.statuses[status]]
        done = ", ".join(parts) or "nothing to scan"
        lines = [f"  {summary.objects} objects, {size(summary.size)}: {done}"]
        for kind, count in summary.findings.most_common():
            lines.append(f"  {count:>7}  {paint(pad(kind, 24), 'level')}  {self._levels.get(kind, '')}")
        lines.append("  " + verdict(summary, paint))
        return lines


def verdict(summary: Summary, paint: Paint) -> str:
    """One sentence for the exit status."""
    found = summary.findings.total()
    what = f"{found} finding{'' if found == 1 else 's'}" if found else "nothing found"
    if summary.purpose is not None:
        seen = summary.seen.total()
        what += f" that {summary.purpose} should not see; {seen} left out that it may see"
    if summary.exit_status == 2:
        unread = f"{summary.unread} object{'' if summary.unread == 1 else 's'}"
        return paint(f"{what}; {unread} not read in full, so this is not the whole picture", "bad")
    return paint(what, "bad" if found else "good")


def place(row: FindingRow) -> str:
    """A location in a few words: ``line 3 column 7``, ``row 2 手机号``, ``line 1 $.user.phone``."""
    where = row.location
    if "row" in where:
        return f"row {where['row']} {where.get('field') or 'column ' + str(where['column'])}"
    if "path" in where:
        return f"line {where['line']} {where['path']}"
    if "line" in where:
        return f"line {where['line']} column {where['column']}" if "column" in where else f"line {where['line']}"
    return "its name" if where.get("part") == "name" else ""


def width(text: str) -> int:
    """Columns a terminal needs: two for wide characters."""
    return len(text) + sum(unicodedata.east_asian_width(char) in "WF" for char in text)


def pad(text: str, columns: int) -> str:
    """Text filled with spaces up to a width."""
    return text + " " * (columns - width(text))


def size(count: int) -> str:
    """Bytes in a unit that fits."""
    amount = float(count)
    for unit in ("bytes", "KB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            break
        amount /= 1000
    return f"{count} bytes" if unit == "bytes" else f"{amount:.1f} {unit}"
