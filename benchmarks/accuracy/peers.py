"""The programs that are compared: what each is given, what its types are called here, and how it is run.

Only types that a peer supports are compared. A type of a peer may be coarser than ours (``PHONE`` for mobile
and landline): its finding is right for any of ours it stands for; where it touches none of them, it counts
against the first. Types that are not here (dates in general, URLs, organizations) are not compared, neither for
nor against a peer; what they cover still counts as hidden.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.accuracy.generate import Record
from benchmarks.accuracy.score import OTHER, fits, overlap
from benchmarks.accuracy.templates import Span
from benchmarks.peers import PEER_PYTHON

PEER_MAIN = Path(__file__).resolve().with_name("peer_main.py")
GODLP = "PIIGUARD_GODLP"  # environment variable: a program that speaks peer_main's protocol around godlp
_LIMIT = 240.0  # seconds for one peer; one that needs longer is left out with a reason
Names = tuple[str, ...]
_PHONES = ("CN_MOBILE", "CN_LANDLINE")
_SECRETS = ("API_KEY", "PASSWORD", "PRIVATE_KEY")
#: The number of the one may be that of the other: a peer that says the one is not wrong, nor has it found the other.
_KIN = {"CN_ID_CARD": {"CN_FOREIGN_RESIDENT_ID", "CN_SOCIAL_SECURITY_CARD"}, "CN_PASSPORT": {"CN_TRAVEL_PERMIT"}}


class Missing(Exception):
    """The program is not here; the message says why."""


class Ran(NamedTuple):
    """What a peer gave back. ``found``: for every text, spans under the peer's own type names."""

    found: list[list[Span]]
    version: str
    seconds: float


class Peer(NamedTuple):
    """One peer.

    packages   distributions without which it does not run, beyond its own
    types      its type name -> ours, the principal one first
    setup      what was given to it, for the reader of the numbers
    """

    name: str
    packages: Names
    types: Mapping[str, Names]
    setup: str


PEERS = (
    Peer(
        "argus-redact",
        (),
        {
            "phone": _PHONES,
            "phone_landline": ("CN_LANDLINE",),
            "id_number": ("CN_ID_CARD",),
            "hk_id": ("HK_ID_CARD",),
            "tw_id": ("TW_ID_CARD",),
            "macau_id": ("MO_ID_CARD",),
            "eep": ("CN_TRAVEL_PERMIT",),
            "hrp": ("CN_TRAVEL_PERMIT",),
            "bank_card": ("CN_BANK_CARD",),
            "passport": ("CN_PASSPORT",),
            "license_plate": ("CN_LICENSE_PLATE",),
            "address": ("CN_ADDRESS",),
            "location": (OTHER, "CN_ADDRESS"),  # provinces and cities: right in an address, never wrong
            "credit_code": ("CN_USCC",),
            "qq": ("QQ_NUMBER",),
            "wechat": ("WECHAT_ID",),
            "date_of_birth": ("DATE_OF_BIRTH",),
            "military_id": ("CN_MILITARY_ID",),
            "social_security": ("CN_SOCIAL_SECURITY_CARD",),
            "person": ("PERSON",),
            "openai_api_key": ("API_KEY",),
            "anthropic_api_key": ("API_KEY",),
            "aws_access_key": ("API_KEY",),
            "github_token": ("API_KEY",),
            "jwt": ("API_KEY",),
            "url_token": ("API_KEY", "PASSWORD"),
            "ssh_private_key": ("PRIVATE_KEY",),
            "email": ("EMAIL_ADDRESS",),
            "ip_address": ("IP_ADDRESS",),
            "mac_address": ("MAC_ADDRESS",),
            "imei": ("IMEI",),
        },
        'redact(lang="zh"), its default fast mode; the NER mode wants HanLP and weights fetched at run time',
    ),
    Peer(
        "presidio-analyzer",
        (),
        {
            "PHONE_NUMBER": _PHONES,
            "CREDIT_CARD": ("CN_BANK_CARD",),
            "EMAIL_ADDRESS": ("EMAIL_ADDRESS",),
            "IP_ADDRESS": ("IP_ADDRESS",),
            "MAC_ADDRESS": ("MAC_ADDRESS",),
        },
        "AnalyzerEngine for zh: its general recognizers, phones of CN HK MO TW; it has no recognizer for China. No-op NLP "
        "engine: the index has no Chinese spaCy model by its makers (zh-core-web-sm there is somebody else's)",
    ),
    Peer(
        "jionlp",
        (),
        {
            "cell_phone": ("CN_MOBILE",),
            "landline_phone": ("CN_LANDLINE",),
            "id_card": ("CN_ID_CARD",),
            "email": ("EMAIL_ADDRESS",),
            "licence_plate": ("CN_LICENSE_PLATE",),
            "ip_address": ("IP_ADDRESS",),
            "qq": ("QQ_NUMBER",),
            "wechat_id": ("WECHAT_ID",),
        },
        "its seven extractors with offsets; it parses addresses and checks names, but extracts neither",
    ),
    Peer(
        "privyscope",
        ("privyscope-zh-hans", "privyscope-zh-hant", "numpy", "PyYAML"),
        {
            "PHONE": _PHONES,
            "ID_NUM": ("CN_ID_CARD", "CN_PASSPORT", "TW_ID_CARD"),
            "EMAIL": ("EMAIL_ADDRESS",),
            "LOC": ("CN_ADDRESS",),
            "BANK": ("CN_BANK_CARD", "CN_BANK_ACCOUNT"),
            "SECRET": _SECRETS,
            "USCC": ("CN_USCC",),
            "DEVICE": ("IMEI", "MAC_ADDRESS"),
            "IP": ("IP_ADDRESS",),
        },
        "rules of its zh-Hans and zh-Hant packs, chosen text by text; the models, which alone find names, are fetched from a hub",
    ),
    Peer(
        "cloakpii",
        ("cryptography", "defusedxml", "PyYAML", "tqdm"),
        {
            "chinese_id": ("CN_ID_CARD",),
            "credit_card": ("CN_BANK_CARD",),
            "bank_account": ("CN_BANK_ACCOUNT", "CN_BANK_CARD"),
            "passport": ("CN_PASSPORT",),
            "email": ("EMAIL_ADDRESS",),
            "ip": ("IP_ADDRESS",),
            "ipv6": ("IP_ADDRESS",),
            "mac_address": ("MAC_ADDRESS",),
            "cn_mobile": ("CN_MOBILE",),
            "phone": ("CN_LANDLINE", "CN_MOBILE"),
            "date_of_birth": ("DATE_OF_BIRTH",),
        },
        "its patterns for plain text, in its order; what it masks by a column's name has no type and is not compared",
    ),
    Peer(
        "depii",
        (),
        {
            "CN_RESIDENT_ID": ("CN_ID_CARD",),
            "PHONE": _PHONES,
            "CREDIT_CARD": ("CN_BANK_CARD",),
            "EMAIL": ("EMAIL_ADDRESS",),
            "IP_ADDRESS": ("IP_ADDRESS",),
            "MAC_ADDRESS": ("MAC_ADDRESS",),
            "IMEI": ("IMEI",),
            "VIN": ("VIN",),
            "GEO_COORDINATES": ("GPS_COORDINATES",),
            "DATE_OF_BIRTH": ("DATE_OF_BIRTH",),
            "PASSPORT": ("CN_PASSPORT",),
            "SECRET": (*_SECRETS, "CARD_SECURITY_CODE"),
        },
        "its China pack (one identifier) and its general detectors; names and addresses are for Latin script: not compared",
    ),
    Peer(
        "godlp",
        (),
        {
            "PHONE": ("CN_MOBILE",),
            "EMAIL": ("EMAIL_ADDRESS",),
            "CHINA_IDCARD": ("CN_ID_CARD",),
            "CHINA_DRIVER_LICENSE": ("CN_ID_CARD",),
            "DEBIT_CARD": ("CN_BANK_CARD",),
            "CREDIT_CARD": ("CN_BANK_CARD",),
            "BANK_NUMBER": ("CN_BANK_ACCOUNT", "CN_BANK_CARD"),
            "CHINA_PASSPORT": ("CN_PASSPORT",),
            "PASSPORT": ("CN_PASSPORT", "CN_TRAVEL_PERMIT"),
            "ADDRESS": ("CN_ADDRESS",),
            "NAME": ("PERSON",),
            "MACADDR": ("MAC_ADDRESS",),
            "IP": ("IP_ADDRESS",),
            "CAR_NUMBER": ("CN_LICENSE_PLATE",),
            "DID": ("DEVICE_ID",),
        },
        f"a program named by {GODLP}, with godlp's default rules",
    ),
)


