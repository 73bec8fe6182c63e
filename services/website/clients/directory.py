"""Asks the directory: organisations, projects, offers, and who may edit them."""

from collections.abc import Mapping
from typing import Any

from services.website.clients import asking
from services.website.clients.asking import Service, Words


class Directory(Service):
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
        """Return one offer; drafts only to those who may edit them."""
        return self._listed(f"/v1/offers/{asking.ref(ref)}", token=token)

    def organisations(self, asked: Mapping[str, Any]) -> Words:
        """Return a page of organisations with facets."""
        return self._listed("/v1/organisations", asked)

    def organisation(self, ref: str) -> Words:
        """Return one organisation with what it offers."""
        return self._listed(f"/v1/organisations/{asking.ref(ref)}")

    def projects(self, asked: Mapping[str, Any]) -> Words:
        """Return a page of projects with facets."""
        return self._listed("/v1/projects", asked)

    def project(self, ref: str) -> Words:
        """Return one project with its partners and offers."""
        return self._listed(f"/v1/projects/{asking.ref(ref)}")

    def stewardships(self, *, token: str) -> list[Words]:
        """Return the organisations this person may edit."""
        found: list[Words] = self._listed("/v1/stewardships", token=token)["items"]
        return found

    def add_offer(self, words: Words, *, token: str, once: str) -> Words:
        """Keep a new offer as a draft; the same `once` makes it one offer however often it is sent."""
        headers = {"Idempotency-Key": once}
        return dict(self._tell("POST", "/v1/offers", words, token=token, headers=headers).words)

    def change_offer(self, offer_id: str, words: Words, *, version: int, token: str) -> Words:
        """Replace an offer, if nobody else did so in the meantime."""
        headers = {"If-Match": f'"{version}"'}
        return dict(self._tell("PUT", f"/v1/offers/{offer_id}", words, token=token, headers=headers).words)

    def publish_offer(self, offer_id: str, *, token: str) -> None:
        """Show an offer to everybody."""
        self._tell("PUT", f"/v1/offers/{offer_id}/publication", token=token)

    def withdraw_offer(self, offer_id: str, *, token: str) -> None:
        """Take an offer away again."""
        self._tell("DELETE", f"/v1/offers/{offer_id}/publication", token=token)

    def _listed(self, path: str, asked: Mapping[str, Any] | None = None, *, token: str = "") -> Words:
        return dict(self._read(path, asked, token=token).words)
