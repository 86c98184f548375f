"""What an executor makes its guard of, and the guards that its Python processes keep.

A plan, its pickled functions and the event log hold what stands here: names, a policy's text, the place of the keys.
Keys themselves never travel: every executor reads them where ``keyring`` says.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from piiguard.errors import PiiguardError, PolicyError, alone
from piiguard.guard import Guard
from piiguard.keyring import Keyring
from piiguard.policy import Policy
from piiguard.spark.needs import SparkError

_T = TypeVar("_T")
_KEPT = 8  # guards of a process

_guards: OrderedDict[str, Guard] = OrderedDict()


class Recipe:
    """How a guard is made, in plain values.

    policy   a :class:`piiguard.Policy`, or its name or file, read here and sent as text
    keyring  where the keys are on the executors: a file of theirs (0600), ``env:NAME`` or ``command:LINE``; a file's
             passphrase is taken from the executors' PIIGUARD_PASSPHRASE
    purpose, engine, ner  as for :class:`piiguard.Guard`

    Raises:
        TypeError: ``keyring`` is the keys themselves.
        PolicyError: the policy cannot be read, has no such purpose, or needs keys and ``keyring`` is None.
    """

    __slots__ = ("digest", "said")

    def __init__(
        self,
        policy: Policy | str | None = None,
        keyring: str | os.PathLike[str] | None = None,
        purpose: str | None = None,
        engine: str | None = None,
        ner: bool | str = False,
    ) -> None:
        if isinstance(keyring, Keyring):
            raise TypeError("keyring: say where executors find it (a path, env:NAME, command:LINE); keys do not travel in plans")
        if not isinstance(policy, Policy):
            policy = Policy.named(policy or "default")
        purpose = purpose if purpose is not None else policy.purpose
        where = None if keyring is None else _absolute(os.fspath(keyring))
        if purpose is not None:
            policy.for_purpose(purpose)  # refused here, not by a task
        if where is None:
            Guard(policy, purpose=purpose, engine="re")  # raises MissingKeyringError here
        self.said = json.dumps(
            {"policy": policy.dump(), "keyring": where, "purpose": purpose, "engine": engine, "ner": ner}, sort_keys=True
        )
        self.digest = hashlib.sha256(self.said.encode()).hexdigest()

    def __reduce__(self) -> tuple[Callable[[str, str], Recipe], tuple[str, str]]:
        return Recipe.of, (self.said, self.digest)

    @classmethod
    def of(cls, said: str, digest: str) -> Recipe:
        """A recipe that was sent."""
        recipe = cls.__new__(cls)
        recipe.said, recipe.digest = said, digest
        return recipe

    def guard(self) -> Guard:
        """The guard, made once a process. Raises PolicyError, KeyringError, MissingExtraError."""
        found = _guards.get(self.digest)
        if found is None:
            found = _guards[self.digest] = _made(json.loads(self.said))
            while len(_guards) > _KEPT:
                _guards.popitem(last=False)
        return found


def _absolute(where: str) -> str:
    """Executors work in other folders."""
    return where if where.startswith(("env:", "command:")) else os.path.abspath(where)


def _made(said: dict[str, Any]) -> Guard:
    import tomllib

    ner: Any = said["ner"]
    if ner == "all":
        from piiguard.ner import Names

        ner = Names(every=True)
    ring = Keyring.named(said["keyring"], _passphrase) if said["keyring"] else None
    policy = Policy(tomllib.loads(said["policy"]))
    return Guard(policy, ring, purpose=said["purpose"], engine=said["engine"], ner=ner)


def _passphrase() -> str:
    found = os.environ.get("PIIGUARD_PASSPHRASE")
    if not found:
        raise SparkError("the executors' keyring needs its passphrase: PIIGUARD_PASSPHRASE is not set there")
    return found


def task(name: str, function: Callable[..., Any], *given: Any) -> Callable[..., Any]:
    """A function of a task with what it is given; plans show its name."""
    made = partial(function, *given)
    made.__name__ = f"piiguard_{name}"  # type: ignore[attr-defined]
    return made


def closed(step: Callable[[], _T], where: str = "") -> _T:
    """Run a step of a task. What an error says goes to the event log and the UI: only our own words are passed on.

    Raises:
        PiiguardError: with nothing that the step's own error carried.
    """
    try:
        return step()
    except PiiguardError as error:
        failed: PiiguardError = type(error)(str(error)) if isinstance(error, PolicyError) else SparkError(str(error))
    except Exception as error:
        failed = SparkError(f"{where}: internal error ({type(error).__name__})" if where else type(error).__name__)
    alone(failed)
