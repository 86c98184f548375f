"""Build what is published, the same bytes every time, and try it in bare environments.

    python tools/release.py build [--out dist]       sdist, wheel and SHA256SUMS; the same commit gives the same bytes
    python tools/release.py check [--out dist]       install sdist and wheel on the oldest Python and on the newest, try
                                                     each, and write a CycloneDX 1.6 SBOM of the oldest with the wheel

Needs the development environment (`make release` sets it up). What is checked: tools/bare.py.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SUPPORTED = ("3.11", "3.12", "3.13", "3.14")
_OLDEST_TIME = 315532800  # 1980: a zip file knows no earlier


def main() -> int:
    """See the module's first lines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=["build", "check"])
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="where the files are made or lie")
    options = parser.parse_args()
    return build(options.out.resolve()) if options.step == "build" else check(options.out.resolve())


def build(out: Path, source: Path = ROOT) -> int:
    """Write sdist, wheel and SHA256SUMS of ``source`` into ``out``, which is emptied of older ones."""
    moment = _moment(source)
    out.mkdir(parents=True, exist_ok=True)
    for old in [*out.glob("piiguard-*.tar.gz"), *out.glob("piiguard-*.whl")]:
        old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        clean = Path(folder) / "source"
        _copy(source, clean)
        made = Path(folder) / "made"
        command = [sys.executable, "-m", "build", "--no-isolation", "--sdist", "--outdir", str(made), str(clean)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        (sdist,) = made.glob("*.tar.gz")
        normalise(sdist, out / sdist.name, moment)
        # The wheel is made of the sdist as published, as an installer without wheels makes it.
        with tarfile.open(out / sdist.name) as archive:
            archive.extractall(folder, filter="data")
        unpacked = Path(folder) / sdist.name.removesuffix(".tar.gz")
        command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(out), str(unpacked)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "SOURCE_DATE_EPOCH": str(moment)})
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}" for path in sorted(out.glob("piiguard-*.[tw]*"))]
    (out / "SHA256SUMS").write_text("\n".join(sums) + "\n")
    print("\n".join(sums))
    return 0


def _moment(source: Path) -> int:
    """Seconds since 1970 that all files are given: SOURCE_DATE_EPOCH (reproducible-builds.org), else the last commit."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return max(int(given), _OLDEST_TIME)
    command = ["git", "-C", str(source), "log", "-1", "--format=%ct"]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    return max(int(said or 0), _OLDEST_TIME)


def _copy(source: Path, clean: Path) -> None:
    """What is published, without what lies around in a checkout."""
    clean.mkdir(parents=True)
    for name in ("piiguard", "recognizers", "cli"):
        shutil.copytree(source / name, clean / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(source / name, clean)


def normalise(sdist: Path, target: Path, moment: int) -> None:
    """Write ``sdist`` again with everything left out that is of the moment, the machine or its user."""
    held = io.BytesIO()
    with tarfile.open(sdist) as before, tarfile.open(fileobj=held, mode="w", format=tarfile.PAX_FORMAT) as after:
        for member in sorted(before.getmembers(), key=lambda member: member.name):
            member.uid = member.gid = 0
            member.uname = member.gname = ""
            member.mtime = moment
            member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
            member.pax_headers = {}
            after.addfile(member, before.extractfile(member) if member.isreg() else None)
    with open(target, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=moment) as packed:
        packed.write(held.getvalue())


def pythons() -> list[str]:
    """The oldest and the newest supported Python of this machine."""
    found = {version: path for version in SUPPORTED if (path := _python(version))}
    return [found[version] for version in dict.fromkeys((min(found, key=_order), max(found, key=_order)))]


def _order(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _python(version: str) -> str | None:
    """Where this version is, if it can make environments."""
    if version == ".".join(map(str, sys.version_info[:2])):
        return sys.executable
    kept = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    for candidate in (*map(str, kept), shutil.which(f"python{version}")):
        if candidate and _runs(candidate):
            return candidate
    return None


def _runs(python: str) -> bool:
    return subprocess.run([python, "-c", "import venv, ssl, sqlite3"], capture_output=True, check=False).returncode == 0


def check(out: Path) -> int:
    """Install and try what ``build`` made; 1 when something is not as it must be."""
    failed = 0
    (sdist,), (wheel,) = out.glob("piiguard-*.tar.gz"), out.glob("piiguard-*.whl")
    found = pythons()
    if len(found) == 1:
        print(f"Only one of Python {', '.join(SUPPORTED)} was found ({found[0]}): nothing is tried on another one.", flush=True)
    for number, python in enumerate(found):
        with tempfile.TemporaryDirectory() as folder:
            own = _bare(python, Path(folder) / "env")
            for published in (sdist, wheel):  # the wheel last: the list of packages is of an environment with it
                _install(own, published)
                failed |= subprocess.run([own, "-I", str(ROOT / "tools" / "bare.py"), published.name], check=False).returncode
            if not number:
                _sbom(own, out / f"{wheel.name.split('-py3')[0]}.cdx.json")
    return int(bool(failed))


def _bare(python: str, place: Path) -> str:
    """A fresh environment with nothing in it; its Python."""
    subprocess.run([python, "-m", "venv", str(place)], check=True)
    return str(place / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


def _install(python: str, published: Path) -> None:
    """A file of ours, in place of another, and whatever it asks for that is not there yet."""
    pip = [python, "-m", "pip", "--quiet", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "uninstall", "--yes", "piiguard"], check=True, cwd=published.parent)
    subprocess.run([*pip, "install", str(published)], check=True, cwd=published.parent)


def _sbom(python: str, target: Path) -> None:
    """Every package of an environment with version, licence and what asks for it; without the moment and the place."""
    subprocess.run([python, "-m", "pip", "uninstall", "--quiet", "--quiet", "--yes", "setuptools", "pip"], check=False)
    command = [sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible", "--sv", "1.6", "--of", "JSON"]
    subprocess.run([*command, "--pyproject", str(ROOT / "pyproject.toml"), "-o", str(target), python], check=True)
    print(f"  {target.name}: written")


if __name__ == "__main__":
    sys.exit(main())
