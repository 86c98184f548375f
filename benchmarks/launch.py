"""Starts one program and measures it: python -I -S launch.py FD PROGRAM ARGUMENT…

A process's peak memory counts that of the process it was forked from. A benchmark
holding a corpus would so lend its size to ``sed``; this starter is as small as Python
gets (about nine megabytes, below which nothing can be told apart).

One JSON object goes to the file descriptor FD: ``wall`` and ``cpu`` seconds, ``rss``
bytes, ``status``. Standard streams are the program's own.
"""

import json
import os
import sys
import time

WAIT_UNIT = 1 if sys.platform == "darwin" else 1024  # what ru_maxrss counts in


def main() -> None:
    """See the module's first lines."""
    report, argv = int(sys.argv[1]), sys.argv[2:]
    os.set_inheritable(report, False)
    start = time.perf_counter()
    _, status, usage = os.wait4(os.posix_spawnp(argv[0], argv, os.environ), 0)
    result = {
        "wall": time.perf_counter() - start,
        "cpu": usage.ru_utime + usage.ru_stime,
        "rss": usage.ru_maxrss * WAIT_UNIT,
        "status": os.waitstatus_to_exitcode(status),
    }
    os.write(report, json.dumps(result).encode())


if __name__ == "__main__":
    main()
