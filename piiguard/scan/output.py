"""Reports are in piiguard/reports; here are the names the scan command uses."""

from __future__ import annotations

from piiguard.reports.output import FORMATS, OutputError, format_of
from piiguard.reports.output import report as Report

__all__ = ["FORMATS", "OutputError", "Report", "format_of"]
