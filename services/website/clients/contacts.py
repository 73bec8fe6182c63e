"""Asks about contact requests: for who asks, for who is asked, and for those who look after all of it."""

from collections.abc import Mapping
from typing import Any

from services.website.clients.asking import Service, Words, ref

_OWN = "/v1/contact-request"
_DESK = "/v1/contact-requests"


class Contacts(Service):
    """What profiles-service knows and does about being put in touch."""

    def may_ask(self, kind: str, subject_id: str, *, token: str = "") -> bool:
        """Tell whether one may ask about something through the form; some people only when one has signed in."""
        return bool(self._read(f"/v1/contact-subjects/{kind}/{ref(subject_id)}", token=token).words["is_open"])

    def ask(self, words: Words, *, token: str = "") -> None:
        """Ask to be put in touch; a letter to confirm goes out."""
        if token:
            self._tell("POST", _DESK, words, token=token)
        else:
            self._tell_as_website("POST", _DESK, words)

    def to_confirm(self, link: str) -> Words:
        """Return what a link to confirm is about, without confirming it."""
        return self._with_link("GET", f"{_OWN}/confirmation", link)

    def confirm(self, link: str) -> Words:
        """Have a request passed on."""
        return self._with_link("PUT", f"{_OWN}/confirmation", link)

    def own(self, link: str) -> Words:
        """Return the request of whoever has the link, as she sees it."""
        return self._with_link("GET", _OWN, link)

    def to_answer(self, link: str) -> Words:
        """Return a request as whoever is asked sees it."""
        return self._with_link("GET", f"{_OWN}/answer", link)

    def answer(self, link: str, words: Words) -> Words:
        """Answer a request."""
        return self._with_link("PUT", f"{_OWN}/answer", link, words)

    def settle(self, link: str, words: Words) -> Words:
        """Tell what became of a request."""
        return self._with_link("PUT", f"{_OWN}/outcome", link, words)

    def requests(self, asked: Mapping[str, Any], *, token: str) -> Words:
        """Return a page of the requests that somebody looks after."""
        return dict(self._read(_DESK, asked, token=token).words)

    def request(self, request_id: str, *, token: str) -> Words:
        """Return one of these requests."""
        return dict(self._read(f"{_DESK}/{ref(request_id)}", token=token).words)

    def change(self, request_id: str, deed: str, words: Words | None, *, token: str) -> Words:
        """Take a step with one of these requests."""
        return dict(self._tell("PUT", f"{_DESK}/{ref(request_id)}/{deed}", words, token=token).words)
