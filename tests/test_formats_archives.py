"""Compressed files and archives: every planted value comes out, and nothing hostile gets further than a reason."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import random
import struct
import sys
import tarfile
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from walking import Walk, damaged

from piiguard.errors import FormatError
from piiguard.formats import Document, Keys, Limits, Member, UnsupportedError, open_document, unpack, ziparchive
from piiguard.scan import scan
from piiguard.scan.rows import ColumnRow, FindingRow, ObjectRow, Summary
from piiguard.testing import Values

VALUES = Values(5_20261122)
zstandard = pytest.importorskip("zstandard", reason="zstandard is not installed (piiguard[scan])")


def log(lines: int = 2000) -> tuple[bytes, list[str]]:
    mobiles = [VALUES.mobile() for _ in range(lines)]
    return "".join(f"手机 {mobile} 已登记\n" for mobile in mobiles).encode(), mobiles


LOG, MOBILES = log()
PACK: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gz": ("gzip", gzip.compress),
    "bz2": ("bzip2", bz2.compress),
    "xz": ("xz", lzma.compress),
    "zst": ("zstd", lambda data: zstandard.ZstdCompressor().compress(data)),
}


def opened(data: bytes, name: str = "", **options: Limits) -> Document:
    return open_document(io.BytesIO(data), name, **options)


def content(member: Member) -> tuple[bytes, str]:
    """What a member gives, and the error it ends with."""
    parts = []
    try:
        stream = member.open()
        while block := stream.read(1 << 16):
            parts.append(block)
    except FormatError as error:
        return b"".join(parts), str(error)
    return b"".join(parts), ""


def only(data: bytes, name: str = "") -> Member:
    return next(iter(opened(data, name).members()))


# Compressed files


@pytest.mark.parametrize("ending", PACK)
def test_compressed_file_is_one_member_without_its_ending(ending: str) -> None:
    kind, pack = PACK[ending]
    walk = Walk(pack(LOG), f"app.log.{ending}")
    assert walk.formats[f"app.log.{ending}"] == kind
    assert [path for path, *_ in walk.rows] == [f"app.log.{ending}!/app.log", f"app.log.{ending}"]
    assert [text.split()[1] for text, *_ in walk.texts] == MOBILES
    assert walk.texts[7][1] == {"line": 8, "column": 1}


@pytest.mark.parametrize("ending", PACK)
def test_concatenated_and_padded_streams_are_one_content(ending: str) -> None:
    _, pack = PACK[ending]
    half = len(LOG) // 2
    data = pack(LOG[:half]) + pack(b"") + pack(LOG[half:]) + bytes(16)
    assert content(only(data)) == (LOG, "")


@pytest.mark.parametrize("ending", PACK)
def test_truncated_stream_gives_what_is_before_the_break(ending: str) -> None:
    _, pack = PACK[ending]
    noise = random.Random(5).randbytes(3 << 20)  # several blocks in every format
    packed = pack(noise)
    got, error = content(only(packed[: len(packed) * 3 // 4]))
    assert "cut off" in error
    assert noise.startswith(got)
    assert len(got) > len(noise) // 2


def test_truncated_log_is_searched_up_to_the_break() -> None:
    packed = gzip.compress(LOG)
    walk = Walk(packed[: len(packed) // 2], "app.log.gz")
    assert len(walk.texts) > 500
    assert ("app.log.gz!/app.log", "broken", "the gzip data is cut off") in walk.rows


def test_gzip_is_delivered_up_to_the_damaged_byte() -> None:
    packed = bytearray(zlib.compress(LOG, wbits=31))
    intact = zlib.decompressobj(31)
    at = len(packed) - 3000
    expected = intact.decompress(bytes(packed[:at]))
    packed[at : at + 2000] = b"\xff" * 2000
    got, error = content(only(bytes(packed)))
    assert "damaged" in error
    assert got.startswith(expected)


def test_other_bytes_behind_the_end_are_not_passed_over() -> None:
    got, error = content(only(gzip.compress(LOG) + b"password=1234"))
    assert got == LOG
    assert "behind the end" in error


def test_wrong_checksum_of_gzip_is_an_error_after_the_data() -> None:
    packed = bytearray(gzip.compress(LOG))
    packed[-8] ^= 1
    got, error = content(only(bytes(packed)))
    assert got == LOG
    assert error


@pytest.mark.parametrize(
    ("name", "inner"),
    [("all.tgz", "all.tar"), ("A.LOG.GZ", "A.LOG"), ("plain", "plain"), ("dir/x.txt.xz", "x.txt"), ("", "content"), (".gz", ".gz")],
)
def test_member_name(name: str, inner: str) -> None:
    assert only(gzip.compress(b"x"), name).name == inner


@pytest.mark.parametrize("ending", PACK)
def test_zeros_come_in_small_blocks(ending: str) -> None:
    _, pack = PACK[ending]
    packed = pack(bytes(1 << 26))
    stream = only(packed).open()
    total = biggest = 0
    while block := stream.read(1 << 30):
        total += len(block)
        biggest = max(biggest, len(block))
    assert total == 1 << 26
    assert biggest <= 1 << 24


def test_bomb_ends_at_the_limit_of_bytes() -> None:
    zeros = gzip.compress(bytes(1 << 28))
    walk = Walk(gzip.compress(zeros), "zeros.gz.gz", Limits(bytes=1 << 24))
    assert walk.bytes <= (1 << 24) + (1 << 17)
    assert any(status == "LimitError" for _, status, _ in walk.rows)


def test_xz_and_zstd_that_ask_for_much_memory_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    params = zstandard.ZstdCompressionParameters(window_log=31, enable_ldm=True)
    packed = zstandard.ZstdCompressor(compression_params=params).compressobj()
    data = packed.compress(b"x") + packed.flush()
    assert "memory" in content(only(data))[1]
    monkeypatch.setattr(unpack, "_LZMA_MEMORY", 1 << 20)  # a stream that asks for more than the real limit takes GBs to make
    assert "memory" in content(only(lzma.compress(b"x")))[1]


@pytest.mark.parametrize(("ending", "module"), [("xz", "lzma"), ("bz2", "bz2")])
def test_a_python_without_the_library_says_so(ending: str, module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = PACK[ending][1](LOG)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(UnsupportedError, match="built without"):
        opened(data)


# Zip


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


class Unseekable(io.BytesIO):
    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        raise OSError

    def seek(self, *_: int) -> int:
        raise OSError


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_zip_members(method: int) -> None:
    walk = Walk(zipped({"保单/客户.log": LOG, "dir/": b"", "b.txt": b"x"}, method), "a.zip")
    assert [path for path, *_ in walk.rows] == ["a.zip!/保单/客户.log", "a.zip!/b.txt", "a.zip"]
    assert {status for _, status, _ in walk.rows} == {"scanned"}
    assert [text.split()[1] for text, _, path in walk.texts if path.endswith("客户.log")] == MOBILES


def test_zip_with_data_descriptors_zip64_and_a_prefix() -> None:
    out = Unseekable()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("s.log", "w", force_zip64=True) as file:
            file.write(LOG)
        archive.writestr("t.log", LOG)
    for data in (out.getvalue(), b"#!/bin/sh\nexit\n" + zipped({"s.log": LOG, "t.log": LOG})):
        members = list(zip(*[(m.name, content(m)) for m in opened_zip(data).members()], strict=True))
        assert members == [("s.log", "t.log"), ((LOG, ""), (LOG, ""))]


def opened_zip(data: bytes) -> Document:
    """By its module: a prefix hides the kind from the first bytes."""
    return ziparchive.open_stream(io.BytesIO(data), "", keys=Keys(), limits=Limits())


def test_zip_comments_are_searched() -> None:
    """The archive's and those of its files, in the charsets that names are in."""
    values = [VALUES.mobile() for _ in range(3)]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number, value in enumerate(values[:2]):
            info = zipfile.ZipInfo(f"{number}.txt")
            info.comment = f"客户手机 {value}".encode("gb18030" if number else "utf-8")
            archive.writestr(info, "x")
        archive.comment = f"联系电话 {values[2]}".encode() + b"." * 9000
    walk = Walk(out.getvalue(), "a.zip")
    places = {value: where for value in values for text, where, _ in walk.texts if value in text}
    assert [place.get("entry") for place in places.values()] == [1, 2, None]
    assert walk.row("a.zip") == ("scanned", "")


