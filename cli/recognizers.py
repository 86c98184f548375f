"""``piiguard recognizers list|test``: what is looked for, and how a recognizer does on a vector file."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import click

from piiguard import Guard, PiiguardError, Policy


@click.group(name="recognizers")
def command() -> None:
    """List the recognizers, or test them on your own examples."""


@command.command(name="list")
@click.option("--policy", default="default", show_default=True, help="Built-in policy or policy file.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a recognizer.")
def list_(policy: str, as_json: bool) -> None:
    """Entity types with level, operator, example and standard."""
    guard = Guard(Policy.named(policy))
    for recognizer in guard.recognizers:
        rule = guard.policy.rule(recognizer.entity_type)
        example = guard._appliers[recognizer.entity_type](recognizer.example) if recognizer.example else ""
        if as_json:
            names = ("entity_type", "title_en", "title_zh", "level", "standard")
            facts: dict[str, Any] = {name: getattr(recognizer, name) for name in names}
            facts |= {"patterns": [p.name for p in recognizer.patterns], "operator": rule.operator, "example": example}
            click.echo(json.dumps(facts, ensure_ascii=False))
        else:
            click.echo(f"{recognizer.entity_type:<24}{recognizer.level}  {rule.operator:<8}{example:<26}{recognizer.title_zh}")


@command.command(name="test")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--policy", default="default", show_default=True, help="Built-in policy or policy file.")
def test(file: str, policy: str) -> int:
    """Check the vectors in FILE (TOML: [[case]] with text and value, [[near_miss]] with text).

    Exit 0 if all hold, 1 if one does not, 2 if FILE is no vector file.
    """
    with open(file, "rb") as handle:
        try:
            data = tomllib.load(handle)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise PiiguardError(f"{file}: not TOML: {error}") from None
    guard = Guard(Policy.named(policy))
    wanted = data.get("entity_type")
    failed = 0
    for number, case in enumerate(data.get("case", []), 1):
        entity_type = case.get("entity_type", wanted)
        found = {(f.start, f.end) for f in guard.find(case["text"]) if f.entity_type == entity_type}
        spans = case.get("spans")
        expected = {tuple(span) for span in spans} if spans else {_span(case)}
        if not expected <= found:
            failed += 1
            click.echo(f"case {number}: {entity_type} expected at {sorted(expected)}, found at {sorted(found)}")
    for number, case in enumerate(data.get("near_miss", []), 1):
        found = {(f.start, f.end) for f in guard.find(case["text"]) if f.entity_type == wanted}
        if found:
            failed += 1
            click.echo(f"near miss {number}: {wanted} found at {sorted(found)}")
    total = len(data.get("case", [])) + len(data.get("near_miss", []))
    click.echo(f"{total - failed} of {total} vectors hold")
    return 1 if failed else 0


def _span(case: dict[str, Any]) -> tuple[int, int]:
    start = case["text"].find(case["value"])
    if start < 0:
        raise PiiguardError("a case's value does not stand in its text")
    return start, start + len(case["value"])
