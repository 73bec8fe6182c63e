"""Who is asking, and who may: every route names its guard, `@public` or `@requires(...)`; one without is closed."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, g, request

from services.kit import clock
from services.kit.errors import Forbidden, NotSignedIn
from services.kit.tokens import NOBODY, Caller, Signer, TokenRefused, Verifier

__all__ = ["Caller", "Signer", "caller", "client_address", "public", "requires", "shown_credential"]

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC = "public"
_GUARDS: dict[str, Callable[[Caller], bool]] = {
    PUBLIC: lambda _: True,
    "person": lambda caller: caller.person_id is not None or caller.is_editor,
    # Of which organisation, only the deed knows: it refuses the stewards of others.
    "steward": lambda caller: caller.person_id is not None or caller.is_editor,
    "editor": lambda caller: caller.is_editor,
    "administrator": lambda caller: caller.is_administrator,
    "service": lambda caller: caller.service is not None,
    # With a token that profiles-service makes for this alone, for whoever shows a session or a link.
    "herself": lambda caller: caller.asks_about is not None,
}


class NoGuard(Forbidden):
    """This door is closed."""


def public(view: View) -> View:
    """Let anybody call this view."""
    view.guard = PUBLIC  # type: ignore[attr-defined]
    return view


def requires(role: str) -> Callable[[View], View]:
    """Let only callers with this role call this view: person, steward, editor, administrator, service or herself."""
    if role not in _GUARDS:
        raise ValueError(role)

    def guarded(view: View) -> View:
        view.guard = role  # type: ignore[attr-defined]
        return view

    return guarded


def check_guard(view: Callable[..., Any]) -> None:
    """Refuse the request unless the view's guard lets the caller pass."""
    guard = getattr(view, "guard", None)
    if guard is None:
        raise NoGuard
    if _GUARDS[guard](caller()):
        return
    raise (NotSignedIn if caller() is NOBODY else Forbidden)


def caller() -> Caller:
    """Return who is asking; refused with `TokenRefused` when a token is given but not good."""
    if "caller" not in g:
        g.caller = _caller()
    known: Caller = g.caller
    return known


def _caller() -> Caller:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer":
        return NOBODY
    if not token:
        raise TokenRefused
    verifier: Verifier = current_app.extensions["verifier"]
    return verifier.caller(token.strip(), now=clock.now())


def shown_credential(kind: str) -> str:
    """Return what a caller shows in place of a bearer token, such as the token of a link, or nothing."""
    found, _, words = request.headers.get("Authorization", "").partition(" ")
    return words.strip() if found.lower() == kind else ""


def client_address() -> str:
    """Return the network address of whoever is asking; the website's word for it counts, nobody else's."""
    told = request.headers.get("X-Client-Address")
    if told and caller().service == "website":
        return told
    return request.remote_addr or ""
