"""Whatever becomes of a record can be read in its history: who, when, what, and where it came from."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from directory_service.actions import freshness
from directory_service.actions.freshness import Asking
from directory_service.models import Revision
from services.kit import clock
from services.kit.review.history import history
from services.kit.web import Service
from tests.integration.directory_service.conftest import OURS, Door
from tests.support.directory_makers import (
    EDITOR,
    OFFERS,
    a_draft,
    a_steward,
    an_offer,
    an_organisation,
    imported,
    offer_words,
    offers_there,
    table,
)
from tests.support.plans import plan_of
from tests.support.tokens import Tokens


def deeds(door: Door, offer_id: UUID | str) -> list[str]:
    return [each["deed"] for each in door.get(f"/v1/records/offer/{offer_id}/history")["items"]]


def grown_old(directory: Service, offer_id: UUID) -> None:
    with directory.database.transaction() as session:
        session.execute(text("UPDATE offers SET confirmed_on = '2020-01-01' WHERE id = :id"), {"id": offer_id})


def asking(directory: Service, days: int = 0) -> Asking:
    return Asking(city=directory.extensions["city"], site_url="http://x", now=clock.now() + timedelta(days=days))


def test_a_publication_and_a_withdrawal_stand_in_the_history(editor: Door, directory: Service) -> None:
    offer_id = a_draft(directory)
    editor.put(f"/v1/offers/{offer_id}/publication")
    editor.delete(f"/v1/offers/{offer_id}/publication")
    page = editor.get(f"/v1/records/offer/{offer_id}/history")
    assert [each["deed"] for each in page["items"]] == ["withdrawn", "published", "written"]
    assert [each["version"] for each in page["items"]] == [3, 2, 1]
    assert {each["origin"] for each in page["items"]} == {"editor"}
    assert page["items"][2]["made_by"] == str(EDITOR.person_id)
    assert {"field": "title", "before": None, "after": "Gießtour mit dem Wassertank"} in page["items"][2]["changes"]


def test_what_goes_with_its_organisation_says_so_too(editor: Door, directory: Service, organisation_id: UUID) -> None:
    offer_id = an_offer(directory, organisation_id)
    editor.delete(f"/v1/organisations/{organisation_id}/publication")
    assert deeds(editor, offer_id) == ["withdrawn", "published", "written"]
    page = editor.get(f"/v1/records/organisation/{organisation_id}/history")
    assert [each["deed"] for each in page["items"]] == ["withdrawn", "published", "written"]


def test_what_came_with_a_table_says_with_which_and_what_a_later_one_changed(
    editor: Door, directory: Service, organisation_id: UUID
) -> None:
    row = {
        "externe_id": "A-1",
        "organisation": "Gießkannenbund Halle e. V.",
        "titel": "Gießen",
        "kategorien": "Energie",
        "dauer": "kurz",
    }
    imported(directory, "offers", table(OFFERS, row))
    imported(directory, "offers", table(OFFERS, {**row, "titel": "Wässern"}))
    imported(directory, "offers", table(OFFERS, {**row, "titel": "Wässern"}))
    (offer,) = offers_there(directory)
    second, first = editor.get(f"/v1/records/offer/{offer.id}/history")["items"]
    assert (first["deed"], first["origin"], first["title"], first["version"]) == ("taken_over", "table", "Gießen", 1)
    assert {each["field"]: each["after"] for each in first["changes"]}["organisation_id"] == str(organisation_id)
    assert second["changes"] == [{"field": "title", "before": "Gießen", "after": "Wässern"}]
    assert (second["version"], second["made_by"]) == (2, EDITOR.name)


def test_an_answer_from_a_mail_and_running_out_of_time_stand_in_the_history(
    editor: Door, anybody: Door, directory: Service, organisation_id: UUID
) -> None:
    a_steward(directory, organisation_id)
    offer_id = an_offer(directory, organisation_id)
    grown_old(directory, offer_id)
    with directory.database.transaction() as session:
        freshness.ask_whether_true(session, asking(directory))
    with directory.database.transaction() as session:
        freshness.hide_unanswered(session, asking(directory, days=60))
    editor.put(f"/v1/records/offer/{offer_id}/confirmation")
    items = editor.get(f"/v1/records/offer/{offer_id}/history")["items"]
    assert {(each["deed"], each["origin"]) for each in items[:3]} == {
        ("published", "editor"),
        ("confirmed", "editor"),
        ("withdrawn", "clock"),
    }


def test_the_history_is_for_those_who_look_after_the_record(
    editor: Door, steward: Door, anybody: Door, directory: Service, organisation_id: UUID, tokens: Tokens
) -> None:
    path = f"/v1/records/offer/{an_offer(directory, organisation_id)}/history"
    assert steward.get(path)["total"] == 2
    anybody.get(path, 401)
    elsewhere = an_organisation(directory, name="Andere")
    Door(directory.test_client(), tokens.person(a_steward(directory, elsewhere), OURS)).get(path, 403)
    editor.get(f"/v1/records/offer/{uuid4()}/history", 404)
    editor.get(f"/v1/records/event/{uuid4()}/history", 404)


def test_stewards_see_what_was_approved_of_suggestions_and_never_whose(
    editor: Door, steward: Door, directory: Service, organisation_id: UUID
) -> None:
    offer_id = an_offer(directory, organisation_id)
    with directory.database.transaction() as session:
        session.execute(
            text("""UPDATE revisions SET origin = 'suggestion', state = 'refused', made_by = 'somebody'
                    WHERE subject_id = :id AND deed = 'written'"""),
            {"id": offer_id},
        )
    assert deeds(steward, offer_id) == ["published"]
    items = editor.get(f"/v1/records/offer/{offer_id}/history")["items"]
    assert [(each["deed"], each["made_by"]) for each in items][1:] == [("written", None)]


def test_the_editors_queue_lists_what_was_written_alone(
    editor: Door, directory: Service, organisation_id: UUID
) -> None:
    an_offer(directory, organisation_id)
    found = editor.get(f"/v1/revisions?state=approved&organisation={organisation_id}")
    assert found["total"] == 2, "the organisation and the offer as they were written"
    assert editor.get("/v1/review-figures")["decided"] == 0


@pytest.mark.parametrize("page", [1, 2])
def test_a_long_history_comes_in_pages(editor: Door, directory: Service, organisation_id: UUID, page: int) -> None:
    offer_id = an_offer(directory, organisation_id)
    words = offer_words(str(organisation_id))
    editor.put(f"/v1/offers/{offer_id}", {**words, "title": "Neu"}, if_match=2)
    found = editor.get(f"/v1/records/offer/{offer_id}/history?size=2&page={page}")
    assert (found["total"], len(found["items"])) == (3, 3 - page)


def test_a_history_is_found_by_its_index(directory: Service) -> None:
    with directory.database.transaction() as session:
        plan = plan_of(
            session, lambda session: history(session, Revision, [uuid4()], {"page": 1, "size": 20}, for_editors=True)
        )
    assert "Index Cond: (subject_id = ANY" in plan
    assert "Seq Scan on revisions" not in plan
