"""Asks the directory: organisations, projects, offers, and who may edit them."""

from collections.abc import Mapping
from typing import Any

from services.website.clients import asking
from services.website.clients.asking import Words
from services.website.clients.records import Records

_MOVED = 308


class Directory(Records):
    """What directory-service knows and does."""

    def figures(self) -> Words:
        """Return how many organisations, projects and offers are public."""
        return self._listed("/v1/figures")

    def categories(self) -> list[Words]:
        """Return the categories with the number of their offers."""
        found: list[Words] = self._listed("/v1/categories")["items"]
        return found

    def offers(self, asked: Mapping[str, Any], *, token: str = "") -> Words:
        """Return a page of offers with facets."""
        return self._listed("/v1/offers", asked, token=token)

    def offer(self, ref: str, *, token: str = "") -> Words:
        """Return one offer, drafts to those who may edit them; of one that has become another, only where that is."""
        return self._single(f"/v1/offers/{asking.ref(ref)}", token=token)

    def organisations(self, asked: Mapping[str, Any]) -> Words:
        """Return a page of organisations with facets."""
        return self._listed("/v1/organisations", asked)

    def organisation(self, ref: str) -> Words:
        """Return one organisation with what it offers; of one that has become another, only where that is."""
        return self._single(f"/v1/organisations/{asking.ref(ref)}")

    def _single(self, path: str, *, token: str = "") -> Words:
        answer = self._read(path, token=token)
        if answer.status == _MOVED:
            return {"slug": answer.headers["Location"].rpartition("/")[2]}
        return dict(answer.words)

    def with_address(self, kind: str, record_id: str) -> Words:
        """Return an offer or organisation with the mail address that everybody else is not told."""
        return dict(self._tell_as_website("GET", f"/v1/{kind}s/{asking.ref(record_id)}").words)

    def projects(self, asked: Mapping[str, Any], *, token: str = "") -> Words:
        """Return a page of projects with facets."""
        return self._listed("/v1/projects", asked, token=token)

    def project(self, ref: str) -> Words:
        """Return one project with its partners and offers; of one that has become another, only where that is."""
        return self._single(f"/v1/projects/{asking.ref(ref)}")

    def found(self, asked: Mapping[str, Any]) -> Words:
        """Return a page of what was found over all kinds, with why."""
        return self._listed("/v1/search", asked)

    def suggestions(self, typed: str) -> list[Words]:
        """Return how a question may go on."""
        found: list[Words] = self._listed("/v1/suggestions", {"q": typed})["items"]
        return found

    def stewardships(self, *, token: str) -> list[Words]:
        """Return the organisations this person may edit."""
        found: list[Words] = self._listed("/v1/stewardships", token=token)["items"]
        return found

    def publish_offer(self, offer_id: str, *, token: str) -> None:
        """Show an offer to everybody."""
        self._tell("PUT", f"/v1/offers/{offer_id}/publication", token=token)

    def withdraw(self, kind: str, record_id: str, *, token: str) -> None:
        """Show a record of a kind to everybody no more."""
        self._tell("DELETE", f"/v1/{kind}s/{record_id}/publication", token=token)

    def _listed(self, path: str, asked: Mapping[str, Any] | None = None, *, token: str = "") -> Words:
        return dict(self._read(path, asked, token=token).words)
