"""Masked copies of compressed files, archives and mails: the same to other readers, but for what was masked."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from copying import assert_gone, copied

from piiguard import Guard
from piiguard.formats import Limits
from piiguard.scan import scan
from piiguard.scan.search import Search
from piiguard.scan.treating import Treating
from piiguard.testing import Values

zstandard = pytest.importorskip("zstandard", reason="zstandard is not installed (piiguard[scan])")
VALUES = Values(5_20261125)
PACK: dict[str, tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]]] = {
    "gz": (lambda data: gzip.compress(data, mtime=1_700_000_000), gzip.decompress),
    "bz2": (bz2.compress, bz2.decompress),
    "xz": (lzma.compress, lzma.decompress),
    "zst": (
        lambda data: zstandard.ZstdCompressor().compress(data),
        lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data),
    ),
}


def log(lines: int = 300) -> tuple[bytes, list[str]]:
    mobiles = [VALUES.mobile() for _ in range(lines)]
    return "".join(f"INFO 手机 {mobile} 已登记\r\n" for mobile in mobiles).encode("gb18030"), mobiles


@pytest.mark.parametrize("ending", PACK)
def test_compressed(tmp_path: Path, ending: str) -> None:
    data, mobiles = log()
    pack, unpack = PACK[ending]
    copy = copied(tmp_path, f"app.log.{ending}", pack(data))
    assert copy.status == "masked", copy.reason
    assert copy.edits == {"CN_MOBILE": len(mobiles)}
    assert unpack(copy.data) == Guard().mask(data.decode("gb18030")).encode("gb18030")
    assert_gone(mobiles, copy.data)


def test_concatenated_streams_and_a_gzip_header(tmp_path: Path) -> None:
    """The header's file name holds a value and is not read by anyone; its time stays."""
    data, mobiles = log(20)
    raw = io.BytesIO()
    with gzip.GzipFile(f"{mobiles[0]}.log", "wb", fileobj=raw, mtime=1_700_000_000) as packed:
        packed.write(data)
    copy = copied(tmp_path, "a.gz", raw.getvalue() + gzip.compress(data))
    assert gzip.decompress(copy.data) == Guard().mask(data.decode("gb18030")).encode("gb18030") * 2
    assert int.from_bytes(copy.data[4:8], "little") == 1_700_000_000
    assert_gone(mobiles, copy.data)


def test_zip(tmp_path: Path) -> None:
    """Order, folders, times, modes and compression stay; a name that holds a value is masked; archives in archives too."""
    data, mobiles = log(50)
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("deep.txt", f"身份证 {mobiles[0]}")
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = mobiles[2].encode()
        archive.writestr(zipfile.ZipInfo("资料/", (2020, 2, 3, 4, 5, 6)), b"")
        info = zipfile.ZipInfo("资料/app.log", (2020, 2, 3, 4, 5, 6))
        info.external_attr = 0o640 << 16
        info.comment = mobiles[3].encode()
        archive.writestr(info, data, zipfile.ZIP_BZIP2)
        archive.writestr(f"资料/{mobiles[1]}.txt", "好\n")
        archive.writestr("inner.zip", inner.getvalue(), zipfile.ZIP_STORED)
        archive.writestr("empty", b"")
    copy = copied(tmp_path, "a.zip", raw.getvalue())
    assert copy.status == "masked", copy.reason
    mask = Guard().mask
    with zipfile.ZipFile(io.BytesIO(raw.getvalue())) as before, zipfile.ZipFile(io.BytesIO(copy.data)) as after:
        assert after.testzip() is None
        pairs = list(zip(before.infolist(), after.infolist(), strict=True))
        for old, new in pairs:
            assert new.filename == mask(old.filename).replace("*", "_")
            assert (new.date_time, new.external_attr, new.compress_type) == (old.date_time, old.external_attr, old.compress_type)
        assert after.read("资料/app.log") == mask(data.decode("gb18030")).encode("gb18030")
        assert after.read("inner.zip") != before.read("inner.zip")
        with zipfile.ZipFile(io.BytesIO(after.read("inner.zip"))) as deep:
            assert deep.namelist() == ["deep.txt"]
    assert_gone(mobiles, copy.data)


