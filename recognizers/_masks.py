"""Values other systems have masked with letters ("PDAA2026XXXX0001"): nothing is left in them to protect.

Marks (``*`` ``●`` …) are known to the engine, which leaves alone what touches three of them. An X may stand in a value, so
only four in a row are a mask, and only where letters belong to the value's alphabet is there anything to ask.
"""

from __future__ import annotations


def is_crossed_out(value: str) -> bool:
    """Whether four X (of either case) stand in a row."""
    return "XXXX" in value or "xxxx" in value
