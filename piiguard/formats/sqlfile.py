"""SQL dumps: values of INSERT and COPY are segments with their column's name as label; all else is lines of text.

A table's columns are those its statement names, else those of its CREATE TABLE above; a column's comment is its
label where its name says nothing. Backslashes are escapes in MySQL's way of writing and in E'…' only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from piiguard.formats import _sqlvalues
from piiguard.formats import text as lines
from piiguard.formats._sqlvalues import NotSql
from piiguard.formats.columns import labels
from piiguard.formats.pieces import Feed, Keys, Location, Piece, Segment
from piiguard.formats.woven import by_line

_HEAD = 8192  # characters a statement's head may have
_TABLES = 10_000  # tables whose columns are remembered
_NAME = r'(?:`[^`\n]*+`|"[^"\n]*+"|\[[^\]\n]*+\]|[\w$]++)'
_INSERT = re.compile(
    r"[ \t]*+(?:INSERT|REPLACE)\s++(?:(?:IGNORE|DELAYED|LOW_PRIORITY|HIGH_PRIORITY|OR\s++\w++)\s++)*+(?:INTO\s++)?+"
    rf"({_NAME}(?:\s*+\.\s*+{_NAME})*+)\s*+(?:\(([^();']*+)\)\s*+)?+(?:OVERRIDING\s++\w++\s++VALUE\s*+)?+VALUES?\s*+(?=\()",
    re.I,
)
_COPY = re.compile(
    rf"COPY\s++({_NAME}(?:\.{_NAME})*+)\s*+(?:\(([^();']*+)\)\s*+)?+FROM\s++stdin[^;\n]*+;[ \t\r]*+\n", re.I
)
_CREATE = re.compile(
    r"[ \t]*+CREATE\s++(?:(?:GLOBAL|LOCAL|TEMP|TEMPORARY|UNLOGGED)\s++)*+TABLE\s++(?:IF\s++NOT\s++EXISTS\s++)?+"
    rf"({_NAME}(?:\.{_NAME})*+)[^(]{{0,20}}\(",
    re.I,
)
_COLUMN = re.compile(rf"[ \t]*+({_NAME})[ \t]++[A-Za-z]")
_COMMENT = re.compile(r"COMMENT\s++'((?:[^']++|'')*+)'", re.I)
_NO_COLUMN = frozenset("primary key unique constraint index foreign check fulltext spatial exclude like partition".split())
_PART = re.compile(_NAME)
_KEYWORD = re.compile(r"[ \t]*+(INSERT|REPLACE|COPY|CREATE)\s", re.I)
_BETWEEN = re.compile(r"(?:\s++|--[^\n]*+\n|/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/)*+")
_BLANK = re.compile(r"(?:\s++|--[^\n]*+\n)*+")  # where no comment in marks ends any more
_STATEMENT = re.compile(
    r"^[ \t]*+(?:INSERT\s++(?:IGNORE\s++)?(?:INTO\s)?"
    r"|REPLACE\s++INTO\s|COPY\s[^\n;]{1,2000}?\sFROM\s++stdin|CREATE\s++TABLE\s|DROP\s++TABLE\s)",
    re.I | re.M,
)
_STARTS = re.compile(
    r"(?:\s++|--[^\n]*+\n|#[^\n]*+\n|/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/;?|\\(?:un)?restrict[^\n]*+\n)*+"
    r"(?:INSERT|REPLACE|COPY|CREATE|DROP|SET|BEGIN|START|USE|LOCK|PRAGMA|ALTER|DELETE|TRUNCATE|SELECT|REM|GO|PROMPT)\b",
    re.I,
)


class SqlReader:
    """Pieces of a dump. ``line`` and ``column`` are where it stands, 1-based."""

    def __init__(self, feed: Feed, keys: Keys, faults: list[str]) -> None:
        self.line = 1
        self.column = 1
        self._feed = feed
        self._keys = keys
        self._faults = faults
        self._created: dict[str, list[tuple[str, str]]] = {}  # table -> (column, its comment)
        self._creating: str | None = None
        self._rows: dict[str, int] = {}
        self._backslash = False
        self._endless = ""  # the text in which a comment did not end: what follows there is not searched for its end again

    def pieces(self) -> Iterator[Piece]:
        """All of it; what is not read as values is lines of text."""
        feed = self._feed
        while feed.waiting() or feed.fill():
            found = self._statement() if self._creating is None else None
            if found is None:
                yield from self._line()
                continue
            raw = found[0]
            feed.pos += len(raw)
            yield Piece(raw, Segment(raw, by_line(raw, (), self.line, dict)))
            self._passed(raw)
            if found.re is _COPY:
                yield from self._copy(found)
                continue
            try:
                yield from self._insert(found)
            except NotSql:
                if not self._faults:
                    self._faults.append(f"values that are not SQL from line {self.line} on; they were read as plain text")

    def _passed(self, raw: str) -> None:
        breaks = raw.count("\n")
        self.line += breaks
        self.column = len(raw) - raw.rfind("\n") if breaks else self.column + len(raw)

    def _statement(self) -> re.Match[str] | None:
        """The head of an INSERT or COPY that begins at this line."""
        feed = self._feed
        if self.column != 1:
            return None
        while feed.waiting() < 256 and feed.fill():
            pass
        keyword = _KEYWORD.match(feed.text, feed.pos, feed.pos + 256)
        if keyword is None:
            return None
        while feed.waiting() < _HEAD and feed.fill():
            pass
        end = feed.pos + _HEAD
        word = keyword[1].upper()
        if word == "CREATE":
            created = _CREATE.match(feed.text, feed.pos, end)
            if created:
                self._creating = _table(created[1])
                self._backslash |= "`" in created[1]
                if len(self._created) < _TABLES:
                    self._created[self._creating] = []
            return None
        return (_COPY if word == "COPY" else _INSERT).match(feed.text, feed.pos, end)

    def _line(self) -> Iterator[Piece]:
        """One line as text, looked at for columns inside a CREATE TABLE."""
        feed = self._feed
        line = feed.line()
        if line is None:
            yield from lines.long_line(feed, self.line, self.column)
        elif line:
            if self._creating is not None:
                self._create(line)
            elif "MySQL" in line or "MariaDB" in line or "ENGINE=" in line:
                self._backslash = True
            yield lines.piece(line, self.line, self.column)
        self.line += 1
        self.column = 1

    def _create(self, line: str) -> None:
        columns = self._created.get(self._creating or "")
        stripped = line.strip()
        head = _CREATE.match(line)
        rest = line[head.end() :] if head else line
        # One line may hold the whole statement: (id int, phone text);
        for part in rest.split(",") if head and stripped.endswith(";") else [rest]:
            found = _COLUMN.match(part)
            if found and columns is not None and len(columns) < _TABLES and found[1].lower() not in _NO_COLUMN:
                comment = _COMMENT.search(part)
                columns.append((_unquoted(found[1]), comment[1] if comment else ""))
        if stripped.startswith(")") or stripped.endswith(";"):
            self._creating = None

    def _columns(self, table: str, listed: str | None) -> tuple[list[str], list[str]]:
        """The names and labels of a statement's columns."""
        created = self._created.get(table, [])
        comments = dict(created)
        names = [_unquoted(part) for part in _PART.findall(listed)] if listed else [name for name, _ in created]
        said = []
        for name, label in zip(names, labels(names), strict=True):
            comment = comments.get(name, "")
            said.append(comment if comment and not self._keys.named(label) and self._keys.named(comment) else label)
        return names, said

    def _insert(self, found: re.Match[str]) -> Iterator[Piece]:
        """Rows in brackets up to the end of the statement. Raises NotSql."""
        table = _table(found[1])
        backslash = self._backslash or "`" in found[0]
        names, said = self._columns(table, found[2])
        while True:
            yield from self._between()
            if not self._char("("):
                raise NotSql
            yield Piece("(")
            row = self._rows[table] = self._rows.get(table, 0) + 1 if len(self._rows) < _TABLES else 1
            yield from self._row(table, row, names, said, backslash)
            yield from self._between()
            if not self._char(","):
                return
            yield Piece(",")

    def _row(self, table: str, row: int, names: list[str], said: list[str], backslash: bool) -> Iterator[Piece]:
        at = 0
        while True:
            yield from self._between()
            if not self._char(")", take=False):
                label = said[at] if at < len(said) else None
                locate = self._locate(table, row, at, names)
                for piece in _sqlvalues.value(self._feed, backslash, label, locate):
                    self._passed(piece.raw)
                    yield piece
                yield from self._between()
            at += 1
            if self._char(")"):
                yield Piece(")")
                return
            if not self._char(","):
                raise NotSql
            yield Piece(",")

    def _locate(self, table: str, row: int, at: int, names: list[str]) -> _sqlvalues.Locate:
        line, shown = self.line, self._keys.shown

        def locate(_offset: int) -> Location:
            where: Location = {"table": shown(table), "row": row, "line": line, "column": at + 1}
            if at < len(names):
                where["field"] = shown(names[at])
            return where

        return locate

    def _between(self) -> Iterator[Piece]:
        """Space and comments between values; comments are searched."""
        feed = self._feed
        if feed.waiting() > 2 and feed.text[feed.pos] not in " \t\r\n-/":
            return
        between = _BLANK if feed.text is self._endless else _BETWEEN
        found = between.match(feed.text, feed.pos)
        while (found is None or len(feed.text) - found.end() < 2 or feed.text.startswith(("--", "/*"), found.end())) and (
            feed.waiting() <= _HEAD and feed.fill()
        ):
            found = _BETWEEN.match(feed.text, feed.pos)
        raw = found[0] if found else ""
        if feed.text.startswith("/*", feed.pos + len(raw)):
            self._endless = feed.text
            raise NotSql  # a comment that does not end
        if raw:
            feed.pos += len(raw)
            yield Piece(raw, Segment(raw, by_line(raw, (), self.line, dict)) if raw.strip() else None)
            self._passed(raw)

    def _char(self, char: str, take: bool = True) -> bool:
        feed = self._feed
        if (feed.waiting() or feed.fill()) and feed.text[feed.pos] == char:
            feed.pos += take
            self.column += take
            return True
        return False

    def _copy(self, found: re.Match[str]) -> Iterator[Piece]:
        """Rows of fields between tabs, up to a line of its own that says so."""
        table = _table(found[1])
        names, said = self._columns(table, found[2])
        feed = self._feed
        while (line := feed.line()) != "":
            if line is None:
                yield from lines.long_line(feed, self.line, 1)
            elif line.rstrip("\r\n") == "\\.":
                yield Piece(line)
                self.line += 1
                return
            else:
                row = self._rows[table] = self._rows.get(table, 0) + 1 if len(self._rows) < _TABLES else 1
                yield from self._fields(line, table, row, names, said)
            self.line += 1
        self._faults.append(f"the rows of a COPY do not end (line {self.line})")

    def _fields(self, line: str, table: str, row: int, names: list[str], said: list[str]) -> Iterator[Piece]:
        body = line.rstrip("\r\n")
        for at, raw in enumerate(body.split("\t")):
            if at:
                yield Piece("\t")
            if raw:
                yield _sqlvalues.copied(raw, said[at] if at < len(said) else None, self._locate(table, row, at, names))
        if len(body) < len(line):
            yield Piece(line[len(body) :])


def _unquoted(name: str) -> str:
    return name[1:-1] if name[0] in '`"[' else name


def _table(name: str) -> str:
    """A table's name without its schema and quotes."""
    return _unquoted(_PART.findall(name)[-1])


def pieces(feed: Feed, keys: Keys, faults: list[str]) -> Iterator[Piece]:
    """The pieces of a dump; a fault appended to ``faults`` says where values could not be read as such."""
    return SqlReader(feed, keys, faults).pieces()


def begins(sample: str) -> bool:
    """Whether a text begins like SQL: with a statement, and one about rows or tables within the sample."""
    return _STARTS.match(sample.lstrip("\ufeff")) is not None and _STATEMENT.search(sample) is not None