@pytest.mark.parametrize("format", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_tar(tmp_path: Path, format: int) -> None:
    data, mobiles = log(50)
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w:gz", format=format) as archive:
        folder = tarfile.TarInfo("资料")
        folder.type, folder.mode, folder.mtime = tarfile.DIRTYPE, 0o750, 1_600_000_000
        archive.addfile(folder)
        for name, content in (("资料/app.log", data), (f"资料/{mobiles[1]}.txt", b"x"), ("长" * 30 + "/y" * 60, b"")):
            info = tarfile.TarInfo(name)
            info.size, info.mtime, info.mode, info.uname, info.uid = len(content), 1_600_000_001, 0o640, "clerk", 1001
            archive.addfile(info, io.BytesIO(content))
    copy = copied(tmp_path, "a.tgz", raw.getvalue())
    assert copy.status == "masked", copy.reason
    mask = Guard().mask
    with tarfile.open(fileobj=io.BytesIO(raw.getvalue())) as before, tarfile.open(fileobj=io.BytesIO(copy.data)) as after:
        for old, new in zip(before.getmembers(), after.getmembers(), strict=True):
            assert new.name == mask(old.name).replace("*", "_")
            same = ("mtime", "mode", "uname", "uid", "type")
            assert [getattr(new, name) for name in same] == [getattr(old, name) for name in same]
        content = after.extractfile("资料/app.log")
        assert content is not None
        assert content.read() == mask(data.decode("gb18030")).encode("gb18030")
    assert_gone(mobiles, copy.data)


def sevenzip(**files: bytes) -> bytes:
    libarchive = pytest.importorskip("libarchive", reason="libarchive is not installed (piiguard[scan] and the system's libarchive)")
    out = io.BytesIO()
    with libarchive.custom_writer(out.write, "7zip") as archive:
        for name, data in files.items():
            kind = 0o040000 if name.endswith("/") else 0o100000
            archive.add_file_from_memory(name, len(data), data, filetype=kind, permission=0o640, mtime=1_600_000_000)
    return out.getvalue()


def test_7z(tmp_path: Path) -> None:
    """Order, folders, times and modes stay; names and files inside, archives too, are masked."""
    data, mobiles = log(50)
    deep = sevenzip(**{"deep.txt": f"手机 {mobiles[0]}".encode()})
    before = sevenzip(**{"资料/": b"", "资料/app.log": data, f"{mobiles[1]}.txt": b"x", "inner.7z": deep, "empty": b""})
    copy = copied(tmp_path, "a.7z", before)
    assert copy.status == "masked", copy.reason
    import libarchive

    found = {}
    with libarchive.memory_reader(copy.data, "7zip") as archive:
        for entry in archive:
            content = b"".join(entry.get_blocks())
            found[entry.pathname.rstrip("/")] = content
            assert (entry.mode & 0o777, entry.mtime) == (0o640, 1_600_000_000)
    name = f"{Guard().mask(mobiles[1])}.txt".replace("*", "_")
    assert [name for name in found if found[name]] == ["资料/app.log", name, "inner.7z"]
    assert set(found) == {"资料", "资料/app.log", name, "inner.7z", "empty"}
    assert found["资料/app.log"] == Guard().mask(data.decode("gb18030")).encode("gb18030")
    assert found["empty"] == b""
    with libarchive.memory_reader(found["inner.7z"], "7zip") as archive:
        assert [b"".join(entry.get_blocks()) for entry in archive] == [f"手机 {Guard().mask(mobiles[0])}".encode()]
    assert_gone(mobiles, b"".join(found.values()))
    failed = copied(tmp_path, "a.7z", sevenzip(ok=b"x", movie=b"\x89PNG\r\n\x1a\n" + bytes(30)))
    assert (failed.status, "movie: " in failed.reason) == ("failed", True)


def test_what_is_not_written_says_the_way_out(tmp_path: Path) -> None:
    for name, reason in (("text.doc", "doc can be written: save it as docx"), ("slides.ppt", "ppt can be written: save it as pptx")):
        pytest.importorskip("olefile", reason="olefile is not installed (piiguard[scan])")
        copy = copied(tmp_path, name, (Path(__file__).parent / "office" / name).read_bytes())
        assert (copy.status, reason in copy.reason) == ("failed", True)


def test_two_names_that_mask_to_the_same(tmp_path: Path) -> None:
    base = VALUES.mobile()
    near = base[:5] + ("0" if base[5] != "0" else "1") + base[6:]
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for phone in (base, near):
            archive.writestr(f"客户{phone}.txt", f"客户{phone[:2]}")
    copy = copied(tmp_path, "a.zip", raw.getvalue())
    with zipfile.ZipFile(io.BytesIO(copy.data)) as after:
        assert len(set(after.namelist())) == 2
    assert_gone([base, near], copy.data)


# -- refused ------------------------------------------------------------------------------------


def zipped(**files: bytes) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return raw.getvalue()


def encrypted(data: bytes) -> bytes:
    """The archive with the flag of encryption set in its one entry."""
    at = data.index(b"PK\1\2")
    return data[:6] + bytes([data[6] | 1]) + data[7 : at + 8] + bytes([data[at + 8] | 1]) + data[at + 9 :]


def tarred(kind: bytes) -> bytes:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as archive:
        info = tarfile.TarInfo("odd")
        info.type, info.linkname = kind, "elsewhere"
        archive.addfile(info)
    return raw.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (zipped(ok=b"x", movie=b"\x89PNG\r\n\x1a\n" + bytes(30)), "movie: "),
        (zipped(deep=zipped(broken=b'{"a": ["x')), "deep: broken: "),
        (encrypted(zipped(secret=b"x")), "secret: encrypted"),
        (zipped(ok=b"x")[:-10], "no masked copy of zip"),
        (gzip.compress(b"x" * 5000)[:-20], "a: "),
        (tarred(tarfile.SYMTYPE), "odd: a symbolic link"),
        (tarred(tarfile.LNKTYPE), "odd: a link to another file"),
        (tarred(tarfile.FIFOTYPE), "odd: a named pipe"),
        (tarred(b"V"), "neither a plain file nor a folder"),
    ],
    ids=["picture", "deep", "encrypted", "cut zip", "cut gz", "link", "hard link", "pipe", "label"],
)
def test_refused_as_a_whole_with_the_name_of_the_file(tmp_path: Path, data: bytes, reason: str) -> None:
    copy = copied(tmp_path, "a", data)
    assert copy.status == "failed"
    assert reason in copy.reason