def test_two_zips_one_behind_the_other_are_said() -> None:
    """Only the last directory is an archive's; the files of the one before it are in none."""
    first, last = zipped({"a.txt": b"x" * 100}), zipped({"b.txt": b"y"})
    walk = Walk(first + last, "a.zip")
    assert walk.row("a.zip!/b.txt") == ("scanned", "")
    assert walk.row("a.zip") == ("partial", f"bytes before the archive that belong to no file in it: {len(first)}")


def test_zip64_of_more_entries_than_16_bits() -> None:
    data = zipped({f"{number}": b"" for number in range(66_000)}, zipfile.ZIP_STORED)
    assert sum(1 for _ in opened(data).members()) == 66_000
    with pytest.raises(FormatError, match="more than 1000 files"):
        list(opened(data, limits=Limits(members=1000)).members())


@pytest.mark.parametrize(("name", "codec"), [("客户名单与保单.txt", "gbk"), ("客戶資料與保險單據.txt", "big5"), ("客户.txt", "utf-8")])
def test_zip_names_without_the_utf8_flag(name: str, codec: str) -> None:
    raw = name.encode(codec)
    data = zipped({"a" * len(raw): b"x"}).replace(b"a" * len(raw), raw)
    assert only(data).name == name


def test_zip_encrypted_entry_is_skipped_and_the_others_read() -> None:
    data = bytearray(zipped({"secret.txt": LOG, "open.txt": LOG}))
    data[6] |= 1
    directory = data.index(b"PK\1\2")
    data[directory + 8] |= 1
    walk = Walk(bytes(data), "a.zip")
    assert walk.row("a.zip!/secret.txt") == ("skipped", "encrypted")
    assert walk.row("a.zip!/open.txt") == ("scanned", "")
    data[directory + 8] &= ~1
    data[directory + 10] = 9
    assert Walk(bytes(data), "a.zip").row("a.zip!/secret.txt")[0] == "skipped"


