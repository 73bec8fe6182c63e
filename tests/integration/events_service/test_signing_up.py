"""Signing up without an account: confirmed by link, never more than there is room for, in a line nobody jumps."""

from datetime import datetime, timedelta
from json import loads
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy

from events_service.models import Event, Roll, SignUp
from events_service.queries import rolls
from services.facts.events import SeatReleased, SeatTaken
from services.kit import clock
from services.kit.web import Service
from tests.support.events_makers import BERLIN, a_draft, an_event, soon, told
from tests.support.plans import statements_of_a_service
from tests.support.seat_makers import (
    a_bookable_event,
    ask_to_come,
    asked_letters,
    comes,
    letters,
    line_of,
    newest,
    wants,
    with_link,
)


def sign_up(events: Service, event: Event, status: int, **words: Any) -> Any:
    words = wants("ada@example.org") | words
    answer = events.test_client().post(f"/v1/events/{event.id}/registrations", json=words)
    assert answer.status_code == status, answer.text
    return answer.get_json()


def shown(events: Service, event: Event) -> Any:
    return events.test_client().get(f"/v1/events/{event.slug}/registration").get_json()


def test_nobody_holds_a_seat_before_she_confirms(events: Service) -> None:
    event = a_bookable_event(events, places=1)

    ask_to_come(events, event, "ada@example.org")
    assert shown(events, event)["dates"][0]["free"] == 1
    assert letters(events) == ["confirm_seat"]

    assert comes(events, event, "bea@example.org")["state"] == "seated"
    ada = with_link(events, "PUT /v1/registration/confirmation", newest(events, "ada@example.org").id, "confirm")
    assert (ada["state"], ada["place"]) == ("waiting", 1)
    assert shown(events, event)["dates"][0]["free"] == 0
    assert shown(events, event)["door"] == "waiting_list"


def test_looking_at_a_link_changes_nothing(events: Service) -> None:
    event = a_bookable_event(events)
    ask_to_come(events, event, "ada@example.org")

    looked = with_link(events, "GET /v1/registration", newest(events, "ada@example.org").id, "confirm")

    assert (looked["state"], looked["email_hint"]) == ("asked", "a•••@example.org")
    assert line_of(events, event, "asked") == ["ada@example.org"]


def test_confirming_twice_gives_one_seat(events: Service) -> None:
    event = a_bookable_event(events)
    comes(events, event, "ada@example.org")
    ada = newest(events, "ada@example.org")

    assert with_link(events, "PUT /v1/registration/confirmation", ada.id, "confirm")["state"] == "seated"

    assert shown(events, event)["dates"][0]["free"] == 1
    assert letters(events) == ["confirm_seat", "seat_taken"]


def test_who_signs_up_again_gets_her_letter_again_and_no_second_seat(events: Service) -> None:
    event = a_bookable_event(events)
    comes(events, event, "ada@example.org")

    assert sign_up(events, event, 202, email="Ada@Example.org") == {"state": "mailed"}
    with_link(events, "PUT /v1/registration/confirmation", newest(events, "Ada@example.org").id, "confirm")

    assert letters(events) == ["confirm_seat", "seat_taken", "confirm_seat", "seat_taken"]
    assert shown(events, event)["dates"][0]["free"] == 1


def test_who_comes_already_and_who_does_not_ask_the_database_the_same(events: Service) -> None:
    event = a_bookable_event(events, places=9)
    comes(events, event, "known@example.org")
    asked = []
    for email in ("known@example.org", "unknown@example.org"):
        with statements_of_a_service(events) as statements:
            sign_up(events, event, 202, email=email)
        asked.append(statements)

    assert asked[0] == asked[1]


def test_two_requests_of_one_address_give_one_seat(events: Service) -> None:
    event = a_bookable_event(events)
    ask_to_come(events, event, "ada@example.org")
    first = newest(events, "ada@example.org")
    comes(events, event, "ada@example.org")

    with_link(events, "PUT /v1/registration/confirmation", first.id, "confirm")

    assert line_of(events, event, "seated") == ["ada@example.org"]


