"""The table people read: where it is, what was not read, and the totals."""

from __future__ import annotations

import heapq
import unicodedata
from collections import Counter
from collections.abc import Callable
from typing import BinaryIO

from piiguard.reports.compare import Change, ColumnChange
from piiguard.reports.sink import About, FileSink
from piiguard.scan.neutral import neutral
from piiguard.scan.rows import SCANNED, STATUSES, ColumnRow, FindingRow, ObjectRow, Summary

# (text, style) -> text; styles: "title" "bad" "good" "faint" "level"
Paint = Callable[[str, str], str]
SAMPLES = 3  # lines shown of each object
OBJECTS = 20  # objects with findings shown, those with the most first
UNREAD = 50  # objects not read shown
COLUMNS = 50  # columns taken for a type shown


def plain(text: str, _style: str) -> str:
    """No colours."""
    return text


class TableReport(FileSink):
    """The table as a report; ``encoding`` is that of the stream, a file is UTF-8."""

    def __init__(
        self,
        path: str | None,
        stream: BinaryIO,
        about: About | None = None,
        *,
        encoding: str = "utf-8",
        paint: Paint = plain,
    ) -> None:
        super().__init__(path, stream, about)
        self.encoding = encoding if path is None else "utf-8"
        self._paint = paint
        self._table = Table()

    def finding(self, row: FindingRow) -> None:
        """Keep it where it will be shown."""
        self._table.finding(row)

    def column(self, row: ColumnRow) -> None:
        """Keep it where it will be shown."""
        self._table.column(row)

    def object(self, row: ObjectRow) -> None:
        """Keep it where it will be shown."""
        self._table.object(row)

    def end(self, summary: Summary) -> None:
        """Write the table."""
        self.write(self._table.render(summary, self._paint, self.about))
        super().end(summary)


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
        self._columns: list[ColumnRow] = []
        self._verdicts = 0

    def finding(self, row: FindingRow) -> None:
        """Keep the first findings of an object, of different types where it has them."""
        self._levels[row.entity_type] = row.level
        fresh = all(row.entity_type != seen.entity_type for seen in self._samples)
        if len(self._samples) < SAMPLES or (fresh and len(self._samples) < 2 * SAMPLES):
            self._samples.append(row)

    def column(self, row: ColumnRow) -> None:
        """Keep the first columns that are taken for a type."""
        if row.verdict:
            self._verdicts += 1
            if len(self._columns) < COLUMNS:
                self._columns.append(row)

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

    def render(self, summary: Summary, paint: Paint, about: About | None = None) -> str:
        """The whole table."""
        lines: list[str] = []
        if self._worst:
            lines += [paint("Found", "title"), *self._found_lines(paint), ""]
        if self._columns:
            lines += [paint("Columns", "title"), *self._column_lines(paint), ""]
        if self._unread:
            lines += [paint("Not read, or not in full", "title"), *self._unread_lines(paint), ""]
        if self._notes:
            lines += [paint("Notes", "title")]
            lines += [f"  {neutral(row.uri)}: {neutral('; '.join(row.notes))}" for row in self._notes] + [""]
        if about is not None and about.change is not None:
            lines += [paint("Since the last scan", "title"), *_change_lines(about.change, paint), ""]
        lines += [paint("Total", "title"), *self._totals(summary, paint)]
        return "\n".join(lines) + "\n"

    def _found_lines(self, paint: Paint) -> list[str]:
        lines = []
        for count, _, row, samples in sorted(self._worst, key=lambda entry: entry[:2], reverse=True):
            kinds = ", ".join(f"{kind} {number}" for kind, number in row.findings.most_common())
            about = " ".join(filter(None, (row.format, row.charset)))
            lines.append(f"  {neutral(row.uri)}  {paint(about, 'faint')}  {count}: {kinds}")
            places = [place(sample) for sample in samples]
            widths = max((width(text) for text in places), default=0)
            for sample, where in zip(samples, places, strict=True):
                kind = paint(pad(sample.entity_type, 24), "level")
                lines.append(f"      {pad(where, widths)}  {kind}  {neutral(sample.masked)}")
        if self._found > len(self._worst):
            lines.append(f"  … and {self._found - len(self._worst)} more objects (--format jsonl lists all)")
        return lines

    def _column_lines(self, paint: Paint) -> list[str]:
        lines = []
        for row in self._columns:
            where = f"{neutral(row.uri)}  {column_name(row)}"
            share = next((share for share in row.types if share.entity_type == row.verdict), None)
            much = f"  {share.share:.0%} of {row.rows - row.nulls} values" if share else ""
            interval = f" ({share.low:.0%} to {share.high:.0%})" if share and row.sampled else ""
            lines.append(f"  {where}  {paint(row.verdict, 'level')}{much}{interval}")
        if self._verdicts > len(self._columns):
            lines.append(f"  … and {self._verdicts - len(self._columns)} more columns (--format jsonl lists all)")
        return lines

    def _unread_lines(self, paint: Paint) -> list[str]:
        lines = [f"  {paint(row.status, 'bad')}  {neutral(row.uri)}: {neutral(row.reason)}" for row in self._unread]
        more = self._reasons.total() - len(self._unread)
        if more:
            lines.append(f"  … and {more} more (--format jsonl lists all); by reason:")
            lines += [f"    {count:>7}  {neutral(reason)}" for reason, count in self._reasons.most_common(20)]
        return lines

    def _totals(self, summary: Summary, paint: Paint) -> list[str]:
        parts = [f"{summary.statuses[status]} {status}" for status in STATUSES if summary.statuses[status]]
        done = ", ".join(parts) or "nothing to scan"
        lines = [f"  {summary.objects} objects, {size(summary.size)}: {done}"]
        for kind, count in summary.findings.most_common():
            lines.append(f"  {count:>7}  {paint(pad(kind, 24), 'level')}  {self._levels.get(kind, '')}")
        if summary.suppressed:
            lines.append(f"  {summary.suppressed.total():>7}  {paint('suppressed after review, not counted above', 'faint')}")
        lines.append("  " + verdict(summary, paint))
        return lines