def test_zip_wrong_checksum_and_lying_size_are_told_after_the_data() -> None:
    data = bytearray(zipped({"a.log": LOG}))
    directory = data.index(b"PK\1\2")
    data[directory + 16] ^= 1
    assert content(only(bytes(data))) == (LOG, "its checksum is wrong")
    data[directory + 16] ^= 1
    struct.pack_into("<L", data, directory + 24, 5)
    got, error = content(only(bytes(data)))
    assert (got, "not as long" in error) == (LOG, True)


def test_overlapping_zip_bomb_is_errors_only() -> None:
    """Many directory entries for one kernel of data, and entries nested in the data of others."""
    kernel = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = kernel.compress(bytes(1 << 22)) + kernel.flush()
    crc = zlib.crc32(bytes(1 << 22))
    local, directory = b"", b""
    for number in range(50):
        name = b"%04d" % number
        extra = 30 * (49 - number)  # every local header lies before the next, all share the kernel
        local += struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 0, crc, len(packed), 1 << 22, 4, extra + 4 * (49 - number)) + name
        directory += struct.pack(
            "<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 8, 0, 0, crc, len(packed) + 1000, 1 << 22, 4, 0, 0, 0, 0, 0, 34 * number
        ) + name  # fmt: skip
    body = local + packed
    data = body + directory + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 50, 50, len(directory), len(body), 0)
    walk = Walk(data, "bomb.zip")
    assert walk.bytes == 0
    assert [status for _, status, _ in walk.rows] == ["error"] * 50 + ["scanned"]


def test_zip_in_zip_a_hundred_deep_ends_at_the_depth() -> None:
    data = LOG
    for level in range(100):
        data = zipped({f"{level}.zip": data}, zipfile.ZIP_STORED)
    walk = Walk(data, "deep.zip")
    assert walk.members == 9
    assert walk.rows[0][1:] == ("LimitError", "depth")


@pytest.mark.parametrize("streamed", [False, True])
def test_zip_without_its_end_is_read_up_to_the_break(streamed: bool) -> None:
    out = Unseekable() if streamed else io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("a.log", "b.log", "c.log"):
            archive.writestr(name, LOG)
    data = out.getvalue()
    walk = Walk(data[: data.index(b"PK\1\2") - 1000], "a.zip")
    assert [path for path, status, _ in walk.rows if status == "scanned"] == ["a.zip!/a.log", "a.zip!/b.log", "a.zip!/c.log"]
    assert len(walk.texts) > 2 * len(MOBILES) + 100
    assert ("a.zip!/c.log", "broken", "it is cut off") in walk.rows
    assert walk.rows[-1][:2] == ("a.zip", "FormatError")
    names = [member.name for member in _until_fault(opened(data[: data.index(b"PK\1\2")]))]  # none of them opened
    assert names == ["a.log", "b.log", "c.log"]
    assert list(opened(b"PK\5\6" + bytes(18)).members()) == []


def _until_fault(document: Document) -> list[Member]:
    found: list[Member] = []
    try:
        found.extend(document.members())
    except FormatError:
        return found
    raise AssertionError("it was taken for whole")


def test_zip_name_of_a_path_upwards_is_only_a_name(tmp_path: Path) -> None:
    os.chdir(tmp_path)
    walk = Walk(zipped({"../../evil.txt": LOG, "/etc/passwd": LOG}), "a.zip")
    assert [path for path, *_ in walk.rows][:2] == ["a.zip!/../../evil.txt", "a.zip!//etc/passwd"]
    assert list(tmp_path.iterdir()) == []


