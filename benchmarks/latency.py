"""Latency of one call on a 100-character message, with and without a personal value, in microseconds.

The piiguard call is ``guard.find``; the peers' are their own way to ask for what is
in a text. The clock's own cost (tens of nanoseconds) is in every number. Measure ``session``: the
customer's message in a conversation, for a language model; also with a name and a mobile in it.
"""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from benchmarks import corpus, measure, peers

_MESSAGES = 200


def messages(personal: bool) -> list[str]:
    """Different messages of 100 characters each, so that no cache of a peer answers for it."""
    rng = Random(f"{corpus.SEED}:{personal}")
    return [corpus.message(rng, personal) for _ in range(_MESSAGES)]


_INTRODUCTIONS = (
    "我是{}，手机{}", "你好，我叫{}，电话{}", "投保人{}，联系电话：{}",
    "姓名：{} 手机号：{}", "{} {}", "客户{}来电，号码{}",
)  # fmt: skip


def introductions() -> list[str]:
    """Messages of 100 characters in which customers say who they are: a name and a mobile, then what they ask."""
    from piiguard.testing import Values

    made = Values(corpus.SEED)
    rng = Random(f"{corpus.SEED}:introductions")
    texts = []
    for number in range(_MESSAGES):
        said = _INTRODUCTIONS[number % len(_INTRODUCTIONS)].format(made.of("PERSON"), made.of("CN_MOBILE"))
        asked = corpus.message(rng, False)
        texts.append(f"{said}，{asked}"[: len(asked)])
    return texts


def own(texts: Sequence[str], rounds: int) -> list[int]:
    """Nanoseconds of ``rounds`` calls for each text; a first round is not timed."""
    import piiguard

    find = piiguard.Guard().find
    clock = time.perf_counter_ns
    times = []
    for round_ in range(rounds + 1):
        for text in texts:
            start = clock()
            find(text)
            end = clock()
            if round_:
                times.append(end - start)
    return times


def sessions(texts: Sequence[str], rounds: int, question: str) -> list[int]:
    """The same for ``session.user``, each in a new conversation behind ``question``."""
    import piiguard

    guard = piiguard.Guard()
    clock = time.perf_counter_ns
    times = []
    for round_ in range(rounds + 1):
        for text in texts:
            chat = guard.session()
            chat.agent(question)
            start = clock()
            chat.user(text)
            end = clock()
            if round_:
                times.append(end - start)
    return times


def _theirs(peer: peers.Peer, texts: Sequence[str]) -> list[int]:
    argv = peers.library(peer.name, "latency")
    done = subprocess.run(argv, input=json.dumps(texts), capture_output=True, text=True, check=True)
    times = json.loads(done.stdout)
    return [int(time_) for time_ in times]


def _record(peer: peers.Peer, personal: bool, nanoseconds: list[int], values: str = "one value") -> dict[str, Any]:
    ordered = sorted(nanoseconds)
    return {
        "measure": "latency",
        "program": peer.name,
        "version": peer.version,
        "message": f"100 characters, {values if personal else 'no value'}",
        "personal": personal,
        "calls": len(ordered),
        "p50_us": measure.significant(measure.percentile(ordered, 0.5) / 1e3),
        "p99_us": measure.significant(measure.percentile(ordered, 0.99) / 1e3),
    }


def main(rounds: int = 200) -> Iterator[dict[str, Any]]:
    """One record for each program and kind of message."""
    found, skipped = peers.split(peers.libraries())
    yield from skipped
    with measure.one_core():
        for personal in (False, True):
            texts = messages(personal)
            yield _record(peers.piiguard(), personal, own(texts, rounds))
            for asked, question in (("nothing", "您好"), ("a policy number", "请提供您的保单号")):
                record = _record(peers.piiguard(), personal, sessions(texts, max(1, rounds // 10), question))
                yield record | {"measure": "session", "asked": asked}
            for peer in found:
                yield _record(peer, personal, _theirs(peer, texts))
        record = _record(peers.piiguard(), True, sessions(introductions(), max(1, rounds // 10), "您好"), "a name and a mobile")
        yield record | {"measure": "session", "asked": "nothing"}
