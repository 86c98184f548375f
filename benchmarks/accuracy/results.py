"""Measures every program on everything and keeps what came out: ``results.json``.

The file holds the date, the machine, the seed, one object a program (``scoring``, for ours also ``tuning``,
``public`` and, where the data was given, ``crosswoz``) and why a program was left out.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import measure
from benchmarks.accuracy import crosswoz, public
from benchmarks.accuracy.generate import RECORDS, SEED, Record, generate
from benchmarks.accuracy.peers import Missing
from benchmarks.accuracy.runners import EVERYONE, NER, OURS, RULES, Runner
from benchmarks.accuracy.score import score

RESULTS = Path(__file__).resolve().with_name("results.json")
Result = dict[str, Any]


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _public(runner: Runner) -> Result:
    """Figures on public text; empty where there is none or the runner reads none."""
    if not runner.public:
        return {}
    try:
        texts = public.texts(runner.public)
        records = [Record(f"public-{number}", "text", "zh-Hans", text, (), False) for number, text in enumerate(texts)]
        return public.per_megabyte(texts, runner.run(records).spans)
    except Missing as reason:
        _say(f"{runner.name}, public text: skipped, {reason}")
        return {}


def one(runner: Runner, halves: dict[str, list[Record]], dialogues: Sequence[Record]) -> Result:
    """Everything about one program.

    Raises:
        Missing: it is not here.
    """
    result: Result = {"program": runner.name, "setup": runner.setup, "types": list(runner.types)}
    for half, records in halves.items():
        # A peer's figures on the half that ours were tuned on would say nothing.
        if half == "scoring" or runner in OURS:
            found = runner.run(records)
            result["version"] = found.version
            result[half] = {**score(records, found.spans, runner.types), "seconds": round(found.seconds, 2)}
    result["public"] = _public(runner)
    # Whether a CSV is read by cells makes no difference to dialogues: once is enough.
    if dialogues and (runner not in OURS or runner.name in (RULES, NER)):
        result["crosswoz"] = crosswoz.score(dialogues, runner.run(dialogues).spans)
    return result


def everyone(dialogues: Sequence[Record], before: Result) -> Result:
    """Every program on everything. Without dialogues their figures are taken over from ``before``."""
    halves = {half: generate(half) for half in ("scoring", "tuning")}
    programs, skipped = [], {}
    for runner in EVERYONE:
        try:
            result = one(runner, halves, dialogues)
        except Missing as reason:
            skipped[runner.name] = str(reason)
            _say(f"{runner.name}: skipped, {reason}")
            continue
        if not dialogues and "crosswoz" in find(before, runner.name):
            result["crosswoz"] = find(before, runner.name)["crosswoz"]
        _say(f"{runner.name}: {result['scoring']['seconds']} s")
        programs.append(result)
    date = datetime.now(UTC).date().isoformat()
    return {"date": date, **measure.machine(), "seed": SEED, "records": RECORDS, "programs": programs, "skipped": skipped}


def find(results: Result, name: str) -> Result:
    """A program's object, or an empty one."""
    return next((program for program in results.get("programs", ()) if program["program"] == name), {})


def load(path: Path = RESULTS) -> Result:
    """What was stored, or nothing."""
    stored: Result = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return stored


def _laid_out(value: Any, depth: int) -> str:
    """JSON whose outer levels stand on lines of their own: a line for every type of every program."""
    if depth and isinstance(value, dict):
        parts = [f"{json.dumps(key)}: {_laid_out(item, depth - 1)}" for key, item in value.items()]
        return "{\n" + ",\n".join(parts) + "\n}"
    if depth and isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return "[\n" + ",\n".join(_laid_out(item, depth - 1) for item in value) + "\n]"
    return json.dumps(value, ensure_ascii=False)


def store(results: Result, path: Path = RESULTS) -> None:
    """Write the results, so laid out that two runs can be compared."""
    path.write_text(_laid_out(results, 5) + "\n", encoding="utf-8")
