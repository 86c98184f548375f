"""Peak memory of the filter, and that it stays right where memory is tight.

A file of 100 MB; one line of 1 GB that is never stored, with a labelled value over every
multiple of 4 KiB, so that whatever windows the filter cuts, a value lies over their edges;
and 10 MB of random bytes. The outputs are compared byte for byte with what they must be.
"""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import IO, Any

from benchmarks import corpus, measure, values

_STEP = 4096
_LABELS = {
    "mobile": "手机号",
    "id_card": "身份证号",
    "bank_card": "银行卡号",
    "policy_number": "保单号",
    "email": "邮箱",
    "plate": "车牌号",
}
_WORDS = "客户来电说明情况后坐席已经记录并转交相关部门跟进处理请耐心等待结果通知感谢理解与支持".encode()
_FILLER = _WORDS * (2 * _STEP // len(_WORDS))
_UNITS = 500


class LongLine:
    """A line of about ``size`` bytes as chunks: what goes in, and what must come out."""

    def __init__(self, size: int) -> None:
        import piiguard

        rng = Random(corpus.SEED)
        self.blocks = size // _STEP
        self.units: list[tuple[bytes, bytes]] = []
        around = _WORDS.decode()
        while len(self.units) < _UNITS:
            kind, value = values.draw(rng)
            unit = f"{_LABELS[kind]}{value}"
            masked = piiguard.mask(f"{around}{unit}，{around}")
            self.units.append((unit.encode(), masked[len(around) : len(masked) - len(around) - 1].encode()))
        # A value that is not masked by itself would make the comparison prove nothing.
        self.unmasked = sum(raw == masked for raw, masked in self.units)

    def chunks(self, side: int) -> Iterator[bytes]:
        """The input (side 0) or the expected output (side 1), one chunk for each 4 KiB of input."""
        rng = Random(corpus.SEED)
        written = 0
        for block in range(1, self.blocks + 1):
            unit = self.units[rng.randrange(_UNITS)]
            gap = block * _STEP - rng.randrange(1, len(unit[0])) - written - 3
            hanzi = gap // 3 * 3
            yield b"".join(("，".encode(), b" " * (gap - hanzi), _FILLER[:hanzi], unit[side]))
            written += 3 + gap + len(unit[0])
        yield "，完\n".encode()


def _feed(chunks: Iterator[bytes], pipe: IO[bytes]) -> None:
    try:
        for chunk in chunks:
            pipe.write(chunk)
        pipe.close()
    except BrokenPipeError:
        pass  # the filter ended early; its status and the comparison tell


def _compare(chunks: Iterator[bytes], pipe: IO[bytes]) -> int | None:
    """Read ``pipe`` to its end; the offset of the first byte that is not as expected, or None."""
    done, wrong = 0, None
    for chunk in chunks:
        got = pipe.read(len(chunk))
        if got != chunk:
            wrong = done + next((i for i, (a, b) in enumerate(zip(got, chunk, strict=False)) if a != b), len(got))
            break
        done += len(chunk)
    while extra := pipe.read(1 << 20):
        wrong = done if wrong is None else wrong
        del extra
    return wrong


def long_line(size: int) -> dict[str, Any]:
    """The 1 GB line. ``as_expected`` says that every value was masked and nothing else changed."""
    line = LongLine(size)
    started = measure.Started(measure.FILTER, subprocess.PIPE, subprocess.PIPE)
    process = started.process
    assert process.stdin is not None
    assert process.stdout is not None
    writer = threading.Thread(target=_feed, args=(line.chunks(0), process.stdin), daemon=True)
    writer.start()
    wrong = _compare(line.chunks(1), process.stdout)
    writer.join()
    process.stdout.close()
    run = started.finish()
    return {
        "input": "one line",
        "bytes": line.blocks * _STEP,
        "values": line.blocks,
        "status": run.status,
        "peak_mb": measure.significant(run.rss / 1e6),
        "cpu_s": measure.significant(run.cpu),
        "values_not_masked_alone": line.unmasked,
        "first_difference_at": wrong,
        "as_expected": wrong is None and run.status == 0 and line.unmasked == 0,
    }


def log_file(folder: Path, size: int) -> dict[str, Any]:
    """A log file with personal values in every fifth line."""
    source = folder / "log"
    written = corpus.write(source, size, 0.2)
    run = measure.run(measure.FILTER, source)
    return {
        "input": "log file",
        "bytes": written,
        "status": run.status,
        "peak_mb": measure.significant(run.rss / 1e6),
        "as_expected": run.status == 0,
    }


def random_bytes(folder: Path, size: int) -> dict[str, Any]:
    """Bytes that are no text at all must come out as they went in."""
    source, sink = folder / "random.in", folder / "random.out"
    data = Random(corpus.SEED).randbytes(size)
    source.write_bytes(data)
    run = measure.run(measure.FILTER, source, sink)
    return {
        "input": "random bytes",
        "bytes": size,
        "status": run.status,
        "peak_mb": measure.significant(run.rss / 1e6),
        "as_expected": run.status == 0 and sink.read_bytes() == data,
    }


def main(line_bytes: int = 1_000_000_000) -> Iterator[dict[str, Any]]:
    """One record for each input."""
    with TemporaryDirectory(prefix="piiguard-bench-") as name:
        folder = Path(name)
        results = (log_file(folder, 100_000_000), random_bytes(folder, 10_000_000), long_line(line_bytes))
        for result in results:
            small = result["peak_mb"] < 200
            yield {"measure": "memory", "program": "piiguard", **result, "under_200_mb": small}
