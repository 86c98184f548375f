"""A log record's parts masked, and what stands in their place where that failed."""

from __future__ import annotations

import logging
import traceback
from collections import deque
from collections.abc import Mapping
from typing import Any

from piiguard.errors import PiiguardError
from piiguard.guard import Guard
from piiguard.keyring import Keyring
from piiguard.logs.messages import together
from piiguard.logs.once import bounded, done, remember
from piiguard.policy import Policy
from piiguard.records import process_record, unused, written

WITHHELD = "〔withheld by piiguard: this record could not be masked ({reason})〕"
_KEPT = 4096
_DEEP = 50
_KEYS = (str, int, float, bool, type(None))
#: What every record has; everything else came from ``extra`` or a filter.
STANDARD = frozenset(vars(logging.LogRecord("", 0, "", 0, "", (), None))) | {"message", "asctime", "taskName"}
_NAMES = ("name", "pathname", "filename", "module", "funcName", "threadName", "processName", "taskName")


class Masker:
    """What filter, processor and patcher share. Safe from many threads.

    withheld  records whose text was withheld so far
    way       what the treatment is known by: two maskers of the same do the same
    """

    __slots__ = ("_clean", "_quiet", "guard", "way", "withheld")

    def __init__(self, guard: Guard | None, policy: str | None, purpose: str | None, keyring: str | None) -> None:
        self.way: object = guard or (policy, purpose, keyring)
        if guard is None:
            keys = None if keyring is None else Keyring.named(keyring)
            guard = Guard(None if policy is None else Policy.named(policy), keys, purpose=purpose)
        elif policy is not None or purpose is not None or keyring is not None:
            raise TypeError("a guard has its policy, purpose and keyring")
        self.guard = guard
        self.withheld = 0
        self._clean: set[str] = set()
        #: Guests and the name model find what the engine has no hit for.
        self._quiet = not guard._foreign and guard.ner is None

    def name(self, text: str) -> str:
        """A text of those that come again and again: names of loggers, files, threads."""
        if text in self._clean:
            return text
        masked = self.guard.mask(text)
        if masked == text and len(self._clean) < _KEPT:
            self._clean.add(text)
        return masked

    def value(self, value: Any, label: str | None = None) -> Any:
        """Any value as a record's, and what no record may hold as its text: a formatter would write it so."""
        try:
            return process_record(self.guard, value, label).record
        except PiiguardError:
            pass
        if isinstance(value, Mapping):
            return self._mapping(value, label)
        if isinstance(value, (list, tuple, set, frozenset, deque)):
            return [self.value(item, label) for item in value]
        text = value.decode("utf-8", "replace") if isinstance(value, (bytes, bytearray)) else str(value)
        return self.guard.process(text, label).text

    def _mapping(self, value: Mapping[Any, Any], label: str | None) -> dict[Any, Any]:
        """As records do it, whatever the entries are: the nearest name above that says something is the label."""
        out: dict[Any, Any] = {}
        for key, item in value.items():
            name = str(key)
            clean = self.guard.mask(name)
            if clean != name:
                key = unused(clean, out, value)
            out[key if isinstance(key, _KEYS) else name] = self.value(item, name if self.guard._prefix_of(name) else label)
        return out

    def fields(self, fields: dict[str, Any]) -> dict[str, Any]:
        """The fields of a record, their names as labels; the same dictionary where there is nothing to mask."""
        bounded(fields)
        if self._quiet and self._nothing_in(fields):
            return fields
        masked: dict[str, Any] = self.value(fields)
        return masked

    def _nothing_in(self, fields: dict[str, Any]) -> bool:
        """Whether one look at all texts and numbers, each behind its name, meets nothing worth a closer one."""
        lines: list[str] = []
        if not self._gather(fields, None, lines, 0):
            return False
        for _ in self.guard._engine.lines("\n".join(lines)):
            return False
        return True

    def _gather(self, value: Any, label: str | None, lines: list[str], depth: int) -> bool:
        """Collect what records would read, in their way; False where there is something else."""
        kind = type(value)
        if kind is str:
            lines.append(self.guard._prefix_of(label) + value if label else value)
        elif kind is int or kind is float:
            lines.append(self.guard._prefix_of(label) + written(value) if label else written(value))
        elif kind is dict:
            for key, item in value.items():
                if type(key) is not str or self.name(key) != key:
                    return False
                own = key if self.guard._prefix_of(key) else label
                if depth > _DEEP or not self._gather(item, own, lines, depth + 1):
                    return False
        elif kind is list or kind is tuple:
            return depth <= _DEEP and all(self._gather(item, label, lines, depth + 1) for item in value)
        else:
            return value is None or kind is bool
        return True

    def exception(self, info: Any) -> str:
        """An exception as logging writes it, with its causes, groups, notes and the lines of the source; not yet masked."""
        if info is True or info is None or info is False:
            return ""
        if isinstance(info, BaseException):
            info = type(info), info, info.__traceback__
        kind, value, trace = info
        if value is None and kind is None:
            return ""
        return "".join(traceback.format_exception(kind, value, trace)).rstrip("\n")

    def reason(self, error: BaseException) -> str:
        """What to write in place of a record that could not be masked; counts it."""
        self.withheld += 1
        return WITHHELD.format(reason=type(error).__name__)

    # -- records of the standard library ---------------------------------------------------------

    def record(self, record: logging.LogRecord) -> logging.LogRecord:
        """The record to write: itself where there is nothing to mask, else a copy. Never raises."""
        try:
            new, touched = self._record(record, done(record, self.way))
            if touched:
                remember(new, self.way, new.__dict__)
            return new
        except Exception as error:
            return self.instead(record, error)

    def _record(self, record: logging.LogRecord, known: frozenset[str]) -> tuple[logging.LogRecord, bool]:
        """The record to write, and whether anything was masked in it, now or before.

        known  fields that are masked already
        """
        fields = record.__dict__
        changed: dict[str, Any] = {}
        touched = bool(known)
        if not ("msg" in known and "args" in known):
            message, touched = self._message(record.msg, record.args)
            if message is not record.msg or record.args:
                changed["msg"], changed["args"] = message, None
        if (record.exc_text or record.exc_info) and not ("exc_text" in known and "exc_info" in known):
            text = self.guard.mask(record.exc_text or self.exception(record.exc_info))
            changed["exc_text"], changed["exc_info"] = text or None, None
            touched = True
        if record.stack_info and "stack_info" not in known:
            changed["stack_info"] = self.guard.mask(record.stack_info)
            touched = True
        clean = self._clean
        for name in _NAMES:
            part = fields.get(name)
            if part and part not in clean and name not in known and (new := self.name(str(part))) != part:
                changed[name] = new
                touched = True
        gone: list[str] = ["message"] if "message" in fields else []
        if not fields.keys() <= STANDARD:
            extra = {name: value for name, value in fields.items() if name not in STANDARD and name not in known}
            masked_extra = self.fields(extra)
            gone += [name for name in extra if name not in masked_extra]
            changed.update(masked_extra)
            touched = touched or masked_extra is not extra
        if not changed and not gone:
            return record, False
        return _copied(record, changed, gone), touched or bool(known)

    def _message(self, message: Any, args: Any) -> tuple[Any, bool]:
        """The message to write, and whether anything in it was masked."""
        if not args and isinstance(message, (dict, list, tuple)):
            bounded(message)
            return self.value(message), True
        return together(self.guard, message if isinstance(message, str) else str(message), args, self.fields)

    def together(self, message: str, args: Any) -> str:
        """The masked text of a message with its arguments, the names of a dictionary's entries as labels."""
        return together(self.guard, message, args, self.fields)[0]

    def instead(self, record: logging.LogRecord, error: BaseException) -> logging.LogRecord:
        """A copy that says why, and holds nothing else of what was logged but where."""
        gone = [name for name in record.__dict__ if name not in STANDARD or name == "message"]
        none = dict.fromkeys(("args", "exc_info", "exc_text", "stack_info"))
        names = {name: self.safely(record.__dict__[name]) for name in _NAMES if record.__dict__.get(name)}
        return _copied(record, {**none, **names, "msg": self.reason(error), "name": "piiguard.logs"}, gone)

    def safely(self, part: Any) -> str:
        """:meth:`name` where that can be told, else nothing."""
        try:
            return self.name(str(part))
        except Exception:
            return ""


def _copied(record: logging.LogRecord, changed: dict[str, Any], gone: list[str]) -> logging.LogRecord:
    new = record.__class__.__new__(record.__class__)
    new.__dict__.update(record.__dict__)
    new.__dict__.update(changed)
    for name in gone:
        if name not in changed:
            new.__dict__.pop(name, None)
    return new
