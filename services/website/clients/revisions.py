"""Asks a service for what is written and decided there: drafts, their review, suggestions, what became of records."""

from collections.abc import Mapping
from typing import Any

from services.website.clients.asking import Service, Words, ref, secret


class Revisions(Service):
    """How records of one service are written and looked at."""

    def revisions(self, asked: Mapping[str, Any], *, token: str) -> Words:
        """Return a page of drafts or revisions."""
        return dict(self._read("/v1/revisions", asked, token=token).words)

    def revision(self, revision_id: str, *, token: str) -> Words:
        """Return one revision with all that it changes."""
        return dict(self._read(f"/v1/revisions/{ref(revision_id)}", token=token).words)

    def begin(self, words: Words, *, token: str) -> Words:
        """Begin a draft, or go on with the one there is."""
        return dict(self._tell("POST", "/v1/revisions", words, token=token).words)

    def save(self, revision_id: str, words: Words, *, version: int, rebase: bool, token: str) -> Words:
        """Keep what was written so far."""
        told, headers = {"words": words, "rebase": rebase}, {"If-Match": f'"{version}"'}
        return dict(self._tell("PUT", f"/v1/revisions/{revision_id}", told, token=token, headers=headers).words)

    def forget_draft(self, revision_id: str, *, token: str) -> None:
        """Throw a draft away."""
        self._tell("DELETE", f"/v1/revisions/{revision_id}", token=token)

    def submit(self, revision_id: str, *, version: int, token: str) -> Words:
        """Lay a draft before the editors, or publish it where they trust the group."""
        return self.decide(revision_id, "submission", None, version=version, token=token)

    def take_back(self, revision_id: str, *, token: str) -> None:
        """Take back what waits for the editors."""
        self._tell("DELETE", f"/v1/revisions/{revision_id}/submission", token=token)

    def decide(self, revision_id: str, decision: str, words: Words | None, *, version: int, token: str) -> Words:
        """Approve (`approval`), refuse (`refusal`) or hand over (`assignment`) a revision."""
        path, headers = f"/v1/revisions/{revision_id}/{decision}", {"If-Match": f'"{version}"'}
        return dict(self._tell("PUT", path, words, token=token, headers=headers).words)

    def note(self, revision_id: str, text: str, *, token: str) -> None:
        """Write something down for one's colleagues."""
        self._tell("POST", f"/v1/revisions/{revision_id}/notes", {"text": text}, token=token)

    def history(self, kind: str, record_id: str, page: int, *, token: str) -> Words:
        """Return what became of a record, the newest first."""
        return dict(self._read(f"/v1/records/{kind}/{ref(record_id)}/history", {"page": page}, token=token).words)

    def review_figures(self, *, token: str) -> Words:
        """Return how the review goes."""
        return dict(self._read("/v1/review-figures", token=token).words)

    def propose(self, words: Words) -> None:
        """Suggest something without an account."""
        self._tell_as_website("POST", "/v1/proposals", words)

    def refused_proposal(self, token: str) -> Words:
        """Return a suggestion that was refused, as it was sent, and why."""
        return dict(self._read(f"/v1/proposals/{secret(token)}").words)

    def confirm_proposal(self, token: str) -> Words:
        """Say that a suggestion is one's own."""
        return dict(self._tell_as_website("PUT", f"/v1/proposals/{secret(token)}/confirmation", None).words)
