"""Policies: strict when loaded, the same when dumped and loaded again, and obeyed."""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiguard import Guard, Policy, PolicyError
from piiguard._policies import NAMES
from piiguard._policyfile import builtin
from piiguard._toml import dump
from piiguard.recognizers import ENTITY_TYPES
from piiguard.testing import Values

FULL = """
version = 1
name = "claims"
description = "反引号`、\\"引号\\"、\\\\与\\u007F"
threshold = 0.6

[default]
operator = "mask"
keep_first = 1
keep_last = 1
hide_at_least = 3
char = "×"

[entities.CN_MOBILE]
operator = "replace"
with = "〔手机〕"
threshold = 0.4
reason = "customers call back"

[entities.CN_BANK_CARD]
operator = "redact"

[entities.EMAIL_ADDRESS]
operator = "keep"

[entities.STAFF_NO]
operator = "mask"

[purposes.field-staff]
description = "who drives there"
sees = ["CN_BANK_CARD", "STAFF_NO"]

[purposes.field-staff.entities.EMAIL_ADDRESS]
operator = "redact"
threshold = 0.7
reason = "nobody writes on the road"

[purposes.nobody]

[purposes.reasoned]
sees = { CN_MOBILE = "calls back", VIN = "orders parts" }

[[recognizers]]
entity_type = "STAFF_NO"
labels = ["工号", "staff no"]
vetoes = ["门牌"]
level = "C1"
title_zh = "工号"
title_en = "Staff number"
patterns = [
  { name = "code", regex = "E[0-9]{6}", score = [0.4, 0.95, 0.0] },
  { name = "old", regex = "[0-9]{4}[甲乙]", score = 0.7 },
]

[[recognizers]]
entity_type = "ROOM"
labels = ["房间"]
patterns = [{ regex = "[0-9]{3,4}", label_only = true }]
"""


def load(tmp_path: Path, text: str) -> Policy:
    path = tmp_path / "policy.toml"
    path.write_text(text, encoding="utf-8")
    return Policy.load(path)


def refused(tmp_path: Path, text: str) -> str:
    with pytest.raises(PolicyError) as caught:
        load(tmp_path, text)
    return str(caught.value)


