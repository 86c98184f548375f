"""The operators ``generalize`` and ``surrogate`` in a guard."""

from __future__ import annotations

import pytest

from piiguard import Guard, Keyring, Policy, PolicyError
from piiguard.suites import SUITES

TEXT = "投保人欧阳小明，手机13912345678，出生日期1990-03-07，住北京市朝阳区建国路88号院3号楼2单元1001室，身份证110101199003074514"


def policy(operator: str, **entities: dict[str, object]) -> Policy:
    return Policy({"version": 1, "name": operator, "default": {"operator": operator}, "entities": entities})


def test_generalize() -> None:
    guard = Guard(policy("generalize", CN_ADDRESS={"operator": "generalize", "to": "city"}))
    out = guard.mask(TEXT)
    assert "欧阳某" in out
    assert "1990年" in out
    assert not [value for value in ("小明", "13912345678", "03-07", "建国路", "074514") if value in out]
    assert guard.mask(out) == out


@pytest.mark.parametrize("table", [{"to": "street"}, {"decimals": 1}, {"step": 3}])
def test_generalize_refuses_what_a_type_has_no_use_for(table: dict[str, object]) -> None:
    with pytest.raises(PolicyError, match="CN_ADDRESS"):
        Guard(policy("mask", CN_ADDRESS={"operator": "generalize", **table}))


@pytest.mark.parametrize("suite", SUITES)
def test_surrogate(suite: str) -> None:
    ring = Keyring.generate(suite)
    guard = Guard(policy("surrogate"), ring)
    out = guard.mask(TEXT)
    assert not [value for value in ("欧阳小明", "13912345678", "1990-03-07", "110101199003074514") if value in out]
    assert guard.mask(TEXT) == out
    other = Guard(policy("surrogate"), ring.for_tenant("b")).mask(TEXT)
    assert other != out
    assert guard.mask("手机139 1234 5678")[2:].replace(" ", "") == guard.mask("手机13912345678")[2:]


def test_surrogate_needs_a_keyring() -> None:
    with pytest.raises(PolicyError, match="needs a keyring"):
        Guard(policy("surrogate"))
