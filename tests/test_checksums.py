"""Check digits against python-stdnum on seeded random values, and against the standards' worked examples.

Where python-stdnum has no counterpart (GB 11714, VIN, ICAO 7-3-1) the rule is written
out once more, naively, as the oracle.
"""

from __future__ import annotations

import os
import random
import string
from collections.abc import Callable

import pytest
from stdnum import luhn
from stdnum.cn import uscc
from stdnum.iso7064 import mod_11_2, mod_11_10

from piiguard import checksums

DRAWS = int(os.environ.get("PIIGUARD_FUZZ", "2000"))
DIGITS = string.digits
GB32100 = "0123456789ABCDEFGHJKLMNPQRTUWXY"
VIN_CHARS = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"
VIN_VALUES = dict(zip("ABCDEFGH", range(1, 9), strict=True)) | dict(zip("JKLMN", range(1, 6), strict=True))
VIN_VALUES |= {"P": 7, "R": 9} | dict(zip("STUVWXYZ", range(2, 10), strict=True))
VIN_VALUES |= {digit: int(digit) for digit in DIGITS}


def draw(rng: random.Random, alphabet: str, length: int) -> str:
    return "".join(rng.choice(alphabet) for _ in range(length))


@pytest.mark.parametrize("length", [2, 13, 15, 16, 17, 18, 19])
def test_luhn(length: int) -> None:
    rng = random.Random(length)
    for _ in range(DRAWS // 7):
        value = draw(rng, DIGITS, length)
        assert checksums.luhn_ok(value) == luhn.is_valid(value)
        assert checksums.luhn_digit(value) == luhn.calc_check_digit(value)
        assert checksums.luhn_ok(value + checksums.luhn_digit(value))


def test_mod11_2() -> None:
    rng = random.Random(1)
    for _ in range(DRAWS):
        body = draw(rng, DIGITS, 17)
        assert checksums.mod11_2_char(body) == mod_11_2.calc_check_digit(body)
        value = body + rng.choice(DIGITS + "X")
        assert checksums.mod11_2_ok(value) == mod_11_2.is_valid(value)
        assert checksums.mod11_2_ok(value.lower()) == checksums.mod11_2_ok(value)


def test_mod11_10() -> None:
    rng = random.Random(2)
    for _ in range(DRAWS):
        value = draw(rng, DIGITS, 15)
        assert checksums.mod11_10_ok(value) == mod_11_10.is_valid(value)
        assert checksums.mod11_10_ok(value + mod_11_10.calc_check_digit(value))


def test_gb32100() -> None:
    rng = random.Random(3)
    for _ in range(DRAWS):
        body = draw(rng, GB32100, 2) + draw(rng, DIGITS, 6) + draw(rng, GB32100, 9)
        assert checksums.gb32100_char(body) == uscc.calc_check_digit(body)
        char = rng.choice(GB32100)
        assert checksums.gb32100_ok(body + char) == (char == uscc.calc_check_digit(body))


def gb11714_char(body: str) -> str:
    """Oracle: 11 minus the weighted sum modulo 11; 10 is written X, 11 is written 0."""
    values = [int(char, 36) for char in body]
    check = 11 - sum(v * w for v, w in zip(values, [3, 7, 9, 10, 5, 8, 4, 2], strict=True)) % 11
    return {10: "X", 11: "0"}.get(check, str(check))


def test_gb11714() -> None:
    rng = random.Random(4)
    for _ in range(DRAWS):
        body, char = draw(rng, DIGITS + string.ascii_uppercase, 8), rng.choice(DIGITS + "X")
        assert checksums.gb11714_ok(f"{body}-{char}") == (char == gb11714_char(body))
        assert checksums.gb11714_ok(body + char) == (char == gb11714_char(body))


def vin_char(value: str) -> str:
    """Oracle: position nine weighs 0, the others 8..2, 10, 9..2; remainder 10 is written X."""
    weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]
    rest = sum(VIN_VALUES[char] * weight for char, weight in zip(value, weights, strict=True)) % 11
    return "X" if rest == 10 else str(rest)


def test_vin() -> None:
    rng = random.Random(5)
    for _ in range(DRAWS):
        value = draw(rng, VIN_CHARS, 17)
        assert checksums.vin_char(value) == vin_char(value)
        assert checksums.vin_ok(value) == (value[8] == vin_char(value))
        assert checksums.vin_ok(value[:8] + vin_char(value) + value[9:])


