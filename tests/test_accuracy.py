"""The accuracy benchmark keeps its own promises: exact spans, two halves that share nothing, a right scorer."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.accuracy import people, places  # noqa: E402
from benchmarks.accuracy.generate import Record, generate  # noqa: E402
from benchmarks.accuracy.pool import HALVES, Source  # noqa: E402
from benchmarks.accuracy.score import judge, score  # noqa: E402
from benchmarks.accuracy.slots import ENTITIES, OPTIONAL, SLOTS  # noqa: E402
from benchmarks.accuracy.templates import SLOT, load, slots_of  # noqa: E402
from piiguard import checksums  # noqa: E402

COUNT = 2000
HAN = re.compile("[㐀-鿿]")
KINDS = {"chat", "note", "ticket", "form", "csv", "json", "log", "ocr", "sms"}
# Names of fields: each is one word to whoever fills in forms, and both halves may print it.
FIELDS = set(
    "公民身份号码 出生年月日 发动机号码 投保人姓名 法定代表人 社会保障卡号 社会保障号码 统一社会信用代码 营业执照注册号 身份证号码 车辆识别代号 "
    "出生日期 办公电话 证件号码 被保险人 备案编号 聯絡電話 组织机构代码".split()
)


@pytest.fixture(scope="module", params=HALVES)
def records(request: pytest.FixtureRequest) -> list[Record]:
    return generate(request.param, COUNT)


def pieces(half: str, cut: str) -> set[str]:
    """Everything between two cuts in all templates of a half, slots taken out."""
    found: set[str] = set()
    for negatives in (False, True):
        for template in load(half, negatives):
            found.update(part.strip("：: \0") for part in re.split(cut, SLOT.sub("\0", template.text)))
    return found


@pytest.mark.parametrize("half", HALVES)
def test_there_are_enough_templates(half: str) -> None:
    positives, negatives = load(half), load(half, negatives=True)
    assert len(set(positives)) >= 250
    assert len(set(negatives)) >= 150
    assert {template.kind for template in positives} == KINDS
    assert {template.kind for template in negatives} == KINDS
    assert {template.lang for template in positives} == {"zh-Hans", "zh-Hant"}
    uses = Counter(SLOTS[name].entity for template in positives for name in slots_of(template))
    assert all(uses[entity] >= 3 for entity in ENTITIES), uses


@pytest.mark.parametrize("half", HALVES)
def test_hard_negatives_hold_nothing(half: str) -> None:
    for template in load(half, negatives=True):
        assert not any(SLOTS[name].entity for name in slots_of(template)), template.text
    for template in load(half):
        assert any(SLOTS[name].entity not in ("", OPTIONAL) for name in slots_of(template)), template.text


@pytest.mark.parametrize(
    ("cut", "hanzi"), [(r"[。！？!?；;\n⟦⟧]", 4), (r"[\0\W_]+", 5)], ids=["sentences", "phrases between slots"]
)
def test_the_halves_share_nothing(cut: str, hanzi: int) -> None:
    tuning, scoring = (pieces(half, cut) for half in HALVES)
    shared = {piece for piece in tuning & scoring if len(HAN.findall(piece)) >= hanzi}
    assert not shared - FIELDS


def test_no_template_is_in_both_halves() -> None:
    bare = [{SLOT.sub("", t.text) for negatives in (False, True) for t in load(half, negatives)} for half in HALVES]
    assert len(bare[0]) > 250
    assert not bare[0] & bare[1]


@pytest.mark.parametrize("make", [people.given, people.pet, places.road, places.estate])
def test_the_halves_draw_from_different_pools(make: object) -> None:
    tuning, scoring = ({make(Source(seed, half)) for seed in range(600)} for half in HALVES)  # type: ignore[operator]
    assert len(tuning) > 10
    assert not tuning & scoring


def test_spans_are_exact(records: list[Record]) -> None:
    for record in records:
        assert record.text.strip() == record.text.strip("\n").strip()
        assert not re.search(r"\{[a-z_0-9]+(#\d)?\}|⟦|⟧|⏎", record.text), record.text
        last = 0
        for start, end, entity in record.spans:
            assert last <= start < end <= len(record.text)
            value = record.text[start:end]
            assert value == value.strip(), value
            assert entity == OPTIONAL or entity in ENTITIES
            last = end


def test_a_third_less_a_little_is_hard_negatives(records: list[Record]) -> None:
    assert sum(record.hard_negative for record in records) == COUNT * 3 // 10
    assert all(record.hard_negative == (not record.spans) for record in records)


def test_every_type_is_planted_often(records: list[Record]) -> None:
    planted = Counter(span[2] for record in records for span in record.spans)
    assert all(planted[entity] >= 5 for entity in ENTITIES), planted


def test_planted_numbers_pass_the_checks(records: list[Record]) -> None:
    """The generators compute their check digits; here piiguard's own arithmetic looks at them."""
    checks = {"VIN": checksums.vin_ok, "IMEI": checksums.luhn_ok, "ICCID": checksums.luhn_ok, "CN_USCC": checksums.gb32100_ok}
    clean = {"json", "log", "form"}
    for record in records:
        for start, end, entity in record.spans:
            value = record.text[start:end]
            if entity in checks and record.kind in clean:
                assert checks[entity](value), (entity, value)
            elif entity == "CN_ID_CARD" and record.kind in clean and len(value) == 18:
                assert checksums.mod11_2_ok(value), value


