"""Hostile files: what each is, and the row a scan must have for it. All are small on disk and the same every time."""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import re
import socket
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import quine

from piiguard.testing import Values

VALUES = Values(20261122)
Make = Callable[[Path], None]


class Hostile:
    """One hostile file.

    name   in its folder
    make   writes it; ``bytes`` are written as they are
    rows   what follows its path in a row's uri ("" the object itself) -> status and a pattern its reason matches
    finds  how many findings it and the files in it must have
    """

    def __init__(self, name: str, make: Make | bytes, rows: dict[str, tuple[str, str]], finds: int = 0) -> None:
        self.name = name
        self.rows = rows
        self.finds = finds
        self._make = make

    def write(self, folder: Path) -> None:
        """Put it into a folder."""
        path = folder / self.name
        if isinstance(self._make, bytes):
            path.write_bytes(self._make)
        else:
            self._make(path)


def planted(lines: int = 1) -> bytes:
    """Lines with a mobile each."""
    return "".join(f"客户手机：{VALUES.mobile()}\n" for _ in range(lines)).encode()


def zipped(files: list[tuple[str, bytes]]) -> bytes:
    """A zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name, (1996, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def nested(levels: int) -> bytes:
    """A zip in a zip in a zip."""
    data = zipped([("leaf.txt", planted())])
    for level in range(levels - 1):
        data = zipped([(f"{level}.zip", data)])
    return data


def zeros(size: int) -> bytes:
    """A gzip file of ``size`` zeros in one member, made of one piece of deflate over and over."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(bytes(1 << 26)) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08\x00" + bytes(6) + piece * (size >> 26) + b"\x03\x00" + struct.pack("<LL", 0, size & 0xFFFFFFFF)


