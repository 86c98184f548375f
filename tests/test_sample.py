"""The labelled sample: what it must hold, and the bars the default guard must reach on it."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

SAMPLE = Path(__file__).parent / "sample"


def load_script(name: str) -> ModuleType:
    """A script of the sample's folder, imported by path: the folder is no package."""
    spec = importlib.util.spec_from_file_location(f"sample_{name}", SAMPLE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


build = load_script("build")
score = load_script("score")
LABELLED = score.load("labelled.jsonl")
NEGATIVES = score.load("hard_negatives.jsonl")


@pytest.fixture(scope="module")
def result():
    """The default guard's score on the labelled lines."""
    return score.Score(LABELLED, score.guard_finder())


@pytest.fixture(scope="module")
def negative_result():
    """The default guard's score on the hard negatives."""
    return score.Score(NEGATIVES, score.guard_finder())


def report(result, types) -> str:
    """What to show when a bar is missed."""
    errors = [score.describe(error) for error in result.errors if error.span[2] in types]
    return "\n".join(["", result.table(), *errors])


@pytest.mark.parametrize("name", sorted(build.OUTPUTS))
def test_committed_file_is_what_the_script_writes(name):
    written = "".join(f"{line}\n" for line in build.OUTPUTS[name]())
    assert (SAMPLE / name).read_text(encoding="utf-8") == written


def test_sample_is_large_and_covers_every_type():
    assert len(LABELLED) >= 480
    assert sum(len(build.templates(path)) for path in (SAMPLE / "templates").glob("*.txt")) >= 150
    for entity_type in score.TYPES:
        assert sum(span[2] == entity_type for line in LABELLED for span in line.spans) >= 12, entity_type
    insurance = [line for line in LABELLED if any(span[2] in score.INSURANCE for span in line.spans)]
    assert len(insurance) >= 90
    assert len(NEGATIVES) >= 120
    assert not any(line.spans for line in NEGATIVES)


def test_structured_types_reach_the_bar(result):
    tally = result.together(score.STRUCTURED)
    assert tally.recall >= 0.98, report(result, score.STRUCTURED)
    assert tally.precision >= 0.99, report(result, score.STRUCTURED)


def test_policy_application_and_claim_numbers_reach_the_bar(result):
    tally = result.together(score.INSURANCE)
    assert tally.recall >= 0.95, report(result, score.INSURANCE)
    assert tally.precision >= 0.95, report(result, score.INSURANCE)


def test_hard_negatives_give_no_finding(negative_result):
    dirty = {error.line.id for error in negative_result.errors}
    assert len(NEGATIVES) - len(dirty) >= 100, report(negative_result, score.TYPES)
    assert len(dirty) <= 0.02 * len(NEGATIVES), report(negative_result, score.TYPES)
