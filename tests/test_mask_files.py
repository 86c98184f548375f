"""piiguard mask PATH -o OUT: copies that differ in findings only, and no copy of what cannot be masked."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from piiguard import Guard, Keyring, Policy
from piiguard._policies import NAMES
from piiguard.cli.mask import command
from piiguard.cli.scan import command as scan_command
from piiguard.findings import Masked
from piiguard.scan import CopyError, mask_tree, scan
from piiguard.scan.files import NewFile
from piiguard.scan.treating import Treating
from piiguard.testing import Values

ROOT = Path(__file__).resolve().parent.parent
CODECS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "gb18030", "big5"]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


@pytest.fixture
def values() -> Values:
    return Values(9)


def tree(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}


@pytest.fixture
def source(tmp_path: Path, values: Values) -> Path:
    root = tmp_path / "src"
    (root / "deep").mkdir(parents=True)
    phone, card = values.mobile(), values.id_card()
    (root / "chat.jsonl").write_text(f'{{"text":  "手机{phone}", "n": {phone}}}\n\n{{"a":1}}\n')
    (root / "claims.csv").write_bytes(f'姓名,"手机",备注\r\n张三,{phone},"a ""b"""\r\n李四,,x'.encode("gb18030"))
    (root / "deep" / "log.txt").write_bytes(f"INFO 身份证 {card}\r\n完\r\n".encode("utf-16"))
    (root / "doc.json").write_text(json.dumps({"邮箱": values.email()}, indent=3))
    (root / "empty.txt").touch()
    return root


