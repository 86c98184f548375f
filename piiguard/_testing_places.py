"""Seeded addresses for :mod:`piiguard.testing`."""

from __future__ import annotations

from piiguard._testing_data import Draw

METHODS: dict[str, str] = {}
"""Entity type: the method that makes a value."""


class Places(Draw):
    """Seeded addresses; each method gives one as text."""
