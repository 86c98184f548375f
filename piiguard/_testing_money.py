"""Seeded accounts, card details and messenger names for :mod:`piiguard.testing`."""

from __future__ import annotations

from piiguard._testing_data import Draw

METHODS: dict[str, str] = {}
"""Entity type: the method that makes a value."""


class Money(Draw):
    """Seeded accounts, card details and messenger names; each method gives one as text."""
