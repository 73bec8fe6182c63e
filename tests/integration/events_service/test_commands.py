from datetime import timedelta

from sqlalchemy import update

from events_service.models import Event
from services.kit.web import Service
from tests.support.events_makers import an_event


def test_an_operator_prolongs_all_series_that_are_due(events: Service) -> None:
    an_event(events, rule="FREQ=DAILY")
    an_event(events, rule="FREQ=WEEKLY;COUNT=3")
    with events.database.transaction() as session:
        session.execute(update(Event).values(laid_out_until=Event.laid_out_until - timedelta(days=5)))
    said = events.test_cli_runner().invoke(args=["prolong-series"])
    assert (said.exit_code, said.output) == (0, "1 series prolonged.\n")
    assert events.test_cli_runner().invoke(args=["prolong-series"]).output == "0 series prolonged.\n"


def test_an_operator_may_look_at_what_could_not_be_heard(events: Service) -> None:
    said = events.test_cli_runner().invoke(args=["unheard"])
    assert (said.exit_code, said.output) == (0, "")
