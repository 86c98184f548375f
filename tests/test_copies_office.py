"""Masked copies of Office files: the same package, part for part, but for what was masked."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from copying import assert_gone, copied
from officefiles import W, docx, odt, para, pptx, run, zipped

from piiguard import Guard
from piiguard.testing import Values

VALUES = Values(5_20261128)
MAKERS: dict[str, Callable[[Values], tuple[bytes, dict[str, str]]]] = {"docx": docx, "pptx": pptx, "odt": odt}


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {info.filename: archive.read(info) for info in archive.infolist()}


@pytest.mark.parametrize("kind", MAKERS)
def test_every_place_of_a_text_is_masked(tmp_path: Path, kind: str) -> None:
    data, planted = MAKERS[kind](Values(5_20))
    data = zipped({name: content for name, content in parts(data).items() if not name.endswith(".png")})
    copy = copied(tmp_path, f"a.{kind}", data)
    assert copy.status == "masked", copy.reason
    before, after = parts(data), parts(copy.data)
    assert list(before) == list(after)
    assert_gone(planted.values(), copy.data)
    for name, content in before.items():
        assert re.findall(rb"</?[\w:]+", after[name]) == re.findall(rb"</?[\w:]+", content)


def docx_of(*paragraphs: str) -> bytes:
    data, _ = docx(Values(1))
    found = parts(data)
    found = {name: content for name, content in found.items() if name in ("[Content_Types].xml", "_rels/.rels")}
    found["word/document.xml"] = f'<?xml version="1.0"?><w:document {W}><w:body>{"".join(paragraphs)}</w:body></w:document>'.encode()
    return zipped(found)


def test_a_value_in_several_runs(tmp_path: Path) -> None:
    """The first run gets the replacement; runs, their formats and everything around them stay, byte for byte."""
    mobile = VALUES.mobile()
    before = docx_of(para(run("手机 " + mobile[:4]), run(mobile[4:8]), run(mobile[8:] + " &amp; 完")), "<w:p/>", "<!-- x -->")
    copy = copied(tmp_path, "a.docx", before)
    assert copy.status == "masked", copy.reason
    shown = Guard().mask(mobile)
    old = parts(before)["word/document.xml"].decode()
    expected = old.replace(mobile[:4], shown, 1).replace(mobile[4:8], "", 1).replace(mobile[8:] + " &amp;", " &amp;", 1)
    assert parts(copy.data)["word/document.xml"].decode() == expected


@pytest.mark.parametrize(
    ("paragraphs", "reason"),
    [
        (["<w:p><w:t><![CDATA[手机 {mobile}]]></w:t></w:p>"], "CDATA"),
        (["<w:p><w:t>x</w:t>"], "not well-formed"),
        (["<w:p><w:t>" + "字" * 1_100_000 + "</w:t></w:p>"], "too long"),
    ],
)
def test_refused(tmp_path: Path, paragraphs: list[str], reason: str) -> None:
    mobile = VALUES.mobile()
    copy = copied(tmp_path, "a.docx", docx_of(*(paragraph.replace("{mobile}", mobile) for paragraph in paragraphs)))
    assert copy.status == "failed"
    assert copy.reason.startswith("part word/document.xml: ")
    assert reason in copy.reason


def test_a_file_inside_that_cannot_be_masked_is_named(tmp_path: Path) -> None:
    data = zipped({**parts(docx_of(para(run("x")))), "word/media/image1.png": b"\x89PNG\r\n\x1a\n" + bytes(30)})
    copy = copied(tmp_path, "a.docx", data)
    assert copy.status == "failed"
    assert copy.reason.startswith("word/media/image1.png: ")


def test_tracked_changes(tmp_path: Path) -> None:
    """A paragraph reads one way before and another after its changes: both are masked, and texts they share only once."""
    one, two = VALUES.mobile(), VALUES.mobile()
    changed = f"<w:p>{run('手机 ' + one[:3])}<w:del><w:r><w:delText>{one[3:]}</w:delText></w:r></w:del><w:ins>{run(two[3:])}</w:ins></w:p>"
    copy = copied(tmp_path, "a.docx", docx_of(changed))
    assert copy.status == "masked", copy.reason
    text = parts(copy.data)["word/document.xml"].decode()
    assert one[3:] not in text
    assert two[3:] not in text