def supported(peer: Peer) -> Names:
    """The entity types of ours that a peer can find at all."""
    return tuple(sorted({name for names in peer.types.values() for name in names} - {OTHER}))


def translate(peer: Peer, record: Record, found: Iterable[Span]) -> list[Span]:
    """A record's findings under our names; see the module's first lines for coarse and for unknown types."""
    spans = []
    for start, end, kind in found:
        names = peer.types.get(kind, (OTHER,))
        touched = [gold[2] for gold in record.spans if overlap((start, end, ""), gold)]
        right = [name for name in names if name in touched]
        right += [name for name in names if any(fits(name, gold) for gold in touched)]
        kin = not right and any(gold in _KIN.get(name, ()) for name in names for gold in touched)
        spans.append((start, end, OTHER if kin else (right or names)[0]))
    return spans


def _command(peer: Peer) -> list[str]:
    if peer.name == "godlp":
        if not os.environ.get(GODLP):
            raise Missing(f"no {GODLP}: it is a Go library and has no program of its own")
        return [os.environ[GODLP]]
    if not PEER_PYTHON.exists():
        raise Missing("no .venv-peers; run python -m benchmarks.setup_peers")
    return [str(PEER_PYTHON), str(PEER_MAIN), peer.name]


def run(peer: Peer, texts: Sequence[str]) -> Ran:
    """The peer on all texts, in a process of its own.

    Raises:
        Missing: it is not installed, failed, or took longer than the limit.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as source:
        source.writelines(json.dumps(text) + "\n" for text in texts)
        source.seek(0)
        try:
            done = subprocess.run(_command(peer), stdin=source, capture_output=True, text=True, timeout=_LIMIT, check=False)
        except subprocess.TimeoutExpired:
            raise Missing(f"not done in {_LIMIT:.0f} seconds") from None
        except OSError as error:
            raise Missing(f"does not start ({type(error).__name__})") from None
    last = done.stderr.strip().rpartition("\n")[2]
    if done.returncode:
        raise Missing(f"not installed or failed ({last[:80]}); run python -m benchmarks.setup_peers")
    found = [[(int(start), int(end), str(kind)) for start, end, kind in json.loads(line)] for line in done.stdout.splitlines()]
    if len(found) != len(texts):
        raise Missing(f"gave {len(found)} answers to {len(texts)} texts")
    about = json.loads(last)
    return Ran(found, str(about["version"]), float(about["seconds"]))
