"""Answering a contact request, and saying what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from profiles_service.actions.contact_letters import Post, write_to_asked, write_to_asker
from profiles_service.models import ContactRequest
from profiles_service.rules import ASKER, NO_ANSWER, WITHDRAWN, NotPossibleNow, reason_of_answer
from services.kit.errors import Malformed


class AddressNeeded(Malformed):
    """Please let us pass your e-mail address on: the person who asks did not want hers to be shown."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a request is answered: by which side and whom, in one of three ways, and with her address if she agrees."""

    answer: str
    by: str
    person_id: UUID | None
    text: str | None = None
    email: str | None = None


def answer_request(session: Session, request: ContactRequest, given: Answer, *, post: Post, now: datetime) -> None:
    """Answer a request once; refused with `AnsweredAlready` for whoever comes second.

    Who is to meet has to know one address of the other: refused with `AddressNeeded` where neither side shows hers.
    """
    step = request.do("answer", by=given.by, now=now)
    if given.answer == "meet" and not (given.email or request.shares_address):
        raise AddressNeeded
    request.answer, request.answer_text = given.answer, given.text
    request.answer_email = given.email if given.answer == "meet" else None
    session.add(step)
    if reason := reason_of_answer(given.answer):
        fail_requests(session, [request], reason, by=given.by, now=now)
    _tell_answer(session, request, given, post=post, now=now)


def place_request(session: Session, request: ContactRequest, *, by: str, now: datetime) -> None:
    """Note that somebody was put in touch and takes part; the request is closed by that."""
    session.add(request.do("place", by=by, now=now))
    session.add(request.do("close", by=by, now=now))


def fail_requests(session: Session, requests: Sequence[ContactRequest], reason: str, *, by: str, now: datetime) -> None:
    """Note why nothing came of requests; they are closed by that."""
    for each in requests:
        step = each.do("fail", by=by, now=now)
        step.reason = each.reason = reason
        session.add_all([step, each.do("close", by=by, now=now)])


def tell_why_not(session: Session, request: ContactRequest, reason: str, *, by: str, post: Post, now: datetime) -> None:
    """Note what one side says of the end of a request; before there is an answer, only who asked may end it."""
    if request.answer:
        fail_requests(session, [request], reason, by=by, now=now)
    elif by == ASKER:
        _take_back(session, request, post=post, now=now)
    else:
        raise NotPossibleNow


def close_unanswered(
    session: Session, requests: Sequence[ContactRequest], *, by: str, post: Post, now: datetime
) -> None:
    """Close requests that nobody answered, and tell the people who wait."""
    fail_requests(session, requests, NO_ANSWER, by=by, now=now)
    write_to_asker(session, requests, "contact_answer", post=post, now=now, answer=NO_ANSWER)


def _take_back(session: Session, request: ContactRequest, *, post: Post, now: datetime) -> None:
    """End a request that its asker takes back; what nobody got is erased at once."""
    fail_requests(session, [request], WITHDRAWN, by=ASKER, now=now)
    if request.forwarded_at is None:
        request.erase(now)
    else:
        write_to_asked(session, [request], "contact_withdrawn", post=post, now=now)


def _tell_answer(session: Session, request: ContactRequest, given: Answer, *, post: Post, now: datetime) -> None:
    said = {"answer": str(request.answer), "text": request.answer_text or "", "email": request.answer_email or ""}
    shares = {"shares": "yes"} if request.shares_address else {}
    whose = (given.person_id,) if given.person_id else ()
    write_to_asker(session, [request], "contact_answer", post=post, now=now, words_of=whose, **said, **shares)