def test_a_group_waits_for_enough_seats_and_nobody_overtakes_it(events: Service) -> None:
    event = a_bookable_event(events, places=3)
    comes(events, event, "ada@example.org")
    assert comes(events, event, "trio@example.org", people=3)["state"] == "waiting"

    assert comes(events, event, "kim@example.org")["state"] == "waiting"

    with_link(events, "PUT /v1/registration/cancellation", newest(events, "ada@example.org").id)
    assert line_of(events, event, "offered") == ["trio@example.org"]
    assert line_of(events, event, "waiting") == ["kim@example.org"]


def test_a_group_that_becomes_smaller_may_sit_down(events: Service) -> None:
    event = a_bookable_event(events, places=3)
    comes(events, event, "ada@example.org")
    comes(events, event, "trio@example.org", people=3)
    trio = newest(events, "trio@example.org")

    assert with_link(events, "PUT /v1/registration/people", trio.id, json={"people": 2})["state"] == "offered"

    with_link(events, "PUT /v1/registration/people", trio.id, json={"people": 3}, status=409)


def test_a_released_seat_is_offered_at_once_and_held_until_it_is_accepted(events: Service) -> None:
    event = a_bookable_event(events, places=1)
    comes(events, event, "ada@example.org")
    comes(events, event, "bea@example.org")
    comes(events, event, "kim@example.org")

    with_link(events, "PUT /v1/registration/cancellation", newest(events, "ada@example.org").id)
    assert line_of(events, event, "offered") == ["bea@example.org"]
    assert comes(events, event, "late@example.org")["state"] == "waiting"
    bea = newest(events, "bea@example.org")
    assert bea.offer_until is not None
    assert timedelta(hours=23) < bea.offer_until - clock.now() <= timedelta(hours=24)

    assert with_link(events, "PUT /v1/registration/acceptance", bea.id)["state"] == "seated"
    assert letters(events, "bea@example.org") == ["confirm_seat", "seat_waiting", "seat_offered", "seat_taken"]
    assert letters(events, "ada@example.org")[-1] == "seat_cancelled"
    with_link(events, "PUT /v1/registration/acceptance", newest(events, "kim@example.org").id, status=409)


def test_reminders_hear_of_seats_and_of_nothing_else(events: Service) -> None:
    event = a_bookable_event(events, places=1)
    comes(events, event, "ada@example.org")
    comes(events, event, "bea@example.org")
    ada = newest(events, "ada@example.org")

    with_link(events, "PUT /v1/registration/cancellation", ada.id)

    taken, released = (each for each in told(events) if isinstance(each, SeatTaken | SeatReleased))
    assert isinstance(taken, SeatTaken)
    assert (taken.seat_id, taken.email, taken.date_id) == (ada.id, "ada@example.org", ada.date_id)
    assert isinstance(released, SeatReleased)
    assert released.version > taken.version


def test_who_gave_her_seat_back_is_forgotten(events: Service) -> None:
    event = a_bookable_event(events)
    comes(events, event, "ada@example.org")
    ada = newest(events, "ada@example.org")

    with_link(events, "PUT /v1/registration/cancellation", ada.id)

    with events.database.reading() as session:
        kept = session.get_one(type(ada), ada.id)
        assert (kept.state, kept.email, kept.email_key, kept.name, kept.answers) == ("cancelled", None, None, None, {})
    assert with_link(events, "PUT /v1/registration/cancellation", ada.id)["state"] == "cancelled"


def test_saving_an_event_takes_no_seat_and_ends_with_one_click(events: Service) -> None:
    event = a_bookable_event(events, places=1)
    words = {"email": "ada@example.org", "language": "de"}
    assert events.test_client().post(f"/v1/events/{event.id}/reminders", json=words).status_code == 202
    ada = newest(events, "ada@example.org")

    assert with_link(events, "PUT /v1/registration/confirmation", ada.id, "confirm")["state"] == "saved"

    assert shown(events, event)["dates"][0]["free"] == 1
    (taken,) = (each for each in told(events) if isinstance(each, SeatTaken))
    assert taken.is_saved
    headers = {"Authorization": f"Link {taken.leave_token}"}
    left = events.test_client().delete("/v1/registration/reminders", headers=headers)
    assert left.get_json()["state"] == "cancelled"
    assert [each.seat_id for each in told(events) if isinstance(each, SeatReleased)] == [ada.id]


