"""Seeded personal names for :mod:`piiguard.testing`."""

from __future__ import annotations

from piiguard._testing_data import Draw

METHODS: dict[str, str] = {}
"""Entity type: the method that makes a value."""


class People(Draw):
    """Seeded personal names; each method gives one as text."""
