"""Logging: odd arguments and fields, records that pass several filters, handlers that fail, and what is withheld."""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections import UserDict, deque
from types import MappingProxyType
from typing import Any

import pytest
from strategies import SEED

from piiguard import Guard, Keyring, Policy
from piiguard.logs import LoguruPatcher, MaskingFilter, MaskingQueueHandler, StructlogProcessor, protect
from piiguard.testing import Values

DRAW = Values(f"{SEED} logs corners")
MOBILE, ID, PASSWORD, PIN = DRAW.mobile(), DRAW.id_card(), "Tk7#mopq", 482913
PLANTED = (MOBILE, ID, PASSWORD, str(PIN))
GUARD = Guard()


class Keep(logging.Handler):
    """Keeps what it was given: the line and the record's fields."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.fields: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))
        self.fields.append(dict(record.__dict__))


class Thing:
    """An object no record may hold; nothing is in it."""

    def __str__(self) -> str:
        return "a thing"

    __repr__ = __str__


class Broken(Guard):
    """A guard that fails with the value in its words."""

    __slots__ = ()

    def mask(self, text: str) -> str:
        raise RuntimeError(text)

    process = mask  # type: ignore[assignment]


def logger(*handlers: logging.Handler) -> logging.Logger:
    """A logger of the test's own, outside the tree."""
    log = logging.Logger("app")
    for handler in handlers:
        log.addHandler(handler)
    return log


def both(message: Any, *args: Any, **more: Any) -> list[str]:
    """The record as a filter and as the queue's handler write it, line and fields; nothing planted is in it."""
    keeps = Keep(), Keep()
    keeps[0].addFilter(MaskingFilter(GUARD))
    queue = MaskingQueueHandler(keeps[1], guard=GUARD)
    logger(queue).info(message, *args, **more)
    logger(keeps[0]).info(message, *args, **more)
    queue.close()
    for keep in keeps:
        (fields,) = keep.fields
        text = keep.lines[0] + repr({name: value for name, value in fields.items() if name not in ("created", "msecs", "relativeCreated")})
        assert not [value for value in PLANTED if value in text]
    assert keeps[0].lines == keeps[1].lines
    return keeps[0].lines


ARGS: dict[str, tuple[str, Any, str]] = {
    "number": ("pin %(password)d of %(n).2f", {"password": PIN, "n": 1.5}, "pin 〔PASSWORD〕 of 1.50"),
    "width": ("pin %(password)08d|%(n)5s|%(n)r", {"password": PIN, "n": "x"}, "pin 〔PASSWORD〕|    x|'x'"),
    "percent": ("100%% of %(password)-12s|", {"password": PASSWORD}, "100% of 〔PASSWORD〕|"),
    "user's dictionary": ("in %(password)s", UserDict(password=PASSWORD), "in 〔PASSWORD〕"),
    "proxy": ("in %(password)s", MappingProxyType({"password": PASSWORD}), "in 〔PASSWORD〕"),
    "as a whole": ("in %s", {"password": PASSWORD, "n": 3}, "in {'password': '〔PASSWORD〕', 'n': 3}"),
    "nested": ("in %(a)s", {"a": {"password": {"x": Thing(), "y": PASSWORD}}}, "in {'password': {'x': 'a thing', 'y': '〔PASSWORD〕'}}"),
    "nothing": ("%(a)s and %(n)03d", {"a": Thing(), "n": 3}, "a thing and 003"),
}


@pytest.mark.parametrize("case", ARGS)
def test_names_of_arguments_are_labels_whatever_the_conversion(case: str) -> None:
    message, args, expected = ARGS[case]
    assert both(message, args) == [expected]


def test_values_behind_escapes() -> None:
    """``repr`` writes a line feed and bytes with letters; behind them a value is one all the same."""
    text = f"手机\n{MOBILE}"
    assert both("%r", text) == [repr(GUARD.mask(text))]
    for value in (text.encode(), {"a": text}, [text], json.dumps({"a": text, "b": f"{text}\t{ID}"}), ("x", text.encode("utf-8"))):
        (line,) = both("got %s of %s", value, 1)
        assert "******" in line
        both("extra", extra={"field": str(value), "deep": [{"x": (str(value), 1)}]})
    both(text.encode())
    error = KeyError(text)
    assert "******" in "".join(both("failed", exc_info=(KeyError, error, None)))
    clean = "C:\\new\\table, d\\x41 and \\u624b"
    assert GUARD.mask(clean) == clean


