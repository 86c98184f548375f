"""``piiguard policy check|show``: is a policy file sound, and what does a policy do."""

from __future__ import annotations

import click

from piiguard import Guard, Keyring, Policy


@click.group(name="policy")
def command() -> None:
    """Check a policy file, or show what a policy does."""


@command.command(name="check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
def check(file: str) -> None:
    """Load FILE and say what is wrong with it; exit 0 if nothing is, else 2."""
    policy = Policy.load(file)
    # Keys of no consequence: the check is of the policy, whose keys are given when it is used.
    guard = Guard(policy, Keyring.generate())
    if any(policy.rule(recognizer.entity_type).operator == "hash" for recognizer in guard.recognizers):
        click.echo("note: the policy hashes; it needs a keyring when it is used")
    click.echo(f"{file}: policy {policy.name!r} is sound")


@command.command(name="show")
@click.argument("name")
@click.option("--toml", is_flag=True, help="As the TOML file that would load as it.")
def show(name: str, toml: bool) -> None:
    """What policy NAME (built in, or a file) does with every entity type."""
    policy = Policy.named(name)
    if toml:
        click.echo(policy.dump(), nl=False)
        return
    from piiguard.operators import build
    from piiguard.recognizers import BUILTIN

    click.echo(f"policy {policy.name}: findings scored {policy.threshold:g} or more")
    for recognizer in (*BUILTIN, *policy.recognizers):
        rule = policy.rule(recognizer.entity_type)
        settings = ", ".join(f"{key}={value}" for key, value in rule.parameters.items())
        example = ""
        if recognizer.example and rule.operator != "hash":
            example = build(rule.operator, rule.parameters, recognizer.entity_type, None)(recognizer.example)
        click.echo(f"  {recognizer.entity_type:<26}{rule.operator}({settings})  {example}".rstrip())
