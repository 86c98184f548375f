"""Puts the same content where files are not: objects of an S3 bucket, tables of a database, with a truth file for each.

    s3://bucket?endpoint=http://127.0.0.1:8333     a part of the estate's files; keys from AWS_*
    postgresql://, mysql://, sqlite:////file       every table of schemas.py; the password from PIIGUARD_PASSWORD

The bucket or database must be there (MySQL's is made); tables of the same names are replaced.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from benchmarks.estate import truth
from benchmarks.estate.content import Made, Pen
from benchmarks.estate.schemas import HANT, SCHEMAS


def load(folder: Path, target: str, amount: int, seed: int) -> tuple[Path, str]:
    """Fill ``target`` with ``amount`` files or rows a table; returns the truth file and the root for the score."""
    scheme = urlsplit(target).scheme
    rows = _bucket(folder, target, amount, seed) if scheme == "s3" else _tables(target, amount, seed)
    path = folder / f"truth-{scheme}.jsonl"
    with path.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return path, target.split("?", 1)[0]


def _bucket(folder: Path, target: str, amount: int, seed: int) -> Iterator[dict[str, Any]]:
    import opendal

    parts = urlsplit(target)
    endpoint = parse_qs(parts.query).get("endpoint", [""])[0]
    operator = opendal.Operator(
        "s3", bucket=parts.netloc, root=parts.path or "/", endpoint=endpoint, region=os.environ.get("AWS_REGION", "us-east-1"),
        access_key_id=os.environ["AWS_ACCESS_KEY_ID"], secret_access_key=os.environ["AWS_SECRET_ACCESS_KEY"],
        disable_config_load="true",
    )  # fmt: skip
    root = folder / truth.FILES
    names = sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
    kept = set(random.Random(seed).sample(names, min(amount, len(names))))
    for name in sorted(kept):
        operator.write(name, (root / name).read_bytes())
    for row in truth.read(folder / truth.TRUTH):
        if row["object"].split("!/", 1)[0] in kept:
            yield row


def _connect(target: str) -> tuple[Any, str, str]:
    """A connection, its quotation mark for names and its placeholder."""
    parts = urlsplit(target)
    if parts.scheme == "sqlite":
        import sqlite3

        return sqlite3.connect(parts.path[1:]), '"', "?"
    login = {"host": parts.hostname, "port": parts.port, "user": parts.username, "password": os.environ["PIIGUARD_PASSWORD"]}
    if parts.scheme == "postgresql":
        import psycopg

        return psycopg.connect(**login, dbname=parts.path[1:]), '"', "%s"  # type: ignore[arg-type]
    import pymysql

    login["password"] = os.environ["PIIGUARD_PASSWORD"].encode()  # the driver knows no letters beyond Latin-1
    connection = pymysql.connect(**login, charset="utf8mb4")
    connection.cursor().execute(f"CREATE DATABASE IF NOT EXISTS `{parts.path[1:]}`")
    connection.select_db(parts.path[1:])
    return connection, "`", "%s"


def _tables(target: str, amount: int, seed: int) -> Iterable[dict[str, Any]]:
    connection, quote, mark = _connect(target)
    schema = {"sqlite": "main", "postgresql": "public"}.get(urlsplit(target).scheme, urlsplit(target).path[1:])
    rows = truth.Truth(truth.ring(seed))
    found: list[dict[str, Any]] = []
    cursor = connection.cursor()
    for table in (*SCHEMAS, HANT):
        grid = Pen(f"{seed}/table/{table.code}").filled(table, amount)
        names = [f"{quote}{code}{quote}" for code in grid.codes]
        cursor.execute(f"DROP TABLE IF EXISTS {quote}{table.code}{quote}")
        columns = ", ".join(f"{name} VARCHAR(300)" for name in names)
        cursor.execute(f"CREATE TABLE {quote}{table.code}{quote} ({quote}pk{quote} INTEGER PRIMARY KEY, {columns})")
        cursor.executemany(
            f"INSERT INTO {quote}{table.code}{quote} VALUES ({', '.join([mark] * (len(names) + 1))})",
            [[at, *cells] for at, cells in enumerate(grid.rows)],
        )
        facts = [fact._replace(where={}) for fact in grid.facts(1)]  # rows of a range have no number of their own
        found += rows.rows(f"{schema}/{table.code}", "table", Made(b"", "", facts))
    connection.commit()
    connection.close()
    return found
