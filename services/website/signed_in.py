"""Who is signed in: the cookie holds a session's secret; the services' tokens are got with it and soon forgotten."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import cast

from flask import Flask, Response, current_app, g, request

from services.kit import clock
from services.kit.client import Refused
from services.kit.errors import Forbidden
from services.website.clients import asking
from services.website.clients.asking import Words, calmly
from services.website.security import cookie_name, drop_cookie, keep_cookie
from services.website.site import site

COOKIE = "session"
STAY_DAYS = 30
# What stands behind the secret opens nothing: `.editor` lets each page show an editor the way to the desk, `.stays`
# tells how long a renewed cookie is to stay.
_EDITOR, _STAYS = ".editor", ".stays"
_KEEP = timedelta(minutes=4)
_GONE = 410
_OVER = frozenset({401, _GONE})
_MOST = 10_000
_MOST_OF_A_DEVICE = 200


class SignedOut(Exception):
    """Nobody is signed in, or not any more."""


class NotAnEditor(Forbidden):
    """Only editors may do this."""


class NotAnAdministrator(Forbidden):
    """Only administrators may do this."""


class PasskeyMissing(Exception):
    """Somebody who acts for the city has to make a passkey, or to show hers, before she may."""


@dataclass(frozen=True)
class Person:
    """Somebody who signed in, with her tokens; `missing` is what an editor has still to do with a passkey."""

    id: str
    name: str
    email: str
    is_editor: bool
    tokens: dict[str, str]
    session_id: str = ""
    missing: str = ""
    is_administrator: bool = False


class Tokens:
    """Remembers people's tokens for a few minutes, by a hash of the secret that got them."""

    def __init__(self) -> None:
        self._known: OrderedDict[bytes, tuple[datetime, Person]] = OrderedDict()
        self._lock = Lock()

    def person(self, secret: str, now: datetime) -> Person | None:
        """Return whom a secret belongs to, if that is known and fresh."""
        with self._lock:
            until, person = self._known.get(_hash(secret), (now, None))
            return person if until > now else None

    def keep(self, secret: str, person: Person, now: datetime) -> None:
        """Remember a person, and forget the oldest when there are too many."""
        with self._lock:
            self._known[_hash(secret)] = (now + _KEEP, person)
            while len(self._known) > _MOST:
                self._known.popitem(last=False)

    def forget(self, secret: str) -> None:
        """Forget whom a secret belongs to."""
        with self._lock:
            self._known.pop(_hash(secret), None)


def watch(app: Flask) -> None:
    """Remember tokens for a while, and drop the cookie of a session that is over."""
    app.extensions["tokens"] = Tokens()
    app.before_request(_ask_anew)
    app.after_request(_without_dead_cookie)


def _ask_anew() -> None:
    """Let who is signed in see what she has just changed, not what was kept for everybody."""
    asking.never_kept(is_so=has_cookie())


def has_cookie() -> bool:
    """Tell whether this browser believes to be signed in."""
    return cookie_name(COOKIE) in request.cookies and "signed_out" not in g


def seems_editor() -> bool:
    """Tell whether an editor signed in here; good for showing a link, and for nothing else."""
    return has_cookie() and _EDITOR in _cookie()


def looks_after(organisation: Words | None) -> bool:
    """Tell whether who signed in here may change what is an organisation's; good for showing links only."""
    return seems_editor() or bool(organisation and organisation["id"] in _looked_after())


def looks_after_another(organisation: Words | None) -> bool:
    """Tell whether who signed in here looks after an organisation other than this; good for showing links only."""
    return any(each != (organisation or {}).get("id") for each in _looked_after())


def _looked_after() -> frozenset[str]:
    """Return which organisations who signed in here looks after; a page asks once, and none where nobody can say."""
    if "looked_after" not in g:
        g.looked_after = _asked_after() if has_cookie() else frozenset()
    return cast(frozenset[str], g.looked_after)


def _asked_after() -> frozenset[str]:
    try:
        held = calmly(lambda: site().directory.stewardships(token=directory_token()))
    except (SignedOut, Refused):
        return frozenset()
    return frozenset(each["organisation_id"] for each in held or ())