def test_extras_beside_what_no_record_holds() -> None:
    """An object that cannot be looked into changes nothing for the fields beside it: labels are handed down."""
    both("x", extra={"password": {"x": Thing(), "y": PASSWORD}, "n": 1})
    both("x", extra={"password": [Thing(), (PASSWORD, deque([PASSWORD]))], "all": deque([{"password": PASSWORD}])})
    both("x", extra={"user": UserDict(password=PASSWORD), "other": MappingProxyType({"password": {PASSWORD}})})
    keep = Keep()
    keep.addFilter(MaskingFilter())
    alike = "13912345678", "13912340078"
    logger(keep).info("x", extra={"calls": {alike[0]: 1, alike[1]: 2, "by": Thing()}})
    assert keep.fields[0]["calls"] == {"139******78": 1, "139******78#2": 2, "by": "a thing"}  # none is lost


def test_extras_that_hold_themselves_or_have_no_end_are_withheld() -> None:
    """A logger that waits for them for ever is worse than one that raises."""
    circle: dict[str, Any] = {"mobile": MOBILE}
    circle["self"] = circle
    doubled: list[Any] = [MOBILE]
    for _ in range(60):
        doubled = [doubled, doubled]
    for endless in (circle, doubled, {"all": [MOBILE] * 200_000}, {"by": Thing(), "x": (doubled,)}):
        keeps = Keep(), Keep(), Keep()
        keeps[0].addFilter(MaskingFilter(GUARD))
        queue = MaskingQueueHandler(keeps[1], guard=GUARD)
        logger(keeps[0], queue).info("x", extra={"endless": endless})
        protect(keeps[2], GUARD).handle(logging.makeLogRecord({"msg": endless, "levelno": 20}))
        queue.close()
        for keep in keeps:
            assert keep.lines == ["〔withheld by piiguard: this record could not be masked (OverflowError)〕"]
            assert "endless" not in keep.fields[0]


@pytest.mark.parametrize("operator", ["fpe", "surrogate", "pseudonymize", "encrypt"])
def test_a_record_is_treated_once_however_many_filters_it_passes(operator: str) -> None:
    """An operator on its own result would give what nobody can restore."""
    ring = Keyring({"k1": bytes(range(32))}, "k1")
    guard = Guard(Policy({"version": 1, "name": operator, "default": {"operator": operator}}), ring)
    keeps = [Keep(), Keep(), Keep()]
    for keep in keeps[:2]:
        keep.addFilter(MaskingFilter(guard))
    protect(keeps[2], guard)
    last = Keep()
    queue = MaskingQueueHandler(last, guard=guard)
    log = logger(*keeps, queue)
    log.addFilter(MaskingFilter(guard))
    try:
        raise ValueError(f"手机{MOBILE}")
    except ValueError:
        log.info("手机%(mobile)s", {"mobile": MOBILE}, exc_info=True, extra={"user": {"手机": MOBILE}})
    queue.close()
    for keep in (*keeps, last):
        assert MOBILE not in keep.lines[0]
        text, trace = keep.lines[0].split("\n", 1)
        shown = keep.fields[0]["user"]["手机"]
        if operator == "surrogate":
            assert [text, shown] == [guard.mask(f"手机{MOBILE}"), guard.process(MOBILE, "手机").text]
            assert guard.mask(f"手机{MOBILE}") in trace
        else:
            assert guard.restore(text) == f"手机{MOBILE}"
            assert f"手机{MOBILE}" in guard.restore(trace)
            assert guard.restore(f"手机{shown}") == f"手机{MOBILE}"


