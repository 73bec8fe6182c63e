"""Daily figures: what was public on a day, counted as often as one likes, and shown as far as anybody may see it."""

import csv
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from directory_service.queries.daily_figures import BEGINNING, FIGURES
from services.kit import clock
from services.kit.daily import reading
from services.kit.daily.counting import MOST_DAYS, count_day, count_missing_days
from services.kit.web import Service
from tests.support.directory_makers import an_offer, an_organisation
from tests.support.plans import plan_of
from tests.support.tokens import Tokens

BERLIN = ZoneInfo("Europe/Berlin")
JANUARY, FEBRUARY = date(2026, 1, 31), date(2026, 2, 10)
PUBLIC = {"organisations", "projects", "offers"}


def at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=BERLIN)


def published(directory: Service, offer_id: Any, since: str, until: str = "") -> None:
    """Let an offer have been public from one moment to another."""
    gone = {"state": "withdrawn", "changed_at": at(until)} if until else {"state": "published", "changed_at": at(since)}
    words = "published_at = :since, state = :state, changed_at = :changed_at"
    with directory.database.transaction() as session:
        session.execute(text(f"UPDATE offers SET {words} WHERE id = :id"), {"id": offer_id, "since": at(since), **gone})


@pytest.fixture
def five_weeks(directory: Service) -> None:
    """Three offers: one since January, one that came and went in January, one since February."""
    owner = an_organisation(directory)
    first = an_offer(directory, owner, title="Eins", categories=["nature", "energy"], district="altstadt")
    second = an_offer(directory, owner, title="Zwei", categories=["nature"], district=None)
    third = an_offer(directory, owner, title="Drei", categories=["energy"], district="altstadt")
    published(directory, first, "2026-01-05T12:00")
    published(directory, second, "2026-01-10T23:30", until="2026-01-20T08:00")
    published(directory, third, "2026-02-03T00:00")
    with directory.database.transaction() as session:
        session.execute(text("UPDATE organisations SET published_at = :at"), {"at": at("2026-01-05T09:00")})
        for number in range(37):
            count_day(session, FIGURES, date(2026, 1, 5) + timedelta(days=number), zone=BERLIN)


def asked(directory: Service, query: str, who: dict[str, str] | None = None) -> Any:
    answer = directory.test_client().get(f"/v1/daily-figures?{query}", headers=who or {})
    assert answer.status_code == 200, answer.text
    return answer.json


def figure(report: Any, key: str) -> Any:
    return next(each for each in report["figures"] if each["key"] == key)


def values(numbers: Any) -> dict[str, float]:
    return {each["key"]: each["value"] for each in numbers}


@pytest.mark.usefixtures("five_weeks")
def test_a_day_says_what_was_public_when_it_ended(directory: Service) -> None:
    report = asked(directory, "from=2026-01-09&to=2026-01-21&by=day")

    offers = values(figure(report, "offers")["periods"])
    assert offers["2026-01-09"] == 1
    assert (offers["2026-01-10"], offers["2026-01-19"]) == (2, 2)
    assert (offers["2026-01-20"], offers["2026-01-21"]) == (1, 1)


@pytest.mark.usefixtures("five_weeks")
def test_a_month_says_what_was_public_when_it_ended_and_what_came_and_went(directory: Service, tokens: Tokens) -> None:
    report = asked(directory, "from=2026-01-01&to=2026-12-31", tokens.editor("directory-service"))

    assert report["to"] == report["counted_upto"] == "2026-02-10"
    assert values(figure(report, "offers")["periods"]) == {"2026-01": 1, "2026-02": 2}
    assert values(figure(report, "offers_new")["periods"]) == {"2026-01": 2, "2026-02": 1}
    assert values(figure(report, "offers_ended")["periods"]) == {"2026-01": 1, "2026-02": 0}
    assert [figure(report, key)["total"]["value"] for key in ("offers", "offers_new", "offers_ended")] == [2, 3, 1]


@pytest.mark.usefixtures("five_weeks")
def test_a_thing_of_two_topics_counts_in_both_and_once_in_the_sum(directory: Service) -> None:
    offers = figure(asked(directory, "from=2026-01-01&to=2026-02-10"), "offers")

    topics = values(offers["categories"])
    assert (topics["nature"], topics["energy"], topics["health"], offers["total"]["value"]) == (1, 2, 0, 2)
    assert values(offers["districts"])["altstadt"] == 2


@pytest.mark.usefixtures("five_weeks")
def test_what_names_no_district_is_counted_apart(directory: Service) -> None:
    offers = figure(asked(directory, "from=2026-01-01&to=2026-01-15"), "offers")
    assert values(offers["districts"])["unknown"] == 1


@pytest.mark.usefixtures("five_weeks")
def test_figures_of_one_topic_in_one_district(directory: Service) -> None:
    narrowed = figure(asked(directory, "from=2026-01-01&to=2026-02-10&category=energy&district=altstadt"), "offers")
    elsewhere = figure(asked(directory, "from=2026-01-01&to=2026-02-10&district=suedstadt"), "offers")

    assert values(narrowed["periods"]) == {"2026-01": 1, "2026-02": 2}
    assert values(elsewhere["periods"]) == {"2026-01": 0, "2026-02": 0}


@pytest.mark.usefixtures("five_weeks")
def test_counted_again_it_is_the_same(directory: Service) -> None:
    def rows() -> list[Any]:
        with directory.database.reading() as session:
            return list(session.execute(text("SELECT * FROM daily_figures ORDER BY 1, 2, 3, 4")).all())

    before = rows()
    with directory.database.transaction() as session:
        count_day(session, FIGURES, JANUARY, zone=BERLIN)
        count_day(session, FIGURES, FEBRUARY, zone=BERLIN)
    assert rows() == before


