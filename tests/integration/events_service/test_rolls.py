"""What happens to rolls by itself: offers run out, events change, lines end, lists are erased."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from events_service.actions import events as actions
from events_service.actions import registering, rolls, seating
from events_service.models import Event, Roll, SignUp
from events_service.queries import rolls as roll_queries
from events_service.rules.entry import Entry
from services.facts.events import EventChanged
from services.facts.notifier import LeavingAsked
from services.kit import clock
from services.kit.web import Service
from tests.support.events_makers import EDITOR, an_organisation, full_words, hear, soon, told
from tests.support.plans import plan_of
from tests.support.seat_makers import (
    a_bookable_event,
    ask_to_come,
    asked_letters,
    comes,
    letters,
    line_of,
    newest,
    post_of,
    tick,
    with_link,
)


def change(app: Service, event: Event, **words: Any) -> None:
    usual = {"registration": "platform", "places": event.places, "waiting_list": True, "starts_at": event.starts_at}
    entry = Entry.of(full_words(event.organisation_id, **{**usual, **words}), app.extensions["city"])
    with app.database.transaction() as session:
        known = session.get_one(Event, event.id)
        actions.change_event(session, event.id, entry, expected=known.version, caller=EDITOR, now=clock.now())


def cancel(app: Service, event: Event) -> None:
    with app.database.transaction() as session:
        actions.cancel_event(session, event.id, note="Sturm", caller=EDITOR, now=clock.now())


def a_full_event(app: Service, **words: Any) -> Event:
    event = a_bookable_event(app, **{"places": 1, **words})
    for email in ("ada@example.org", "bea@example.org", "kim@example.org"):
        comes(app, event, email)
    return event


def end_offers(app: Service, *, now: datetime) -> int:
    ended = 0
    while end_offer(app, now):
        ended += 1
    return ended


def end_offer(app: Service, now: datetime) -> bool:
    with app.database.transaction() as session:
        return rolls.end_offer(session, post=post_of(app), now=now)


def test_an_offer_that_runs_out_goes_to_the_next(events: Service) -> None:
    event = a_full_event(events)
    with_link(events, "PUT /v1/registration/cancellation", newest(events, "ada@example.org").id)
    bea = newest(events, "bea@example.org")

    assert end_offers(events, now=clock.now() + timedelta(hours=23)) == 0
    assert end_offers(events, now=clock.now() + timedelta(hours=25)) == 1
    assert end_offers(events, now=clock.now() + timedelta(hours=25)) == 0

    assert line_of(events, event, "offered") == ["kim@example.org"]
    assert letters(events, "bea@example.org")[-1] == "seat_expired"
    with_link(events, "PUT /v1/registration/acceptance", bea.id, status=409)


def test_shortly_before_the_end_an_offer_leaves_time_for_another(events: Service) -> None:
    event = a_full_event(events, starts_at=clock.now() + timedelta(hours=10))
    with_link(events, "PUT /v1/registration/cancellation", newest(events, "ada@example.org").id)

    until = newest(events, "bea@example.org").offer_until

    assert until is not None
    assert timedelta(hours=4, minutes=50) < until - clock.now() <= timedelta(hours=5)
    assert event.places == 1


def test_more_places_let_people_move_up_by_themselves(events: Service) -> None:
    event = a_full_event(events)

    change(events, event, places=2)
    tick(events, "look_after_rolls")
    tick(events, "look_after_rolls")

    assert line_of(events, event, "offered") == ["bea@example.org"]
    assert line_of(events, event, "waiting") == ["kim@example.org"]
    assert letters(events).count("seat_offered") == 1


def test_a_cancelled_event_ends_its_line(events: Service) -> None:
    event = a_full_event(events)

    cancel(events, event)
    for _ in range(2):
        tick(events, "look_after_rolls")

    assert line_of(events, event, "waiting") == []
    assert [letters(events, f"{name}@example.org").count("seat_none") for name in ("ada", "bea", "kim")] == [0, 1, 1]
    with_link(events, "PUT /v1/registration/cancellation", newest(events, "ada@example.org").id)
    assert line_of(events, event, "offered") == []


def test_a_cancelled_event_holds_no_seat_for_anybody(events: Service) -> None:
    event = a_full_event(events)
    with_link(events, "PUT /v1/registration/cancellation", newest(events, "ada@example.org").id)
    bea = newest(events, "bea@example.org")
    cancel(events, event)
    with_link(events, "PUT /v1/registration/cancellation", newest(events, "kim@example.org").id)

    tick(events, "look_after_rolls")
    assert end_offers(events, now=clock.now() + timedelta(hours=25)) == 0

    ended = {each.email: each.slots for each in asked_letters(events) if each.template == "seat_none"}
    assert {email: "was_offered" in slots for email, slots in ended.items()} == {"bea@example.org": True}
    assert ended["bea@example.org"]["note"] == "Sturm"
    assert line_of(events, event, "offered") == []
    assert with_link(events, "GET /v1/registration", bea.id)["state"] == "left_out"


def ids_on(app: Service, event: Event, state: str) -> list[UUID]:
    asked = text("SELECT id FROM registrations WHERE event_id = :event_id AND state = :state ORDER BY number")
    with app.database.reading() as session:
        return list(session.scalars(asked, {"event_id": event.id, "state": state}))


def look_after(app: Service, now: datetime | None = None) -> bool:
    with app.database.transaction() as session:
        return rolls.look_after(session, post=post_of(app), now=now or clock.now())


def fails_for(event: Event, deed: Callable[..., Any]) -> Callable[..., Any]:
    """Return a deed that fails where it is about one event."""

    def failing(table: Any, *rest: Any, **more: Any) -> Any:
        if table.event.id == event.id:
            raise RuntimeError("no luck")
        return deed(table, *rest, **more)

    return failing


def test_a_roll_that_fails_holds_nobody_up_and_is_tried_again(events: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = a_full_event(events), a_full_event(events, title="Treff")
    for event in (bad, good):
        change(events, event, places=2, title=event.title)
    with monkeypatch.context() as patched:
        patched.setattr(seating, "move_up", fails_for(bad, seating.move_up))
        assert [look_after(events) for _ in range(3)] == [True, True, False]
    assert (line_of(events, bad, "offered"), line_of(events, good, "offered")) == ([], ["bea@example.org"])

    assert look_after(events, clock.now() + timedelta(minutes=11))
    assert line_of(events, bad, "offered") == ["bea@example.org"]


def test_an_offer_that_cannot_be_ended_holds_no_other_up(events: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = a_full_event(events), a_full_event(events, title="Treff")
    for event in (bad, good):
        (seated,) = ids_on(events, event, "seated")
        with_link(events, "PUT /v1/registration/cancellation", seated)
    late = clock.now() + timedelta(hours=25)
    with monkeypatch.context() as patched:
        patched.setattr(seating, "release", fails_for(bad, seating.release))
        assert end_offers(events, now=late) == 2
    assert (line_of(events, bad, "offered"), line_of(events, good, "offered")) == (
        ["bea@example.org"],
        ["kim@example.org"],
    )
    assert end_offers(events, now=late + timedelta(minutes=11)) == 1
    assert line_of(events, bad, "offered") == ["kim@example.org"]


def test_a_list_that_cannot_be_erased_leaves_no_other_standing(
    events: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = a_full_event(events), a_full_event(events, title="Treff")
    counts, later = rolls._counts, soon(90)

    def erase(after: timedelta = timedelta()) -> None:
        with events.database.transaction() as session:
            rolls.erase_lists(session, keep_days=30, now=later + after)

    def failing(session: Session, roll_id: UUID) -> dict[str, int]:
        if session.get_one(Roll, roll_id).event_id == bad.id:
            raise RuntimeError("no luck")
        return counts(session, roll_id)

    with monkeypatch.context() as patched:
        patched.setattr(rolls, "_counts", failing)
        erase()
    assert (len(ids_on(events, bad, "seated")), ids_on(events, good, "seated")) == (1, [])
    erase(timedelta(hours=1))
    assert ids_on(events, bad, "seated") == []


def test_those_whose_event_changed_are_looked_after_first(events: Service) -> None:
    organisation_id = an_organisation(events)
    some = [a_bookable_event(events, organisation_id, places=1, title=f"Treff {number}") for number in range(3)]
    for number, event in enumerate(some):
        for name in ("ada", "bea"):
            comes(events, event, f"{name}{number}@example.org")

    for number, event in enumerate(some):
        cancel(events, event)
        assert look_after(events)
        assert letters(events, f"bea{number}@example.org")[-1] == "seat_none"
    assert not look_after(events)


def test_all_on_which_somebody_waits_have_their_turn(events: Service) -> None:
    organisation_id = an_organisation(events)
    for number in range(3):
        event = a_bookable_event(events, organisation_id, places=1, title=f"Treff {number}")
        for name in ("ada", "bea"):
            comes(events, event, f"{name}{number}@example.org")
    now = clock.now()

    for minutes in (2, 4):
        at = now + timedelta(minutes=minutes)
        assert [look_after(events, now=at) for _ in range(4)] == [True, True, True, False]
    with events.database.transaction() as session:
        plan = plan_of(session, lambda session: roll_queries.roll_to_look_after(session, now=now))
    assert "ix_registrations_hoping" in plan


@pytest.mark.parametrize("step", [look_after, end_offer])
def test_looking_after_rolls_and_changing_places_do_not_wait_for_each_other(
    events: Service, step: Callable[[Service, datetime], bool]
) -> None:
    event = a_full_event(events)
    with_link(events, "PUT /v1/registration/cancellation", newest(events, "ada@example.org").id)
    later = clock.now() + timedelta(hours=25)
    with ThreadPoolExecutor(1) as others, events.database.transaction() as session:
        session.get(Event, event.id, with_for_update=True)
        looking = others.submit(step, events, later)
        while not looking.done() and not session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
            time.sleep(0.01)
        roll_id = session.scalars(text("SELECT id FROM rolls FOR UPDATE NOWAIT")).one()
        session.commit()

        assert looking.result(timeout=20)
    assert roll_id


def test_a_line_ends_when_signing_up_does(events: Service) -> None:
    event = a_full_event(events)
    with events.database.transaction() as session:
        rolls.look_after(session, post=post_of(events), now=event.starts_at + timedelta(minutes=1))

    assert line_of(events, event, "left_out") == ["None", "None"]
    assert letters(events, "bea@example.org")[-1] == "seat_none"


def test_a_moved_event_takes_its_people_along(events: Service) -> None:
    event = a_full_event(events)
    before = newest(events, "ada@example.org")

    change(events, event, starts_at=soon(days=9), status="rescheduled")
    tick(events, "look_after_rolls")

    ada = newest(events, "ada@example.org")
    assert ada.date_id == before.date_id
    with events.database.reading() as session:
        assert session.scalar(text("SELECT starts_at FROM rolls")) == soon(days=9)
    assert comes(events, event, "zoe@example.org")["state"] == "waiting"
    assert [*line_of(events, event, "waiting")][-1] == "zoe@example.org"


def test_who_hopes_for_a_seat_hears_that_its_date_has_moved(events: Service) -> None:
    event = a_full_event(events, starts_at=soon(days=4))
    with_link(events, "PUT /v1/registration/cancellation", newest(events, "ada@example.org").id)
    comes(events, event, "zoe@example.org")

    change(events, event, starts_at=soon(days=9), status="rescheduled")
    for _ in range(2):
        tick(events, "look_after_rolls")
    change(events, event, starts_at=soon(days=9), status="rescheduled", title="Anders genannt")
    tick(events, "look_after_rolls")

    # All are told in the same moment.
    moved = sorted(((each.email, each.slots) for each in asked_letters(events, "seat_moved")), key=itemgetter(0))
    assert [(email, "until" in slots, slots.get("place")) for email, slots in moved] == [
        ("bea@example.org", True, None),
        ("kim@example.org", False, "1"),
        ("zoe@example.org", False, "2"),
    ]
    assert {datetime.fromisoformat(slots["before"]) for _, slots in moved} == {soon(days=4)}


@pytest.mark.parametrize("rule", ["FREQ=WEEKLY;COUNT=6", "FREQ=WEEKLY"])
def test_a_series_that_moves_to_another_weekday_takes_its_people_along(events: Service, rule: str) -> None:
    event = a_bookable_event(events, places=1, starts_at=soon(3), rule=rule)
    page = f"/v1/events/{event.slug}/registration"
    before = [each["date_id"] for each in events.test_client().get(page).get_json()["dates"]]
    comes(events, event, "ada@example.org", date_id=before[0])

    change(events, event, starts_at=soon(4), rule=rule, status="rescheduled")
    tick(events, "look_after_rolls")

    assert [each["date_id"] for each in events.test_client().get(page).get_json()["dates"]][:50] == before[:50]
    with events.database.reading() as session:
        assert tuple(session.execute(text("SELECT starts_at, status FROM rolls")).one()) == (soon(4), None)
    assert comes(events, event, "bea@example.org", date_id=before[0])["state"] == "waiting"


def test_a_series_with_another_weekday_and_rhythm_takes_along_whom_it_can(events: Service) -> None:
    event = a_bookable_event(events, places=1, starts_at=soon(3), rule="FREQ=WEEKLY")
    page = f"/v1/events/{event.slug}/registration"
    before = [each["date_id"] for each in events.test_client().get(page).get_json()["dates"]]
    for email, date_id in (("ada", before[2]), ("bea", before[2]), ("kim", before[1]), ("zoe", before[1])):
        comes(events, event, f"{email}@example.org", date_id=date_id)

    change(events, event, starts_at=soon(5), rule="FREQ=WEEKLY;INTERVAL=2", status="rescheduled")
    tick(events, "look_after_rolls")

    after = events.test_client().get(page).get_json()["dates"]
    assert [each["date_id"] for each in after][:20] == before[:40:2]
    assert after[1]["starts_at"] == soon(19).astimezone(UTC).isoformat()
    assert line_of(events, event, "waiting") == ["bea@example.org"]
    assert letters(events, "zoe@example.org")[-1] == "seat_none"
    changed = [fact for fact in told(events, about=event.id) if isinstance(fact, EventChanged)][-1]
    ids = {str(day.date_id) for day in changed.dates}
    assert (before[2] in ids, before[1] in ids) == (True, False)


def test_a_series_that_comes_oftener_keeps_the_ids_of_the_nearest_dates(events: Service) -> None:
    event = a_bookable_event(events, starts_at=soon(3), rule="FREQ=WEEKLY;INTERVAL=2;COUNT=4")
    page = f"/v1/events/{event.slug}"
    before = [each["date_id"] for each in events.test_client().get(page).get_json()["dates"]]

    change(events, event, starts_at=soon(4), rule="FREQ=WEEKLY;COUNT=8")

    after = [each["date_id"] for each in events.test_client().get(page).get_json()["dates"]]
    assert after[::2] == before
    assert len({*after, *before}) == 8


def test_what_took_place_stays_when_the_coming_dates_move(events: Service) -> None:
    event = a_bookable_event(events, starts_at=soon(-9), rule="FREQ=WEEKLY;COUNT=4")
    with events.database.reading() as session:
        before = session.scalars(text("SELECT id FROM event_dates ORDER BY starts_at")).all()

    change(events, event, starts_at=soon(-8), rule="FREQ=WEEKLY;COUNT=4")

    with events.database.reading() as session:
        after = session.scalars(text("SELECT id FROM event_dates ORDER BY starts_at")).all()
    assert after[2:] == before[2:]
    assert not {*after[:2]} & {*before[:2]}


def test_a_date_that_is_dropped_does_not_move_to_one_that_is_added(events: Service) -> None:
    event = a_bookable_event(events, places=1, starts_at=soon(3), further_starts=[soon(10)])
    first, second = events.test_client().get(f"/v1/events/{event.slug}").get_json()["dates"]
    comes(events, event, "ada@example.org", date_id=first["date_id"])

    change(events, event, starts_at=soon(10), further_starts=[soon(22)])

    kept, added = events.test_client().get(f"/v1/events/{event.slug}").get_json()["dates"]
    assert kept["date_id"] == second["date_id"]
    assert added["date_id"] not in {first["date_id"], second["date_id"]}


def test_a_dropped_date_of_a_series_ends_its_line_alone(events: Service) -> None:
    event = a_bookable_event(events, places=1, rule="FREQ=WEEKLY;COUNT=3")
    page = f"/v1/events/{event.slug}/registration"
    first, second, _ = (each["date_id"] for each in events.test_client().get(page).get_json()["dates"])
    for email, date_id in (("ada", first), ("bea", first), ("kim", second), ("zoe", second)):
        comes(events, event, f"{email}@example.org", date_id=date_id)

    change(events, event, rule="FREQ=WEEKLY;COUNT=3", left_out=[event.starts_at])
    tick(events, "look_after_rolls")

    assert line_of(events, event, "waiting") == ["zoe@example.org"]
    assert letters(events, "bea@example.org")[-1] == "seat_none"


def test_lists_are_erased_after_their_time_and_counts_stay(events: Service) -> None:
    event = a_full_event(events)
    words = {"email": "sam@example.org", "language": "de"}
    events.test_client().post(f"/v1/events/{event.id}/reminders", json=words)
    with_link(events, "PUT /v1/registration/confirmation", newest(events, "sam@example.org").id, "confirm")

    with events.database.transaction() as session:
        assert rolls.erase_lists(session, keep_days=30, now=event.starts_at + timedelta(days=30)) == 0
        assert rolls.erase_lists(session, keep_days=30, now=event.starts_at + timedelta(days=32)) == 1
        assert rolls.erase_lists(session, keep_days=30, now=event.starts_at + timedelta(days=32)) == 0

    with events.database.reading() as session:
        kept = session.execute(text("SELECT people_seated, people_came, people_waiting FROM rolls")).one()
        assert tuple(kept) == (1, 0, 2)
        assert session.scalar(text("SELECT count(*) FROM registrations")) == 0


def test_a_list_of_a_course_is_kept_as_long_as_the_course_goes_on(events: Service) -> None:
    course = a_bookable_event(events, rule="FREQ=DAILY;COUNT=120")
    with events.database.transaction() as session:
        session.add(SignUp(event_id=course.id, questions=[], whole_series=True, most_people=5, version=1))
    comes(events, course, "ada@example.org")
    change(events, course, rule="FREQ=DAILY;COUNT=120", places=9)
    comes(events, course, "bea@example.org")
    with events.database.transaction() as session:
        assert session.scalar(text("SELECT over_at FROM rolls")) > course.starts_at + timedelta(days=118)
        session.execute(text("UPDATE rolls SET over_at = starts_at"))
        assert rolls.erase_lists(session, keep_days=30, now=course.starts_at + timedelta(days=110)) == 0
        assert rolls.erase_lists(session, keep_days=30, now=course.starts_at + timedelta(days=152)) == 1


def test_a_list_of_a_date_that_takes_place_anew_is_erased_anew(events: Service) -> None:
    event = a_full_event(events)
    with events.database.transaction() as session:
        assert rolls.erase_lists(session, keep_days=30, now=event.starts_at + timedelta(days=32)) == 1
    again = event.starts_at + timedelta(days=90)
    change(events, event, starts_at=again)
    comes(events, event, "zoe@example.org")
    with events.database.transaction() as session:
        assert tuple(session.execute(text("SELECT erased_at, people_seated FROM rolls")).one()) == (None, None)
        assert rolls.erase_lists(session, keep_days=30, now=again + timedelta(days=32)) == 1
        assert session.scalar(text("SELECT count(*) FROM registrations")) == 0


def test_what_nobody_confirms_is_forgotten_and_its_link_over(events: Service) -> None:
    event = a_bookable_event(events)
    ask_to_come(events, event, "ada@example.org")
    ada = newest(events, "ada@example.org")

    with events.database.transaction() as session:
        registering.forget_unconfirmed(session, now=clock.now() + timedelta(hours=48))
    with_link(events, "GET /v1/registration", ada.id, "confirm")
    with events.database.transaction() as session:
        registering.forget_unconfirmed(session, now=clock.now() + timedelta(hours=50))

    with_link(events, "PUT /v1/registration/confirmation", ada.id, "confirm", status=410)


def test_who_writes_that_she_wants_no_reminders_gets_none(events: Service) -> None:
    event = a_bookable_event(events)
    comes(events, event, "ada@example.org")
    ada = newest(events, "ada@example.org")
    links = post_of(events).links

    hear(events, LeavingAsked(leave_token=links.token("leave", ada.id), asked_at=clock.now()))
    assert newest(events, "ada@example.org").reminds
    hear(events, LeavingAsked(leave_token=links.leave_token(ada.id), asked_at=clock.now()))

    assert not newest(events, "ada@example.org").reminds


def test_two_offers_that_run_out_both_end_with_one_tick(events: Service) -> None:
    organisation_id, some = an_organisation(events), []
    for number in range(2):
        some.append(a_bookable_event(events, organisation_id, places=1, title=f"Treff {number}"))
        for name in ("ada", "bea"):
            comes(events, some[-1], f"{name}{number}@example.org")
        with_link(events, "PUT /v1/registration/cancellation", newest(events, f"ada{number}@example.org").id)
    with events.database.transaction() as session:
        session.execute(text("UPDATE registrations SET offer_until = now() WHERE state = 'offered'"))

    tick(events, "end_offers")

    assert [line_of(events, event, "expired") for event in some] == [["None"], ["None"]]
