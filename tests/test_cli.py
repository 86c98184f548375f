"""The commands for people: help, explain, recognizers, policy. Output, exit status, and no value where none was asked for.

Most run in this process, as :func:`piiguard.cli._group.main` runs them; the way there through ``python -m piiguard``
is tested in processes of its own. ``filter``, ``scan`` and ``mask`` have test files of their own.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from strategies import SEED

import piiguard
from piiguard import Guard, Keyring, Policy
from piiguard._policies import NAMES
from piiguard.cli._group import COMMANDS, main
from piiguard.operators import KEYED, build
from piiguard.policy import VERSION
from piiguard.recognizers import BUILTIN, ENTITY_TYPES
from piiguard.testing import Values

HANG = 120
VECTORS = Path(__file__).parent / "vectors"
DRAW = Values(f"{SEED}-cli")
MOBILE, CARD, PASSPORT, ORDER = DRAW.mobile(), DRAW.id_card("18"), DRAW.passport("ordinary"), DRAW.order_number()
Capture = pytest.CaptureFixture[str]


def call(capsys: Capture, *arguments: str) -> tuple[int, str, str]:
    """(exit status, standard output, standard error) of a command."""
    status = main(list(arguments))
    out, errors = capsys.readouterr()
    for text in (out, errors):
        assert "Traceback" not in text
    return status, out, errors


def spawn(*arguments: str, data: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "piiguard", *arguments],
        input=data, capture_output=True, timeout=HANG, check=False, encoding="utf-8", env={**os.environ, **environment},
    )  # fmt: skip


def dedent(text: str) -> str:
    return textwrap.dedent(text).lstrip("\n")


# -- the group ------------------------------------------------------------------------------------


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_lists_every_command(capsys: Capture, flag: str) -> None:
    status, out, errors = call(capsys, flag)
    assert (status, errors) == (0, "")
    assert out.startswith("Usage: piiguard [OPTIONS] COMMAND [ARGS]...")
    assert list(COMMANDS) == re.findall(r"(?m)^  ([a-z]+)  ", out.partition("Commands:")[2])
    for line in ("piiguard scan PATH…", "piiguard mask PATH -o OUT", "… | piiguard filter | …"):
        assert line in out


@pytest.mark.parametrize(
    "words",
    [*([name] for name in COMMANDS), ["recognizers", "list"], ["recognizers", "test"], ["policy", "check"], ["policy", "show"]],
    ids=" ".join,
)
def test_every_command_has_a_help_text(capsys: Capture, words: list[str]) -> None:
    status, out, errors = call(capsys, *words, "--help")
    assert (status, errors) == (0, "")
    assert out.startswith(f"Usage: piiguard {' '.join(words)} ")
    assert "\n\n" in out


def test_help_and_version_through_python_m() -> None:
    done = spawn("--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "piiguard scan PATH…" in done.stdout
    done = spawn("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"piiguard, version {piiguard.__version__}\n", "")


def test_nothing_asked_is_the_help_and_an_error(capsys: Capture) -> None:
    status, out, errors = call(capsys)
    assert status == 2
    assert "Usage: piiguard" in out + errors


@pytest.mark.parametrize("word", ["polcy", "Filter", "filterx", "--polcy", "restore"])
def test_an_unknown_command_or_option_is_refused(capsys: Capture, word: str) -> None:
    status, out, errors = call(capsys, word)
    assert (status, out) == (2, "")
    assert f"'{word}'" in errors or word in errors
    assert "Usage: piiguard" in errors


@pytest.mark.parametrize(
    "arguments",
    [
        [f"手机{MOBILE}"],
        ["explain", f"--{MOBILE}"],
        ["explain", f"--label=手机{MOBILE}"],
        ["explain", f"--json=手机{MOBILE}", "x"],
        ["policy", "show", "default", f"身份证{CARD}"],
        ["policy", f"身份证{CARD}"],
        ["policy", "check", f"手机{MOBILE}"],
        ["recognizers", "test", f"手机{MOBILE}", f"身份证{CARD}"],
        ["recognizers", "list", f"手机{MOBILE}"],
        ["scan", f"--手机{MOBILE}"],
    ],
    ids=lambda arguments: " ".join(arguments[:2]).replace(MOBILE, "N").replace(CARD, "N"),
)
def test_wrong_arguments_are_refused_and_not_shown(capsys: Capture, arguments: list[str]) -> None:
    """People paste texts where they do not belong; click repeats arguments in its messages."""
    status, out, errors = call(capsys, *arguments)
    assert (status, out) == (2, "")
    assert errors.strip()
    assert MOBILE not in errors
    assert CARD not in errors


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("arguments", [["--help"], ["recognizers", "list"], ["explain", MOBILE], ["policy", "show", "default"]])
def test_an_output_that_cannot_be_written_is_an_error(arguments: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "piiguard", *arguments], stdout=full, stderr=subprocess.PIPE, timeout=HANG, check=False
        )
    assert (done.returncode, done.stderr) == (2, b"piiguard: No space left on device\n")


@pytest.mark.parametrize("arguments", [["recognizers", "list", "--json"], ["policy", "show", "default"], ["explain", MOBILE]])
def test_a_reader_that_leaves_is_no_error(arguments: list[str]) -> None:
    """And not 1, which would say that something was found."""
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "wb") as pipe:
        done = subprocess.run(
            [sys.executable, "-m", "piiguard", *arguments], stdout=pipe, stderr=subprocess.PIPE, timeout=HANG, check=False
        )
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_terminal_without_hanzi_is_no_reason_to_fail() -> None:
    done = spawn("explain", f"手机{MOBILE}", PYTHONIOENCODING="latin-1", PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (1, "")
    assert "label word near (\\u624b\\u673a)" in done.stdout


# -- explain --------------------------------------------------------------------------------------


def test_explain_says_why(capsys: Capture) -> None:
    status, out, errors = call(capsys, "explain", f"我的手机{MOBILE}")
    assert (status, errors) == (1, "")
    assert out == dedent("""
        CN_MOBILE 4:15 1**********
          pattern  CN_MOBILE.plain (checked)
          evidence label word near (手机)
          score    0.95
          policy   default: [entities.CN_MOBILE] mask(keep_first=3, keep_last=2, keep_country=True, hide_at_least=6)
          verdict  found
        """)
    assert MOBILE[1:] not in out


def test_explain_shows_values_when_asked(capsys: Capture) -> None:
    status, out, _ = call(capsys, "explain", "--show-values", f"我的手机{MOBILE}")
    assert status == 1
    assert out.startswith(f"CN_MOBILE 4:15 {MOBILE}\n")


def test_explain_says_why_not(capsys: Capture) -> None:
    """A candidate that a word denies is explained, and is no finding."""
    status, out, errors = call(capsys, "explain", f"订单号{MOBILE}")
    assert (status, errors) == (0, "")
    assert "CN_MOBILE 3:14" in out
    assert "(订单号)" in out
    assert "verdict  below threshold 0.5" in out


def test_explain_without_a_candidate_says_so(capsys: Capture) -> None:
    for options in ((), ("--json",)):
        status, out, errors = call(capsys, "explain", *options, "请问这个保险怎么理赔")
        assert (status, out) == (0, "")
        assert errors == "no candidate: nothing in the text has the shape of an identifier\n"


def test_explain_gives_one_json_object_a_candidate(capsys: Capture) -> None:
    text = f"手机{MOBILE}，证件号{CARD}，订单号{ORDER}"
    status, out, _ = call(capsys, "explain", "--json", text)
    assert status == 1
    items = [json.loads(line) for line in out.splitlines()]
    wanted = Guard().explain(text)
    assert [(item["entity_type"], item["start"], item["end"], item["verdict"]) for item in items] == [
        (item.entity_type, item.start, item.end, item.verdict) for item in wanted
    ]
    keys = {"entity_type", "pattern", "start", "end", "checked", "score", "reason", "label", "verdict", "policy", "value"}
    assert {frozenset(item) for item in items} == {frozenset(keys)}
    assert {item["value"] for item in items} >= {"1**********", CARD[0] + "*" * 17}
    assert MOBILE not in out
    assert CARD not in out
    _, shown, _ = call(capsys, "explain", "--json", "--show-values", text)
    assert {MOBILE, CARD} <= {json.loads(line)["value"] for line in shown.splitlines()}


def test_explain_reads_a_label(capsys: Capture) -> None:
    status, out, _ = call(capsys, "explain", PASSPORT)
    assert status == 0
    for label in ("护照号", "passportNo"):
        status, out, _ = call(capsys, "explain", "--label", label, PASSPORT)
        assert status == 1
        assert f"CN_PASSPORT 0:{len(PASSPORT)} " in out
        assert "verdict  found" in out


def test_explain_reads_standard_input(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines keep their ends, bytes that are not UTF-8 are characters like others; the last line feed is no text."""
    raw = b"\xff\r\n" + f"手机{MOBILE}\n".encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw), encoding="ascii"))
    status, out, errors = call(capsys, "explain", "-")
    assert (status, errors) == (1, "")
    assert out.startswith("CN_MOBILE 5:16 1**********\n")
    done = spawn("explain", "-", "--json", data=f"证件号{CARD}\n")
    assert done.returncode == 1
    assert [json.loads(line)["value"] for line in done.stdout.splitlines()] == [CARD[0] + "*" * 17]


