"""Forgetting a person here: each kind of thing by a function of its own, in an order that the tables allow."""

from collections.abc import Iterator, Mapping

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from profiles_service.actions import consents
from profiles_service.models import (
    Card,
    Consent,
    ContactRecipient,
    ContactRequest,
    ContactStep,
    ContactSubject,
    Interest,
    LinkRequest,
    OpenSession,
    Passkey,
    Person,
    SignIn,
    Stewardship,
    Subscription,
    SubscriptionRequest,
)
from profiles_service.queries.about_me import has_idea, is_published, is_to_herself, was_asked
from profiles_service.rules import ASKER, CLOCK, NO_ANSWER, WITHDRAWN
from services.kit.privacy.forgetting import Forgets, Wish, executed
from services.kit.privacy.forgotten import remember_links

_TO_THE_END: Mapping[str, tuple[str, ...]] = {
    "received": ("lapse",),
    "verified": ("hold", "refuse"),
    "held": ("refuse",),
    "forwarded": ("fail", "close"),
    "answered": ("fail", "close"),
    "placed": ("close",),
    "not_placed": ("close",),
    "closed": (),
}


def _sessions(session: Session, wish: Wish) -> int:
    gone = delete(OpenSession).where(OpenSession.person_id == wish.herself.person_id).returning(OpenSession.secret_hash)
    secrets = session.scalars(gone).all()
    remember_links(session, secrets, now=wish.now)
    return len(secrets)


def _sign_ins(session: Session, wish: Wish) -> int:
    ids = session.scalars(delete(SignIn).where(SignIn.person_id == wish.herself.person_id).returning(SignIn.id)).all()
    remember_links(session, ids, now=wish.now)
    return len(ids)


def _passkeys(session: Session, wish: Wish) -> int:
    return executed(session, delete(Passkey).where(Passkey.person_id == wish.herself.person_id))


def _looked_after(session: Session, wish: Wish) -> int:
    return executed(session, delete(Stewardship).where(Stewardship.person_id == wish.herself.person_id))


def _card(session: Session, wish: Wish) -> int:
    """Delete the card; what others saw of it and its picture go with it."""
    return executed(session, delete(Card).where(Card.person_id == wish.herself.person_id))


def _messages(session: Session, wish: Wish) -> int:
    wishes = executed(session, delete(Interest).where(Interest.person_id == wish.herself.person_id))
    return wishes + executed(session, delete(Subscription).where(Subscription.person_id == wish.herself.person_id))


def _requests(session: Session, wish: Wish) -> int:
    request = SubscriptionRequest
    ids = session.scalars(delete(request).where(request.person_id == wish.herself.person_id).returning(request.id))
    found = ids.all()
    remember_links(session, found, now=wish.now)
    return len(found) + executed(session, delete(LinkRequest).where(LinkRequest.email_key == wish.herself.key))


def _consents(session: Session, wish: Wish) -> int:
    return consents.empty_person(session, wish.herself.person_id, receipt_id=wish.receipt_id, now=wish.now)


def _asked(session: Session, wish: Wish) -> int:
    """End what she asked for, and forget her words; how far each came stays."""
    hers = select(ContactRequest).where(ContactRequest.email_key == wish.herself.key).order_by(ContactRequest.id)
    found = session.scalars(hers.with_for_update()).all()
    for request in found:
        session.add_all(_ended(request, wish, by=ASKER, why=WITHDRAWN))
        request.erase(wish.now)
    recipients = select(ContactRecipient.id).where(ContactRecipient.request_id.in_([each.id for each in found]))
    remember_links(session, [each.id for each in found], now=wish.now)
    session.execute(delete(ContactRecipient).where(ContactRecipient.id.in_(recipients)))
    return len(found)


def _ended(request: ContactRequest, wish: Wish, *, by: str, why: str) -> Iterator[ContactStep]:
    """Yield the steps by which a request ends from where it stands."""
    for deed in _TO_THE_END[request.state]:
        if deed == "fail":
            request.reason = why
        yield request.do(deed, by=by, now=wish.now)


def _end_what_she_was_asked_herself(session: Session, wish: Wish) -> None:
    """End what people wanted of her, and not of an organisation: nobody will answer any more."""
    of_her = select(ContactRequest).where(is_to_herself(wish.herself)).order_by(ContactRequest.id)
    for request in session.scalars(of_her.with_for_update()).all():
        session.add_all(_ended(request, wish, by=CLOCK, why=NO_ANSWER))
        request.person_id = request.answer_text = request.answer_email = None


def _was_asked(session: Session, wish: Wish) -> int:
    """Let nobody ask her any more, and take her words and her address from what she answered."""
    _end_what_she_was_asked_herself(session, wish)
    answered = update(ContactRequest).where(func.lower(ContactRequest.answer_email) == wish.herself.key)
    session.execute(answered.values(answer_email=None, answer_text=None))
    gone = session.scalars(delete(ContactRecipient).where(was_asked(wish.herself)).returning(ContactRecipient.id)).all()
    remember_links(session, gone, now=wish.now)
    return len(gone)


def _ideas(session: Session, wish: Wish) -> int:
    """Let nobody join her ideas any more, and take her name and her address from them."""
    hers = update(ContactSubject).where(has_idea(wish.herself))
    return executed(session, hers.values(email=None, organisation_name="", is_public=False))


def _published(session: Session, wish: Wish) -> int:
    return session.scalar(select(func.count()).select_from(ContactSubject).where(is_published(wish.herself))) or 0


def _requests_that_stay(session: Session, wish: Wish) -> int:
    asked = select(func.count()).select_from(ContactRequest).where(ContactRequest.email_key == wish.herself.key)
    return session.scalar(asked) or 0


def _account(session: Session, wish: Wish) -> int:
    remember_links(session, [wish.herself.person_id], now=wish.now)
    return executed(session, delete(Person).where(Person.id == wish.herself.person_id))


def _proofs_that_stay(session: Session, wish: Wish) -> int:
    asked = select(func.count()).select_from(Consent).where(Consent.person_id == wish.herself.person_id)
    return session.scalar(asked) or 0


WAYS: Mapping[str, Forgets] = {
    "sessions": _sessions,
    "sign_ins": _sign_ins,
    "passkeys": _passkeys,
    "looked_after": _looked_after,
    "card": _card,
    "messages": _messages,
    "requests": _requests,
    "consents": _consents,
    "asked": _asked,
    "was_asked": _was_asked,
    # After that, for by her address in it one finds what was asked about an idea.
    "ideas": _ideas,
    # Last: the other tables point to it.
    "account": _account,
}
STAYING: Mapping[str, Forgets] = {
    "consents": _proofs_that_stay,
    "asked": _requests_that_stay,
    "contacts": _published,
}
"""What is counted of what outlasts her."""
