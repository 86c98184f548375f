"""The reference of what is public, from the docstrings: api.md of the site, with the version in its title and in its path."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import re
import sys
from collections.abc import Iterator
from types import ModuleType

import piiguard

#: What people import. Each module's ``__all__`` says what of it is public, else the names it defines itself.
MODULES = (
    "piiguard",
    "piiguard.checksums",
    "piiguard.classification",
    "piiguard.fpe",
    "piiguard.generalize",
    "piiguard.recognizers",
    "piiguard.scan",
    "piiguard.spark",
    "piiguard.logs",
    "piiguard.frames",
    "piiguard.spelling",
    "piiguard.surrogate",
    "piiguard.testing",
    "piiguard.chat.openai",
    "piiguard.chat.asgi",
    "piiguard.chat.langchain",
    "piiguard.chat.litellm",
    "piiguard.presidio",
    "piiguard.sources",
    "piiguard.reports.kanon",
)
#: Modules whose base class another package has -> what that is called there. Importing litellm takes seconds, and the page must
#: not depend on what is installed: a class without anything stands in for it.
_BASES = {
    "piiguard.chat.litellm": {
        "litellm.integrations.custom_guardrail": "CustomGuardrail",
        "litellm.types.guardrails": "GuardrailEventHooks",
    }
}
_ROLE = re.compile(r":\w+:`~?([^`]+)`")
_HEAD = {
    "en": "# API reference, version {version}\n\n"
    "From the docstrings of piiguard {version}. Offsets are characters, half-open, unless bytes are named.\n",
    "zh": "# API 参考（{version} 版）\n\n"
    "由 piiguard {version} 的文档字符串（英文）生成。除非写明字节，位置都按字符计，左闭右开。\n",
}


def page(lang: str) -> str:
    """The whole page; only its head is translated."""
    parts = [_HEAD[lang].format(version=piiguard.__version__)]
    for name in MODULES:
        module = loaded(name)
        parts.append(f"## {name}\n\n{prose(module)}")
        parts += [part for member, value in members(module) for part in described(member, value, "###")]
    return "\n".join(parts)


def loaded(name: str) -> ModuleType:
    """A module; one that needs another package at its import is made for this page only, and nobody else gets it."""
    if name not in _BASES:
        return importlib.import_module(name)
    importlib.import_module(name.rpartition(".")[0] + ".openai")
    before = {other: sys.modules.get(other) for other in _BASES[name]}
    for other, base in _BASES[name].items():
        sys.modules[other] = ModuleType(other)
        setattr(sys.modules[other], base, type(base, (), {"__module__": other}))
    try:
        spec = importlib.util.find_spec(name)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        for other, real in before.items():
            del sys.modules[other]
            if real is not None:
                sys.modules[other] = real
    return module


def members(module: ModuleType) -> Iterator[tuple[str, object]]:
    """(name, value) of a module's public classes and functions."""
    public = getattr(module, "__all__", None)
    for name in public or sorted(vars(module)):
        value = getattr(module, name)
        if not (inspect.isclass(value) or inspect.isfunction(value)) or name.startswith("_"):
            continue
        if public or value.__module__ == module.__name__:
            yield name, value


def described(name: str, value: object, level: str) -> Iterator[str]:
    """Heading, signature and docstring of a class with its methods, or of a function."""
    yield f"{level} {name}\n\n```text\n{signature(name, value)}\n```\n\n{prose(value)}"
    if inspect.isclass(value):
        for inner, member in vars(value).items():
            function = member.__func__ if isinstance(member, staticmethod | classmethod) else member
            function = function.fget if isinstance(function, property) else function
            if not inner.startswith("_") and inspect.isfunction(function) and inspect.getdoc(function):
                shown = inner if isinstance(member, property) else signature(inner, function)
                yield f"#### {name}.{inner}\n\n```text\n{shown}\n```\n\n{prose(function)}"


def signature(name: str, value: object) -> str:
    """As it is called; annotations as they stand in the source."""
    if inspect.isclass(value) and issubclass(value, BaseException):
        return f"class {name}({', '.join(base.__name__ for base in value.__bases__)})"
    try:
        shown = re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(inspect.signature(value)))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        shown = "(…)"
    text = f"{'class ' if inspect.isclass(value) else ''}{name}{re.sub(r'<[^>]*>', '…', shown)}"
    return text if len(text) < 100 else re.sub(r", (?![^\[]*\])", ",\n    ", text)


def prose(value: object) -> str:
    """A docstring as Markdown: paragraphs as they are, lists and columns set as they stand."""
    text = inspect.getdoc(value) or ""
    if inspect.isclass(value) and "__doc__" not in vars(value):
        text = ""
    blocks = []
    for block in re.split(r"\n\s*\n", text):
        laid_out = re.search(r"(?m)^ |\S {2,}\S|^>>> |^(?:from|import) |:\n", block)
        plain = _ROLE.sub(r"\1" if laid_out else r"`\1`", block)
        blocks.append(f"```text\n{plain}\n```" if laid_out else re.sub("::$", ":", plain.replace("``", "`")))
    return "\n\n".join(blocks) + "\n"