def test_who_wants_no_reminders_keeps_her_seat(events: Service) -> None:
    event = a_bookable_event(events)
    comes(events, event, "ada@example.org")
    (taken,) = (each for each in told(events) if isinstance(each, SeatTaken))
    headers = {"Authorization": f"Link {taken.leave_token}"}

    for _ in range(2):
        left = events.test_client().delete("/v1/registration/reminders", headers=headers).get_json()
        assert (left["state"], left["reminds"]) == ("seated", False)

    _, newer = (each for each in told(events) if isinstance(each, SeatTaken))
    assert (newer.reminds, newer.leave_token, newer.version) == (False, None, taken.version + 1)
    assert events.test_client().put("/v1/registration/cancellation", headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("words", "door", "refusal"),
    [
        ({"registration": "email"}, "elsewhere", "registration-elsewhere"),
        ({"status": "cancelled"}, "cancelled", "event-off"),
        ({"status": "postponed"}, "postponed", "event-postponed"),
        ({"registration_until": clock.now() - timedelta(hours=1)}, "closed", "registration-closed"),
        ({"starts_at": clock.now() - timedelta(minutes=5)}, "closed", "registration-closed"),
    ],
)
def test_a_closed_door_says_why(events: Service, words: dict[str, Any], door: str, refusal: str) -> None:
    event = a_bookable_event(events, **words)

    assert shown(events, event)["door"] == door
    assert sign_up(events, event, 409)["type"].endswith(refusal)


def test_a_full_event_without_a_waiting_list_turns_people_away(events: Service) -> None:
    event = a_bookable_event(events, places=2, waiting_list=False)
    comes(events, event, "ada@example.org")
    ask_to_come(events, event, "kim@example.org")
    assert sign_up(events, event, 409, email="duo@example.org", people=2)["type"].endswith("too-few-places")
    comes(events, event, "bea@example.org")

    assert shown(events, event)["door"] == "full"
    for email in ("zoe@example.org", "ada@example.org"):
        assert sign_up(events, event, 409, email=email)["type"].endswith("fully-booked"), "nobody hears who comes"
    kim = newest(events, "kim@example.org")
    with_link(events, "PUT /v1/registration/confirmation", kim.id, "confirm", status=409)


def test_an_event_that_is_not_public_takes_nobody(events: Service) -> None:
    event = a_draft(events, an_event(events).organisation_id, registration="platform")

    assert events.test_client().get(f"/v1/events/{event.slug}/registration").status_code == 404
    for door in ("registrations", "reminders"):
        refused = events.test_client().post(f"/v1/events/{event.id}/{door}", json=wants("ada@example.org"))
        assert (refused.status_code, refused.get_json()["type"].rpartition(":")[2]) == (404, "no-such-event")


def test_one_date_of_a_series_is_chosen_and_each_has_its_own_places(events: Service) -> None:
    event = a_bookable_event(events, places=1, rule="FREQ=WEEKLY;COUNT=3")
    first, second, _ = (each["date_id"] for each in shown(events, event)["dates"])
    sign_up(events, event, 404)

    assert comes(events, event, "ada@example.org", date_id=first)["state"] == "seated"
    assert comes(events, event, "bea@example.org", date_id=second)["state"] == "seated"
    assert comes(events, event, "kim@example.org", date_id=second)["state"] == "waiting"

    assert [each["free"] for each in shown(events, event)["dates"]] == [0, 0, 1]
    (kim,) = [each for each in told(events) if isinstance(each, SeatTaken) and each.email == "bea@example.org"]
    assert str(kim.date_id) == second


def test_every_date_that_is_shown_may_be_booked(events: Service) -> None:
    event = a_bookable_event(events, starts_at=soon(1), rule="FREQ=DAILY;COUNT=90")
    dates = events.test_client().get(f"/v1/events/{event.slug}").get_json()["dates"]

    for number in (0, 70, 89):
        ask_to_come(events, event, f"ada{number}@example.org", date_id=dates[number]["date_id"])
    words = wants("ada@example.org", date_id=str(uuid4()))
    assert events.test_client().post(f"/v1/events/{event.id}/registrations", json=words).status_code == 404


