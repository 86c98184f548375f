"""``piiguard explain TEXT``: each candidate with pattern, checks, label words, vetoes, score and policy line."""

from __future__ import annotations

import json
import sys

import click

from ._shared import guard_options, make_guard, ner_option


@click.command(name="explain")
@click.argument("words", metavar="TEXT", nargs=-1, required=True)
@guard_options
@ner_option
@click.option("--label", help="Field name or column header the text stands under (idNo, 手机号).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a candidate.")
@click.option("--show-values", is_flag=True, help="Print the values themselves instead of masked ones.")
def command(
    words: tuple[str, ...],
    policy: str,
    purpose: str | None,
    keyring: str | None,
    ner: bool,
    label: str | None,
    as_json: bool,
    show_values: bool,
) -> int:
    """Say for every candidate in TEXT why it is a finding or not.

    Use "-" to read TEXT from standard input, so that it does not stand in the process list.

    Exit status: 0 nothing found, 1 something found, 2 an error.
    """
    text = " ".join(words)
    if text == "-":
        text = sys.stdin.buffer.read().decode("utf-8", "replace").rstrip("\n")
    found = make_guard(policy, keyring, ner, purpose).explain(text, label)
    if not found:
        click.echo("no candidate: nothing in the text has the shape of an identifier", err=True)
    for item in found:
        value = text[item.start : item.end]
        shown = value if show_values else _covered(value)
        if as_json:
            click.echo(json.dumps({name: getattr(item, name) for name in item.__slots__} | {"value": shown}, ensure_ascii=False))
            continue
        click.secho(f"{item.entity_type} {item.start}:{item.end} {shown}", bold=True)
        click.echo(f"  pattern  {item.pattern}{' (checked)' if item.checked else ''}")
        click.echo(f"  evidence {item.reason}{f' ({item.label})' if item.label else ''}")
        click.echo(f"  score    {item.score:.2f}")
        click.echo(f"  policy   {item.policy}")
        click.secho(f"  verdict  {item.verdict}", fg="yellow" if item.verdict == "found" else None)
    return 1 if any(item.verdict == "found" for item in found) else 0


def _covered(value: str) -> str:
    return value[:1] + "*" * max(0, len(value) - 1)
