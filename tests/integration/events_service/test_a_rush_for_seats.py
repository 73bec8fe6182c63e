"""Two hundred people at once: as many seats as there are, and everybody else in one line, in the order they came."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from random import Random

from sqlalchemy import text

from services.kit.db import Database
from services.kit.web import Service
from tests.support.ground import Ground
from tests.support.seat_makers import a_bookable_event, ask_to_come, line_of, newest, with_link

PEOPLE, PLACES, AT_ONCE = 200, 30, 40


class NoLimits:
    """Lets everybody in: here all come from one machine."""

    def count(self, rule: str, by: str) -> None:
        """Count nothing."""


@contextmanager
def many_lines(ground: Ground, app: Service) -> Iterator[None]:
    """Give a service as many connections as there are people at its door, instead of six."""
    usual, wide = app.database, Database(ground.environment("events")["EVENTS_DATABASE_URL"], pool_size=AT_ONCE)
    limits, app.extensions["limits"] = app.extensions["limits"], NoLimits()
    app.database = wide
    try:
        yield
    finally:
        app.database, app.extensions["limits"] = usual, limits
        wide.engine.dispose()


def test_two_hundred_people_at_once_get_thirty_seats_and_one_line(events: Service, ground: Ground) -> None:
    event = a_bookable_event(events, places=PLACES)
    everybody = [f"p{number}@example.org" for number in range(PEOPLE)]
    with many_lines(ground, events), ThreadPoolExecutor(AT_ONCE) as crowd:
        list(crowd.map(lambda email: ask_to_come(events, event, email), everybody))
        ids = {email: newest(events, email).id for email in everybody}

        def confirm(email: str) -> tuple[str, int | None]:
            stands = with_link(events, "PUT /v1/registration/confirmation", ids[email], "confirm")
            return stands["state"], stands["place"]

        answers = list(crowd.map(confirm, everybody))

    assert [state for state, _ in answers].count("seated") == PLACES
    assert sorted(place for state, place in answers if state == "waiting" and place) == [*range(1, PEOPLE - PLACES + 1)]
    seated, waiting = line_of(events, event, "seated"), line_of(events, event, "waiting")
    assert (len(seated), len(waiting), {*seated, *waiting}) == (PLACES, PEOPLE - PLACES, {*everybody})
    with events.database.reading() as session:
        numbers = session.scalars(text("SELECT number FROM registrations ORDER BY state = 'waiting', number")).all()
    assert list(numbers) == [*range(1, PEOPLE + 1)]


def test_seats_given_back_and_asked_for_at_once_are_never_given_twice(events: Service, ground: Ground) -> None:
    event = a_bookable_event(events, places=10)
    dice = Random(5)
    with many_lines(ground, events), ThreadPoolExecutor(AT_ONCE) as crowd:

        def come_and_perhaps_go(number: int) -> None:
            email, people = f"p{number}@example.org", 1 + number % 3
            ask_to_come(events, event, email, people=people)
            known = newest(events, email)
            with_link(events, "PUT /v1/registration/confirmation", known.id, "confirm")
            if number % 2:
                with_link(events, "PUT /v1/registration/cancellation", known.id)

        list(crowd.map(come_and_perhaps_go, dice.sample(range(60), 60)))

    with events.database.reading() as session:
        held = session.scalar(text("SELECT sum(people) FROM registrations WHERE state IN ('seated', 'offered')"))
        first = session.execute(
            text("SELECT people FROM registrations WHERE state = 'waiting' ORDER BY number LIMIT 1")
        ).scalar()
    assert held <= 10
    assert first is None or held + first > 10