def test_what_is_put_into_a_record_between_two_filters_is_masked() -> None:
    class Adding(logging.Filter):
        def filter(self, record: logging.LogRecord) -> bool:
            record.msg = f"{record.msg} {ID}"
            record.password = PASSWORD
            if hasattr(record, "user"):
                record.user["mobile"] = MOBILE
            return True

    keep = Keep()
    for one in (MaskingFilter(), Adding(), MaskingFilter()):
        keep.addFilter(one)
    logger(keep).info(f"手机{MOBILE}", extra={"user": {"手机": MOBILE}})
    assert not [value for value in PLANTED if value in keep.lines[0] + repr(keep.fields[0])]
    assert keep.fields[0]["password"] == "〔PASSWORD〕"


def test_withheld_records_hold_no_name_that_could_not_be_looked_at() -> None:
    parts = dict.fromkeys(("processName", "module", "pathname", "filename", "funcName", "threadName", "taskName"), MOBILE)
    record = logging.makeLogRecord({"name": "app", "levelno": 20, "levelname": "INFO", "msg": MOBILE, "lineno": 7, **parts})
    for guard in (Broken(), GUARD):
        keep = Keep()
        keep.addFilter(MaskingFilter(guard))
        bad = logging.makeLogRecord({**record.__dict__, **({} if guard.__class__ is Broken else {"args": (1,)})})
        keep.handle(bad)
        assert "withheld by piiguard" in keep.lines[0]
        assert MOBILE not in repr(keep.fields[0])
        assert keep.fields[0]["lineno"] == 7


def test_a_withheld_record_says_where_it_was_logged() -> None:
    keep = Keep()
    keep.addFilter(MaskingFilter())
    logger(keep).info("%d entries", MOBILE)
    assert keep.lines == ["〔withheld by piiguard: this record could not be masked (TypeError)〕"]
    assert keep.fields[0]["filename"] == "test_logs_corners.py"
    assert keep.fields[0]["funcName"] == "test_a_withheld_record_says_where_it_was_logged"


# -- the queue ------------------------------------------------------------------------------------


def test_a_handler_that_fails_stops_neither_the_others_nor_the_thread(capsys: pytest.CaptureFixture[str]) -> None:
    class Failing(logging.Handler):
        def __init__(self, error: BaseException) -> None:
            super().__init__()
            self.error = error

        def emit(self, record: logging.LogRecord) -> None:
            raise self.error

    keep = Keep()
    queue = MaskingQueueHandler(Failing(ValueError(MOBILE)), Failing(SystemExit()), keep)
    log = logger(queue)
    log.info("one %s", MOBILE)
    queue.flush()
    log.info("two")
    queue.close()
    assert [line.split()[0] for line in keep.lines] == ["one", "two"]
    err = capsys.readouterr().err
    assert err.count("a handler failed") == 4
    assert MOBILE not in err


def test_tuples_are_fixed_when_they_are_logged() -> None:
    keep = Keep()
    queue = MaskingQueueHandler(keep)
    inner = [1]
    logger(queue).info("x", extra={"pair": (inner, "y")})
    inner.append(2)
    queue.close()
    assert keep.fields[0]["pair"] == ([1], "y")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_process_does_not_wait_for_its_parents_records() -> None:
    program = (
        "import logging, os, threading, time\nfrom piiguard.logs import MaskingQueueHandler\n"
        "class Stuck(logging.Handler):\n    go = threading.Event()\n    def emit(self, record): self.go.wait(60)\n"
        "queue = MaskingQueueHandler(Stuck(), patience=50)\nlog = logging.Logger('x')\nlog.addHandler(queue)\nlog.error('a')\nlog.error('b')\n"
        "child = os.fork()\nif child == 0:\n    queue.flush(); queue.close(); os._exit(7)\n"
        "status = os.waitpid(child, 0)[1]\nStuck.go.set()\nqueue.close()\nraise SystemExit(os.waitstatus_to_exitcode(status) - 7)\n"
    )
    start = time.monotonic()
    subprocess.run([sys.executable, "-W", "ignore", "-c", program], check=True, timeout=120)
    assert time.monotonic() - start < 45


