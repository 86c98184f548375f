"""What a scan writes into its ledger: the inventory, units, results; and what is taken over from the last run."""

from __future__ import annotations

import json
import os
import tempfile
from array import array
from collections.abc import Iterator
from typing import Any

from piiguard.keyring import Keyring
from piiguard.scan.ledger import Ledger
from piiguard.sources import scheme_of

TRIES = 2  # a unit that killed its worker is given to another one once


class Books:
    """The running scan's side of a ledger.

    targets  as given
    rules    digest of all that decides what is found; objects read under other rules are read again
    full     read everything again
    ring     seals what the ledger must hold of a table's keys: the bounds of ranges, until the scan is over
    """

    def __init__(self, ledger: Ledger, targets: list[str], rules: str, *, full: bool, ring: Keyring | None = None) -> None:
        self._ledger = ledger
        self._ring = ring
        self._local = [not scheme_of(target) for target in targets]
        self._rules = rules
        self.run, self.resumed = self._begin(json.dumps([ledger.digest(target).hex() for target in targets]), full)
        self.taken_over = 0
        self.objects = 0
        self.bytes = 0
        self._folders: dict[str, str] = {}
        # Real addresses, which workers need and the ledger must not hold: a file that has no name.
        self._spool = tempfile.TemporaryFile()  # noqa: SIM115
        self._at = array("q")

    def _begin(self, targets: str, full: bool) -> tuple[int, bool]:
        ledger = self._ledger
        with ledger.batch():
            last = ledger.execute("SELECT run, finished FROM runs ORDER BY run DESC LIMIT 1").fetchone()
            same = ledger.info("targets") == targets and ledger.info("run_rules") == self._rules
            if last and last[1] is None and same and (not full or ledger.info("run_full")):
                return last[0], True  # it was interrupted, and took over no more than this one may
            if full:
                ledger.execute("DELETE FROM objects")
            run = last[0] + 1 if last else 1
            ledger.execute("DELETE FROM runs WHERE finished IS NULL")
            ledger.execute("INSERT INTO runs (run, started) VALUES (?, ?)", (run, _now()))
            ledger.set_info("targets", targets)
            ledger.set_info("run_rules", self._rules)
            ledger.set_info("run_full", "1" if full else "")
        return run, False

    def entries(self, target: int, rows: list[list[Any]]) -> None:
        """Objects of the inventory: one that is known and unchanged keeps what is known of it."""
        self._ledger.begin()
        for row in rows:
            self._entry(target, row)

    def _entry(self, target: int, row: list[Any]) -> None:
        uri, _, kind, size, version, status, reason, harmless, shown = row
        ledger = self._ledger
        digest = ledger.digest(self._identity(target, uri))
        known = ledger.execute("SELECT id, version, status, run, rules FROM objects WHERE digest = ?", (digest,)).fetchone()
        if known:
            number, old, closed, run, rules = known
            seen = run == self.run and number < len(self._at) and self._at[number] >= 0
            if seen:
                return  # listed twice
            undone = ledger.execute("SELECT 1 FROM units WHERE object = ? AND NOT done", (number,)).fetchone()
            mine = run == self.run and self.resumed  # read by this very scan, before it was interrupted
            same = status is None and closed is None and old == version and rules == self._rules
            if same and (mine or (version and not undone)):
                ledger.execute("UPDATE objects SET run = ?, target = ? WHERE id = ?", (self.run, target, number))
                self.taken_over += not undone and not mine
                self._remember(number, row)
                self._count(size)
                return
            ledger.execute("DELETE FROM objects WHERE id = ?", (number,))
        cursor = ledger.execute(
            "INSERT INTO objects (target, digest, uri, kind, size, version, status, reason, harmless, run, rules)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (target, digest, shown, kind, size, version, status, reason, harmless, self.run, self._rules),
        )
        number = cursor.lastrowid or 0
        if status is None:
            ledger.execute("INSERT INTO units (object, ordinal) VALUES (?, 0)", (number,))
        self._remember(number, row)
        self._count(size)

    def _count(self, size: int) -> None:
        self.objects += 1
        self.bytes += size

    def _identity(self, target: int, uri: str) -> str:
        """The address two targets that overlap have in common."""
        if not self._local[target]:
            return uri
        folder, name = os.path.split(uri)
        real = self._folders.get(folder)
        if real is None:
            if len(self._folders) > 10_000:
                self._folders.clear()
            real = self._folders[folder] = os.path.realpath(folder)
        return os.path.join(real, name)

    def _remember(self, number: int, row: list[Any]) -> None:
        while len(self._at) <= number:
            self._at.extend([-1] * 1024)
        self._at[number] = self._spool.seek(0, os.SEEK_END)
        self._spool.write(json.dumps(row[:5]).encode() + b"\n")

    def listed(self, target: int, uri: str, failed: str | None) -> None:
        """A target's inventory has ended; ``failed`` says why it is not whole, and is a row."""
        self._ledger.begin()
        if failed is not None:
            self._entry(target, [f"{uri}\0", "", "file", 0, "", "error", f"not listed: {failed}", False, uri])

    def complete(self) -> None:
        """All targets are listed: what is not there any more is forgotten."""
        self._ledger.execute("DELETE FROM objects WHERE run <> ?", (self.run,))
        self._ledger.commit()

    def tasks(self) -> Iterator[dict[str, Any]]:
        """Units that are not done, in the order of the ledger; drawn anew after units were cut or given back."""
        last = 0
        while True:
            rows = self._ledger.execute(
                "SELECT u.id, u.object, u.ordinal, u.low, u.high, o.target, o.uri FROM units u JOIN objects o ON o.id = u.object"
                " WHERE NOT u.done AND u.id > ? ORDER BY u.id LIMIT 200",
                (last,),
            ).fetchall()
            if not rows:
                return
            for unit, number, ordinal, low, high, target, uri in rows:
                last = unit
                self._spool.seek(self._at[number])
                entry = json.loads(self._spool.readline())
                if entry[2] == "table":
                    low, high = self._opened(low), self._opened(high)
                cut = low is not None or high is not None or ordinal > 0
                yield {
                    "do": "read", "unit": unit, "object": number, "ordinal": ordinal, "low": low, "high": high,
                    "target": target, "entry": entry, "shown": uri, "whole": cut,
                }  # fmt: skip

    def cut(self, task: dict[str, Any], ranges: list[list[str | None]]) -> None:
        """An object is read in ranges."""
        ledger = self._ledger
        if task["entry"][2] == "table":
            ranges = [[self._sealed(low), self._sealed(high)] for low, high in ranges]
        ledger.begin()
        ledger.execute("DELETE FROM units WHERE id = ?", (task["unit"],))
        ledger.many(
            "INSERT INTO units (object, ordinal, low, high) VALUES (?, ?, ?, ?)",
            [(task["object"], at, low, high) for at, (low, high) in enumerate(ranges)],
        )

    def _sealed(self, bound: str | None) -> str | None:
        if bound is None or self._ring is None:
            return bound
        return self._ring.seal("range", bound.encode("utf-8", "surrogatepass")).hex()

    def _opened(self, bound: str | None) -> str | None:
        if bound is None or self._ring is None:
            return bound
        return self._ring.unseal("range", bytes.fromhex(bound)).decode("utf-8", "surrogatepass")

    def lost(self, task: dict[str, Any]) -> bool:
        """A unit's worker has died, or what it read changed; whether it is tried again."""
        ledger = self._ledger
        ledger.again(task["unit"])
        ledger.execute("UPDATE units SET tries = tries + 1 WHERE id = ?", (task["unit"],))
        tries: int = ledger.execute("SELECT tries FROM units WHERE id = ?", (task["unit"],)).fetchone()[0]
        ledger.commit()
        return tries < TRIES

    def finish(self, summary: dict[str, Any]) -> None:
        """The scan is over."""
        with self._ledger.batch():
            self._ledger.execute(
                "UPDATE units SET low = NULL, high = NULL WHERE object IN (SELECT id FROM objects WHERE kind = 'table')"
            )
            self._ledger.execute(
                "UPDATE runs SET finished = ?, taken_over = ?, summary = ? WHERE run = ?",
                (_now(), self.taken_over, json.dumps(summary, ensure_ascii=False), self.run),
            )

    def close(self) -> None:
        """Let the real addresses go."""
        self._spool.close()


def _now() -> float:
    import time

    return time.time()
