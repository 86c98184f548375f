"""Logging: nothing planted comes out, whatever part of a record holds it; nothing raises into the caller."""

from __future__ import annotations

import asyncio
import copy
import io
import json
import logging
import logging.config
import os
import pickle
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import SEED

from piiguard import Guard
from piiguard.logs import LoguruPatcher, MaskingFilter, MaskingQueueHandler, StructlogProcessor, protect
from piiguard.logs.masking import Masker
from piiguard.testing import Values

DRAW = Values(f"{SEED} logs")
MOBILE, ID, CARD, MAIL = DRAW.mobile(), DRAW.id_card(), DRAW.bank_card(), "zhang.wei88@example.com"
PASSWORD = "Tk7#mopq"  # only its name says what it is
PLANTED = [MOBILE, ID, CARD, MAIL, PASSWORD]


GUARD = Guard()
MASKER = Masker(GUARD, None, None, None)


class Note:
    """An object that no record may hold; a formatter would write its text."""

    def __str__(self) -> str:
        return f"手机{MOBILE}"

    __repr__ = __str__


def fail_plainly() -> None:
    raise ValueError(f"手机{MOBILE} 身份证{ID}")


def fail_with_cause() -> None:
    try:
        fail_plainly()
    except ValueError as error:
        raise KeyError(f"card {CARD}") from error


def fail_in_context() -> None:
    try:
        fail_plainly()
    except ValueError:
        raise RuntimeError(MAIL)  # noqa: B904  (the context is what is tested)


def fail_in_a_group() -> None:
    error = OSError(MOBILE)
    error.add_note(f"身份证：{ID}")
    raise ExceptionGroup(f"客户{MAIL}", [error, ExceptionGroup("inner", [ValueError(f"卡号{CARD}")])])


def fail_in_the_source() -> None:
    code = f"raise ValueError('see the line')  # 手机{MOBILE}\n"
    import linecache

    linecache.cache["<planted>"] = (len(code), None, [code], "<planted>")
    exec(compile(code, "<planted>", "exec"))


FAILURES = [fail_plainly, fail_with_cause, fail_in_context, fail_in_a_group, fail_in_the_source]


def logged(log: Any) -> None:
    """Records with a planted value in every part that may hold one."""
    log.info(f"手机{MOBILE}")
    log.info("手机%s，卡号%s", MOBILE, CARD)
    log.info("手机%s%s", MOBILE[:5], MOBILE[5:])
    log.info("id %(idNo)s %(password)s", {"idNo": ID, "password": PASSWORD})
    log.info("%(mobile)d", {"mobile": int(MOBILE)})
    log.info("unused", {"password": PASSWORD, "x": [MOBILE]})
    log.info({"mobile": int(MOBILE), "more": [{"password": PASSWORD}]})
    log.info([MOBILE])
    log.info(Note())
    log.info("%s", Note())
    log.info("%s", ValueError(ID))
    log.info("extra", extra={"customer": {"password": PASSWORD, "cards": [CARD, (MOBILE,)]}, "mobile": int(MOBILE), "note": Note(), "set": {ID}})
    log.info("extra", extra={"raw": MOBILE.encode(), "bad": b"\xff" + MOBILE.encode(), "deep": {"objects": [Note()]}, "password": PASSWORD})
    log.info("stack", stack_info=True, extra={"n": 1})
    log.info("too many", MOBILE, ID)
    log.info("too few %s %s", MOBILE)
    for fail in FAILURES:
        try:
            fail()
        except Exception as error:
            log.exception("failed for %s", MAIL)
            log.error("given", exc_info=error)
    thread = threading.Thread(target=lambda: log.warning("named"), name=f"user {MOBILE}")
    thread.start()
    thread.join()


class Dump(logging.Handler):
    """Writes all there is in a record, as handlers for JSON, sockets and trackers do."""

    def __init__(self) -> None:
        super().__init__()
        self.formatter = logging.Formatter("%(asctime)s %(threadName)s %(name)s %(message)s")
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(repr(record.__dict__) + self.format(record) + repr(record.__dict__) + repr(pickle.dumps(vars(record))))


def logger(*handlers: logging.Handler) -> logging.Logger:
    """A logger of the test's own, outside the tree."""
    log = logging.Logger(f"app.{SEED}")
    for handler in handlers:
        log.addHandler(handler)
    return log


def filtered() -> tuple[Dump, logging.Handler]:
    dump = Dump()
    dump.addFilter(MaskingFilter())
    return dump, dump


def protected() -> tuple[Dump, logging.Handler]:
    dump = Dump()
    return dump, protect(dump)


def queued() -> tuple[Dump, logging.Handler]:
    dump = Dump()
    return dump, MaskingQueueHandler(dump)


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """What logging would write of its own failures is a failure here too."""
    monkeypatch.setattr(logging.Handler, "handleError", lambda *_: pytest.fail("a handler failed"))


