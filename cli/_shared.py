"""What scan and mask share: the guard from options, colours and a progress bar, clean endings."""

from __future__ import annotations

import errno
import locale
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Any, TypeVar

import click

from piiguard._policies import NAMES
from piiguard.errors import PiiguardError
from piiguard.guard import Guard
from piiguard.keyring import Keyring
from piiguard.policy import Policy
from piiguard.sources import SCHEMES, scheme_of

if TYPE_CHECKING:
    from piiguard.ner import Names

_Command = TypeVar("_Command", bound=Callable[..., Any])
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True},
    "bad": {"fg": "red"},
    "good": {"fg": "green"},
    "faint": {"dim": True},
    "level": {"fg": "yellow"},
}


class Failure(click.ClickException):
    """Ends the command with status 2 and one line."""

    exit_code = 2


def guard_options(command: _Command) -> _Command:
    """--policy, --purpose and --keyring."""
    policy = click.option(
        "--policy", metavar="NAME|FILE", default="default", help=f"{', '.join(NAMES)} or a policy file"
    )
    purpose = click.option("--purpose", metavar="NAME", help="what it is for: what that purpose sees stays as it is")
    keyring = click.option("--keyring", metavar="FILE", help="keys: a file, env:NAME or command:LINE")
    return policy(purpose(keyring(command)))


def passphrase() -> str:
    """The passphrase of a keyring: PIIGUARD_PASSPHRASE, else asked for without showing it."""
    given = os.environ.get("PIIGUARD_PASSPHRASE")
    asked: str = given or click.prompt("Passphrase", hide_input=True, err=True)
    return asked


def make_guard(policy: str, keyring: str | None, ner: bool | str | None = None, purpose: str | None = None) -> Guard:
    """The guard of the options; ``ner`` is "all" where LAC reads everything. Raises PiiguardError."""
    names: bool | Names = bool(ner)
    if ner == "all":
        from piiguard.ner import Names

        names = Names(every=True)
    keys = Keyring.named(keyring, passphrase) if keyring else None
    return Guard(policy=Policy.named(policy), keyring=keys, purpose=purpose, ner=names)


def ner_option(command: _Command) -> _Command:
    """--ner"""
    return click.option("--ner", is_flag=True, help="Find names with the model, too (pip install 'piiguard[ner]').")(command)


def local(path: str) -> str:
    """A path; a URL is refused."""
    if _URL.match(path):
        raise Failure("a path is needed here, no URL: masked copies are made of files, folders and tables of databases")
    return path


def known(target: str) -> str:
    """A path, or a URL of a scheme there is a source for."""
    scheme = scheme_of(target)
    if scheme not in SCHEMES:
        raise Failure(f"no source for {scheme}:// ({', '.join(sorted(filter(None, SCHEMES)))})")
    return target


def paint(text: str, style: str) -> str:
    """Text in a style for a terminal."""
    return click.style(text, **_STYLES[style])


def coloured() -> bool:
    """Whether standard output is a terminal that wants colours."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def language() -> str:
    """ "zh" where the system speaks Chinese, else "en"."""
    names = [os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    chosen = next(filter(None, names), "") or (locale.getlocale()[0] or "")
    return "zh" if chosen.lower().startswith(("zh", "chinese")) else "en"


class Bar:
    """A progress bar on standard error, made at the first step; nothing where that is no terminal."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._bar: Any = None
        self._done = 0

    def __call__(self, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` bytes are done."""
        if not self._shown or not total:
            return  # no terminal, nothing to read, or already closed
        if self._bar is None:
            steps = max(1, total // 200)
            self._bar = click.progressbar(length=total, file=sys.stderr, update_min_steps=steps)
        self._bar.update(max(0, done - self._done))
        self._done = max(done, self._done)
        if done >= total:
            self.close()

    def close(self) -> None:
        """Leave the bar's line; what is printed next begins a new one."""
        if self._bar is not None:
            self._bar.render_finish()
        self._bar, self._shown = None, False


@contextmanager
def clean_ending() -> Iterator[Bar]:
    """A progress bar; errors become one line and status 2, SIGTERM removes what was half written."""
    bar = Bar()
    before = signal.signal(signal.SIGTERM, _terminated) if hasattr(signal, "SIGTERM") else None
    try:
        yield bar
    except PiiguardError as error:
        raise Failure(str(error)) from None
    except OSError as error:
        if error.errno == errno.EPIPE:
            # Whoever read the report has left; what is buffered for them must not fail again at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            raise SystemExit(2) from None
        raise Failure(f"the output cannot be written: {error.strerror}") from None
    finally:
        bar.close()
        if before is not None:
            signal.signal(signal.SIGTERM, before)


def _terminated(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(143)
