"""The exception tree. No message ever contains text that was scanned, a key or a token.

PiiguardError
├── SpecError            a Recognizer or Pattern that may not be built
├── PolicyError          a policy file or value that may not be loaded
│   └── MissingKeyringError    its operators need a keyring and none was given; says which, and how to make one
├── KeyringError         a key file that is missing, readable by others or malformed
├── TokenError           a token that is not restored; subclasses say why, none of them with its text
│   ├── TamperedTokenError     altered, or made by somebody else
│   ├── TruncatedTokenError    its end is missing
│   ├── UnknownVersionError    made by another piiguard or in another suite
│   ├── UnknownKeyError        the keyring has no key of this id
│   ├── WrongKeyError          it has one of this id, but another
│   ├── RetiredKeyError        its key may no longer restore
│   ├── WrongTenantError       made for another tenant
│   └── WrongTypeError         made for another entity type
├── FpeError             a value, key or domain that format-preserving encryption refuses
├── RecordError          a value in a record that cannot be masked; names the path, never the value
├── FrameError           a table or column that cannot be treated; names the column, never a value
├── SessionError         a session that may not be made, pickled or taken up again
├── RestoreError         a placeholder that has no value in this session
├── FormatError          an object whose bytes could not be read as what they claim to be
│   ├── UnsupportedError      (piiguard.formats) a kind of object nobody here reads
│   ├── EncryptedError        (piiguard.formats) it can be read with a password only
│   └── LimitError            (piiguard.formats) reading it went over a limit
├── SourceError          (piiguard.sources) a whole source that cannot be used
├── LedgerError          (piiguard.scan) the state of a scan that cannot be used
├── CopyError            (piiguard.scan) a masked copy that may not be written
├── SparkError           (piiguard.spark) what Spark needs is missing, or its executors are not what the driver is
├── OutputError          (piiguard.reports) a report that could not be written
├── MissingExtraError    something optional was asked for and is not installed; says what to install
└── EngineError          the scanner failed; the text is withheld
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


class PiiguardError(Exception):
    """Base of every error piiguard raises on purpose."""


class SpecError(PiiguardError, ValueError):
    """A Recognizer or Pattern that may not be built."""


class PolicyError(PiiguardError, ValueError):
    """A policy that may not be loaded."""


class MissingKeyringError(PolicyError):
    """A policy whose operators need a keyring, used without one."""


class KeyringError(PiiguardError, ValueError):
    """A key file that is missing, readable by others or malformed."""


class TokenError(PiiguardError, ValueError):
    """A token that is not restored."""


class TamperedTokenError(TokenError):
    """A token that was altered, or made by somebody else."""


class TruncatedTokenError(TokenError):
    """A token whose end is missing."""


class UnknownVersionError(TokenError):
    """A token of a version or suite this piiguard does not know."""


class UnknownKeyError(TokenError):
    """A token under a key id that the keyring does not have."""


class WrongKeyError(TokenError):
    """A token under a key id that the keyring has, made with another key."""


class RetiredKeyError(TokenError):
    """A token under a key that may no longer restore."""


class WrongTenantError(TokenError):
    """A token made for another tenant."""


class WrongTypeError(TokenError):
    """A token made for another entity type."""


class FpeError(PiiguardError, ValueError):
    """What format-preserving encryption refuses; never says the value."""


class RecordError(PiiguardError, TypeError):
    """A value in a record that cannot be masked."""


class FrameError(PiiguardError, TypeError):
    """A table, or a column of one, that cannot be treated."""


class SessionError(PiiguardError, ValueError):
    """A session that may not be made, pickled or taken up again."""


class RestoreError(PiiguardError, ValueError):
    """A placeholder that has no value in this session; says how many and where, never which."""


class FormatError(PiiguardError, ValueError):
    """An object whose bytes could not be read as what they claim to be."""


class MissingExtraError(PiiguardError, ImportError):
    """Something optional was asked for and is not installed."""


class EngineError(PiiguardError, RuntimeError):
    """The scanner failed; the text it was given is withheld."""


def alone(error: BaseException) -> NoReturn:
    """Raise ``error`` so that it carries nothing of an error that is being handled.

    ``raise … from None`` only keeps the other one from being shown: its words, and the bytes that a decoder or the
    row that a database could not take, stay at hand in ``__context__``.
    """
    try:
        raise error
    finally:
        error.__context__ = None
