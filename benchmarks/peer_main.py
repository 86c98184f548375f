"""Runs inside the peers' own environment: ``python peer_main.py NAME filter|latency|tree``.

filter   standard input to standard output, line by line, what the peer finds replaced;
         at the end one JSON object on standard error: ``ready_s`` and ``loop_s``,
         the seconds until the peer was loaded and had seen one line, and those of the work
latency  a JSON list of messages on standard input; one JSON object of times on standard output
tree     FOLDER BYTES: the lines of the files below, about so many bytes; one JSON object on standard output

It imports nothing of piiguard: this environment has only the peers.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from importlib import metadata
from typing import Any

START = time.perf_counter()
Spans = Iterable[tuple[int, int]]
Find = Callable[[str], object]
Mask = Callable[[str], str]


def _splice(text: str, spans: Spans) -> str:
    """``text`` with every span as asterisks; overlapping spans are merged."""
    out: list[str] = []
    done = 0
    for start, end in sorted(spans):
        if end > done:
            start = max(start, done)
            out += (text[done:start], "*" * (end - start))
            done = end
    return "".join((*out, text[done:]))


def argus() -> tuple[Find, Mask]:
    """argus-redact in its fast mode (rules in its native core, no models): the quickest it has."""
    from argus_redact import redact

    def find(text: str) -> object:
        return redact(text)

    def mask(text: str) -> str:
        return str(redact(text)[0])

    return find, mask


def jionlp() -> tuple[Find, Mask]:
    """jionlp's four extractors for what it knows of the corpus: phone, ID, e-mail, plate."""
    import jionlp as jio

    extractors = (
        jio.extract_phone_number,
        jio.extract_id_card,
        jio.extract_email,
        jio.extract_motor_vehicle_licence_plate,
    )

    def find(text: str) -> list[tuple[int, int]]:
        return [tuple(hit["offset"]) for extract in extractors for hit in extract(text, detail=True)]

    return find, lambda text: _splice(text, find(text))


def _nlp_engine() -> tuple[Any, str]:
    """A genuine Chinese spaCy model where someone installed one, otherwise Presidio's own no-op engine."""
    import spacy
    from presidio_analyzer.nlp_engine import NoOpNlpEngine, SpacyNlpEngine

    for name in ("zh_core_web_sm", "zh_core_web_md", "zh_core_web_lg"):
        if not spacy.util.is_package(name):
            continue
        meta = spacy.util.get_package_path(name) / "meta.json"
        # A package of this name by somebody else must never be loaded: a model is code.
        if meta.is_file() and json.loads(meta.read_text("utf-8")).get("author") == "Explosion":
            return SpacyNlpEngine(models=[{"lang_code": "zh", "model_name": name}]), name
    return NoOpNlpEngine(models=[{"lang_code": "zh", "model_name": "none"}]), "no-op"


def presidio() -> tuple[Find, Mask]:
    """AnalyzerEngine for zh with Presidio's own general recognizers, phones of China's regions."""
    import tldextract
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer import predefined_recognizers as own

    # Its e-mail check would fetch the list of public suffixes from the network at the first hit.
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())

    registry = RecognizerRegistry(
        recognizers=[
            own.PhoneRecognizer(supported_language="zh", supported_regions=("CN", "HK", "MO", "TW")),
            own.CreditCardRecognizer(supported_language="zh"),
            own.EmailRecognizer(supported_language="zh"),
            own.IpRecognizer(supported_language="zh"),
            own.IbanRecognizer(supported_language="zh"),
            own.UrlRecognizer(supported_language="zh"),
            own.CryptoRecognizer(supported_language="zh"),
        ],
        supported_languages=["zh"],
    )
    engine, name = _nlp_engine()
    if name != "no-op":
        registry.add_recognizer(own.SpacyRecognizer(supported_language="zh"))
    analyzer = AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["zh"])

    def find(text: str) -> list[tuple[int, int]]:
        return [(hit.start, hit.end) for hit in analyzer.analyze(text, language="zh")]

    return find, lambda text: _splice(text, find(text))


PEERS = {"argus-redact": argus, "jionlp": jionlp, "presidio-analyzer": presidio}


def filter_lines(mask: Mask) -> None:
    """Standard input to standard output; the times on standard error."""
    mask("热身")  # caches that are filled at the first call belong to start-up
    ready = time.perf_counter()
    # newline="\n": a carriage return inside a line is text, not a line end.
    with (
        open(sys.stdin.fileno(), encoding="utf-8", newline="\n", closefd=False) as source,
        open(sys.stdout.fileno(), "w", encoding="utf-8", newline="\n", closefd=False) as sink,
    ):
        for line in source:
            sink.write(mask(line.removesuffix("\n")) + "\n")
            if START_ONLY:
                break
    times = {"ready_s": ready - START, "loop_s": time.perf_counter() - ready}
    print(json.dumps(times), file=sys.stderr)


def latency(find: Find) -> None:
    """Every message on standard input twice; the second round is timed."""
    messages = json.load(sys.stdin)
    nanoseconds = []
    for round_ in range(2):
        for text in messages:
            start = time.perf_counter_ns()
            find(text)
            if round_:
                nanoseconds.append(time.perf_counter_ns() - start)
    print(json.dumps(nanoseconds))


def tree(find: Find, folder: str, most: int) -> None:
    """Every line of every file below ``folder``, up to ``most`` bytes of them: how a script would scan it."""
    find("热身")
    read = found = 0
    start, cpu = time.perf_counter(), time.process_time()
    for line in _lines(folder):
        read += len(line.encode("utf-8", "surrogatepass"))
        hits = find(line)
        found += len(hits) if isinstance(hits, list) else 0
        if read >= most:
            break
    times = {"loop_s": time.perf_counter() - start, "cpu_s": time.process_time() - cpu}
    print(json.dumps({"bytes": read, "found": found, **times}))


def _lines(folder: str) -> Iterator[str]:
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            with open(os.path.join(place, name), encoding="utf-8", errors="replace") as file:
                yield from file


START_ONLY = "--first-line" in sys.argv


def main() -> None:
    """See the module's first lines."""
    name, mode = sys.argv[1:3]
    if mode == "version":
        print(metadata.version(name))
        return
    with contextlib.redirect_stdout(sys.stderr):  # some print a banner when imported
        find, mask = PEERS[name]()
    if mode == "filter":
        filter_lines(mask)
    elif mode == "tree":
        tree(find, sys.argv[3], int(sys.argv[4]))
    else:
        latency(find)


if __name__ == "__main__":
    main()
