"""Seeded device and network identifiers for :mod:`piiguard.testing`."""

from __future__ import annotations

from piiguard._testing_data import Draw

METHODS: dict[str, str] = {}
"""Entity type: the method that makes a value."""


class Devices(Draw):
    """Seeded device and network identifiers; each method gives one as text."""
