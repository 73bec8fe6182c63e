"""Reminders: those who come, at the right hour by the clock of the city, in the newest version, never late."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from notifier.rules import Lane, State
from services.kit.web import Service
from tests.integration.notifier.conftest import SetClock, Settle
from tests.support.city import Letterbox, run_queue
from tests.support.notifier_makers import (
    a_seat,
    a_subscriber,
    an_event,
    an_interest,
    cancelled,
    changed,
    hear,
    left,
    released,
)

BERLIN = ZoneInfo("Europe/Berlin")
Pass = Callable[[datetime], list[str]]


def at(wall: str) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=BERLIN)


START = at("2026-05-22 14:00")
LONG_BEFORE = at("2026-05-01 12:00")


@pytest.fixture(autouse=True)
def _long_before(set_clock: SetClock) -> None:
    set_clock(LONG_BEFORE)


@pytest.fixture
def wait_until(set_clock: SetClock, tick: Callable[..., None], settle: Settle, letterbox: Letterbox) -> Pass:
    """Let the clock show a moment, and return the subjects of all mails there are by then."""

    def waited(moment: datetime) -> list[str]:
        set_clock(moment)
        tick("remind", "tell_changes")
        settle()
        return [mail["subject"] for mail in reversed(letterbox.mails())]

    return waited


def a_seat_for(event: Any, email: str = "kim@example.org", **words: Any) -> Any:
    return a_seat(event, email, **{"taken_at": LONG_BEFORE, **words})


def test_who_comes_is_reminded_a_week_a_day_and_two_hours_before(notifier: Service, wait_until: Pass) -> None:
    event = an_event(START)
    hear(notifier, event, a_seat_for(event))

    assert wait_until(START - timedelta(days=7, seconds=1)) == []
    assert wait_until(START - timedelta(days=7)) == ["In einer Woche: Reparatur-Treff"]
    assert wait_until(START - timedelta(days=1)) == ["In einer Woche: Reparatur-Treff", "Morgen: Reparatur-Treff"]
    assert wait_until(START - timedelta(hours=2))[2:] == ["Bald geht es los: Reparatur-Treff"]
    assert len(wait_until(START + timedelta(hours=1))) == 3


def test_a_reminder_says_when_and_where_and_stands_in_the_thread_of_its_event(
    notifier: Service, wait_until: Pass, letterbox: Letterbox
) -> None:
    event = an_event(START, what_to_bring="Stirnlampe")
    hear(notifier, event, a_seat_for(event))
    wait_until(START - timedelta(days=1))

    (mail,) = letterbox.mails("kim@example.org")
    for words in (mail["text"], mail["html"]):
        assert "Freitag, 22. Mai, 14 bis 16 Uhr" in words
        assert "Bitte mitbringen" in words
        assert "Stirnlampe" in words
        assert "bei „Meine Anmeldung“" in words, "how to sign off"
        assert "Gemeindehaus" in words
        assert "weil du dich für diesen Termin angemeldet hast" in words
    headers = dict(mail["headers"])
    assert headers["References"] == headers["In-Reply-To"] == f"<event-{event.event_id}@klima-mosaik.example.org>"
    assert "reminders." in headers["List-Id"]
    assert headers["Auto-Submitted"] == "auto-generated"
    assert "Precedence" not in headers


def test_it_does_not_matter_whether_the_seat_or_the_event_is_heard_first(notifier: Service, wait_until: Pass) -> None:
    event = an_event(START)
    hear(notifier, a_seat_for(event), event)

    assert len(wait_until(START - timedelta(days=7))) == 1


def test_over_summer_time_the_hour_on_the_wall_stays(notifier: Service, set_clock: SetClock, wait_until: Pass) -> None:
    set_clock(at("2026-03-01 12:00"))
    event = an_event(at("2026-03-29 10:00"))
    hear(notifier, event, a_seat_for(event, taken_at=at("2026-03-01 12:00")))

    assert wait_until(at("2026-03-28 09:59")) == []
    assert wait_until(at("2026-03-28 10:00")) == ["Morgen: Reparatur-Treff"]


def test_who_ends_all_messages_is_reminded_of_nothing_she_had_signed_up_for(
    notifier: Service, wait_until: Pass, letterbox: Letterbox
) -> None:
    event, kim = an_event(START), a_subscriber("kim@example.org")
    hear(notifier, event, kim, a_seat_for(event, person_id=kim.person_id), left(kim))

    assert wait_until(START - timedelta(days=1)) == []
    hear(notifier, a_seat_for(event, person_id=kim.person_id, taken_at=START - timedelta(hours=20)))
    assert wait_until(START - timedelta(hours=2)) != [], "signing up anew is a new wish"


def test_who_signs_up_after_the_hour_of_a_reminder_is_not_reminded_of_it(notifier: Service, wait_until: Pass) -> None:
    event = an_event(START)
    hear(notifier, event, a_seat_for(event), a_seat_for(event, "lea@example.org", taken_at=START - timedelta(days=2)))

    assert len(wait_until(START - timedelta(days=7))) == 1
    assert len(wait_until(START - timedelta(days=1))) == 3


def test_a_reminder_that_would_come_late_is_not_sent(notifier: Service, wait_until: Pass) -> None:
    event = an_event(START)
    hear(notifier, event, a_seat_for(event))

    assert wait_until(START - timedelta(days=6, hours=11)) == []
    assert wait_until(START - timedelta(hours=1)) == []


def test_a_reminder_that_waits_too_long_is_not_sent_either(
    notifier: Service, set_clock: SetClock, tick: Callable[..., None], wait_until: Pass
) -> None:
    event = an_event(START)
    hear(notifier, event, a_seat_for(event))
    set_clock(START - timedelta(hours=2))
    tick("remind")
    run_queue(notifier, "notifier.expand")

    assert wait_until(START - timedelta(hours=1)) == []
    with notifier.database.reading() as session:
        assert session.scalars(text("SELECT state FROM deliveries")).all() == [State.EXPIRED]


def test_a_new_version_cancels_what_waits_and_reminds_of_the_new_date(
    notifier: Service, set_clock: SetClock, tick: Callable[..., None], wait_until: Pass
) -> None:
    event = an_event(START)
    hear(notifier, event, a_seat_for(event))
    set_clock(START - timedelta(days=7))
    tick("remind")
    run_queue(notifier, "notifier.expand")

    hear(notifier, changed(event, START + timedelta(days=7)))

    assert wait_until(START - timedelta(days=7) + timedelta(minutes=3)) == ["Geändert: Reparatur-Treff"]
    assert wait_until(START)[1:] == ["In einer Woche: Reparatur-Treff"]


def test_a_new_version_does_not_remind_again_of_the_same_date(notifier: Service, wait_until: Pass) -> None:
    event = an_event(START)
    hear(notifier, event, a_seat_for(event))
    wait_until(START - timedelta(days=7))

    hear(notifier, changed(event, title="Repair-Café"))

    assert wait_until(START - timedelta(days=7) + timedelta(hours=1)) == ["In einer Woche: Reparatur-Treff"]
    assert wait_until(START - timedelta(days=1))[1:] == ["Morgen: Repair-Café"]


def test_right_before_sending_the_version_is_compared_once_more(
    notifier: Service, set_clock: SetClock, tick: Callable[..., None], wait_until: Pass
) -> None:
    event = an_event(START)
    hear(notifier, event, a_seat_for(event))
    set_clock(START - timedelta(days=7))
    tick("remind")
    run_queue(notifier, "notifier.expand")
    with notifier.database.transaction() as session:
        session.execute(text("UPDATE events SET version = version + 1"))

    assert wait_until(START - timedelta(days=7)) == []


@pytest.mark.parametrize("status", ["cancelled", "postponed"])
def test_nobody_is_reminded_of_what_does_not_take_place(notifier: Service, wait_until: Pass, status: str) -> None:
    event = an_event(START, status=status)
    hear(notifier, event, a_seat_for(event))

    assert wait_until(START - timedelta(days=7)) == []


def test_who_does_not_come_any_more_is_not_reminded(notifier: Service, wait_until: Pass) -> None:
    event = an_event(START)
    seat = a_seat_for(event)
    hear(notifier, event, seat, a_seat_for(event, "lea@example.org"), released(seat))

    wait_until(START - timedelta(days=7))

    with notifier.database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM attendances")) == 1
        assert session.scalar(text("SELECT count(*) FROM deliveries")) == 1


def test_of_a_series_each_is_reminded_of_her_own_dates(
    notifier: Service, wait_until: Pass, letterbox: Letterbox
) -> None:
    event = an_event(START, START + timedelta(days=2))
    second = event.dates[1].date_id
    hear(notifier, event, a_seat_for(event), a_seat_for(event, "lea@example.org", date_id=second, is_saved=True))

    wait_until(START - timedelta(days=1))
    assert letterbox.addresses() == ["kim@example.org"]
    wait_until(START + timedelta(days=1))

    assert sorted(letterbox.addresses()) == ["kim@example.org", "kim@example.org", "lea@example.org"]
    assert "weil du dir diesen Termin gemerkt hast" in letterbox.mails("lea@example.org")[0]["text"]


def test_reminders_go_in_a_lane_of_their_own_and_leave_with_their_own_link(
    notifier: Service, wait_until: Pass, letterbox: Letterbox
) -> None:
    event = an_event(START)
    seat = a_seat_for(event)
    hear(notifier, event, seat)
    wait_until(START - timedelta(days=7))

    assert f"/u/{seat.leave_token}" in dict(letterbox.mails()[0]["headers"])["List-Unsubscribe"]
    with notifier.database.reading() as session:
        assert session.scalars(text("SELECT lane FROM notifications WHERE topic = 2")).all() == [Lane.REMINDERS]


def test_who_has_no_link_to_leave_with_is_shown_none(notifier: Service, wait_until: Pass, letterbox: Letterbox) -> None:
    event = an_event(START)
    hear(notifier, event, a_seat_for(event), a_seat_for(event, "lea@example.org", leave_token=None))
    wait_until(START - timedelta(days=7))
    hear(notifier, cancelled(event))
    wait_until(START - timedelta(days=6))

    mails = letterbox.mails("lea@example.org")
    assert [mail["subject"] for mail in mails] == ["Fällt aus: Reparatur-Treff", "In einer Woche: Reparatur-Treff"]
    for mail in mails:
        assert not {"List-Unsubscribe", "List-Unsubscribe-Post"} & set(dict(mail["headers"]))
        assert "Keine Erinnerungen mehr" not in mail["text"] + mail["html"]
        assert "/u/" not in mail["text"] + mail["html"]
    for mail in letterbox.mails("kim@example.org"):
        assert "List-Unsubscribe" in dict(mail["headers"])
        assert "Keine Erinnerungen mehr" in mail["text"]
        assert "Keine Erinnerungen mehr" in mail["html"]


def test_attendances_are_forgotten_when_the_event_is_long_over(
    notifier: Service, set_clock: SetClock, tick: Callable[..., None]
) -> None:
    event = an_event(START)
    hear(notifier, event, a_seat_for(event))

    set_clock(START + timedelta(days=29))
    tick("forget_attendances")
    with notifier.database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM attendances")) == 1
    set_clock(START + timedelta(days=31))
    tick("forget_attendances")

    with notifier.database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM attendances")) == 0


def test_a_change_is_told_to_who_comes_and_to_who_was_alerted(
    notifier: Service, wait_until: Pass, letterbox: Letterbox, settle: Settle
) -> None:
    event = an_event(START)
    alerted = an_interest(what=("event",), since=LONG_BEFORE - timedelta(days=1))
    gone = a_subscriber("mia@example.org", alerted)
    hear(notifier, a_subscriber("ada@example.org", alerted), gone, a_subscriber("bea@example.org"), event)
    settle()
    hear(notifier, a_seat_for(event), left(gone))
    letterbox.empty()

    hear(notifier, changed(event, START + timedelta(hours=1), venue="Stadtteilladen"))
    assert wait_until(LONG_BEFORE + timedelta(minutes=1)) == [], "it rests for two minutes"
    wait_until(LONG_BEFORE + timedelta(minutes=2))

    assert sorted(letterbox.addresses()) == ["ada@example.org", "kim@example.org"]
    for mail in letterbox.mails():
        assert "Freitag, 22. Mai, 15 bis 17 Uhr. Vorher: Freitag, 22. Mai, 14 bis 16 Uhr." in mail["text"]
        assert "Neuer Ort: Stadtteilladen" in mail["html"]
        assert f"<event-{event.event_id}@" in dict(mail["headers"])["References"]


def test_another_link_to_join_on_one_date_is_told_to_who_comes_on_that_date(
    notifier: Service, wait_until: Pass, letterbox: Letterbox
) -> None:
    event = an_event(START, START + timedelta(days=7), mode="online", online_link="https://example.org/alle")
    first, second = event.dates
    seats = (
        a_seat_for(event, f"{name}@example.org", date_id=day.date_id) for name, day in (("a", first), ("b", second))
    )
    hear(notifier, event, *seats)
    own = replace(second, online_link="https://example.org/eigener")

    hear(notifier, changed(event, dates=(first, own)))
    wait_until(LONG_BEFORE + timedelta(minutes=2))

    assert letterbox.addresses() == ["b@example.org"]
    assert "https://example.org/eigener" in letterbox.mails()[0]["text"]


def test_three_corrections_make_one_mail_and_one_taken_back_makes_none(notifier: Service, wait_until: Pass) -> None:
    event = an_event(START)
    hear(notifier, event, a_seat_for(event))
    first = changed(event, venue="Rathaus")
    second = changed(first, venue="Stadtteilladen")
    hear(notifier, first, second)
    assert wait_until(LONG_BEFORE + timedelta(minutes=5)) == ["Geändert: Reparatur-Treff"]

    third = changed(second, venue="Turnhalle")
    hear(notifier, third, changed(third, venue="Stadtteilladen"))

    assert len(wait_until(LONG_BEFORE + timedelta(minutes=10))) == 1


def test_a_change_that_waits_still_is_told_together_with_the_next(
    notifier: Service, set_clock: SetClock, tick: Callable[..., None], wait_until: Pass, letterbox: Letterbox
) -> None:
    event = an_event(START)
    moved = changed(event, START + timedelta(hours=1))
    hear(notifier, event, a_seat_for(event), moved)
    set_clock(LONG_BEFORE + timedelta(minutes=3))
    tick("tell_changes")
    run_queue(notifier, "notifier.expand")

    hear(notifier, changed(moved, venue="Stadtteilladen"))
    wait_until(LONG_BEFORE + timedelta(minutes=6))

    (mail,) = letterbox.mails("kim@example.org")
    assert "Vorher: Freitag, 22. Mai, 14 bis 16 Uhr" in mail["text"]
    assert "Neuer Ort: Stadtteilladen" in mail["text"]


def test_what_people_need_not_know_is_not_told(notifier: Service, wait_until: Pass) -> None:
    event = an_event(START)
    hear(notifier, event, a_seat_for(event), changed(event, title="Repair-Café", summary="Neu"))

    assert wait_until(LONG_BEFORE + timedelta(minutes=5)) == []


def test_a_cancellation_stops_reminders_and_is_told_at_once(
    notifier: Service, wait_until: Pass, letterbox: Letterbox
) -> None:
    event = an_event(START)
    hear(notifier, event, a_seat_for(event), cancelled(event, note="Es regnet."))

    assert wait_until(LONG_BEFORE) == ["Fällt aus: Reparatur-Treff"]
    assert "Dazu heißt es: Es regnet." in letterbox.mails()[0]["text"]
    assert len(wait_until(START - timedelta(days=1))) == 1


def test_who_was_entered_by_others_hears_of_a_cancellation_without_their_words(
    notifier: Service, wait_until: Pass, letterbox: Letterbox
) -> None:
    event = an_event(START)
    ada, kim = "ada@example.org", "kim@example.org"
    hear(notifier, event, a_seat_for(event, ada), a_seat_for(event, kim, by_hand=True))
    hear(notifier, cancelled(event, note="Kauft bei uns."))

    wait_until(LONG_BEFORE)

    said = {address: letterbox.mails(address)[0]["text"] for address in (ada, kim)}
    assert all("Reparatur-Treff" in text for text in said.values())
    assert {address: "Kauft bei uns." in text for address, text in said.items()} == {ada: True, kim: False}


def test_nobody_is_told_that_something_is_cancelled_that_is_over(
    notifier: Service, set_clock: SetClock, wait_until: Pass
) -> None:
    event = an_event(START)
    hear(notifier, event, a_seat_for(event))
    set_clock(START + timedelta(days=1))
    hear(notifier, cancelled(event, stays_visible=False))

    assert wait_until(START + timedelta(days=1)) == []


def test_an_event_that_takes_place_after_all_is_told_and_reminded_of(
    notifier: Service, wait_until: Pass, letterbox: Letterbox
) -> None:
    event = an_event(START)
    off = cancelled(event)
    hear(notifier, event, a_seat_for(event), off)
    wait_until(LONG_BEFORE)

    hear(notifier, changed(event, version=off.version + 1))

    assert wait_until(LONG_BEFORE + timedelta(minutes=3))[1:] == ["Geändert: Reparatur-Treff"]
    assert "Er findet doch statt." in letterbox.mails()[0]["text"]
    assert len(wait_until(START - timedelta(days=7))) == 3
