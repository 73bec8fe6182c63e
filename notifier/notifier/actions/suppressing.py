"""Ending a suppression: the one way back is that its owner confirms anew."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from notifier.models import AddressScore, Suppression
from notifier.rules import address_hash


def welcome_back(session: Session, email: str, confirmed_at: datetime) -> None:
    """Write to an address again whose owner has confirmed anew since: the letter reached her."""
    found = address_hash(email)
    session.execute(delete(Suppression).where(Suppression.address_hash == found, Suppression.since < confirmed_at))
    session.execute(
        delete(AddressScore).where(AddressScore.address_hash == found, AddressScore.scored_on < confirmed_at.date())
    )