def test_an_upgraded_city_catches_up_from_its_beginning_a_portion_at_a_time(directory: Service) -> None:
    offer = an_offer(directory, an_organisation(directory))
    # By the clocks of the city, which went forward or back in the meantime.
    begins = clock.now().astimezone(BERLIN) - timedelta(days=MOST_DAYS + 10)
    with directory.database.transaction() as session:
        session.execute(text("UPDATE organisations SET published_at = :at"), {"at": begins})
        session.execute(text("UPDATE offers SET published_at = :at WHERE id = :id"), {"at": begins, "id": offer})
        about: dict[str, Any] = {"beginning": BEGINNING, "zone": BERLIN, "now": clock.now()}
        counted = [count_missing_days(session, FIGURES, **about) for _ in range(3)]
        last = reading.last_counted(session)

    assert counted == [MOST_DAYS, 10, 0]
    assert last == clock.now().astimezone(BERLIN).date() - timedelta(days=1)
    (first,) = [each for each in asked(directory, "by=month")["figures"] if each["key"] == "offers"]
    assert first["periods"][-1]["value"] == 1


def test_a_figure_that_is_added_later_is_counted_for_the_days_before(directory: Service) -> None:
    an_offer(directory, an_organisation(directory))
    with directory.database.transaction() as session:
        began = clock.now().astimezone(BERLIN) - timedelta(days=9)
        session.execute(text("UPDATE organisations SET published_at = :at"), {"at": began})
        about: dict[str, Any] = {"beginning": BEGINNING, "zone": BERLIN, "now": clock.now()}
        counted = [count_missing_days(session, some, **about) for some in (FIGURES[:1], FIGURES, FIGURES)]
        rows = session.execute(text("SELECT figure, count(DISTINCT day) FROM daily_figures GROUP BY 1"))

        assert {tuple(each) for each in rows} == {(each.key, 9) for each in FIGURES}
    assert counted == [9, 9, 0]


def test_before_anything_was_counted_there_is_nothing_to_say(directory: Service) -> None:
    with directory.database.transaction() as session:
        assert count_missing_days(session, FIGURES, beginning=BEGINNING, zone=BERLIN, now=clock.now()) == 0

    assert asked(directory, "")["figures"] == []


@pytest.mark.usefixtures("five_weeks")
def test_everybody_sees_a_few_and_editors_all_with_their_meaning(directory: Service, tokens: Tokens) -> None:
    few = asked(directory, "", tokens.service("website", "directory-service"))
    everything = asked(directory, "", {**tokens.editor("directory-service"), "Accept-Language": "en"})

    assert {each["key"] for each in few["figures"]} == PUBLIC
    assert {each["key"] for each in everything["figures"]} == {each.key for each in FIGURES}
    assert figure(few, "offers")["meaning"] == "Angebote, die am Ende des Tages öffentlich waren."
    assert figure(everything, "offers")["meaning"] == "Offers that were public at the end of the day."


@pytest.mark.usefixtures("five_weeks")
def test_the_table_holds_the_same_numbers(directory: Service, tokens: Tokens) -> None:
    query, who = "from=2026-01-01&to=2026-12-31", tokens.editor("directory-service")
    report = asked(directory, query, who)
    answer = directory.test_client().get(f"/v1/daily-figures.csv?{query}", headers=who)

    lines = {(row["figure"], row["of"], row["key"]): row["value"] for row in csv.DictReader(StringIO(answer.text))}
    for each in report["figures"]:
        assert lines[each["key"], "total", ""] == f"{each['total']['value']:g}"
        for of in ("periods", "categories", "districts"):
            assert {key: lines[each["key"], of, key] for key in values(each[of])} == {
                key: f"{value:g}" for key, value in values(each[of]).items()
            }


@pytest.mark.usefixtures("five_weeks")
def test_who_has_it_already_is_told_so(directory: Service, tokens: Tokens) -> None:
    first = directory.test_client().get("/v1/daily-figures")
    again = directory.test_client().get("/v1/daily-figures", headers={"If-None-Match": first.headers["ETag"]})
    theirs = directory.test_client().get("/v1/daily-figures", headers=tokens.editor("directory-service"))

    assert again.status_code == 304
    assert "public" in first.headers["Cache-Control"]
    assert theirs.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "query", ["from=2026-02-01&to=2026-01-01", "by=week", "from=1990-01-01&by=day", "category=No", "kind=offer"]
)
def test_what_cannot_be_asked_is_refused(directory: Service, query: str) -> None:
    assert directory.test_client().get(f"/v1/daily-figures?{query}").status_code == 422


@pytest.mark.usefixtures("five_weeks")
def test_figures_are_found_by_their_key(directory: Service) -> None:
    wanted = reading.Asked(since=date(2026, 1, 1), upto=FEBRUARY, categories=["nature"], districts=["altstadt"])
    with directory.database.transaction() as session:
        plan = plan_of(session, lambda session: reading.series(session, FIGURES, wanted))

    assert "Seq Scan" not in plan
    assert "pk_daily_figures" in plan


def test_a_day_is_counted_again_by_hand(directory: Service) -> None:
    an_offer(directory, an_organisation(directory))
    result = directory.test_cli_runner().invoke(args=["count-day", "2026-01-31"])

    assert result.exit_code == 0, result.output
    with directory.database.reading() as session:
        assert reading.last_counted(session) == JANUARY
