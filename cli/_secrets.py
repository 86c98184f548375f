"""Secrets of sources from a file or a prompt; from the environment the sources take them themselves."""

from __future__ import annotations

import click

from piiguard.sources.secretsfile import read_secrets_file


def read_secrets(path: str | None, ask: tuple[str, ...]) -> dict[str, str]:
    """``NAME=value`` lines of a file, and what is typed for each name asked for. Raises SecretsError."""
    secrets = read_secrets_file(path) if path else {}
    for name in ask:
        secrets[name] = click.prompt(name, hide_input=True, err=True)
    return secrets