def test_explain_takes_words_that_were_not_quoted(capsys: Capture) -> None:
    status, out, errors = call(capsys, "explain", "手机", MOBILE[:3], MOBILE[3:])
    assert (status, errors) == (1, "")
    assert out.startswith("CN_MOBILE 3:15 ")


def test_explain_uses_the_policy(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "claims.toml"
    path.write_text(OWN, encoding="utf-8")
    status, out, _ = call(capsys, "explain", "--policy", str(path), "工号E012345")
    assert status == 1
    assert "STAFF_NO 2:9 E******" in out
    assert "policy   claims: [entities.STAFF_NO] mask(keep_first=2)" in out
    status, out, _ = call(capsys, "explain", "--policy", str(path), "E012345")
    assert status == 0
    assert "verdict  below threshold 0.5" in out


def test_a_policy_that_hashes_takes_a_keyring(capsys: Capture, tmp_path: Path) -> None:
    keys, policy = tmp_path / "keys.json", tmp_path / "hash.toml"
    Keyring.generate().save(keys)
    policy.write_text(f'version = {VERSION}\n[default]\noperator = "hash"\n', encoding="utf-8")
    options = ("--policy", str(policy), "--keyring", str(keys))
    status, out, _ = call(capsys, "explain", *options, MOBILE)
    assert status == 1
    assert "[default] hash()" in out
    status, out, _ = call(capsys, "recognizers", "list", *options)
    assert status == 0
    assert "〔CN_MOBILE:" in out
    for words in (["explain", MOBILE], ["recognizers", "list"]):
        status, out, errors = call(capsys, *words, *options[:2])
        assert (status, out) == (2, "")
        assert "needs a keyring" in errors
        assert MOBILE not in errors


@pytest.mark.parametrize(
    "words", [["explain", f"手机{MOBILE}"], ["recognizers", "list"], ["policy", "show"]], ids=lambda words: words[0]
)
def test_an_unknown_policy_is_refused_with_a_suggestion(capsys: Capture, words: list[str]) -> None:
    where = ["strct"] if words[0] == "policy" else ["--policy", "strct"]
    status, out, errors = call(capsys, *words, *where)
    assert (status, out) == (2, "")
    assert errors.startswith("piiguard: ")
    assert "did you mean 'strict'?" in errors
    assert MOBILE not in errors


# -- recognizers ----------------------------------------------------------------------------------

OWN = """\
version = 1
name = "claims"

[default]
operator = "redact"

[entities.STAFF_NO]
operator = "mask"
keep_first = 2

[[recognizers]]
entity_type = "STAFF_NO"
labels = ["工号", "staff no"]
title_zh = "工号"
level = "C1"
patterns = [{ name = "code", regex = "E[0-9]{6}", score = [0.3, 0.95, 0.0] }]
"""


def test_recognizers_list(capsys: Capture) -> None:
    status, out, errors = call(capsys, "recognizers", "list")
    assert (status, errors) == (0, "")
    rows = out.splitlines()
    assert [row.split()[0] for row in rows] == [recognizer.entity_type for recognizer in BUILTIN]
    for row, recognizer in zip(rows, BUILTIN, strict=True):
        assert row.split()[1:3] == [recognizer.level, Policy.builtin("default").rule(recognizer.entity_type).operator]
        assert row.endswith(recognizer.title_zh)
        assert recognizer.example not in row
        assert Guard()._appliers[recognizer.entity_type](recognizer.example) in row


def test_recognizers_list_as_json(capsys: Capture) -> None:
    status, out, _ = call(capsys, "recognizers", "list", "--json", "--policy", "strict")
    assert status == 0
    items = [json.loads(line) for line in out.splitlines()]
    assert [item["entity_type"] for item in items] == [recognizer.entity_type for recognizer in BUILTIN]
    for item, recognizer in zip(items, BUILTIN, strict=True):
        assert item == {
            "entity_type": recognizer.entity_type,
            "title_en": recognizer.title_en,
            "title_zh": recognizer.title_zh,
            "level": recognizer.level,
            "standard": recognizer.standard,
            "patterns": [pattern.name for pattern in recognizer.patterns],
            "operator": "replace",
            "example": f"〔{recognizer.entity_type}〕",
        }


def test_recognizers_list_has_those_of_the_policy(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "claims.toml"
    path.write_text(OWN, encoding="utf-8")
    status, out, _ = call(capsys, "recognizers", "list", "--policy", str(path))
    assert status == 0
    assert re.split(r" +", out.splitlines()[-1]) == ["STAFF_NO", "C1", "mask", "工号"]
    _, out, _ = call(capsys, "recognizers", "list", "--json", "--policy", str(path))
    assert json.loads(out.splitlines()[-1])["patterns"] == ["code"]


@pytest.mark.parametrize("path", sorted(VECTORS.glob("*.toml")), ids=lambda path: path.stem)
def test_the_repositorys_own_vectors_hold(capsys: Capture, path: Path) -> None:
    status, out, errors = call(capsys, "recognizers", "test", str(path))
    assert (status, errors) == (0, ""), out
    assert re.fullmatch(r"(\d+) of \1 vectors hold\n", out)


def vectors(tmp_path: Path, text: str) -> str:
    path = tmp_path / "vectors.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


HOLD = f"""
entity_type = "CN_MOBILE"
[[case]]
text = "手机{MOBILE}，{MOBILE}"
value = ["{MOBILE}", "{MOBILE}"]
[[case]]
text = "手机{MOBILE}"
spans = [[2, 13]]
why = "offsets"
[[case]]
entity_type = "CN_PASSPORT"
text = "{PASSPORT}"
value = "{PASSPORT}"
label = "护照号"
[[case]]
text = "手机{MOBILE}，证件号{CARD}"
value = "{MOBILE}"
also = ["CN_ID_CARD"]
[[near_miss]]
text = "订单号{MOBILE}"
clean = true
[[near_miss]]
text = "证件号{CARD}"
type = "CN_ID_CARD"
"""


def test_vectors_that_hold(capsys: Capture, tmp_path: Path) -> None:
    assert call(capsys, "recognizers", "test", vectors(tmp_path, HOLD)) == (0, "6 of 6 vectors hold\n", "")


FAIL = f"""
entity_type = "CN_MOBILE"
[[case]]
text = "订单号{MOBILE}"
value = "{MOBILE}"
[[case]]
text = "手机{MOBILE}，{MOBILE}"
value = "{MOBILE}"
[[case]]
text = "手机{MOBILE}，证件号{CARD}"
value = "{MOBILE}"
also = []
[[near_miss]]
text = "手机{MOBILE}"
[[near_miss]]
text = "证件号{CARD}"
clean = true
[[near_miss]]
text = "证件号123"
type = "CN_ID_CARD"
[[near_miss]]
text = "你好"
"""


def test_vectors_that_do_not_hold_are_told_by_offsets(capsys: Capture, tmp_path: Path) -> None:
    status, out, errors = call(capsys, "recognizers", "test", vectors(tmp_path, FAIL))
    assert (status, errors) == (1, "")
    assert out == dedent("""
        case 1: CN_MOBILE expected at [(3, 14)], found at []
        case 2: CN_MOBILE expected at [(2, 13)], found at [(2, 13), (14, 25)]
        case 3: also found ['CN_ID_CARD']
        near miss 1: CN_MOBILE found at [(2, 13)]
        near miss 2: nothing expected, found ['CN_ID_CARD']
        near miss 3: CN_ID_CARD expected, found []
        1 of 7 vectors hold
        """)


def test_vectors_of_a_users_recognizer(capsys: Capture, tmp_path: Path) -> None:
    policy = tmp_path / "claims.toml"
    policy.write_text(OWN, encoding="utf-8")
    file = vectors(
        tmp_path,
        'entity_type = "STAFF_NO"\n[[case]]\ntext = "工号E012345"\nvalue = "E012345"\n[[near_miss]]\ntext = "E012345"\n',
    )
    assert call(capsys, "recognizers", "test", file, "--policy", str(policy)) == (0, "2 of 2 vectors hold\n", "")
    status, out, errors = call(capsys, "recognizers", "test", file)
    assert (status, out) == (2, "")
    assert "no recognizer finds 'STAFF_NO'" in errors


ONE = f'text = "手机{MOBILE}"\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("entity_type = ", "not TOML"),
        ("", "no vectors"),
        ('entity_type = "CN_MOBILE"', "no vectors"),
        ('entity_type = "CN_MOBIL"\n[[near_miss]]\n' + ONE, "no recognizer finds 'CN_MOBIL'; did you mean 'CN_MOBILE'?"),
        ('entity_type = "CN_MOBILE"\n[[cases]]\n' + ONE, "unknown key 'cases'; did you mean 'case'?"),
        ("[[near_miss]]\n" + ONE, "near miss 1: entity_type and text are needed"),
        ('entity_type = "CN_MOBILE"\n[[near_miss]]\nclean = true', "near miss 1: entity_type and text are needed"),
        ('entity_type = "CN_MOBILE"\n[[case]]\n' + ONE, "case 1: either value or spans is needed"),
        ('entity_type = "CN_MOBILE"\n[[case]]\nvlaue = "x"\n' + ONE, "case 1: unknown key 'vlaue'; did you mean 'value'?"),
        ('entity_type = "CN_MOBILE"\n[[case]]\nvalue = "' + CARD + '"\n' + ONE, "case 1: the value does not stand in the text"),
        ('entity_type = "CN_MOBILE"\n[[case]]\nvalue = ""\n' + ONE, "case 1: the value does not stand in the text"),
        ('entity_type = "CN_MOBILE"\n[[case]]\nvalue = [1]\n' + ONE, "case 1: the value does not stand in the text"),
        ('entity_type = "CN_MOBILE"\n[[case]]\nspans = [[1]]\n' + ONE, "case 1: spans is a list of [start, end]"),
        ('entity_type = "CN_MOBILE"\n[[case]]\nspans = [1, 2]\n' + ONE, "case 1: spans is a list of [start, end]"),
        ('entity_type = "CN_MOBILE"\n[[case]]\ntext = 3\nvalue = "3"', "case 1: text is of the wrong kind"),
        ('entity_type = "CN_MOBILE"\n[[near_miss]]\nclean = 1\n' + ONE, "near miss 1: clean is of the wrong kind"),
        ('entity_type = "CN_MOBILE"\n[[near_miss]]\ntype = "MOBILE"\n' + ONE, "near miss 1: no recognizer finds 'MOBILE'"),
        ('entity_type = 3\n[[near_miss]]\n' + ONE, "entity_type is of the wrong kind"),
        ('entity_type = "CN_MOBILE"\ncase = 3', "case is of the wrong kind"),
        ('entity_type = "CN_MOBILE"\nnear_miss = ["x"]', "near miss 1: a table is needed"),
    ],
)  # fmt: skip
def test_what_is_no_vector_file_is_refused(capsys: Capture, tmp_path: Path, text: str, message: str) -> None:
    file = vectors(tmp_path, text)
    status, out, errors = call(capsys, "recognizers", "test", file)
    assert (status, out) == (2, "")
    assert errors.startswith(f"piiguard: {file}: ")
    assert message in errors
    assert errors.count("\n") == 1
    assert MOBILE not in errors
    assert CARD not in errors


