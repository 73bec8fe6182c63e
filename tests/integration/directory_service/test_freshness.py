"""Records stay true: asked about, answered with one click, hidden when nobody answers."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from directory_service.actions import freshness
from directory_service.actions.freshness import Asking, months_before
from directory_service.models import Offer
from services.facts.directory import OfferPublished, OfferWithdrawn
from services.facts.letters import LetterRequested, NoticeRequested
from services.kit import clock
from services.kit.web import Service
from tests.integration.directory_service.conftest import OURS, Door
from tests.support.directory_makers import a_project, a_steward, an_offer, an_organisation, offer_words, told
from tests.support.tokens import Tokens


def grow_old(directory: Service, table: str, thing_id: UUID, days: int) -> None:
    with directory.database.transaction() as session:
        session.execute(
            text(f"UPDATE {table} SET confirmed_on = :day WHERE id = :id"),
            {"day": clock.now().date() - timedelta(days=days), "id": thing_id},
        )


def asked(directory: Service, *, days: int = 0) -> int:
    asking = Asking(city=directory.extensions["city"], site_url="http://x", now=clock.now() + timedelta(days=days))
    with directory.database.transaction() as session:
        return freshness.ask_whether_true(session, asking)


def hidden(directory: Service, *, days: int = 0) -> int:
    asking = Asking(city=directory.extensions["city"], site_url="http://x", now=clock.now() + timedelta(days=days))
    with directory.database.transaction() as session:
        return freshness.hide_unanswered(session, asking)


def token_of(directory: Service) -> str:
    return str(told(directory, NoticeRequested)[-1].pages["link"].rpartition("/")[2])


@pytest.fixture
def old_offer(directory: Service, organisation_id: UUID) -> UUID:
    a_steward(directory, organisation_id)
    offer_id = an_offer(directory, organisation_id, title="Gießen")
    grow_old(directory, "offers", offer_id, 100)
    return offer_id


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 5, 31), 3, date(2026, 2, 28)),
        (date(2026, 1, 15), 12, date(2025, 1, 15)),
        (date(2026, 1, 1), 1, date(2025, 12, 1)),
        (date(2024, 2, 29), 6, date(2023, 8, 29)),
    ],
)
def test_months_are_counted_back(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before


def test_each_kind_is_asked_about_after_its_own_time(directory: Service, organisation_id: UUID) -> None:
    offer_id, project_id = an_offer(directory, organisation_id), a_project(directory, organisation_id)
    over = a_project(directory, organisation_id, title="Fertig", status="completed")
    for days, expected in [(80, 0), (100, 1), (190, 1), (400, 1)]:
        for table, thing_id in [("offers", offer_id), ("projects", project_id), ("projects", over)]:
            grow_old(directory, table, thing_id, days)
        grow_old(directory, "organisations", organisation_id, days)
        assert asked(directory) == expected, days


def test_who_looks_after_a_record_gets_three_links_once(
    directory: Service, old_offer: UUID, organisation_id: UUID
) -> None:
    assert (asked(directory), asked(directory)) == (1, 0)
    (notice,) = told(directory, NoticeRequested)
    assert (notice.template, notice.slots["title"]) == ("still_true", "Gießen")
    token = token_of(directory)
    assert notice.pages == {
        "link": f"/stimmt-noch/{token}",
        "edit": f"/eintragen/entwurf/neu?art=offer&zu={old_offer}",
        "over": f"/stimmt-noch/{token}?antwort=vorbei",
    }


def test_all_that_one_person_is_asked_stands_in_one_mail(
    directory: Service, old_offer: UUID, organisation_id: UUID
) -> None:
    another = an_offer(directory, organisation_id, title="Wässern")
    grow_old(directory, "offers", another, 120)
    colleague = a_steward(directory, organisation_id)
    assert asked(directory) == 2
    first, second = told(directory, NoticeRequested)
    assert colleague in {first.person_id, second.person_id}
    assert (first.template, first.slots["count"], first.slots["title_1"]) == ("all_still_true", "2", "Wässern")
    assert first.pages["edit_2"] == f"/eintragen/entwurf/neu?art=offer&zu={old_offer}"
    links = [first.pages[f"link_{number}"] for number in (1, 2)]
    assert len(set(links)) == 2
    assert [second.pages[f"link_{number}"] for number in (1, 2)] == links, "whoever answers first answers for all"


def test_where_nobody_looks_after_it_the_organisation_is_asked(directory: Service, editor: Door) -> None:
    with_mail = an_organisation(directory, name="Mit", email="mit@example.org")
    without = an_organisation(directory, name="Ohne")
    for organisation_id in (with_mail, without):
        grow_old(directory, "organisations", organisation_id, 400)
    assert asked(directory) == 2
    (letter,) = told(directory, LetterRequested)
    assert (letter.email, letter.template) == ("mit@example.org", "still_true")
    assert letter.slots["over"].startswith("http")
    assert letter.slots["edit"].endswith("/melden?seite=/gruppen/mit"), "an address alone may write no draft"
    check = editor.get(f"/v1/freshness-checks/{letter.slots['link'].rpartition('/')[2]}")
    assert check["has_stewards"] is False
    assert [each["title"] for each in editor.get("/v1/freshness-checks?state=unreached")["items"]] == ["Ohne"]


def test_opening_the_link_changes_nothing_and_the_button_confirms(
    directory: Service, anybody: Door, old_offer: UUID
) -> None:
    asked(directory)
    path = f"/v1/freshness-checks/{token_of(directory)}"
    before = anybody.get(f"/v1/offers/{old_offer}")
    shown = anybody.get(path)
    assert (shown["title"], shown["organisation"]["name"], shown["answer"]) == (
        "Gießen",
        "Gießkannenbund Halle e. V.",
        None,
    )
    assert anybody.get(f"/v1/offers/{old_offer}") == before
    assert anybody.put(f"{path}/answer", {"answer": "still_true"})["answer"] == "still_true"
    after = anybody.get(f"/v1/offers/{old_offer}")
    assert after["confirmed_on"] >= (clock.now() - timedelta(days=1)).date().isoformat()
    assert after["version"] == before["version"] + 1
    anybody.put(f"{path}/answer", {"answer": "over"}, 410)
    assert asked(directory) == 0


def test_what_is_over_is_taken_off(directory: Service, anybody: Door, old_offer: UUID) -> None:
    asked(directory)
    anybody.put(f"/v1/freshness-checks/{token_of(directory)}/answer", {"answer": "over"})
    anybody.get(f"/v1/offers/{old_offer}", 404)
    assert len(told(directory, OfferWithdrawn)) == 1


def test_what_nobody_answers_is_hidden_after_the_grace_time_and_comes_back(
    directory: Service, anybody: Door, editor: Door, old_offer: UUID
) -> None:
    asked(directory)
    assert (hidden(directory, days=29), hidden(directory, days=31), hidden(directory, days=31)) == (0, 1, 0)
    anybody.get(f"/v1/offers/{old_offer}", 404)
    (item,) = editor.get("/v1/freshness-checks")["items"]
    assert (item["subject_id"], item["title"]) == (str(old_offer), "Gießen")
    assert editor.get("/v1/freshness-checks?state=asked")["total"] == 0
    anybody.put(f"/v1/freshness-checks/{token_of(directory)}/answer", {"answer": "still_true"})
    anybody.get(f"/v1/offers/{old_offer}")
    assert editor.get("/v1/freshness-checks")["total"] == 0
    assert told(directory, OfferPublished)[-1].title == "Gießen"


@pytest.fixture
def hidden_offer(directory: Service, organisation_id: UUID, old_offer: UUID) -> UUID:
    """Return an offer that silence has hidden, of an organisation whose words editors see first."""
    asked(directory)
    assert hidden(directory, days=31) == 1
    with directory.database.transaction() as session:
        session.execute(text("UPDATE organisations SET trusted = false"))
    return old_offer


@pytest.mark.parametrize("by_link", [True, False])
def test_words_that_no_editor_has_seen_do_not_come_back_as_still_true(
    directory: Service,
    steward: Door,
    editor: Door,
    anybody: Door,
    hidden_offer: UUID,
    by_link: bool,
) -> None:
    with directory.database.reading() as session:
        known = session.get_one(Offer, hidden_offer)
        words, version = offer_words(known.organisation_id, title="Kauft!"), known.version
    steward.put(f"/v1/offers/{hidden_offer}", words, if_match=version)
    answer, body = f"/v1/freshness-checks/{token_of(directory)}/answer", {"answer": "still_true"}
    confirmation = f"/v1/records/offer/{hidden_offer}/confirmation"
    refusal = anybody.put(answer, body, 409) if by_link else steward.put(confirmation, status=409)
    assert refusal["type"] == "urn:mosaik:problem:words-wait"
    anybody.get(f"/v1/offers/{hidden_offer}", 404)
    assert editor.put(confirmation)["confirmed_on"]
    assert anybody.get(f"/v1/offers/{hidden_offer}")["title"] == "Kauft!"


def test_unchanged_words_of_whoever_is_not_trusted_come_back(
    directory: Service, anybody: Door, hidden_offer: UUID
) -> None:
    anybody.put(f"/v1/freshness-checks/{token_of(directory)}/answer", {"answer": "still_true"})
    assert anybody.get(f"/v1/offers/{hidden_offer}")["title"] == "Gießen"


@pytest.mark.parametrize("withdrawn", ["offer", "organisation"])
def test_what_editors_took_off_is_asked_about_no_more(
    directory: Service, editor: Door, anybody: Door, old_offer: UUID, organisation_id: UUID, withdrawn: str
) -> None:
    asked(directory)
    editor.delete(f"/v1/{withdrawn}s/{old_offer if withdrawn == 'offer' else organisation_id}/publication")
    assert hidden(directory, days=31) == 0
    token = token_of(directory)
    assert anybody.get(f"/v1/freshness-checks/{token}")["answer"] == "withdrawn"
    anybody.put(f"/v1/freshness-checks/{token}/answer", {"answer": "still_true"}, 410)
    anybody.get(f"/v1/offers/{old_offer}", 404)


def test_what_editors_show_and_take_off_again_after_silence_hid_it_stays_off(
    directory: Service, editor: Door, anybody: Door, hidden_offer: UUID
) -> None:
    editor.put(f"/v1/offers/{hidden_offer}/publication")
    editor.delete(f"/v1/offers/{hidden_offer}/publication")
    anybody.put(f"/v1/freshness-checks/{token_of(directory)}/answer", {"answer": "still_true"}, 410)


def test_silence_hides_nothing_that_a_source_took_off(
    directory: Service, anybody: Door, editor: Door, old_offer: UUID
) -> None:
    asked(directory)
    with directory.database.transaction() as session:
        session.execute(text("UPDATE offers SET state = 'withdrawn'"))
    assert hidden(directory, days=31) == 0
    assert editor.get("/v1/freshness-checks")["total"] == 0
    anybody.put(f"/v1/freshness-checks/{token_of(directory)}/answer", {"answer": "still_true"}, 410)


def test_silence_about_both_hides_each_so_that_each_comes_back(
    directory: Service, anybody: Door, old_offer: UUID, organisation_id: UUID
) -> None:
    grow_old(directory, "organisations", organisation_id, 400)
    assert (asked(directory), hidden(directory, days=31)) == (2, 2)
    pages = told(directory, NoticeRequested)[-1].pages
    for link in (pages["link_1"], pages["link_2"]):
        anybody.put(f"/v1/freshness-checks/{link.rpartition('/')[2]}/answer", {"answer": "still_true"})
    anybody.get(f"/v1/offers/{old_offer}")


def test_an_organisation_comes_back_with_what_it_leads_and_offers(
    directory: Service, editor: Door, anybody: Door, organisation_id: UUID
) -> None:
    a_steward(directory, organisation_id)
    offer_id, project_id = an_offer(directory, organisation_id), a_project(directory, organisation_id)
    taken_off = an_offer(directory, organisation_id)
    editor.delete(f"/v1/offers/{taken_off}/publication")
    new = anybody.get(f"/v1/offers/{offer_id}")["published_at"]
    grow_old(directory, "organisations", organisation_id, 400)
    assert (asked(directory), hidden(directory, days=31)) == (1, 1)
    anybody.get(f"/v1/projects/{project_id}", 404)
    anybody.put(f"/v1/freshness-checks/{token_of(directory)}/answer", {"answer": "still_true"})
    assert anybody.get(f"/v1/offers/{offer_id}")["published_at"] == new
    anybody.get(f"/v1/projects/{project_id}")
    anybody.get(f"/v1/offers/{taken_off}", 404)
    assert told(directory, OfferPublished)[-1].offer_id == offer_id


def test_a_steward_confirms_without_a_mail(directory: Service, steward: Door, tokens: Tokens, old_offer: UUID) -> None:
    asked(directory)
    stranger = Door(directory.test_client(), tokens.person(a_steward(directory, an_organisation(directory)), OURS))
    path = f"/v1/records/offer/{old_offer}/confirmation"
    stranger.put(path, status=403)
    assert steward.put(path)["confirmed_on"]
    steward.put(f"/v1/records/club/{old_offer}/confirmation", status=404)
    assert (hidden(directory, days=31), asked(directory)) == (0, 0)


def test_what_a_steward_writes_about_is_true(directory: Service, steward: Door, anybody: Door, old_offer: UUID) -> None:
    asked(directory)
    draft = steward.post("/v1/revisions", {"kind": "offer", "subject_id": str(old_offer), "words": {"places": 3}})
    steward.put(f"/v1/revisions/{draft['id']}/submission", if_match=draft["version"])
    assert (
        anybody.get(f"/v1/offers/{old_offer}")["confirmed_on"] >= (clock.now() - timedelta(days=1)).date().isoformat()
    )
    assert hidden(directory, days=31) == 0


@pytest.mark.parametrize("token", ["x", "%00", "ä", "x" * 2000])
def test_a_link_that_nobody_sent_opens_nothing(anybody: Door, token: str) -> None:
    anybody.get(f"/v1/freshness-checks/{token}", 404)
    anybody.put(f"/v1/freshness-checks/{token}/answer", {"answer": "over"}, 404)
    anybody.get(f"/v1/invitations/{token}", 404)
    anybody.put(f"/v1/proposals/{token}/confirmation", status=404)


def test_the_clock_asks_and_hides(directory: Service, old_offer: UUID) -> None:
    tasks: Any = directory.worker.celery.tasks
    for name in ("ask_whether_true", "hide_unanswered", "forget_unconfirmed"):
        tasks[f"directory-service.{name}"].apply().get()
    assert len(told(directory, NoticeRequested)) == 1
