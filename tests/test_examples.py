"""The committed example data is what its generator writes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parent.parent / "examples"


def test_example_data_is_what_the_script_writes(tmp_path):
    subprocess.run([sys.executable, str(EXAMPLES / "generate.py"), str(tmp_path)], check=True)
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert written == {path.name: path.read_bytes() for path in (EXAMPLES / "data").iterdir()}
    assert sum(map(len, written.values())) < 60_000
    assert "报案号" in written["claims_gb18030.csv"].decode("gb18030")
