"""The exception tree. No message ever contains text that was scanned, a key or a token.

PiiguardError
├── SpecError            a Recognizer or Pattern that may not be built
├── PolicyError          a policy file or value that may not be loaded
├── KeyringError         a key file that is missing, readable by others or malformed
├── FpeError             a value, key or domain that format-preserving encryption refuses
├── RecordError          a value in a record that cannot be masked; names the path, never the value
├── FormatError          an object whose bytes could not be read as what they claim to be
│   └── UnsupportedError      (piiguard.formats) a kind of object nobody here reads
├── CopyError            (piiguard.scan) a masked copy that may not be written
├── OutputError          (piiguard.scan.output) a report that could not be written
├── MissingExtraError    something optional was asked for and is not installed; says what to install
└── EngineError          the scanner failed; the text is withheld
"""

from __future__ import annotations


class PiiguardError(Exception):
    """Base of every error piiguard raises on purpose."""


class SpecError(PiiguardError, ValueError):
    """A Recognizer or Pattern that may not be built."""


class PolicyError(PiiguardError, ValueError):
    """A policy that may not be loaded."""


class KeyringError(PiiguardError, ValueError):
    """A key file that is missing, readable by others or malformed."""


class FpeError(PiiguardError, ValueError):
    """What format-preserving encryption refuses; never says the value."""


class RecordError(PiiguardError, TypeError):
    """A value in a record that cannot be masked."""


class FormatError(PiiguardError, ValueError):
    """An object whose bytes could not be read as what they claim to be."""


class MissingExtraError(PiiguardError, ImportError):
    """Something optional was asked for and is not installed."""


class EngineError(PiiguardError, RuntimeError):
    """The scanner failed; the text it was given is withheld."""
