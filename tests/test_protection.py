"""The proof of protection: every suite, every operator that uses a key or can be undone, values of every type.

What is promised, and which file proves it:

* exact return, equality and freshness, separation by key, tenant and type .. this file
* every refusal with its own error, no word of value, token or key in it ... test_protection_refusals.py
* what holds for ``fpe`` instead, which cannot authenticate .............. test_protection_forms.py; FF1 itself: test_ff1.py
* dialogues at any chunking, a thousand at once, hostile answers .......... test_protection_sessions.py; sealed states: test_protection_states.py
* keys and values in no error, repr, log, state ......................... test_canary_protection.py; process list, file: test_canary_commands.py
* what a token survives on its way through a chat ......................... test_tokens.py

``make fuzz`` raises the number of cases (``PIIGUARD_FUZZ``), 20,000 of each kind for each suite and operator without it.
"""

from __future__ import annotations

import random
from collections import Counter

import pytest
from protected import MANY, TOKENS, every_suite, ring, sealed, secret, treated, values
from strategies import SEED

from piiguard import Guard, Keyring, Policy
from piiguard.keyring import Key
from piiguard.operators import KEYED, PARAMETERS, build
from piiguard.recognizers import BUILTIN, ENTITY_TYPES
from piiguard.spelling import normal_form
from piiguard.tokens import restore

REVERSIBLE = ("pseudonymize", "encrypt", "fpe")
STABLE = ("pseudonymize", "hash", "fpe", "surrogate")
LABELS = {recognizer.entity_type: recognizer.labels[0] for recognizer in BUILTIN}


def test_nothing_is_left_out() -> None:
    """An operator or a type that is added has to be proved here too."""
    assert {*REVERSIBLE, *STABLE, "generalize"} == {*KEYED, "generalize"}
    assert set(PARAMETERS) - KEYED - {"generalize"} == {"keep", "redact", "replace", "mask"}, "these hold no key and give nothing back"
    assert {kind for kind, _ in values()} == set(ENTITY_TYPES)
    assert len(values()) == MANY


# -- what comes back ------------------------------------------------------------------------------


@every_suite
@pytest.mark.parametrize("operator", REVERSIBLE)
def test_every_value_comes_back_exactly(suite: str, operator: str) -> None:
    keys = ring(suite)
    forms = keys.forms()
    for (kind, value), hidden in zip(values(), sealed(suite, operator), strict=True):
        if operator == "fpe" and not hidden.startswith("〔"):
            assert forms.decrypt(kind, hidden) == value
        else:
            assert restore(keys, f"甲{hidden}乙", kind) == f"甲{value}乙"


@every_suite
@pytest.mark.parametrize("operator", TOKENS)
def test_a_guard_brings_back_what_it_hid(suite: str, operator: str) -> None:
    """Texts with values of all types, whole and streamed; what is hidden is not found again, and hiding twice is hiding once."""
    guard = Guard(Policy({"version": 1, "name": operator, "default": {"operator": operator}}), ring(suite))
    draw = random.Random(f"{SEED} {suite} {operator}")
    found: set[str] = set()
    for at in range(0, 100 * len(ENTITY_TYPES), 7):
        text = "，".join(f"{LABELS[kind]}：{value}" for kind, value in values()[at : at + 7]) + "，请核对。\n"
        found |= {finding.entity_type for finding in guard.find(text)}
        masked = guard.mask(text)
        assert guard.restore(masked) == text
        assert guard.mask(masked) == masked
        stream = guard.stream()
        cut = draw.randrange(len(masked))
        streamed = stream.feed(text[:cut]) + stream.feed(text[cut:]) + stream.flush()
        assert guard.restore(streamed) == text
    assert found == set(ENTITY_TYPES)


# -- equal, fresh, separate -------------------------------------------------------------------------


@every_suite
@pytest.mark.parametrize("operator", STABLE)
def test_equal_where_it_is_promised(suite: str, operator: str) -> None:
    """Another keyring object with the same key, as another process has it."""
    again = Keyring({"k1": Key(secret(f"{suite} own"), suite)}, "k1", "agency-7")
    assert treated(suite, operator, again) == sealed(suite, operator)


@every_suite
def test_fresh_where_it_is_promised(suite: str) -> None:
    """No two alike, of other values, of the same value, or of one value sealed ever again."""
    one = build("encrypt", {}, "CN_MOBILE", ring(suite))
    made = [*sealed(suite, "encrypt"), *treated(suite, "encrypt"), *(one("13912345678") for _ in range(MANY))]
    assert len(set(made)) == 3 * MANY


@every_suite
def test_equal_pseudonyms_are_equal_values(suite: str) -> None:
    """And equal hashes one value in other spellings: nothing else joins."""
    assert len(set(zip(sealed(suite, "pseudonymize"), values(), strict=True))) == len(set(sealed(suite, "pseudonymize"))) == len(set(values()))
    spelled = {(kind, normal_form(value, kind)) for kind, value in values()}
    assert len(set(sealed(suite, "hash"))) == len(spelled)


@every_suite
@pytest.mark.parametrize("operator", STABLE)
def test_another_key_or_tenant_gives_another(suite: str, operator: str) -> None:
    """Never the same token or hash. A fake or a format-preserved value may by chance be: the smaller its space, the sooner."""
    for keyring in (ring(suite, "other"), ring(suite).for_tenant("agency-8"), ring(suite).for_tenant("")):
        same = Counter(kind for (kind, _), one, other in zip(values(), sealed(suite, operator), treated(suite, operator, keyring), strict=True) if one == other)
        if operator in ("pseudonymize", "hash"):
            assert not same
        elif operator == "fpe":
            assert same.total() <= MANY // 2000
        else:
            assert not [kind for kind, count in same.items() if count > MANY / len(ENTITY_TYPES) / 20]


@every_suite
@pytest.mark.parametrize("operator", ["pseudonymize", "hash"])
def test_another_type_gives_another(suite: str, operator: str) -> None:
    """One value treated as every type: 43 bodies of which no two are alike, though the tokens name the types anyway."""
    treat = {kind: build(operator, {}, kind, ring(suite)) for kind in ENTITY_TYPES}
    for _, value in values()[: MANY // len(ENTITY_TYPES)]:
        bodies = {treat[kind](value).rpartition(":")[2].rpartition(".")[2] for kind in ENTITY_TYPES}
        assert len(bodies) == len(ENTITY_TYPES)


@every_suite
def test_classes_need_no_key_and_do_not_depend_on_one(suite: str) -> None:
    assert treated(suite, "generalize") == treated(suite, "generalize", ring(suite, "other"))
    bare = {kind: build("generalize", {}, kind, None) for kind in ENTITY_TYPES}
    assert [bare[kind](value) for kind, value in values()] == treated(suite, "generalize")