# Tar


def tarred(format: int = tarfile.PAX_FORMAT, encoding: str = "utf-8") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=format, encoding=encoding) as archive:
        for name in ("dir/客户.log", "x" * 150 + "/名单.log", "../../evil.log"):
            info = tarfile.TarInfo(name)
            info.size = len(LOG)
            archive.addfile(info, io.BytesIO(LOG))
        for number, kind in enumerate((tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE)):
            info = tarfile.TarInfo(f"special{number}")
            info.type = kind
            info.linkname = "/etc/passwd"
            archive.addfile(info)
    return out.getvalue()


@pytest.mark.parametrize("format", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
@pytest.mark.parametrize("ending", ["", *PACK])
def test_tar_members(format: int, ending: str, tmp_path: Path) -> None:
    os.chdir(tmp_path)
    data = PACK[ending][1](tarred(format)) if ending else tarred(format)
    walk = Walk(data, "a.tar" + (ending and f".{ending}"))
    found = {path.rsplit("!/", 1)[1]: status for path, status, _ in walk.rows if "a.tar!/" in path.replace(f"a.tar.{ending}!/", "")}
    assert found == {
        "dir/客户.log": "scanned", "x" * 150 + "/名单.log": "scanned", "../../evil.log": "scanned",
        **{f"special{number}": "skipped" for number in range(4)},
    }  # fmt: skip
    assert [text.split()[1] for text, *_ in walk.texts] == MOBILES * 3
    assert list(tmp_path.iterdir()) == []


def test_tar_names_in_gbk_and_a_header_without_magic() -> None:
    data = tarred(tarfile.GNU_FORMAT, "gbk")
    assert next(iter(opened(data).members())).name == "dir/客户.log"
    assert Walk(_v7(), "old.tar").texts[0][0] == LOG.decode().split("\n")[0]


def _v7() -> bytes:
    """One file as Unix version 7 wrote it: no magic."""
    head = bytearray(512)
    head[:5] = b"a.log"
    head[100:148] = b"0000644\0" + b"0000000\0" * 2 + b"%011o\0" % len(LOG) + b"%011o\0" % 0
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head) + LOG + bytes(-len(LOG) % 512 + 1024)


def test_tar_archives_one_behind_the_other_are_all_read() -> None:
    assert len(Walk(_v7() + _v7(), "two.tar").texts) == 2 * len(MOBILES)
    walk = Walk(_v7() + b"password" * 64, "and more.tar")
    assert walk.rows[-1][1] == "FormatError"


def test_tar_cut_off_and_sizes_that_lie() -> None:
    walk = Walk(_v7()[:20_000], "cut.tar")
    assert len(walk.texts) > 100
    assert walk.rows[-1] == ("cut.tar", "FormatError", "the tar archive is cut off")
    head = bytearray(_v7())
    head[124:136] = b"\x80" + b"\x7f" * 11  # in base 256, more than there is on earth
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head[:512])
    assert "cut off" in content(only(bytes(head)))[1]


def test_tar_that_declares_a_huge_extended_header_costs_nothing() -> None:
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, 1 << 40
    data = info.tobuf(tarfile.GNU_FORMAT) + bytes(4096)
    with pytest.raises(FormatError):
        list(opened(data).members())


# 7z and rar


def sevenzip(files: dict[str, bytes], options: str = "") -> bytes:
    libarchive = pytest.importorskip("libarchive", reason="libarchive-c or the system's libarchive is missing", exc_type=Exception)
    out: list[bytes] = []

    def write(data: bytes) -> int:
        out.append(bytes(data))
        return len(data)

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a.7z")
        with libarchive.file_writer(path, "7zip", options=options) as archive:
            for name, data in files.items():
                archive.add_file_from_memory(name, len(data), data)
        return Path(path).read_bytes()


def rar5(files: dict[str, bytes], flags: int = 0) -> bytes:
    """A RAR 5 archive of stored files (RAR 5.0 archive format, rarlab.com technote)."""

    def vint(number: int) -> bytes:
        out = b""
        while number > 127:
            out += bytes([number & 127 | 128])
            number >>= 7
        return out + bytes([number])

    def block(body: bytes) -> bytes:
        sized = vint(len(body)) + body
        return struct.pack("<L", zlib.crc32(sized)) + sized

    data = b"Rar!\x1a\x07\x01\0" + block(vint(1) + vint(0) + vint(0))
    for name, content in files.items():
        raw = name.encode()
        body = vint(2) + vint(2) + vint(len(content)) + vint(4) + vint(len(content)) + vint(0o100644)
        body += struct.pack("<L", zlib.crc32(content)) + vint(0) + vint(1) + vint(len(raw)) + raw
        data += block(body) + content
    return data + block(vint(5) + vint(0) + vint(0))


