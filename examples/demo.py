"""The demo: scan and mask the example files, filter a stream, call the library, hide and restore.

    python examples/demo.py [OUT]     # masked copies go below OUT, out/demo when not given

Ends with lines before and after and where the masked copies lie. Every value is generated;
nobody in these files exists. The exit status is 1 when a step did not do what it shows.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENCODINGS = {"claims_gb18030.csv": "gb18030"}
FOUND, CLEAN = 1, 0  # what `piiguard scan` and the other commands exit with when all is well
LINE = "手机号13912345678，保单号PDAA202611010000012345，订单号20261122153045012345已支付"
PROGRAM = f"import piiguard; print(piiguard.mask({LINE!r}))"
SHOWN = 2  # lines before and after, for each file
WIDTH = 150  # characters of a line that are shown


def title(text: str) -> None:
    print(f"\n── {text} " + "─" * max(4, 76 - len(text)))


def shown(path: Path) -> str:
    """The path as a reader in the repository would type it."""
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)


def run(*arguments: str, expect: int, stdin: str | None = None) -> None:
    """Run one piiguard command in front of the reader; stop the demo when it ends otherwise than expected."""
    sys.stdout.flush()
    done = subprocess.run(
        [sys.executable, "-m", "piiguard", *arguments], cwd=ROOT, input=stdin, text=True, encoding="utf-8"
    )
    if done.returncode != expect:
        sys.exit(f"piiguard {arguments[0]} exited with {done.returncode}, not {expect}")


def changes(before: Path, after: Path) -> list[tuple[str, str]]:
    """The first lines that masking changed, with their masked form."""
    encoding = ENCODINGS.get(before.name, "utf-8")
    pairs = zip(before.read_bytes().splitlines(), after.read_bytes().splitlines(), strict=True)
    changed = [(old.decode(encoding), new.decode(encoding)) for old, new in pairs if old != new]
    return changed[:SHOWN]


def clip(line: str) -> str:
    return line if len(line) <= WIDTH else line[: WIDTH - 1] + "…"


def show_changes(data: Path, masked: Path) -> None:
    """Before and after for every file; a file without a change means that something is broken."""
    for before in sorted(path for path in data.iterdir() if path.is_file()):
        copies = list(masked.rglob(before.name))
        pairs = changes(before, copies[0]) if copies else []
        if not pairs:
            sys.exit(f"{before.name} has no masked copy that differs from it")
        print(f"\n{before.name}")
        for old, new in pairs:
            print(f"  before  {clip(old)}")
            print(f"  after   {clip(new)}")


def main() -> None:
    """See the module's first lines."""
    out = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT / "out" / "demo"
    data, masked = out / "data", out / "masked"
    shutil.rmtree(out, ignore_errors=True)
    title("the data: one insurer's day, from a seeded generator")
    subprocess.run([sys.executable, str(ROOT / "examples" / "generate.py"), str(data)], cwd=ROOT, check=True)
    print(*(f"  {shown(path)}  {path.stat().st_size:,} bytes" for path in sorted(data.iterdir())), sep="\n")

    title(f"piiguard scan {shown(data)}")
    run("scan", shown(data), expect=FOUND)
    title(f"piiguard scan {shown(data)} --state {shown(out / 'ledger')} -o {shown(out / 'report.html')}")
    run("scan", shown(data), "--state", shown(out / "ledger"), "-o", shown(out / "report.html"), expect=FOUND)
    title(f"piiguard mask {shown(data)} -o {shown(masked)}")
    run("mask", shown(data), "-o", shown(masked), expect=CLEAN)
    title("… | piiguard filter")
    print(f"  in   {LINE}\n  out  ", end="")
    run("filter", stdin=LINE + "\n", expect=CLEAN)
    title("import piiguard")
    print(f">>> {PROGRAM}")
    sys.stdout.flush()
    subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, check=True)

    title("before and after")
    show_changes(data, masked)
    title("what only the right key undoes")
    sys.stdout.flush()
    subprocess.run([sys.executable, str(ROOT / "examples" / "protect.py"), str(out)], cwd=ROOT, check=True)
    print(f"\nThe masked copies lie in {shown(masked)}, the originals in {shown(data)},")
    print(f"the report in {shown(out / 'report.html')}.")


if __name__ == "__main__":
    main()
