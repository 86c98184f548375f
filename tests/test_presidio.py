"""Both ways to Presidio, with its real engines: the same findings and the same masked text as a Guard.

Nothing here may reach the network: no spaCy model is fetched, no list of public suffixes.
"""

from __future__ import annotations

import io
import itertools
import json
import logging
import pickle
import re
import socket
import subprocess
import sys
import textwrap
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from presidio_analyzer import (
    AnalyzerEngine,
    AnalyzerEngineProvider,
    BatchAnalyzerEngine,
    EntityRecognizer,
    Pattern,
    PatternRecognizer,
    RecognizerResult,
)
from presidio_analyzer import nlp_engine as presidio_nlp
from presidio_analyzer.predefined_recognizers import SpacyRecognizer
from presidio_analyzer.recognizer_registry import RecognizerRegistryProvider
from presidio_anonymizer import AnonymizerEngine, BatchAnonymizerEngine, InvalidParamError, OperatorConfig

import piiguard
import piiguard.presidio as edge
from piiguard import EngineError, Guard, Keyring, Policy, PolicyError, Recognizer, SpecError
from piiguard._policies import NAMES
from piiguard.presidio import (
    HashOperator,
    NoOpNlpEngine,
    PiiguardRecognizer,
    PolicyOperator,
    analyzer_engine,
    anonymizer_engine,
    operators,
    registry,
    with_nlp,
)
from piiguard.recognizers import BUILTIN, ENTITY_TYPES

ROOT = Path(__file__).resolve().parent.parent
MOBILE = "13912345678"
CLASSES = {edge.class_name(entity_type): getattr(edge, edge.class_name(entity_type)) for entity_type in ENTITY_TYPES}
Span = tuple[str, int, int, float]


def vectors() -> list[tuple[str, str | None]]:
    """(text, label) of every case and near miss of every recognizer."""
    found = []
    for path in sorted((ROOT / "tests" / "vectors").glob("*.toml")):
        document = tomllib.loads(path.read_text("utf-8"))
        found += [(entry["text"], entry.get("label")) for kind in ("case", "near_miss") for entry in document.get(kind, [])]
    return found


VECTORS = vectors()


def spans(results: list[Any]) -> list[Span]:
    """Findings of either kind, in the order of the text; Presidio's come by score."""
    return sorted(((r.entity_type, r.start, r.end, r.score) for r in results), key=lambda span: span[1:])


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked for")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard()


@pytest.fixture(scope="module")
def engine() -> AnalyzerEngine:
    return analyzer_engine()


@pytest.fixture(scope="module")
def engines(engine: AnalyzerEngine) -> dict[str, AnalyzerEngine]:
    return {"composite": engine, "classes": analyzer_engine(composite=False)}


# -- the classes ----------------------------------------------------------------------------------


def test_one_class_a_builtin_recognizer() -> None:
    made = [recognizer.supported_entities for recognizer in registry(composite=False).recognizers]
    assert made == [[recognizer.entity_type] for recognizer in BUILTIN]
    for name, cls in CLASSES.items():
        assert issubclass(cls, EntityRecognizer)
        assert cls.__name__ == cls().name == name
        assert cls.__doc__
    assert set(CLASSES) <= set(dir(edge))


def test_no_class_has_a_name_of_presidio() -> None:
    """Presidio looks a class up by its bare name among all there are."""
    ours = {*CLASSES, "PiiguardRecognizer"}

    def below(cls: type) -> Iterator[type]:
        for inner in cls.__subclasses__():
            yield inner
            yield from below(inner)

    theirs = {cls.__name__ for cls in below(EntityRecognizer) if not cls.__module__.startswith("piiguard")}
    assert not ours & theirs


def test_classes_survive_pickling(engine: AnalyzerEngine) -> None:
    """Spark sends the analyzer to its workers."""
    for cls in CLASSES.values():
        copy = pickle.loads(pickle.dumps(cls()))
        assert type(copy) is cls
    again = pickle.loads(pickle.dumps(engine))
    assert spans(again.analyze(f"手机{MOBILE}", language="zh")) == spans(engine.analyze(f"手机{MOBILE}", language="zh"))


