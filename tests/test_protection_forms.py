"""What holds for ``fpe``, which keeps the form and so has no room for a seal (docs/crypto.md):

* a wrong key, tenant or type, or an altered value is not noticed: it gives another value of the same form, never the right
  one but by chance, and never an error with text in it;
* fewer than 10⁶ values of a form are refused, as is what has no form; the operator makes a token of it, which is sealed.

Exact return over every type stands in test_protection.py, shapes and exhaustive bijections in test_fpe.py and test_ff1.py.
"""

from __future__ import annotations

import random
from functools import cache

import pytest
from protected import MANY, every_suite, ring, sealed, values
from reachable import reachable
from strategies import SEED

from piiguard import Guard, Policy, errors, fpe
from piiguard.errors import FpeError
from piiguard.recognizers import BUILTIN, ENTITY_TYPES
from piiguard.testing import Values
from piiguard.tokens import tokens

LABELS = {recognizer.entity_type: recognizer.labels[0] for recognizer in BUILTIN}
FORMS = fpe.supported()
POLICY = Policy({"version": 1, "name": "forms", "default": {"operator": "fpe"}})


@cache
def formed(suite: str) -> list[tuple[str, str, str]]:
    """(type, value, encrypted value) of the types that have forms, as many as there are cases of everything else."""
    forms = ring(suite).forms()
    draw = Values(f"{SEED} forms {suite}")
    made = []
    while len(made) < MANY:
        kind = FORMS[len(made) % len(FORMS)]
        value = draw.of(kind) if kind != "QQ_NUMBER" else "1" + draw.digits(8)
        made.append((kind, value, forms.encrypt(kind, value)))
    return made


def same_form(value: str, other: str) -> bool:
    """As long, with the same marks in the same places; check characters may be a letter or a digit."""
    return len(value) == len(other) and all(one.isalnum() == two.isalnum() and (one.isalnum() or one == two) for one, two in zip(value, other, strict=True))


@every_suite
@pytest.mark.parametrize("wrong", ["key", "tenant", "retired and replaced"])
def test_a_wrong_key_gives_another_value_of_the_form(suite: str, wrong: str) -> None:
    own = ring(suite)
    keyring = {"key": ring(suite, "other"), "tenant": own.for_tenant("agency-8"), "retired and replaced": own.rotate().retire("k1")}[wrong]
    forms = keyring.forms()
    hits = 0
    for kind, value, hidden in formed(suite):
        out = forms.decrypt(kind, hidden)
        assert same_form(out, value)
        hits += out == value
    assert hits <= MANY // 2000, "domains have 10⁶ values or more"


@every_suite
def test_a_retired_or_unknown_key_has_no_forms(suite: str) -> None:
    with pytest.raises(errors.RetiredKeyError):
        ring(suite).rotate().retire("k1").forms("k1")
    with pytest.raises(errors.UnknownKeyError) as caught:
        ring(suite).forms("k9")
    assert "k9" not in reachable(caught.value)


@every_suite
def test_an_altered_value_gives_another_or_is_refused_in_silence(suite: str) -> None:
    """One sign changed, dropped or put in, anywhere; the refusals say three sentences over all of them."""
    draw = random.Random(f"{SEED} altered {suite}")
    forms = ring(suite).forms()
    said: set[str] = set()
    hits = 0
    for kind, value, hidden in formed(suite):
        at = draw.randrange(len(hidden))
        text = hidden[:at] + draw.choice((*"0123456789AXZaz -零٣", "")) + hidden[at + draw.randrange(2) :]
        try:
            out = forms.decrypt(kind, text)
        except FpeError as refusal:
            said.add(reachable(refusal))
            continue
        assert len(out) == len(text)
        hits += out == value and text != hidden
    assert hits <= MANY // 100, "two spellings of one value, at most"
    assert 1 <= len(said) <= 3, said


@every_suite
def test_small_domains_are_refused_and_become_tokens(suite: str) -> None:
    """Tails, short numbers, digits in hanzi, types without a form: the operator's token is sealed, and comes back."""
    forms = ring(suite).forms()
    said: set[str] = set()
    for (kind, value), hidden in zip(values(), sealed(suite, "fpe"), strict=True):
        for text in (value[:4], value[-4:]):  # at most 26⁴
            with pytest.raises(FpeError) as caught:
                forms.encrypt(kind, text)
            said.add(reachable(caught.value))
        if kind not in FORMS:
            assert hidden.startswith(f"〔{kind}:p"), "no form of this type"
    assert len(said) <= 4, said
    assert {next(tokens(hidden)).entity_type for hidden in sealed(suite, "fpe") if hidden[0] == "〔"} >= set(ENTITY_TYPES) - set(FORMS)


@every_suite
def test_a_guard_restores_what_is_found_again_as_it_was(suite: str) -> None:
    """``Guard.restore`` knows forms only by finding them: exact wherever the encrypted text shows the same types in the same
    places, and that is all but a few in a thousand. (A passport EA, EB … under 证件号 may come out as a Hong Kong ID.)"""
    guard = Guard(POLICY, ring(suite))
    draw = Values(f"{SEED} forms found {suite}")
    lost: list[str] = []
    for number in range(100 * len(ENTITY_TYPES)):
        kind = ENTITY_TYPES[number % len(ENTITY_TYPES)]
        text = f"{LABELS[kind]}：{draw.of(kind)}，请核对。"
        masked = guard.mask(text)
        shown = [(finding.entity_type, finding.start, finding.end) for finding in guard.find(masked)]
        before = [(finding.entity_type, finding.start, finding.end) for finding in guard.find(text)]
        if next(tokens(masked), None) or shown == before:
            assert guard.restore(masked) == text
        else:
            lost.append(kind)
    assert len(lost) <= 20, lost


@every_suite
def test_with_other_keys_a_guard_raises_at_the_first_token(suite: str) -> None:
    """Beside forms, which cannot tell, there is a name here: so nothing is restored at all."""
    draw = Values(f"{SEED} forms mixed {suite}")
    guard, other = Guard(POLICY, ring(suite)), Guard(POLICY, ring(suite, "other"))
    tried = 0
    while tried < 200:
        name, mobile = draw.person(), draw.mobile()
        masked = guard.mask(f"投保人{name}，手机{mobile}")
        if not next(tokens(masked), None):
            continue  # a name that no recognizer knows
        tried += 1
        with pytest.raises(errors.WrongKeyError) as caught:
            other.restore(masked)
        assert not [text for text in (name, mobile, masked[4:30]) if text in reachable(caught.value)]