def person() -> Person:
    """Return who is signed in; raises `SignedOut`."""
    known = secret()
    if not known:
        raise SignedOut
    return _tokens().person(known, clock.now()) or _fetched(known)


def person_if_any() -> Person | None:
    """Return who is signed in, or nothing: on pages for everybody, and while services are away."""
    try:
        return calmly(person) if has_cookie() else None
    except SignedOut:
        return None


def address_if_any() -> str:
    """Return at which address whoever is signed in gets mails, or nothing: visitors say theirs themselves."""
    who = person_if_any()
    return who.email if who else ""


def device() -> str:
    """Return what this browser says of itself, as much as is kept of it."""
    return (request.user_agent.string or "")[:_MOST_OF_A_DEVICE]


def directory_token() -> str:
    """Return what opens the directory for whoever is signed in; raises `SignedOut`."""
    return person().tokens["directory-service"]


def events_token() -> str:
    """Return what opens the calendar for whoever is signed in; raises `SignedOut`."""
    return person().tokens["events-service"]


def directory_token_if_any() -> str:
    """Return what opens the directory for whoever is signed in, or nothing: visitors need none."""
    return _token_if_any("directory-service")


def profiles_token() -> str:
    """Return what opens profiles-service for whoever is signed in; raises `SignedOut`."""
    return person().tokens["profiles-service"]


def profiles_token_if_any() -> str:
    """Return what opens profiles-service for whoever is signed in, or nothing: visitors need none."""
    return _token_if_any("profiles-service")


def _token_if_any(service: str) -> str:
    who = person_if_any()
    return who.tokens[service] if who else ""


def editors_token(service: str) -> str:
    """Return the editor's token for a service; raises `NotAnEditor`, or `PasskeyMissing` before she may act."""
    known = person()
    if known.missing:
        raise PasskeyMissing
    if not known.is_editor:
        raise NotAnEditor
    return known.tokens[service]


def administrators_token() -> str:
    """Return the administrator's token for profiles-service; raises `NotAnAdministrator`, or `PasskeyMissing`."""
    token = editors_token("profiles-service")
    if not person().is_administrator:
        raise NotAnAdministrator
    return token


def begin(response: Response, session: str, *, is_editor: bool, stay: bool) -> None:
    """Give this browser a session."""
    keep_cookie(response, COOKIE, session + _EDITOR * is_editor + _STAYS * stay, days=STAY_DAYS if stay else 0)


def renew(response: Response, session: str) -> None:
    """Give this browser the new secret of its session, for as long as it was to keep the one before."""
    stay = _STAYS in _cookie()
    _tokens().forget(secret() or "")
    begin(response, session, is_editor=_fetched(session).is_editor, stay=stay)


def end() -> None:
    """Forget the session of this browser."""
    _tokens().forget(secret() or "")
    g.signed_out = True


def secret() -> str | None:
    """Return the session's secret, with which its owner ends it or shows a passkey."""
    return _cookie().partition(".")[0] or None


def _cookie() -> str:
    return request.cookies.get(cookie_name(COOKIE), "")


def _tokens() -> Tokens:
    return cast(Tokens, current_app.extensions["tokens"])


def _fetched(secret: str) -> Person:
    try:
        words = site().profiles.tokens(secret)
    except Refused as refused:
        if refused.status not in _OVER:
            raise
        end()
        if refused.status == _GONE:
            raise
        raise SignedOut from None
    known = _person(words)
    _tokens().keep(secret, known, clock.now())
    return known


def _person(words: Words) -> Person:
    who = words["person"]
    return Person(
        who["id"],
        who.get("name") or "",
        who["email"],
        "editor" in who["roles"],
        words["tokens"],
        session_id=words.get("session_id") or "",
        missing=words.get("missing") or "",
        is_administrator="administrator" in who["roles"],
    )


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _without_dead_cookie(response: Response) -> Response:
    # What a page saves on its way out may be answered after its owner has signed in anew.
    if "signed_out" in g and "X-Autosave" not in request.headers:
        drop_cookie(response, COOKIE)
    return response
