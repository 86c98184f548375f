"""Seeded certificates, records and birth dates for :mod:`piiguard.testing`."""

from __future__ import annotations

from piiguard._testing_data import Draw

METHODS: dict[str, str] = {}
"""Entity type: the method that makes a value."""


class Documents(Draw):
    """Seeded certificates, records and birth dates; each method gives one as text."""
