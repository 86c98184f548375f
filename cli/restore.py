"""piiguard restore: bring the values of tokens back, or make the tokens anew under the primary key."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

import click

from piiguard import Keyring, TokenError
from piiguard.cli._shared import Failure, passphrase
from piiguard.tokens import rekey, restore


@click.command(name="restore")
@click.argument("file", metavar="[FILE]", required=False)
@click.option("--keyring", metavar="FILE", required=True, help="the keys: a file, env:NAME or command:LINE")
@click.option("--tenant", metavar="NAME", default="", help="whose values they are, where the tokens were made for a tenant")
@click.option("-o", "--output", metavar="OUT", help="write here instead of standard output: whole or not at all, mode 0600")
@click.option("--rekey", "anew", is_flag=True, help="make the tokens anew under the primary key instead")
def command(file: str | None, keyring: str, tenant: str, output: str | None, anew: bool) -> None:
    """Replace the tokens in FILE (or standard input) by their values.

    Text is UTF-8; what is no token stays byte for byte. A token that is altered, foreign, or under a retired key ends the
    command with status 2 and the line it stands in; nothing behind it is written, and with -o nothing at all.
    """
    ring = Keyring.named(keyring, passphrase).for_tenant(tenant)
    treat = rekey if anew else restore
    with _opened(file) as source, _target(output) as sink:
        for number, line in enumerate(source, 1):
            text = line.decode("utf-8", "surrogateescape")
            try:
                sink.write(treat(ring, text).encode("utf-8", "surrogateescape"))
            except TokenError as error:
                raise Failure(f"line {number}: {error}") from None


@contextmanager
def _opened(file: str | None) -> Iterator[BinaryIO]:
    if file is None:
        yield sys.stdin.buffer
        return
    try:
        handle = open(file, "rb")  # noqa: SIM115  (closed below)
    except OSError as error:
        raise Failure(f"cannot read {file!r}: {error.strerror}") from None
    with handle:
        yield handle


@contextmanager
def _target(output: str | None) -> Iterator[BinaryIO]:
    """Standard output, or a file that gets its name when everything was written."""
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        handle, name = tempfile.mkstemp(prefix=".piiguard-", dir=os.path.dirname(os.path.abspath(output)))
    except OSError as error:
        raise Failure(f"cannot write {output!r}: {error.strerror}") from None
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        os.replace(name, output)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise
