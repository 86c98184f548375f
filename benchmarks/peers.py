"""The programs that run beside piiguard: how each is started, on how much text, and whether it is here."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import measure, rules

ROOT = Path(__file__).resolve().parent.parent
PEER_PYTHON = ROOT / ".venv-peers" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
PEER_MAIN = Path(__file__).resolve().with_name("peer_main.py")

#: The Python peers and what is measured of them.
LIBRARIES = {
    "argus-redact": "redact() in its default fast mode, line by line",
    "jionlp": "its extractors of phone, ID card, e-mail and licence plate, line by line",
    "presidio-analyzer": "AnalyzerEngine for zh, line by line: its own phone (CN HK MO TW), card, e-mail, "
    "IP, IBAN, URL, crypto recognizers; no-op NLP engine (a genuine Chinese spaCy model where installed)",
}
# The share of the corpus each works on, so that a run ends; about ten seconds on one core.
_SLICES = {"argus-redact": 0.06, "jionlp": 0.4, "presidio-analyzer": 0.02}


class Peer(NamedTuple):
    """One program in a run.

    argv      what is started; standard input is the text
    share     part of the corpus it works on, 0..1
    masks     whether its output is the masked text (ripgrep only counts)
    timed_inside  it reports its own ready and loop seconds on standard error
    setup     what was given to it, for the reader of the numbers
    """

    name: str
    argv: tuple[str, ...]
    share: float
    masks: bool
    timed_inside: bool
    version: str | None
    setup: str


class Skipped(NamedTuple):
    """A peer that is not here, and why."""

    name: str
    reason: str


def piiguard() -> Peer:
    """The subject: the whole ``filter`` process with the default policy."""
    version = measure.version("piiguard")
    return Peer("piiguard", measure.FILTER, 1.0, True, False, version, "filter, default policy")


def _first_line(argv: list[str]) -> str:
    return subprocess.run(argv, capture_output=True, text=True, check=False).stdout.partition("\n")[0]


def command_line(folder: Path) -> list[Peer | Skipped]:
    """ripgrep and sed. ``folder`` takes ripgrep's pattern file."""
    found: list[Peer | Skipped] = []
    if shutil.which("rg"):
        version = _first_line(["rg", "--version"])
        path, kept, refused = rules.rg_same(folder)
        setup = f"piiguard's own {kept} patterns, look-around stripped ({refused} not expressible left out)"
        # Dozens of patterns with counted repeats overflow its automaton's cache: a slice is enough.
        large = ("--regex-size-limit", "1G", "--dfa-size-limit", "1G")
        found.append(Peer("rg -c", ("rg", "-c", *large, "-f", str(path), "-"), 0.125, False, False, version, setup))
        lean = [part for regex in rules.RG_LEAN for part in ("-e", regex)]
        setup = "rg -c with five expressions: ID, card, mobile, policy number, e-mail"
        found.append(Peer("rg -c, five rules", ("rg", "-c", *lean, "-"), 1.0, False, False, version, setup))
    else:
        found.append(Skipped("rg -c", "ripgrep is not installed"))
    if shutil.which("sed"):
        version = _first_line(["sed", "--version"])
        argv, setup = tuple(rules.sed(rules.SED_BOUNDED)), "three bounded rules (ID, card, mobile), LC_ALL=C"
        found.append(Peer("sed -E", argv, 1.0, True, False, version, setup))
        argv, setup = tuple(rules.sed(rules.SED_PLAIN)), "the three rules without boundaries, LC_ALL=C"
        found.append(Peer("sed -E, unbounded", argv, 1.0, True, False, version, setup))
    else:
        found.append(Skipped("sed -E", "sed is not installed"))
    return found


def library(name: str, mode: str) -> tuple[str, ...]:
    """The command that runs a Python peer in ``mode`` (see peer_main.py)."""
    return (str(PEER_PYTHON), str(PEER_MAIN), name, mode)


def libraries() -> list[Peer | Skipped]:
    """The Python peers that ``setup_peers.py`` could install."""
    found: list[Peer | Skipped] = []
    for name, setup in LIBRARIES.items():
        if not PEER_PYTHON.exists():
            found.append(Skipped(name, "no .venv-peers; run python -m benchmarks.setup_peers"))
            continue
        probe = subprocess.run(library(name, "version"), capture_output=True, text=True, check=False)
        if probe.returncode:
            found.append(Skipped(name, "not installed in .venv-peers; run python -m benchmarks.setup_peers"))
            continue
        argv = library(name, "filter")
        found.append(Peer(name, argv, _SLICES[name], True, True, probe.stdout.strip(), setup))
    return found


def split(found: list[Peer | Skipped]) -> tuple[list[Peer], list[dict[str, Any]]]:
    """The peers that are here, and a record for each that is not."""
    here = [peer for peer in found if isinstance(peer, Peer)]
    missing = [peer for peer in found if isinstance(peer, Skipped)]
    return here, [{"measure": "skipped", "program": peer.name, "reason": peer.reason} for peer in missing]