def overlapping(count: int = 400, kernel: int = 1 << 22) -> bytes:
    """Every file of the archive is all that follow it: their headers quoted, their data shared (Fifield 2019)."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packer.compress(bytes(kernel)) + packer.flush()
    content, entries, tail = bytes(kernel), [], body
    sums = zlib.crc32(content), len(body), kernel
    for number in reversed(range(count)):
        name = b"%04d.txt" % number
        common = struct.pack("<5H3L2H", 20, 0, 8, 0, 0x21, *sums, len(name), 0)
        local = b"PK\3\4" + common + name
        entries.append((len(tail) + len(local), b"PK\1\2" + struct.pack("<H", 20) + common, name))
        quoted = struct.pack("<BHH", 0, len(local), len(local) ^ 0xFFFF)
        # The next file's content: this header, then this file's content; its sum is of no matter.
        sums = zlib.crc32(local), sums[1] + len(quoted) + len(local), sums[2] + len(local)
        tail = (quoted if number else b"") + local + tail
    total = len(tail)
    directory = b"".join(
        head + struct.pack("<3H2L", 0, 0, 0, 0, total - behind) + name for behind, head, name in reversed(entries)
    )
    return tail + directory + b"PK\5\6" + struct.pack("<4H2LH", 0, 0, count, count, len(directory), total, 0)


def lying(field: int, value: int) -> bytes:
    """A zip of one file with one number of its directory changed: 16 the checksum, 20 packed, 24 size, 42 where it is."""
    data = bytearray(zipped([("a.txt", planted(50))]))
    struct.pack_into("<L", data, data.rindex(b"PK\1\2") + field, value)
    return bytes(data)


def crowded(count: int) -> bytes:
    """A directory of more files than an object may have, all the same empty one."""
    data = zipped([("e", b"")])
    at = data.rindex(b"PK\1\2")
    entry = data[at : data.rindex(b"PK\5\6")]
    end = struct.pack("<4H2LH", 0, 0, 0xFFFF, 0xFFFF, len(entry) * count, at, 0)
    return data[:at] + entry * count + b"PK\5\6" + end


def bad_tar() -> bytes:
    """Names that lead out, links, a pipe, a device; and plain files that must be found all the same."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name in ("../../out.txt", "/abs.txt", "in.txt"):
            info, data = tarfile.TarInfo(name), planted()
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
        for name, kind in (("link", tarfile.SYMTYPE), ("hard", tarfile.LNKTYPE), ("pipe", tarfile.FIFOTYPE), ("dev", tarfile.BLKTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            tar.addfile(info)
    return out.getvalue()


def huge_tar() -> bytes:
    """A header that promises eight exabytes."""
    info = tarfile.TarInfo("a.txt")
    info.size = (1 << 63) - 1
    return info.tobuf(tarfile.GNU_FORMAT) + planted(10)


def truncated() -> bytes:
    """A gzip file cut in half, of text that does not compress to nothing."""
    draw = random.Random(3)
    packed = gzip.compress(b"".join(planted() + draw.randbytes(6).hex().encode() + b"\n" for _ in range(400)), mtime=0)
    return packed[: len(packed) // 2]


def matryoshka() -> bytes:
    """Ten zips of ten zips of ten files of 2 MB of zeros, and so on: 2 TB in some kilobytes."""
    data = zipped([("0", bytes(1 << 21))])
    for level in range(6):
        data = zipped([(f"{level}-{at}.zip", data) for at in range(10)])
    return data


def deep_json(levels: int = 100_000) -> bytes:
    """Lists in lists, a value at the bottom and one behind."""
    value = json.dumps({"手机号": VALUES.mobile()}, ensure_ascii=False)
    return f"{'[' * levels}{value}{']' * levels}\n{value}\n".encode()


def deep_records(levels: int = 100_000) -> bytes:
    """JSON lines, one of which Python's own parser gives up on."""
    line = json.dumps({"手机号": VALUES.mobile()}, ensure_ascii=False).encode() + b"\n"
    return line * 3 + b"[" * levels + b"]" * levels + b"\n" + line


def wide_csv(columns: int = 100_000) -> bytes:
    """More columns than anybody has."""
    names = ",".join(f"c{at}" for at in range(columns - 1)) + ",手机号"
    row = "," * (columns - 1)
    return f"{names}\n{row}{VALUES.mobile()}\n{row}{VALUES.mobile()}\n".encode()


def for_regexes() -> bytes:
    """What makes a pattern that goes back over its steps go on for ever, a line each, and a value after each."""
    tricks = (
        "1" * 60_000, "1 " * 30_000, "1-" * 30_000, "a" * 60_000, "a@" * 30_000, "a." * 30_000, ("a" * 63 + ".") * 900,
        "手机" * 30_000, "省" * 60_000, "北京市朝阳区" * 8_000, "王" * 60_000, "::" * 30_000, "0x" * 30_000, "\u0301" * 40_000,
        "((((" * 10_000, "Ａ１" * 20_000, "-----BEGIN " * 6_000, "密码" * 30_000, "=" * 60_000, "\u200b1" * 20_000, "\\u0031" * 10_000,
    )  # fmt: skip
    return "".join(f"{trick}\n{planted().decode()}" for trick in tricks).encode()


def sparse(path: Path) -> None:
    """A file of 8 GB that takes up no room."""
    with path.open("wb") as file:
        file.truncate(8 << 30)


def named_pipe(path: Path) -> None:
    """A FIFO that nobody writes to."""
    os.mkfifo(path)


def unix_socket(path: Path) -> None:
    """A socket; its address may be longer than one can be."""
    before = os.getcwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(path.name)
    finally:
        os.chdir(before)


def loop(path: Path) -> None:
    """Two links that lead to each other."""
    path.symlink_to(path.name + "2")
    (path.parent / (path.name + "2")).symlink_to(path.name)


def up(path: Path) -> None:
    """A link to the folder it is in."""
    path.symlink_to(".")


def buried(path: Path) -> None:
    """A planted file so deep that no system call takes its path."""
    path.mkdir()
    here = os.open(path, os.O_RDONLY)
    for _ in range(20):
        name = "d" * 250
        os.mkdir(name, dir_fd=here)
        below = os.open(name, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    handle = os.open("a.txt", os.O_WRONLY | os.O_CREAT, 0o600, dir_fd=here)
    os.write(handle, planted())
    os.close(handle)
    os.close(here)


def bad_names(row: Callable[[list[str], list[str]], bytes]) -> bytes:
    """A table or record whose columns or keys do something to who shows them."""
    names = ["=cmd|'!A0", "\x1b[31m手机号", "<img src=x onerror=alert(1)>", "\u202e手机", "@x", "</script><script>alert(1)</script>"]
    return row(names, [VALUES.mobile() for _ in names])


def _table(names: list[str], values: list[str]) -> bytes:
    line = ",".join(values)
    return (",".join(names) + f"\n{line}\n{line}\n{line}\n").encode()


def _record(names: list[str], values: list[str]) -> bytes:
    return json.dumps([dict(zip(names, values, strict=True))] * 3, indent=1, ensure_ascii=False).encode()


# Names that do something: to a terminal, a spreadsheet, a page, a reader's eyes, a decoder.
NAMES = [
    b"=cmd|' !A0'.txt", b"+1+1.txt", b"-2+3.txt", b"@SUM(1).txt", b"\t=1+1.txt", "＝1+1.txt".encode(),
    b"\x1b]0;owned\x07\x1b[2J\x1b[31m.txt", b"\x9b31m.txt", "\u202etxt.exe\u2066.txt".encode(), "a\u200b\ufeff\u2028b.txt".encode(),
    b"<script>alert(1)<\xc3\xa9>.txt", b"<img src=x onerror=alert(1)>.txt", b"]]>&lt;!--\"'`.txt", b"line\nbreak\r.txt",
    b"\xff\xfe\xb2\xe2.txt", "测试".encode("gb18030") + b".txt", b"%s%n{0}$(id)`id`;.txt", b"a" * 251 + b".txt",
    b"C:\\con\\..\\x.txt", b"-rf", b"__proto__.txt", b"file:.txt", b"a!", b"|id;.txt",
]  # fmt: skip

_DEEPEST = "".join(f"!/{level}.zip" for level in range(98, 89, -1))
_CUT = r"only its first \d+ bytes could be read: "
ALWAYS: list[Hostile] = [
    Hostile("overlap.zip", overlapping(), {"": ("scanned", ""), "!/0007.txt": ("error", "shares its bytes")}),
    Hostile("deep.zip", nested(100), {"!/98.zip": ("scanned", ""), _DEEPEST: ("partial", "deeper than 8 levels")}),
    Hostile("quine.zip", quine.zip_quine(), {"": ("scanned", ""), "!/again.zip" * 9: ("partial", "deeper than 8 levels")}),
    Hostile("quine.gz", quine.gzip_quine(), {"": ("scanned", "")}),
    Hostile("size.zip", lying(24, 10), {"!/a.txt": ("partial", f"{_CUT}it is not as long")}, 50),
    Hostile("vast.zip", lying(24, 0xFFFFFFFE), {"!/a.txt": ("partial", f"{_CUT}it is not as long")}, 50),
    Hostile("crc.zip", lying(16, 1), {"!/a.txt": ("partial", f"{_CUT}its checksum")}, 50),
    Hostile("packed.zip", lying(20, 0x7FFFFFFF), {"!/a.txt": ("scanned", "")}, 50),
    Hostile("where.zip", lying(42, 0x7FFFFFFF), {"!/a.txt": ("error", "")}),
    Hostile("crowd.zip", crowded(100_001), {"": ("partial", "more than 100000 files")}),
    Hostile("out.tar", bad_tar(), {"": ("scanned", ""), "!/../../out.txt": ("scanned", ""), "!/link": ("skipped", "symbolic link")}, 3),
    Hostile("vast.tar", huge_tar(), {"!/a.txt": ("partial", _CUT)}, 10),
    Hostile("cut.log.gz", truncated(), {"!/cut.log": ("partial", f"{_CUT}the gzip data is cut off")}, 198),
    Hostile("deep.json", deep_json(), {"": ("scanned|partial", "")}, 2),
    Hostile("deep.jsonl", deep_records(), {"": ("scanned|partial", "")}, 4),
    Hostile("wide.csv", wide_csv(), {"": ("scanned", "")}, 2),
    Hostile("names.csv", bad_names(_table), {"": ("scanned", "")}, 18),
    Hostile("names.json", bad_names(_record), {"": ("scanned", "")}, 18),
    Hostile("regexes.txt", for_regexes(), {"": ("scanned", "")}, 21),
    Hostile("sparse.bin", sparse, {"": ("skipped", "")}),
    Hostile("pipe.txt", named_pipe, {"": ("skipped", "FIFO")}),
    Hostile("socket.txt", unix_socket, {"": ("skipped", "socket")}),
    Hostile("loop.txt", loop, {"": ("error", "leads to itself")}),
    Hostile("up.txt", up, {"": ("skipped", "listed under its own name")}),
    Hostile("buried", buried, {}),
]


def matches(row: dict[str, str], want: tuple[str, str]) -> bool:
    """Whether a row has a status and reason that fit."""
    status, reason = want
    return re.fullmatch(status, row["status"]) is not None and re.search(reason, row["reason"]) is not None
