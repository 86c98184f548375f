"""Try an installed piiguard where nothing else is installed: run by ``tools/release.py check`` inside the bare environment.

Standard library only. Prints a line a check, and exits with 1 when one of them failed.
"""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

#: What ``import piiguard`` may load from outside the standard library and itself: nothing. With ``mask``: the engine.
ALLOWED = {"import piiguard": set(), "import piiguard; piiguard.mask('手机13800138000')": {"hyperscan"}}
MEGABYTES = 400  # the minimal install, everything it asks for with it: half is spaCy, which presidio-analyzer asks for
_MOBILE = "138" + "00138000"
_PROBE = (
    "import sys; before = set(sys.modules)\n{code}\n"
    "own = set(sys.stdlib_module_names) | {{'piiguard'}}\n"
    "print(*sorted({{name.partition('.')[0] for name in set(sys.modules) - before}} - own))"
)


def main(name: str) -> int:
    """Run every check; ``name`` of the file that was installed is shown."""
    failed = 0
    print(f"{name} on Python {'.'.join(map(str, sys.version_info[:3]))}")
    with tempfile.TemporaryDirectory() as folder:
        for check in (size, imports, command, library, scan):
            try:
                said = check(Path(folder))
            except Exception as error:  # one failure must not hide the others
                said, failed = f"FAILED: {type(error).__name__}: {error}", 1
            print(f"  {check.__name__}: {said}")
    return failed


def size(_: Path) -> str:
    """The bytes of all that was installed."""
    place = Path(sysconfig.get_paths()["purelib"])
    files = [path for path in place.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    tools = [path for path in files if path.relative_to(place).parts[0].startswith(("pip", "setuptools", "_distutils"))]
    tools = [path for path in tools if not path.relative_to(place).parts[0].startswith("piiguard")]
    total = (sum(path.stat().st_size for path in files) - sum(path.stat().st_size for path in tools)) / 1e6
    own = sum(path.stat().st_size for path in (place / "piiguard").rglob("*") if path.is_file() and path.suffix != ".pyc") / 1e6
    _must(total <= MEGABYTES, f"{total:.0f} MB, more than {MEGABYTES}")
    return f"{total:.0f} MB with everything it asks for (at most {MEGABYTES}), {own:.1f} MB of its own"


def imports(_: Path) -> str:
    """What is loaded beyond the standard library."""
    for code, allowed in ALLOWED.items():
        loaded = set(_run(sys.executable, "-c", _PROBE.format(code=code)).split())
        _must(loaded <= allowed, f"{code!r} also loads {sorted(loaded - allowed)}")
    return "only what they may"


def command(folder: Path) -> str:
    """The program itself: its version, a filter, a masked copy."""
    program = str(Path(sys.executable).with_name("piiguard"))
    said = _run(program, "--version")
    masked = _run(program, "filter", given=f"客户手机{_MOBILE}\n")
    _must(_MOBILE not in masked and masked.startswith("客户手机138"), "filter did not mask")
    (folder / "in.csv").write_text(f"编号,手机\n1,{_MOBILE}\n", encoding="utf-8")
    _run(program, "mask", str(folder / "in.csv"), "-o", str(folder / "out.csv"))
    copy = list(csv.reader(io.StringIO((folder / "out.csv").read_text(encoding="utf-8"))))
    _must(copy[0] == ["编号", "手机"] and copy[1][0] == "1" and copy[1][1] != _MOBILE, "the copy is not as it must be")
    return said.strip()


def library(_: Path) -> str:
    """The three calls of the README, and a key."""
    import piiguard
    from piiguard.keyring import Keyring

    (found,) = piiguard.Guard().find(f"手机{_MOBILE}")
    _must((found.entity_type, found.start, found.end) == ("CN_MOBILE", 2, 13), "find")
    guard = piiguard.Guard(policy=piiguard.Policy.builtin("export"), keyring=Keyring.generate())
    hidden = guard.mask(f"手机{_MOBILE}")
    _must(_MOBILE not in hidden and guard.restore(hidden) == f"手机{_MOBILE}", "restore")
    return f"{len(piiguard.recognizers.BUILTIN)} recognizers"


def scan(folder: Path) -> str:
    """A folder to a report; a format whose reader is not installed is a row with its reason, never clean."""
    place = folder / "estate"
    place.mkdir()
    (place / "a.log").write_text(f"手机{_MOBILE}\n", encoding="utf-8")
    (place / "b.parquet").write_bytes(b"PAR1" + bytes(64) + b"PAR1")
    program = str(Path(sys.executable).with_name("piiguard"))
    said = _run(program, "scan", str(place), "--format", "jsonl", status=2)
    rows = [json.loads(line) for line in said.splitlines()]
    states = {Path(row["uri"]).name: row["status"] for row in rows if row["row"] == "object"}
    _must(states["a.log"] == "scanned" and states["b.parquet"] in ("skipped", "error"), f"statuses {states}")
    _must(sum(row["row"] == "finding" for row in rows) == 1, "one finding")
    return "1 finding; what could not be read is said"


def _run(*words: str, given: str = "", status: int = 0) -> str:
    env = {**{key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(words, input=given.encode(), capture_output=True, env=env, check=False)
    _must(done.returncode == status, f"{Path(words[0]).name}: status {done.returncode}: {done.stderr.decode()[-500:]}")
    return done.stdout.decode()


def _must(condition: bool, why: str) -> None:
    if not condition:
        raise AssertionError(why)



if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
