"""The built-in policies for text that leaves: what each asks for, and what becomes of a customer's message."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from strategies import SEED

import piiguard.errors
from piiguard import Guard, Keyring, MissingKeyringError, Policy
from piiguard._policies import NAMES
from piiguard._policies_leaving import CREDENTIALS
from piiguard.cli._group import main
from piiguard.operators import KEYED
from piiguard.recognizers import ENTITY_TYPES
from piiguard.testing import Values

RING = Keyring.generate()
NEED = ("export", "test-data")
DRAW = Values(f"{SEED}-leaving")
MOBILE, IDENT, CARD = DRAW.mobile(), DRAW.id_card("18"), DRAW.bank_card(19)
TEXT = f"投保人欧阳小明，手机{MOBILE}，身份证{IDENT}，银行卡{CARD}，出生日期1990-03-07，住北京市朝阳区建国路88号院3号楼2单元1001室，密码：Tk7#mopq"
RAW = ("欧阳小明", MOBILE, IDENT, CARD, "03-07", "建国路", "Tk7#mopq")


@pytest.mark.parametrize("name", NAMES)
def test_who_needs_a_keyring_says_so_when_a_guard_is_made(name: str) -> None:
    policy = Policy.builtin(name)
    assert any(policy.rule(entity_type).operator in KEYED for entity_type in ENTITY_TYPES) == (name in NEED)
    Guard(policy, RING)
    if name not in NEED:
        Guard(policy)
        return
    with pytest.raises(MissingKeyringError) as caught:
        Guard(policy)
    assert isinstance(caught.value, piiguard.errors.PolicyError)
    message = str(caught.value)
    assert message.startswith(f"policy {name!r} needs a keyring for ")
    assert "piiguard keys new FILE" in message
    for operator in KEYED:
        asked = any(policy.rule(entity_type).operator == operator for entity_type in ENTITY_TYPES)
        assert (f"{operator} (" in message) == asked
    for purpose in policy.purposes:
        with pytest.raises(MissingKeyringError):
            Guard(policy, purpose=purpose)
        Guard(policy, RING, purpose=purpose)


def test_heirs_need_a_keyring_while_a_keyed_operator_is_left() -> None:
    def heir(**own: object) -> Policy:
        return Policy({"version": 1, "name": "heir", "extends": "export", **own})

    masks = {name: {"operator": "mask"} for name in ENTITY_TYPES if Policy.builtin("export").rule(name).operator in KEYED}
    Guard(heir(entities=masks))
    masks.pop("VIN")
    with pytest.raises(MissingKeyringError, match=r"policy 'heir' needs a keyring for pseudonymize \(VIN\): make one"):
        Guard(heir(entities=masks))
    sees = heir(entities=masks, purposes={"repair": {"sees": ["VIN"]}})
    assert Guard(sees, purpose="repair").mask("车架号LSVAA0007L0000001") == "车架号LSVAA0007L0000001"
    with pytest.raises(MissingKeyringError):
        Guard(sees)


@pytest.mark.parametrize("name", NEED)
def test_filter_says_how_to_make_a_keyring(name: str, tmp_path: Path) -> None:
    command = [sys.executable, "-P", "-m", "piiguard", "filter", "--policy", name]
    done = subprocess.run(command, input=TEXT.encode(), capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    errors = done.stderr.decode()
    assert errors.startswith(f"piiguard filter: policy {name!r} needs a keyring for ")
    assert "'piiguard keys new FILE'" in errors
    assert errors.count("\n") == 1
    assert not [value for value in RAW if value in errors]
    RING.save(tmp_path / "keys")
    done = subprocess.run(
        [*command, "--keyring", str(tmp_path / "keys")], input=TEXT.encode(), capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == Guard(Policy.builtin(name), RING).mask(TEXT)


@pytest.mark.parametrize("command", ["mask", "scan"])
def test_other_commands_say_so_too(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    more = ("-o", str(tmp_path / "out")) if command == "mask" else ()
    assert main([command, str(tmp_path / "a.txt"), *more, "--policy", "test-data"]) == 2
    out, errors = capsys.readouterr()
    assert out == ""
    assert "piiguard keys new FILE" in errors
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", NEED)
def test_policies_are_shown_and_checked_without_keys(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "show", name]) == 0
    assert "# " in capsys.readouterr().out
    assert main(["policy", "show", name, "--toml"]) == 0
    path = tmp_path / "copy.toml"
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    assert main(["policy", "check", str(path)]) == 0
    assert capsys.readouterr().out.startswith("note: the policy needs a keyring when it is used (")


@pytest.mark.parametrize("name", ["llm", *NEED])
def test_nothing_of_the_values_leaves(name: str) -> None:
    guard = Guard(Policy.builtin(name), RING)
    out = guard.mask(TEXT)
    assert not [value for value in RAW if value in out]
    assert out.endswith("密码：〔PASSWORD〕")
    assert "1990" in out
    assert "北京市朝阳区" in out
    for entity_type in CREDENTIALS:
        rule = guard.policy.rule(entity_type)
        assert (rule.operator, rule.parameters) == ("replace", {"with": "〔{entity_type}〕"})


def test_a_prompt_gets_names_of_types_and_in_a_session_numbers() -> None:
    guard = Guard(Policy.builtin("llm"))
    assert guard.mask(f"我叫欧阳小明，手机{MOBILE}") == "我叫〔PERSON〕，手机〔CN_MOBILE〕"
    chat = guard.session()
    sent = chat.user(TEXT)
    assert not [value for value in RAW if value in sent]
    assert "〔姓名1〕，手机〔手机1〕，身份证〔身份证1〕，银行卡〔银行卡1〕" in sent
    assert chat.restore(sent) == TEXT


@pytest.mark.parametrize("name", ["export", "test-data"])
def test_a_session_takes_any_of_them(name: str) -> None:
    chat = Guard(Policy.builtin(name), RING).session()
    assert chat.user(f"手机{MOBILE}") == "手机〔手机1〕"
    assert chat.restore("〔手机1〕") == MOBILE
