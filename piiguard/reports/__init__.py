"""What a scan has to say, for programs and for people: one report, one file.

Every report is a Sink (piiguard/scan/rows.py): rows go in as they come, no value is ever among them, and memory
does not grow with them. :func:`report` makes the one that is asked for.
"""

from __future__ import annotations

from piiguard.reports.output import FORMATS, OutputError, format_of, report

__all__ = ["FORMATS", "OutputError", "format_of", "report"]
