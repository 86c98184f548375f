"""How far a scan is, on standard error: one line that is written over on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import shutil
import sys
import time

from piiguard.reports.table import size
from piiguard.scan.run import State

_TERMINAL, _PLAIN = 0.2, 30.0  # seconds between two


class ScanProgress:
    """Shows a scan's :class:`State`. ``quiet``: shows nothing."""

    def __init__(self, quiet: bool = False) -> None:
        self._terminal = sys.stderr.isatty()
        self._quiet = quiet
        self._began = self._said = time.monotonic()
        self._open = False

    def __call__(self, state: State) -> None:
        """Show it, if it is time."""
        now = time.monotonic()
        if self._quiet or now - self._said < (_TERMINAL if self._terminal else _PLAIN):
            return
        self._said = now
        line = described(state, now - self._began)
        if not self._terminal:
            sys.stderr.write(f"piiguard scan: {line}\n")
            return
        width = shutil.get_terminal_size().columns - 1
        sys.stderr.write(f"\r\x1b[K{line[:width]}")
        sys.stderr.flush()
        self._open = True

    def close(self) -> None:
        """Leave the terminal's line."""
        if self._open:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._open = False


def described(state: State, seconds: float) -> str:
    """A state in a line: objects, bytes, findings, rate, time left."""
    if state.listing:
        return f"listing: {state.objects_all} objects, {size(state.bytes_all)}"
    rate = state.bytes / seconds if seconds else 0.0
    parts = [
        f"{state.objects} of {state.objects_all} objects",
        f"{size(state.bytes)} of {size(state.bytes_all)}",
        f"{state.findings} findings",
        f"{size(int(rate))}/s",
    ]
    if rate and state.bytes_all > state.bytes:
        parts.append(f"{_clock((state.bytes_all - state.bytes) / rate)} left")
    return ", ".join(parts)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
