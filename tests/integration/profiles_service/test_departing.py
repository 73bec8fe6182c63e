"""Leaving a part of it, hearing less often, and nothing for a while: with the links in mails, without signing in."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from profiles_service.models import Consent, Interest
from services.facts.notifier import LeavingAsked
from services.facts.profiles import InterestsChanged, SubscriberLeft
from services.kit import clock
from services.kit.leaving import narrowed
from services.kit.web import Service
from tests.support.notifier_makers import hear
from tests.support.profiles_makers import an_interest, count, link, links, subscribed, told

DAY = (clock.now() + timedelta(days=30)).date()


def depart(app: Service, person_id: UUID, scope: str = "", **words: Any) -> Any:
    token = narrowed(links().token("leave", person_id), scope)
    return app.test_client().put("/v1/subscription/departure", json={"wish": "scope", **words}, headers=link(token))


def managed(app: Service, person_id: UUID) -> Any:
    return app.test_client().get("/v1/subscription", headers=link(links().token("manage", person_id))).json


def both(app: Service, **words: Any) -> UUID:
    interests = [an_interest(), an_interest(what=["event"], categories=["energy"], cadence="daily")]
    return subscribed(app, interests=interests, **words)


@pytest.mark.parametrize(
    ("scope", "words", "left"),
    [
        ("offer:nature", {}, [(["event"], "daily")]),
        ("offer", {}, [(["event"], "daily")]),
        ("daily", {}, [(["offer"], "at_once")]),
        ("offer:nature", {"wish": "weekly"}, [(["event"], "daily"), (["offer"], "weekly")]),
        ("event:energy", {"wish": "kind"}, [(["offer"], "at_once")]),
        ("newsletter", {}, [(["event"], "daily"), (["offer"], "at_once")]),
    ],
)
def test_a_link_ends_what_its_mail_was_and_nothing_else(
    profiles: Service, scope: str, words: dict[str, str], left: list[Any]
) -> None:
    person_id = both(profiles, newsletter=True)
    answer = depart(profiles, person_id, scope, **words)
    seen = managed(profiles, person_id)

    assert (answer.status_code, answer.json["state"], answer.json["scope"]) == (200, "active", scope)
    assert sorted((each["what"], each["cadence"]) for each in seen["interests"]) == left
    assert seen["newsletter"] is (scope != "newsletter")


@pytest.mark.parametrize("scope", ["offer:nature", "daily", "newsletter", ""])
def test_a_mail_ends_what_a_click_would_and_twice_no_more_than_once(profiles: Service, scope: str) -> None:
    clicked, wrote = both(profiles, newsletter=True), both(profiles, email="bea@example.org", newsletter=True)
    depart(profiles, clicked, scope)
    asked = LeavingAsked(leave_token=narrowed(links().token("leave", wrote), scope), asked_at=clock.now())
    hear(profiles, asked, asked)

    own = ("email", "confirmed_at")
    assert without(managed(profiles, wrote), *own) == without(managed(profiles, clicked), *own)
    facts = [each.person_id for each in told(profiles, InterestsChanged)]
    facts += [each.person_id for each in told(profiles, SubscriberLeft)]
    assert facts.count(wrote) == facts.count(clicked) == 2


def without(words: Any, *names: str) -> Any:
    """Return what is left of words without some of them, and without ids and moments in lists."""
    kept = {name: value for name, value in words.items() if name not in names}
    return {**kept, "interests": sorted((each["what"], each["categories"]) for each in words["interests"])}


def test_a_mail_with_a_forged_token_ends_nothing_and_waits_for_a_person(profiles: Service) -> None:
    person_id = both(profiles)
    hear(profiles, LeavingAsked(leave_token="x" * 64, asked_at=clock.now()))

    assert managed(profiles, person_id)["state"] == "active"
    with profiles.database.reading() as session:
        assert session.scalars(text("SELECT name FROM unheard")).all() == ["notifier.leaving_asked.v1"]


def test_the_fact_says_at_once_what_is_left(profiles: Service) -> None:
    person_id = both(profiles)
    depart(profiles, person_id, "offer:nature")

    before, after = told(profiles, InterestsChanged)
    assert [line.what for line in after.interests] == [("event",)]
    assert after.interests[0].since in {line.since for line in before.interests}, "what stayed keeps its beginning"
    assert after.version == 2


def test_asking_twice_changes_nothing_more(profiles: Service) -> None:
    person_id = both(profiles)
    answers = [depart(profiles, person_id, "offer:nature") for _ in range(3)]

    assert [each.status_code for each in answers] == [200, 200, 200]
    assert len(told(profiles, InterestsChanged)) == 2
    assert [line.step for line in consents(profiles)].count("changed") == 1


def test_who_leaves_the_last_thing_has_left(profiles: Service) -> None:
    person_id = subscribed(profiles)

    assert depart(profiles, person_id, "offer:nature").json["state"] == "left"
    assert depart(profiles, person_id, "offer:nature").json["state"] == "left"
    assert len(told(profiles, SubscriberLeft)) == 1
    assert count(profiles, Interest) == 0


def test_everything_ends_with_any_link_that_came_by_mail(profiles: Service) -> None:
    person_id = both(profiles, newsletter=True)

    assert depart(profiles, person_id, "offer:nature", wish="everything").json["state"] == "left"
    assert consents(profiles)[-1].step == "withdrawn"


def test_a_link_for_leaving_does_not_open_the_profile(profiles: Service) -> None:
    person_id = subscribed(profiles)
    for scope in ("", "offer:nature"):
        shown = link(narrowed(links().token("leave", person_id), scope))
        for method, path in (("GET", ""), ("PUT", ""), ("PUT", "/pause"), ("DELETE", "/pause")):
            words = {"language": "de", "interests": []} if path == "" else {"until": DAY.isoformat()}
            json = words if method == "PUT" else None
            answer = profiles.test_client().open(f"/v1/subscription{path}", method=method, json=json, headers=shown)
            assert answer.status_code == 401, (method, path)
    seen = profiles.test_client().get("/v1/subscription/departure", headers=shown).json
    assert seen == {
        "email_hint": "a•••@example.org",
        "state": "active",
        "paused_until": None,
        "scope": "offer:nature",
        "ways": ["scope", "kind", "weekly"],
    }


def test_only_ways_that_would_change_something_are_named(profiles: Service) -> None:
    person_id = both(profiles, newsletter=True)
    assert "newsletter" in depart(profiles, person_id, "offer", wish="weekly").json["ways"]

    assert "weekly" not in depart(profiles, person_id, "offer", wish="weekly").json["ways"]
    assert "newsletter" not in depart(profiles, person_id, "offer", wish="newsletter").json["ways"]
    assert depart(profiles, person_id, "offer").json["ways"] == []
    assert depart(profiles, person_id, "").json["ways"] == []


def test_looking_at_a_link_ends_nothing(profiles: Service) -> None:
    person_id = subscribed(profiles)
    shown = link(narrowed(links().token("leave", person_id), "offer"))
    for method in ("GET", "HEAD", "OPTIONS"):
        profiles.test_client().open("/v1/subscription/departure", method=method, headers=shown)

    assert managed(profiles, person_id)["state"] == "active"


def test_a_pause_is_told_and_noted_and_ends_on_a_morning_of_the_city(profiles: Service) -> None:
    person_id = subscribed(profiles)
    answer = depart(profiles, person_id, "offer", wish="pause", until=DAY.isoformat())

    until = told(profiles, InterestsChanged)[-1].paused_until
    assert until is not None
    assert datetime.fromisoformat(answer.json["paused_until"]) == until
    assert until.astimezone(profiles.extensions["city"].time_zone).replace(tzinfo=None).isoformat() == f"{DAY}T00:00:00"
    assert consents(profiles)[-1].step == "paused"
    assert managed(profiles, person_id)["interests"], "what was chosen stays"


@pytest.mark.parametrize("days", [-1, 0, 400])
def test_a_pause_begins_today_and_lasts_a_year_at_most(profiles: Service, days: int) -> None:
    person_id = subscribed(profiles)
    day = (clock.now() + timedelta(days=days)).date().isoformat()

    assert depart(profiles, person_id, wish="pause", until=day).status_code == 422
    assert depart(profiles, person_id, wish="pause").status_code == 422


def test_the_owner_ends_a_pause_with_her_own_link(profiles: Service) -> None:
    person_id = subscribed(profiles)
    shown = link(links().token("manage", person_id))
    client = profiles.test_client()
    paused: Any = client.put("/v1/subscription/pause", json={"until": DAY.isoformat()}, headers=shown)
    resumed: Any = client.delete("/v1/subscription/pause", headers=shown)
    client.delete("/v1/subscription/pause", headers=shown)

    assert paused.json["paused_until"]
    assert resumed.json["paused_until"] is None
    assert [fact.paused_until is None for fact in told(profiles, InterestsChanged)] == [True, False, True]
    assert [line.step for line in consents(profiles)][-2:] == ["paused", "resumed"]


def test_ordering_anew_ends_a_pause(profiles: Service) -> None:
    person_id = subscribed(profiles)
    depart(profiles, person_id, wish="pause", until=DAY.isoformat())
    subscribed(profiles, interests=[an_interest(categories=["energy"])])

    assert managed(profiles, person_id)["paused_until"] is None


def test_after_leaving_nothing_is_paused_any_more(profiles: Service) -> None:
    person_id = subscribed(profiles)
    depart(profiles, person_id, wish="everything")

    assert depart(profiles, person_id, wish="pause", until=DAY.isoformat()).json["paused_until"] is None
    assert len(told(profiles, InterestsChanged)) == 1


def consents(app: Service) -> list[Consent]:
    with app.database.reading() as session:
        return list(session.query(Consent).order_by(Consent.id))
