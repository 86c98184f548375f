"""The generated pages of docs/build.py that come in both languages: recognizers, errors, operators, sources and formats."""

from __future__ import annotations

import importlib
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

sys.path.append(str(Path(__file__).resolve().parent))

import made_errors
import made_help_zh
import made_words

import piiguard
import piiguard.cli._group as group
from piiguard._policies import NAMES
from piiguard.formats import detect, kinds
from piiguard.operators import KEYED, PARAMETERS
from piiguard.recognizers import BUILTIN
from piiguard.sources import SCHEMES

MADE = "<!-- Written by docs/build.py; change the code and run `make docs`. -->"
#: Modules that raise errors of their own, beside piiguard.errors and those of the commands.
RAISING = ("piiguard.formats.document", "piiguard.scan.ledger", "piiguard.scan.baseline", "piiguard.scan.copies",
           "piiguard.sources", "piiguard.sources.secretsfile", "piiguard.spark.needs", "piiguard.reports.output")  # fmt: skip
#: Texts that are told apart within a text file, beside those of ``detect.READERS``.
TEXTS = ("text", "jsonl", "json", "csv")


def page(title: str, intro: str, *blocks: list[str]) -> str:
    """A page of a title, some words and tables."""
    return "\n".join([f"# {title}", "", MADE, "", intro, "", *("\n".join(block) + "\n" for block in blocks)])


def table(*heads: str) -> list[str]:
    """The first two lines of a table."""
    return [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]


def row(*cells: str) -> str:
    """One line of a table."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def recognizers_zh() -> str:
    """The catalogue in Chinese; the English one is ``build.recognizers_page``."""
    guard = piiguard.Guard()
    rows = table("实体类型", "说明", "级别", "依据的标准", "标签词（部分）", "示例", "`default` 的结果")
    for item in BUILTIN:
        masked = guard.process(item.example, label=item.labels[0]).text
        labels = "、".join(label for label in item.labels if re.search("[一-鿿]", label))
        rows.append(row(f"`{item.entity_type}`", item.title_zh, item.level, _standard_zh(item.standard),
                        "、".join(labels.split("、")[:4]), f"`{item.example}`", f"`{masked}`"))  # fmt: skip
    return page(
        "识别器",
        "示例都是合成的，或者出自标准本身。*结果*是 `default` 策略处理之后剩下的样子；级别按 JR/T 0171-2020 的类别划分。",
        rows,
    )


def _standard_zh(text: str) -> str:
    """A recognizer's standard; the phrases that say that there is none, in Chinese."""
    if text in made_words.STANDARDS:
        return made_words.STANDARDS[text]
    return text


def errors() -> Iterator[type[Exception]]:
    """Every error piiguard raises on purpose, a parent before its children."""
    for name in (*RAISING, *(f"piiguard.cli.{module}" for module in group.COMMANDS.values())):
        importlib.import_module(name)
    waiting: list[type[Exception]] = [piiguard.PiiguardError]
    while waiting:
        error = waiting.pop(0)
        if error.__module__.startswith("piiguard."):
            yield error
        # In the order of piiguard/errors.py, then by name: the order of subclasses is that in which modules were imported.
        waiting[:0] = sorted(error.__subclasses__(), key=lambda child: ("errors" not in child.__module__) * child.__name__)


def error_page(lang: str) -> str:
    """One section an error: what it means, what it is a kind of, what to do."""
    zh = lang == "zh"
    sections = []
    for error in errors():
        advice, meaning, do = made_errors.ERRORS[error.__name__]
        bases = ", ".join(f"`{base.__name__}`" for base in error.__bases__)
        where = "piiguard" if error.__name__ in piiguard.__all__ else error.__module__
        first = (inspect.getdoc(error) or "").split("\n\n")[0].replace("\n", " ")
        said = [meaning, "", f"属于 {bases}；从 `{where}` 导入。", "", f"**怎么办**：{do}"] if zh else [
            first, "", f"A {bases}; import it from `{where}`.", "", f"**What to do**: {advice}"]  # fmt: skip
        sections.append([f"## {error.__name__}", "", *said])
    if zh:
        return page(
            "错误",
            "piiguard 有意抛出的每一个错误。信息里有位置（表、行、路径），绝没有值、密钥或令牌。命令以退出码 2 结束，\n"
            "并把同样的信息写到标准错误。",
            *sections,
        )
    return page(
        "Errors",
        "Every error piiguard raises on purpose. Messages hold the place (table, line, path) and never a value, key or token.\n"
        "Commands end with exit status 2 and write the same message to standard error.",
        *sections,
    )


