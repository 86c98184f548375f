"""One Guard from many threads: scratch space, compiled expressions and tables are made at first use."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from strategies import SEED, Texts

from piiguard import Guard, Pattern, Recognizer, score

THREADS = 16
TEXTS = list(Texts(f"{SEED}-threads").many(150))


@pytest.fixture
def eager_switching() -> object:
    """Threads that change places every few bytecodes."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def in_threads(work: Callable[[int], object]) -> list[object]:
    """``work`` in sixteen threads that start together; errors come out."""
    gate = threading.Barrier(THREADS)

    def run(number: int) -> object:
        gate.wait(60)
        return work(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


@pytest.mark.usefixtures("eager_switching")
@pytest.mark.parametrize("engine", ["hyperscan", "re"])
def test_one_guard_gives_every_thread_the_same(engine: str) -> None:
    """A guard that no thread has used before: everything lazy is made while all of them ask for it."""
    guard = Guard(engine=engine)

    def work(number: int) -> object:
        mine = TEXTS[number * 9 :] + TEXTS[: number * 9]
        done = {text: (guard.find(text), guard.mask(text), guard.mask_record({"手机号": text})) for text in mine}
        return [done[text] for text in TEXTS]

    results = in_threads(work)
    assert all(result == results[0] for result in results)
    alone = Guard(engine=engine)
    assert results[0] == [(alone.find(text), alone.mask(text), alone.mask_record({"手机号": text})) for text in TEXTS]


@pytest.mark.usefixtures("eager_switching")
def test_streams_of_one_guard_do_not_disturb_each_other() -> None:
    guard = Guard()

    def work(number: int) -> object:
        out = []
        for text in TEXTS[:100]:
            stream = guard.stream()
            size = 1 + number % 5
            out.append("".join(stream.feed(text[at : at + size]) for at in range(0, len(text), size)) + stream.flush())
        return out

    wanted = [guard.mask(text) for text in TEXTS[:100]]
    assert all(result == wanted for result in in_threads(work))


def test_guards_made_in_many_threads_are_alike() -> None:
    """The cache file is written by whoever comes first and read by the others."""
    recognizer = Recognizer("OWN_NO", [Pattern("p", "线程[0-9]{5}", score(0.6, 0.9))], labels=["内部号"])
    found = in_threads(lambda number: Guard(recognizers=[recognizer]).find("内部号：线程12345"))
    assert all(item == found[0] for item in found)
    assert len(found[0]) == 1  # type: ignore[arg-type]


FIRST = """
import sys, threading, hashlib
from piiguard.generalize import generalize
from piiguard.recognizers import ENTITY_TYPES
from piiguard.surrogate import surrogate
from piiguard.testing import Values

sys.setswitchinterval(1e-6)
values = Values("threads")
pairs = [(values.of(entity_type), entity_type) for entity_type in ENTITY_TYPES for _ in range(4)]
treat = lambda: [(surrogate(value, of, hashlib.sha256(value.encode()).digest()), generalize(value, of)) for value, of in pairs]
gate, done = threading.Barrier(8), []
threads = [threading.Thread(target=lambda: (gate.wait(60), done.append(treat()))) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert len(done) == 8 and all(one == treat() for one in done)
"""


def test_a_process_whose_first_values_come_from_many_threads() -> None:
    """Tables kept in modules are made once in a process, so only a new one shows whether they are whole when first seen."""
    run = subprocess.run([sys.executable, "-c", FIRST], capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr.strip().splitlines()[-1]
