"""Scan files, folders, object stores and databases; write masked copies of files and folders.

    from piiguard.scan import mask_tree, scan

    summary = scan(["exports"])            # summary.exit_status, summary.findings
    summary = scan(["s3://exports/2026"], state="night.ledger", workers=2)
    report = mask_tree("exports", "exports-masked")
"""

from __future__ import annotations

from piiguard.scan.baseline import Baseline, BaselineError
from piiguard.scan.copies import CopyError, CopyReport, CopyRow, mask_tree
from piiguard.scan.export import mask_table
from piiguard.scan.rows import ColumnRow, FindingRow, ObjectRow, Sink, Summary, TypeShare
from piiguard.scan.run import Progress, State, scan

__all__ = [
    "Baseline",
    "BaselineError",
    "ColumnRow",
    "CopyError",
    "CopyReport",
    "CopyRow",
    "FindingRow",
    "ObjectRow",
    "Progress",
    "Sink",
    "State",
    "Summary",
    "TypeShare",
    "mask_table",
    "mask_tree",
    "scan",
]
