"""An event, from the form to the inbox: announced, remembered, changed, cancelled, through all services."""

from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import text

from events_service.actions import telling
from services.facts.events import SeatTaken
from services.kit import clock
from tests.journeys.test_hearing_of_a_new_offer import an_organisation, confirm, subscribe
from tests.support.city import TestCity

EVENTS = "events-service"


def test_who_waits_for_events_hears_of_one_and_of_its_end(city: TestCity) -> None:
    organisation_id = an_organisation(city)
    subscribe(city, "ada@example.org", what=["event"], categories=["nature"])
    confirm(city, "ada@example.org")
    city.settle()
    city.letterbox.empty()
    editor = city.tokens.editor(EVENTS)
    start = (clock.now() + timedelta(days=3)).replace(microsecond=0)
    words = {"organisation_id": organisation_id, "title": "Gießrunde", "categories": ["nature"], "venue": "Park"}

    event = city.ask(EVENTS, "POST /v1/events", {**words, "starts_at": start.isoformat()}, who=editor)
    city.ask(EVENTS, f"PUT /v1/events/{event['id']}/publication", who=editor)
    city.settle()
    assert [mail["subject"] for mail in city.letterbox.mails()] == ["Neu für dich: Gießrunde"]
    sign_up(city, UUID(event["id"]))
    city.settle()

    city.ask(EVENTS, f"PUT /v1/events/{event['id']}/cancellation", {"note": "Es regnet."}, who=editor)
    city.settle()

    mails = [mail for mail in city.letterbox.mails() if mail["subject"] == "Fällt aus: Gießrunde"]
    assert sorted(address for mail in mails for address in mail["to"]) == ["ada@example.org", "kim@example.org"]
    threads = {dict(mail["headers"])["References"] for mail in city.letterbox.mails()}
    assert threads == {f"<event-{event['id']}@klima-mosaik.example.org>"}


def sign_up(city: TestCity, event_id: UUID) -> None:
    seat = SeatTaken(
        seat_id=uuid4(), version=1, event_id=event_id, person_id=uuid4(), email="kim@example.org", language="de",
        leave_token="r-" + uuid4().hex, taken_at=clock.now(),
    )  # fmt: skip
    with city.apps[EVENTS].database.transaction() as session:
        telling.tell_seat_taken(session, seat, now=clock.now())


def test_a_new_organisation_and_its_project_reach_whom_they_fit(city: TestCity) -> None:
    subscribe(city, "ada@example.org", what=["organisation"])
    subscribe(city, "bea@example.org", what=["project"], cadence="daily")
    for email in ("ada@example.org", "bea@example.org"):
        confirm(city, email)
    city.settle()
    city.letterbox.empty()
    run_digests(city)

    organisation_id = an_organisation(city)
    editor = city.tokens.editor("directory-service")
    words = {"organisation_id": organisation_id, "title": "Kühle Orte", "categories": ["health"], "status": "ongoing"}
    project = city.ask("directory-service", "POST /v1/projects", {**words, "summary": "Schatten."}, who=editor)
    city.ask("directory-service", f"PUT /v1/projects/{project['id']}/publication", who=editor)
    city.settle()
    a_day_passes(city)
    run_digests(city)
    city.settle()

    assert {tuple(mail["to"]): mail["subject"] for mail in city.letterbox.mails()} == {
        ("ada@example.org",): "Neu für dich: Gießkannenbund",
        ("bea@example.org",): "Neu für dich: Kühle Orte",
    }


def run_digests(city: TestCity) -> None:
    city.apps["notifier"].worker.celery.tasks["notifier.close_windows"].apply()


def a_day_passes(city: TestCity) -> None:
    """Let the last windows and what was told since lie a day back."""
    with city.apps["notifier"].database.transaction() as session:
        for table, column in (("digest_windows", "closes_at"), ("notifications", "created_at")):
            session.execute(text(f"UPDATE {table} SET {column} = {column} - interval '1 day'"))
