"""Several searches a person: each with all its filters, its own pace and its own pause, by link or signed in."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from services.facts.profiles import InterestsChanged
from services.kit import clock
from services.kit.web import Service
from tests.support.profiles_makers import (
    a_form,
    an_interest,
    asked_to_confirm,
    link,
    links,
    subscribed,
    told,
)
from tests.support.tokens import Tokens

SHORT = an_interest(wanted=["effort:short"], unwanted=["language:en"], cadence="weekly")
EVENTS = an_interest(what=["event"], categories=[], cadence="daily")
DAY = (clock.now() + timedelta(days=9)).date().isoformat()


def ask(app: Service, way: str, person_id: Any, words: Any = None, *, shown: dict[str, str] | None = None) -> Any:
    method, _, path = way.partition(" ")
    headers = shown or link(links().token("manage", person_id))
    return app.test_client().open(f"/v1/subscription{path}", method=method, json=words, headers=headers)


def pauses(app: Service) -> list[datetime | None]:
    return [each.paused_until for each in told(app, InterestsChanged)[-1].interests]


def test_a_saved_search_is_kept_and_told_with_all_its_filters(profiles: Service) -> None:
    person_id = subscribed(profiles, interests=[SHORT, EVENTS])

    shown = ask(profiles, "GET ", person_id).json
    lines = told(profiles, InterestsChanged)[-1].interests
    assert {tuple(each["wanted"]) for each in shown["interests"]} == {("effort:short",), ()}
    assert {(each.wanted, each.unwanted, each.cadence) for each in lines} == {
        (("effort:short",), ("language:en",), "weekly"),
        ((), (), "daily"),
    }


def test_the_same_search_with_another_filter_is_another_interest(profiles: Service) -> None:
    person_id = subscribed(profiles, interests=[SHORT])
    token = asked_to_confirm(profiles, interests=[{**SHORT, "unwanted": []}, {**SHORT, "cadence": "daily"}])
    profiles.test_client().put("/v1/subscription/confirmation", headers=link(token))

    known = ask(profiles, "GET ", person_id).json["interests"]
    assert sorted((each["unwanted"], each["cadence"]) for each in known) == [([], "weekly"), (["language:en"], "daily")]


def test_marks_that_are_none_are_refused(profiles: Service) -> None:
    for marks in (["short"], ["effort:short"] * 41, ["effort:" + "x" * 90]):
        form = a_form(interests=[an_interest(wanted=marks)])
        assert profiles.test_client().post("/v1/subscriptions", json=form).status_code == 422


def test_one_interest_pauses_the_others_go_on(profiles: Service) -> None:
    person_id = subscribed(profiles, interests=[SHORT, EVENTS])
    interests = ask(profiles, "GET ", person_id).json["interests"]
    before = told(profiles, InterestsChanged)[-1].version

    answer = ask(profiles, f"PUT /interests/{interests[0]['id']}/pause", person_id, {"until": DAY})

    assert [each["paused_until"] is not None for each in answer.json["interests"]] == [True, False]
    assert sum(each is not None for each in pauses(profiles)) == 1
    assert told(profiles, InterestsChanged)[-1].version == before + 1
    assert answer.json["paused_until"] is None


def test_a_pause_ends_at_once_and_the_same_pause_twice_is_told_once(profiles: Service) -> None:
    person_id = subscribed(profiles, interests=[SHORT])
    (interest,) = ask(profiles, "GET ", person_id).json["interests"]
    path = f"/interests/{interest['id']}/pause"
    for _ in range(2):
        ask(profiles, f"PUT {path}", person_id, {"until": DAY})
    assert len(told(profiles, InterestsChanged)) == 2

    assert ask(profiles, f"DELETE {path}", person_id).status_code == 200
    assert pauses(profiles) == [None]


def test_a_pause_stays_when_something_else_is_changed_and_ends_when_it_is_ordered_anew(profiles: Service) -> None:
    person_id = subscribed(profiles, interests=[SHORT])
    (interest,) = ask(profiles, "GET ", person_id).json["interests"]
    ask(profiles, f"PUT /interests/{interest['id']}/pause", person_id, {"until": DAY})

    ask(profiles, "PUT ", person_id, {"language": "en", "interests": [SHORT, EVENTS]})
    assert sum(each is not None for each in pauses(profiles)) == 1

    token = asked_to_confirm(profiles, interests=[SHORT])
    profiles.test_client().put("/v1/subscription/confirmation", headers=link(token))
    assert pauses(profiles) == [None, None]


def test_what_one_pauses_must_be_one_s_own(profiles: Service) -> None:
    mine, theirs = subscribed(profiles), subscribed(profiles, email="bea@example.org")
    (interest,) = ask(profiles, "GET ", theirs).json["interests"]

    for interest_id in (interest["id"], uuid4()):
        assert ask(profiles, f"PUT /interests/{interest_id}/pause", mine, {"until": DAY}).status_code == 404
    past = ask(profiles, f"PUT /interests/{interest['id']}/pause", theirs, {"until": "2020-01-01"})
    assert past.status_code == 422


def test_who_has_signed_in_needs_no_link(profiles: Service, tokens: Tokens) -> None:
    person_id = subscribed(profiles, interests=[SHORT])
    shown = tokens.person(person_id, "profiles-service")

    assert ask(profiles, "GET ", None, shown=shown).json["interests"][0]["cadence"] == "weekly"
    assert ask(profiles, "PUT ", None, {"language": "de", "interests": []}, shown=shown).json["interests"] == []
    assert ask(profiles, "DELETE ", None, shown=shown).json["state"] == "left"


def test_a_pause_of_one_interest_stands_in_the_proof(profiles: Service, tokens: Tokens) -> None:
    person_id = subscribed(profiles, interests=[SHORT])
    (interest,) = ask(profiles, "GET ", person_id).json["interests"]
    ask(profiles, f"PUT /interests/{interest['id']}/pause", person_id, {"until": DAY})

    answer: Any = profiles.test_client().get(
        "/v1/consents?email=ada.ahorn@example.org", headers=tokens.editor("profiles-service")
    )
    line = answer.json["lines"][-1]
    assert (line["step"], line["is_true"], line["chosen"]["interest"]["wanted"]) == ("paused", True, ["effort:short"])