def test_what_stands_before_an_archive(tmp_path: Path) -> None:
    copy = copied(tmp_path, "a.zip", b"PK\3\4" + VALUES.mobile().encode() + zipped(ok=b"x"))
    assert copy.status == "failed"
    assert "before the archive" in copy.reason


def test_limits_count_what_comes_out() -> None:
    zeros = zipped(**{f"z{number}": b"text\n" * 200_000 for number in range(5)})
    for limits, reason in ((Limits(bytes=3_000_000), "bytes come out"), (Limits(members=3), "more than 3 files")):
        with pytest.raises(Exception, match=reason):
            Treating(Search(Guard()), limits).copy(io.BytesIO(zeros), "a.zip", io.BytesIO())
    nested = b"x"
    for _ in range(12):
        nested = zipped(a=nested)
    with pytest.raises(Exception, match="deeper than 8 levels"):
        Treating(Search(Guard())).copy(io.BytesIO(nested), "a.zip", io.BytesIO())


# -- mails --------------------------------------------------------------------------------------


def letter(mobile: str) -> bytes:
    mail = EmailMessage()
    mail["From"] = "fang@example.com"
    mail["To"] = "lei@example.com"
    mail["Subject"] = "claim"
    mail.set_content(f"您好\n手机 {mobile}\n", charset="utf-8", cte="8bit")
    return mail.as_bytes()


def test_plain_mails_and_mailboxes(tmp_path: Path) -> None:
    mobile = VALUES.mobile()
    data = letter(mobile)
    copy = copied(tmp_path, "a.eml", data)
    assert copy.status == "masked", copy.reason
    assert copy.data.decode() == Guard().mask(data.decode())
    assert_gone([mobile, "fang@example.com"], copy.data)
    box = b"".join(b"From fang@example.com Mon Jan  5 10:00:00 2026\n" + data + b"\n" for _ in range(3))
    copy = copied(tmp_path, "a.mbox", box)
    assert copy.status == "masked", copy.reason
    assert_gone([mobile, "fang@example.com"], copy.data)


# -- labels of columns --------------------------------------------------------------------------


def test_a_column_without_a_telling_name_is_masked_as_it_is_scanned(tmp_path: Path) -> None:
    """Weak values that a scan finds by what their column is full of: the copy holds none of them."""
    cards = [VALUES.id_card("18") for _ in range(50)]
    mistyped = [VALUES.mistyped_id_card() for _ in range(5)]
    rows = [("a", "c3", "note")] + [(str(at), card, "x") for at, card in enumerate(cards + mistyped)]
    data = "\n".join(",".join(row) for row in rows).encode()
    (tmp_path / "t.csv").write_bytes(data)
    before = scan([tmp_path / "t.csv"]).findings.total()
    copy = copied(tmp_path, "t.csv.gz", gzip.compress(data))
    assert copy.status == "masked", copy.reason
    assert sum(copy.edits.values()) >= before > 0
    (tmp_path / "t.csv").write_bytes(gzip.decompress(copy.data))
    assert scan([tmp_path / "t.csv"]).findings.total() == 0
    assert_gone(cards + mistyped, copy.data)
