"""Asks the directory about the board of ideas: for all who read it, for authors by their link, and for editors."""

from collections.abc import Mapping
from typing import Any

from services.website.clients.asking import Service, Words, credential, ref

_IDEAS, _OWN = "/v1/ideas", "/v1/own-idea"


class Ideas(Service):
    """What directory-service knows and does about ideas."""

    def ideas(self, asked: Mapping[str, Any]) -> Words:
        """Return a page of the board with facets."""
        return dict(self._read(_IDEAS, asked).words)

    def idea(self, slug: str) -> Words:
        """Return one idea."""
        return dict(self._read(f"{_IDEAS}/{ref(slug)}").words)

    def send(self, words: Words, *, token: str = "") -> Words:
        """Send an idea: a letter to confirm goes out, unless its author has signed in."""
        if token:
            return dict(self._tell("POST", _IDEAS, words, token=token).words)
        return dict(self._tell_as_website("POST", _IDEAS, words).words)

    def own(self, link: str) -> Words:
        """Return what a link from a letter is about."""
        return self._with_link("GET", _OWN, link)

    def confirm(self, link: str) -> Words:
        """Say that an idea is one's own."""
        return self._with_link("PUT", f"{_OWN}/confirmation", link)

    def change(self, link: str, words: Words, *, version: int) -> Words:
        """Send other words for one's idea."""
        headers = {**credential("Link", link), "If-Match": f'"{version}"'}
        return dict(self._tell("PUT", _OWN, words, headers=headers).words)

    def renew(self, link: str) -> Words:
        """Let one's idea stay longer."""
        return self._with_link("PUT", f"{_OWN}/renewal", link)

    def withdraw(self, link: str) -> Words:
        """Take one's idea back."""
        return self._with_link("DELETE", _OWN, link)

    def take_down(self, idea_id: str, reason: str, *, token: str) -> None:
        """Take an idea off the board as an editor."""
        self._tell("PUT", f"{_IDEAS}/{idea_id}/withdrawal", {"reason": reason}, token=token)

    def begin_project(self, idea_id: str, words: Words, *, token: str) -> str:
        """Begin the draft of a project with the words of an idea, and return its id."""
        return str(self._tell("POST", f"{_IDEAS}/{idea_id}/project", words, token=token).words["draft_id"])
