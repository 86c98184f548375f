"""CSV: every cell is a segment; its column's name is its label.

Cells are read as RFC 4180 has them, with the delimiters , tab ; and | and with what exports do to it:
any line end, line ends inside quotes, text after a closing quote, a title above the header, numbers
ending in ``.0``. What is not changed keeps its quotes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from piiguard.formats import text as lines
from piiguard.formats.columns import labels
from piiguard.formats.pieces import LONG, Change, Feed, Keys, Location, Piece, Segment, splice

DELIMITERS = ",\t;|"
_SAMPLE_ROWS = 30
_HEADER_WITHIN = 5  # a title or two may stand above the header
EXPORTED = re.compile(r"([0-9]{7,19})\.0+")  # an identifier that was a float on its way
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_FILLED = re.compile(r"[^\r\n]+")
_PARTED = re.compile(r'[^,\r\n"]\t|[^,\r\n]"\t')  # a tab behind a value; before every value it keeps Excel from rounding it
_DIGITS = re.compile(r"[0-9０-９]{5}|@")


class Dialect:
    """delimiter; header: index of the row that names the columns, None when no row does."""

    __slots__ = ("delimiter", "header")

    def __init__(self, delimiter: str, header: int | None) -> None:
        self.delimiter = delimiter
        self.header = header

    def __repr__(self) -> str:
        return f"Dialect({self.delimiter!r}, header={self.header})"


class CellPiece(Piece):
    """A cell. A changed one is quoted as it was, and also where its new text needs quotes."""

    __slots__ = ("delimiter",)

    def __init__(self, raw: str, segment: Segment, delimiter: str) -> None:
        super().__init__(raw, segment)
        self.delimiter = delimiter

    def render(self, changes: Sequence[Change]) -> str:
        new = splice(self.segment.text if self.segment else "", changes)
        quoted = self.raw.startswith('"') or any(char in new for char in ('"', "\r", "\n", self.delimiter))
        return '"' + new.replace('"', '""') + '"' if quoted else new


def _cell(delimiter: str) -> re.Pattern[str]:
    d = re.escape(delimiter)
    return re.compile(rf'(?:"((?:[^"]++|"")*+)"([^{d}\r\n]*+)|([^{d}\r\n]*+))({d}|\r\n|\r|\n|\Z)')


class CsvReader:
    """Pieces of a CSV text. ``row`` and ``line`` are where it stands, 1-based; rows count the header.

    learned  labels that columns have by what is in them, by column; they go before the header's
    """

    def __init__(self, feed: Feed, dialect: Dialect, keys: Keys, learned: Sequence[str | None] = ()) -> None:
        self.row = 1
        self.line = 1
        self._column = 1
        self._feed = feed
        self._dialect = dialect
        self._cell = _cell(dialect.delimiter)
        self._keys = keys
        self._learned = learned
        self._names: list[str] = []
        self._labels: list[str] = []
        self._left = ""  # the cell before this one

    def pieces(self, faults: list[str]) -> Iterator[Piece]:
        """The pieces; ``faults`` is told from where the rest is read as text: a quote never closes.

        Between two pieces that are not cells the reader may be left and the feed read by somebody else.
        """
        feed = self._feed
        while found := self._next():
            quoted, after, plain, end = found.groups()
            if quoted is None and plain.startswith('"'):
                break
            feed.pos = found.end()
            text = plain if quoted is None else quoted.replace('""', '"') + after
            raw = found[0][: len(found[0]) - len(end)]
            exported = EXPORTED.fullmatch(text)
            text = exported[1] if exported else text
            if raw:
                yield CellPiece(raw, Segment(text, self._locate, self._label()), self._dialect.delimiter)
            self._name(text)
            self._left = text
            self._advance(raw, end)
            if end:
                yield Piece(end)
        if feed.waiting():
            faults.append(f"from row {self.row} on read as plain text: a cell does not end")
            yield from lines.pieces(feed, self.line)

    @property
    def headed(self) -> bool:
        """Whether the header has been read, and the next row begins."""
        header = self._dialect.header
        return header is not None and self.row - 1 == header + 1 and self._column == 1

    @property
    def names(self) -> list[str]:
        """The columns' names, once the header has been read."""
        return self._names

    def resume(self, row: int, line: int) -> None:
        """Go on at a row that others have read up to."""
        self.row, self.line, self._column, self._left = row, line, 1, ""

    def _next(self) -> re.Match[str] | None:
        """The next cell, None at the end or when it is too long to be one."""
        feed = self._feed
        while feed.waiting() <= LONG:
            found = self._cell.match(feed.text, feed.pos)
            # A match that touches the end of what was read may go on in the next block.
            if found and found.end() < len(feed.text) and not self._open(found):
                return found
            if not feed.fill():
                return found if feed.waiting() else None
        found = self._cell.match(feed.text, feed.pos)
        return found if found and found.end() < len(feed.text) and not self._open(found) else None

    @staticmethod
    def _open(found: re.Match[str]) -> bool:
        return found[1] is None and found[3].startswith('"')

    def _advance(self, raw: str, end: str) -> None:
        if end in ("", self._dialect.delimiter):
            self._column += 1
            self.line += raw.count("\n")
            return
        self.line += raw.count("\n") + 1
        self.row += 1
        self._column = 1
        self._left = ""

    def _name(self, text: str) -> None:
        if self._dialect.header == self.row - 1:
            self._names.append(text.strip())

    def _header(self) -> str:
        """The name of the current column, "" when it has none."""
        header = self._dialect.header
        if header is None or self.row - 1 <= header or self._column > len(self._names):
            return ""
        return self._names[self._column - 1]

    def _label(self) -> str | None:
        """The column's name; without one, the cell to the left where that is words (a form: 手机号,138…)."""
        left = self._left
        header = self._dialect.header
        if self._column <= len(self._learned) and header is not None and self.row - 1 > header:
            learned = self._learned[self._column - 1]
            if learned:
                return learned
        if self._header():
            if len(self._labels) != len(self._names):
                self._labels = labels(self._names)
            return self._labels[self._column - 1]
        return left if left and len(left) <= 20 and not any(char.isdigit() for char in left) else None

    def _locate(self, _offset: int) -> Location:
        place: Location = {"row": self.row, "column": self._column, "line": self.line}
        name = self._header()
        if name:
            place["field"] = self._keys.shown(name)
        return place