# -- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "version = 1"),
        ("version = 2", "version = 1"),
        ('version = "1"', "version = 1"),
        ("version = true", "version = 1"),
        ("version = 1\ntreshold = 0.5", "unknown key 'treshold'; did you mean 'threshold'?"),
        ("version = 1\n[entity.CN_MOBILE]\noperator = 'mask'", "did you mean 'entities'?"),
        ("version = 1\nzzz = 1", "known: default, description, entities"),
        ("version = 1\nthreshold = 1.5", "between 0 and 1"),
        ("version = 1\nthreshold = -0.1", "between 0 and 1"),
        ("version = 1\nthreshold = nan", "between 0 and 1"),
        ("version = 1\nthreshold = true", "between 0 and 1"),
        ("version = 1\nthreshold = '0.5'", "between 0 and 1"),
        ("version = 1\nname = 3", "name is a text"),
        ("version = 1\nentities = 3", "entities is a table"),
        ("version = 1\ndefault = 'mask'", "default is a table"),
        ("version = 1\nrecognizers = {}", "recognizers is a list of tables"),
        ("version = 1\n[default]\nkeep_first = 1", "operator"),
        ("version = 1\n[default]\noperator = 1", "operator"),
        ("version = 1\n[default]\noperator = 'msk'", "unknown operator 'msk'; did you mean 'mask'?"),
        ("version = 1\n[default]\noperator = 'encrypt2'", "unknown operator"),
        ("version = 1\n[entities.CN_MOBIL]\noperator = 'mask'", "no recognizer finds 'CN_MOBIL'; did you mean 'CN_MOBILE'?"),
        ("version = 1\n[entities.cn_mobile]\noperator = 'mask'", "no recognizer finds 'cn_mobile'"),
        (
            "version = 1\n[entities.CN_MOBILE]\noperator = 'mask'\nkeep_frist = 1",
            "no parameter 'keep_frist'; did you mean 'keep_first'?",
        ),
        ("version = 1\n[entities.CN_MOBILE]\noperator = 'keep'\nkeep_first = 1", "no parameter 'keep_first'"),
        ("version = 1\n[entities.CN_MOBILE]\noperator = 'mask'\nkeep_first = '1'", "keep_first is int"),
        ("version = 1\n[entities.CN_MOBILE]\noperator = 'mask'\nkeep_first = true", "keep_first is int"),
        ("version = 1\n[entities.CN_MOBILE]\noperator = 'mask'\nkeep_first = 1.0", "keep_first is int"),
        ("version = 1\n[entities.CN_MOBILE]\noperator = 'mask'\nkeep_first = -1", "not negative"),
        ("version = 1\n[entities.CN_MOBILE]\noperator = 'mask'\nkeep_domain = 1", "keep_domain is bool"),
        ("version = 1\n[entities.CN_MOBILE]\noperator = 'mask'\nhide_at_least = 0", "1 or more"),
        ("version = 1\n[entities.CN_MOBILE]\noperator = 'mask'\nchar = '**'", "one character"),
        ("version = 1\n[entities.CN_MOBILE]\noperator = 'mask'\nchar = ''", "one character"),
        ("version = 1\n[entities.CN_MOBILE]\noperator = 'mask'\nchar = '0'", "neither a letter, a digit"),
        ("version = 1\n[entities.CN_MOBILE]\noperator = 'mask'\nchar = '号'", "neither a letter, a digit"),
        ("version = 1\n[entities.CN_MOBILE]\noperator = 'replace'\nwith = \"a\\nb\"", "line break"),
        ("version = 1\n[entities.CN_MOBILE]\noperator = 'hash'\nlength = 4", "between 12 and 64"),
        ("version = 1\n[entities.CN_MOBILE]\noperator = 'mask'\nthreshold = 2", "between 0 and 1"),
        ("version = 1\n[entities.CN_MOBILE]\noperator = 'mask'\nthreshold = 'high'", "between 0 and 1"),
        ("version = 1\n[entities]\nCN_MOBILE = 'mask'", "entities.CN_MOBILE: a table"),
        ("version = 1\n[[recognizers]]\nentity_type = 'A'", "patterns"),
        ("version = 1\n[[recognizers]]\nentity_type = 'A'\npatterns = []", "patterns"),
        ("version = 1\n[[recognizers]]\nentity_type = 'A'\npatterns = ['x']", "patterns[0]"),
        ("version = 1\n[[recognizers]]\nentity_type = 'A'\npatterns = [{ regexp = 'a' }]", "recognizers[0].patterns[0]"),
        (
            "version = 1\n[[recognizers]]\nentity_type = 'A'\nlabel = ['x']\npatterns = [{ regex = 'a' }]",
            "did you mean 'labels'?",
        ),
        ("version = 1\n[[recognizers]]\nentity_type = 'a-b'\npatterns = [{ regex = 'a' }]", "upper-case"),
        ("version = 1\n[[recognizers]]\nentity_type = 'A'\npatterns = [{ regex = '\\d{6}' }]", "write the class out"),
        ("version = 1\n[[recognizers]]\nentity_type = 'A'\npatterns = [{ regex = 'a+' }]", "bound every repeat"),
        ("version = 1\n[[recognizers]]\nentity_type = 'A'\npatterns = [{ regex = 'a?' }]", "empty string"),
        ("version = 1\n[[recognizers]]\nentity_type = 'A'\npatterns = [{ regex = '(' }]", "not a valid expression"),
        ("version = 1\n[[recognizers]]\nentity_type = 'A'\npatterns = [{ regex = 'a', score = 'high' }]", "score is"),
        ("version = 1\n[[recognizers]]\nentity_type = 'A'\npatterns = [{ regex = 'a', score = [] }]", "score is"),
        ("version = 1\n[[recognizers]]\nentity_type = 'A'\npatterns = [{ regex = 'a', score = [1, 2] }]", "between 0 and 1"),
        ("version = 1\n[[recognizers]]\nentity_type = 'A'\npatterns = [{ regex = 'a', score = [true] }]", "score is"),
        ("version = 1\n[[recognizers]]\nentity_type = 'A'\npatterns = [{ regex = 'a', label_only = true }]", "needs label words"),
        (
            "version = 1\n[[recognizers]]\nentity_type = 'A'\nlabels = [1]\npatterns = [{ regex = 'a' }]",
            "labels is a list of words",
        ),
        (
            "version = 1\n[[recognizers]]\nentity_type = 'A'\nlabels = ''\npatterns = [{ regex = 'a' }]",
            "labels is a list of words",
        ),
        (
            "version = 1\n[[recognizers]]\nentity_type = 'A'\nlabels = '工号'\npatterns = [{ regex = 'a' }]",
            "labels is a list of words",
        ),
        (
            "version = 1\n[[recognizers]]\nentity_type = 'A'\nlabels = 3\npatterns = [{ regex = 'a' }]",
            "labels is a list of words",
        ),
        ("version = 1\n[[recognizers]]\nentity_type = 'A'\nlevel = 'C9'\npatterns = [{ regex = 'a' }]", "C1, C2 or C3"),
        ("version = 1\n[[recognizers]]\nentity_type = 'A'\nlevel = 3\npatterns = [{ regex = 'a' }]", "C1, C2 or C3"),
        ("version = 1\n[[recognizers]]\nentity_type = 'A'\npatterns = [{ regex = 'a', label_only = 'no' }]", "label_only"),
        ("version = 1\n[[recognizers]]\nentity_type = 'A'\npatterns = [{ regex = 'a', name = 3 }]", "name"),
        ("version = 1\nversion = 1", "not TOML"),
        ("version 1", "not TOML"),
    ],
)
def test_what_is_not_understood_is_refused(tmp_path: Path, text: str, says: str) -> None:
    message = refused(tmp_path, text)
    assert says in message
    assert "policy.toml" in message


