"""A file of secrets for sources: ``NAME=value`` lines."""

from __future__ import annotations

import os
import re
import stat

from piiguard.errors import PiiguardError

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class SecretsError(PiiguardError, ValueError):
    """A file of secrets that may not be used; names no secret."""


def read_secrets_file(path: str) -> dict[str, str]:
    """The secrets of a file that its owner alone can read.

    Raises SecretsError: the file is readable by others, cannot be read, or has a line of another form.
    """
    try:
        with open(path, encoding="utf-8") as file:
            if os.name == "posix" and stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise SecretsError("the file of secrets can be read by others: chmod 600")
            lines = file.read().splitlines()
    except OSError as error:
        said = error.strerror or "it cannot be read"
    except UnicodeDecodeError:
        said = "it is not UTF-8"
    else:
        return dict(_pair(line, number) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#"))
    raise SecretsError(f"the file of secrets cannot be used: {said}")


def _pair(line: str, number: int) -> tuple[str, str]:
    name, equals, value = line.partition("=")
    if not equals or not _NAME.fullmatch(name.strip()):
        raise SecretsError(f"line {number} of the file of secrets is not NAME=value")
    return name.strip(), value.strip()
