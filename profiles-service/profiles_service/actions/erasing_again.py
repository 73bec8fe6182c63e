"""Erasing those once more whom a restored backup has brought back.

No letter is written: she has had her last one, and whoever waited for her has been told.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from profiles_service.actions.erasing import carry_out, tell_erased
from profiles_service.actions.erasure_list import Entry
from profiles_service.models import Erasure, Person, Subscription
from profiles_service.queries import people
from profiles_service.queries.about_me import ADDRESSES, known_as
from services.kit.privacy.about_me import Herself
from services.kit.privacy.again import NOBODY, address_of
from services.kit.privacy.forgetting import Wish


def undone(session: Session, entries: Iterable[Entry]) -> list[Entry]:
    """Return those of whose erasure this database does not know: its backup is older."""
    known: set[UUID] = set(session.scalars(select(Erasure.id)))
    return [each for each in entries if each.receipt_id not in known]


def erase_again(session: Session, entry: Entry, *, key: str, now: datetime) -> None:
    """Forget a person who was erased before, here at once and elsewhere soon, under the receipt that she has.

    Where nobody knows her number, she is looked for by what stays of her address: here, and by each service that hears.
    """
    person = people.person_for_change(session, entry.person_id) or _person_at(session, entry, key)
    email = person.email if person else address_of(session, entry.checksum, key=key, places=ADDRESSES)
    person_id = person.id if person else entry.person_id
    subscription = session.get(Subscription, person_id)
    # What others have heard of her may be newer than what this database knows.
    version = max(entry.version, subscription.version + 1 if subscription else 0)
    session.add(Erasure(id=entry.receipt_id, asked_at=entry.erased_at))
    session.flush()
    wish = Wish(known_as(session, Herself(person_id, email or NOBODY)), entry.receipt_id, now)
    tell_erased(
        session,
        wish,
        version=version,
        erased_at=entry.erased_at,
        checksum=entry.checksum,
        checksum_key="" if email else key,
    )
    carry_out(session, wish)


def _person_at(session: Session, entry: Entry, key: str) -> Person | None:
    """Return who stands under her address with another number, as after an account that was given up before."""
    email = address_of(session, entry.checksum, key=key, places=[Person.email])
    return people.person_at(session, email) if email else None
