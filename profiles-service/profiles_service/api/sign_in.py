"""Doors for signing in and out."""

from typing import Any

from flask import current_app
from flask.typing import ResponseReturnValue

from profiles_service.actions import passkeys, sign_in
from profiles_service.actions.sign_in import Arrival, Asking, Begun, ProofRefused
from profiles_service.api.credentials import SESSION, keep_no_secrets, links, session_before, session_secret
from profiles_service.api.passkeys import answered, site, used_session
from profiles_service.models import EDITOR, OpenSession, Person, SignIn
from profiles_service.queries import open_sessions, people
from profiles_service.queries import passkeys as known
from profiles_service.rules import Circumstances, Missing
from profiles_service.schemas.shared import city
from profiles_service.schemas.sign_in import (
    ProofSchema,
    SessionBegunSchema,
    SignInBegunSchema,
    SignInSchema,
    TokensSchema,
)
from services.kit import clock
from services.kit.auth import Signer, client_address, public
from services.kit.doors import Doors, leave_no_copies, session
from services.kit.errors import Refusal
from services.kit.limiting import limit_by_address, limit_by_network, limit_by_person, limit_in_all
from services.kit.tokens import LIFETIME

AUDIENCES = ("directory-service", "events-service", "profiles-service", "notifier")

doors = Doors("sign-in", __name__, url_prefix="/v1", description="Signing in with a mailed code or link, or a passkey.")


doors.before_request(keep_no_secrets)
doors.after_request(leave_no_copies)


@doors.post("/sign-ins")
@doors.arguments(SignInSchema)
@doors.response(202, SignInBegunSchema)
@public
def begin_sign_in(words: dict[str, Any]) -> SignIn:
    """Mail a code and a link to an address; the answer is the same for known and unknown addresses."""
    limit_by_network("sign-in")
    limit_by_address("sign-in", words["email"])
    limit_in_all("sign-in")
    about = {"email": words["email"], "language": words["language"], "onward": words["next"]}
    asking = Asking(**about, circumstances=Circumstances.of(words["device"], client_address()))
    return sign_in.begin_sign_in(session(), asking, links=links(), now=clock.now())


@doors.post("/sessions")
@doors.arguments(ProofSchema)
@doors.response(201, SessionBegunSchema)
@public
def begin_session(words: dict[str, Any]) -> dict[str, Any] | ResponseReturnValue:
    """Trade a code, a link or a passkey for a session; one shown as `Authorization: Session …` ends with it."""
    limit_by_network("code")
    arrival, now = Arrival(device=words["device"], before=session_before()), clock.now()
    if "answer" in words:
        return _begun(passkeys.sign_in(session(), answered(words), site=site(), arrival=arrival, now=now))
    proven = _proven(words)
    if proven is None:
        return _kept(ProofRefused())
    return _begun(sign_in.complete(session(), proven, arrival=arrival, now=now))


@doors.delete("/sessions/current")
@doors.response(204)
@doors.doc(security=SESSION)
@public
def end_current_session() -> None:
    """Sign out on this device, shown by `Authorization: Session …`; asked again, nothing more happens."""
    sign_in.end_this_session(session(), session_secret())


@doors.post("/tokens")
@doors.response(200, TokensSchema)
@doors.doc(security=SESSION)
@public
def issue_tokens() -> dict[str, Any]:
    """Trade a session, shown by `Authorization: Session …`, for a token for each service, good for five minutes."""
    used = used_session()
    person = people.person(session(), used.person_id)
    missing = _missing(person, used)
    roles = _acting(person, missing)
    signer: Signer = current_app.extensions["people"]
    about: dict[str, Any] = {"subject": str(person.id), "roles": roles, "now": clock.now()}
    tokens = {each: signer.token(audience=each, email=_mailed(person, roles, each), **about) for each in AUDIENCES}
    return {
        "tokens": tokens,
        "expires_in": int(LIFETIME.total_seconds()),
        "session_id": used.id,
        "missing": missing,
        "person": {**people.about_person(session(), person), "roles": roles},
    }


def _missing(person: Person, used: OpenSession) -> Missing | None:
    return known.missing(session(), person, used, editors_need_passkey=city().sign_in.editors_need_passkey)


def _acting(person: Person, missing: Missing | None) -> list[str]:
    """Return the roles somebody may act in: none for the city before a passkey was shown that it asks for."""
    return [] if missing else person.roles


def _mailed(person: Person, roles: list[str], audience: str) -> str | None:
    """Return the address that goes into a token: an editor's, for the notifier, which sends tests to her alone."""
    return person.email if audience == "notifier" and EDITOR in roles else None


def _begun(begun: Begun) -> dict[str, Any]:
    person, missing = begun.person, _missing(begun.person, begun.session)
    about = {name: getattr(person, name) for name in ("id", "email", "name")}
    words = {"secret": begun.secret, "next": begun.next, "missing": missing}
    return {**words, "person": {**about, "roles": _acting(person, missing)}}


def _proven(words: dict[str, Any]) -> SignIn | None:
    if "token" in words:
        return sign_in.try_link(session(), words["token"], links=links(), now=clock.now())
    if (person_id := open_sessions.whose_sign_in(session(), words["sign_in_id"])) is not None:
        limit_by_person("code", person_id)
    return sign_in.try_code(session(), words["sign_in_id"], words["code"], links=links(), now=clock.now())


def _kept(refusal: Refusal) -> ResponseReturnValue:
    """Return a refusal as an answer: raised, it would undo the counting of the try."""
    return current_app.handle_user_exception(refusal)