def test_a_file_that_cannot_be_read_is_a_policy_error(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="cannot read"):
        Policy.load(tmp_path / "none.toml")
    with pytest.raises(PolicyError, match="cannot read"):
        Policy.load(tmp_path)
    path = tmp_path / "latin.toml"
    path.write_bytes(b'version = 1\nname = "caf\xe9"')
    with pytest.raises(PolicyError, match="not UTF-8"):
        Policy.load(path)


_scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5))
_keys = st.sampled_from([*ENTITY_TYPES[:2], "operator", "threshold", "reason", "sees", "entities", "entity_type", "patterns", "regex", "labels", "score"])
_structures = st.recursive(
    _scalars, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_keys, inner, max_size=3)), max_leaves=6
)


@given(st.dictionaries(st.sampled_from(["version", "name", "extends", "threshold", "default", "entities", "purposes", "recognizers"]), _structures))
def test_any_structure_is_a_policy_or_a_policy_error(data: dict[str, object]) -> None:
    """Whatever a file holds, nothing but a PolicyError says so: no KeyError or TypeError from inside."""
    try:
        policy = Policy({"version": 1} | data)
    except PolicyError:
        return
    assert policy.rule("CN_MOBILE").operator


@pytest.mark.parametrize(("name", "says"), [("defalt", "did you mean 'default'?"), ("zzz", "known: default, display, export, llm, strict, test-data")])
def test_an_unknown_built_in_policy_is_refused(name: str, says: str) -> None:
    with pytest.raises(PolicyError) as caught:
        Policy.builtin(name)
    assert says in str(caught.value)


def test_a_guard_refuses_a_policy_for_types_it_does_not_know() -> None:
    own = Policy({"version": 1, "entities": {"STAFF_NO": {"operator": "keep"}}}, checked=False)
    with pytest.raises(PolicyError, match="STAFF_NO"):
        Guard(own, recognizers=Guard().recognizers)
    with pytest.raises(PolicyError, match="STAFF_NO"):
        Policy({"version": 1, "entities": {"STAFF_NO": {"operator": "keep"}}})


def test_a_purpose_is_refused_by_policies_without_purposes() -> None:
    with pytest.raises(PolicyError, match="'unnamed' does not distinguish purposes"):
        Guard(Policy({"version": 1}), purpose="claims")


def test_hash_needs_a_keyring(tmp_path: Path) -> None:
    policy = load(tmp_path, "version = 1\n[entities.CN_MOBILE]\noperator = 'hash'")
    with pytest.raises(PolicyError, match=r"CN_MOBILE.*keyring"):
        Guard(policy)


# -- what is loaded is what was written -----------------------------------------------------------


def same(first: Policy, second: Policy) -> None:
    """Two policies that treat everything alike."""
    assert first.name == second.name
    assert first.threshold == second.threshold
    assert first.purposes == second.purposes
    pairs = [(first, second), *((first.for_purpose(name), second.for_purpose(name)) for name in first.purposes)]
    for (left, right), entity_type in itertools.product(pairs, (*ENTITY_TYPES, "STAFF_NO", "ROOM", "NOBODY_NAMES_THIS")):
        one, two = left.rule(entity_type), right.rule(entity_type)
        assert (one.operator, one.parameters, one.threshold) == (two.operator, two.parameters, two.threshold)
        assert (one.where, one.reason) == (two.where, two.reason)
        assert left.sees(entity_type) == right.sees(entity_type)
    assert [repr(item) for item in first.recognizers] == [repr(item) for item in second.recognizers]
    for one_, two_ in zip(first.recognizers, second.recognizers, strict=True):
        assert (one_.labels, one_.vetoes, one_.level, one_.title_en, one_.title_zh) == (
            two_.labels,
            two_.vetoes,
            two_.level,
            two_.title_en,
            two_.title_zh,
        )
        for a, b in zip(one_.patterns, two_.patterns, strict=True):
            assert (a.name, a.regex, a.score, a.anchor) == (b.name, b.regex, b.score, b.anchor)


@pytest.mark.parametrize("name", NAMES)
def test_a_built_in_policy_dumped_and_loaded_is_the_same(tmp_path: Path, name: str) -> None:
    policy = Policy.builtin(name)
    again = load(tmp_path, policy.dump())
    same(policy, again)
    assert again.dump() == policy.dump()


