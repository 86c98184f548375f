"""``piiguard recognizers list|test``: what is looked for, and how a recognizer does on a vector file."""

from __future__ import annotations

import json
from typing import Any

import click

from ._shared import guard_options, make_guard


@click.group(name="recognizers")
def command() -> None:
    """List the recognizers, or test them on your own examples."""


@command.command(name="list")
@guard_options
@click.option("--json", "as_json", is_flag=True, help="One JSON object a recognizer.")
def list_(policy: str, purpose: str | None, keyring: str | None, as_json: bool) -> None:
    """Entity types with level, operator, example and standard."""
    guard = make_guard(policy, keyring, purpose=purpose)
    for recognizer in guard.recognizers:
        rule = guard.policy.rule(recognizer.entity_type)
        example = guard._appliers[recognizer.entity_type](recognizer.example) if recognizer.example else ""
        if as_json:
            names = ("entity_type", "title_en", "title_zh", "level", "standard")
            facts: dict[str, Any] = {name: getattr(recognizer, name) for name in names}
            facts |= {"patterns": [p.name for p in recognizer.patterns], "operator": rule.operator, "example": example}
            click.echo(json.dumps(facts, ensure_ascii=False))
        else:
            line = f"{recognizer.entity_type:<26}{recognizer.level}  {rule.operator:<8}{example:<26}{recognizer.title_zh}"
            click.echo(line.rstrip())


@command.command(name="test")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@guard_options
def test(file: str, policy: str, purpose: str | None, keyring: str | None) -> int:
    """Check examples: texts with what must, and what must not, be found in them.

    FILE is TOML:

    \b
    entity_type = "CN_MOBILE"
    [[case]]                  # found here: exactly this
    text = "…"
    value = "…"               # or a list of values, or spans = [[start, end]]
    label = "…"               # optional: the key the text stands under
    also = ["…"]              # optional: the only other types that may be found
    [[near_miss]]             # not found here
    text = "…"
    clean = true              # optional: nor anything else
    type = "…"                # optional: but this type

    Exit status: 0 all hold, 1 one does not, 2 FILE is no vector file.
    """
    from ._vectors import load

    guard = make_guard(policy, keyring, purpose=purpose)
    vectors = load(file, {recognizer.entity_type for recognizer in guard.recognizers})
    failed = 0
    for vector in vectors:
        for fault in vector.faults(guard.find(vector.text, vector.label)):
            click.echo(f"{vector.name}: {fault}")
            failed += 1
            break
    click.echo(f"{len(vectors) - failed} of {len(vectors)} vectors hold")
    return 1 if failed else 0
