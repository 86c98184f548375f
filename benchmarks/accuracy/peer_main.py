"""Runs inside the peers' own environment: ``python peer_main.py NAME``.

JSON strings on standard input, one text a line; on standard output for every line a JSON list of
``[start, end, type]`` in characters, half open, under the peer's own type names. Last, on standard
error, one JSON object: ``version`` and ``seconds``, the time of the work without loading.

It imports nothing of piiguard: this environment has only the peers.
"""

from __future__ import annotations

import contextlib
import json
import sys
import time
from collections.abc import Callable
from importlib import metadata
from typing import Any

Span = tuple[int, int, str]
Find = Callable[[str], list[Span]]


def argus() -> Find:
    """argus-redact, lang="zh", its default fast mode. The NER mode downloads HanLP's weights at run time."""
    from argus_redact import redact

    def find(text: str) -> list[Span]:
        return [(hit["start"], hit["end"], hit["type"]) for hit in redact(text, lang="zh", detailed=True)[2]["entities"]]

    return find


def jionlp() -> Find:
    """All of jionlp's extractors that give offsets of what may be personal, each with its defaults."""
    import jionlp as jio

    extractors = {
        "id_card": jio.extract_id_card,
        "email": jio.extract_email,
        "licence_plate": jio.extract_motor_vehicle_licence_plate,
        "ip_address": jio.extract_ip_address,
        "qq": jio.extract_qq,
        "wechat_id": jio.extract_wechat_id,
    }

    def spans(text: str, hits: list[dict[str, Any]], kind: str) -> list[Span]:
        found = []
        for hit in hits:
            # Some of its offsets hold the characters around the value as well; the value itself counts.
            start, end = hit["offset"]
            place = text.find(hit["text"], max(0, start - 1), end + 1)
            found.append((place, place + len(hit["text"]), hit.get("type", kind)) if place >= 0 else (start, end, kind))
        return found

    def find(text: str) -> list[Span]:
        found = spans(text, jio.extract_phone_number(text, detail=True), "phone")
        for kind, extract in extractors.items():
            found += spans(text, extract(text, detail=True), kind)
        return found

    return find


def _nlp_engine() -> tuple[Any, bool]:
    """A genuine Chinese spaCy model where someone installed one, otherwise Presidio's own no-op engine."""
    import spacy
    from presidio_analyzer.nlp_engine import NoOpNlpEngine, SpacyNlpEngine

    for name in ("zh_core_web_lg", "zh_core_web_md", "zh_core_web_sm"):
        if not spacy.util.is_package(name):
            continue
        meta = spacy.util.get_package_path(name) / "meta.json"
        # A package of this name by somebody else must never be loaded: a model is code.
        if meta.is_file() and json.loads(meta.read_text("utf-8")).get("author") == "Explosion":
            return SpacyNlpEngine(models=[{"lang_code": "zh", "model_name": name}]), True
    return NoOpNlpEngine(models=[{"lang_code": "zh", "model_name": "none"}]), False


def presidio() -> Find:
    """AnalyzerEngine for zh with Presidio's general recognizers; phones of China's regions. It has none for China."""
    import tldextract
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer import predefined_recognizers as own

    # Its e-mail check would fetch the list of public suffixes from the network at the first hit.
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())
    general = ("CreditCard", "Email", "Ip", "MacAddress", "Iban", "Url", "Crypto", "Date")
    recognizers = [getattr(own, f"{name}Recognizer")(supported_language="zh") for name in general]
    recognizers.append(own.PhoneRecognizer(supported_language="zh", supported_regions=("CN", "HK", "MO", "TW")))
    engine, model = _nlp_engine()
    if model:
        recognizers.append(own.SpacyRecognizer(supported_language="zh"))
    registry = RecognizerRegistry(recognizers=recognizers, supported_languages=["zh"])
    analyzer = AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["zh"])

    def find(text: str) -> list[Span]:
        return [(hit.start, hit.end, hit.entity_type) for hit in analyzer.analyze(text, language="zh")]

    return find


def privyscope() -> Find:
    """privyscope's rules for both Chinese scripts, chosen text by text. Its models are fetched from a hub: left out."""
    from privyscope import Privyscope

    engine = Privyscope.auto(regex_only=True)

    def find(text: str) -> list[Span]:
        return [(hit.start, hit.end, hit.label) for hit in engine.redact(text).detected_spans]

    return find


def cloakpii() -> Find:
    """cloakpii's patterns, in the order and under the conditions in which it masks plain text."""
    from cloakpii.pii import _PATTERN_MASKERS

    def find(text: str) -> list[Span]:
        found: list[Span] = []
        left = text
        for kind, pattern, mask in _PATTERN_MASKERS:
            # A pattern whose masker changes nothing (a card that fails Luhn) leaves the value to later ones.
            spans = [match.span() for match in pattern.finditer(left) if mask(match.group()) != match.group()]
            for start, end in spans:
                left = f"{left[:start]}{'*' * (end - start)}{left[end:]}"
                found.append((start, end, kind))
        return found

    return find


def depii() -> Find:
    """depii with its China pack, everything else as it comes."""
    from depii import Redactor

    redactor = Redactor(locales=["cn"])

    def find(text: str) -> list[Span]:
        return [(hit.start, hit.end, hit.entity) for hit in redactor.scan(text)]

    return find


#: distribution name -> how it is loaded
PEERS: dict[str, Callable[[], Find]] = {
    "argus-redact": argus,
    "jionlp": jionlp,
    "presidio-analyzer": presidio,
    "privyscope": privyscope,
    "cloakpii": cloakpii,
    "depii": depii,
}


def main() -> None:
    """See the module's first lines."""
    name = sys.argv[1]
    with contextlib.redirect_stdout(sys.stderr):  # some print a banner when imported
        find = PEERS[name]()
        find("您好")
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    seconds = 0.0
    for line in sys.stdin:
        text = json.loads(line)
        start = time.perf_counter()
        with contextlib.redirect_stdout(sys.stderr):
            found = find(text)
        seconds += time.perf_counter() - start
        sys.stdout.write(json.dumps([list(span) for span in found]) + "\n")
    print(json.dumps({"version": metadata.version(name), "seconds": round(seconds, 3)}), file=sys.stderr)


if __name__ == "__main__":
    main()
