"""Figures of people: by whole months, small numbers hidden, sums rounded; and the same as the requests' own count."""

from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, text, update

from profiles_service.queries.daily_figures import _REASONS, FIGURES
from profiles_service.rules.contact import REASONS
from services.kit.daily.counting import count_day
from services.kit.daily.figures import Sort
from services.kit.daily.models import DailyFigure
from services.kit.web import Service
from tests.support.contact_makers import a_steward, an_offer, asked, confirm, counted
from tests.support.profiles_makers import an_interest, subscribed
from tests.support.tokens import Tokens

BERLIN = ZoneInfo("Europe/Berlin")
YEAR = "from=2025-01-01&to=2025-12-31"
OFFER = uuid4()


def figures(profiles: Service, tokens: Tokens | None = None, query: str = YEAR) -> dict[str, Any]:
    headers = tokens.editor("profiles-service") if tokens else {}
    answer: Any = profiles.test_client().get(f"/v1/daily-figures?{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    return {each["key"]: each for each in answer.json["figures"]}


def shown(numbers: Any) -> list[tuple[float | None, str]]:
    return [(each["value"], each["shown"]) for each in numbers]


@pytest.fixture
def a_year(profiles: Service) -> None:
    """Accounts in 2025: seven in January, three in February, none in March, twelve in April."""
    rows = [(month, number) for month, many in ((1, 7), (2, 3), (4, 12)) for number in range(many)]
    with profiles.database.transaction() as session:
        for month, number in rows:
            words = {"email": f"{month}.{number}@example.org", "at": datetime(2025, month, 9, 12, tzinfo=BERLIN)}
            session.execute(
                text(
                    "INSERT INTO people (id, email, email_key, language, roles, created_at, account_since)"
                    " VALUES (gen_random_uuid(), :email, :email, 'de', '{}', :at, :at)"
                ),
                words,
            )
        for number in range(365):
            count_day(session, FIGURES, date(2025, 1, 1) + timedelta(days=number), zone=BERLIN)


@pytest.mark.usefixtures("a_year")
def test_a_small_month_is_not_shown_and_cannot_be_reckoned(profiles: Service, tokens: Tokens) -> None:
    new = figures(profiles, tokens)["people_new"]

    by_month = dict(zip(range(1, 13), shown(new["periods"]), strict=True))
    assert by_month[2] == (None, "under_5")
    assert by_month[3] == (0, "exact")
    assert by_month[1] == (7, "exact")
    # 22 in all would be shown as 20, and whoever subtracts January and April would know that February has three at
    # most: between 20 and 23 it is anyway, so it is called what lies in the middle.
    assert shown([new["total"]]) == [(20, "rounded")]


@pytest.mark.usefixtures("a_year")
def test_how_many_there_are_is_rounded_to_fives(profiles: Service, tokens: Tokens) -> None:
    people = figures(profiles, tokens)["people"]

    assert [each["value"] for each in people["periods"][:4]] == [5, 10, 10, 20]
    assert shown([people["total"]]) == [(20, "rounded")]


@pytest.mark.usefixtures("a_year")
def test_a_month_is_shown_the_same_whatever_is_asked_around_it(profiles: Service, tokens: Tokens) -> None:
    whole = {each["key"]: each for each in figures(profiles, tokens)["people_new"]["periods"]}
    assert whole["2025-02"]["shown"] == "under_5"
    ends = [date(2025, month, 1) - timedelta(days=1) for month in range(2, 13)]
    for since, upto in combinations([date(2024, 12, 31), *ends], 2):
        part = figures(profiles, tokens, f"from={since + timedelta(days=1)}&to={upto}")["people_new"]
        assert part["periods"] == [each for key, each in whole.items() if f"{since:%Y-%m}" < key <= f"{upto:%Y-%m}"]
        assert part["total"]["shown"] == "missing"


def test_nobody_is_found_by_taking_one_time_from_another(profiles: Service, tokens: Tokens) -> None:
    """Twelve ask about nature in March, one more in April, four in June: only the whole year tells of topics."""
    with profiles.database.transaction() as session:
        for key in (each.key for each in FIGURES if each.people and each.sort != Sort.MEDIAN):
            for month, day, n in ((3, 31, 12), (4, 30, 1), (6, 30, 4), (12, 31, 0)):
                for category, district in (("", ""), ("nature", ""), ("", "altstadt"), ("filled", "")):
                    words = {"figure": key, "day": date(2025, month, day), "n": n}
                    words |= {"category": category, "district": district}
                    session.execute(insert(DailyFigure).values(**words))

    def parts(since: str, upto: str, narrowed: str = "") -> list[Any]:
        found = figures(profiles, tokens, f"from={since}&to={upto}{narrowed}").values()
        kinds = ("total",) if narrowed else ("categories", "districts")
        return [each[kind] for each in found for kind in kinds if each["sort"] != "median"]

    for since, upto in (("2025-01-01", "2025-03-31"), ("2025-01-01", "2025-04-30"), ("2025-02-01", "2025-12-31")):
        assert not any(parts(since, upto))
        for narrowed in ("&category=nature", "&district=altstadt"):
            assert {each["shown"] for each in parts(since, upto, narrowed)} == {"missing"}
    assert 17 in [each["value"] for each in parts("2025-01-01", "2025-12-31", "&category=nature")]


@pytest.mark.usefixtures("a_year")
def test_a_middle_is_of_whole_months_and_of_a_whole_year(profiles: Service, tokens: Tokens) -> None:
    with profiles.database.transaction() as session:
        for day, hours in ((date(2025, 1, 9), [1.0] * 5), (date(2025, 2, 9), [9.0] * 6)):
            session.execute(
                update(DailyFigure)
                .where(DailyFigure.figure == "answer_hours", DailyFigure.day == day)
                .values(spread=hours, n=len(hours))
            )

    assert figures(profiles, tokens)["answer_hours"]["total"]["value"] == 9
    part = figures(profiles, tokens, "from=2025-01-01&to=2025-02-20")["answer_hours"]
    assert [(each["key"], each["value"]) for each in part["periods"]] == [("2025-01", 1)]
    assert part["total"]["shown"] == "missing"


@pytest.mark.usefixtures("a_year")
def test_days_and_months_that_are_not_over_are_not_shown_of_people(profiles: Service, tokens: Tokens) -> None:
    periods = figures(profiles, tokens, "from=2025-01-01&to=2025-04-20&by=day")["people_new"]["periods"]
    assert [each["key"] for each in periods] == ["2025-01", "2025-02", "2025-03"]


def test_subscriptions_by_topic_are_of_whole_years_and_one_cut_alone(profiles: Service, tokens: Tokens) -> None:
    for number in range(7):
        district = ["altstadt"] if number < 6 else []
        interest = an_interest(categories=["nature"] if number < 6 else ["energy"], districts=district)
        subscribed(profiles, email=f"{number}@example.org", interests=[interest])
    with profiles.database.transaction() as session:
        session.execute(text("UPDATE subscriptions SET confirmed_at = '2025-03-01T12:00+01:00'"))
        for day in (date(2025, 12, 30), date(2025, 12, 31)):
            count_day(session, FIGURES, day, zone=BERLIN)

    year = figures(profiles)["subscriptions"]
    topics = {each["key"]: each["shown"] for each in year["categories"]}
    assert topics["energy"] == "under_5"
    assert topics["health"] == "exact"
    assert shown([year["total"]]) == [(5, "rounded")]
    assert figures(profiles, query=f"{YEAR}&category=energy")["subscriptions"]["total"]["shown"] == "under_5"
    both = figures(profiles, query=f"{YEAR}&category=nature&district=altstadt")["subscriptions"]
    assert (both["total"]["shown"], both["periods"]) == ("missing", [])
    part = figures(profiles, query="from=2025-12-01&to=2025-12-30")["subscriptions"]
    assert part["categories"] == part["districts"] == []


def test_requests_are_counted_by_their_steps(profiles: Service) -> None:
    a_steward(profiles)
    an_offer(profiles, offer_id=OFFER)
    for name in ("kim", "lou"):
        confirm(profiles, asked(profiles, OFFER, email=f"{name}@example.org"))
    found = counted(profiles)

    assert [found[name] for name in ("contacts_received", "contacts_forwarded", "placements")] == [2, 2, 0]


def test_steps_make_answers_placements_and_reasons(profiles: Service, tokens: Tokens) -> None:
    a_steward(profiles)
    an_offer(profiles, offer_id=OFFER)
    for number in range(9):
        asked(profiles, OFFER, email=f"{number}@example.org")
    with profiles.database.transaction() as session:
        ids = session.scalars(text("SELECT id FROM contact_requests ORDER BY id")).all()
        session.execute(text("DELETE FROM contact_steps"))
        for number, request_id in enumerate(ids):
            for state, hour, reason in (
                ("forwarded", 8, None),
                ("answered", 9 + number, None),
                ("not_placed", 20, "filled" if number else "no_time"),
            ):
                session.execute(
                    text(
                        "INSERT INTO contact_steps (request_id, state, by, reason, happened_at)"
                        " VALUES (:id, :state, 'asker', :reason, :at)"
                    ),
                    {
                        "id": request_id,
                        "state": state,
                        "reason": reason,
                        "at": datetime(2025, 12, 30, hour, tzinfo=BERLIN),
                    },
                )
        for day in (date(2025, 12, 30), date(2025, 12, 31)):
            count_day(session, FIGURES, day, zone=BERLIN)

    found = figures(profiles, tokens)
    topics = {each["key"]: each["value"] for each in found["contacts_answered"]["categories"]}
    assert (topics["nature"], topics["energy"]) == (9, 0)
    hours = found["answer_hours"]
    by_topic = {each["key"]: (each["value"], each["shown"]) for each in hours["categories"]}
    assert (hours["total"]["value"], by_topic["nature"], by_topic["energy"]) == (5, (5, "exact"), (None, "missing"))
    assert [(each["key"], each["value"]) for each in hours["districts"] if each["value"]] == [("unknown", 5)]
    assert figures(profiles, tokens, f"{YEAR}&category=nature")["answer_hours"]["total"]["value"] == 5
    assert found["contacts_answered"]["periods"][-1]["value"] == 9
    reasons = {each["key"]: each["shown"] for each in found["not_placed"]["categories"]}
    assert reasons["no_time"] == "under_5"
    # All nine are of one month, which is shown: whoever knows that eight were filled knows the one.
    assert reasons["filled"] == "hidden"
    assert found["not_placed"]["part_names"]["filled"] == "Schon besetzt"


def test_every_reason_has_a_name() -> None:
    assert set(_REASONS) == set(REASONS)
