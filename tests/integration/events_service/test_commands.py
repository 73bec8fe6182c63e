from datetime import timedelta

from sqlalchemy import update

from events_service.models import Event
from services.facts.events import SeatTaken
from services.kit.web import Service
from tests.support.events_makers import an_event, told
from tests.support.seat_makers import a_bookable_event, comes
from tests.support.tokens import Tokens


def test_an_operator_prolongs_all_series_that_are_due(events: Service) -> None:
    an_event(events, rule="FREQ=DAILY")
    an_event(events, rule="FREQ=WEEKLY;COUNT=3")
    with events.database.transaction() as session:
        session.execute(update(Event).values(laid_out_until=Event.laid_out_until - timedelta(days=5)))
    said = events.test_cli_runner().invoke(args=["prolong-series"])
    assert (said.exit_code, said.output) == (0, "1 series prolonged.\n")
    assert events.test_cli_runner().invoke(args=["prolong-series"]).output == "0 series prolonged.\n"


def test_seats_entered_by_hand_are_told_once_more(events: Service, tokens: Tokens) -> None:
    event = a_bookable_event(events, places=5)
    comes(events, event, "ada@example.org")
    for name, email in (("Opa", "opa@example.org"), ("Oma", None)):
        words = {"name": name, "language": "de", **({"email": email} if email else {})}
        answer = events.test_client().post(
            f"/v1/events/{event.id}/guests", json=words, headers=tokens.editor("events-service")
        )
        assert answer.status_code == 201, answer.text

    said = events.test_cli_runner().invoke(args=["tell-seats-by-hand"])

    assert (said.exit_code, said.output) == (0, "1 seats told once more.\n")
    seats = [fact for fact in told(events) if isinstance(fact, SeatTaken) and fact.email == "opa@example.org"]
    assert [fact.by_hand for fact in seats] == [True, True]
    assert seats[0].version < seats[1].version


def test_an_operator_may_look_at_what_could_not_be_heard(events: Service) -> None:
    said = events.test_cli_runner().invoke(args=["unheard"])
    assert (said.exit_code, said.output) == (0, "")
