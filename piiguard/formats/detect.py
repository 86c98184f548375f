"""Which format a text is in: by content; the name helps only where content cannot tell (two columns)."""

from __future__ import annotations

import re

from piiguard.formats import csvfile, jsonfile, jsonl

# format -> module of piiguard.formats with ``pieces(feed, keys, faults)``
READERS = {"xml": "xmlfile", "html": "htmlfile", "sql": "sqlfile", "yaml": "yamlfile", "ini": "inifile"}
READERS.update(dict.fromkeys(("srt", "vtt", "ass"), "subtitles"))
_CUES = frozenset("0123456789W[")
_INI = frozenset("ini properties env toml cfg conf cnf".split())
_SQL = frozenset("-/#\\ircdsbulpatgIRCDSBULPATG")  # what statements and comments begin with
_LINES = 20
_MAIL_HEADER = re.compile(
    r"^(?:From|To|Cc|Subject|Date|Received|Message-ID|MIME-Version|Return-Path|Delivered-To|Content-Type|Reply-To|X-Mailer):",
    re.I | re.M,
)
_FROM_LINE = re.compile(r"From \S.*\d\d:\d\d")
_HEADER_BLOCK = re.compile(r"(?:[!-9;-~]{1,76}:(?:[ \t].*)?\r?\n(?:[ \t]+\S.*\r?\n)*){1,500}")
_ENCODED_PART = re.compile(r"^Content-Transfer-Encoding:[ \t]*(?:base64|quoted-printable)", re.I | re.M)
_ENCODED_WORD = re.compile(r"=\?[A-Za-z0-9_-]+\?[BbQq]\?")


def suffix(name: str) -> str:
    """The lower-case ending of a file name ("csv"), "" when it has none."""
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""


def is_jsonl(sample: str, name: str, whole: bool) -> bool:
    """Whether the sample's lines are JSON values by themselves: at least two, or one that is named so."""
    found = sample.split("\n")
    if not whole:
        found.pop()  # the last line may be cut off
    found = [line for line in found if line.strip()][:_LINES]
    good = sum(jsonl.valid(line) for line in found)
    named = suffix(name) in ("jsonl", "ndjson")
    if not found and named:
        return is_json(sample)  # its first line is longer than the sample
    return good * 2 >= len(found) and good >= (1 if named else 2)


def is_json(sample: str) -> bool:
    """Whether the sample begins like a JSON document."""
    return jsonfile.begins(sample)


def table(sample: str, name: str, whole: bool) -> csvfile.Dialect | None:
    """The dialect of a table, None when the sample is none."""
    if not whole and "\n" in sample:
        sample = sample[: sample.rindex("\n") + 1]
    return csvfile.sniff(sample, suffix(name) in ("csv", "tsv", "tab", "psv"))


def encoded_mail(sample: str) -> bool:
    """Whether a text is e-mail with parts that only a mail reader could read."""
    head = sample[:8192]
    encoded = _ENCODED_PART.search(sample) or _ENCODED_WORD.search(head)
    return encoded is not None and len(_MAIL_HEADER.findall(head)) >= 2


def mail(sample: str, name: str) -> bool:
    """Whether a text is an e-mail or a mailbox: it begins with a block of headers, two of them those of mails.

    One is enough where the name ends in .eml, or in .mbox behind a ``From `` line.
    """
    first, _, rest = sample.partition("\n")
    mailbox = bool(_FROM_LINE.match(first))
    found = _HEADER_BLOCK.match(rest if mailbox else sample)
    if not found:
        return False
    known = {header.lower() for header in _MAIL_HEADER.findall(found[0])}
    return len(known) >= (1 if mailbox or suffix(name) in ("eml", "mbox") else 2)


def structured(sample: str, name: str, whole: bool) -> str | None:
    """The format of a text with structure that is none of JSON or tables: the name of one in ``READERS``."""
    start = sample.lstrip("\ufeff \t\r\n")[:1]
    if start == "<" or suffix(name) in ("htm", "html", "xhtml"):
        from piiguard.formats import htmlfile, xmlfile

        if htmlfile.begins(sample, suffix(name)):
            return "html"
        if start == "<" and xmlfile.begins(sample):
            return "xml"
    if start and start in _SQL:
        from piiguard.formats import sqlfile

        if sqlfile.begins(sample):
            return "sql"
    if start and start in _CUES:
        from piiguard.formats import subtitles

        if found := subtitles.begins(sample):
            return found
    return _kept_in_lines(sample, name)


def _kept_in_lines(sample: str, name: str) -> str | None:
    ending = suffix(name) or name.rpartition("/")[2].lower().lstrip(".")
    if ending in ("yaml", "yml") or sample.startswith(("---", "%YAML")):
        from piiguard.formats import yamlfile

        if yamlfile.begins(sample, ending):
            return "yaml"
    if ending in _INI or sample.lstrip("\ufeff \t\r\n#;").startswith("["):
        from piiguard.formats import inifile

        if inifile.begins(sample, ending):
            return "ini"
    return None
