"""The public generators: values of the right make, the same for the same seed."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from piiguard import checksums
from piiguard._testing_data import APPLICATION_SHAPES, CLAIM_SHAPES, PLATE_SHAPES, POLICY_SHAPES
from piiguard.testing import _METHODS, Values, full_width, grouped, spoken, zero_width

TYPES = sorted(_METHODS)


@pytest.mark.parametrize("entity_type", TYPES)
def test_same_seed_gives_the_same_values(entity_type):
    first, second, other = Values(5), Values(5), Values("5b")
    drawn = [first.of(entity_type) for _ in range(20)]
    assert drawn == [second.of(entity_type) for _ in range(20)]
    assert drawn != [other.of(entity_type) for _ in range(20)]
    assert len(set(drawn)) > 10


@pytest.mark.parametrize("seed", range(40))
def test_check_characters_fit(seed):
    values = Values(seed)
    for form in (None, "18", "hk", "mo", "tw"):
        assert checksums.mod11_2_ok(values.id_card(form))
    assert not checksums.mod11_2_ok(values.mistyped_id_card())
    assert re.fullmatch(r"[1-6]\d{14}", values.id_card("15"))
    assert checksums.mod11_2_ok(values.foreign_resident_id("2023"))
    old = values.foreign_resident_id("2004")
    assert checksums.icao731_digit(old[:14]) == old[14]
    assert checksums.luhn_ok(values.bank_card())
    assert checksums.vin_ok(values.vin())
    uscc = values.uscc()
    assert checksums.gb32100_ok(uscc)
    assert checksums.gb11714_ok(uscc[8:17])
    assert checksums.tw_id_ok(values.tw_id())
    hkid = re.fullmatch(r"([A-Z]{1,2})(\d{6})\(([0-9A])\)", values.hk_id())
    assert hkid is not None
    assert checksums.hkid_ok(*hkid.groups())


@pytest.mark.parametrize("length", [15, 16, 18, 19])
def test_a_card_has_the_length_asked_for(length):
    assert len(Values(1).bank_card(length)) == length


def test_every_form_can_be_asked_for():
    values = Values(2)
    for form in PLATE_SHAPES:
        assert values.license_plate(form)
    for insurer in POLICY_SHAPES:
        assert len(values.policy_number(insurer)) >= 10
    for insurer in APPLICATION_SHAPES:
        assert len(values.application_number(insurer)) >= 10
    for insurer in CLAIM_SHAPES:
        assert len(values.claim_number(insurer)) >= 12
    for form in ("hyphen", "plain", "brackets", "country", "extension"):
        assert values.landline(form)


@pytest.mark.parametrize("method", ["id_card", "foreign_resident_id", "policy_number", "landline"])
def test_an_unknown_form_is_refused(method):
    with pytest.raises(KeyError):
        getattr(Values(0), method)("no such form")


def test_hard_negatives_are_of_their_kind():
    values = Values(3)
    assert re.fullmatch(r"\d{13}", values.unix_ms())
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", values.uuid())
    assert int(values.snowflake_id()) < 1 << 63
    assert checksums.luhn_ok(values.iccid())
    for length, method in ((32, values.md5), (40, values.sha1), (64, values.sha256), (32, values.trace_id)):
        assert re.fullmatch(rf"[0-9a-f]{{{length}}}", method())


def test_surfaces():
    assert full_width("13A(x)") == "１３Ａ（ｘ）"
    assert grouped("13800571234", (3, 4, 4)) == "138 0057 1234"
    assert grouped("6222020000000000000", (4, 4, 4, 4), "-") == "6222-0200-0000-0000-000"
    assert spoken("13805") == "幺三八零五"
    assert spoken("13805", "一") == "一三八零五"
    assert zero_width("13805") == "138\u200b05"


def test_importing_it_brings_nothing_but_the_standard_library():
    code = (
        "import sys, piiguard.testing\n"
        "print([m for m in ('hyperscan', 'click', 'cryptography', 'presidio_analyzer') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
