"""piiguard keys: make, add, rotate, retire and list the keys of a keyring file."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

import click

from piiguard import Keyring
from piiguard.cli._shared import passphrase
from piiguard.suites import SUITES

_Command = TypeVar("_Command", bound=Callable[..., Any])


@click.group(name="keys")
def command() -> None:
    """Make and look after a keyring file. Keys are never printed."""


def _file(command: _Command) -> _Command:
    return click.argument("file", metavar="FILE")(command)


def _suite(command: _Command) -> _Command:
    return click.option("--suite", type=click.Choice(SUITES), help="std: AES and SHA-2; sm: SM4 and SM3")(command)


@command.command(name="new")
@_file
@_suite
@click.option("--passphrase", "sealed", is_flag=True, help="seal the file with a passphrase (asked for, or PIIGUARD_PASSPHRASE)")
def new(file: str, suite: str | None, sealed: bool) -> None:
    """Write a new keyring with one key to FILE, mode 0600; an existing file is left alone."""
    Keyring.generate(suite or "std").save(file, _chosen() if sealed else None)
    click.echo(f"{file}: a new keyring with key k1")


@command.command(name="add")
@_file
@_suite
def add(file: str, suite: str | None) -> None:
    """Add a key that is not used yet: give it to everyone who restores, then rotate."""
    ring = _changed(file, lambda ring: ring.add(suite))
    click.echo(f"{file}: key {ring.ids[-1]} added; {ring.primary} is primary still")


@command.command(name="rotate")
@_file
@_suite
def rotate(file: str, suite: str | None) -> None:
    """Make the key that was added primary, or a new one. The old ones still restore."""
    ring = _changed(file, lambda ring: ring.rotate(suite))
    click.echo(f"{file}: key {ring.primary} is primary")


@command.command(name="retire")
@_file
@click.argument("ident", metavar="ID")
def retire(file: str, ident: str) -> None:
    """Let a key restore no longer; re-key what it made first (piiguard restore --rekey)."""
    _changed(file, lambda ring: ring.retire(ident))
    click.echo(f"{file}: key {ident} is retired")


@command.command(name="list")
@_file
def show(file: str) -> None:
    """The ids of the keys, when they were made, in which suite, and what they are used for."""
    ring = Keyring.load(file, passphrase)
    for ident in ring.ids:
        key = ring.key(ident)
        use = "primary: makes tokens and restores" if ident == ring.primary else "retired" if key.retired else "restores"
        click.echo(f"{ident:<9}{key.created or '-':<12}{key.suite:<5}{use}")


def _changed(file: str, change: Callable[[Keyring], Keyring]) -> Keyring:
    """The file's keyring, changed and written in its place, with the same passphrase."""
    asked: list[str] = []

    def once() -> str:
        asked.append(passphrase())
        return asked[-1]

    ring = change(Keyring.load(file, once))
    ring.save(file, asked[-1] if asked else None, replace=True)
    return ring


def _chosen() -> str:
    """A new passphrase, from the environment or typed twice."""
    given = os.environ.get("PIIGUARD_PASSPHRASE")
    chosen: str = given or click.prompt("Passphrase", hide_input=True, confirmation_prompt=True, err=True)
    return chosen