def test_folder_to_folder(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = run(source, "-o", out)
    assert result.exit_code == 0, result.output
    assert tree(out) == tree(source)
    assert "5 of 5 objects copied, 7 values masked" in result.stdout
    assert scan([out]).exit_status == 0
    for name in tree(source):
        assert stat.S_IMODE((out / name).stat().st_mode) == 0o600
        before, after = (source / name).read_bytes(), (out / name).read_bytes()
        assert len(before.splitlines()) == len(after.splitlines())
    assert (out / "chat.jsonl").read_text().splitlines()[1:] == ["", '{"a":1}']
    assert json.loads((out / "chat.jsonl").read_text().splitlines()[0])["n"].startswith("1")
    last = (out / "claims.csv").read_bytes().decode("gb18030")
    assert last.startswith('姓名,"手机",备注\r\n张*,')
    assert last.endswith(',"a ""b"""\r\n李*,,x')


@pytest.mark.parametrize("codec", CODECS)
def test_every_charset_keeps_its_bytes(tmp_path: Path, values: Values, codec: str) -> None:
    """Around the values, byte for byte: the encoded text with the values replaced is the copy."""
    text = "客戶您好\r\n{}\n\n電話 {} 謝謝\t|\r\n無"
    plain = text.format(values.mobile(), values.mobile())
    path, out = tmp_path / "a.txt", tmp_path / "b.txt"
    path.write_bytes(plain.encode(codec))
    assert run(path, "-o", out).exit_code == 0
    assert out.read_bytes() == Guard().mask(plain).encode(codec)


def test_file_to_file_and_into_a_folder(source: Path, tmp_path: Path) -> None:
    assert run(source / "doc.json", "-o", tmp_path / "copy.json").exit_code == 0
    assert (tmp_path / "copy.json").is_file()
    (tmp_path / "there").mkdir()
    assert run(source / "doc.json", "-o", tmp_path / "there").exit_code == 0
    assert (tmp_path / "there" / "doc.json").read_bytes() == (tmp_path / "copy.json").read_bytes()


def test_table_is_the_same_to_another_reader(tmp_path: Path, values: Values) -> None:
    table = [["姓名", "身份证号", "保单号", "备注"]] + [
        [f"客户{n}", values.id_card(), values.policy_number("life"), 'a,"b"\nc'] for n in range(20)
    ]
    text = io.StringIO()
    csv.writer(text).writerows(table)
    (tmp_path / "t.csv").write_text(text.getvalue(), newline="")
    assert run(tmp_path / "t.csv", "-o", tmp_path / "m.csv").exit_code == 0
    seen = list(csv.reader(io.StringIO((tmp_path / "m.csv").read_bytes().decode(), newline="")))
    guard = Guard()
    for before, after in zip(table[1:], seen[1:], strict=True):
        assert after[0] == before[0]
        assert after[3] == before[3]
        assert after[1] == guard.process(before[1], "身份证号").text != before[1]
        assert after[2] == guard.process(before[2], "保单号").text != before[2]


# -- what cannot be masked is not copied -------------------------------------------------------


def test_unreadable_objects_are_listed_and_not_copied(source: Path, tmp_path: Path, values: Values) -> None:
    phone = values.mobile()
    (source / "image.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(20))
    (source / "mixed.log").write_bytes(f"手机{phone}\n".encode() + b"\xff\n")
    (source / "cut.txt").write_bytes(f"手机{phone}".encode("utf-16")[:-1])
    (source / "broken.json").write_text(f'{{"a": ["{phone}"')
    (source / "latin.txt").write_bytes("né à l'école, señor, über alles: Größe".encode("latin-1"))
    (source / "dangling").symlink_to("nowhere")
    os.mkfifo(source / "fifo")
    out = tmp_path / "out"
    result = run(source, "-o", out)
    assert result.exit_code == 2
    assert len(tree(out)) == 5
    for name in ("image.png", "mixed.log", "cut.txt", "broken.json", "latin.txt", "dangling", "fifo"):
        assert f"{name}: " in result.stdout
        assert not (out / name).exists()
    assert "5 of 12 objects copied" in result.stdout
    assert phone not in result.output


def test_a_missing_source(tmp_path: Path) -> None:
    result = run(tmp_path / "no", "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert not (tmp_path / "out").exists()


def test_a_value_found_again_stops_the_copy(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The copy is scanned before it gets its name: a masker that forgets a value does not pass."""
    real = Treating.__call__

    def forgetful(self: Any, segment: Any) -> Masked:
        masked = real(self, segment)
        return Masked(segment.text, ()) if segment.location.get("path") == "$.n" else masked

    monkeypatch.setattr(Treating, "__call__", forgetful)
    result = run(source, "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "chat.jsonl: 1 masked values were found again in the copy" in result.stdout
    assert "chat.jsonl" not in tree(tmp_path / "out")
    assert len(tree(tmp_path / "out")) == 4, "and no temporary file is left"


def test_a_replacement_that_looks_like_a_value_is_no_leak(tmp_path: Path, values: Values) -> None:
    other = values.mobile()
    (tmp_path / "p.toml").write_text(
        f'version = 1\nname = "p"\n[default]\noperator = "replace"\nwith = "{other}"\n', encoding="utf-8"
    )
    (tmp_path / "a.txt").write_text(f"手机{values.mobile()}\n")
    assert run(tmp_path / "a.txt", "-o", tmp_path / "b.txt", "--policy", tmp_path / "p.toml").exit_code == 0
    assert (tmp_path / "b.txt").read_text() == f"手机{other}\n"


def test_replacement_the_charset_lacks(tmp_path: Path, values: Values) -> None:
    (tmp_path / "p.toml").write_text(
        'version = 1\nname = "p"\n[default]\noperator = "replace"\nwith = "证件"\n', encoding="utf-8"
    )
    (tmp_path / "a.txt").write_bytes(f"客戶電話{values.mobile()}\n".encode("big5"))
    result = run(tmp_path / "a.txt", "-o", tmp_path / "b.txt", "--policy", tmp_path / "p.toml")
    assert result.exit_code == 2
    assert "big5 does not have" in result.stdout
    assert not (tmp_path / "b.txt").exists()


def test_full_disk(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("piiguard.scan.files.NewFile.keep", full)
    result = run(source, "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "doc.json: No space left on device" in result.stdout
    assert tree(tmp_path / "out") == set()


# -- where it may not write -------------------------------------------------------------------


def test_never_into_the_source(source: Path, tmp_path: Path) -> None:
    before = {name: (source / name).read_bytes() for name in tree(source)}
    (tmp_path / "alias").symlink_to(source)
    for out in (source, source / "masked", source / "deep", tmp_path, tmp_path / "alias", tmp_path / "alias" / "x"):
        for force in ([], ["--force"]):
            assert run(source, "-o", out, *force).exit_code == 2
    path = source / "doc.json"
    (tmp_path / "link.json").symlink_to(path)
    os.chdir(source)
    for target in (path, "doc.json", source, tmp_path / "link.json"):
        assert run(path, "-o", target, "--force").exit_code == 2
    assert {name: (source / name).read_bytes() for name in tree(source)} == before


def test_links_in_the_target_cannot_lead_into_the_source(source: Path, tmp_path: Path) -> None:
    before = {name: (source / name).read_bytes() for name in tree(source)}
    out = tmp_path / "out"
    out.mkdir()
    (out / "deep").symlink_to(source / "deep")
    (source / "deep" / "more").mkdir()
    (source / "deep" / "more" / "x.txt").write_text("x")
    os.link(source / "doc.json", out / "doc.json")
    result = run(source, "-o", out, "--force")
    assert result.exit_code == 2
    assert "its folder leads into the source" in result.stdout
    assert "it is a file of the source" in result.stdout
    assert before == {name: (source / name).read_bytes() for name in before}
    assert not any(".tmp" in name for name in tree(source))


def test_existing_files_need_force(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "deep").mkdir(parents=True)
    (out / "deep" / "log.txt").write_text("precious")
    (out / "other.txt").write_text("stays")
    result = run(source, "-o", out)
    assert result.exit_code == 2
    assert "--force" in result.stderr
    assert tree(out) == {"deep/log.txt", "other.txt"}
    assert (out / "deep" / "log.txt").read_text() == "precious"
    assert run(source, "-o", out, "--force").exit_code == 0
    assert (out / "deep" / "log.txt").read_bytes() != b"precious"
    assert (out / "other.txt").read_text() == "stays"


def test_a_folder_over_a_file(source: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("precious")
    with pytest.raises(CopyError, match="not a folder"):
        mask_tree(source, tmp_path / "out", force=True)
    (tmp_path / "taken" / "doc.json").mkdir(parents=True)
    report = mask_tree(source, tmp_path / "taken", force=True)
    assert [row.reason for row in report.rows if row.status == "failed"] == ["a folder has its name"]


# -- names ------------------------------------------------------------------------------------


def test_names_that_hold_values_are_masked(tmp_path: Path, values: Values) -> None:
    source = tmp_path / "src"
    source.mkdir()
    base = values.mobile()
    near = base[:5] + ("0" if base[5] != "0" else "1") + base[6:]
    for phone in (base, near):
        (source / f"客户{phone}.txt").write_text("好\n")
        (source / f"夹{phone}").mkdir()
        (source / f"夹{phone}" / "x.txt").write_text("好\n")
    result = run(source, "-o", tmp_path / "out")
    assert result.exit_code == 0
    for phone in (base, near):
        assert phone not in str(tree(tmp_path / "out")) + result.output
    assert len(tree(tmp_path / "out")) == 4, "two names that mask to the same are two files"


def test_hostile_names(tmp_path: Path, values: Values) -> None:
    source = tmp_path / "src"
    source.mkdir()
    names = ["a\x1b[2J.txt", "new\nline.csv", "-rf", "\u202ex"]
    for name in names:
        (source / name).write_text(f"手机{values.mobile()}\n")
    Path(os.fsdecode(os.fsencode(source) + b"/bad\xff.txt")).write_text("x")
    result = run(source, "-o", tmp_path / "out")
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout
    assert set(os.listdir(tmp_path / "out")) == set(os.listdir(source))


# -- no raw value anywhere --------------------------------------------------------------------


@pytest.mark.parametrize("policy", NAMES)
def test_canary(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, policy: str) -> None:
    """Not in the copy, not in a temporary file on the way, not in what is printed."""
    keys = tmp_path / "keys.json"
    Keyring.generate().save(keys)
    guard = Guard(policy=Policy.builtin(policy), keyring=Keyring.load(keys))
    planted = set()
    for name in tree(source):
        for codec in ("utf-8", "utf-16", "gb18030"):
            text = (source / name).read_bytes().decode(codec, "ignore")
            planted |= {text[f.start : f.end] for f in guard.find(text)}
    assert len(planted) >= 3
    written: list[bytes] = []
    real = NewFile.keep

    def keep(new: Any) -> None:
        written.append(Path(new.temporary).read_bytes())
        real(new)

    monkeypatch.setattr(NewFile, "keep", keep)
    result = run(source, "-o", tmp_path / "out", "--policy", policy, "--keyring", keys)
    assert result.exit_code == 0
    texts = [result.stdout + result.stderr]
    texts += [data.decode(codec, "ignore") for data in written for codec in ("utf-8", "utf-16", "gb18030")]
    for value in planted:
        assert not any(value in text for text in texts)


def test_transcript(source: Path, tmp_path: Path) -> None:
    def piiguard(*arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "piiguard", *map(str, arguments)],
            cwd=ROOT, capture_output=True, text=True, encoding="utf-8",
        )  # fmt: skip

    out = tmp_path / "out"
    done = piiguard("mask", source, "-o", out)
    assert (done.returncode, done.stderr) == (0, "")
    assert "5 of 5 objects copied" in done.stdout
    assert piiguard("scan", out).returncode == 0
    assert piiguard("scan", source).returncode == 1
    done = piiguard("mask", source, "-o", out)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "exist already" in done.stderr
    assert piiguard("mask", source).returncode == 2
    assert CliRunner().invoke(scan_command, [str(out)]).exit_code == 0
