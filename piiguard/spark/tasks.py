"""What a task of a scan does on an executor: unit in, the answers of a worker of one machine out."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

from piiguard.errors import PiiguardError
from piiguard.formats import Limits, kinds
from piiguard.guard import Guard
from piiguard.keyring import Keyring
from piiguard.scan.pool import Message, Pool
from piiguard.scan.rules import rules, version
from piiguard.scan.search import Search
from piiguard.scan.worker import Emit, Job
from piiguard.sources.secretsfile import read_secrets_file
from piiguard.spark.needs import SparkError
from piiguard.spark.worker import Recipe, closed

_pools: dict[str, tuple[Pool, Keyring | None]] = {}  # of this process: one at most


def sealed(ring: Keyring | None, said: Any) -> str:
    """What goes between driver and executor, as text; encrypted where there is a keyring."""
    text = json.dumps(said)
    return text if ring is None else ring.seal("spark", text.encode()).hex()


def unsealed(ring: Keyring | None, line: str) -> Any:
    """What :func:`sealed` was given. Raises SparkError, TokenError: sealed by another keyring."""
    if line.startswith(("[", "{")):
        return json.loads(line)
    if ring is None:
        raise SparkError("the driver has no keyring, an executor has one")
    return json.loads(ring.unseal("spark", bytes.fromhex(line)))


def read(said: str, sent: Iterator[Any]) -> Iterator[str]:
    """The answers to units, one JSON text a message; ``0`` in a unit's place only asks whether units can be read here."""
    pool = ring = None
    refused = ""
    try:
        pool, ring = closed(lambda: _ready(said))
    except PiiguardError as error:
        refused = str(error)
    for line in sent:
        if pool is None:
            yield json.dumps([0, ["refused", refused]])
        elif line:
            unit = closed(lambda line=line: unsealed(ring, line))  # type: ignore[misc]
            yield from _answers(pool, ring, unit)


def _answers(pool: Pool, ring: Keyring | None, unit: dict[str, Any]) -> Iterator[str]:
    heard: list[Message] = []
    pool.give(unit)
    while pool.busy:
        pool.work(lambda _, message: heard.append(message))
        for message in heard:
            if message[0] == "split":
                yield sealed(ring, [unit["unit"], message])
            elif message[0] != "tick":
                yield json.dumps([unit["unit"], message])
            if message[0] == "lost":
                return
        heard.clear()


def _ready(said: str) -> tuple[Pool, Keyring | None]:
    """The child that reads, made once a process. Raises PiiguardError: this executor is not what the driver is."""
    found = _pools.get(said)
    if found is not None:
        return found
    while _pools:
        _pools.popitem()[1][0].close()
    spec = json.loads(said)
    guard = Recipe.of(*spec["recipe"]).guard()
    limits = Limits(**spec["limits"])
    sample = tuple(spec["sample"]) if spec["sample"] else None
    _same(guard, limits, sample, spec)
    secrets = read_secrets_file(spec["secrets"]) if spec["secrets"] else {}
    job = _Here(
        spec["folder"], Search(guard), spec["targets"], secrets, limits=limits,
        today=date.fromisoformat(spec["today"]), salt=spec["salt"], split=tuple(spec["split"]), sample=sample,
        ignore=spec["ignore"],
    )  # fmt: skip
    pool = Pool(job, 1, memory=spec["memory"], seconds=limits.seconds)
    _pools[said] = pool, guard.keyring
    return _pools[said]


class _Here(Job):
    """A job whose relative paths begin where the driver's do, if that folder is here as well."""

    def __init__(self, folder: str, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._folder = folder

    def run(self, task: dict[str, Any], emit: Emit) -> None:
        with suppress(OSError):
            os.chdir(self._folder)  # of the child that reads, not of Spark's worker
        super().run(task, emit)


def _same(guard: Guard, limits: Limits, sample: Any, spec: dict[str, Any]) -> None:
    if rules(guard, limits, sample) == spec["rules"]:
        return
    if version() != spec["version"]:
        raise SparkError(f"an executor has piiguard {version()}, the driver {spec['version']}")
    if str(kinds.installed()) != spec["kinds"]:
        raise SparkError(f"an executor reads other formats ({kinds.installed()}) than the driver ({spec['kinds']})")
    raise SparkError("an executor has other keys, or another piiguard, than the driver")
