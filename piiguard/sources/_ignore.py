"""Files that say what is not to be scanned: ``.piiguardignore``, in the syntax of gitignore.

The lines hold for the folder of the file and what lies below it; those of a deeper folder go first. What is
ignored is a row that says by which line.
"""

from __future__ import annotations

import os
import re

from piiguard.errors import alone
from piiguard.sources._files import open_file

NAME = ".piiguardignore"
_LARGEST = 64 * 1024  # bytes
# Lines are matched by backtracking: each further wildcard multiplies the time a hostile name can take.
_WILDCARDS = 4
_STARS = re.compile(r"\*+")


class Rules:
    """The ignore file of one folder, and those of the folders above it."""

    def __init__(self, path: str, above: Rules | None) -> None:
        """Raises OSError (it cannot be read) and ValueError (it cannot be used, the message says why)."""
        from pathspec import GitIgnoreSpec

        self._above = above
        self._folder = len(os.path.join(os.path.dirname(path), ""))
        numbered = [(number, line) for number, line in enumerate(_lines(path), 1) if line.strip()]
        for number, line in numbered:
            if len(_STARS.findall(line)) > _WILDCARDS:
                raise ValueError(f"line {number} has more than {_WILDCARDS} wildcards")
            try:
                GitIgnoreSpec.from_lines([line])
            except ValueError:
                alone(ValueError(f"line {number} is no pattern"))
        self._numbers = [number for number, _ in numbered]
        self._spec = GitIgnoreSpec.from_lines([line for _, line in numbered], backend="simple")

    def why(self, path: str, folder: bool) -> str:
        """The file and line by which ``path`` is ignored, "" when it is not. The file as seen from there: a path is text too."""
        inner = path[self._folder :].replace(os.sep, "/") + "/" * folder
        found = self._spec.check_file(inner)
        if found.include is None:
            return self._above.why(path, folder) if self._above else ""
        if not found.include or found.index is None:
            return ""
        above = "../" * inner.rstrip("/").count("/")
        return f"{above}{NAME}, line {self._numbers[found.index]}"


def rules(folder: str, above: Rules | None) -> tuple[Rules | None, str]:
    """What holds in a folder, and why its own ignore file does not count, "" when it does or there is none.

    A file that cannot be used hides nothing: what it meant to ignore is read.
    """
    path = os.path.join(folder, NAME)
    try:
        if not os.path.lexists(path):
            return above, ""
        if os.path.islink(path):
            return above, "it is a link"
        return Rules(path, above), ""
    except OSError as error:
        return above, error.strerror or type(error).__name__
    except ValueError as error:
        return above, str(error)


def _lines(path: str) -> list[str]:
    with open_file(path) as stream:
        content = stream.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise ValueError(f"it is larger than {_LARGEST} bytes")
    # As names of files are decoded, so that any name can be written in it.
    text = os.fsdecode(content.removeprefix(b"\xef\xbb\xbf"))
    return text.replace("\r\n", "\n").split("\n")
