"""Puts the Python peers into an environment of their own, ``.venv-peers``: python -m benchmarks.setup_peers

Each is installed by itself, so that one that does not install leaves the others; the
benchmarks then skip it and say so. No spaCy model is installed: the name of the small
Chinese model on the package index does not belong to its makers.
"""

from __future__ import annotations

import subprocess
import sys
import venv

from benchmarks.peers import LIBRARIES, PEER_PYTHON


def main() -> int:
    """Install what can be installed; 0 when every peer is there."""
    if not PEER_PYTHON.exists():
        venv.create(PEER_PYTHON.parent.parent, with_pip=True)
    failed = 0
    for name in LIBRARIES:
        # Wheels only: nothing that a package brings is run while it is being installed.
        argv = [str(PEER_PYTHON), "-m", "pip", "install", "--quiet", "--only-binary", ":all:", name]
        done = subprocess.run(argv, check=False).returncode == 0
        failed += not done
        print(f"{name}: {'installed' if done else 'not installed; the benchmarks will skip it'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
