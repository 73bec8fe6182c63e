"""The other groups in a project or an event: people write names, the services know ids."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from services.kit.client import Refused
from services.kit.errors import NotFound
from services.website.clients.asking import Words, calmly
from services.website.site import site

_LOOKED_THROUGH = 20
_OF_IDS = frozenset({"partners", "co_organiser_ids", "project_id", "offer_id", "organisation_id"})
_SIDES = ("before", "after", "now")


def with_ids(words: Words) -> Words:
    """Return words in which groups are known by their ids; a name that no group has stays as it was written."""
    if words.get("partners"):
        words = words | {"partners": [_known(row) for row in words["partners"]]}
    if words.get("co_organiser_ids"):
        known = map(_known, words["co_organiser_ids"])
        ids = [row["organisation_id"] or row.get("name") for row in known]
        words = words | {"co_organiser_ids": list(dict.fromkeys(filter(None, ids)))}
    return words


def with_names(words: Words) -> Words:
    """Return words in which groups are called by their names, for people to read."""
    if isinstance(words.get("partners"), list):
        words = words | {"partners": [_named(row) for row in words["partners"] if isinstance(row, dict)]}
    if isinstance(words.get("co_organiser_ids"), list):
        words = words | {"co_organiser_ids": [_co_organiser(str(each)) for each in words["co_organiser_ids"]]}
    return words


def readable(revision: Words) -> Words:
    """Return a draft or revision with the names of all it speaks of in the place of their ids."""
    changes = [_change(each) if each["field"] in _OF_IDS else each for each in revision["changes"]]
    return revision | {"words": with_names(revision["words"]), "changes": changes}


def suggestions(typed: str) -> list[Words]:
    """Return the groups that somebody may mean."""
    asked = {"q": typed, "size": _LOOKED_THROUGH}
    found = calmly(lambda: site().directory.organisations(asked))
    return list(found["items"]) if found else []


def _change(change: Words) -> Words:
    if change["field"] == "project_id":
        return change | {name: _titled(site().directory.project, change.get(name)) for name in _SIDES}
    if change["field"] == "offer_id":
        return change | {name: _titled(site().directory.offer, change.get(name)) for name in _SIDES}
    if change["field"] == "organisation_id":
        return change | {name: _group(change.get(name)) for name in _SIDES}
    return change | {name: with_names({change["field"]: change.get(name)})[change["field"]] for name in _SIDES}


def _titled(ask: Callable[[str], Words], known: Any) -> str | None:
    # Whoever suggests something may write anything, and editors have to see it.
    if not isinstance(known, str):
        return str(known) if known else None
    try:
        found = calmly(lambda: ask(known))
    except (Refused, NotFound):
        return known
    return found["title"] if found else known


def group_of(name: str) -> str | None:
    """Return the id of the one group of this name, if there is one."""
    same = [each for each in suggestions(name) if each["name"].casefold() == name.casefold()]
    return same[0]["id"] if same else None


def _group(organisation_id: str | None) -> str | None:
    named = _named({"organisation_id": organisation_id})
    return named.get("name") or organisation_id


def _known(row: Words) -> Words:
    name = row.get("name")
    if row.get("organisation_id") and name == row.get("known"):
        return {"organisation_id": row["organisation_id"], "role": row.get("role")}
    known = group_of(name) if name else None
    return {"organisation_id": known, "role": row.get("role")} | ({} if known or not name else {"name": name})


def _co_organiser(known: str) -> Words:
    """Return an organisation with its name; what is no id is a name that no group has."""
    try:
        return _named({"organisation_id": str(UUID(known))})
    except ValueError:
        return {"name": known}


def _named(row: Words) -> Words:
    known = row.get("organisation_id")
    try:
        found = calmly(lambda: site().directory.organisation(str(known))) if known else None
    except (Refused, NotFound):  # it may be public no longer
        found = None
    if found is None:
        return row
    return row | {"name": found.get("name"), "known": found.get("name"), "slug": found["slug"]}
