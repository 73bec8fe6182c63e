"""Asking the tellers for what was missed: once a minute, in every service."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from services.facts.hearers import tellers_to
from services.kit import inbox
from services.kit.client import Client, Refused
from services.kit.db import Database
from services.kit.errors import Passing
from services.kit.logs import logger

Reach = Callable[[str], Client]
"""Returns a client for a service."""


def missed(database: Database, hearer: str, reach: Reach) -> list[dict[str, Any]]:
    """Return messages that were told to a hearer and never arrived; confirm to the tellers what did.

    A teller that is away is asked again next time.
    """
    found: list[dict[str, Any]] = []
    for teller in tellers_to(hearer):
        try:
            with reach(teller) as client:
                found += _missed_from(client, database, hearer)
        except (Passing, Refused) as trouble:
            logger().warning("teller_away", teller=teller, trouble=str(trouble))
    return found


def _missed_from(teller: Client, database: Database, hearer: str) -> list[dict[str, Any]]:
    """Return what of the oldest facts never arrived; pages of which all arrived are confirmed and passed over."""
    confirmed: set[str] = set()
    while told := teller.get("/v1/facts", params={"hearer": hearer}, as_service=True).words["items"]:
        with database.reading() as session:
            known = {str(each) for each in inbox.known_ids(session, [UUID(each["id"]) for each in told])}
        if known:
            teller.ask("PUT", "/v1/facts/hearings", json={"fact_ids": sorted(known)})
        missing = [each for each in told if each["id"] not in known]
        if missing or known <= confirmed:
            return missing
        confirmed |= known
    return []