def test_icao731() -> None:
    rng = random.Random(6)
    alphabet = DIGITS + string.ascii_uppercase + "<"
    for _ in range(DRAWS):
        body = draw(rng, alphabet, rng.randrange(1, 43))
        values = [0 if char == "<" else int(char, 36) for char in body]
        expected = sum(value * (7, 3, 1)[at % 3] for at, value in enumerate(values)) % 10
        assert checksums.icao731_digit(body) == str(expected)


WORKED = [
    (checksums.mod11_2_ok, "11010519491231002X"),  # the example in GB 11643-1999
    (checksums.mod11_2_ok, "11010519491231002x"),
    (checksums.mod11_2_ok, "440524188001010014"),  # its second example
    (checksums.mod11_2_ok, "810000199001010019"),
    (checksums.mod11_2_ok, "820000199001010010"),
    (checksums.mod11_2_ok, "830000199001010012"),
    (checksums.mod11_2_ok, "932682198501010017"),  # samples of the immigration administration
    (checksums.mod11_2_ok, "911124198108030024"),
    (checksums.mod11_2_ok, "931586198001010028"),
    (checksums.luhn_ok, "4111111111111111"),
    (checksums.luhn_ok, "6222020000000000000"),
    (checksums.luhn_ok, "490154203237518"),
    (checksums.gb32100_ok, "91350100M000100Y43"),
    (checksums.gb32100_ok, "91440300708461136T"),
    (checksums.gb11714_ok, "D2143569-X"),
    (checksums.gb11714_ok, "M000100Y4"),
    (checksums.gb11714_ok, "708461136"),
    (checksums.mod11_10_ok, "110108000000016"),
    (checksums.vin_ok, "1M8GDM9AXKP042788"),
    (checksums.vin_ok, "LSVAA0007L0000001"),
    (checksums.vin_ok, "1" * 17),
]
WRONG = [
    (checksums.mod11_2_ok, "110105194912310021"),
    (checksums.luhn_ok, "6222020000000000001"),
    (checksums.gb32100_ok, "91350100M000100Y44"),
    (checksums.gb32100_ok, "91I50100M000100Y43"),  # the letter I is not in the alphabet
    (checksums.gb11714_ok, "D2143569-1"),
    (checksums.mod11_10_ok, "110108000000017"),
    (checksums.vin_ok, "1M8GDM9A1KP042788"),
    (checksums.vin_ok, "1M8GDM9AXKP04278I"),
]
CHECKS = [getattr(checksums, name) for name in dir(checksums) if name.endswith("_ok") and name != "hkid_ok"]
ONE_ARGUMENT = {check.__name__: check for check in CHECKS}
MISSHAPED = ["", "1", "X", "12 34", "１１０１０５１９４９１２３１００２Ｘ"]
MISSHAPED += ["身份证", "-" * 18, "\x00" * 17, "²" * 18, "a" * 400]


@pytest.mark.parametrize(("check", "value"), WORKED)
def test_worked_example(check: Callable[[str], bool], value: str) -> None:
    assert check(value) is True


@pytest.mark.parametrize(("check", "value"), WRONG)
def test_wrong_digit(check: Callable[[str], bool], value: str) -> None:
    assert check(value) is False


@pytest.mark.parametrize("name", ONE_ARGUMENT)
@pytest.mark.parametrize("value", MISSHAPED, ids=range(len(MISSHAPED)))
def test_a_misshaped_value_is_not_valid(name: str, value: str) -> None:
    assert ONE_ARGUMENT[name](value) is False


def test_icao_worked_examples() -> None:
    assert checksums.icao731_digit("L898902C3") == "6"
    assert checksums.icao731_digit("KAZ11009012310") == "5"


@pytest.mark.parametrize(("letters", "check"), [("A", "3"), ("G", "A"), ("WX", "9")])
def test_hkid(letters: str, check: str) -> None:
    """A123456(3), G123456(A) and WX123456(9), and no other character in the brackets."""
    accepted = [char for char in "0123456789A" if checksums.hkid_ok(letters, "123456", char)]
    assert accepted == [check]


@pytest.mark.parametrize("value", ["A123456789", "A800000014", "AB12345677"])
def test_tw_id(value: str) -> None:
    accepted = [digit for digit in DIGITS if checksums.tw_id_ok(value[:-1] + digit)]
    assert accepted == [value[-1]]