@pytest.mark.parametrize("make", [sevenzip, rar5])
def test_7z_and_rar_members(make: Callable[[dict[str, bytes]], bytes]) -> None:
    pytest.importorskip("libarchive", reason="libarchive-c or the system's libarchive is missing", exc_type=Exception)
    walk = Walk(make({"客户.log": LOG, "b/c.txt": b"x"}), "a.pack")
    assert [(path, status) for path, status, _ in walk.rows] == [
        ("a.pack!/客户.log", "scanned"), ("a.pack!/b/c.txt", "scanned"), ("a.pack", "scanned"),
    ]  # fmt: skip
    assert [text.split()[1] for text, _, path in walk.texts if "客户" in path] == MOBILES


def test_7z_without_libarchive_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "libarchive", None)
    with pytest.raises(UnsupportedError, match="7z and rar"):
        opened(b"7z\xbc\xaf\x27\x1c" + bytes(26))


# Damage


SMALL = LOG[:300]
SAMPLES: dict[str, Callable[[], bytes]] = {
    **{ending: (lambda pack=pack: pack(SMALL)) for ending, (_, pack) in PACK.items()},
    "zip": lambda: zipped({"客户.log": SMALL, "b.txt": b"x"}),
    "stored": lambda: zipped({"客户.log": SMALL}, zipfile.ZIP_STORED),
    "lzma": lambda: zipped({"客户.log": SMALL}, zipfile.ZIP_LZMA),
    "tar": lambda: tarred()[:4096],
    "7z": lambda: sevenzip({"客户.log": SMALL}),
    "rar": lambda: rar5({"客户.log": SMALL}),
}


@pytest.mark.parametrize("kind", SAMPLES)
def test_damage_anywhere_is_a_reason(kind: str) -> None:
    """Walk keeps FormatError and OSError as rows; anything else would come through and fail."""
    if kind in ("7z", "rar"):
        pytest.importorskip("libarchive", reason="libarchive-c or the system's libarchive is missing", exc_type=Exception)
    data = SAMPLES[kind]()
    began = time.monotonic()
    for broken in damaged(data, 10 if kind == "tar" else 3):
        walk = Walk(broken, "x", Limits(bytes=1 << 22, depth=3, members=50))
        assert walk.rows
    assert time.monotonic() - began < 60


# Through the scan


class Rows:
    """A report that keeps the last row of every object."""

    def __init__(self) -> None:
        self.objects: dict[str, tuple[str, str]] = {}

    def begin(self) -> None: ...

    def finding(self, row: FindingRow) -> None: ...

    def column(self, row: ColumnRow) -> None: ...

    def object(self, row: ObjectRow) -> None:
        self.objects[row.uri.replace("\\", "/").partition("estate/")[2]] = row.status, row.reason

    def end(self, summary: Summary) -> None: ...


def test_scan_of_files_in_files(tmp_path: Path) -> None:
    estate = tmp_path / "estate"
    estate.mkdir()
    small, mobiles = log(20)
    (estate / "a.zip").write_bytes(zipped({"in.tgz": gzip.compress(_tar_of(small))}))
    (estate / "cut.gz").write_bytes(gzip.compress(LOG)[:9000])
    rows = Rows()
    summary = scan([estate], sink=rows)
    assert rows.objects["a.zip!/in.tgz!/in.tar!/a.log"] == ("scanned", "")
    assert rows.objects["cut.gz!/cut"][0] == "partial"
    assert summary.findings["CN_MOBILE"] > len(mobiles) + 500
    assert summary.exit_status == 2


def _tar_of(data: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("a.log")
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def test_an_archive_that_holds_itself_ends_at_the_depth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a quine does: its member unpacks to the archive again."""

    def itself(archive: ziparchive.ZipArchive, _entry: object) -> Iterator[bytes]:
        size = archive._stream.seek(0, 2)
        return unpack.part(archive._stream, 0, size)

    monkeypatch.setattr(ziparchive.ZipArchive, "_content", itself)
    estate = tmp_path / "estate"
    estate.mkdir()
    (estate / "r.zip").write_bytes(zipped({"r.zip": b"again"}))
    rows = Rows()
    summary = scan([estate], sink=rows, limits=Limits(depth=8))
    assert 8 <= len(rows.objects) <= 11
    assert rows.objects["r.zip"][0] in ("scanned", "partial")
    assert "r.zip" + "!/r.zip" * 7 in rows.objects
    assert summary.exit_status == 2
