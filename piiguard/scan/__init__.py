"""Scan files and folders; write masked copies of them.

    from piiguard.scan import mask_tree, scan

    summary = scan(["exports"])            # summary.exit_status, summary.findings
    report = mask_tree("exports", "exports-masked")
"""

from __future__ import annotations

from piiguard.scan.copies import CopyError, CopyReport, CopyRow, mask_tree
from piiguard.scan.export import mask_table
from piiguard.scan.rows import ColumnRow, FindingRow, ObjectRow, Sink, Summary, TypeShare
from piiguard.scan.run import Progress, scan

__all__ = [
    "ColumnRow",
    "CopyError",
    "CopyReport",
    "CopyRow",
    "FindingRow",
    "ObjectRow",
    "Progress",
    "Sink",
    "Summary",
    "TypeShare",
    "mask_table",
    "mask_tree",
    "scan",
]
