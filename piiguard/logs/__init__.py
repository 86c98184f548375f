"""Logging without personal information, for teams that keep their logger.

    from piiguard.logs import MaskingFilter, MaskingQueueHandler, protect

    handler.addFilter(MaskingFilter())                          # logging
    protect(handler)                                            # logging, other handlers see what they did
    logging.getLogger().addHandler(MaskingQueueHandler(handler))   # in a thread of its own: for asyncio
    structlog.configure(processors=[…, StructlogProcessor(), structlog.processors.JSONRenderer()])
    logger.configure(patcher=LoguruPatcher())                   # loguru

Nothing here raises into the caller. Where a record cannot be masked its text is withheld and the record says so;
``withheld`` counts such records.
"""

from __future__ import annotations

from piiguard.logs.handlers import MaskingFilter, MaskingQueueHandler, protect
from piiguard.logs.structured import LoguruPatcher, StructlogProcessor

__all__ = ["LoguruPatcher", "MaskingFilter", "MaskingQueueHandler", "StructlogProcessor", "protect"]
