"""Finding somebody by the checksum of her address, when a restored backup has brought her back and nobody knows it.

Only who has the key can compare with a checksum, so a list of them tells nobody who was erased.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, func, select, union
from sqlalchemy.orm import InstrumentedAttribute, Session

from services.facts.forgetting import ProfileErased
from services.kit.addresses import address_key
from services.kit.sealed_links import seal

NOBODY = "nobody@erased.invalid"
"""Stands for an address that nobody knows any more; it never is one (RFC 2606)."""

Places = Iterable["InstrumentedAttribute[Any] | ColumnElement[Any]"]
"""The columns in which a service keeps addresses."""


def key_from(secret: str) -> str:
    """Return the key of checksums that belongs to a secret."""
    return seal(secret, "erased").hex()


def checksum(key: str, email: str) -> str:
    """Return what is kept of the address of somebody who was erased."""
    return seal(key, address_key(email)).hex()


def address_of(session: Session, wanted: str, *, key: str, places: Places) -> str | None:
    """Return the address with a checksum, if it stands in any of these places."""
    known = union(*(select(func.lower(each)).where(each.is_not(None)) for each in places))
    return next((each for each in session.scalars(known) if checksum(key, each) == wanted), None)


def found_again(session: Session, fact: ProfileErased, *, places: Places) -> ProfileErased:
    """Return a fact with the address that it is about, if only this service still knows it."""
    if not fact.checksum_key:
        return fact
    email = address_of(session, fact.checksum, key=fact.checksum_key, places=places)
    return replace(fact, email=email) if email else fact