def _change_lines(change: Change, paint: Paint) -> list[str]:
    counts = ((change.added, "more", "bad"), (change.removed, "fewer", "good"))
    lines = [f"  {change.new} objects new, {change.gone} gone, {change.changed} changed"]
    for counter, word, style in counts:
        lines += [f"  {number:>7} {paint(word, style)}  {kind}" for kind, number in counter.most_common()]
    lines.append(f"  {change.unchanged.total():>7} as before")
    if change.unproven:
        lines.append(f"  of those that are gone, {change.unproven} were in objects that were not read in full this time")
    for column in change.columns[:COLUMNS]:
        turned = f"{column.before or 'nothing'}, now {column.after or 'nothing'}"
        lines.append(f"  {neutral(column.uri)}  {column_name(column)}: {turned}")
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


def column_name(row: ColumnRow | ColumnChange) -> str:
    """Its name, behind that of its table where there is one; its number where it has no name."""
    return neutral(f"{row.table + '.' if row.table else ''}{row.name or f'column {row.column}'}")


def place(row: FindingRow, lang: str = "en") -> str:
    """A location in a few words: ``line 3 column 7``, ``row 2 手机号``, ``line 1 $.user.phone``; in Chinese for "zh"."""
    where = dict(row.location)
    if where == {"part": "name"}:
        return "文件名" if lang == "zh" else "its name"
    if "row" in where:
        where.pop("line", None)
        where.pop("column" if where.get("field") else "field", None)  # its name says more than its number
    where.pop("character", None) if len(where) > 1 else None
    return neutral(" ".join(_part(key, value, lang) for key, value in where.items()))


_BARE = ("path", "field")  # these say themselves what they are
_ZH = {"line": "行", "row": "行", "column": "列", "page": "页", "character": "个字符", "slide": "张幻灯片", "cue": "条字幕"}


def _part(key: str, value: int | str, lang: str) -> str:
    if key in _BARE:
        return str(value)
    if lang == "zh" and key in _ZH:
        return f"第 {value} {_ZH[key]}"
    return f"{key} {value}"


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
