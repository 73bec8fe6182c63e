"""Asks for people's own things: signing in, sessions, subscriptions."""

from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

from services.website.clients.asking import Service, Words, bearer, credential, ref

Shown: TypeAlias = Mapping[str, str]
"""What somebody shows to prove that it is about her: a link from a mail, her session, or that she has signed in."""


class Profiles(Service):
    """What profiles-service knows and does."""

    def start_sign_in(self, words: Words) -> Words:
        """Have a code and a link mailed."""
        return dict(self._tell_as_website("POST", "/v1/sign-ins", words).words)

    def sign_in(self, words: Words) -> Words:
        """Trade a code or a link for a session."""
        return dict(self._tell_as_website("POST", "/v1/sessions", words).words)

    def tokens(self, session: str) -> Words:
        """Return a short-lived token for each service."""
        return dict(self._tell("POST", "/v1/tokens", headers=_session(session)).words)

    def sign_out(self, session: str) -> None:
        """End this session."""
        self._tell("DELETE", "/v1/sessions/current", headers=_session(session))

    def subscribe(self, words: Words) -> None:
        """Ask for messages; a letter to confirm goes out."""
        self._tell_as_website("POST", "/v1/subscriptions", words)

    def confirm(self, link: str) -> Words:
        """Confirm a subscription."""
        return dict(self._tell("PUT", "/v1/subscription/confirmation", headers=_link(link)).words)

    def subscription(self, owner: Shown) -> Words:
        """Return a subscription as it stands."""
        return dict(self._tell("GET", "/v1/subscription", headers=owner).words)

    def change_subscription(self, owner: Shown, words: Words) -> Words:
        """Replace what somebody wants to hear about."""
        return dict(self._tell("PUT", "/v1/subscription", words, headers=owner).words)

    def pause(self, owner: Shown, until: date, *, interest_id: str = "") -> None:
        """Let nothing be written before a day, or nothing about one interest."""
        self._tell("PUT", _pause(interest_id), {"until": until.isoformat()}, headers=owner)

    def resume(self, owner: Shown, *, interest_id: str = "") -> None:
        """End a pause at once."""
        self._tell("DELETE", _pause(interest_id), headers=owner)

    def leave(self, owner: Shown) -> None:
        """End a whole subscription."""
        self._tell("DELETE", "/v1/subscription", headers=owner)

    def depart(self, link: str, words: Words) -> Words:
        """End or lessen what a leaving link is about; may be asked for any number of times."""
        return dict(self._tell("PUT", "/v1/subscription/departure", words, headers=_link(link)).words)

    def departure(self, link: str) -> Words:
        """Return whose subscription a leaving link would end, without ending it."""
        return dict(self._tell("GET", "/v1/subscription/departure", headers=_link(link)).words)

    def consents(self, email: str, *, token: str) -> Words:
        """Return the proof of what the person at an address agreed to."""
        return dict(self._read("/v1/consents", {"email": email}, token=token).words)

    def send_manage_link(self, words: Words) -> None:
        """Have the link to one's own subscription mailed once more."""
        self._tell_as_website("POST", "/v1/subscription-links", words)

    def wording(self, language: str) -> Words:
        """Return the words of consent in force."""
        return dict(self._read("/v1/wordings/current", {"language": language}).words)


def by_link(token: str) -> Shown:
    """Return what shows that somebody has the link of a mail."""
    return _link(token)


def by_signing_in(token: str) -> Shown:
    """Return what shows that somebody has signed in."""
    return bearer(token)


def _pause(interest_id: str) -> str:
    return f"/v1/subscription/interests/{ref(interest_id)}/pause" if interest_id else "/v1/subscription/pause"


def _session(secret: str) -> dict[str, str]:
    return credential("Session", secret)


def _link(token: str) -> dict[str, str]:
    return credential("Link", token)
