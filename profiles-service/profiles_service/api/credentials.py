"""What is shown instead of a token of the usual kind: a session's secret, or a link from a mail."""

from uuid import UUID

from flask import current_app, request

from profiles_service.queries.open_sessions import SessionOver
from profiles_service.rules import LinkRefused, Links, Purpose
from profiles_service.settings import Settings
from services.kit.auth import caller, shown_credential
from services.kit.doors import session
from services.kit.errors import Malformed
from services.kit.leaving import Scope
from services.kit.privacy.forgotten import check_still_here
from services.kit.shown_links import LINK, LINK_SCHEME, shown_link

SESSION: list[dict[str, list[str]]] = [{"session": []}]
OWNER: list[dict[str, list[str]]] = [*LINK, {"bearer": []}]
SCHEMES = {
    "link": LINK_SCHEME,
    "session": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "`Session <secret>`: the secret that was told when the session began.",
    },
}
"""How a door says in the API page what it wants to be shown."""
_WITH_SECRETS = frozenset(
    {
        "sign-in.begin_session",
        "sign-in.issue_tokens",
        "passkeys.ask",
        "passkeys.register",
        "passkeys.show",
        "about-me.issue_tokens",
    }
)


class AnswerIsSecret(Malformed):
    """This cannot be asked with an Idempotency-Key, because its answer is a secret that is kept nowhere."""


def keep_no_secrets() -> None:
    """Refuse to keep answers that hold secrets."""
    if "Idempotency-Key" in request.headers and request.endpoint in _WITH_SECRETS:
        raise AnswerIsSecret


def settings() -> Settings:
    """Return this service's settings."""
    known: Settings = current_app.extensions["settings"]
    return known


def links() -> Links:
    """Return who makes and reads the links in mails."""
    return settings().links


def linked(*purposes: Purpose) -> UUID:
    """Return what the link shown is about; refused with `LinkRefused` unless it was made for one of the purposes.

    Refused with `NoLongerHere` when whoever it was made for was erased since.
    """
    about = _linked(*purposes)
    check_still_here(session(), about)
    return about


def _linked(*purposes: Purpose) -> UUID:
    shown = shown_link()
    for purpose in purposes[:-1]:
        try:
            return links().about(purpose, shown)
        except LinkRefused:
            continue
    return links().about(purposes[-1], shown)


def owner() -> UUID:
    """Return whose subscription is meant: of who has signed in, or of who shows a link for managing."""
    return caller().person_id or linked("manage")


def leaving() -> tuple[UUID, Scope]:
    """Return whose link for leaving is shown and what it ends; one for managing, or signing in, ends everything."""
    if person_id := caller().person_id:
        return person_id, Scope()
    shown = shown_link()
    try:
        person_id, scope = links().leaving(shown)
    except LinkRefused:
        person_id, scope = links().about("manage", shown), Scope()
    check_still_here(session(), person_id)
    return person_id, scope


def session_secret() -> str:
    """Return the session's secret shown; refused with `SessionOver` when there is none."""
    shown = shown_credential("session")
    if not shown:
        raise SessionOver
    return shown


def session_before() -> str:
    """Return the secret of the session that a new one takes the place of, or nothing."""
    return shown_credential("session")