def rows(sample: str, delimiter: str, most: int = _SAMPLE_ROWS) -> list[list[str]]:
    """The first complete rows of a sample, their cells unquoted."""
    head = _head(sample)
    if not _quotes(head, delimiter):
        # A line that ends with a delimiter is the last one of all: its last cell is not there yet.
        return [line.rstrip("\r\n").split(delimiter) for line in _LINE.findall(head) if not line.endswith(delimiter)]
    cell = _cell(delimiter)
    done: list[list[str]] = []
    row: list[str] = []
    at = 0
    while at < len(sample) and len(done) < most:
        found = cell.match(sample, at)
        if not found or (found[1] is None and found[3].startswith('"')):
            break
        quoted, after, plain, end = found.groups()
        row.append(plain if quoted is None else quoted.replace('""', '"') + after)
        at = found.end()
        if end != delimiter:
            done.append(row)
            row = []
    return done


def _head(sample: str) -> str:
    """The first lines of a sample."""
    end = 0
    for found in islice(_LINE.finditer(sample), _SAMPLE_ROWS):
        end = found.end()
    return sample[:end]


def _quotes(head: str, delimiter: str) -> bool:
    """Whether a cell of these lines begins with a quote."""
    return '"' in head and (head[0] == '"' or any(f'{before}"' in head for before in (delimiter, "\n", "\r")))


def sniff(sample: str, named_csv: bool) -> Dialect | None:
    """The dialect of a sample (complete lines), or None when it is no table.

    Content decides where it can: at least three rows of the same three or more cells under a header. Where
    it cannot (two columns, no header, uneven rows), a name ending in .csv or .tsv does.
    """
    best: tuple[tuple[bool, bool, bool, int], Dialect] | None = None
    head = _head(sample)
    guarded = (",\t" in head or ',"\t' in head) and not _PARTED.search(head)
    filled = len(_FILLED.findall(head))
    for delimiter in DELIMITERS:
        if delimiter == "\t" and guarded:
            continue
        # Of a table that is told by its content nine rows in ten have two delimiters at least.
        if not named_csv and head.count(delimiter) < 1.8 * (filled - 1) and not _quotes(head, delimiter):
            continue
        top = rows(sample, delimiter, _HEADER_WITHIN)[:_HEADER_WITHIN]
        if not named_csv and not any(header_row([row], len(row)) == 0 for row in top):
            continue  # no row can be its header
        first = rows(sample, delimiter)
        table = [row for row in first if row != [""]]
        if not table:
            continue
        width, count = Counter(len(row) for row in table).most_common(1)[0]
        even = count / len(table)
        dialect = Dialect(delimiter, header_row(first, width))
        sure = dialect.header is not None and even >= 0.9 and len(table) >= 3 and width >= 3
        likely = named_csv and (width >= 2 or (dialect.header is not None and len(table) >= 2))
        # One column is how every text looks under a delimiter it does not have: any even split into more comes first.
        rank = (width >= 2 and even >= 0.6, even >= 0.9, even >= 0.6, width)
        if (sure or likely) and (best is None or rank > best[0]):
            best = rank, dialect
    return best[1] if best else None


def header_row(table: list[list[str]], width: int) -> int | None:
    """The index of the row that names the columns: as wide as the others, short words, no long numbers.

    The first name may be missing (a row index), the last as well (a row that ends in a delimiter).
    """
    for index, row in enumerate(table[:_HEADER_WITHIN]):
        names = [cell.strip() for cell in row]
        inner = names if width <= 2 else names[1:-1]
        if len(row) != width or not all(inner) or not any(names):
            continue
        if any(len(name) > 40 or name.isdigit() or _DIGITS.search(name) for name in names):
            return None
        return index if len(set(names)) * 2 > len(names) else None
    return None