def test_a_record_of_the_interpreters_last_moments_is_not_lost() -> None:
    program = (
        "import logging\nfrom piiguard.logs import MaskingQueueHandler\n"
        "class Out(logging.Handler):\n    def emit(self, record): print(record.getMessage(), flush=True)\n"
        "queue = MaskingQueueHandler(Out())\nlog = logging.Logger('x')\nlog.addHandler(queue)\n"
        f"class Late:\n    def __del__(self, log=log): log.error('late %s', '{MOBILE}')\n"
        "log.error('early')\nqueue.close()\nkept = Late()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=60)
    first, last = done.stdout.splitlines()
    assert first == "early"
    assert last.startswith(("late ", "〔withheld by piiguard"))
    assert MOBILE not in done.stdout + done.stderr


# -- structlog and loguru -------------------------------------------------------------------------


def test_structlog_takes_what_structlog_takes_for_an_exception() -> None:
    structlog = pytest.importorskip("structlog")
    for before in ([], [structlog.processors.format_exc_info], [structlog.processors.dict_tracebacks]):
        out = io.StringIO()
        chain = [*before, StructlogProcessor(), structlog.processors.JSONRenderer(ensure_ascii=False, default=str)]
        log = structlog.wrap_logger(structlog.PrintLogger(out), processors=chain)
        for info in (True, 1, "yes", KeyError(f"手机\n{MOBILE}")):
            try:
                raise KeyError(f"手机\n{MOBILE} {ID}")
            except KeyError:
                log.error("failed", exc_info=info, password=PASSWORD)
        lines = [json.loads(line) for line in out.getvalue().splitlines()]
        assert [line["event"] for line in lines] == ["failed"] * 4
        assert all("******" in json.dumps(line["exception"]) for line in lines)
        assert not [value for value in PLANTED if value in out.getvalue()]


def test_structlog_positional_arguments_are_treated_once() -> None:
    structlog = pytest.importorskip("structlog")
    guard = Guard(Policy({"version": 1, "name": "fpe", "default": {"operator": "fpe"}}), Keyring({"k1": bytes(range(32))}, "k1"))
    log = structlog.wrap_logger(
        structlog.ReturnLogger(), wrapper_class=structlog.stdlib.BoundLogger,
        processors=[StructlogProcessor(guard), structlog.processors.JSONRenderer(ensure_ascii=False)],
    )  # fmt: skip
    for args in (({"mobile": MOBILE},), (UserDict(mobile=MOBILE),)):
        assert guard.restore(json.loads(log.info("手机%(mobile)s", *args))["event"]) == f"手机{MOBILE}"
    assert guard.restore(json.loads(log.info("手机%s", MOBILE))["event"]) == f"手机{MOBILE}"


@pytest.fixture
def loguru() -> Any:
    from copy import deepcopy

    module = pytest.importorskip("loguru")
    core = deepcopy(module._logger.Core())
    return lambda patcher: module._logger.Logger(core, None, 0, False, False, False, False, True, [patcher], {})


@pytest.mark.parametrize("broken", [False, True])
def test_loguru_names_of_threads_and_files(loguru: Any, broken: bool) -> None:
    """Also of a record that is withheld."""
    out = io.StringIO()
    log = loguru(LoguruPatcher(Broken() if broken else GUARD))
    log.add(out, format="{thread.name}|{file.name}|{file.path}|{function}|{message}")
    scope: dict[str, Any] = {"log": log}
    exec(compile(f"def say():\n    log.info('手机{MOBILE}')\n", f"/srv/手机{MOBILE}/app.py", "exec"), scope)
    thread = threading.Thread(target=scope["say"], name=f"手机{MOBILE}")
    thread.start()
    thread.join()
    assert MOBILE not in out.getvalue()
    assert ("withheld" in out.getvalue()) == broken
    assert out.getvalue().count("|") == 4


def test_loguru_without_an_exception_at_hand(loguru: Any) -> None:
    out = io.StringIO()
    log = loguru(LoguruPatcher())
    log.add(out, format="{message}")
    log.opt(exception=True).info("nothing happened")
    assert out.getvalue() == "nothing happened\n"
