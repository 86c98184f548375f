"""For structlog and loguru: functions that take their records; neither package is imported."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from logging import LogRecord
from typing import Any

from piiguard.guard import Guard
from piiguard.logs.masking import Masker


class _Withholding:
    """What both have: a masker, and a count of what it withheld."""

    def __init__(
        self, guard: Guard | None = None, *, policy: str | None = None, purpose: str | None = None, keyring: str | None = None
    ) -> None:
        self._masker = Masker(guard, policy, purpose, keyring)

    @property
    def withheld(self) -> int:
        """Records whose text was withheld, because masking them failed."""
        return self._masker.withheld


class StructlogProcessor(_Withholding):
    """A processor for structlog: the last one before the renderer.

    Every field, its name as the label, however nested; ``exc_info`` becomes the masked text ``exception``; positional
    arguments are put into the event first. A new event dictionary goes on; the caller's objects are never altered.
    Arguments as :class:`piiguard.logs.MaskingFilter`.
    """

    def __call__(self, logger: Any, method_name: str, event_dict: MutableMapping[str, Any]) -> dict[str, Any]:
        try:
            return self._masked(event_dict)
        except Exception as error:
            kept: dict[str, Any] = {key: event_dict[key] for key in ("_record", "_from_structlog") if key in event_dict}
            if isinstance(kept.get("_record"), LogRecord):
                kept["_record"] = self._masker.record(kept["_record"])
            kept.update(event=self._masker.reason(error), level=method_name)
            return kept

    def _masked(self, event_dict: MutableMapping[str, Any]) -> dict[str, Any]:
        masker = self._masker
        fields = dict(event_dict)
        args = fields.pop("positional_args", None)
        event: str | None = None
        if args:
            named = len(args) == 1 and isinstance(args[0], Mapping) and bool(args[0])
            event, fields["event"] = masker.together(str(fields["event"]), args[0] if named else args), None
        info = fields.pop("exc_info", None)
        own: dict[str, Any] = {key: fields.pop(key) for key in ("_record", "_from_structlog") if key in fields}
        out = masker.fields(fields)
        if event is not None:
            out["event"] = event
        if info:
            text = masker.guard.mask(masker.exception(info if isinstance(info, (tuple, BaseException)) else _current()))
            if text:
                out["exception"] = text
        if isinstance(own.get("_record"), LogRecord):
            own["_record"] = masker.record(own["_record"])
        out.update(own)
        return out


class LoguruPatcher(_Withholding):
    """A patcher for loguru: ``logger.configure(patcher=LoguruPatcher())``.

    The message, ``extra`` with names as labels, and the exception: that becomes masked text behind the message, since
    loguru itself would write the values of variables into the traceback. Arguments as :class:`piiguard.logs.MaskingFilter`.
    """

    def __call__(self, record: Any) -> None:
        try:
            self._mask(record)
        except Exception as error:
            record["message"] = self._masker.reason(error)
            record["extra"], record["exception"] = {}, None
            _rename(record, self._masker.safely)

    def _mask(self, record: Any) -> None:
        masker = self._masker
        message = masker.guard.mask(record["message"])
        if record["exception"] is not None:
            info = record["exception"]
            text = masker.guard.mask(masker.exception((info.type, info.value, info.traceback)))
            message = f"{message}\n{text}" if text else message
        extra = masker.fields(record["extra"]) if record["extra"] else record["extra"]
        _rename(record, masker.name)
        record["message"], record["extra"], record["exception"] = message, extra, None


def _rename(record: Any, clean: Callable[[str], str]) -> None:
    """Names of threads, processes and the code's parts."""
    for part in ("thread", "process"):
        name = clean(record[part].name)
        if name != record[part].name:
            record[part] = type(record[part])(record[part].id, name)
    name, path = clean(record["file"].name), clean(record["file"].path)
    if (name, path) != (record["file"].name, record["file"].path):
        record["file"] = type(record["file"])(name, path)
    for part in ("name", "function", "module"):
        record[part] = record[part] and clean(record[part])


def _current() -> Any:
    """The exception that is being handled."""
    import sys

    return sys.exc_info()
