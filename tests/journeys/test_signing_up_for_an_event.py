"""From signing up to the evening itself: confirmed by mail, moved, reminded of the new date alone, cancelled once."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from events_service.models import Event
from services.kit import clock
from tests.support.city import TestCity
from tests.support.events_makers import EDITOR, an_organisation
from tests.support.seat_makers import a_bookable_event, wants

EVENTS, NOTIFIER = "events-service", "notifier"
_TOKEN = re.compile(r"/anmeldung/(?:bestaetigen/)?([A-Za-z0-9_-]{64})")


def the_event(city: TestCity, **words: Any) -> Event:
    events = city.apps[EVENTS]
    organisation_id = an_organisation(events)
    event = a_bookable_event(events, organisation_id, title="Gießrunde", venue="Park", places=2, **words)
    city.settle()
    return event


def comes(city: TestCity, event: Event, email: str) -> None:
    """Sign up over the door, and confirm with the link from the mail."""
    city.ask(EVENTS, f"POST /v1/events/{event.id}/registrations", wants(email))
    city.settle()
    ask_by_link(city, "PUT /v1/registration/confirmation", email)
    city.settle()


def ask_by_link(city: TestCity, call: str, email: str) -> Any:
    newest = city.letterbox.mails(email)[0]
    found = _TOKEN.search(newest["text"])
    assert found, newest["text"]
    return city.ask(EVENTS, call, who={"Authorization": f"Link {found[1]}"})


def change(city: TestCity, event: Event, **words: Any) -> None:
    editor = city.tokens.editor(EVENTS, EDITOR.person_id)
    known = city.ask(EVENTS, f"GET /v1/events/{event.id}", who=editor)
    kept = ("title", "categories", "venue", "registration", "places", "waiting_list", "rule", "starts_at")
    sent = {**{name: known[name] for name in kept}, "organisation_id": known["organisation"]["id"], **words}
    who = {**editor, "If-Match": f'"{known["version"]}"'}
    city.ask(EVENTS, f"PUT /v1/events/{event.id}", sent, who=who)
    city.settle()


def tick(city: TestCity, *names: str) -> None:
    for name in names:
        service = city.apps[name.partition(".")[0]]
        service.worker.celery.tasks[name].apply()
    city.settle()


def as_if_seated_long_ago(city: TestCity) -> None:
    with city.apps[NOTIFIER].database.transaction() as session:
        session.execute(text("UPDATE attendances SET since = since - interval '30 days'"))


def let_the_change_rest(city: TestCity) -> None:
    with city.apps[NOTIFIER].database.transaction() as session:
        session.execute(text("UPDATE events SET change_due_at = now() WHERE change_due_at IS NOT NULL"))
    tick(city, "notifier.tell_changes")


def subjects(city: TestCity, email: str) -> list[str]:
    return [mail["subject"] for mail in reversed(city.letterbox.mails(email))]


def test_a_seat_is_confirmed_by_mail_and_a_free_one_goes_to_who_waits(city: TestCity) -> None:
    event = the_event(city)
    for name in ("ada", "bea", "kim"):
        comes(city, event, f"{name}@example.org")

    ask_by_link(city, "PUT /v1/registration/cancellation", "ada@example.org")
    city.settle()
    ask_by_link(city, "PUT /v1/registration/acceptance", "kim@example.org")
    city.settle()

    assert subjects(city, "ada@example.org") == [
        "Bitte bestätigen: Gießrunde", "Du hast einen Platz: Gießrunde", "Abgemeldet: Gießrunde",
    ]  # fmt: skip
    assert subjects(city, "kim@example.org") == [
        "Bitte bestätigen: Gießrunde", "Auf der Warteliste: Gießrunde", "Ein Platz ist frei für dich: Gießrunde",
        "Du hast einen Platz: Gießrunde",
    ]  # fmt: skip
    assert len(city.rows(NOTIFIER, "SELECT seat_id FROM attendances")) == 2


def test_a_moved_event_reaches_each_seat_once_and_reminds_of_the_new_date_alone(city: TestCity) -> None:
    now = clock.now().replace(microsecond=0)
    # A week before the first date, and a day before the second, is a minute ago.
    old, new = (now + timedelta(days=days, minutes=-1) for days in (7, 1))
    event = the_event(city, starts_at=old)
    for name in ("ada", "bea"):
        comes(city, event, f"{name}@example.org")
    as_if_seated_long_ago(city)
    city.letterbox.empty()

    change(city, event, starts_at=new.isoformat(), status="rescheduled")
    tick(city, "events-service.look_after_rolls")
    as_if_seated_long_ago(city)
    tick(city, "notifier.remind")
    let_the_change_rest(city)
    for _ in range(2):
        tick(city, "events-service.look_after_rolls", "notifier.remind", "notifier.tell_changes")

    for name in ("ada", "bea"):
        assert sorted(subjects(city, f"{name}@example.org")) == ["Geändert: Gießrunde", "Morgen: Gießrunde"]
    assert city.rows(NOTIFIER, f"SELECT count(*) FROM reminders WHERE starts_at = '{old.isoformat()}'") == [0]


def test_who_comes_hears_that_it_is_online_now_and_is_sent_to_no_place(city: TestCity) -> None:
    event = the_event(city)
    comes(city, event, "ada@example.org")
    city.letterbox.empty()

    room = "https://example.org/raum"
    change(city, event, status="moved_online", online_link=room)
    let_the_change_rest(city)
    comes(city, event, "bea@example.org")

    (changed,) = city.letterbox.mails("ada@example.org")
    assert changed["subject"] == "Geändert: Gießrunde"
    for mail in (changed, city.letterbox.mails("bea@example.org")[0]):
        assert "online; die Uhrzeit gilt für Halle" in mail["text"]
        assert f"Online dabei sein: {room}" in mail["text"]
        assert "Park" not in mail["text"]


def test_reminders_come_for_the_date_that_was_chosen_and_for_no_other(city: TestCity) -> None:
    # Not a minute less: the reminder of a day before is left out once that day is over.
    start = clock.now().replace(microsecond=0) + timedelta(days=1)
    event = the_event(city, starts_at=start, rule="FREQ=DAILY;COUNT=10")
    page = city.ask(EVENTS, f"GET /v1/events/{event.slug}/registration")
    first, second = (UUID(each["date_id"]) for each in page["dates"][:2])
    for email, date_id in (("ada@example.org", first), ("bea@example.org", second)):
        city.ask(EVENTS, f"POST /v1/events/{event.id}/registrations", wants(email, date_id=str(date_id)))
        city.settle()
        ask_by_link(city, "PUT /v1/registration/confirmation", email)
        city.settle()
    as_if_seated_long_ago(city)
    city.letterbox.empty()

    tick(city, "notifier.remind", "notifier.remind")

    assert subjects(city, "ada@example.org") == ["Morgen: Gießrunde"]
    assert subjects(city, "bea@example.org") == []


def test_a_cancelled_event_reaches_each_seat_and_all_who_wait_once(city: TestCity) -> None:
    event = the_event(city)
    for name in ("ada", "bea", "kim"):
        comes(city, event, f"{name}@example.org")
    city.letterbox.empty()

    editor = city.tokens.editor(EVENTS)
    city.ask(EVENTS, f"PUT /v1/events/{event.id}/cancellation", {"note": "Sturm."}, who=editor)
    city.settle()
    for _ in range(2):
        tick(city, "events-service.look_after_rolls", "notifier.remind", "notifier.tell_changes")

    assert subjects(city, "ada@example.org") == subjects(city, "bea@example.org") == ["Fällt aus: Gießrunde"]
    assert subjects(city, "kim@example.org") == ["Diesmal kein Platz: Gießrunde"]


def test_who_ended_her_reminders_still_hears_that_it_is_cancelled(city: TestCity) -> None:
    event = the_event(city, starts_at=clock.now() + timedelta(days=1, minutes=-1))
    comes(city, event, "ada@example.org")
    as_if_seated_long_ago(city)
    (token,) = city.rows(NOTIFIER, "SELECT leave_token FROM attendances")

    city.ask(EVENTS, "DELETE /v1/registration/reminders", who={"Authorization": f"Link {token}"})
    city.settle()
    as_if_seated_long_ago(city)
    city.letterbox.empty()
    tick(city, "notifier.remind")
    assert subjects(city, "ada@example.org") == []

    editor = city.tokens.editor(EVENTS)
    city.ask(EVENTS, f"PUT /v1/events/{event.id}/cancellation", {}, who=editor)
    city.settle()

    (mail,) = city.letterbox.mails("ada@example.org")
    assert mail["subject"] == "Fällt aus: Gießrunde"
    assert "List-Unsubscribe" not in dict(mail["headers"])