def test_who_wants_to_be_reminded_is_told_of_the_date_she_means(events: Service) -> None:
    event = an_event(events, starts_at=soon(-8), rule="FREQ=WEEKLY;COUNT=4")
    coming = [day["date_id"] for day in events.test_client().get(f"/v1/events/{event.slug}").get_json()["dates"]]
    second = coming[1]
    for email, day in (("ada@example.org", None), ("bea@example.org", second)):
        words = {"email": email, "language": "de", **({"date_id": day} if day else {})}
        assert events.test_client().post(f"/v1/events/{event.id}/reminders", json=words).status_code == 202

    said = [loads(letter.slots["event"]) for letter in asked_letters(events, "confirm_saved")]
    people = [newest(events, email) for email in ("ada@example.org", "bea@example.org")]
    shown = [with_link(events, "GET /v1/registration", each.id, "confirm") for each in people]

    wanted = [soon(6), soon(13)]
    assert [datetime.fromisoformat(each["starts_at"]) for each in said] == wanted
    assert [datetime.fromisoformat(each["starts_at"]) for each in shown] == wanted
    assert [[day["date_id"] for day in each["dates"]] for each in said] == [coming, [second]]


def test_letters_say_of_each_date_where_it_is(events: Service) -> None:
    elsewhere = {"original_start": soon(14), "venue": "Rathaus", "street": "Marktplatz 1", "title_note": "mit Führung"}
    event = a_bookable_event(
        events, starts_at=soon(7), rule="FREQ=WEEKLY;COUNT=2", changed_dates=[elsewhere], venue="Park", street=None
    )
    with events.database.transaction() as session:
        session.add(SignUp(event_id=event.id, questions=[], whole_series=True, most_people=5, version=1))

    comes(events, event, "ada@example.org")

    (letter,) = asked_letters(events, "seat_taken")
    said = loads(letter.slots["event"])
    assert said["venue"] == "Park"
    assert [(day["venue"], day["place"], day["title_note"]) for day in said["dates"]] == [
        (None, None, None),
        ("Rathaus", "Marktplatz 1", "mit Führung"),
    ]


def test_of_a_series_only_the_lists_of_coming_dates_are_read(events: Service) -> None:
    event = a_bookable_event(events, starts_at=soon(1), rule="FREQ=DAILY;COUNT=4")
    dates = events.test_client().get(f"/v1/events/{event.slug}").get_json()["dates"]
    for day in dates:
        comes(events, event, "ada@example.org", date_id=day["date_id"])
    read: list[str] = []

    def listen(roll: Roll, _: Any) -> None:
        read.append(str(roll.date_id))

    sqlalchemy.event.listen(Roll, "load", listen)
    with events.database.reading() as session:
        found = rolls.standings(session, session.get_one(Event, event.id), zone=BERLIN, now=soon(3, 12))
    sqlalchemy.event.remove(Roll, "load", listen)

    assert sorted(read) == sorted(day["date_id"] for day in dates[2:])
    assert [day.line.held for day in found] == [1, 1]


def test_the_deadline_of_a_series_lies_as_long_before_each_date(events: Service) -> None:
    start = soon(days=5)
    event = a_bookable_event(
        events, starts_at=start, registration_until=start - timedelta(days=2), rule="FREQ=WEEKLY;COUNT=2"
    )

    closes = [datetime.fromisoformat(each["closes_at"]) for each in shown(events, event)["dates"]]

    assert closes == [soon(days=days) for days in (3, 10)]


def test_the_same_key_signs_up_once(events: Service) -> None:
    event = a_bookable_event(events)
    for _ in range(2):
        answer = events.test_client().post(
            f"/v1/events/{event.id}/registrations", json=wants("ada@example.org"), headers={"Idempotency-Key": "one"}
        )
        assert answer.status_code == 202

    assert letters(events) == ["confirm_seat"]


def test_one_mailbox_is_not_written_to_by_the_hundred(events: Service) -> None:
    event = a_bookable_event(events, places=None)
    for number in range(10):
        ask_to_come(events, event, f"ada+{number}@example.org")

    answer = events.test_client().post(f"/v1/events/{event.id}/registrations", json=wants("ada+x@example.org"))

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


def test_a_letter_to_an_unconfirmed_address_says_nothing_that_was_typed(events: Service) -> None:
    event = a_bookable_event(events)
    ask_to_come(events, event, "ada@example.org", name="www.gewinn.example")

    (letter,) = asked_letters(events, "confirm_seat")

    assert "gewinn" not in str(letter.to_wire())
