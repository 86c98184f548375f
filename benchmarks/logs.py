"""What masking adds to a log record without personal information, in microseconds: each logger with it and without.

Records have a message of about 100 characters with three arguments and are formatted and written nowhere. Rounds with and
without take turns on one core; the difference of the best rounds is given.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from benchmarks import measure

_TEXT = "claim step finished in %d ms on node %s, queue %s, next look at it in five minutes unless nothing has come in"
_BRACES = _TEXT.replace("%d", "{}").replace("%s", "{}")
_FORMAT = "%(asctime)s %(levelname)s [%(threadName)s] %(name)s - %(message)s"


class _Nowhere(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        self.format(record)


def _logging(kind: str) -> Callable[[int], None]:
    from piiguard.logs import MaskingFilter, MaskingQueueHandler, protect

    handler: logging.Handler = _Nowhere()
    handler.setFormatter(logging.Formatter(_FORMAT))
    if kind == "filter":
        handler.addFilter(MaskingFilter())
    elif kind == "protect":
        protect(handler)
    elif kind == "queue":
        handler = MaskingQueueHandler(handler, limit=1_000_000)
    log = logging.Logger("app.claims")
    log.addHandler(handler)
    return lambda number: log.info(_TEXT, number, "node-7", "claims-fast")


def _structlog(masked: bool) -> Callable[[int], None]:
    from piiguard.logs import StructlogProcessor

    structlog: Any = import_module("structlog")
    chain = [structlog.processors.add_log_level, structlog.processors.TimeStamper("iso")]
    chain += [StructlogProcessor()] if masked else []

    class Nowhere:
        def info(self, message: str) -> None:
            pass

    chain.append(structlog.processors.JSONRenderer())
    log = structlog.wrap_logger(Nowhere(), processors=chain, wrapper_class=structlog.BoundLogger)
    more = {"node": "node-7", "queue": "claims-fast", "state": "nothing has come in"}
    return lambda number: log.info("claim step finished", ms=number, **more)


def _loguru(masked: bool) -> Callable[[int], None]:
    from copy import deepcopy

    from piiguard.logs import LoguruPatcher

    module: Any = import_module("loguru._logger")
    patchers = [LoguruPatcher()] if masked else []
    log = module.Logger(deepcopy(module.Core()), None, 0, False, False, False, False, True, patchers, {})
    log.add(lambda text: None, format="{time} {level} {name} - {message}")
    return lambda number: log.info(_BRACES, number, "node-7", "claims-fast")


def _pair(bare: Callable[[int], None], masked: Callable[[int], None], rounds: int, records: int) -> tuple[float, float]:
    """Microseconds of CPU a record of this thread, without and with masking; the best rounds of each."""
    best = [float("inf"), float("inf")]
    for _ in range(rounds):
        for at, log in enumerate((bare, masked)):
            start = time.thread_time()
            for number in range(records):
                log(number)
            best[at] = min(best[at], (time.thread_time() - start) / records * 1e6)
    return best[0], best[1]


def main(rounds: int = 15, records: int = 3_000) -> Iterator[dict[str, Any]]:
    """One record for each logger."""
    makers: dict[str, tuple[str, Callable[[], Callable[[int], None]], Callable[[], Callable[[int], None]]]] = {
        "logging, MaskingFilter": ("logging", lambda: _logging(""), lambda: _logging("filter")),
        "logging, protect": ("logging", lambda: _logging(""), lambda: _logging("protect")),
        "logging, MaskingQueueHandler (the caller's thread)": ("logging", lambda: _logging(""), lambda: _logging("queue")),
        "structlog, StructlogProcessor": ("structlog", lambda: _structlog(False), lambda: _structlog(True)),
        "loguru, LoguruPatcher": ("loguru", lambda: _loguru(False), lambda: _loguru(True)),
    }
    with measure.one_core():
        for name, (module, bare, masked) in makers.items():
            try:
                without, with_ = _pair(bare(), masked(), rounds, records)
            except ImportError:
                yield {"measure": "skipped", "program": f"logs: {name}", "reason": f"{module} is not installed"}
                continue
            yield {
                "measure": "logs", "program": "piiguard", "logger": name, "records": records,
                "bare_us": measure.significant(without), "added_us": measure.significant(with_ - without),
            }  # fmt: skip
    logging.shutdown()