def test_arguments_of_the_classes() -> None:
    text = f"手机{MOBILE}"
    mobile = CLASSES["CnMobileRecognizer"]
    renamed = mobile(supported_entity="PHONE_NUMBER", supported_language="en", name="cn phones", context=["x"])
    (found,) = renamed.analyze(text, ["PHONE_NUMBER"])
    assert (found.entity_type, found.start, found.end) == ("PHONE_NUMBER", 2, 13)
    assert (renamed.name, renamed.supported_language, renamed.context) == ("cn phones", "en", ["x"])
    assert renamed.analyze(text, ["CN_MOBILE"]) == []
    again = mobile.from_dict(_plain(renamed.to_dict()))
    assert again.to_dict() == renamed.to_dict()
    assert [r.entity_type for r in PiiguardRecognizer(["CN_MOBILE"]).analyze(text + " a.b@example.com", [])] == ["CN_MOBILE"]
    with pytest.raises(ValueError, match="did you mean 'CN_MOBILE'"):
        PiiguardRecognizer(["CN_MOBIL"])
    with pytest.raises(ValueError, match="one name"):
        mobile(supported_entities=["A", "B"])


def _plain(described: dict[str, Any]) -> dict[str, Any]:
    """What ``from_dict`` takes; the country belongs to the class."""
    return {key: value for key, value in described.items() if key != "country_code"}


def test_a_guard_of_ones_own(guard: Guard) -> None:
    """User recognizers and another policy reach Presidio through a guard."""
    staff = Recognizer("STAFF_NO", [piiguard.Pattern("code", "E[0-9]{6}", piiguard.score(0.6, 0.9))], labels=["工号"])
    own = Guard(Policy.builtin("strict")).with_recognizers(staff)
    text = f"工号E123456，手机{MOBILE}"
    for composite in (True, False):
        found = analyzer_engine(guard=own, composite=composite).analyze(text, language="zh")
        assert spans(found) == spans(own.find(text))
        assert "STAFF_NO" in {result.entity_type for result in found}
    with pytest.raises(ValueError, match="does not find VIN"):
        CLASSES["VinRecognizer"](guard=Guard(recognizers=[staff]))


# -- the same findings ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["composite", "classes"])
def test_vectors_through_the_analyzer(kind: str, engines: dict[str, AnalyzerEngine], guard: Guard) -> None:
    """Presidio's results are the guard's, score for score; a label goes in as Presidio's ``context``."""
    for text, label in VECTORS:
        found = engines[kind].analyze(text, language="zh", context=[label] if label else None)
        assert spans(found) == spans(guard.find(text, label)), text
        if label:
            assert spans(engines[kind].analyze(text, language="zh")) == spans(guard.find(text)), text


def test_a_class_alone_says_what_the_whole_set_says(guard: Guard) -> None:
    """Another type's better claim counts even where its class does not run."""
    alone = {name: AnalyzerEngine(registry=_only(cls()), nlp_engine=NoOpNlpEngine(), supported_languages=["zh"])
             for name, cls in CLASSES.items()}  # fmt: skip
    for text, _ in VECTORS[::3]:
        expected = guard.find(text)
        for name, one in alone.items():
            mine = [finding for finding in expected if finding.entity_type == CLASSES[name].ENTITY]
            assert spans(one.analyze(text, language="zh")) == spans(mine), (name, text)
    text = f"保单号：{MOBILE}"
    assert not CLASSES["CnMobileRecognizer"]().analyze(text, [])
    assert CLASSES["CnPolicyNumberRecognizer"]().analyze(text, [])


def _only(*recognizers: EntityRecognizer) -> Any:
    own = registry()
    own.recognizers = list(recognizers)
    return own


