"""One queue over services that each keep their own."""

from collections.abc import Mapping
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kit.client import Away, Refused
from services.website.clients.revisions import Revisions
from services.website.clients.writing import Keeper, Writing

TOKENS = {"directory-service": "one", "events-service": "other"}
NOTHING: dict[str, list[str]] = {"kind": [], "category": [], "district": []}


class Shelf:
    """A service in which these revisions wait, each known by when it was sent in."""

    def __init__(self, kind: str, times: list[int], *, trouble: Exception | None = None) -> None:
        self.kind, self.times, self.trouble = kind, sorted(times), trouble
        self.figures: dict[str, Any] = {"waiting": len(times), "to_be_sampled": 1, "oldest_at": None}

    def revisions(self, asked: Mapping[str, Any], *, token: str) -> dict[str, Any]:
        if self.trouble:
            raise self.trouble
        assert asked["size"] <= 100
        first = (asked.get("page", 1) - 1) * asked["size"]
        items = [
            {"submitted_at": f"{each:05}", "changed_at": f"{each:05}", "kind": self.kind}
            for each in self.times[first : first + asked["size"]]
        ]
        facets = {"kind": {self.kind: len(self.times)}, "category": {"nature": 1}, "district": {}}
        return {"items": items, "total": len(self.times), "facets": facets}

    def revision(self, revision_id: str, *, token: str) -> dict[str, Any]:
        if revision_id != self.kind:
            raise Refused(404, {})
        return {"id": revision_id, "token": token}

    def review_figures(self, *, token: str) -> dict[str, Any]:
        return {**self.figures, "median_hours": len(self.times) or None}


def writing(offers: Shelf, events: Shelf) -> Writing:
    return Writing(
        Keeper("directory-service", cast(Revisions, offers), ("offer",)),
        Keeper("events-service", cast(Revisions, events), ("event",)),
    )


def queue(here: Writing, page: int = 1, size: int = 50, **asked: Any) -> dict[str, Any]:
    return here.queue({**NOTHING, "page": page, "size": size, **asked}, tokens=TOKENS)


@given(st.lists(st.integers(0, 9999), max_size=240), st.lists(st.integers(0, 9999), max_size=240), st.integers(1, 50))
def test_all_pages_together_are_all_that_waits_by_time(ours: list[int], theirs: list[int], size: int) -> None:
    here = writing(Shelf("offer", ours), Shelf("event", theirs))
    pages = [queue(here, page, size)["items"] for page in range(1, (len(ours) + len(theirs)) // size + 2)]
    assert [int(each["submitted_at"]) for page in pages for each in page] == sorted(ours + theirs)


def test_counts_are_added_up() -> None:
    found = queue(writing(Shelf("offer", [1, 3]), Shelf("event", [2])))
    assert (found["total"], found["is_whole"]) == (3, True)
    assert found["facets"] == {"kind": {"offer": 2, "event": 1}, "category": {"nature": 2}, "district": {}}


def test_a_kind_is_asked_for_where_it_is_kept_and_the_others_are_still_counted() -> None:
    found = queue(writing(Shelf("offer", [1, 3]), Shelf("event", [2])), kind=["event"])
    assert [each["kind"] for each in found["items"]] == ["event"]
    assert (found["total"], found["facets"]["kind"]) == (1, {"offer": 2, "event": 1})
    assert found["facets"]["category"] == {"nature": 1}


def test_a_service_that_is_away_leaves_the_rest_to_be_worked_on() -> None:
    found = queue(writing(Shelf("offer", [1, 3]), Shelf("event", [], trouble=Away("events-service"))))
    assert (found["total"], found["is_whole"]) == (2, False)


@pytest.mark.parametrize(("kind", "token"), [("offer", "one"), ("event", "other")])
def test_a_revision_is_found_where_it_is_kept(kind: str, token: str) -> None:
    here = writing(Shelf("offer", []), Shelf("event", []))
    assert here.revision(kind, tokens=TOKENS)["token"] == token


def test_what_nobody_knows_is_refused() -> None:
    with pytest.raises(Refused):
        writing(Shelf("offer", []), Shelf("event", [])).revision("nothing", tokens=TOKENS)


def test_drafts_of_a_group_that_a_service_has_not_heard_of_are_left_out() -> None:
    here = writing(Shelf("offer", [1]), Shelf("event", [2], trouble=Refused(403, {})))
    assert [each["kind"] for each in here.drafts("group", "draft", tokens=TOKENS)] == ["offer"]


def test_figures_are_added_up_and_half_of_the_decisions_took_no_longer() -> None:
    told = writing(Shelf("offer", [1, 2, 3]), Shelf("event", [4])).review_figures(tokens=TOKENS)
    assert told == {"waiting": 4, "to_be_sampled": 2, "oldest_at": None, "median_hours": 3}
