"""Draining a lane: claim a batch, ask again who may get it, send it in waves, write down every reply.

Which of three things happens to a mail when a process dies is not left to chance: not begun, it waits again; answered,
the answer stands in the journal; begun and not answered, it is *unknown*, and the ledger says so.
"""

import time
from pathlib import Path
from uuid import uuid4

from notifier.actions import recovering
from notifier.rules import Lane
from notifier.sending.journal import Journal, abandoned
from notifier.sending.sender import Outfit, Sender
from services.kit import clock
from services.kit.db import Database
from services.kit.logs import logger

DRAIN_SECONDS = 55
LONGEST_DRAIN = 780
"""The last mail begun may wait as long as a server may take: half a minute for each answer, and ten for the last."""


def drain(outfit: Outfit, lane: Lane, *, seconds: float = DRAIN_SECONDS) -> int:
    """Send what is due in a lane, for about a minute at the most; returns how many mails were answered."""
    owner = uuid4()
    with Journal(outfit.journals, owner, wave=outfit.wave) as journal:
        sender = Sender(outfit, lane, owner, journal, until=time.monotonic() + seconds)
        try:
            while sender.send_next_wave():
                pass
        finally:
            sender.pool.close()
    return sender.answered


def recover_abandoned(database: Database, journals: Path) -> int:
    """Settle what dead senders left; returns how many there were."""
    found = 0
    for remains in abandoned(journals):
        with database.transaction() as session:
            doubt = remains.in_doubt if remains.is_whole else None
            recovering.recover(session, remains.owner, remains.replies, in_doubt=doubt, now=clock.now())
        logger().warning("sender_recovered", owner=str(remains.owner), in_doubt=len(remains.in_doubt))
        found += 1
    return found
