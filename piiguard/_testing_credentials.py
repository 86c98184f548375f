"""Seeded passwords, codes and keys for :mod:`piiguard.testing`."""

from __future__ import annotations

from piiguard._testing_data import Draw

METHODS: dict[str, str] = {}
"""Entity type: the method that makes a value."""


class Credentials(Draw):
    """Seeded passwords, codes and keys; each method gives one as text."""
