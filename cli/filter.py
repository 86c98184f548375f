"""``piiguard filter``: standard input to standard output, masked line by line.

No line is lost, no byte outside a finding changes, also in invalid UTF-8, CRLF, NULs and without a
final line feed. What is there is read and written at once: a trickle goes through line by line, a
flood in blocks. A line that cannot be scanned is withheld, counted and makes the exit status 2.
This module imports neither click nor presidio: it starts once per log file.
"""

from __future__ import annotations

import os
import sys

from ._blocks import MARK, BlockMasker
from ._pump import Input, Pump, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from piiguard.guard import Guard

    from ._stats import Stats

USAGE = """Usage: piiguard filter [--policy NAME|FILE] [--purpose NAME] [--json] [--keyring FILE]
                       [--engine NAME] [--ner] [--stats [FILE]] [--stats-every SECONDS]
                       [--mmexternal] < IN > OUT

Mask personal information in lines of text, from standard input to standard output.

  --policy NAME|FILE  default, strict, display, llm, export, test-data, or a policy file (default: default)
  --purpose NAME      what it is for: what that purpose sees (piiguard policy show) stays as it is
  --json              lines are JSON: values are masked inside their strings and numbers, and in strings
                      that hold JSON; keys serve as labels, escapes are understood; other lines are text
  --keyring FILE      keys for policies with keyed operators: a file, env:NAME or command:LINE
  --engine NAME       hyperscan or re (default: hyperscan where installed)
  --ner               find names with the model, too (pip install 'piiguard[ner]')
  --stats [FILE]      counters in Prometheus' text format into FILE, which is replaced each time, at
                      intervals, on SIGUSR1 and at the end; without FILE to standard error
  --stats-every SECONDS  the interval (default: 15)
  --mmexternal        messages of rsyslog's mmexternal (interface.input="fulljson"), one answer each
  -h, --help          this text

Bytes outside findings are unchanged. A line that cannot be scanned is withheld, with --json also JSON
longer than 4 MiB; a mark stands in its place, with --json {"piiguard_withheld":true}.
Exit status: 0 all lines passed, 2 lines were withheld, the options are wrong or reading or
writing failed, 141 the reader left, 128+N ended by signal N after the last complete line.
"""


class _Options:
    policy = "default"
    purpose: str | None = None
    json = False
    keyring: str | None = None
    engine: str | None = None
    ner = False
    mmexternal = False
    stats: str | None = None  # "" for standard error
    stats_every = "15"


def run(arguments: list[str]) -> int:
    """Run the filter; returns its exit status."""
    from piiguard.errors import PiiguardError

    if "-h" in arguments or "--help" in arguments:
        sys.stdout.write(USAGE)
        return 0
    stats: Stats | None = None
    try:
        options = _parse(arguments)
        source = Input()  # before the guard is made: a signal that comes meanwhile loses no line either
        masker = BlockMasker(_guard(options), options.json)
        pump = _pump(options, source, masker)
        stats = source.stats = _stats(options, masker, pump)
        status = pump.run()
    except PiiguardError as error:
        say(str(error))
        return 2
    except BrokenPipeError:
        _silence_stdout()
        status = 141
    except OSError as error:
        say(error.strerror or "reading or writing failed")
        if stats is not None:
            stats.errors += 1
        status = 2
    else:
        if masker.withheld:
            say(f"{masker.withheld} line(s) withheld: they could not be scanned")
            status = status or 2
    if stats is not None:
        stats.write()
    return status


def _pump(options: _Options, source: Input, masker: BlockMasker) -> Pump:
    if not options.mmexternal:
        return Pump(source, masker)
    from ._mmexternal import Replies

    return Pump(source, Replies(masker))


def _stats(options: _Options, masker: BlockMasker, pump: Pump) -> Stats | None:
    if options.stats is None:
        return None
    from piiguard.errors import PolicyError

    from ._stats import Stats

    try:
        every = float(options.stats_every)
    except ValueError:
        every = 0.0
    if not 0.1 <= every <= 86400:
        raise PolicyError("--stats-every needs a number of seconds from 0.1 to 86400")
    return Stats(options.stats or None, every, masker, pump)


def _parse(arguments: list[str]) -> _Options:
    from piiguard.errors import PolicyError

    options = _Options()
    rest = list(arguments)
    while rest:
        name, equals, value = rest.pop(0).partition("=")
        if name in ("--json", "--ner", "--mmexternal") and not equals:
            setattr(options, name[2:], True)
        elif name == "--stats":
            if not equals and rest and not rest[0].startswith("--"):
                value = rest.pop(0)
            options.stats = value
        elif name in ("--policy", "--purpose", "--keyring", "--engine", "--stats-every"):
            if not equals:
                if not rest:
                    raise PolicyError(f"{name} needs a value")
                value = rest.pop(0)
            setattr(options, name[2:].replace("-", "_"), value)
        elif name.startswith("-") and name.replace("-", "").isalpha():
            raise PolicyError(f"unknown option {name!r}; see piiguard filter --help")
        else:  # not repeated: it may be text that somebody wanted masked
            raise PolicyError("options only, text comes from standard input; see piiguard filter --help")
    return options


def _guard(options: _Options) -> Guard:
    from piiguard.guard import Guard
    from piiguard.policy import Policy

    keyring = None
    if options.keyring:
        from piiguard.keyring import Keyring

        keyring = Keyring.named(options.keyring, os.environ.get("PIIGUARD_PASSPHRASE"))
    return Guard(Policy.named(options.policy), keyring, purpose=options.purpose, engine=options.engine, ner=options.ner)


def _silence_stdout() -> None:
    """The reader is gone: keep the interpreter from complaining about it at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)


__all__ = ["MARK", "USAGE", "run"]
