"""The hyperscan module and its compiled database on disk.

Compiling takes a tenth of a second, loading ten microseconds. The file lies in the user's cache
folder, mode 0600, keyed by the rules, the versions and the processor; a file that another user
owns or may write is not loaded (a database is machine-level data: loading it is trusting it).
Where the folder cannot be written everything works, only slower to start.
"""

from __future__ import annotations

import os
import sys

from ..errors import EngineError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .plan import Plan

    Expressions = list[tuple[bytes, int, int]]

_BLOCK_MODE = 1
_MAGIC = b"piiguard-hs-1\n"
_module: list[Any] = []


def extension() -> Any | None:
    """The hyperscan extension module, loaded without its package's ``__init__``, or None where it is not installed.

    The package imports ``typing`` for one class nobody here uses, which would be a third of a start.
    """
    if not _module:
        _module.append(_load_extension())
    return _module[0]


def _load_extension() -> Any | None:
    name = "hyperscan._hs_ext"
    if name in sys.modules:
        return sys.modules[name]
    from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader, ModuleSpec, PathFinder

    package = PathFinder.find_spec("hyperscan")
    for folder in (package.submodule_search_locations or ()) if package else ():
        for suffix in EXTENSION_SUFFIXES:
            path = os.path.join(folder, "_hs_ext" + suffix)
            if os.path.exists(path):
                loader = ExtensionFileLoader(name, path)
                spec = ModuleSpec(name, loader, origin=path)
                try:
                    module = loader.create_module(spec)
                    loader.exec_module(module)
                except ImportError:  # built for another processor or libc
                    return None
                sys.modules[name] = module
                return module
    return None


def databases_of(plan: Plan) -> tuple[Any, Any]:
    """The two databases of a plan. The module that knows what to compile is not loaded when the cache has them."""

    def make() -> tuple[Expressions, Expressions]:
        from .triggers import databases

        return databases(plan)

    return load_databases(plan.fingerprint(), make)


def load_databases(fingerprint: str, make: Callable[[], tuple[Expressions, Expressions]]) -> tuple[Any, Any]:
    """The two databases for these rules: from the cache if they are there, else compiled and cached."""
    module = extension()
    assert module is not None
    path = _path(module, fingerprint)
    stored = _read(path) if path else None
    if stored is not None:
        try:
            width = int.from_bytes(stored[:8], "big")
            return module.loadb(stored[8 : 8 + width], _BLOCK_MODE), module.loadb(stored[8 + width :], _BLOCK_MODE)
        except (module.error, ValueError):
            pass  # another library or processor wrote it: compile anew
    first, second = (_compile(module, expressions) for expressions in make())
    if path:
        dumped = module.dumpb(first)
        _write(path, len(dumped).to_bytes(8, "big") + dumped + module.dumpb(second))
    return first, second


def _compile(module: Any, expressions: Expressions) -> Any:
    database = module.Database(mode=_BLOCK_MODE)
    try:
        database.compile(
            expressions=[expression for expression, _, _ in expressions],
            ids=[ident for _, ident, _ in expressions],
            flags=[flags for _, _, flags in expressions],
            elements=len(expressions),
        )
    except module.error:
        raise EngineError("Hyperscan refuses one of the recognizers' expressions as too large; engine='re' takes it") from None
    return database


def _path(module: Any, fingerprint: str) -> str | None:
    folder = os.environ.get("PIIGUARD_CACHE") or os.environ.get("XDG_CACHE_HOME")
    if not folder:
        home = os.path.expanduser("~")
        if home == "~":
            return None
        folder = os.path.join(home, ".cache")
    from .. import __version__

    key = _sha256()
    for part in (fingerprint, __version__, _sources(), _library(module), _processor(), sys.version, module.__file__ or ""):
        key.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return os.path.join(folder, "piiguard", f"{key.hexdigest()[:32]}.hsdb")


def _sha256() -> Any:
    """The interpreter's own SHA-256: ``hashlib`` would load OpenSSL to name one file."""
    for name in ("_sha2", "_sha256"):
        try:
            return __import__(name).sha256()
        except ImportError:
            continue
    import hashlib

    return hashlib.sha256()


def _sources() -> str:
    """Size and time of the files the expressions are written in: an edited checkout must not meet its old database."""
    here = os.path.dirname(os.path.abspath(__file__))
    parts = []
    for name in ("triggers.py", "derive.py", "words.py", os.path.join("..", "text.py")):
        try:
            found = os.stat(os.path.join(here, name))
            parts.append(f"{found.st_size}:{found.st_mtime_ns}")
        except OSError:  # inside a zip file: the version alone tells
            parts.append("")
    return " ".join(parts)


def _library(module: Any) -> str:
    """Which build of the extension: its size and time stand for a version it does not tell cheaply."""
    try:
        found = os.stat(module.__file__)
    except (OSError, TypeError):
        return ""
    return f"{found.st_size}:{found.st_mtime_ns}"


def _processor() -> str:
    """What decides whether a database runs: Hyperscan compiles for the instructions of this processor."""
    try:
        with open("/proc/cpuinfo", encoding="ascii", errors="replace") as handle:
            for line in handle:
                if line.startswith("flags") or line.startswith("Features"):
                    return line
    except OSError:
        pass
    return getattr(os, "uname", lambda: ("", "", "", "", ""))()[4]


def _read(path: str) -> bytes | None:
    """The cached database if the file and its folder are ours alone."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        return None
    try:
        found = os.fstat(handle)
        if hasattr(os, "getuid") and (found.st_uid != os.getuid() or found.st_mode & 0o077):
            return None
        with os.fdopen(os.dup(handle), "rb") as stream:
            data = stream.read()
    except OSError:
        return None
    finally:
        os.close(handle)
    return data[len(_MAGIC) :] if data.startswith(_MAGIC) else None


def _prune(folder: str, keep: int = 16) -> None:
    """Every edit of a policy's recognizers leaves a database behind: keep the newest few."""
    files = [entry.path for entry in os.scandir(folder) if entry.name.endswith(".hsdb")]
    for stale in sorted(files, key=os.path.getmtime, reverse=True)[keep:]:
        os.unlink(stale)


def _write(path: str, data: bytes) -> None:
    """Store by rename; a cache that cannot be written is no error."""
    temporary = f"{path}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(_MAGIC + data)
        os.replace(temporary, path)
        _prune(os.path.dirname(path))
    except OSError:
        try:
            os.unlink(temporary)
        except OSError:
            pass