def test_the_set_is_asked_once_a_text(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    find = Guard.find
    monkeypatch.setattr(Guard, "find", lambda *args: asked.append(args) or find(*args))  # type: ignore[func-returns-value]
    analyzer_engine(composite=False).analyze(f"手机{MOBILE}", language="zh")
    assert len(asked) == 1


def test_artifacts_used_again_for_another_text() -> None:
    """Artifacts may be made once and given for many texts; the answers must not be mixed up."""
    engine = analyzer_engine()
    artifacts = NoOpNlpEngine().process_text("", "zh")
    for text in (f"手机{MOBILE}", "无", f"您的手机号是{MOBILE}"):
        found = engine.analyze(text, language="zh", nlp_artifacts=artifacts)
        assert spans(found) == spans(Guard().find(text))


def test_batch_of_a_list(engine: AnalyzerEngine, guard: Guard) -> None:
    texts = [text for text, _ in VECTORS]
    found = BatchAnalyzerEngine(analyzer_engine=engine).analyze_iterator(texts, language="zh")
    assert [spans(results) for results in found] == [spans(guard.find(text)) for text in texts]


def test_batch_of_a_dict_reads_keys_as_labels(engine: AnalyzerEngine, guard: Guard) -> None:
    """As ``Guard.find(text, label=key)``, and as ``mask_record`` where the key says nothing."""
    batch = BatchAnalyzerEngine(analyzer_engine=engine)
    labelled = [(text, label) for text, label in VECTORS if label]
    assert labelled
    for text, label in labelled:
        one, many, nested = batch.analyze_dict({str(label): text, "list": [text], "x": {str(label): [text]}}, language="zh")
        assert spans(one.recognizer_results) == spans(guard.find(text, label))
        assert spans(many.recognizer_results[0]) == spans(guard.find(text))
        (inner,) = nested.recognizer_results
        assert spans(inner.recognizer_results[0]) == spans(guard.find(text, label))
    record = {"policyNo": "PDAA202644010000012345", "手机号": [13912345678, "未填"], "note": f"请致电{MOBILE}", "n": 7}
    masked = BatchAnonymizerEngine(anonymizer_engine()).anonymize_dict(batch.analyze_dict(record, language="zh"))
    assert masked == guard.mask_record(record)


def test_context_keeps_to_what_was_asked(engines: dict[str, AnalyzerEngine]) -> None:
    """A label may bring new findings, but only of the entities the caller named."""
    text = "PDAA202644010000012345"
    for one in engines.values():
        found = one.analyze(text, language="zh", entities=["CN_MOBILE"], context=["保单号"])
        assert not found
        assert one.analyze(text, language="zh", entities=["CN_POLICY_NUMBER"], context=["别的", "保单号"])


def test_the_nearest_label_counts_and_counts_once(engine: AnalyzerEngine, guard: Guard) -> None:
    """Presidio gives the keys on the way down, the nearest last; its own boost is not added to the label's."""
    nested = {"保单号": {"手机号": [MOBILE]}}
    (outer,) = BatchAnalyzerEngine(analyzer_engine=engine).analyze_dict(nested, language="zh")
    (inner,) = outer.recognizer_results
    assert spans(inner.recognizer_results[0]) == spans(guard.find(MOBILE, "手机号"))
    boosted = AnalyzerEngine(
        registry=_only(PiiguardRecognizer(context=["手机号"])), nlp_engine=NoOpNlpEngine(), supported_languages=["zh"]
    )
    text = f"请拨{MOBILE}"
    assert spans(boosted.analyze(text, language="zh", context=["手机号"])) == spans(guard.find(text, "手机号"))


def test_presidios_own_switches(engine: AnalyzerEngine) -> None:
    text = f"手机{MOBILE}，邮箱a.b@example.com"
    assert {r.entity_type for r in engine.analyze(text, language="zh", entities=["CN_MOBILE"])} == {"CN_MOBILE"}
    assert [r.entity_type for r in engine.analyze(text, language="zh", allow_list=[MOBILE])] == ["EMAIL_ADDRESS"]
    assert engine.analyze(text, language="zh", score_threshold=1.0) == []
    assert set(engine.get_supported_entities("zh")) == set(ENTITY_TYPES)


def test_other_languages(guard: Guard) -> None:
    both = analyzer_engine(("zh", "en"))
    text = f"mobile: {MOBILE}"
    assert spans(both.analyze(text, language="en")) == spans(both.analyze(text, language="zh")) == spans(guard.find(text))
    assert both.nlp_engine.get_supported_languages() == ["zh", "en"]
    with pytest.raises(ValueError, match="language"):
        registry(())


def test_many_threads(engines: dict[str, AnalyzerEngine], guard: Guard) -> None:
    texts = [text for text, _ in VECTORS[:60]] * 4
    expected = [spans(guard.find(text)) for text in texts]
    for one in engines.values():
        with ThreadPoolExecutor(8) as pool:
            assert [spans(found) for found in pool.map(lambda text, one=one: one.analyze(text, language="zh"), texts)] == expected


def test_the_explanation_names_pattern_and_score_and_never_the_text(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    noise = io.StringIO()
    handler = logging.StreamHandler(noise)
    logging.getLogger("decision_process").addHandler(handler)
    try:
        traced = AnalyzerEngine(
            registry=registry(composite=False), nlp_engine=NoOpNlpEngine(), supported_languages=["zh"], log_decision_process=True
        )
        (found,) = traced.analyze(f"手机{MOBILE}", language="zh", return_decision_process=True, context=["手机号"])
    finally:
        logging.getLogger("decision_process").removeHandler(handler)
    explanation = found.analysis_explanation
    assert (explanation.recognizer, explanation.pattern_name) == ("CnMobileRecognizer", "CN_MOBILE.plain")
    assert explanation.score == explanation.original_score == found.score
    assert found.recognition_metadata["recognizer_name"] == "CnMobileRecognizer"
    assert "CN_MOBILE" in noise.getvalue()
    for said in (str(explanation), str(found.to_dict()), noise.getvalue(), caplog.text):
        assert MOBILE not in said


# -- registry YAML --------------------------------------------------------------------------------

YAML = """
supported_languages: [zh, en]
global_regex_flags: 26
recognizers:
  - name: CnIdCardRecognizer
    type: predefined
  - name: CnMobileRecognizer
    type: predefined
    supported_languages: [zh]
    supported_entity: PHONE_NUMBER
  - name: CnBankCardRecognizer
    type: predefined
    supported_languages:
      - language: zh
        context: [卡]
  - name: PiiguardRecognizer
    type: predefined
    supported_languages: [en]
    supported_entities: [CN_LICENSE_PLATE, VIN]
  - name: StaffRecognizer
    type: custom
    supported_entity: STAFF_NO
    supported_languages: [zh]
    patterns:
      - {name: code, regex: "E[0-9]{6}", score: 0.6}
"""


def test_registry_from_yaml_by_class_name(tmp_path: Path) -> None:
    path = tmp_path / "recognizers.yaml"
    path.write_text(YAML, encoding="utf-8")
    loaded = RecognizerRegistryProvider(conf_file=path).create_recognizer_registry()
    kinds = sorted((type(r).__name__, r.supported_language, tuple(r.supported_entities)) for r in loaded.recognizers)
    assert kinds == [
        ("CnBankCardRecognizer", "zh", ("CN_BANK_CARD",)),
        ("CnIdCardRecognizer", "en", ("CN_ID_CARD",)),
        ("CnIdCardRecognizer", "zh", ("CN_ID_CARD",)),
        ("CnMobileRecognizer", "zh", ("PHONE_NUMBER",)),
        ("PatternRecognizer", "zh", ("STAFF_NO",)),
        ("PiiguardRecognizer", "en", ("CN_LICENSE_PLATE", "VIN")),
    ]
    engine = AnalyzerEngine(registry=loaded, nlp_engine=NoOpNlpEngine(["zh", "en"]), supported_languages=["zh", "en"])
    found = engine.analyze(f"手机{MOBILE}，工号E123456，邮箱a.b@example.com", language="zh")
    assert sorted(r.entity_type for r in found) == ["PHONE_NUMBER", "STAFF_NO"]


def test_every_class_is_known_to_a_yaml(tmp_path: Path) -> None:
    path = tmp_path / "all.yaml"
    names = [*CLASSES, "PiiguardRecognizer"]
    lines = ["supported_languages: [zh]", "recognizers:", *(f"- {{name: {name}, type: predefined}}" for name in names)]
    path.write_text("\n".join(["global_regex_flags: 26", *lines]), encoding="utf-8")
    loaded = RecognizerRegistryProvider(conf_file=path).create_recognizer_registry()
    assert [type(recognizer).__name__ for recognizer in loaded.recognizers] == names


@pytest.mark.skipif(not hasattr(presidio_nlp, "NoOpNlpEngine"), reason="this Presidio has no no-op engine of its own")
def test_an_analyzer_from_yaml_alone(tmp_path: Path, guard: Guard) -> None:
    path = tmp_path / "analyzer.yaml"
    path.write_text(
        textwrap.dedent("""
        supported_languages: [zh]
        nlp_configuration:
          nlp_engine_name: no_op
          models: [{lang_code: zh, model_name: no_op}]
        recognizer_registry:
          global_regex_flags: 26
          recognizers: [{name: PiiguardRecognizer, type: predefined}]
        """),
        encoding="utf-8",
    )
    engine = AnalyzerEngineProvider(analyzer_engine_conf_file=path).create_engine()
    text = f"手机{MOBILE}"
    assert spans(engine.analyze(text, language="zh")) == spans(guard.find(text))


def test_the_no_op_engine_for_presidios_provider() -> None:
    conf = {"nlp_engine_name": "no_op", "models": [{"lang_code": "zh", "model_name": "any"}]}
    made = presidio_nlp.NlpEngineProvider(nlp_engines=(NoOpNlpEngine,), nlp_configuration=conf).create_engine()
    assert type(made) is NoOpNlpEngine
    assert made.get_supported_languages() == ["zh"]
    assert json.loads(made.process_text("文", "yue").to_json())["tokens"] == []
    assert [pair[0] for pair in made.process_batch(["a", 1], "zh")] == ["a", "1"]
    assert [triple[2] for triple in made.process_batch([("a", 7)], "zh", as_tuples=True)] == [7]
    assert not made.is_stopword("的", "zh")
    assert not made.is_punct("。", "zh")


# -- operators ------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", NAMES)
def test_anonymized_text_is_the_masked_text(policy: str) -> None:
    """Over all vectors at once, as a text and one by one, with Presidio's plain engine and ours."""
    keys = Keyring({"k1": bytes(32)}, "k1")
    guard = Guard(Policy.builtin(policy), keys)
    analyzer = analyzer_engine(guard=guard)
    ours, plain = anonymizer_engine(policy, keys), AnonymizerEngine()
    apart = {"merge_entities_with_spaces": False} if "merge_entities_with_spaces" in plain.anonymize.__code__.co_varnames else {}
    for text in ["\n".join(text for text, _ in VECTORS), *(text for text, _ in VECTORS)]:
        results = analyzer.analyze(text, language="zh")
        assert ours.anonymize(text, results).text == guard.mask(text)
        assert plain.anonymize(text, results, operators=operators(policy, keys), **apart).text == guard.mask(text)


def test_presidio_joins_neighbours_and_the_operator_parts_them() -> None:
    text = f"{MOBILE}  13812345679 6222 0200 1234 5678 905"
    results = analyzer_engine().analyze(text, language="zh")
    assert AnonymizerEngine().anonymize(text, results, operators=operators()).text == piiguard.mask(text)


def test_items_locate_the_output() -> None:
    text = f"手机{MOBILE}，邮箱a.b@example.com"
    done = anonymizer_engine().anonymize(text, analyzer_engine().analyze(text, language="zh"))
    for item in done.items:
        assert done.text[item.start : item.end] == item.text
        assert item.operator == "piiguard"


def test_operators_by_name() -> None:
    """Masks, replacements and hashes without a policy; hashes agree with a guard's."""
    ring = Keyring.generate()
    results = [RecognizerResult("CN_MOBILE", 2, 13, 0.9)]
    text = f"手机{MOBILE}"
    engine = AnonymizerEngine()
    assert {"piiguard", "piiguard_mask", "piiguard_replace", "piiguard_hash"} <= set(engine.get_anonymizers())

    def done(name: str, **params: object) -> str:
        return str(engine.anonymize(text, list(results), operators={"DEFAULT": OperatorConfig(name, params)}).text)

    assert done("piiguard_mask", keep_first=3, keep_last=4, char="#") == "手机139####5678"
    assert done("piiguard_replace") == "手机〔CN_MOBILE〕"
    assert done("piiguard_replace", **{"with": "***"}) == "手机***"
    assert done("piiguard", policy="strict") == "手机〔CN_MOBILE〕"
    assert done("piiguard") == piiguard.mask(text)
    policy = Policy({"version": 1, "default": {"operator": "hash"}})
    assert done("piiguard_hash", keyring=ring) == done("piiguard", policy=policy, keyring=ring) == Guard(policy, ring).mask(text)


@pytest.mark.parametrize(
    ("name", "params", "why"),
    [
        ("piiguard_mask", {"keep_frist": 3}, "did you mean 'keep_first'"),
        ("piiguard_mask", {"char": "7"}, "char is neither"),
        ("piiguard_hash", {}, "needs a keyring"),
        ("piiguard_hash", {"keyring": "k"}, "keyring is a piiguard.Keyring"),
        ("piiguard", {"policy": "strickt"}, "did you mean 'strict'"),
        ("piiguard", {"policy": "policy.toml"}, "no built-in policy"),
        ("piiguard", {"polycy": "strict"}, "no parameter 'polycy'"),
        ("piiguard", {"policy": 3}, "policy is a"),
    ],
)
def test_wrong_parameters_are_refused_without_the_text(name: str, params: dict[str, object], why: str) -> None:
    results = [RecognizerResult("CN_MOBILE", 2, 13, 0.9)]
    with pytest.raises(InvalidParamError) as caught:
        AnonymizerEngine().anonymize(f"手机{MOBILE}", results, operators={"CN_MOBILE": OperatorConfig(name, params)})
    assert why in str(caught.value)
    assert MOBILE not in str(caught.value)


def test_operators_know_what_the_policy_knows(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        'version = 1\n[default]\noperator = "redact"\n[entities.STAFF_NO]\noperator = "keep"\n'
        '[[recognizers]]\nentity_type = "STAFF_NO"\nlabels = ["工号"]\n'
        'patterns = [{ regex = "E[0-9]{6}", score = [0.6, 0.9] }]\n',
        encoding="utf-8",
    )
    assert set(operators(str(path))) == {*ENTITY_TYPES, "STAFF_NO", "DEFAULT"}
    text = f"工号E123456，手机{MOBILE}"
    guard = Guard(Policy.load(path))
    results = analyzer_engine(guard=guard).analyze(text, language="zh")
    assert anonymizer_engine(guard.policy).anonymize(text, results).text == guard.mask(text) == "工号E123456，手机"
    hashing = Policy({"version": 1, "default": {"operator": "hash"}})
    with pytest.raises(PolicyError, match="keyring"):
        operators(hashing)
    ring = Keyring.generate()
    shown = repr(operators(hashing, ring))
    assert "k1" in shown
    assert not [key for key in ring._keys.values() if key._bytes.hex() in shown]


def test_an_engine_made_earlier_learns_the_operators() -> None:
    engine = AnonymizerEngine()
    for cls in (PolicyOperator, HashOperator):
        engine.remove_anonymizer(cls)
        engine.add_anonymizer(cls)
    assert "piiguard" in engine.get_anonymizers()


def test_overlaps_of_other_recognizers_do_not_corrupt_the_text() -> None:
    """Where Presidio's default writes characters twice."""
    long = PatternRecognizer("CASE", patterns=[Pattern("x", r"[0-9]{4}，邮箱a", 0.9)], supported_language="zh")
    text = f"手机{MOBILE}，邮箱a.b@example.com完"
    results = analyzer_engine(recognizers=[long]).analyze(text, language="zh")
    keep = {"DEFAULT": OperatorConfig("keep")}
    assert AnonymizerEngine().anonymize(text, results, operators=dict(keep)).text != text
    assert anonymizer_engine().anonymize(text, results, operators=dict(keep)).text == text


# -- Presidio's recognizers in a Guard ------------------------------------------------------------


def staff(score: float = 0.9, regex: str = r"E[0-9]{6}") -> PatternRecognizer:
    return PatternRecognizer("STAFF_NO", patterns=[Pattern("code", regex, score)], supported_language="zh")


def test_a_pattern_recognizer_in_a_guard() -> None:
    guard = Guard(recognizers=[*BUILTIN, staff()])
    text = f"E111111的手机{MOBILE}\r\n\n工号E222222"
    assert [(f.entity_type, text[f.start : f.end]) for f in guard.find(text)] == [
        ("STAFF_NO", "E111111"), ("CN_MOBILE", MOBILE), ("STAFF_NO", "E222222"),
    ]  # fmt: skip
    assert guard.find(text)[0].pattern == "STAFF_NO.PatternRecognizer"
    assert guard.mask(text) == guard.process(text).text == "E*****1的手机139******78\r\n\n工号E*****2"
    stream = guard.stream()
    assert "".join([*map(stream.feed, text), stream.flush()]) == guard.mask(text)
    assert guard.mask_record({"a": ["E111111", MOBILE]}) == {"a": ["E*****1", "139******78"]}
    assert [f.entity_type for f in guard.find("E333333", label="手机号")] == ["STAFF_NO"]
    assert Guard().with_recognizers(staff()).mask(text) == guard.mask(text)
    assert Guard(recognizers=[staff()]).mask(text) == f"E*****1的手机{MOBILE}\r\n\n工号E*****2"


def test_a_line_end_stops_a_guest_too() -> None:
    crossing = Guard(recognizers=[staff(regex=r"E[0-9]{3}\s[0-9]{3}")])
    assert crossing.find("E123\n456") == []
    assert crossing.find("E123 456")


def test_thresholds_of_the_policy_hold_for_guests() -> None:
    assert Guard(recognizers=[staff(score=0.4)]).find("E111111") == []
    assert Guard(Policy.builtin("strict"), recognizers=[staff(score=0.4)]).mask("E111111") == "〔STAFF_NO〕"


def test_overlapping_guests_are_resolved() -> None:
    """Better score first; the loser keeps what nobody covered, so no character stays open."""
    guests = [staff(0.9, r"B[0-9]{4}"), PatternRecognizer("CASE", patterns=[Pattern("x", r"A[0-9]{2}B[0-9]{2}", 0.6)])]
    guard = Guard(recognizers=guests)
    assert [(f.entity_type, f.start, f.end) for f in guard.find("案A12B3456件")] == [("CASE", 1, 4), ("STAFF_NO", 4, 9)]
    own = Guard(recognizers=[*BUILTIN, PatternRecognizer("DIGITS", patterns=[Pattern("x", r"[0-9]{5}", 0.6)])])
    assert [f.entity_type for f in own.find(f"手机{MOBILE}")] == ["CN_MOBILE"]
    assert own.mask(f"手机{MOBILE}") == piiguard.mask(f"手机{MOBILE}")


def test_presidio_classes_of_ours_are_guests_like_any() -> None:
    text = f"手机{MOBILE}，邮箱a.b@example.com"
    assert Guard(recognizers=[PiiguardRecognizer()]).mask(text) == piiguard.mask(text)


class Scripted:
    """A guest that answers what it was told, in or out of range."""

    supported_entities = ("X_ONE", "X_TWO")

    def __init__(self, answers: list[tuple[str, int, int, float]]) -> None:
        self.answers = answers

    def analyze(self, text: str, entities: list[str], nlp_artifacts: object = None) -> list[Any]:
        return [SimpleNamespace(entity_type=t, start=a, end=b, score=s) for t, a, b, s in self.answers]


ANSWERS = st.lists(
    st.tuples(
        st.sampled_from(["X_ONE", "X_TWO", "X_UNSAID"]),
        st.integers(-3, 40),
        st.integers(-3, 40),
        st.sampled_from([0.3, 0.6, 0.9]),
    ),
    max_size=8,
)


@given(ANSWERS, st.text("手机13900@a.\n ", max_size=36))
def test_whatever_a_guest_answers_the_text_stays_whole(answers: list[tuple[str, int, int, float]], text: str) -> None:
    """Findings are disjoint, sorted, cover all that was accepted, and ``keep`` changes nothing."""
    policy = Policy({"version": 1, "default": {"operator": "keep"}})
    guard = Guard(policy, recognizers=[*BUILTIN, Scripted(answers)])
    found = guard.find(text)
    assert all(0 <= f.start < f.end <= len(text) for f in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert guard.mask(text) == guard.process(text).text == text
    covered = {at for f in found for at in range(f.start, f.end)}
    offset = 0
    for line in text.split("\n"):
        for kind, start, end, score in answers:
            if kind != "X_UNSAID" and score >= 0.5:
                assert covered >= {offset + at for at in range(max(0, start), min(end, len(line)))}
        offset += len(line) + 1


class Failing(Scripted):
    def analyze(self, text: str, entities: list[str], nlp_artifacts: object = None) -> list[Any]:
        raise ValueError(f"cannot read {text!r}")


def test_a_guest_that_fails_withholds_the_text_and_does_not_show_it() -> None:
    guard = Guard(recognizers=[Failing([])])
    with pytest.raises(EngineError, match="Failing failed with ValueError") as caught:
        guard.mask(f"手机{MOBILE}")
    assert MOBILE not in str(caught.value)
    assert caught.value.__context__ is None


def test_what_is_no_recognizer_is_refused() -> None:
    with pytest.raises(SpecError, match="is a class"):
        Guard(recognizers=[PiiguardRecognizer])
    with pytest.raises(SpecError, match="neither"):
        Guard(recognizers=["CN_MOBILE"])
    with pytest.raises(SpecError, match="with_nlp"):
        Guard(recognizers=[SpacyRecognizer(supported_language="zh")])


def test_a_guest_with_an_nlp_engine() -> None:
    """SpacyRecognizer over a pipeline without a model: characters and a list of names."""
    import spacy

    pipeline = spacy.blank("zh")
    pipeline.add_pipe("entity_ruler").add_patterns([{"label": "PERSON", "pattern": "王小明"}])  # type: ignore[attr-defined]
    engine = presidio_nlp.SpacyNlpEngine(models=[{"lang_code": "zh", "model_name": "zh_blank"}])
    engine.nlp = {"zh": pipeline}
    guest = with_nlp(SpacyRecognizer(supported_language="zh", supported_entities=["PERSON"]), engine)
    guard = Guard(recognizers=[*BUILTIN, guest])
    text = f"你好\n我是王小明，手机{MOBILE}"
    assert [(f.entity_type, text[f.start : f.end]) for f in guard.find(text)] == [("PERSON", "王小明"), ("CN_MOBILE", MOBILE)]
    both = analyzer_engine(nlp_engine=engine)
    assert {"PERSON", "CN_MOBILE"} <= {r.entity_type for r in both.analyze(text, language="zh")}


# -- loading --------------------------------------------------------------------------------------


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")


def test_importing_the_edge_loads_nothing_of_presidio() -> None:
    done = run("import sys, piiguard.presidio; print([m for m in sys.modules if m.startswith(('presidio', 'spacy'))])")
    assert done.stdout.strip() == "[]", done.stderr


def test_without_presidio_the_error_says_what_to_install() -> None:
    done = run("import sys; sys.modules['presidio_analyzer'] = None; from piiguard.presidio import registry")
    assert "ImportError: piiguard.presidio needs Presidio: pip install presidio-analyzer presidio-anonymizer" in done.stderr


def test_unknown_names() -> None:
    with pytest.raises(AttributeError, match="CnIdRecognizer"):
        _ = edge.CnIdRecognizer


def test_the_page_runs() -> None:
    """Every code block of docs/presidio.md, top to bottom, and what it says it prints."""
    blocks = re.findall(r"(?ms)^```(python|yaml)\n(.*?)^```", (ROOT / "docs" / "presidio.md").read_text("utf-8"))
    room: dict[str, Any] = {"__name__": "page"}
    assert len(blocks) >= 5
    for language, block in blocks:
        if language == "yaml":
            room["YAML"] = block
            continue
        exec(compile(block, "docs/presidio.md", "exec"), room)
        for expression, shown in re.findall(r"(?m)^(\S.*?)  +# → (.*)$", block):
            assert repr(eval(expression, room)) == shown, expression