def test_a_seed_gives_the_same_records_in_every_process() -> None:
    program = "from benchmarks.accuracy.generate import generate; print(hash(1), [r.text for r in generate('tuning', 60, 7)])"
    runs = [
        subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    assert runs[0] == runs[1]
    assert [r.text for r in generate("tuning", 60, 7)] != [r.text for r in generate("tuning", 60, 8)]


def one(text: str, *spans: tuple[int, int, str], hard: bool = False) -> Record:
    return Record("x", "chat", "zh-Hans", text, spans, hard)


def test_the_scorer_counts_ends_types_and_leaks() -> None:
    record = one("住幸福里3栋2单元501室的王芳", (1, 14, "CN_ADDRESS"), (15, 17, "PERSON"))
    result = score([record], [[(1, 7, "CN_ADDRESS"), (15, 17, "CN_MOBILE")]])
    address, person = result["types"]["CN_ADDRESS"], result["types"]["PERSON"]
    assert (address["exact"]["recall"], address["overlap"]["recall"], address["leaked"]) == (0, 1, 7)
    assert address["covered"] == 0
    assert (person["overlap"]["recall"], person["leaked"], person["covered"]) == (0, 0, 1)
    assert result["types"]["CN_MOBILE"]["overlap"]["precision"] == 0


def test_the_scorer_on_alternatives_tails_and_hard_negatives() -> None:
    wechat = one("微信13812345678尾号1234", (2, 13, "WECHAT_ID"), (15, 19, OPTIONAL))
    verdict = judge(wechat, [(2, 13, "CN_MOBILE"), (15, 19, "CN_BANK_CARD")])
    assert verdict == ([], [], [])
    quiet = [one("马上就来", hard=True)] * 500
    result = score([wechat, *quiet], [[(2, 13, "CN_MOBILE")], [(0, 2, "PERSON")], *[[]] * 499])
    assert result["types"]["WECHAT_ID"]["exact"]["recall"] == 1
    assert result["hard_negatives"] == {"records": 500, "per_500": 1.0, "by_type": {"PERSON": 1}}


def test_types_that_are_not_compared_do_not_count() -> None:
    record = one("王芳13812345678", (0, 2, "PERSON"), (2, 13, "CN_MOBILE"))
    result = score([record], [[(2, 13, "CN_MOBILE"), (0, 2, "PERSON")]], ["CN_MOBILE"])
    assert list(result["types"]) == ["CN_MOBILE"]
    assert result["groups"]["all"]["found"] == 1