def operator_page(lang: str) -> str:
    """Operators, then their parameters."""
    zh = lang == "zh"
    at = 1 if zh else 0
    shown = table("算子", "作用", "需要密钥", "同值同果", "能否还原") if zh else table(
        "operator", "what it does", "takes keys", "equal values, equal results", "comes back")  # fmt: skip
    for name in PARAMETERS:
        does, does_zh, same, back, back_zh = made_words.OPERATORS[name]
        yes, no = ("是", "否") if zh else ("yes", "no")
        does, back = (does_zh, back_zh) if zh else (does, back)
        shown.append(row(f"`{name}`", does, yes if name in KEYED else no, yes if same else no, back))
    found = table("算子", "参数", "类型", "含义") if zh else table("operator", "parameter", "type", "meaning")
    types = {"int": ("whole number", "整数"), "str": ("text", "文本"), "bool": ("true, false", "true、false")}
    for name, parameters in PARAMETERS.items():
        for parameter, kind in parameters.items():
            found.append(row(f"`{name}`", f"`{parameter}`", types[kind.__name__][at], made_words.PARAMETERS[parameter][at]))
    if zh:
        return page(
            "算子",
            "策略为每种实体类型指定一个算子（[策略文件](policy.md)）。掩码留下多少，见[掩码留下什么](masking.md)；\n"
            "令牌见[密钥与令牌](crypto.md)；泛化与虚构替换见[泛化与虚构](treatment.md)。",
            shown, ["## 参数", "", *found],
        )  # fmt: skip
    return page(
        "Operators",
        "A policy names one for each entity type ([policy files](policy.md)). What masks leave: [masking](masking.md); tokens:\n"
        "[crypto](crypto.md); classes and made-up values: [treatment](treatment.md).",
        shown, ["## Parameters", "", *found],
    )  # fmt: skip


def policy_page(lang: str) -> str:
    """What each built-in policy does with each entity type, and which purpose sees it."""
    zh = lang == "zh"
    policies = {name: piiguard.Policy.builtin(name) for name in NAMES}
    treated = table("实体类型" if zh else "entity type", *(f"`{name}`" for name in policies))
    for item in BUILTIN:
        treated.append(row(f"`{item.entity_type}`", *(_rule(policy, item.entity_type) for policy in policies.values())))
    purposes = {name: policies["default"].for_purpose(name) for name in policies["default"].purposes}
    seen = table("实体类型" if zh else "entity type", *(f"`{name}`" for name in purposes))
    for item in BUILTIN:
        cells = (_seen(purpose, policies["default"], item.entity_type) for purpose in purposes.values())
        seen.append(row(f"`{item.entity_type}`", *cells))
    if zh:
        return page(
            "内置策略与用途",
            "由代码生成。`mask 3+2` 指开头留 3 个、末尾留 2 个字母或数字（全部参数和每条规则的理由见\n"
            "`piiguard policy show 名称`）。自己的策略见[策略文件](policy.md)，与法规的对照见[策略与法规对照](law.md)。",
            ["## 每种策略怎样处理", "", *treated],
            ["## 每种用途看到什么", "",
             "✓ 表示原样可见，– 表示按策略处理，写着算子的按用途自己的规则处理。\n"
             "用于鉴别的信息（C3）没有一种用途看得到。", "", *seen],
        )  # fmt: skip
    return page(
        "Built-in policies and purposes",
        "As the code has them. `mask 3+2` leaves three letters or digits in front and two at the end (all parameters, and the\n"
        "reason for each rule: `piiguard policy show NAME`). Your own: [policy files](policy.md); beside the law: [law](law.md).",
        ["## What each policy does", "", *treated],
        ["## What each purpose sees", "",
         "✓ is seen as it is, – is treated by the policy, and where an operator stands the purpose has a rule of its own.\n"
         "No purpose sees what authenticates (C3).", "", *seen],
    )  # fmt: skip


def _seen(purpose: piiguard.Policy, policy: piiguard.Policy, entity_type: str) -> str:
    """How a purpose comes by a type: as it is, by a rule of its own, or by the policy's."""
    if purpose.sees(entity_type):
        return "✓"
    own = _rule(purpose, entity_type)
    return "–" if own == _rule(policy, entity_type) else own


