"""What goes out is read back as the same: by other people's programs, over clock changes and changed dates."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import recurring_ical_events
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from events_service.rules.calendars import joined
from events_service.rules.entries import Publisher, block
from events_service.rules.entry import Entry
from services.city import City, read_city
from tests.support.events_makers import BERLIN, berlin, full_words, utc, wall

NOW = berlin("2026-01-01 00:00")
ID = UUID("0f0e0d0c-0b0a-4908-8706-050403020100")
CITY = read_city(Path(__file__).parents[3] / "city.toml")
HOUR = timedelta(hours=1)


def an_event(city: City = CITY, **words: Any) -> dict[str, Any]:
    entry = Entry.of(full_words(ID, **{"starts_at": berlin("2026-03-11 17:30"), **words}), city)
    own = {"id": ID, "slug": "giessrunde", "version": 3, "organisation_name": "Gießkannenbund"}
    return {**entry.columns, **own, "created_at": NOW, "changed_at": NOW + HOUR, "schedule": entry.schedule}


def text_of(event: dict[str, Any]) -> bytes:
    return joined("Kalender", [block(event, Publisher(CITY, "https://klima.example.org/")).encode()], BERLIN)


def read(event: dict[str, Any]) -> list[Any]:
    whole = recurring_ical_events.of(Calendar.from_ical(text_of(event)))
    found = whole.between(NOW - timedelta(days=2), NOW + timedelta(days=800))
    return sorted(found, key=lambda each: _moment(each["DTSTART"].dt))


def _moment(read: Any) -> datetime:
    known = read if isinstance(read, datetime) else datetime(read.year, read.month, read.day, tzinfo=BERLIN)
    # In the hour that the clocks show twice, Python holds moments of two zones to be different in any case.
    return known.astimezone(UTC)


def only(event: dict[str, Any]) -> Any:
    (entry,) = Calendar.from_ical(text_of(event)).events
    return entry


def test_an_event_says_all_that_calendars_know_to_show() -> None:
    entry = only(
        an_event(
            ends_at=berlin("2026-03-11 19:00"), description="Wir gießen.\nMit Kannen.", venue="Park", street="Markt 1",
            post_code="06108", town="Halle", lat=51.5, lon=11.9, categories=["nature", "energy"],
        )
    )  # fmt: skip
    assert (entry["UID"], entry["SEQUENCE"]) == (f"event-{ID}@klima-mosaik.example.org", 3)
    assert entry["LAST-MODIFIED"].dt == entry["DTSTAMP"].dt == NOW + HOUR
    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (berlin("2026-03-11 17:30"), berlin("2026-03-11 19:00"))
    assert entry["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert (entry["LOCATION"], entry["URL"]) == (
        "Park, Markt 1, 06108 Halle",
        "https://klima.example.org/termine/giessrunde",
    )
    assert (entry["STATUS"], entry["SUMMARY"]) == ("CONFIRMED", "Offene Gießrunde")
    assert entry["DESCRIPTION"] == "Wir gießen.\nMit Kannen."
    assert entry["CATEGORIES"].to_ical().decode() == "Energie,Stadtgrün und Biodiversität"
    assert entry["GEO"].to_ical() == "51.5;11.9"
    assert entry["CONTACT"] == "Gießkannenbund"


@pytest.mark.parametrize(
    ("status", "said", "title"),
    [
        ("cancelled", "CANCELLED", "Abgesagt: Offene Gießrunde"),
        ("postponed", "TENTATIVE", "Verschoben: Offene Gießrunde"),
        ("rescheduled", "CONFIRMED", "Offene Gießrunde"),
        ("moved_online", "CONFIRMED", "Offene Gießrunde"),
    ],
)
def test_a_calendar_shows_whether_it_takes_place(status: str, said: str, title: str) -> None:
    entry = only(an_event(status=status, status_note="Regen"))
    assert (entry["STATUS"], entry["SUMMARY"]) == (said, title)
    assert entry["DESCRIPTION"].startswith("Regen")


ROOM = "https://example.org/raum"


@pytest.mark.parametrize("words", [{"mode": "online"}, {"status": "moved_online"}])
def test_what_is_online_is_where_its_link_is_and_nowhere_else(words: dict[str, Any]) -> None:
    there: dict[str, Any] = {"venue": "Park", "street": "Markt 1", "lat": 51.5, "lon": 11.9}
    entry = only(an_event(**there, **words, online_link=ROOM))
    assert (entry["LOCATION"], "GEO" in entry) == (ROOM, False)
    assert only(an_event(**there, **words))["LOCATION"] == "Online"


def test_who_may_choose_reads_both_the_place_and_the_link() -> None:
    entry = only(an_event(mode="hybrid", venue="Park", online_link=ROOM, description="Wir gießen."))
    assert entry["LOCATION"] == "Park"
    assert entry["DESCRIPTION"] == f"Wir gießen.\n\nOnline dabei sein: {ROOM}"


def test_a_single_date_says_its_own_link_and_why_it_is_other() -> None:
    online, moved = (
        {"original_start": berlin("2026-03-18 17:30"), "status": "moved_online", "online_link": ROOM},
        {"original_start": berlin("2026-03-25 17:30"), "starts_at": berlin("2026-03-26 17:30"), "status_note": "Fest"},
    )
    event = an_event(rule="FREQ=WEEKLY;COUNT=3", venue="Park", changed_dates=[online, moved])
    assert [(each["LOCATION"], each.get("DESCRIPTION")) for each in read(event)] == [
        ("Park", None), (ROOM, None), ("Park", "Fest"),
    ]  # fmt: skip


def test_a_whole_day_has_no_hours_and_ends_before_the_next() -> None:
    entry = only(an_event(starts_at=berlin("2026-03-28 00:00"), ends_at=berlin("2026-03-29 12:00"), all_day=True))
    assert (str(entry["DTSTART"].dt), str(entry["DTEND"].dt)) == ("2026-03-28", "2026-03-30")


def test_the_second_of_two_same_hours_is_named_in_utc() -> None:
    assert only(an_event(starts_at=utc("2026-10-25 01:30")))["DTSTART"].dt == utc("2026-10-25 01:30")


def test_no_line_is_longer_than_75_octets() -> None:
    text = text_of(an_event(title="Grüße " * 30, description="ä" * 500 + "\n" + "Wörter, viele; " * 40))
    assert max(len(line) for line in text.split(b"\r\n")) <= 75
    assert b"\n" not in text.replace(b"\r\n", b"")


def test_single_dates_come_back_as_they_take_place() -> None:
    first_changed, second_changed = (berlin(f"2026-03-{day} 17:30") for day in (18, 25))
    found = read(
        an_event(
            ends_at=berlin("2026-03-11 19:00"),
            rule="FREQ=WEEKLY;COUNT=4",
            changed_dates=[
                {
                    "original_start": first_changed,
                    "starts_at": berlin("2026-03-19 20:00"),
                    "venue": "Stadthaus",
                    "title_note": "Gast",
                },
                {"original_start": second_changed, "status": "cancelled", "status_note": "Regen"},
            ],
        )
    )
    assert [each["DTSTART"].dt for each in found] == [
        berlin("2026-03-11 17:30"), berlin("2026-03-19 20:00"), berlin("2026-03-25 17:30"), berlin("2026-04-01 17:30"),
    ]  # fmt: skip
    assert [each["STATUS"] for each in found] == ["CONFIRMED", "CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert (found[1]["SUMMARY"], found[1]["LOCATION"]) == ("Offene Gießrunde – Gast", "Stadthaus")
    assert found[1]["DTEND"].dt == berlin("2026-03-19 21:30")
    assert {each["UID"] for each in found} == {f"event-{ID}@klima-mosaik.example.org"}


def test_a_date_that_takes_the_place_of_another_is_alone_there() -> None:
    moved = {"original_start": berlin("2026-03-18 17:30"), "starts_at": berlin("2026-03-25 17:30")}
    found = read(an_event(rule="FREQ=WEEKLY;COUNT=3", changed_dates=[moved]))
    assert [each["DTSTART"].dt for each in found] == [berlin("2026-03-11 17:30"), berlin("2026-03-25 17:30")]


def test_a_rule_that_the_first_date_does_not_fit_means_the_same_to_all_readers() -> None:
    found = read(an_event(rule="FREQ=WEEKLY;BYDAY=TH;COUNT=3"))
    assert [f"{each['DTSTART'].dt:%m-%d}" for each in found] == ["03-11", "03-12", "03-19"]


def test_whole_days_stay_whole_when_they_move_away_from_a_change_of_clocks() -> None:
    moved = {"original_start": berlin("2026-10-25 00:00"), "starts_at": berlin("2026-12-05 00:00")}
    event = an_event(
        starts_at=berlin("2026-10-18 00:00"), all_day=True, rule="FREQ=WEEKLY;COUNT=2", changed_dates=[moved]
    )
    assert [str(each["DTEND"].dt) for each in read(event)] == ["2026-10-19", "2026-12-06"]
    assert event["schedule"].laid_out(now=NOW)[0][-1].ends_at == berlin("2026-12-06 00:00")


starts = st.datetimes(wall("2026-01-01 00:00"), wall("2026-12-01 00:00")).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)
rules = st.sampled_from([
    None, "FREQ=DAILY;COUNT=9", "FREQ=WEEKLY;COUNT=20", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA,SU;COUNT=12",
    "FREQ=MONTHLY;COUNT=9",
    "FREQ=MONTHLY;BYDAY=-1FR;COUNT=8", "FREQ=WEEKLY;UNTIL=20261231", "FREQ=DAILY;INTERVAL=5;UNTIL=20261110T120000",
    "FREQ=MONTHLY;BYMONTHDAY=31;UNTIL=20261230T220000Z", "FREQ=YEARLY;COUNT=2",
])  # fmt: skip


@st.composite
def events(draw: st.DrawFn) -> dict[str, Any]:
    start, minutes = draw(starts), draw(st.one_of(st.none(), st.integers(1, 3 * 24 * 60)))
    words: dict[str, Any] = {
        "starts_at": start,
        "ends_at": start + timedelta(minutes=minutes) if minutes else None,
        "all_day": draw(st.booleans()),
        "rule": draw(rules),
        "further_starts": draw(st.lists(starts, max_size=2)),
    }
    planned = [span.starts_at for span in an_event(**words)["schedule"].laid_out(now=NOW)[0]]
    words["left_out"] = draw(st.lists(st.sampled_from(planned), max_size=2))
    changes = st.fixed_dictionaries(
        {"original_start": st.sampled_from(planned)},
        optional={"starts_at": starts, "status": st.just("cancelled"), "venue": st.just("Haus")},
    )
    return {**words, "changed_dates": draw(st.lists(changes, max_size=2))}


@given(events())
def test_every_series_comes_back_with_the_same_dates(words: dict[str, Any]) -> None:
    event = an_event(**words)
    ours = event["schedule"].laid_out(now=NOW + timedelta(days=400))[0]
    theirs = read(event)
    assert [_moment(each["DTSTART"].dt) for each in theirs] == [span.starts_at for span in ours]
    assert [each["STATUS"] == "CANCELLED" for each in theirs] == [span.status == "cancelled" for span in ours]
    for span, each in zip(ours, theirs, strict=True):
        # Where the clocks skip the hour in which it begins, we let it take as long as ever; others end it by the clock.
        if span.ends_at and not _is_skipped(span.starts_at):
            assert _moment(each["DTEND"].dt) == span.ends_at


def _is_skipped(moment: datetime) -> bool:
    return any(day <= moment < day + HOUR for day in (utc("2026-03-29 01:00"), utc("2027-03-28 01:00")))