@pytest.mark.parametrize("made", [filtered, protected, queued])
def test_nothing_planted_is_written(made: Callable[[], tuple[Dump, logging.Handler]]) -> None:
    dump, handler = made()
    logged(logger(handler))
    handler.close()
    assert len(dump.seen) == 16 + 2 * len(FAILURES) + 1
    for number, text in enumerate(dump.seen):
        assert not [value for value in PLANTED if value in text], f"record {number}"
    whole = "\n".join(dump.seen)
    assert sum("withheld by piiguard" in text for text in dump.seen) == 2  # those whose arguments do not fit
    for word in ("ValueError", "KeyError", "direct cause", "During handling", "ExceptionGroup", "Stack (most recent", "see the line"):
        assert word in whole
    assert dump.seen[1].count("139") + dump.seen[1].count(MOBILE[:3]) > 0


def test_the_callers_objects_and_other_handlers_see_what_they_did() -> None:
    """A copy is masked: neither the arguments nor the record of other handlers change."""
    raw, handler = Dump(), protect(Dump())
    args = {"mobile": MOBILE, "list": [ID]}
    extra = {"customer": {"cards": [CARD]}, "password": PASSWORD}
    before = copy.deepcopy((args, extra))
    log = logger(handler, raw)
    log.info("%(mobile)s", args, extra=extra)
    assert (args, extra) == before
    assert all(value in raw.seen[0] for value in (MOBILE, ID, CARD, PASSWORD))
    error = ValueError(MOBILE)
    log.error("x", exc_info=error)
    assert MOBILE in raw.seen[1]
    assert error.args == (MOBILE,)
    record = logging.LogRecord("n", 20, "f", 1, "clean", (), None)
    assert handler._piiguard.record(record) is record  # type: ignore[attr-defined]
    assert protect(handler) is handler


@pytest.mark.skipif(sys.version_info < (3, 12), reason="filters give records back from Python 3.12 on")
def test_a_filter_leaves_the_record_to_others() -> None:
    dump, handler = filtered()
    raw = Dump()
    logger(handler, raw).info("手机%s", MOBILE)
    assert MOBILE in raw.seen[0]
    assert MOBILE not in dump.seen[0]


def test_a_filter_on_a_logger() -> None:
    dump = Dump()
    log = logger(dump)
    log.addFilter(MaskingFilter())
    log.info("手机%s", MOBILE)
    assert MOBILE not in dump.seen[0]
    assert "******" in dump.seen[0]


LEAVES = st.none() | st.booleans() | st.integers(0, 10**19) | st.floats(allow_nan=False) | st.sampled_from(
    [MOBILE, ID, "王秀英", "已受理", "13:05", "2026-11-22T10:15:30Z", PASSWORD, f"手机{MOBILE}\n客户王秀英来电", "", "order 20261122"]
)  # fmt: skip
KEYS = st.sampled_from(["password", "idNo", "姓名", "n", "event", "amount", "备注", "timestamp", "客户", MOBILE])
FIELDS = st.dictionaries(KEYS, st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=6), max_size=4)


@given(fields=FIELDS)
def test_fields_become_what_records_become(fields: dict[str, Any]) -> None:
    """The one look at all fields together passes over nothing."""
    before = copy.deepcopy(fields)
    assert MASKER.fields(fields) == GUARD.mask_record(before)
    assert fields == before


def test_a_clean_record_stays_what_it_is() -> None:
    record = logging.LogRecord("app", 20, "app.py", 3, "order %s", ("20261122A",), None)
    same = MaskingFilter()._masker.record(record)
    assert same.getMessage() == "order 20261122A"
    assert same.lineno == 3
    assert record.args == ("20261122A",)


class Broken(Guard):
    """A guard that fails with the value in its words."""

    __slots__ = ()

    def mask(self, text: str) -> str:
        raise RuntimeError(text)

    process = mask  # type: ignore[assignment]


@pytest.mark.parametrize("made", [lambda d, g: (d.addFilter(MaskingFilter(g)), d)[1], protect, lambda d, g: MaskingQueueHandler(d, guard=g)])
def test_what_cannot_be_masked_is_withheld(made: Callable[[Dump, Guard], logging.Handler]) -> None:
    dump = Dump()
    handler = made(dump, Broken())
    logged(logger(handler))
    handler.close()
    assert len(dump.seen) == 16 + 2 * len(FAILURES) + 1
    for text in dump.seen:
        assert "withheld by piiguard: this record could not be masked (" in text
        assert not [value for value in PLANTED if value in text]
        assert "INFO" in text or "ERROR" in text or "WARNING" in text