def test_a_built_in_policy_passes_its_own_checks() -> None:
    for name in NAMES:
        data = builtin(name)
        same(Policy(data), Policy.builtin(name))
        assert data["name"] == name
        assert set(data["entities"]) <= set(ENTITY_TYPES)


def test_a_full_policy_dumped_and_loaded_is_the_same(tmp_path: Path) -> None:
    policy = load(tmp_path, FULL)
    assert policy.rule("CN_MOBILE").parameters == {"with": "〔手机〕"}
    assert policy.rule("CN_MOBILE").threshold == 0.4
    assert policy.rule("VIN").threshold == 0.6
    assert policy.rule("VIN").parameters["char"] == "×"
    again = load(tmp_path, policy.dump())
    same(policy, again)
    assert again.dump() == policy.dump()


_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_plain = st.one_of(st.booleans(), st.integers(-(1 << 40), 1 << 40), st.floats(allow_nan=False, allow_infinity=False), _texts)
_names = st.text("abcdefghijklmnopqrstuvwxyzABCZ_0123456789-", min_size=1, max_size=8)


@given(
    st.dictionaries(_names, _plain, max_size=4),
    st.dictionaries(_names, st.dictionaries(_names, _plain, min_size=1, max_size=3), max_size=3),
    st.lists(
        st.dictionaries(
            _names,
            st.one_of(_plain, st.lists(_plain, max_size=3), st.lists(st.dictionaries(_names, _plain, max_size=2), max_size=2)),
            max_size=3,
        ),
        max_size=3,
    ),
)
def test_what_is_dumped_is_read_back(plain: dict[str, object], tables: dict[str, object], rows: list[object]) -> None:
    """The TOML writer against the standard library's reader, over text with every character there is."""
    data = {key: value for key, value in plain.items() if key not in ("entities", "recognizers")}
    if tables:
        data["entities"] = tables
    if rows:
        data["recognizers"] = rows
    assert tomllib.loads(dump(data)) == data


# -- what is loaded is obeyed ---------------------------------------------------------------------


def test_a_loaded_policy_is_obeyed(tmp_path: Path) -> None:
    guard = Guard(load(tmp_path, FULL))
    draw = Values(11)
    mobile, card, mail, staff = draw.mobile(), draw.bank_card(19), draw.email(), "E" + draw.digits(6)
    masked = guard.process(f"手机{mobile}，银行卡{card}，邮箱{mail}，工号{staff}，房间1203，编号4711甲")
    assert masked.text == f"手机〔手机〕，银行卡，邮箱{mail}，工号*******，房间1×××，编号*****"
    assert [edit.operator for edit in masked.edits] == ["replace", "redact", "keep", "mask", "mask", "mask"]


def test_a_threshold_decides_what_is_found(tmp_path: Path) -> None:
    draw = Values(12)
    number = draw.tw_id()  # without a label it scores less than a half
    text = f"他写的是{number}吗"
    for threshold, found in ((0.3, 1), (0.5, 0)):
        for place in (f"threshold = {threshold}", f"[entities.TW_ID_CARD]\noperator = 'mask'\nthreshold = {threshold}"):
            assert len(Guard(load(tmp_path, f"version = 1\n{place}")).find(text)) == found


def test_thresholds_only_take_away() -> None:
    """With a higher threshold no character is covered that was not covered with a lower one."""
    draw = Values(13)
    text = "，".join(
        f"{label}{draw.of(kind)}" for kind, label in itertools.product(ENTITY_TYPES, ("", "号码", "订单号", "身份证"))
    )
    covered = set(range(len(text)))
    for threshold in (0.05, 0.3, 0.5, 0.7, 0.9, 0.95, 1.0):
        guard = Guard(Policy({"version": 1, "threshold": threshold}))
        now = {at for finding in guard.find(text) for at in range(finding.start, finding.end)}
        assert now <= covered
        covered = now


def test_named_takes_a_built_in_name_or_a_file(tmp_path: Path) -> None:
    assert Policy.named("strict").name == "strict"
    path = tmp_path / "mine.toml"
    path.write_text("version = 1\nname = 'mine'", encoding="utf-8")
    assert Policy.named(str(path)).name == "mine"
    with pytest.raises(PolicyError, match="did you mean 'strict'"):
        Policy.named("strct")
    with pytest.raises(PolicyError, match="cannot read"):
        Policy.named("strct.toml")


def test_a_policy_is_shared_not_changed() -> None:
    """Two guards with one policy, one of them with further recognizers, do not disturb each other."""
    policy = Policy.builtin("default")
    before = policy.dump()
    Guard(policy)
    Guard(policy).with_recognizers()
    assert policy.dump() == before
    assert repr(policy) == "Policy('default')"
