"""Doors for being put in touch without an account: ask, confirm, answer by link, tell what became of it."""

from typing import Any
from uuid import UUID

from profiles_service.actions import contact_answers, contact_requests
from profiles_service.actions.contact_answers import Answer
from profiles_service.actions.contact_letters import Post
from profiles_service.actions.contact_requests import Asking
from profiles_service.api.credentials import linked, links
from profiles_service.api.people import viewer
from profiles_service.models import ContactRecipient, ContactRequest
from profiles_service.queries import contact_requests as asked
from profiles_service.queries.contact_subjects import is_open
from profiles_service.queries.people import person_for_change
from profiles_service.rules import ASKER, STEWARD, SUBJECT_KINDS, LinkRefused, Wording
from profiles_service.rules.cards import Level, audience
from profiles_service.schemas.contact_requests import (
    ContactAnswerSchema,
    ContactOutcomeSchema,
    ContactRequestSchema,
    ContactSubjectSchema,
    SeenRequestSchema,
    ToConfirmSchema,
)
from profiles_service.schemas.shared import AcceptedSchema, city
from services.kit import clock
from services.kit.auth import caller, public
from services.kit.doors import Doors, leave_no_copies, session
from services.kit.limiting import limit_by_address, limit_by_network, limit_by_person
from services.kit.shown_links import LINK

doors = Doors("contact_requests", __name__, url_prefix="/v1", description="Being put in touch with a group.")
_MAILED = {"state": "mailed"}
_SUBJECT_FRESH_SECONDS = 60
_KINDS = ",".join(SUBJECT_KINDS)
doors.after_request(leave_no_copies)


@doors.get(f"/contact-subjects/<any({_KINDS}):kind>/<uuid:subject_id>")
@doors.response(200, ContactSubjectSchema)
@public
def subject(kind: str, subject_id: UUID) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Tell whether one may ask about something: it is shown to such as oneself, and somebody would get the request."""
    open_to = audience(viewer())
    words = {"kind": kind, "id": subject_id, "is_open": is_open(session(), kind, subject_id, audience=open_to)}
    fresh = f"public, max-age={_SUBJECT_FRESH_SECONDS}" if open_to == Level.PUBLIC else "private, no-store"
    return words, 200, {"Cache-Control": fresh, "Vary": "Authorization"}


@doors.post("/contact-requests")
@doors.arguments(ContactRequestSchema)
@doors.response(202, AcceptedSchema)
@public
def ask(words: dict[str, Any]) -> dict[str, str]:
    """Mail a link to confirm a request; the answer is the same for every address.

    Who has signed in may ask people, too, who show themselves to those alone.
    """
    if whose := caller().person_id:
        limit_by_person("contact", whose)
    else:
        limit_by_network("contact")
    limit_by_address("contact", words["email"])
    typed = {name: given for name, given in words.items() if name != "wording_version"}
    asking = Asking(**typed, wording=_wording(words["language"]), asked_as=audience(viewer()))
    contact_requests.request_contact(session(), asking, post=post(), now=clock.now())
    return _MAILED


@doors.get("/contact-request/confirmation")
@doors.response(200, ToConfirmSchema)
@doors.doc(security=LINK)
@public
def to_confirm() -> dict[str, Any]:
    """Return what a link to confirm is about, without confirming it."""
    found = asked.request_known(session(), linked("contact_confirm"))
    return asked.as_asker_sees_it(session(), found)


@doors.put("/contact-request/confirmation")
@doors.response(200, ToConfirmSchema)
@doors.doc(security=LINK)
@public
def confirm() -> dict[str, Any]:
    """Have a request passed on, with the link from the mail; confirmed twice, nothing more happens."""
    about: dict[str, Any] = {"rules": city().contact_requests, "post": post(), "now": clock.now()}
    found = contact_requests.confirm_contact(session(), linked("contact_confirm"), **about)
    return asked.as_asker_sees_it(session(), found)


@doors.get("/contact-request")
@doors.response(200, SeenRequestSchema)
@doors.doc(security=LINK)
@public
def own() -> dict[str, Any]:
    """Return one's own request, with the link from a later mail."""
    return asked.as_asker_sees_it(session(), asked.request_known(session(), linked("contact_own")))


@doors.get("/contact-request/answer")
@doors.response(200, SeenRequestSchema)
@doors.doc(security=LINK)
@public
def to_answer() -> dict[str, Any]:
    """Return a request to whoever is asked, with the link from the mail."""
    return asked.as_asked_see_it(session(), _asked(for_change=False)[1], by=STEWARD)


@doors.put("/contact-request/answer")
@doors.arguments(ContactAnswerSchema)
@doors.response(200, SeenRequestSchema)
@doors.doc(security=LINK)
@public
def answer(words: dict[str, Any]) -> dict[str, Any]:
    """Answer a request with the link from the mail; whoever comes second is told so (409)."""
    # Her row before the request's, as she is erased: else the two would wait for each other.
    email = _address_of(linked("contact_answer")) if words["shares_address"] else None
    recipient, found = _asked()
    whose = recipient.person_id or recipient.id
    given = Answer(answer=words["answer"], text=words["text"], by=STEWARD, person_id=whose, email=email)
    contact_answers.answer_request(session(), found, given, post=post(), now=clock.now())
    return asked.as_asked_see_it(session(), found, by=STEWARD)


@doors.put("/contact-request/outcome")
@doors.arguments(ContactOutcomeSchema)
@doors.response(200, SeenRequestSchema)
@doors.doc(security=LINK)
@public
def settle(words: dict[str, Any]) -> dict[str, Any]:
    """Tell what became of a request, with the link of either side; or end it while one still waits."""
    try:
        # As soon as it is confirmed she may take it back, also with the link by which she confirmed.
        found, by = asked.request_known(session(), linked("contact_own", "contact_confirm"), for_change=True), ASKER
    except LinkRefused:
        found, by = _asked()[1], STEWARD
    settle_request(found, words, by=by)
    return asked.as_asker_sees_it(session(), found) if by == ASKER else asked.as_asked_see_it(session(), found, by=by)


def settle_request(found: ContactRequest, words: dict[str, Any], *, by: str) -> None:
    """Keep what somebody tells of the end of a request."""
    if words["placed"]:
        contact_answers.place_request(session(), found, by=by, now=clock.now())
    else:
        reason = words["reason"] or "other"
        contact_answers.tell_why_not(session(), found, reason, by=by, post=post(), now=clock.now())


def post() -> Post:
    """Return with what letters are written."""
    return Post(links(), city().default_language)


def _asked(*, for_change: bool = True) -> tuple[ContactRecipient, ContactRequest]:
    return asked.asked_by_mail(session(), linked("contact_answer"), for_change=for_change)


def _address_of(recipient_id: UUID) -> str | None:
    """Return the address of who answers by link, and let nobody erase her until it is kept."""
    recipient = session().get(ContactRecipient, recipient_id)
    if recipient is None or recipient.person_id is None:
        return recipient.email if recipient else None
    person = person_for_change(session(), recipient.person_id)
    return person.email if person else None


def _wording(language: str) -> Wording:
    rules = city().contact_requests
    return Wording(version=f"contact {rules.consent_version}", language=language, text=rules.consent_in(language))
