"""The operator ``fpe`` in a guard: form, joins, the way back, and what becomes a token instead."""

from __future__ import annotations

import pytest

from piiguard import Guard, Keyring, Policy, fpe
from piiguard.suites import SUITES
from piiguard.testing import Values

POLICY = Policy({"version": 1, "name": "forms", "default": {"operator": "fpe"}})


@pytest.mark.parametrize("suite", SUITES)
def test_a_guard_keeps_forms_and_finds_the_way_back(suite: str) -> None:
    guard = Guard(POLICY, Keyring.generate(suite).for_tenant("agency-7"))
    made = Values(8)
    for _ in range(60):
        mobile, ident, card = made.mobile(), made.id_card("18"), made.bank_card()
        text = f"手机{mobile}，身份证{ident}，银行卡号{card}，微信 尾号1234"
        masked = guard.mask(text)
        kinds = [(finding.entity_type, finding.end - finding.start) for finding in guard.find(text)]
        assert [(finding.entity_type, finding.end - finding.start) for finding in guard.find(masked)] == kinds
        assert not [value for value in (mobile, ident, card) if value in masked]
        assert guard.restore(masked) == text
        assert guard.mask(f"又是{mobile}")[2:] == masked[2 : 2 + len(mobile)]


def test_what_has_no_form_becomes_a_token_and_comes_back() -> None:
    guard = Guard(POLICY, Keyring.generate())
    text = "投保人王秀英，住北京市朝阳区建国路88号院3号楼2单元1001室"
    masked = guard.mask(text)
    assert masked.startswith("投保人〔PERSON:ps1.k1.")
    assert "〔CN_ADDRESS:" in masked
    assert guard.restore(masked) == text


def test_keys_and_tenants_separate() -> None:
    ring = Keyring.generate()
    made = {keys.forms().encrypt("CN_MOBILE", "13912345678") for keys in (ring, ring.for_tenant("a"), ring.rotate(), Keyring.generate())}
    assert len(made) == 4
    assert ring.rotate().forms("k1").decrypt("CN_MOBILE", ring.forms().encrypt("CN_MOBILE", "13912345678")) == "13912345678"
    assert "CN_MOBILE" in fpe.supported()
