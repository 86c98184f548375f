"""INI: settings of jobs in which somebody's contact stands."""

from __future__ import annotations

from benchmarks.estate.content import Fact, Made, Pen


def make(pen: Pen) -> Made:
    """Two or more sections."""
    values = pen.values
    lines, facts = [], []
    for section in range(2 + pen.below(4)):
        lines += [f"[job{section + 1}]", f"version = {values.version()}", f"timeout = {values.digits(3)}"]
        for key, entity, value in (
            ("alert_phone", "CN_MOBILE", values.mobile()),
            ("alert_email", "EMAIL_ADDRESS", values.email()),
            ("api_key", "API_KEY", values.api_key()),
        ):
            lines.append(f"{key} = {value}")
            facts.append(Fact(entity, value, {"line": len(lines)}, f"job.{key}"))
    return Made(("\n".join(lines) + "\n").encode(), "ini", facts, "utf-8")
