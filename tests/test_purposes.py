"""Purposes: what a purpose sees stays as it is, the rest is treated; policies that extend others; reasons."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from piiguard import Guard, Keyring, Policy, PolicyError
from piiguard._operators_fit import ONLY, refuse_unfit_default
from piiguard._policies import NAMES
from piiguard._purposes import TABLES
from piiguard.classification import facts
from piiguard.cli.scan import command as scan_command
from piiguard.operators import PARAMETERS
from piiguard.recognizers import BUILTIN, ENTITY_TYPES
from piiguard.scan import mask_tree, scan
from piiguard.testing import Values

KEYS = Keyring({"k1": bytes(32)}, "k1")
LABELS = {recognizer.entity_type: recognizer.labels[0] for recognizer in BUILTIN}
PURPOSES = tuple(TABLES)


def load(folder: Path, **files: str) -> Policy:
    """Writes files by their names; loads the first."""
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(f"version = 1\n{text}", encoding="utf-8")
    return Policy.load(folder / f"{next(iter(files))}.toml")


def refused(folder: Path, **files: str) -> str:
    with pytest.raises(PolicyError) as caught:
        load(folder, **files)
    return str(caught.value)


# -- built-in purposes ----------------------------------------------------------------------------


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("name", NAMES)
def test_what_a_purpose_sees_stays_and_the_rest_is_treated(name: str, purpose: str) -> None:
    policy = Policy.builtin(name)
    guard, plain = Guard(policy, KEYS, purpose=purpose), Guard(policy, KEYS)
    draw = Values(71)
    for entity_type in ENTITY_TYPES:
        text = draw.of(entity_type)
        before, after = plain.process(text, LABELS[entity_type]), guard.process(text, LABELS[entity_type])
        assert [(edit.entity_type, edit.start, edit.end) for edit in after.edits] == [
            (edit.entity_type, edit.start, edit.end) for edit in before.edits
        ], "a built-in purpose changes what is done, never what is found"
        if before.edits and all(guard.policy.sees(edit.entity_type) for edit in before.edits):
            assert after.text == text
        for edit in after.edits:
            assert (edit.operator == "keep") == guard.policy.sees(edit.entity_type)
        if not any(edit.entity_type in TABLES[purpose]["sees"] or purpose == "analytics" for edit in before.edits):
            assert after.text == before.text
    assert plain.policy is policy
    assert policy.purpose is None
    assert not any(policy.sees(entity_type) for entity_type in ENTITY_TYPES)


def test_claims_sees_the_card_and_marketing_does_not() -> None:
    draw = Values(72)
    card, mobile = draw.bank_card(19), draw.mobile()
    text = f"银行卡{card}，手机{mobile}"
    assert Guard(purpose="claims").mask(text) == text
    marketing = Guard(purpose="marketing").mask(text)
    assert card not in marketing
    assert mobile in marketing
    assert mobile not in Guard(purpose="underwriting").mask(text)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_no_built_in_purpose_sees_what_authenticates(purpose: str) -> None:
    sees = Policy.builtin("default").for_purpose(purpose)
    assert [name for name in ENTITY_TYPES if sees.sees(name) and facts(name).level == "C3"] == []


def test_a_purpose_goes_everywhere_a_guard_goes() -> None:
    """Records, streams, the way of the line filter, further recognizers: all keep the purpose."""
    draw = Values(73)
    guard = Guard(Policy.builtin("strict"), purpose="service")
    mobile, ident = draw.mobile(), draw.id_card("18")
    text = f"手机{mobile}，身份证{ident}。"
    wanted = f"手机{mobile}，身份证〔CN_ID_CARD〕。"
    assert guard.mask(text) == guard.with_recognizers().mask(text) == wanted
    for size in (1, 3, 7):
        stream = guard.stream()
        assert "".join(stream.feed(text[at : at + size]) for at in range(0, len(text), size)) + stream.flush() == wanted
    assert guard.mask_record({"手机号": mobile, "证件号码": ident}) == {"手机号": mobile, "证件号码": "〔CN_ID_CARD〕"}
    assert repr(guard).startswith("Guard(policy='strict', purpose='service', ")
    assert repr(guard.policy) == "Policy('strict', purpose='service')"
    assert [item.policy for item in guard.explain(text) if item.verdict == "found"] == [
        "strict: [purposes.service.sees] keep()",
        "strict: [default] replace(with=〔{entity_type}〕)",
    ]


def test_a_narrowed_policy_can_be_narrowed_again() -> None:
    claims = Policy.builtin("default").for_purpose("claims")
    assert claims.purposes == PURPOSES
    marketing = claims.for_purpose("marketing")
    assert marketing.purpose == "marketing"
    assert not marketing.sees("CN_BANK_CARD")
    assert claims.sees("CN_BANK_CARD")
    assert claims.dump() == Policy.builtin("default").dump()


@pytest.mark.parametrize(
    ("purpose", "says"),
    [("cliams", "has no purpose 'cliams'; did you mean 'claims'?"), ("", "known: analytics"), (3, "has no purpose '3'")],
)
def test_an_unknown_purpose_is_refused(purpose: str, says: str) -> None:
    with pytest.raises(PolicyError) as caught:
        Guard(purpose=purpose)
    assert says in str(caught.value)


# -- reasons --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_built_in_rule_has_a_reason(name: str) -> None:
    policy = Policy.builtin(name)
    for entity_type in (*ENTITY_TYPES, "STAFF_NO"):
        assert policy.reason(entity_type)
        for purpose in policy.purposes:
            why = policy.reason(entity_type, purpose)
            assert why == policy.for_purpose(purpose).reason(entity_type)
            assert why.startswith(f"not for {purpose}; ") == (not policy.for_purpose(purpose).rule(entity_type).where.startswith("purposes"))
            assert "\n" not in why


def test_reasons_are_the_policy_s_own_words(tmp_path: Path) -> None:
    policy = load(
        tmp_path,
        own="[entities.CN_MOBILE]\noperator = 'mask'\nreason = 'ten million numbers'\n"
        "[purposes.pay]\nsees = { CN_BANK_CARD = 'pays to it' }\n"
        "[purposes.pay.entities.PERSON]\noperator = 'redact'\nreason = 'nobody is paid by name'\n"
        "[purposes.list]\nsees = ['CN_BANK_CARD']",
    )
    assert policy.reason("CN_MOBILE") == "ten million numbers"
    assert policy.reason("CN_BANK_CARD") == ""
    assert policy.reason("CN_BANK_CARD", "pay") == "pays to it"
    assert policy.reason("PERSON", "pay") == "nobody is paid by name"
    assert policy.reason("CN_MOBILE", "pay") == "not for pay; ten million numbers"
    assert policy.reason("VIN", "pay") == "not for pay"
    assert policy.reason("CN_BANK_CARD", "list") == ""
    with pytest.raises(PolicyError, match="no purpose 'sell'"):
        policy.reason("VIN", "sell")


# -- purposes in a file ---------------------------------------------------------------------------


def test_a_purpose_in_a_file_is_obeyed(tmp_path: Path) -> None:
    policy = load(
        tmp_path,
        own="threshold = 0.4\n[default]\noperator = 'redact'\n[entities.CN_BANK_CARD]\noperator = 'redact'\nthreshold = 0.8\n"
        "[purposes.pay]\ndescription = 'paying'\nsees = ['CN_BANK_CARD']\n"
        "[purposes.pay.entities.CN_MOBILE]\noperator = 'mask'\nkeep_last = 4\nthreshold = 0.7\n"
        "[purposes.pay.entities.VIN]\noperator = 'keep'\nreason = 'the car'",
    )
    assert policy.purposes == ("pay",)
    narrow = policy.for_purpose("pay")
    draw = Values(74)
    card, mobile, ident = draw.bank_card(19), draw.mobile(), draw.id_card("18")
    assert Guard(policy, purpose="pay").mask(f"卡{card}，手机{mobile}，身份证{ident}") == f"卡{card}，手机{'*' * 7}{mobile[7:]}，身份证"
    assert Guard(policy).mask(f"卡{card}，手机{mobile}，身份证{ident}") == "卡，手机，身份证"
    assert [narrow.rule(name).threshold for name in ("CN_BANK_CARD", "CN_MOBILE", "VIN", "PERSON")] == [0.8, 0.7, 0.4, 0.4]
    assert narrow.sees("VIN")
    assert not narrow.sees("CN_MOBILE")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("purposes = 3", "purposes is a table"),
        ("[purposes]\npay = 3", "purposes.pay: a table is needed"),
        ("[purposes.Pay]\nsees = []", "lower-case letters"),
        ("[purposes.-pay]\nsees = []", "lower-case letters"),
        ('[purposes.""]\nsees = []', "lower-case letters"),
        ('[purposes."a b"]\nsees = []', "lower-case letters"),
        ("[purposes.支付]\nsees = []".replace("支付", '"支付"'), "lower-case letters"),
        (f"[purposes.{'a' * 33}]\nsees = []", "lower-case letters"),
        ("[purposes.pay]\nsee = []", "purposes.pay: unknown key 'see'; did you mean 'sees'?"),
        ("[purposes.pay]\nsees = 'PERSON'", "sees is a list of entity types"),
        ("[purposes.pay]\nsees = [1]", "sees is a list of entity types"),
        ("[purposes.pay]\nsees = { PERSON = 1 }", "sees is a list of entity types"),
        ("[purposes.pay]\ndescription = 1", "description is text"),
        ("[purposes.pay]\nentities = 1", "purposes.pay: entities is a table"),
        ("[purposes.pay]\nsees = ['CN_MOBIL']", "purposes.pay.sees: no recognizer finds 'CN_MOBIL'; did you mean 'CN_MOBILE'?"),
        ("[purposes.pay]\nsees = { CN_MOBIL = 'x' }", "did you mean 'CN_MOBILE'?"),
        ("[purposes.pay.entities.CN_MOBIL]\noperator = 'mask'", "purposes.pay.entities: no recognizer finds 'CN_MOBIL'"),
        ("[purposes.pay.entities.CN_MOBILE]\noperator = 'maks'", "purposes.pay.entities.CN_MOBILE: unknown operator 'maks'"),
        ("[purposes.pay.entities.CN_MOBILE]\noperator = 'mask'\nkeep_year = true", "keep_year means nothing to CN_MOBILE"),
        ("[purposes.pay.entities.CN_MOBILE]\nkeep_last = 4", "operator"),
        ("[purposes.pay.entities.CN_MOBILE]\noperator = 'mask'\nthreshold = 2", "between 0 and 1"),
        ("[purposes.pay]\nsees = ['PERSON']\n[purposes.pay.entities.PERSON]\noperator = 'mask'", "either seen as it is or has a table"),
        ("[entities.PERSON]\noperator = 'mask'\nreason = 3", "entities.PERSON: reason is text"),
    ],
)
def test_a_purpose_that_is_not_understood_is_refused(tmp_path: Path, text: str, says: str) -> None:
    assert says in refused(tmp_path, own=text)


# -- extends --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_extending_a_built_in_policy_changes_nothing_by_itself(tmp_path: Path, name: str) -> None:
    policy, base = load(tmp_path, own=f"name = 'own'\nextends = '{name}'"), Policy.builtin(name)
    assert (policy.name, policy.threshold, policy.purposes) == ("own", base.threshold, base.purposes)
    for purpose in (None, *PURPOSES):
        one, two = (each.for_purpose(purpose) if purpose else each for each in (policy, base))
        for entity_type in (*ENTITY_TYPES, "STAFF_NO"):
            rule, wanted = one.rule(entity_type), two.rule(entity_type)
            assert (rule.operator, rule.parameters, rule.threshold) == (wanted.operator, wanted.parameters, wanted.threshold)
            assert rule.reason == wanted.reason
    again = load(tmp_path, again=policy.dump().partition("\n")[2])
    assert again.dump() == policy.dump()


def test_what_a_file_says_itself_comes_first(tmp_path: Path) -> None:
    policy = load(
        tmp_path,
        child="name = 'child'\nextends = 'base.toml'\nthreshold = 0.7\n[entities.CN_MOBILE]\noperator = 'redact'\n"
        "[purposes.pay]\nsees = ['VIN']\n[[recognizers]]\nentity_type = 'ROOM'\nlabels = ['房间']\n"
        "patterns = [{ regex = '[0-9]{3,4}', label_only = true }]",
        base="name = 'base'\ndescription = 'below'\nextends = 'strict'\n[default]\noperator = 'keep'\n"
        "[entities.CN_MOBILE]\noperator = 'mask'\nkeep_last = 4\n[entities.STAFF_NO]\noperator = 'redact'\n"
        "[purposes.pay]\nsees = ['CN_BANK_CARD']\n"
        "[[recognizers]]\nentity_type = 'STAFF_NO'\nlabels = ['工号']\npatterns = [{ regex = 'E[0-9]{6}' }]",
    )
    assert policy.name == "child"
    assert policy.threshold == policy.rule("VIN").threshold == 0.7
    assert policy.rule("CN_MOBILE").parameters == {}, "a table replaces the inherited one whole"
    assert policy.rule("PERSON").operator == "keep"
    assert [item.entity_type for item in policy.recognizers] == ["STAFF_NO", "ROOM"]
    assert policy.purposes == (*PURPOSES, "pay")
    pay = policy.for_purpose("pay")
    assert pay.sees("VIN")
    assert not pay.sees("CN_BANK_CARD")
    assert pay.recognizers == policy.recognizers
    assert Guard(policy).mask("工号E012345，房间1203") == "工号，房间1203"
    assert "extends" not in policy.dump()
    assert "below" not in policy.dump()


def test_files_lie_beside_the_file_that_extends_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "base.toml").write_text("version = 1\n[default]\noperator = 'redact'", encoding="utf-8")
    load(inner, top="extends = '../base.toml'", other="extends = 'top.toml'\n[entities.VIN]\noperator = 'redact'")
    monkeypatch.chdir(inner)
    for path in (inner / "other.toml", Path("other.toml"), Path("../inner/./other.toml")):
        assert Policy.load(path).rule("PERSON").operator == "redact"
    monkeypatch.chdir("/")
    assert Policy.load(inner / "other.toml").rule("PERSON").operator == "redact"


def test_a_plain_word_is_a_built_in_name_or_a_file_that_is_there(tmp_path: Path) -> None:
    assert "extends: no built-in policy 'strct'; did you mean 'strict'?" in refused(tmp_path, own="extends = 'strct'")
    (tmp_path / "strct").write_text("version = 1\n[default]\noperator = 'redact'", encoding="utf-8")
    assert load(tmp_path, own="extends = 'strct'").rule("PERSON").operator == "redact"
    assert "cannot read policy" in refused(tmp_path, own="extends = 'strct.toml'")
    assert "cannot read policy" in refused(tmp_path, own="extends = ''")
    assert "cannot read policy" in refused(tmp_path, own='extends = "a\\u0000b"')
    assert "extends is a text" in refused(tmp_path, own="extends = ['default']")


def test_circles_are_refused(tmp_path: Path) -> None:
    message = refused(tmp_path, one="extends = 'one.toml'")
    assert "may not go in circles" in message
    message = refused(tmp_path, one="extends = 'two.toml'", two="extends = './three.toml'", three="extends = '../x/one.toml'".replace("../x/", f"../{tmp_path.name}/"))
    assert "may not go in circles" in message
    for name in ("one", "two", "three"):
        assert f"{name}.toml" in message
    (tmp_path / "link.toml").symlink_to(tmp_path / "self.toml")
    assert "may not go in circles" in refused(tmp_path, self="extends = 'link.toml'")
    chain = {f"p{i}": f"extends = 'p{i + 1}.toml'" for i in range(40)}
    assert "files one upon another" in refused(tmp_path, **chain, p40="")


def test_a_policy_below_has_to_be_sound_by_itself(tmp_path: Path) -> None:
    message = refused(tmp_path, top="extends = 'base.toml'\n[entities.VIN]\noperator = 'mask'", base="[entities.VIN]\noperator = 'maks'")
    assert "top.toml" in message
    assert "base.toml" in message
    assert "unknown operator 'maks'" in message
    assert "treshold" in refused(tmp_path, top="extends = 'base.toml'", base="treshold = 1")
    assert "is not TOML" in refused(tmp_path, top="extends = 'base.toml'", base="x")


def test_tables_that_are_no_file_extend_built_in_policies_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    load(tmp_path, base="")
    assert Policy({"version": 1, "extends": "strict"}).threshold == 0.35
    for name in ("base.toml", "./base.toml", str(tmp_path / "base.toml")):
        with pytest.raises(PolicyError, match="only a policy in a file may extend another file"):
            Policy({"version": 1, "extends": name})
    (tmp_path / "plain").write_text("version = 1", encoding="utf-8")
    with pytest.raises(PolicyError, match="no built-in policy 'plain'"):
        Policy({"version": 1, "extends": "plain"})


@given(st.lists(st.sampled_from(["default", "entities", "purposes", "threshold"]), unique=True), st.sampled_from(NAMES))
def test_inheriting_is_the_same_as_writing_it_out(keys: list[str], name: str) -> None:
    own = {
        "default": {"operator": "redact"},
        "entities": {"CN_MOBILE": {"operator": "keep"}, "PERSON": {"operator": "mask", "keep_first": 2}},
        "purposes": {"claims": {"sees": ["VIN"]}, "new": {}},
        "threshold": 0.8,
    }
    policy, base = Policy({"version": 1, "extends": name, **{key: own[key] for key in keys}}), Policy.builtin(name)
    for entity_type in ENTITY_TYPES:
        table = own["entities"].get(entity_type) if "entities" in keys else None  # type: ignore[attr-defined]
        rule, below = policy.rule(entity_type), base.rule(entity_type)
        if table:
            assert rule.operator == table["operator"]
        elif below.where == "default" and "default" in keys:
            assert rule.operator == "redact"
        else:
            assert (rule.operator, rule.parameters) == (below.operator, below.parameters)
        assert rule.threshold == (0.8 if "threshold" in keys else base.threshold)
    assert policy.for_purpose("claims").sees("CN_BANK_CARD") == ("purposes" not in keys)


# -- operators that cannot treat their type -------------------------------------------------------


def test_switches_that_mean_nothing_to_a_type_are_refused(tmp_path: Path) -> None:
    values = {bool: "true", int: "2", str: "'x'"}
    for (operator, switch), fits in ((key, value) for key, value in ONLY.items() if isinstance(key, tuple)):
        for entity_type in ENTITY_TYPES:
            text = f"[entities.{entity_type}]\noperator = '{operator}'\n{switch} = {values[PARAMETERS[operator][switch]]}"
            if entity_type in fits:
                assert load(tmp_path, own=text).rule(entity_type).parameters
            else:
                assert f"entities.{entity_type}: {switch} means nothing to {entity_type}" in refused(tmp_path, own=text)
        assert fits <= set(ENTITY_TYPES)
    assert load(tmp_path, own="[entities.VIN]\noperator = 'mask'\nkeep_year = false").rule("VIN").operator == "mask"
    assert load(tmp_path, own="[default]\noperator = 'mask'\nkeep_year = true").rule("VIN").operator == "mask"


def test_users_own_types_are_taken_at_their_word(tmp_path: Path) -> None:
    policy = load(
        tmp_path,
        own="[entities.SITE]\noperator = 'mask'\nkeep_region = true\n"
        "[[recognizers]]\nentity_type = 'SITE'\nlabels = ['工地']\npatterns = [{ regex = '[0-9]{3,4}', label_only = true }]",
    )
    assert policy.rule("SITE").parameters == {"keep_region": True}


def test_an_operator_for_some_types_only_is_refused_for_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ONLY, "redact", frozenset(("PERSON", "VIN")))
    assert load(tmp_path, own="[entities.PERSON]\noperator = 'redact'").rule("PERSON").operator == "redact"
    message = refused(tmp_path, own="[entities.CN_MOBILE]\noperator = 'redact'")
    assert "entities.CN_MOBILE: redact cannot treat CN_MOBILE; it treats PERSON, VIN" in message
    message = refused(tmp_path, own="[default]\noperator = 'redact'")
    assert "default: redact cannot treat ALIPAY_ACCOUNT" in message
    assert "give each a table of its own" in message
    refuse_unfit_default("redact", {}, ["PERSON"])


def test_classes_a_type_does_not_have_are_refused_when_the_policy_is_loaded(tmp_path: Path) -> None:
    assert load(tmp_path, own="[default]\noperator = 'generalize'").rule("VIN").operator == "generalize"
    message = refused(tmp_path, own="[entities.VIN]\noperator = 'generalize'\nto = 'year'")
    assert "entities.VIN: VIN: to is one of nothing: this type has one form" in message
    message = refused(tmp_path, own="[default]\noperator = 'generalize'\ndecimals = 1")
    assert "default: PERSON: decimals is for GPS_COORDINATES" in message
    assert "purposes.pay.entities.VIN" in refused(tmp_path, own="[purposes.pay.entities.VIN]\noperator = 'generalize'\nto = 'x'")


# -- scanning for a purpose -----------------------------------------------------------------------


def test_a_scan_for_a_purpose_reports_what_should_not_be_there(tmp_path: Path) -> None:
    draw = Values(75)
    card, mobile = draw.bank_card(19), draw.mobile()
    path = tmp_path / "leads.csv"
    path.write_text(f"姓名,手机号,银行卡号\n张伟,{mobile},{card}\n", encoding="utf-8")
    summary = scan([path], guard=Guard(purpose="marketing"))
    assert (summary.findings, summary.seen) == ({"CN_BANK_CARD": 1}, {"PERSON": 1, "CN_MOBILE": 1})
    assert summary.exit_status == 1
    run = CliRunner().invoke(scan_command, [str(path), "--purpose", "marketing"])
    assert run.exit_code == 1
    assert run.output.endswith("  1 finding that marketing should not see; 2 left out that it may see\n")
    for value in (card, mobile, "张伟"):
        assert value not in run.output
    run = CliRunner().invoke(scan_command, [str(path), "--purpose", "claims"])
    assert run.exit_code == 0
    assert run.output.endswith("  nothing found that claims should not see; 3 left out that it may see\n")
    run = CliRunner().invoke(scan_command, [str(path), "--purpose", "claims", "--format", "jsonl"])
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    assert [row["row"] for row in rows] == ["column", "column", "column", "object", "summary"]
    assert (rows[-1]["purpose"], rows[-1]["seen"], rows[-1]["findings"]) == ("claims", {"CN_BANK_CARD": 1, "CN_MOBILE": 1, "PERSON": 1}, 0)
    run = CliRunner().invoke(scan_command, [str(path), "--format", "jsonl"])
    assert not {"purpose", "seen"} & json.loads(run.stdout.splitlines()[-1]).keys()


def test_what_is_not_read_stays_not_read_for_a_purpose(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04...")
    (tmp_path / "a.txt").write_text("手机" + Values(76).mobile(), encoding="utf-8")
    summary = scan([tmp_path], guard=Guard(purpose="claims"))
    assert (summary.findings.total(), summary.seen.total(), summary.exit_status) == (0, 1, 2)


def test_a_copy_for_a_purpose_keeps_what_it_sees(tmp_path: Path) -> None:
    draw = Values(77)
    card, mobile = draw.bank_card(19), draw.mobile()
    (tmp_path / "in.csv").write_text(f"手机号,银行卡号\n{mobile},{card}\n", encoding="utf-8")
    report = mask_tree(tmp_path / "in.csv", tmp_path / "out.csv", guard=Guard(purpose="service"))
    assert report.exit_status == 0
    assert (tmp_path / "out.csv").read_text("utf-8") == f"手机号,银行卡号\n{mobile},{'*' * 15}{card[-4:]}\n"
