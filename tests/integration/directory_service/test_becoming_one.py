"""Whatever hangs on a record that becomes one with another hangs on that one afterwards; nothing is lost."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text

from directory_service.actions import calendar, invitations
from directory_service.models import (
    EventOnPage,
    FreshnessCheck,
    Invitation,
    Offer,
    Picture,
    ProjectPartner,
    Provenance,
    Report,
    Stewardship,
)
from services.facts.directory import OfferMerged, OfferPublished, OfferWithdrawn, ProjectMerged, ProjectWithdrawn
from services.facts.events import EventScheduled
from services.facts.letters import NoticeRequested
from services.kit import clock
from services.kit.letters import Address
from services.kit.secret_links import token_hash
from services.kit.web import Service
from tests.integration.directory_service.conftest import OURS, Door
from tests.integration.directory_service.test_tasks import words_of
from tests.support.directory_makers import (
    OFFERS,
    a_desk,
    a_draft,
    a_draft_project,
    a_project,
    a_steward,
    an_offer,
    an_organisation,
    imported,
    offer_words,
    offers_there,
    table,
    told,
    tried,
)
from tests.support.tokens import Tokens


@pytest.fixture
def kept(directory: Service) -> UUID:
    return an_organisation(directory)


@pytest.fixture
def twin(directory: Service) -> UUID:
    return an_organisation(directory, name="Giesskannenbund")


def merged(editor: Door, kind: str, old: UUID, into: UUID, status: int = 200) -> None:
    editor.merge(kind, old, into, status)


def a_written_change(door: Door, kind: str, subject_id: UUID, **words: str) -> dict[str, str]:
    begun = door.post("/v1/revisions", {"kind": kind, "subject_id": str(subject_id)})
    saved = door.put(f"/v1/revisions/{begun['id']}", {"words": words}, if_match=begun["version"])
    return dict(saved)


def waiting(door: Door, kind: str, subject_id: UUID, **words: str) -> str:
    saved = a_written_change(door, kind, subject_id, **words)
    return str(door.put(f"/v1/revisions/{saved['id']}/submission", if_match=int(saved["version"]))["id"])


@pytest.fixture
def writer(directory: Service, twin: UUID, tokens: Tokens) -> Door:
    """Return somebody who looks after the twin, whom the editors do not trust."""
    with directory.database.transaction() as session:
        session.execute(text("UPDATE organisations SET trusted = false"))
    return Door(directory.test_client(), tokens.person(a_steward(directory, twin), OURS))


def approve(editor: Door, revision_id: str) -> None:
    seen = editor.get(f"/v1/revisions/{revision_id}")
    checked = [each.key for each in editor.client.application.extensions["city"].review.checks]
    editor.put(f"/v1/revisions/{revision_id}/approval", {"checked": checked}, if_match=seen["version"])


def test_what_waits_about_the_other_changes_the_one_that_stays(
    editor: Door, writer: Door, kept: UUID, twin: UUID
) -> None:
    revision_id = waiting(writer, "organisation", twin, description="Wir gießen.")
    merged(editor, "organisation", twin, kept)
    approve(editor, revision_id)
    page = editor.get(f"/v1/organisations/{kept}")
    assert (page["description"], page["name"]) == ("Wir gießen.", "Gießkannenbund Halle e. V.")


def test_what_waits_for_the_other_to_offer_is_offered_by_the_one_that_stays(
    editor: Door, writer: Door, kept: UUID, twin: UUID
) -> None:
    begun = writer.post(
        "/v1/revisions", {"kind": "offer", "organisation_id": str(twin), "words": offer_words(str(twin))}
    )
    writer.put(f"/v1/revisions/{begun['id']}/submission", if_match=begun["version"])
    merged(editor, "organisation", twin, kept)
    approve(editor, begun["id"])
    (offer,) = editor.get(f"/v1/organisations/{kept}")["offers"]
    assert offer["organisation"]["id"] == str(kept)


def test_a_second_draft_is_sent_back_with_all_its_words(
    editor: Door, writer: Door, directory: Service, kept: UUID, twin: UUID
) -> None:
    own = a_written_change(editor, "organisation", kept, description="Redaktion")
    other = waiting(writer, "organisation", twin, description="Gruppe")
    merged(editor, "organisation", twin, kept)
    sent_back = writer.get(f"/v1/revisions/{other}")
    assert (sent_back["state"], sent_back["words"]["description"]) == ("refused", "Gruppe")
    assert sent_back["reason"].startswith("Dieser Eintrag ist jetzt eins")
    assert told(directory, NoticeRequested)[-1].template == "revision_refused"
    assert editor.get(f"/v1/revisions/{own['id']}")["state"] == "draft"


def test_reports_invitations_and_pictures_move_and_what_was_asked_is_settled(
    directory: Service, editor: Door, anybody: Door, kept: UUID, twin: UUID
) -> None:
    report = {"path": "/gruppen/x", "kind": "organisation", "subject_id": str(twin), "title": "X", "text": "Falsch"}
    anybody.ask("POST", "/v1/reports", 202, report)
    token = "t" * 40
    with directory.database.transaction() as session:
        session.add(
            Picture(organisation_id=twin, width=1, height=1, sent_by="somebody", sent_at=clock.now()),
        )
        invitations.invite(session, twin, Address("neu@example.org", "de"), role="editor", desk=a_desk(directory))
        about = {"kind": "organisation", "subject_id": twin, "organisation_id": twin, "asked": 1}
        day = clock.now().date()
        session.add(FreshnessCheck(**about, token_hash=token_hash(token), asked_at=clock.now(), hides_on=day))
    merged(editor, "organisation", twin, kept)
    with directory.database.reading() as session:
        assert session.scalars(select(Report.subject_id)).all() == [kept]
        assert session.scalars(select(Invitation.organisation_id)).all() == [kept]
        assert session.scalars(select(Picture.organisation_id)).all() == [kept]
        assert session.scalars(select(FreshnessCheck.answer)).all() == ["merged"]
    anybody.put(f"/v1/freshness-checks/{token}/answer", {"answer": "still_true"}, 410)
    anybody.get(f"/v1/organisations/{twin}", 308)


def test_who_looked_after_the_other_stays_what_she_was(
    directory: Service, editor: Door, kept: UUID, twin: UUID
) -> None:
    helper = a_steward(directory, twin)
    with directory.database.transaction() as session:
        session.execute(text("UPDATE stewardships SET role = 'editor', name = 'Ada'"))
    merged(editor, "organisation", twin, kept)
    with directory.database.reading() as session:
        held = session.scalars(select(Stewardship).where(Stewardship.dismissed_at.is_(None))).all()
    assert [(each.person_id, each.organisation_id, each.role, each.name) for each in held] == [
        (helper, kept, "editor", "Ada")
    ]


def test_two_offers_become_one_and_nobody_is_told_of_a_new_one(
    directory: Service, editor: Door, anybody: Door, kept: UUID, twin: UUID
) -> None:
    stays, goes = an_offer(directory, kept), an_offer(directory, twin, effort="3 Stunden", keywords=["Bäume"])
    slug = anybody.get(f"/v1/offers/{goes}")["slug"]
    merged(editor, "offer", goes, stays)

    page = anybody.get(f"/v1/offers/{stays}")
    assert (page["effort"], page["keywords"], page["organisation"]["id"]) == ("3 Stunden", ["Bäume"], str(kept))
    for ref in (goes, slug):
        assert anybody.ask("GET", f"/v1/offers/{ref}", 308).headers["Location"] == f"/v1/offers/{page['slug']}"
    assert [fact.offer_id for fact in told(directory, OfferWithdrawn)] == [goes]
    assert [(fact.offer_id, fact.into_id) for fact in told(directory, OfferMerged)] == [(goes, stays)]
    last = told(directory, OfferPublished)[-1]
    assert (last.offer_id, last.version) == (stays, page["version"])
    items = editor.get(f"/v1/records/offer/{stays}/history")["items"]
    assert {(each["deed"], each["source"]) for each in items if each["source"]} == {
        ("grew", "Gießtour mit dem Wassertank"),
        ("merged", "Gießtour mit dem Wassertank"),
    }


def test_what_has_become_another_is_neither_shown_nor_written_again(
    directory: Service, editor: Door, kept: UUID
) -> None:
    stays, goes = an_offer(directory, kept), an_offer(directory, kept)
    merged(editor, "offer", goes, stays)
    editor.put(f"/v1/offers/{goes}/publication", status=409)
    with directory.database.reading() as session:
        version = session.get_one(Offer, goes).version
    editor.put(f"/v1/offers/{goes}", offer_words(str(kept)), 409, if_match=version)
    merged(editor, "offer", goes, stays, 409)
    merged(editor, "offer", stays, goes, 409)


def test_a_span_is_never_made_of_two(directory: Service, editor: Door, kept: UUID) -> None:
    stays = an_offer(directory, kept, starts_on="2036-05-01")
    goes = an_offer(directory, kept, starts_on="2036-04-01", ends_on="2036-04-02")
    merged(editor, "offer", goes, stays)
    page = editor.get(f"/v1/offers/{stays}")
    assert (page["starts_on"], page["ends_on"]) == ("2036-05-01", None)


def test_a_table_knows_a_merged_offer_by_its_old_id(directory: Service, editor: Door, kept: UUID) -> None:
    row = {
        "externe_id": "A-1",
        "organisation": "Gießkannenbund Halle e. V.",
        "titel": "Gießen",
        "kategorien": "Energie",
        "dauer": "kurz",
    }
    imported(directory, "offers", table(OFFERS, row))
    (goes,) = offers_there(directory)
    stays = an_offer(directory, kept)
    merged(editor, "offer", goes.id, stays)
    assert [row["verdict"] for row in tried(directory, "offers", table(OFFERS, row)).rows] == ["unchanged"]
    with directory.database.reading() as session:
        assert session.get_one(Provenance, ("offers", "A-1")).record_id == stays


def test_two_projects_become_one_with_all_that_hangs_on_them(
    directory: Service, editor: Door, anybody: Door, kept: UUID, twin: UUID
) -> None:
    third = an_organisation(directory, name="Dritte")
    partners = [{"organisation_id": third, "role": "Bäume"}, {"organisation_id": kept, "role": None}]
    stays = a_project(directory, kept)
    goes = a_project(directory, twin, title="Schulhof", partners=partners)
    offer_id = an_offer(directory, twin, project_id=goes)
    told_event = EventScheduled(**words_of(twin, project_id=goes), published_at=clock.now())
    with directory.database.transaction() as session:
        calendar.put_event_on_pages(session, told_event)
    merged(editor, "project", goes, stays)

    page = anybody.get(f"/v1/projects/{stays}")
    assert [(each["name"], each["role"]) for each in page["partners"]] == [
        ("Giesskannenbund", None),
        ("Dritte", "Bäume"),
    ]
    assert [each["id"] for each in page["offers"]] == [str(offer_id)]
    assert anybody.ask("GET", "/v1/projects/schulhof", 308).headers["Location"] == f"/v1/projects/{page['slug']}"
    assert [fact.project_id for fact in told(directory, ProjectWithdrawn)] == [goes]
    assert [(fact.project_id, fact.into_id) for fact in told(directory, ProjectMerged)] == [(goes, stays)]
    with directory.database.transaction() as session:
        calendar.put_event_on_pages(session, told_event)
    with directory.database.reading() as session:
        assert set(session.scalars(select(EventOnPage.project_id))) == {stays}, "also what is told later"
        assert goes not in set(session.scalars(select(ProjectPartner.project_id)))


def test_mergers_of_projects_and_offers_never_lead_through_another(
    directory: Service, editor: Door, anybody: Door, kept: UUID
) -> None:
    first, second, third = (an_offer(directory, kept, title=title) for title in ("Eins", "Zwei", "Drei"))
    merged(editor, "offer", first, second)
    merged(editor, "offer", second, third)
    assert anybody.ask("GET", "/v1/offers/eins", 308).headers["Location"] == "/v1/offers/drei"


def test_what_citizens_do_not_see_fills_no_gaps_of_what_they_see(
    directory: Service, editor: Door, anybody: Door, kept: UUID, twin: UUID
) -> None:
    stays = an_offer(directory, kept)
    merged(editor, "offer", a_draft(directory, twin, description="Kauft!", keywords=["Kauft!"]), stays)
    page = anybody.get(f"/v1/offers/{stays}")
    assert (page["description"], page["keywords"]) == (None, [])
    third = an_organisation(directory, name="Dritte")
    named = [{"organisation_id": third, "role": "Kauft!"}]
    goes, stays = a_draft_project(directory, twin, goals="Kauft!", partners=named), a_project(directory, kept)
    merged(editor, "project", goes, stays)
    page = anybody.get(f"/v1/projects/{stays}")
    assert (page["goals"], [each["role"] for each in page["partners"]]) == (None, [None, None])


@pytest.mark.parametrize("kind", ["offer", "project"])
def test_only_editors_merge_and_only_what_is_there(editor: Door, steward: Door, kind: str) -> None:
    one, other = uuid4(), uuid4()
    merged(steward, kind, one, other, 403)
    merged(editor, kind, one, other, 404)
    merged(editor, kind, one, one, 422)
