"""An organisation's own calendar, read hour by hour from a real server, and what becomes of ours."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from events_service import tasks
from events_service.actions import events as event_actions
from events_service.actions import feeds as actions
from events_service.actions.single_dates import DateSeen, change_date
from events_service.models import Event, EventDate, Feed, FeedReading, Revision
from events_service.models.feeds import TooManyFeeds
from events_service.queries import feeds as queries
from events_service.rules.entry import Entry
from services.facts.directory import OrganisationWithdrawn
from services.facts.events import EventCancelled, EventScheduled
from services.kit import clock
from services.kit.errors import Stale
from services.kit.fetching import Fetched, Wish
from services.kit.review.deciding import Decision, approve_revision, refuse_revision
from services.kit.review.shown import desk_of
from services.kit.web import Service
from tests.support.calendars import BERLIN, FOLDER, a_calendar, an_entry
from tests.support.events_makers import EDITOR, an_organisation, full_words, hear, told
from tests.support.foreign import fetch_here
from tests.support.serving import HOST, Say, Script, a_script

NOW = datetime(2036, 2, 25, 9, tzinfo=UTC)
WORDS: dict[str, Any] = {
    "only_words": [], "only_categories": [], "categories": ["energy"], "district": None, "ahead_days": 366,
    "publishes": True, "shows_source": True,
}  # fmt: skip


@dataclass
class Reader:
    """Reads one calendar, hour by hour."""

    app: Service
    server: Script
    organisation_id: UUID
    feed_id: UUID = field(init=False)
    now: datetime = NOW

    def try_out(self, **words: Any) -> Feed:
        said = {**WORDS, "address": self.server.url, "organisation_id": self.organisation_id, **words}
        with self.app.database.transaction() as session:
            self.feed_id = actions.try_feed(session, said, caller=EDITOR, now=self.now).id
        return self.read()

    def start(self, **words: Any) -> Feed:
        self.try_out(**words)
        with self.app.database.transaction() as session:
            actions.start_feed(session, self.feed_id, caller=EDITOR, now=self.now)
        return self.read()

    def read(self, *files: bytes, hours: int = 2) -> Feed:
        for file in files or (None,):
            if file is not None:
                self.serve(file)
            self.now += timedelta(hours=hours)
            tasks.read_due(self.app.database, city=self.app.extensions["city"], fetch=fetch_here, now=self.now)
        return self.feed()

    def serve(self, file: bytes, **headers: str) -> None:
        self.server.lines[:] = [Say(body=file, headers={"Content-Type": "text/calendar", **headers})]

    def feed(self) -> Feed:
        with self.app.database.reading() as session:
            return queries.feed(session, self.feed_id)

    def events(self, *states: str) -> list[Event]:
        with self.app.database.reading() as session:
            wanted = (
                select(Event).where(Event.state.in_(states or ("published",))).order_by(Event.starts_at, Event.title)
            )
            return list(session.scalars(wanted))

    def titles(self, *states: str) -> list[str]:
        return [event.title for event in self.events(*states)]

    def readings(self) -> list[FeedReading]:
        with self.app.database.reading() as session:
            return queries.readings(session, self.feed_id)

    def dates(self, event: Event) -> list[EventDate]:
        with self.app.database.reading() as session:
            wanted = select(EventDate).where(EventDate.event_id == event.id).order_by(EventDate.starts_at)
            return list(session.scalars(wanted))


@contextmanager
def a_reader(app: Service, file: bytes = b"") -> Iterator[Reader]:
    with a_script(Say(body=file)) as server:
        yield Reader(app, server, an_organisation(app))


@pytest.fixture
def reader(events: Service) -> Iterator[Reader]:
    with a_reader(events, a_calendar(*map(one, range(1, 5)))) as opened:
        yield opened


def one(number: int, *lines: str, day: int = 0, title: str = "") -> str:
    start = f"DTSTART;TZID=Europe/Berlin:203603{day or number + 10}T180000"
    return an_entry(*lines, title=title or f"Meeting {number}", start=start, uid=f"{number}@test")


def kept(number: str) -> bytes:
    return next(FOLDER.glob(f"{number}-*")).read_bytes()


def test_nothing_comes_in_before_somebody_has_seen_what_would(reader: Reader) -> None:
    feed = reader.try_out()

    assert (feed.state, reader.events("draft", "published")) == ("tried", [])
    assert feed.preview is not None
    assert feed.preview["counts"] == {"new": 4}
    assert feed.preview["events"][0] == {
        "verdict": "new", "title": "Meeting 1", "place": None, "starts_at": "2036-03-11T17:00:00+00:00",
        "all_day": False, "dates": 1, "status": "scheduled",
    }  # fmt: skip


def test_a_confirmed_calendar_comes_in_whole_and_quietly(reader: Reader, events: Service) -> None:
    feed = reader.start()

    assert (feed.state, feed.preview) == ("active", None)
    assert reader.titles() == ["Meeting 1", "Meeting 2", "Meeting 3", "Meeting 4"]
    assert {event.is_news for event in reader.events()} == {False}
    assert sum(isinstance(fact, EventScheduled) for fact in told(events)) == 4


def test_where_an_event_was_found_is_said_without_the_address_of_the_calendar(reader: Reader) -> None:
    own = one(5, "URL:https://example.org/treffen")
    site = reader.server.url.rstrip("/")
    address = f"{site}/private-4f1c/basic.ics?key=5e"
    theirs = one(6, f"URL:{address}#6")
    reader.server.lines[:] = [Say(body=a_calendar(one(1), own, theirs), headers={"Content-Type": "text/calendar"})]
    reader.start(address=address)

    assert [event.source for event in reader.events()] == [site, "https://example.org/treffen", site]
    assert [event.website for event in reader.events()] == [None, "https://example.org/treffen", None]


def test_what_is_new_in_a_later_hour_is_news(reader: Reader) -> None:
    reader.start()
    reader.read(a_calendar(*map(one, range(1, 6))))

    assert [event.is_news for event in reader.events()] == [False, False, False, False, True]


def test_what_is_to_be_reviewed_waits_as_a_draft(reader: Reader) -> None:
    reader.start(publishes=False, shows_source=False)

    assert (len(reader.titles("draft")), reader.titles()) == (4, [])
    assert {event.source for event in reader.events("draft")} == {None}


def test_the_same_calendar_with_other_uids_doubles_nothing_and_loses_nothing(events: Service) -> None:
    with a_reader(events, kept("01")) as reader:
        reader.start()
        before = {event.title: (event.id, event.version) for event in reader.events()}
        reader.read(kept("02"))
        after = {event.title: (event.id, event.version) for event in reader.events()}
        again = reader.read(kept("02"), kept("02"))

        assert {title: after[title][0] for title in before} == {title: known[0] for title, known in before.items()}
        assert [title for title in before if after[title] != before[title]] == ["Begehung Trinkbrunnen"]
        assert set(after) - set(before) == {"Klimafrühstück im Innenhof"}
        assert next(each.counts for each in reader.readings()) == {"new": 1, "changed": 1, "unchanged": 3}
        assert {event.title: (event.id, event.version) for event in reader.events()} == after
        assert again.question is None


def test_a_moved_date_keeps_its_id(events: Service) -> None:
    with a_reader(events, kept("01")) as reader:
        reader.start()
        (before,) = reader.dates(next(each for each in reader.events() if each.title == "Begehung Trinkbrunnen"))
        reader.read(kept("02"))
        (after,) = reader.dates(next(each for each in reader.events() if each.title == "Begehung Trinkbrunnen"))

    assert (after.id, after.starts_at.hour) == (before.id, 13)


def test_single_dates_that_are_other_than_the_rest_come_in_as_such(events: Service) -> None:
    with a_reader(events, kept("03")) as reader:
        reader.start()
        series = next(each for each in reader.events() if each.title == "Offene Werkstatt")
        other = [date for date in reader.dates(series) if date.status]

    assert series.rule is not None
    assert [(date.starts_at.hour, date.status) for date in other] == [(16, "rescheduled"), (15, "cancelled")]
    assert other[0].change == {"title_note": "heute eine Stunde später"}


@pytest.mark.parametrize("number", ["04", "05", "06", "07", "08", "09", "14"])
def test_every_kept_calendar_comes_in_and_reading_it_again_changes_nothing(events: Service, number: str) -> None:
    with a_reader(events, kept(number)) as reader:
        reader.start()
        before = [(event.id, event.version) for event in reader.events()]
        reader.read(kept(number), kept(number))

        assert before
        assert [(event.id, event.version) for event in reader.events()] == before


@pytest.mark.parametrize(("number", "kind"), [("11", "truncated"), ("12", "not_a_calendar"), ("13", "empty")])
def test_a_broken_calendar_changes_nothing_and_says_why(reader: Reader, number: str, kind: str) -> None:
    reader.start()
    feed = reader.read(kept(number), kept(number), kept(number))

    assert len(reader.titles()) == 4
    assert feed.last_kind == kind
    assert [each.kind for each in reader.readings()][:2] == [kind, "read"], "the same trouble is told once"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (Say(status=302, headers={"Location": "http://[x"}), "bad_address"),
        (Say(body=b"BEGIN:VCALENDAR", headers={"Content-Type": "text/trip"}), "unreadable"),
    ],
)
def test_a_server_that_means_ill_ends_nobody_else_s_turn(reader: Reader, said: Say, kind: str) -> None:
    def tripping(wish: Wish) -> Fetched:
        fetched = fetch_here(wish)
        if fetched.media_type == "text/trip":
            raise TypeError
        return fetched

    reader.start()
    with a_script(Say(body=a_calendar(one(9)), headers={"Content-Type": "text/calendar"})) as good:
        other = Reader(reader.app, good, reader.organisation_id)
        other.start()
        reader.server.lines[:] = [said]
        reader.now += timedelta(hours=2)
        with reader.app.database.transaction() as session:
            session.get_one(Feed, other.feed_id).next_read_at = reader.now
        done = tasks.read_due(reader.app.database, city=reader.app.extensions["city"], fetch=tripping, now=reader.now)
    assert done == 2
    assert (reader.feed().last_kind, reader.feed().failures, other.feed().last_kind) == (kind, 1, "read")


def test_trouble_makes_the_pauses_longer_and_a_good_reading_ends_it(reader: Reader) -> None:
    reader.start()
    pauses = []
    for _ in range(7):
        feed = reader.read(b"", hours=48)
        pauses.append(round((feed.next_read_at - reader.now) / timedelta(hours=1)))

    assert pauses == [1, 2, 4, 8, 16, 24, 24]
    assert reader.read(a_calendar(one(1), one(2), one(3), one(4)), hours=48).failures == 0


def test_a_future_date_that_vanished_is_withdrawn_after_two_readings(reader: Reader, events: Service) -> None:
    reader.start()
    reader.read(a_calendar(*map(one, range(1, 4))))
    first = reader.titles()
    reader.read()

    assert first == ["Meeting 1", "Meeting 2", "Meeting 3", "Meeting 4"]
    assert reader.titles() == ["Meeting 1", "Meeting 2", "Meeting 3"]
    assert sum(isinstance(fact, EventCancelled) for fact in told(events)) == 1


def test_an_unchanged_answer_counts_as_the_second_reading(reader: Reader) -> None:
    reader.start()
    reader.serve(a_calendar(*map(one, range(1, 4))), ETag='"2"')
    reader.read()
    reader.server.lines[:] = [Say(status=304, body=b"")]
    reader.read()

    assert reader.server.asked[-1][2]["If-None-Match"] == '"2"'
    assert len(reader.titles()) == 3


def test_an_event_that_comes_back_is_the_same_one(reader: Reader) -> None:
    reader.start()
    before = reader.events()[3].id
    fewer, all_of_them = a_calendar(*map(one, range(1, 4))), a_calendar(*map(one, range(1, 5)))
    reader.read(fewer, fewer, all_of_them)

    assert reader.events()[3].id == before


def test_a_past_date_that_vanished_stays(reader: Reader) -> None:
    reader.start()
    reader.now = datetime(2036, 3, 12, 12, tzinfo=UTC)
    later = a_calendar(*map(one, range(2, 5)))
    reader.read(later, later, later)

    assert len(reader.titles()) == 4


def test_a_series_that_vanished_keeps_the_dates_that_took_place(reader: Reader) -> None:
    weekly = one(5, "RRULE:FREQ=WEEKLY;COUNT=8", title="Choir")
    reader.serve(a_calendar(*map(one, range(1, 5)), weekly))
    reader.start()
    reader.now = datetime(2036, 3, 25, 12, tzinfo=UTC)
    others = a_calendar(*map(one, range(1, 5)), *(one(number, day=28) for number in range(6, 12)))
    reader.read(others, others)
    (choir,) = [event for event in reader.events() if event.title == "Choir"]

    assert [date.starts_at.day for date in reader.dates(choir)] == [15, 22]


def test_whole_days_that_took_place_stay_one_day_when_the_clocks_change(reader: Reader) -> None:
    days = "RDATE;VALUE=DATE:20360406,20360413"
    listed = an_entry(days, title="Open day", start="DTSTART;VALUE=DATE:20360330", uid="5@test")
    reader.serve(a_calendar(*map(one, range(1, 5)), listed))
    reader.start()
    reader.now = datetime(2036, 4, 1, 12, tzinfo=UTC)
    rest = an_entry("RDATE;VALUE=DATE:20360413", title="Open day", start="DTSTART;VALUE=DATE:20360406", uid="5@test")
    reader.read(a_calendar(*map(one, range(1, 5)), rest))
    (kept,) = [event for event in reader.events() if event.title == "Open day"]

    berlin = [(each.starts_at.astimezone(BERLIN), each.until.astimezone(BERLIN)) for each in reader.dates(kept)]
    assert [(start.day, end.day, end.hour) for start, end in berlin] == [(30, 31, 0), (6, 7, 0), (13, 14, 0)]


def test_a_series_of_whole_days_is_cut_off_with_whole_days(reader: Reader) -> None:
    days = ("RRULE:FREQ=WEEKLY;COUNT=8", "EXDATE;VALUE=DATE:20360330")
    weekly = an_entry(*days, title="Choir", start="DTSTART;VALUE=DATE:20360330", uid="5@test")
    reader.serve(a_calendar(*map(one, range(1, 5)), weekly))
    reader.start()
    reader.now = datetime(2036, 4, 15, 12, tzinfo=UTC)
    others = a_calendar(*map(one, range(1, 5)), *(one(number, day=28) for number in range(6, 12)))
    reader.read(others, others)
    (choir,) = [event for event in reader.events() if event.title == "Choir"]

    assert choir.ends_at == datetime(2036, 4, 7, tzinfo=BERLIN)
    assert [each.until.astimezone(BERLIN).hour for each in reader.dates(choir)] == [0, 0]


def without_a_date(number: int) -> str:
    return one(number, f"EXDATE;TZID=Europe/Berlin:203603{number + 10}T180000")


def test_an_event_whose_dates_are_all_left_out_vanishes_and_the_others_go_on(reader: Reader) -> None:
    reader.start()
    emptied = a_calendar(without_a_date(1), *map(one, range(2, 7)))
    feed = reader.read(emptied)
    assert (feed.last_kind, reader.titles()[-1]) == ("read", "Meeting 6")
    assert "Meeting 1" in reader.titles()

    reader.read(emptied, emptied)
    assert reader.titles() == [f"Meeting {number}" for number in range(2, 7)]


def test_all_events_without_a_date_are_asked_about(reader: Reader) -> None:
    reader.start()
    assert reader.read(a_calendar(*map(without_a_date, range(1, 5)))).question is not None


@pytest.mark.parametrize("file", [a_calendar(), a_calendar(one(1), one(2))])
def test_an_emptied_or_halved_calendar_deletes_nothing_and_asks(reader: Reader, file: bytes) -> None:
    reader.start()
    feed = reader.read(file, file, file)

    assert len(reader.titles()) == 4
    assert feed.question is not None
    assert feed.question["kind"] == "shrunk"
    assert reader.readings()[0].kind == "asks"


def test_the_only_event_of_a_calendar_is_asked_about_too(reader: Reader) -> None:
    reader.serve(a_calendar(one(1)))
    reader.start()

    assert reader.read(a_calendar(), a_calendar()).question is not None
    assert reader.titles() == ["Meeting 1"]


def test_the_question_goes_when_the_calendar_is_whole_again(reader: Reader) -> None:
    reader.start()

    assert reader.read(a_calendar(), a_calendar(*map(one, range(1, 5)))).question is None
    assert reader.read().question is None
    assert len(reader.titles()) == 4


def test_somebody_may_answer_that_the_events_go(reader: Reader) -> None:
    reader.start()
    reader.read(a_calendar(one(1)))
    answer(reader, withdraws=True)

    assert reader.titles() == ["Meeting 1"]
    assert {"withdrawn": 3} in [each.counts for each in reader.readings()]
    assert reader.read().question is None
    assert reader.titles() == ["Meeting 1"]


def test_an_answer_is_about_the_events_that_were_asked_about_alone(reader: Reader) -> None:
    reader.start()
    reader.read(a_calendar(one(1), one(2)))
    answer(reader, withdraws=True)

    assert reader.read(a_calendar(), a_calendar()).question is not None
    assert reader.titles() == ["Meeting 1", "Meeting 2"]


def test_somebody_may_answer_that_the_events_stay(reader: Reader) -> None:
    reader.start()
    reader.read(a_calendar(one(1)))
    answer(reader, withdraws=False)
    feed = reader.read()

    assert len(reader.titles()) == 4
    assert feed.question is None


def test_an_event_edited_by_hand_is_never_overwritten(reader: Reader, events: Service) -> None:
    reader.start()
    (event, *_) = reader.events()
    entry = Entry.of(
        full_words(event.organisation_id, title="By hand", starts_at=event.starts_at), events.extensions["city"]
    )
    with events.database.transaction() as session:
        event_actions.change_event(session, event.id, entry, expected=event.version, caller=EDITOR, now=reader.now)
    changed = a_calendar(one(1, title="By the calendar"), one(2), one(3), one(4))
    reader.read(changed)
    mine = reader.titles()[0]
    with events.database.transaction() as session:
        actions.follow_again(session, event.id, caller=EDITOR, now=reader.now)
    reader.read()

    assert (mine, reader.titles()[0]) == ("By hand", "By the calendar")


def test_a_single_date_edited_by_hand_stays_while_the_others_follow(reader: Reader, events: Service) -> None:
    reader.serve(a_calendar(one(1, "RRULE:FREQ=WEEKLY;COUNT=3")))
    reader.start()
    (event,) = reader.events()
    second = reader.dates(event)[1]
    with events.database.transaction() as session:
        seen = DateSeen(event.id, second.id, event.version)
        said = {"title_note": "with a guest"}
        change_date(session, seen, said, city=events.extensions["city"], caller=EDITOR, now=reader.now)
    reader.read(a_calendar(one(1, "RRULE:FREQ=WEEKLY;COUNT=4", title="Renamed")))
    (event,) = reader.events()

    assert event.title == "Renamed"
    assert [date.change for date in reader.dates(event)] == [None, {"title_note": "with a guest"}, None, None]


def test_a_date_called_off_by_hand_stays_off_when_its_series_begins_at_another_hour(
    reader: Reader, events: Service
) -> None:
    rule = "RRULE:FREQ=WEEKLY;COUNT=3"
    reader.serve(a_calendar(an_entry(rule, start="DTSTART;TZID=Europe/Berlin:20360304T190000")))
    reader.start()
    (event,) = reader.events()
    with events.database.transaction() as session:
        seen = DateSeen(event.id, reader.dates(event)[1].id, event.version)
        change_date(
            session, seen, {"status": "cancelled"}, city=events.extensions["city"], caller=EDITOR, now=reader.now
        )
    for hour in ("18", "20"):
        reader.read(a_calendar(an_entry(rule, start=f"DTSTART;TZID=Europe/Berlin:20360304T{hour}1500")))
        (event,) = reader.events()
        dates = reader.dates(event)
        assert [date.status for date in dates] == [None, "cancelled", None]
        assert {date.starts_at.astimezone(BERLIN).strftime("%H:%M") for date in dates} == {f"{hour}:15"}


def test_what_has_no_date_left_beside_those_taken_off_by_hand_stays_and_the_others_follow(
    reader: Reader, events: Service
) -> None:
    reader.serve(a_calendar(one(1, "RRULE:FREQ=WEEKLY;COUNT=2"), one(2), one(3)))
    reader.start()
    with events.database.transaction() as session:
        event = session.get_one(Event, reader.events()[0].id)
        origin = queries.origin(session, event.id)
        assert origin
        event.left_out = origin.detached_dates = [event.starts_at]
    reader.read(a_calendar(one(1, "RRULE:FREQ=WEEKLY;COUNT=1"), one(2, title="Renamed"), one(3)))

    assert reader.titles() == ["Meeting 1", "Renamed", "Meeting 3"]


def test_what_was_entered_by_hand_already_does_not_come_in_twice(reader: Reader, events: Service) -> None:
    start = datetime(2036, 3, 11, 17, tzinfo=UTC)
    entry = Entry.of(
        full_words(reader.organisation_id, title="MEETING 1", starts_at=start, venue=None), events.extensions["city"]
    )
    with events.database.transaction() as session:
        event_actions.create_event(session, entry, caller=EDITOR, now=reader.now)
    feed = reader.try_out()

    assert feed.preview is not None
    assert feed.preview["counts"] == {"new": 3, "duplicate": 1}


def test_only_what_was_chosen_comes_in(events: Service) -> None:
    with a_reader(events, kept("07")) as reader:
        feed = reader.try_out(only_categories=["müll & recycling"], only_words=["kuchen"])

    assert feed.preview is not None
    assert [each["title"] for each in feed.preview["events"]] == [
        "Frühlingsfest für Kleingärtner – mit Ablegern & Kuchen"
    ]


def test_leaving_a_calendar_keeps_its_events_or_withdraws_them(reader: Reader, events: Service) -> None:
    reader.start()
    with events.database.transaction() as session:
        actions.leave_feed(session, reader.feed_id, withdraws=False, caller=EDITOR, now=reader.now)
    kept_titles = reader.titles()
    other = a_calendar(*(one(number, day=28) for number in range(6, 9)))
    reader.serve(other)
    reader.start()
    with events.database.transaction() as session:
        actions.leave_feed(session, reader.feed_id, withdraws=True, caller=EDITOR, now=reader.now)

    assert len(kept_titles) == 4
    assert reader.titles() == kept_titles


def test_at_once_nobody_gets_more_calendars_than_one_after_the_other(events: Service) -> None:
    organisation_id, together = an_organisation(events), Barrier(6)
    said = {**WORDS, "address": "https://example.org/calendar.ics", "organisation_id": organisation_id}

    def try_some(_: int) -> int:
        together.wait(30)
        return sum(is_tried() for _ in range(4))

    def is_tried() -> bool:
        try:
            with events.database.transaction() as session:
                actions.try_feed(session, said, caller=EDITOR, now=NOW)
        except TooManyFeeds:
            return False
        return True

    with ThreadPoolExecutor(6) as crowd:
        assert sum(crowd.map(try_some, range(6))) == actions.MOST_FEEDS


def test_a_paused_calendar_is_not_read(reader: Reader, events: Service) -> None:
    reader.start()
    with events.database.transaction() as session:
        actions.pause_feed(session, reader.feed_id, caller=EDITOR, now=reader.now)
    asked = len(reader.server.asked)
    reader.read(a_calendar())

    assert len(reader.server.asked) == asked


def test_no_transaction_is_open_while_the_network_is_waited_for(reader: Reader, events: Service) -> None:
    reader.try_out()
    open_ones = []

    def fetch(wish: Wish) -> Any:
        with events.database.reading() as session:
            found = session.connection().exec_driver_sql(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL"
                " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
            open_ones.append(found.scalar())
        return fetch_here(wish)

    with events.database.transaction() as session:
        actions.start_feed(session, reader.feed_id, caller=EDITOR, now=reader.now)
    tasks.read_due(events.database, city=events.extensions["city"], fetch=fetch, now=reader.now)

    assert open_ones == [0]
    assert HOST in reader.server.url


def answer(reader: Reader, *, withdraws: bool) -> None:
    zone = reader.app.extensions["city"].time_zone
    with reader.app.database.transaction() as session:
        actions.answer_question(session, reader.feed_id, withdraws=withdraws, caller=EDITOR, zone=zone, now=reader.now)


# --- what the editors look at first ----------------------------------------------------------------------------------


def queued(reader: Reader, origin: str = "feed") -> list[Revision]:
    with reader.app.database.reading() as session:
        asked = select(Revision).where(Revision.state == "waiting", Revision.origin == origin)
        return list(session.scalars(asked.order_by(Revision.title)))


def approve(reader: Reader, revision: Revision) -> Event:
    app = reader.app
    desk = desk_of(app.extensions["review"], caller=EDITOR, now=reader.now, site_url="")
    decision = Decision(expected=revision.version, checked=tuple(desk.rules.checks))
    with app.app_context(), app.database.transaction() as session:
        done = approve_revision(session, revision.id, decision, desk=desk)
        return session.get_one(Event, done.subject_id)


def test_what_is_to_be_reviewed_waits_for_the_editors(reader: Reader) -> None:
    reader.start(publishes=False)
    assert [each.title for each in queued(reader)] == ["Meeting 1", "Meeting 2", "Meeting 3", "Meeting 4"]
    assert approve(reader, queued(reader)[0]).version == 2
    assert (reader.titles(), len(queued(reader))) == (["Meeting 1"], 3)


def test_a_group_that_is_not_trusted_lets_nothing_in_unseen(reader: Reader, events: Service) -> None:
    an_organisation(events, organisation_id=reader.organisation_id, trusted=False)
    reader.start(publishes=True)
    assert (reader.titles(), len(queued(reader))) == ([], 4)


def test_what_was_approved_follows_its_calendar_in_time_at_once_and_in_words_once_seen(reader: Reader) -> None:
    reader.start(publishes=False)
    approve(reader, queued(reader)[0])
    others = [one(number) for number in range(2, 5)]
    reader.read(a_calendar(one(1, title="Meeting 1 elsewhere", day=20), *others))
    (event,) = reader.events()
    assert (event.title, event.starts_at.day) == ("Meeting 1", 20)
    (waiting, *_) = queued(reader)
    assert (waiting.title, waiting.subject_id) == ("Meeting 1 elsewhere", event.id)
    changed = approve(reader, waiting)
    assert (changed.title, changed.starts_at.day) == ("Meeting 1 elsewhere", 20)
    reader.read(a_calendar(one(1, title="Meeting 1 elsewhere", day=21), *others))
    assert reader.events()[0].starts_at.day == 21


@pytest.mark.parametrize(("trusted", "titles"), [(False, ["Meeting 1"]), (True, ["Meeting 1", "Meeting 2 anew"])])
def test_what_a_calendar_changed_while_its_group_was_away_comes_back_once_seen(
    reader: Reader, events: Service, trusted: bool, titles: list[str]
) -> None:
    reader.serve(a_calendar(one(1), one(2)))
    reader.start()
    group = reader.organisation_id
    an_organisation(events, organisation_id=group, trusted=trusted, version=2)
    hear(events, OrganisationWithdrawn(organisation_id=group, version=3, withdrawn_at=clock.now()))
    reader.read(a_calendar(one(1), one(2, title="Meeting 2 anew")))
    an_organisation(events, organisation_id=group, trusted=trusted, version=4)
    assert reader.titles() == titles
    assert [each.title for each in queued(reader)] == ["Meeting 2 anew"]


def test_what_vanished_while_its_group_was_away_does_not_come_back(reader: Reader, events: Service) -> None:
    reader.start()
    gone = OrganisationWithdrawn(organisation_id=reader.organisation_id, version=2, withdrawn_at=clock.now())
    hear(events, gone)
    fewer = a_calendar(*(one(number) for number in range(2, 5)))
    reader.read(fewer, fewer)
    an_organisation(events, organisation_id=reader.organisation_id, version=3)
    assert reader.titles() == ["Meeting 2", "Meeting 3", "Meeting 4"]


def sampled(reader: Reader) -> list[Revision]:
    with reader.app.database.reading() as session:
        return list(session.scalars(select(Revision).where(Revision.sampled).order_by(Revision.made_at)))


def test_what_a_calendar_says_of_single_dates_waits_and_their_times_do_not(events: Service) -> None:
    def on(day: int, *lines: str, hour: int = 18, title: str = "Choir") -> str:
        return an_entry(*lines, title=title, start=f"DTSTART;TZID=Europe/Berlin:203603{day}T{hour}0000", uid="s@test")

    series = on(11, "RRULE:FREQ=WEEKLY;COUNT=4")
    meant, place = "RECURRENCE-ID;TZID=Europe/Berlin:20360318T180000", "LOCATION:https://elsewhere.example/x"
    with a_reader(events, a_calendar(series)) as reader:
        an_organisation(events, organisation_id=reader.organisation_id, trusted=False)
        reader.start(publishes=False)
        approve(reader, queued(reader)[0])
        reader.read(a_calendar(series, on(18, meant, place, hour=20, title="Buy this")))
        (event,) = reader.events()
        second = reader.dates(event)[1]
        assert (second.starts_at.hour, second.change) == (19, None)
        (waiting,) = queued(reader)
        (unseen,) = sampled(reader)
        assert (unseen.origin, unseen.base["changed_dates"]) == ("feed", [])

        reader.read(a_calendar(series, on(18, meant, place, hour=21, title="Buy this")))
        assert (reader.dates(event)[1].starts_at.hour, len(sampled(reader))) == (20, 2)
        (waiting,) = queued(reader)
        assert [each.get("title_note") for each in waiting.base["changed_dates"]] == [None]
        approve(reader, waiting)
        second = reader.dates(event)[1]
        assert (second.starts_at.hour, second.change["title_note"]) == (20, "Buy this")  # type: ignore[index]
        reader.read(a_calendar(series, on(18, meant, place, hour=20, title="Buy this")))
        second = reader.dates(event)[1]
        assert (second.starts_at.hour, second.change["title_note"]) == (19, "Buy this")  # type: ignore[index]
        assert queued(reader) == []


def test_a_word_that_its_calendar_takes_back_does_not_wait(reader: Reader) -> None:
    reader.start(publishes=False)
    for each in queued(reader):
        approve(reader, each)
    others = [one(number) for number in range(2, 5)]
    reader.read(a_calendar(one(1, title="Meeting 1 elsewhere"), *others))
    assert [each.title for each in queued(reader)] == ["Meeting 1 elsewhere"]
    reader.read(a_calendar(one(1), *others))
    assert queued(reader) == []


def test_a_time_that_the_editors_refuse_is_put_back_and_stays(events: Service) -> None:
    with a_reader(events, a_calendar(one(1))) as reader:
        an_organisation(events, organisation_id=reader.organisation_id, trusted=False)
        reader.start(publishes=False)
        approve(reader, queued(reader)[0])
        reader.read(a_calendar(one(1, day=20)))
        (unseen,) = sampled(reader)
        desk = desk_of(events.extensions["review"], caller=EDITOR, now=reader.now, site_url="")
        decision = Decision(expected=unseen.version, reason="Stimmt nicht.")
        with events.app_context(), events.database.transaction() as session:
            refuse_revision(session, unseen.id, decision, desk=desk)
        reader.read(a_calendar(one(1, day=21)))
        assert [event.starts_at.day for event in reader.events()] == [11]


def test_what_changes_while_it_waits_is_approved_as_it_is_by_then(reader: Reader) -> None:
    reader.start(publishes=False)
    seen = queued(reader)[0]
    reader.read(a_calendar(one(1, title="Meeting 1 anew"), *(one(number) for number in range(2, 5))))
    anew = queued(reader)[0]
    assert (anew.id, anew.title, anew.version) == (seen.id, "Meeting 1 anew", seen.version + 1)
    with pytest.raises(Stale):
        approve(reader, seen)
    assert approve(reader, anew).title == "Meeting 1 anew"


def test_what_its_calendar_has_no_more_does_not_wait(reader: Reader) -> None:
    reader.start(publishes=False)
    fewer = a_calendar(*(one(number) for number in range(2, 5)))
    reader.read(fewer, fewer)
    assert [each.title for each in queued(reader)] == ["Meeting 2", "Meeting 3", "Meeting 4"]
