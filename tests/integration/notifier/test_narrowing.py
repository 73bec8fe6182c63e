"""Saved searches: what was filtered on a list is filtered in messages, each interest may pause, and how much comes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from notifier.models import Narrowing, Novelty
from notifier.queries import novelties
from notifier.queries.audiences import AUDIENCES
from notifier.queries.matching import UNMARKED
from notifier.rules import Topic
from services.facts.directory import OfferPublished
from services.kit import clock
from services.kit.web import Service
from tests.integration.notifier.conftest import SetClock, Settle
from tests.support.city import Letterbox
from tests.support.notifier_makers import a_subscriber, an_event, an_interest, an_offer, hear, left, withdrawn
from tests.support.plans import plan_of

BERLIN = ZoneInfo("Europe/Berlin")
MARKS = ("category:nature", "effort:short", "language:de", "language:uk", "training:unknown")
ANYTHING: dict[str, Any] = {
    "what": [],
    "categories": [],
    "commitment": None,
    "districts": [],
    "with_children": False,
    "wheelchair": False,
    "remote": False,
    "language": None,
    "text": None,
    "wanted": [],
    "unwanted": [],
    "cadence": "at_once",
}


@pytest.mark.parametrize(
    ("wanted", "unwanted", "fits"),
    [
        ((), (), True),
        (("effort:short",), (), True),
        (("effort:short", "effort:long"), (), True),
        (("effort:long",), (), False),
        (("effort:short", "training:true"), (), False),
        (("effort:short", "training:true", "training:unknown"), (), True),
        ((), ("language:en",), True),
        ((), ("language:uk",), False),
        (("language:uk",), ("language:de",), False),
        # A question that this sort of thing does not answer narrows others only.
        (("event_kind:workshop",), (), True),
    ],
)
def test_a_saved_search_hears_of_what_its_list_would_show(
    notifier: Service,
    letterbox: Letterbox,
    settle: Settle,
    wanted: tuple[str, ...],
    unwanted: tuple[str, ...],
    fits: bool,
) -> None:
    hear(notifier, a_subscriber("ada@example.org", an_interest(wanted=wanted, unwanted=unwanted)))

    hear(notifier, an_offer(marks=MARKS))
    settle()

    assert letterbox.addresses() == ["ada@example.org"] * fits
    assert forecast(notifier, wanted=list(wanted), unwanted=list(unwanted)) == {"things": fits, "mails": fits}


def test_two_searches_of_one_person_narrow_themselves_alone(
    notifier: Service, letterbox: Letterbox, settle: Settle
) -> None:
    long, any_kind = an_interest(wanted=("effort:long",), with_children=True), an_interest(unwanted=("language:en",))
    hear(notifier, a_subscriber("ada@example.org", long, any_kind), a_subscriber("bea@example.org", long))

    hear(notifier, an_offer(marks=MARKS))
    settle()

    assert letterbox.addresses() == ["ada@example.org"]


def test_a_digest_holds_only_what_a_search_would_show(
    notifier: Service, letterbox: Letterbox, settle: Settle, set_clock: SetClock, tick: Callable[..., None]
) -> None:
    begins = datetime(2026, 5, 10, 12, tzinfo=BERLIN)
    set_clock(begins)
    tick("close_windows")
    daily = an_interest(cadence="daily", wanted=("effort:short",), since=begins - timedelta(days=9))
    hear(notifier, a_subscriber("ada@example.org", daily))
    hear(notifier, an_offer(title="Kurz", marks=MARKS), an_offer(title="Lang", slug="lang", marks=("effort:long",)))

    set_clock(begins + timedelta(days=1))
    tick("close_windows")
    settle()

    (mail,) = letterbox.mails("ada@example.org")
    assert "Kurz" in mail["text"]
    assert "Lang" not in mail["text"]


def test_a_search_that_is_narrowed_while_a_mail_waits_gets_none(
    notifier: Service, letterbox: Letterbox, settle: Settle
) -> None:
    ada = a_subscriber("ada@example.org", an_interest())
    hear(notifier, ada, an_offer(marks=MARKS))
    hear(
        notifier,
        a_subscriber("ada@example.org", an_interest(unwanted=("effort:short",)), person_id=ada.person_id, version=2),
    )
    settle()

    assert letterbox.mails() == []


def test_who_leaves_or_changes_leaves_nothing_behind(notifier: Service) -> None:
    ada = a_subscriber("ada@example.org", an_interest(wanted=("effort:long",)))
    hear(notifier, ada)
    hear(notifier, a_subscriber("ada@example.org", an_interest(), person_id=ada.person_id, version=2))
    assert count(notifier, Narrowing) == 0

    hear(
        notifier,
        a_subscriber("bea@example.org", an_interest(wanted=("effort:long",)), person_id=ada.person_id, version=3),
    )
    hear(notifier, left(a_subscriber("bea@example.org", person_id=ada.person_id, version=3)))
    assert count(notifier, Narrowing) == 0


def test_an_interest_that_pauses_hears_nothing_and_the_others_go_on(
    notifier: Service, letterbox: Letterbox, settle: Settle
) -> None:
    until = clock.now() + timedelta(days=3)
    hear(
        notifier,
        a_subscriber("ada@example.org", an_interest(what=("offer",), paused_until=until), an_interest(what=("event",))),
        a_subscriber("bea@example.org", an_interest(what=("offer",), paused_until=clock.now() - timedelta(hours=1))),
    )

    hear(notifier, an_offer(title="Während der Pause"), an_event(title="Ein Treffen"))
    settle()

    assert [mail["subject"] for mail in letterbox.mails("ada@example.org")] == ["Neu für dich: Ein Treffen"]
    assert len(letterbox.mails("bea@example.org")) == 1


def test_a_notification_of_an_older_teller_still_finds_its_people(
    notifier: Service, letterbox: Letterbox, settle: Settle
) -> None:
    hear(notifier, a_subscriber("ada@example.org", an_interest()), an_offer())
    with notifier.database.transaction() as session:
        session.execute(text("UPDATE notifications SET facets = facets - 'marks'"))
    settle()

    assert letterbox.addresses() == ["ada@example.org"]


# ---------------------------------------------------------------------------------------------------------- forecasts


def forecast(notifier: Service, **words: Any) -> dict[str, int]:
    answer: Any = notifier.test_client().post("/v1/forecasts", json={"interests": [{**ANYTHING, **words}]})
    assert answer.status_code == 200, answer.text
    assert answer.json["days"] == 30
    found: dict[str, int] = answer.json["items"][0]
    return found


def on(day: str, **words: Any) -> OfferPublished:
    return an_offer(published_at=datetime.fromisoformat(day).replace(tzinfo=BERLIN), **words)


@pytest.fixture
def three_weeks(notifier: Service, set_clock: SetClock) -> None:
    """Let there have been five offers, on three days and in two weeks by the windows of digests."""
    for day in ("2026-05-11T06:59", "2026-05-11T07:01", "2026-05-11T12:00", "2026-05-12T06:00", "2026-05-19T12:00"):
        moment = datetime.fromisoformat(day).replace(tzinfo=BERLIN)
        set_clock(moment)
        hear(notifier, on(day, title=f"Angebot {day}", district="altstadt", words="Werkzeug"))
    set_clock(datetime(2026, 5, 25, 12, tzinfo=BERLIN))


@pytest.mark.parametrize(("cadence", "mails"), [("at_once", 5), ("daily", 3), ("weekly", 3)])
@pytest.mark.usefixtures("three_weeks")
def test_a_forecast_counts_mails_as_they_would_have_come(notifier: Service, cadence: str, mails: int) -> None:
    # The first came before seven on a Monday, and so belongs to the week before.
    assert forecast(notifier, cadence=cadence) == {"things": 5, "mails": mails}


@pytest.mark.parametrize(
    ("words", "things"),
    [
        ({"what": ["offer"], "categories": ["nature"]}, 5),
        ({"what": ["event"]}, 0),
        ({"commitment": "long_term", "what": ["offer"]}, 0),
        ({"categories": ["energy"]}, 0),
        ({"categories": ["never-heard-of"]}, 0),
        ({"districts": ["altstadt", "suedstadt"]}, 5),
        ({"districts": ["suedstadt"]}, 0),
        ({"wheelchair": True}, 0),
        ({"language": "uk"}, 0),
        ({"text": "werkzeuge"}, 5),
        ({"text": "werkzeuge -gießen"}, 0),
        ({"text": "Fahrrad"}, 0),
    ],
)
@pytest.mark.usefixtures("three_weeks")
def test_a_forecast_looks_at_all_that_matching_looks_at(notifier: Service, words: dict[str, Any], things: int) -> None:
    assert forecast(notifier, **words)["things"] == things


@pytest.mark.usefixtures("three_weeks")
def test_what_is_older_than_thirty_days_counts_no_more_and_is_forgotten(
    notifier: Service, set_clock: SetClock, tick: Callable[..., None]
) -> None:
    set_clock(datetime(2026, 6, 12, 12, tzinfo=BERLIN))
    assert forecast(notifier)["things"] == 1

    set_clock(datetime(2026, 7, 12, 12, tzinfo=BERLIN))
    tick("forget_novelties")
    assert count(notifier, Novelty) == 1


def test_what_is_told_again_counts_once_as_it_is_now(notifier: Service) -> None:
    first = an_offer(district="altstadt")
    hear(notifier, first, an_offer(offer_id=first.offer_id, version=2, district="suedstadt"), withdrawn(an_offer()))

    assert forecast(notifier, districts=["altstadt"])["things"] == 0
    assert forecast(notifier, districts=["suedstadt"])["things"] == 1


def test_many_interests_are_answered_in_their_order(notifier: Service) -> None:
    hear(notifier, an_offer())
    interests = [{**ANYTHING, "what": [what], "cadence": "weekly"} for what in ("event", "offer", "project")]
    answer: Any = notifier.test_client().post("/v1/forecasts", json={"interests": interests})

    assert [each["things"] for each in answer.json["items"]] == [0, 1, 0]


@pytest.mark.parametrize(
    "words",
    [
        {"interests": []},
        {"interests": [ANYTHING] * 51},
        {"interests": [{**ANYTHING, "cadence": "hourly"}]},
        {"interests": [{**ANYTHING, "wanted": ["no mark"]}]},
        {"interests": [{**ANYTHING, "wanted": ["a:b"] * 41}]},
        {"interests": [{**ANYTHING, "email": "ada@example.org"}]},
    ],
)
def test_what_is_no_interest_is_refused(notifier: Service, words: dict[str, Any]) -> None:
    assert notifier.test_client().post("/v1/forecasts", json=words).status_code == 422


def test_nobody_asks_all_day_long(notifier: Service) -> None:
    client = notifier.test_client()
    statuses = [client.post("/v1/forecasts", json={"interests": [ANYTHING]}).status_code for _ in range(125)]

    assert (statuses[0], statuses[-1]) == (200, 429)


# ------------------------------------------------------------------------------------------------------ what it costs


def test_a_forecast_goes_by_the_index_of_what_was_new(notifier: Service) -> None:
    with notifier.database.transaction() as session:
        plan = plan_of(session, lambda session: novelties.forecasts(session, [ANYTHING], zone=BERLIN, now=clock.now()))

    assert "ix_novelties_since" in plan


def test_finding_people_still_goes_by_one_index_alone(notifier: Service) -> None:
    hear(notifier, a_subscriber("ada@example.org", an_interest(wanted=("effort:short",))), an_offer(marks=MARKS))
    with notifier.database.transaction() as session:
        row = session.execute(text("SELECT facets, since FROM notifications")).one()
        question = {**UNMARKED, **row.facets, "since": row.since, "after": 0, "upto": 9}
        session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = "\n".join(session.scalars(text(f"EXPLAIN {AUDIENCES[Topic.OFFER].find}"), question))

    assert "Index Only Scan using ix_interests_match" in plan
    assert "pk_narrowings" in plan


def count(notifier: Service, table: type[Any]) -> int:
    with notifier.database.reading() as session:
        return session.query(table).count()
