"""The optional name model (``pip install 'piiguard[ner]'``).

``Guard(ner=True)`` uses it. ``Tagger().tag(["我叫王小明"])`` finds people, places and organisations with
LAC alone. Nothing here is imported and nothing is loaded unless it is asked for.
"""

from __future__ import annotations

from .names import Names
from .tagger import Entity, Tagger, require

__all__ = ["Entity", "Names", "Tagger", "require"]
