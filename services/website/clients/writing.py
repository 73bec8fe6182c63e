"""What is written and reviewed in several services, as if it were in one: each draft is found where it is kept."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from services.kit.client import Client, Refused
from services.website.clients.asking import Words, calmly
from services.website.clients.revisions import Revisions

T = TypeVar("T")
Tokens = Mapping[str, str]
_NOT_THERE = 404
_FORBIDDEN = 403
_AT_ONCE = 100
_FACETS = ("kind", "category", "district")


@dataclass(frozen=True)
class Keeper:
    """A service that keeps records of some kinds."""

    name: str
    revisions: Revisions
    kinds: Collection[str]


class Writing:
    """Drafts, their review and suggestions over all services."""

    def __init__(self, *keepers: Keeper) -> None:
        self._keepers = keepers

    def of_kind(self, kind: str) -> Keeper:
        """Return who keeps records of a kind."""
        return next(each for each in self._keepers if kind in each.kinds)

    def begin(self, words: Words, *, tokens: Tokens) -> Words:
        """Begin a draft, or go on with the one there is."""
        keeper = self.of_kind(words["kind"])
        return keeper.revisions.begin(words, token=tokens[keeper.name])

    def of_revision(self, revision_id: str, *, tokens: Tokens) -> tuple[Words, Revisions, str]:
        """Return a revision with where it is kept and what opens that."""
        return self._first(
            lambda keeper: (
                keeper.revisions.revision(revision_id, token=tokens[keeper.name]),
                keeper.revisions,
                tokens[keeper.name],
            )
        )

    def revision(self, revision_id: str, *, tokens: Tokens) -> Words:
        """Return one revision with all that it changes."""
        return self.of_revision(revision_id, tokens=tokens)[0]

    def ask(self, revision_id: str, deed: Callable[[Revisions, str], T], *, tokens: Tokens) -> T:
        """Do something with a revision where it is kept; who does not know it does nothing."""
        _, revisions, token = self.of_revision(revision_id, tokens=tokens)
        return deed(revisions, token)

    def submit(self, draft: Words, *, tokens: Tokens) -> Words:
        """Lay a draft before the editors, or publish it where they trust the group."""
        keeper = self.of_kind(draft["kind"])
        return keeper.revisions.submit(draft["id"], version=draft["version"], token=tokens[keeper.name])

    def save(self, draft: Words, words: Words, *, rebase: bool = False, tokens: Tokens) -> Words:
        """Keep what was written so far, seen in the version of the draft."""
        keeper, version = self.of_kind(draft["kind"]), draft["version"]
        return keeper.revisions.save(draft["id"], words, version=version, rebase=rebase, token=tokens[keeper.name])

    def history(self, kind: str, record_id: str, page: int, *, tokens: Tokens) -> Words:
        """Return what became of a record, the newest first."""
        keeper = self.of_kind(kind)
        return keeper.revisions.history(kind, record_id, page, token=tokens[keeper.name])

    def propose(self, words: Words) -> None:
        """Suggest something without an account."""
        self.of_kind(words["kind"]).revisions.propose(words)

    def refused_proposal(self, secret: str) -> Words:
        """Return a suggestion that was refused, wherever it is kept."""
        return self._first(lambda keeper: keeper.revisions.refused_proposal(secret))

    def confirm_proposal(self, secret: str) -> Words:
        """Say that a suggestion is one's own, wherever it is kept."""
        return self._first(lambda keeper: keeper.revisions.confirm_proposal(secret))

    def review_figures(self, *, tokens: Tokens) -> Words:
        """Return how the review goes; half of all decisions took no longer than the longer of the middle ones."""
        told = [calmly(partial(each.revisions.review_figures, token=tokens[each.name])) for each in self._keepers]
        there = [each for each in told if each]
        return {
            "waiting": sum(each["waiting"] for each in there),
            "to_be_sampled": sum(each["to_be_sampled"] for each in there),
            "oldest_at": min((each["oldest_at"] for each in there if each["oldest_at"]), default=None),
            "median_hours": max(
                (each["median_hours"] for each in there if each["median_hours"] is not None), default=None
            ),
        }

    def drafts(self, organisation_id: str, state: str, *, tokens: Tokens) -> list[Words]:
        """Return what is written for an organisation, as far as the services know that somebody speaks for it."""
        asked = {"organisation": organisation_id, "state": state, "size": _AT_ONCE}
        found: list[Words] = []
        for keeper in self._keepers:
            try:
                page = calmly(partial(keeper.revisions.revisions, asked, token=tokens[keeper.name]))
            except Refused as refused:  # it has not heard yet
                if refused.status != _FORBIDDEN:
                    raise
                page = None
            found += page["items"] if page else []
        return sorted(found, key=lambda each: str(each["changed_at"]), reverse=True)

    def queue(self, asked: Mapping[str, Any], *, states: Collection[str] = ("waiting",), tokens: Tokens) -> Words:
        """Return a page of what stands so in all services, the oldest first; it names who could not be asked."""
        shelves = [self._shelf(each, {**asked, "state": state}, tokens) for each in self._keepers for state in states]
        there = [each for each in shelves if each]
        items = sorted((item for each in there for item in each["items"]), key=lambda item: str(item["submitted_at"]))
        first = (asked["page"] - 1) * asked["size"]
        return {
            "items": items[first : first + asked["size"]],
            "total": sum(each["total"] for each in there),
            "page": asked["page"],
            "size": asked["size"],
            "facets": {name: _added(each["facets"][name] for each in there) for name in _FACETS},
            "is_whole": len(there) == len(shelves),
        }

    def _shelf(self, keeper: Keeper, asked: Mapping[str, Any], tokens: Tokens) -> Words | None:
        """Return all that a service has up to a page of the queue; of what is not asked for, its counts by kind."""
        kinds = [each for each in asked["kind"] if each in keeper.kinds]
        token = tokens[keeper.name]
        if asked["kind"] and not kinds:
            counted = calmly(
                lambda: keeper.revisions.revisions({**asked, "kind": [], "page": 1, "size": 1}, token=token)
            )
            none: dict[str, Any] = {name: {} for name in _FACETS}
            return counted and {"items": [], "total": 0, "facets": {**none, "kind": counted["facets"]["kind"]}}
        whole = {**asked, "kind": kinds}
        return calmly(lambda: _up_to(keeper.revisions, whole, asked["page"] * asked["size"], token))

    def _first(self, ask: Callable[[Keeper], T]) -> T:
        *others, last = self._keepers
        for keeper in others:
            try:
                return ask(keeper)
            except Refused as refused:
                if refused.status != _NOT_THERE:
                    raise
        return ask(last)


def _up_to(revisions: Revisions, asked: Mapping[str, Any], most: int, token: str) -> Words:
    found = revisions.revisions({**asked, "page": 1, "size": min(most, _AT_ONCE)}, token=token)
    for page in range(2, -(-min(most, found["total"]) // _AT_ONCE) + 1):
        found["items"] += revisions.revisions({**asked, "page": page, "size": _AT_ONCE}, token=token)["items"]
    return found


def _added(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for each in counts:
        for key, count in each.items():
            total[key] = total.get(key, 0) + count
    return total


def writing_in(client: Callable[[str], Client]) -> Writing:
    """Return what is written in those services that keep records."""
    directory, events = "directory-service", "events-service"
    return Writing(
        Keeper(directory, Revisions(client(directory)), ("offer", "project", "organisation", "idea")),
        Keeper(events, Revisions(client(events)), ("event",)),
    )