def test_withheld_records_are_counted() -> None:
    masking = MaskingFilter(Broken())
    dump = Dump()
    dump.addFilter(masking)
    logger(dump).info("a")
    assert masking.withheld == 1
    with pytest.raises(TypeError):
        MaskingFilter(Guard(), policy="strict")


def test_by_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """docs/logs.md: its block, as dictConfig takes it, with a logger that uses the handler."""
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")
    page = (Path(__file__).resolve().parent.parent / "docs" / "logs.md").read_text("utf-8")
    (block,) = re.findall(r"(?ms)^```yaml\n(.*?)^```", page)
    loggers = {"piiguard-test": {"handlers": ["file"], "level": "INFO", "propagate": False}}
    monkeypatch.chdir(tmp_path)
    logging.config.dictConfig({"version": 1, "disable_existing_loggers": False, **yaml.safe_load(block), "loggers": loggers})
    log = logging.getLogger("piiguard-test")
    log.info("手机%s", MOBILE)
    for handler in log.handlers[:]:
        log.removeHandler(handler)
        handler.close()
    assert (tmp_path / "app.log").read_text("utf-8") == "手机〔CN_MOBILE〕\n"


class Stuck(Dump):
    """A handler that waits until it is let go, as a full disk or a slow collector does."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()

    def emit(self, record: logging.LogRecord) -> None:
        self.go.wait(30)
        super().emit(record)


def test_a_full_queue_drops_counts_and_says_so() -> None:
    stuck = Stuck()
    handler = MaskingQueueHandler(stuck, limit=10)
    log = logger(handler)

    async def serve() -> int:
        for number in range(200):
            log.info("手机%s %s", MOBILE, number)
        return 200

    assert asyncio.run(serve()) == 200  # it came to an end: nobody waited for the handler
    assert not stuck.seen
    dropped = handler.dropped
    assert 188 <= dropped <= 190
    stuck.go.set()
    handler.close()
    written = [text for text in stuck.seen if "records were dropped" not in text]
    assert len(written) == 200 - dropped
    assert [text for text in stuck.seen if f"{dropped} log records were dropped: more than 10 waited" in text]
    assert not any(MOBILE in text for text in stuck.seen)


def test_the_queue_keeps_order_and_what_was_logged() -> None:
    dump = Dump()
    handler = MaskingQueueHandler(dump)
    log = logger(handler)
    changing = {"n": 0, "in": [0]}
    for number in range(300):
        changing["n"] = number
        changing["in"][0] = number  # type: ignore[index]
        log.info("%s", changing["n"], extra={"state": changing})
    handler.flush()
    assert len(dump.seen) == 300
    assert all(f"'msg': '{number}'" in text and f"'in': [{number}]" in text for number, text in enumerate(dump.seen))
    handler.close()
    log.info("after closing %s", MOBILE)  # begins again rather than losing it
    handler.close()
    assert len(dump.seen) == 301


def test_each_handler_of_a_queue_keeps_its_level_and_one_that_fails_stops_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    class Failing(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            raise ValueError(record.getMessage())

    errors, every = Dump(), Dump()
    errors.setLevel(logging.ERROR)
    handler = MaskingQueueHandler(errors, every, Failing())
    log = logger(handler)
    log.info("手机%s", MOBILE)
    log.error("e")
    handler.close()
    assert [len(errors.seen), len(every.seen)] == [1, 2]
    assert MOBILE not in capsys.readouterr().err


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_process_has_a_thread_of_its_own(tmp_path: Any) -> None:
    target = tmp_path / "forked.log"
    program = (
        "import logging, os\nfrom piiguard.logs import MaskingQueueHandler\n"
        f"out = logging.FileHandler({str(target)!r}, encoding='utf-8')\n"
        "queue = MaskingQueueHandler(out)\nlog = logging.getLogger('x')\nlog.addHandler(queue)\n"
        f"log.error('parent {MOBILE}')\nqueue.flush()\n"
        f"child = os.fork()\nif child == 0:\n    log.error('child {MOBILE}')\n    logging.shutdown()\n    os._exit(0)\n"
        "os.waitpid(child, 0)\nlogging.shutdown()\n"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", program], check=True, timeout=60)
    lines = target.read_text("utf-8").splitlines()
    assert [line.split()[0] for line in lines] == ["parent", "child"]
    assert MOBILE not in "".join(lines)


# -- structlog ------------------------------------------------------------------------------------


def structlog_lines(processor: Any, *, before: tuple[Any, ...] = (), renderer: Any = None) -> tuple[Any, io.StringIO]:
    structlog = pytest.importorskip("structlog")
    out = io.StringIO()
    chain = [structlog.processors.add_log_level, *before, processor, renderer or structlog.processors.JSONRenderer(ensure_ascii=False, default=str)]
    log = structlog.wrap_logger(structlog.PrintLogger(out), processors=chain, wrapper_class=structlog.stdlib.BoundLogger if before else None)
    return log, out


def test_structlog() -> None:
    log, out = structlog_lines(StructlogProcessor())
    customer = {"password": PASSWORD, "cards": [CARD, {"mobile": int(MOBILE)}]}
    before = copy.deepcopy(customer)
    log.bind(idNo=ID).info(f"客户{MAIL}", customer=customer, note=Note(), ids={ID}, n=3)
    assert customer == before
    for fail in FAILURES:
        try:
            fail()
        except Exception as error:
            log.exception("failed", mobile=MOBILE)
            log.error("given", exc_info=error)
            log.error("given", exc_info=(type(error), error, error.__traceback__))
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert len(lines) == 1 + 3 * len(FAILURES)
    assert not [value for value in PLANTED if value in out.getvalue()]
    assert lines[0]["n"] == 3
    assert all("Traceback" in line["exception"] for line in lines[1:])
    assert all(line["level"] in ("info", "error") for line in lines)


def test_structlog_with_positional_arguments_and_trees_of_exceptions() -> None:
    structlog = pytest.importorskip("structlog")
    log, out = structlog_lines(StructlogProcessor(), before=(structlog.processors.dict_tracebacks,))
    log.info("手机%s%s", MOBILE[:5], MOBILE[5:])
    log.info("%(password)s x", {"password": PASSWORD})
    try:
        fail_with_cause()
    except KeyError:
        log.exception("failed")
    assert not [value for value in PLANTED if value in out.getvalue()]
    assert len(out.getvalue().splitlines()) == 3


def test_structlog_through_logging() -> None:
    """Records of the standard library formatted by structlog, which hands its own record on."""
    structlog = pytest.importorskip("structlog")
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[StructlogProcessor(), structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.JSONRenderer()]
        )
    )
    logger(handler).info("手机%s", MOBILE)
    assert MOBILE not in out.getvalue()
    assert "******" in out.getvalue()


def test_structlog_withholds() -> None:
    processor = StructlogProcessor(Broken())
    log, out = structlog_lines(processor)
    log.info(f"手机{MOBILE}", password=PASSWORD)
    assert "withheld by piiguard" in out.getvalue()
    assert not [value for value in PLANTED if value in out.getvalue()]
    assert processor.withheld == 1


# -- loguru ---------------------------------------------------------------------------------------


@pytest.fixture
def loguru() -> Any:
    module = pytest.importorskip("loguru")
    core = copy.deepcopy(module._logger.Core())
    return lambda patcher: module._logger.Logger(core, None, 0, False, False, False, False, True, [patcher], {})


@pytest.mark.parametrize("serialize", [False, True])
def test_loguru(loguru: Any, serialize: bool) -> None:
    out = io.StringIO()
    log = loguru(LoguruPatcher())
    log.add(out, serialize=serialize, format="{level} {thread.name} {message} {extra}", backtrace=True, diagnose=True)
    customer = {"password": PASSWORD, "cards": [CARD]}
    before = copy.deepcopy(customer)
    log.info("手机{}，卡号{}", MOBILE, CARD)
    log.info("手机{}{}", MOBILE[:5], MOBILE[5:])
    log.bind(customer=customer, note=Note(), idNo=ID, n=7).info("bound")
    log.info("身份证 {idNo}", idNo=ID)
    log.opt(colors=True).info(f"<red>手机{MOBILE}</red>")
    assert customer == before
    for fail in FAILURES:
        try:
            fail()
        except Exception as error:
            log.exception(f"failed for {MAIL}")
            log.opt(exception=error).error("given")

    @log.catch
    def divided(mobile: str) -> float:
        return 1 / (len(mobile) - 11)

    divided(MOBILE)
    thread = threading.Thread(target=lambda: log.warning("named"), name=f"user {MOBILE}")
    thread.start()
    thread.join()
    text = out.getvalue()
    assert not [value for value in PLANTED if value in text]
    for word in ("ValueError", "ZeroDivisionError", "direct cause", "bound", "named"):
        assert word in text


def test_loguru_withholds(loguru: Any) -> None:
    patcher = LoguruPatcher(Broken())
    out = io.StringIO()
    log = loguru(patcher)
    log.add(out, format="{message} {extra}")
    try:
        fail_plainly()
    except ValueError:
        log.bind(password=PASSWORD).exception(f"手机{MOBILE}")
    assert "withheld by piiguard" in out.getvalue()
    assert not [value for value in PLANTED if value in out.getvalue()]
    assert patcher.withheld == 1


def test_nothing_is_loaded_but_logging() -> None:
    program = "import sys, piiguard.logs\nprint([name for name in ('structlog', 'loguru', 'pandas', 'cryptography', 'click') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
