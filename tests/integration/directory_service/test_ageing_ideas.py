"""What time does to ideas: their authors are asked in time, the board forgets, and then the directory does."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from directory_service.actions import ageing_ideas
from directory_service.actions.idea_letters import Board
from directory_service.models import Idea, IdeaLink, Revision
from services.facts.directory import IdeaWithdrawn
from services.facts.letters import LetterRequested
from services.kit import clock
from services.kit.web import Service
from tests.integration.directory_service.conftest import Door
from tests.support.directory_makers import told
from tests.support.idea_makers import a_public_idea, a_waiting_idea, an_idea, own_link, the_board

KEPT = timedelta(days=180)


def look(directory: Service, now: datetime) -> None:
    board = Board(city=directory.extensions["city"], site_url="http://city", now=now)
    with directory.database.transaction() as session:
        ageing_ideas.ask_authors(session, board=board)
        ageing_ideas.end_ideas(session, board=board)
        ageing_ideas.forget_ideas(session, days=KEPT.days, now=now)


def in_days(days: float) -> datetime:
    return clock.now() + timedelta(days=days)


def idea(directory: Service, idea_id: UUID) -> Idea | None:
    with directory.database.reading() as session:
        return session.get(Idea, idea_id)


def asked(directory: Service) -> list[LetterRequested]:
    return [each for each in told(directory, LetterRequested) if each.template == "idea_ends"]


def she(directory: Service) -> Door:
    return Door(directory.test_client(), {"Authorization": f"Link {own_link(directory)}"})


def test_an_author_is_asked_once_two_weeks_before_the_end(directory: Service) -> None:
    a_public_idea(directory)
    look(directory, in_days(75))
    assert asked(directory) == []
    look(directory, in_days(76.5))
    look(directory, in_days(77.5))
    (letter,) = asked(directory)
    links = {name: letter.slots[name].rpartition("/")[2] for name in ("link", "over")}
    assert links == {"link": "verlaengern", "over": "zurueckziehen"}


def test_what_nobody_renews_leaves_the_board_and_may_come_back(directory: Service, anybody: Door) -> None:
    idea_id = a_public_idea(directory)
    look(directory, in_days(76.5))
    look(directory, in_days(90))
    assert anybody.get("/v1/ideas")["total"] == 1
    look(directory, in_days(92))
    assert anybody.get("/v1/ideas")["total"] == 0
    assert [each.idea_id for each in told(directory, IdeaWithdrawn)] == [idea_id]
    anybody.get(f"/v1/ideas/{idea_id}", 404)
    author = she(directory)
    assert author.get("/v1/own-idea")["state"] == "expired"
    renewed = author.put("/v1/own-idea/renewal")
    assert renewed["ends_on"] == (the_board(directory).today + timedelta(days=90)).isoformat()
    assert anybody.get("/v1/ideas")["total"] == 1


def test_who_renews_is_asked_again_before_the_next_end(directory: Service) -> None:
    a_public_idea(directory)
    look(directory, in_days(76.5))
    she(directory).put("/v1/own-idea/renewal")
    look(directory, in_days(76.5))
    assert len(asked(directory)) == 2


def test_nothing_leaves_the_board_before_its_author_had_two_weeks(directory: Service, anybody: Door) -> None:
    a_public_idea(directory)
    for day in (200, 205, 213):
        look(directory, in_days(day))
        assert anybody.get("/v1/ideas")["total"] == 1
    look(directory, in_days(216))
    assert anybody.get("/v1/ideas")["total"] == 0


def test_what_nobody_confirmed_is_forgotten(directory: Service) -> None:
    idea_id = an_idea(directory)
    look(directory, in_days(13))
    assert idea(directory, idea_id) is not None
    look(directory, in_days(15))
    assert idea(directory, idea_id) is None


def test_what_is_long_over_is_forgotten_with_all_that_was_said(directory: Service) -> None:
    idea_id = a_public_idea(directory)
    she(directory).delete("/v1/own-idea")
    look(directory, clock.now() + KEPT - timedelta(days=1))
    assert idea(directory, idea_id) is not None
    look(directory, clock.now() + KEPT + timedelta(days=1))
    with directory.database.reading() as session:
        left = [*session.scalars(select(Idea)), *session.scalars(select(IdeaLink))]
        left += [*session.scalars(select(Revision).where(Revision.kind == "idea"))]
    assert left == []


def test_what_waits_for_the_editors_is_not_forgotten(directory: Service) -> None:
    idea_id = a_waiting_idea(directory)
    look(directory, clock.now() + KEPT + timedelta(days=1))
    assert idea(directory, idea_id) is not None


def test_what_stands_on_the_board_is_not_forgotten_however_old(directory: Service) -> None:
    idea_id = a_public_idea(directory)
    with directory.database.transaction() as session:
        ageing_ideas.forget_ideas(session, days=KEPT.days, now=clock.now() + KEPT * 3)
    assert idea(directory, idea_id) is not None