def test_a_vector_file_that_cannot_be_read_is_refused(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "vectors.toml"
    for file in (path, tmp_path):
        status, out, errors = call(capsys, "recognizers", "test", str(file))
        assert (status, out) == (2, "")
        assert file.name in errors
    path.write_bytes("文".encode("gb18030"))
    status, _, errors = call(capsys, "recognizers", "test", str(path))
    assert status == 2
    assert "not TOML" in errors


# -- policy ---------------------------------------------------------------------------------------


def test_policy_check_of_a_sound_file(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "claims.toml"
    path.write_text(OWN, encoding="utf-8")
    assert call(capsys, "policy", "check", str(path)) == (0, f"{path}: policy 'claims' is sound\n", "")


def test_policy_check_says_that_keys_will_be_needed(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "hash.toml"
    path.write_text('version = 1\nname = "h"\n[entities.CN_MOBILE]\noperator = "hash"\n', encoding="utf-8")
    status, out, errors = call(capsys, "policy", "check", str(path))
    assert (status, errors) == (0, "")
    assert out == f"note: the policy needs a keyring when it is used (hash)\n{path}: policy 'h' is sound\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("version = ", "is not TOML"),
        ("", "version = 1 is needed"),
        ("version = 2", "version = 1 is needed"),
        ("version = 1\ntreshold = 0.5", "unknown key 'treshold'; did you mean 'threshold'?"),
        ('version = 1\n[entities.CN_MOBIL]\noperator = "mask"', "no recognizer finds 'CN_MOBIL'; did you mean 'CN_MOBILE'?"),
        ('version = 1\n[default]\noperator = "maks"', "did you mean 'mask'?"),
        ('version = 1\n[default]\noperator = "mask"\nkeep_frist = 3', "did you mean 'keep_first'?"),
        (OWN.replace("labels", "lables"), "did you mean 'labels'?"),
        (OWN.replace("E[0-9]{6}", "E[0-9"), "regex"),
        (OWN.replace("E[0-9]{6}", "E[0-9]*"), "regex"),
    ],
)
def test_policy_check_of_a_bad_file(capsys: Capture, tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text, encoding="utf-8")
    status, out, errors = call(capsys, "policy", "check", str(path))
    assert (status, out) == (2, "")
    assert errors.startswith("piiguard: ")
    assert message in errors
    assert "bad.toml" in errors


def test_policy_check_of_no_file(capsys: Capture, tmp_path: Path) -> None:
    status, out, errors = call(capsys, "policy", "check", str(tmp_path / "none.toml"))
    assert (status, out) == (2, "")
    assert "does not exist" in errors


def test_policy_check_through_python_m(tmp_path: Path) -> None:
    path = tmp_path / "claims.toml"
    path.write_text(OWN, encoding="utf-8")
    assert spawn("policy", "check", str(path)).returncode == 0
    path.write_text(OWN.replace("version = 1", "version = 9"), encoding="utf-8")
    done = spawn("policy", "check", str(path))
    assert (done.returncode, done.stdout) == (2, "")
    assert "version = 1 is needed" in done.stderr


@pytest.mark.parametrize("purpose", [None, "claims", "marketing", "analytics"])
@pytest.mark.parametrize("name", NAMES)
def test_policy_show_of_a_built_in_policy(capsys: Capture, name: str, purpose: str | None) -> None:
    """One line a type: level, operator, example, reason."""
    status, out, errors = call(capsys, "policy", "show", name, *(("--purpose", purpose) if purpose else ()))
    assert (status, errors) == (0, "")
    policy = Policy.builtin(name).for_purpose(purpose) if purpose else Policy.builtin(name)
    head, *rows = out.splitlines()
    assert head == f"policy {name}{f', purpose {purpose}' if purpose else ''}: findings scored {policy.threshold:g} or more"
    if not purpose:
        assert rows.pop(0) == f"purposes: {', '.join(policy.purposes)}"
    assert [row.split()[0] for row in rows] == list(ENTITY_TYPES)
    for row, recognizer in zip(rows, BUILTIN, strict=True):
        kind = recognizer.entity_type
        rule = policy.rule(kind)
        line, _, reason = row.partition("  # ")
        assert line.split()[1] == recognizer.level
        assert line.split()[2].startswith(f"{rule.operator}(")
        shown = ")" if rule.operator in KEYED else build(rule.operator, rule.parameters, kind, None)(recognizer.example)
        assert line.endswith(shown)
        assert policy.sees(kind) == (recognizer.example in row)
        assert reason == policy.reason(kind) != ""


def test_explain_names_the_purpose(capsys: Capture) -> None:
    status, out, _ = call(capsys, "explain", f"手机{MOBILE}", "--purpose", "marketing")
    assert status == 1
    assert "  policy   default: [purposes.marketing.sees] keep()" in out
    assert MOBILE not in out


def test_recognizers_are_listed_for_a_purpose(capsys: Capture) -> None:
    for purpose, operator in (("claims", "keep"), ("marketing", "mask")):
        status, out, _ = call(capsys, "recognizers", "list", "--purpose", purpose)
        assert status == 0
        assert re.search(f"(?m)^CN_BANK_CARD +C2  {operator} ", out)


def test_policy_show_of_a_purpose_nobody_has(capsys: Capture, tmp_path: Path) -> None:
    status, out, errors = call(capsys, "policy", "show", "default", "--purpose", "marketting")
    assert (status, out) == (2, "")
    assert "has no purpose 'marketting'; did you mean 'marketing'?" in errors
    status, out, errors = call(capsys, "policy", "show", "default", "--purpose", "claims", "--toml")
    assert (status, out) == (2, "")
    assert "leave out --purpose" in errors
    path = tmp_path / "plain.toml"
    path.write_text("version = 1\nname = 'plain'", encoding="utf-8")
    status, out, errors = call(capsys, "policy", "show", str(path), "--purpose", "claims")
    assert (status, out) == (2, "")
    assert "policy 'plain' does not distinguish purposes" in errors


def test_policy_check_looks_at_every_purpose(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(
        "version = 1\nname = 'p'\n[purposes.counting.entities.CN_MOBILE]\noperator = 'hash'\n", encoding="utf-8"
    )
    assert call(capsys, "policy", "check", str(path))[1].startswith("note: the policy needs a keyring when it is used (hash)\n")
    path.write_text("version = 1\n[purposes.counting]\nsees = ['CN_MOBIL']\n", encoding="utf-8")
    status, out, errors = call(capsys, "policy", "check", str(path))
    assert (status, out) == (2, "")
    assert "purposes.counting.sees: no recognizer finds 'CN_MOBIL'; did you mean 'CN_MOBILE'?" in errors


def test_policy_show_of_a_file(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "claims.toml"
    path.write_text(OWN, encoding="utf-8")
    status, out, errors = call(capsys, "policy", "show", str(path))
    assert (status, errors) == (0, "")
    assert out.startswith("policy claims: findings scored 0.5 or more\n")
    assert re.search(r"(?m)^  CN_MOBILE +C2  redact\(\)$", out)
    assert out.endswith("STAFF_NO                  C1  mask(keep_first=2)\n")


def test_policy_show_needs_no_keys(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "hash.toml"
    path.write_text('version = 1\n[default]\noperator = "hash"\nlength = 16\n', encoding="utf-8")
    status, out, errors = call(capsys, "policy", "show", str(path))
    assert (status, errors) == (0, "")
    assert out.count("hash(length=16)\n") == len(ENTITY_TYPES)


@pytest.mark.parametrize("name", [*NAMES, "file"])
def test_policy_show_as_toml_loads_as_the_same_policy(capsys: Capture, tmp_path: Path, name: str) -> None:
    original = tmp_path / "claims.toml"
    original.write_text(OWN, encoding="utf-8")
    status, out, errors = call(capsys, "policy", "show", str(original) if name == "file" else name, "--toml")
    assert (status, errors) == (0, "")
    copy = tmp_path / "copy.toml"
    copy.write_text(out, encoding="utf-8")
    loaded, wanted = Policy.load(copy), Policy.named(str(original) if name == "file" else name)
    assert loaded.dump() == wanted.dump() == out
    text = f"手机{MOBILE}，证件号{CARD}，工号E012345，护照号{PASSPORT}，{DRAW.email()}"
    keys = Keyring.generate()
    assert Guard(loaded, keys).mask(text) == Guard(wanted, keys).mask(text) != text
    assert call(capsys, "policy", "check", str(copy))[0] == 0


def test_a_file_in_the_way_of_a_built_in_name_is_not_read(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names mean the built-in policies wherever one stands; ./strict means the file."""
    monkeypatch.chdir(tmp_path)
    Path("strict").write_text(OWN, encoding="utf-8")
    assert call(capsys, "policy", "show", "strict")[1].startswith("policy strict:")
    assert call(capsys, "policy", "show", "./strict")[1].startswith("policy claims:")
