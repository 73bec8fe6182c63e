"""Drafts that nobody sends are forgotten, and their writers are told two weeks before."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from directory_service.models import Revision
from services.facts.letters import NoticeRequested
from services.kit import clock
from services.kit.review import unsent
from services.kit.review.unsent import Keeping
from services.kit.web import Service
from tests.integration.directory_service.conftest import Door
from tests.integration.directory_service.test_suggesting import suggested
from tests.support.directory_makers import told


@pytest.fixture
def draft(steward: Door, organisation_id: UUID) -> Any:
    words = {"title": "Gießen"}
    return steward.post("/v1/revisions", {"kind": "offer", "organisation_id": str(organisation_id), "words": words})


def after(directory: Service, days: int) -> None:
    city, now = directory.extensions["city"], clock.now() + timedelta(days=days)
    with directory.database.transaction() as session:
        keeping = Keeping(table=Revision, days=city.review.keep_drafts_days, zone=city.time_zone)
        unsent.warn_of_unsent(session, keeping, now=now)
        unsent.forget_unsent(session, keeping, now=now)


def kept_days(directory: Service) -> int:
    return int(directory.extensions["city"].review.keep_drafts_days)


def test_its_writer_is_told_once_and_two_weeks_later_it_is_forgotten(
    directory: Service, steward: Door, draft: Any
) -> None:
    days = kept_days(directory)
    after(directory, days - 15)
    assert told(directory, NoticeRequested) == []
    for day in (days - 13, days - 12, days + 0):
        after(directory, day)
    (notice,) = told(directory, NoticeRequested)
    assert (notice.template, notice.slots["title"]) == ("unsent_draft", "Gießen")
    # Half a year later the clocks show another hour, and late in the evening another day.
    last = (clock.now() + timedelta(days + 1)).astimezone(directory.extensions["city"].time_zone)
    assert notice.slots["day"] in {str(last.date()), str(last.date() - timedelta(1))}
    assert notice.pages == {"link": f"/eintragen/entwurf/{draft['id']}"}
    steward.get(f"/v1/revisions/{draft['id']}")
    after(directory, days + 2)
    steward.get(f"/v1/revisions/{draft['id']}", 404)


def test_a_refused_one_is_forgotten_as_a_draft_is_where_no_record_was_made(
    directory: Service, editor: Door, steward: Door, draft: Any
) -> None:
    with directory.database.transaction() as session:
        session.execute(text("UPDATE revisions SET state = 'refused', decided_at = now()"))

    for day in (kept_days(directory) - 13, kept_days(directory) + 2):
        after(directory, day)

    assert [each.template for each in told(directory, NoticeRequested)] == ["unsent_draft"]
    steward.get(f"/v1/revisions/{draft['id']}", 404)


def test_a_refused_suggestion_is_forgotten_when_drafts_are(directory: Service, anybody: Door, editor: Door) -> None:
    suggested(anybody, directory, {"name": "Kauft!"})
    (item,) = editor.get("/v1/revisions")["items"]
    editor.put(f"/v1/revisions/{item['id']}/refusal", {"reason": "Werbung."}, if_match=item["version"])
    after(directory, kept_days(directory) - 1)
    editor.get(f"/v1/revisions/{item['id']}")
    after(directory, kept_days(directory) + 1)
    editor.get(f"/v1/revisions/{item['id']}", 404)


def test_nobody_loses_a_draft_that_she_was_not_told_of(directory: Service, steward: Door, draft: Any) -> None:
    after(directory, kept_days(directory) + 100)
    steward.get(f"/v1/revisions/{draft['id']}")


def test_saving_a_draft_keeps_it(directory: Service, steward: Door, draft: Any) -> None:
    after(directory, kept_days(directory) - 13)
    saved = steward.put(f"/v1/revisions/{draft['id']}", {"words": {"title": "Wässern"}}, if_match=draft["version"])
    assert saved["version"] == draft["version"] + 1
    after(directory, kept_days(directory) + 100)
    steward.get(f"/v1/revisions/{draft['id']}")


def test_what_waits_for_the_editors_is_not_forgotten(
    directory: Service, steward: Door, editor: Door, draft: Any
) -> None:
    whole = {"title": "Gießen", "summary": "Bäume", "categories": ["nature"], "commitment": "short_term"}
    saved = editor.put(f"/v1/revisions/{draft['id']}", {"words": whole}, if_match=draft["version"])
    with directory.database.transaction() as session:
        session.execute(text("UPDATE organisations SET trusted = false"))
    steward.put(f"/v1/revisions/{draft['id']}/submission", if_match=saved["version"])
    for days in (100, 200):
        after(directory, kept_days(directory) + days)
    assert steward.get(f"/v1/revisions/{draft['id']}")["state"] == "waiting"
