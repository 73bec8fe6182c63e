"""Erasing everything about a person, in all services, with one word of hers; and what each of them says of it.

It is told to the others as one fact, in the transaction in which she is forgotten here: so it can't half happen. The
last letter that she gets is asked for in the same breath. It is written to nobody, for her id is gone by then.
"""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from profiles_service.actions.contact_endings import tell_who_waits
from profiles_service.actions.contact_letters import Post
from profiles_service.actions.forgetting import STAYING, WAYS
from profiles_service.actions.team import check_another_stays
from profiles_service.models import SERVICES, Erasure, ErasurePart, OpenSession, Person, Subscription
from profiles_service.queries import erasures, people
from profiles_service.queries.about_me import known_as
from profiles_service.queries.passkeys import missing
from profiles_service.rules import FRESH_FOR, LETTER_LASTS, Links, greeting
from services.facts.forgetting import PersonForgotten, ProfileErased
from services.facts.letters import LetterRequested
from services.kit import outbox
from services.kit.errors import Forbidden
from services.kit.privacy.about_me import Herself
from services.kit.privacy.again import checksum, key_from
from services.kit.privacy.forgetting import Wish, forget

HERE = "profiles-service"


class SignInOnceMore(Forbidden):
    """You signed in a while ago. Please sign in once more before you erase everything."""


def check_fresh(session: Session, used: OpenSession, *, editors_need_passkey: bool, now: datetime) -> None:
    """Refuse with `SignInOnceMore` whoever signed in a while ago, or has yet to show the passkey that she acts with."""
    person = people.person(session, used.person_id)
    needs_key = missing(session, person, used, editors_need_passkey=editors_need_passkey) == "show"
    if needs_key or now - max(used.created_at, used.passkey_at or used.created_at) > FRESH_FOR:
        raise SignInOnceMore


def erase(session: Session, person_id: UUID, *, links: Links, now: datetime) -> UUID:
    """Forget everything about a person, here at once and elsewhere soon, and return the receipt's id.

    Refused with `LastAdministrator` while nobody else could decide about the team.
    """
    team = people.team_for_change(session)
    person = people.person_for_change(session, person_id) or people.person(session, person_id)
    check_another_stays(team, person)
    subscription = session.get(Subscription, person_id)
    wish = Wish(known_as(session, Herself(person.id, person.email)), uuid4(), now)
    session.add(Erasure(id=wish.receipt_id, asked_at=now))
    session.flush()
    _write_last_letter(session, person, subscription, wish, links)
    tell_who_waits(session, wish.herself, post=Post(links, person.language), now=now)
    left = checksum(key_from(links.secret), person.email)
    tell_erased(session, wish, version=(subscription.version if subscription else 0) + 1, erased_at=now, checksum=left)
    carry_out(session, wish)
    return wish.receipt_id


def carry_out(session: Session, wish: Wish) -> None:
    """Forget a person here, and note it on the receipt."""
    done = forget(session, wish, ways=WAYS, staying=STAYING)
    session.add(ErasurePart(erasure_id=wish.receipt_id, service=HERE, forgotten_at=wish.now, **vars(done)))
    session.flush()


def note_forgotten(session: Session, fact: PersonForgotten) -> None:
    """Note what a service has forgotten; once all have, the erasure is done."""
    erasure = erasures.erasure_for_change(session, fact.receipt_id)
    if erasure is None:
        return
    row = insert(ErasurePart).values(
        erasure_id=erasure.id,
        service=fact.service,
        erased=fact.erased,
        stays=fact.stays,
        forgotten_at=fact.forgotten_at,
    )
    session.execute(row.on_conflict_do_nothing())
    if {each.service for each in erasures.parts_of(session, erasure.id)} >= set(SERVICES):
        erasure.done_at = erasure.done_at or fact.forgotten_at


def tell_erased(session: Session, wish: Wish, **more: Any) -> None:
    """Tell the others to forget a person; `more` is what else the fact says."""
    herself = wish.herself
    fact = ProfileErased(
        person_id=herself.person_id, email=herself.email, known_as=herself.known_as, receipt_id=wish.receipt_id, **more
    )
    outbox.record(session, fact, now=wish.now)


def _write_last_letter(
    session: Session, person: Person, subscription: Subscription | None, wish: Wish, links: Links
) -> None:
    language = subscription.language if subscription else person.language
    letter = LetterRequested(
        letter_id=uuid4(),
        person_id=uuid4(),
        template="erased",
        email=person.email,
        name=greeting(person.name or (subscription.name if subscription else None)),
        language=language,
        slots={"link": links.address("receipt", wish.receipt_id, language=language)},
        requested_at=wish.now,
        expires_at=wish.now + LETTER_LASTS,
    )
    outbox.record(session, letter, now=wish.now)