def _rule(policy: piiguard.Policy, entity_type: str) -> str:
    """A rule in a word or two."""
    rule = policy.rule(entity_type)
    if rule.operator == "mask" and not rule.parameters.keys() & {"keep_year", "keep_region", "keep_parts"}:
        return f"`mask {rule.parameters.get('keep_first', 0)}+{rule.parameters.get('keep_last', 0)}`"
    kept = [name.removeprefix("keep_") for name in ("keep_year", "keep_region", "keep_parts") if rule.parameters.get(name)]
    to = [str(rule.parameters[name]) for name in ("to",) if name in rule.parameters]
    return f"`{' '.join([rule.operator, *kept, *to])}`"


def reads_page(lang: str) -> str:
    """Every scheme a scan takes, and every kind of file it reads."""
    zh = lang == "zh"
    schemes = table("协议", "是什么", "写法", "密钥（环境变量或 `--secrets`）", "需要安装") if zh else table(
        "scheme", "what", "address", "secrets (environment or `--secrets`)", "to install")  # fmt: skip
    for scheme, module in sorted(SCHEMES.items()):
        name, name_zh, address, extra = made_words.SOURCES[module]
        secrets = getattr(importlib.import_module(f"piiguard.sources.{module}"), "SECRETS", ())
        if module in ("duckdb", "mysql", "postgresql", "redis", "sqlite"):
            secrets = () if module in ("duckdb", "sqlite") else ("PIIGUARD_PASSWORD",)
        example = re.sub(r"^\w+", scheme, address) if scheme else "/path"
        shown = f"`{scheme}://`" if scheme else ("路径" if zh else "a path")
        keys = " ".join(f"`{key}`" for key in secrets) or "–"
        schemes.append(row(shown, name_zh if zh else name, f"`{example}`", keys, _extra(extra)))
    formats = table("类型", "中文名", "需要安装") if zh else table("kind", "中文", "to install")
    for kind in (*TEXTS, *detect.READERS, *kinds.OPENERS):
        name_zh, extra = made_words.KINDS[kind]
        formats.append(row(f"`{kind}`", name_zh, _extra(extra)))
    if zh:
        return page(
            "数据源与格式",
            "扫描能到哪里去、能读什么，由代码生成。各数据源的承诺见[数据源](sources.md)和[数据库](databases.md)，\n"
            "各格式里读到什么、哪些读不了、哪些能写脱敏副本，见[扫描与脱敏](scan.md)。\n"
            "缺少组件的文件列为 `skipped` 并写明原因，绝不算作干净。",
            ["## 数据源", "", *schemes], ["## 格式", "", *formats],
        )  # fmt: skip
    return page(
        "Sources and formats",
        "Where a scan can go and what it can read, as the code has it. What each source promises: [sources](sources.md) and\n"
        "[databases](databases.md); what is read of each format, what is not, and of which a masked copy can be written:\n"
        "[scan and mask](scan.md). A file whose reader is not installed is `skipped` with that reason, never clean.",
        ["## Sources", "", *schemes], ["## Formats", "", *formats],
    )  # fmt: skip


def _extra(extra: str) -> str:
    return " ".join(f"`piiguard[{name}]`" for name in extra.split(", ")) if extra else "–"


def command_options(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    """(how an option is written, its English help); ``filter`` prints a help text of its own, which is read here."""
    if command.name == "filter":
        text = command.get_help(context)
        for written, said in re.findall(r"(?m)^  (-\S.*?)  +(\S.*(?:\n {10,}\S.*)*)", text):
            yield written, " ".join(said.split())
        return
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None and isinstance(parameter, click.Option):
            yield record


def option_zh(said: str) -> str:
    """An option's help in Chinese.

    Raises:
        LookupError: docs/made_help_zh.py has none for this text.
    """
    said = re.sub(r"  \[[^]]*\]$", "", said)  # click adds [required], [default: 0]
    if said not in made_help_zh.OPTIONS:
        raise LookupError(f"docs/made_help_zh.py has no Chinese for the help {said!r}")
    return made_help_zh.OPTIONS[said]


def first_sentence(text: str) -> str:
    """The beginning of a command's help, up to the first empty line."""
    return " ".join(re.sub(r"\A\s*Usage:.*?\n\s*\n", "", text, flags=re.S).strip().split("\n\n")[0].split())
