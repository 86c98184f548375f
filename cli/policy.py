"""``piiguard policy check|show``: is a policy file sound, and what does a policy do."""

from __future__ import annotations

import click

from piiguard import Guard, Keyring, Policy, PolicyError
from piiguard.operators import KEYED, build
from piiguard.policy import Rule
from piiguard.spec import Recognizer


@click.group(name="policy")
def command() -> None:
    """Check a policy file, or show what a policy does."""


@command.command(name="check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
def check(file: str) -> None:
    """Load FILE and say what is wrong with it; exit 0 if nothing is, else 2."""
    policy = Policy.load(file)
    # Keys of no consequence: the check is of the policy, whose keys are given when it is used.
    keys = Keyring.generate()
    guard = Guard(policy, keys)
    types = [recognizer.entity_type for recognizer in guard.recognizers]
    narrowed = [policy, *(policy.for_purpose(purpose) for purpose in policy.purposes)]
    for each in narrowed[1:]:
        each.appliers(types, keys)
    keyed = sorted(KEYED & {each.rule(name).operator for each in narrowed for name in types})
    if keyed:
        click.echo(f"note: the policy needs a keyring when it is used ({', '.join(keyed)})")
    click.echo(f"{file}: policy {policy.name!r} is sound")


@command.command(name="show")
@click.argument("name")
@click.option("--purpose", metavar="NAME", help="As that purpose sees it.")
@click.option("--toml", is_flag=True, help="As the TOML file that would load as it.")
def show(name: str, purpose: str | None, toml: bool) -> None:
    """What policy NAME (built in, or a file) does with every entity type, its level, an example, and why."""
    policy = Policy.named(name)
    if toml:
        if purpose is not None:
            raise click.UsageError("--toml writes a policy with all its purposes; leave out --purpose")
        click.echo(policy.dump(), nl=False)
        return
    from piiguard.recognizers import BUILTIN

    purposes = policy.purposes
    if purpose is not None:
        policy = policy.for_purpose(purpose)
    click.echo(f"policy {policy.name}{f', purpose {purpose}' if purpose else ''}: findings scored {policy.threshold:g} or more")
    if purposes and purpose is None:
        click.echo(f"purposes: {', '.join(purposes)}")
    for recognizer in (*BUILTIN, *policy.recognizers):
        rule = policy.rule(recognizer.entity_type)
        settings = ", ".join(f"{key}={value}" for key, value in rule.parameters.items())
        line = f"  {recognizer.entity_type:<26}{recognizer.level}  {rule.operator}({settings})  {_example(rule, recognizer)}"
        reason = policy.reason(recognizer.entity_type)
        click.echo(f"{line.rstrip()}  # {reason}" if reason else line.rstrip())


def _example(rule: Rule, recognizer: Recognizer) -> str:
    """What the rule leaves of the recognizer's example; nothing where that takes keys."""
    if not recognizer.example:
        return ""
    try:
        return build(rule.operator, rule.parameters, recognizer.entity_type, None)(recognizer.example)
    except PolicyError:
        return ""
