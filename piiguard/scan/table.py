"""The table people read is a report (piiguard/reports/table.py); its helpers by the names scan and mask use."""

from __future__ import annotations

from piiguard.reports.table import Paint, Table, pad, place, plain, size, verdict, width

__all__ = ["Paint", "Table", "pad", "place", "plain", "size", "verdict", "width"]
