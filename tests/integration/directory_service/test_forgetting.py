"""What the directory forgets of a person: what never was published goes, what was is counted and shown to her."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text

from directory_service import tasks
from directory_service.actions.forgetting import forget_person
from directory_service.models import Merger
from directory_service.queries.about_me import SECTIONS
from services.facts.forgetting import PersonForgotten, ProfileErased
from services.kit import clock
from services.kit.privacy.about_me import Herself
from services.kit.privacy.forgetting import FORMER
from services.kit.web import Service
from tests.integration.directory_service.conftest import OURS, Door
from tests.integration.directory_service.test_inviting import invited
from tests.integration.directory_service.test_suggesting import approved, suggested
from tests.support.directory_makers import a_steward, an_organisation, organisation_words, told
from tests.support.tokens import Tokens

SHE, KEY = "Mirjam@example.org", "mirjam@example.org"
HERS = {"name": "Mirjams Gruppe", "email": SHE}


@pytest.fixture
def mirjam(directory: Service, organisation_id: UUID) -> UUID:
    return a_steward(directory, organisation_id)


@pytest.fixture
def her(directory: Service, tokens: Tokens, mirjam: UUID) -> Door:
    return Door(directory.test_client(), tokens.person(mirjam, OURS))


def erased(directory: Service, person_id: UUID) -> PersonForgotten:
    fact = ProfileErased(person_id=person_id, version=2, receipt_id=uuid4(), email=SHE, erased_at=clock.now())
    with directory.database.transaction() as session:
        forget_person(session, fact, now=clock.now())
    facts: list[PersonForgotten] = told(directory, PersonForgotten)
    return facts[-1]


def shown(directory: Service, person_id: UUID, key: str) -> list[Mapping[str, Any]]:
    with directory.database.reading() as session:
        return list(SECTIONS[key](session, Herself(person_id, SHE)))


def rows(directory: Service, table: str) -> list[str]:
    with directory.database.reading() as session:
        return list(session.scalars(text(f"SELECT each::text FROM {table} AS each")))


def refused(editor: Door) -> Any:
    (item,) = editor.get("/v1/revisions")["items"]
    return editor.put(f"/v1/revisions/{item['id']}/refusal", {"reason": "Nein."}, if_match=item["version"])


def test_what_she_never_published_goes_with_all_its_words(
    directory: Service, her: Door, editor: Door, anybody: Door, mirjam: UUID, organisation_id: UUID
) -> None:
    words = {"title": "Gießen", "contact_person": "Mirjam", "contact_email": SHE}
    her.post("/v1/revisions", {"kind": "offer", "organisation_id": str(organisation_id), "words": words})
    suggested(anybody, directory, HERS, email=KEY)
    refused(editor)
    suggested(anybody, directory, HERS, email=SHE)

    told_of = erased(directory, mirjam)

    assert [each for each in rows(directory, "revisions") if "mirjam" in each.lower()] == []
    assert (told_of.erased["written"], "written" in told_of.stays) == (3, False)


def test_what_was_published_stays_is_counted_and_is_shown_to_her(
    directory: Service, editor: Door, anybody: Door, mirjam: UUID
) -> None:
    suggested(anybody, directory, {**organisation_words(), **HERS}, email="kim@example.org")
    approved(editor)

    (seen,) = shown(directory, mirjam, "written")
    told_of = erased(directory, mirjam)

    assert (seen["named"], seen["title"], seen["state"]) == (SHE, "Mirjams Gruppe", "approved")
    assert "kim@example.org" not in str(seen)
    assert told_of.stays == {"written": 1, "contacts": 1}


def test_what_others_have_not_published_is_not_shown_to_her_but_that_it_names_her(
    directory: Service, anybody: Door, mirjam: UUID
) -> None:
    suggested(anybody, directory, HERS, email="kim@example.org")

    (seen,) = shown(directory, mirjam, "written")

    assert (seen["named"], seen["title"], seen["state"]) == (SHE, "", "waiting")


@pytest.mark.parametrize("settled", [False, True])
def test_what_she_said_is_wrong_goes_with_its_text(
    directory: Service, anybody: Door, editor: Door, mirjam: UUID, settled: bool
) -> None:
    words = {"path": "/angebote/x", "title": "Gießtour", "text": f"Bitte an {SHE} schreiben.", "email": SHE}
    anybody.post("/v1/reports", words, 202)
    if settled:
        (report,) = editor.get("/v1/reports")["items"]
        editor.put(f"/v1/reports/{report['id']}/settlement", {"note": "Geändert."})

    (seen,) = shown(directory, mirjam, "reports")
    told_of = erased(directory, mirjam)

    assert seen["text"] == words["text"]
    assert told_of.erased["reports"] == 1
    assert [each for each in rows(directory, "reports") if KEY in each.lower()] == []


def test_who_made_records_one_is_forgotten_after_a_while_and_the_old_address_leads_on(directory: Service) -> None:
    kept, old = an_organisation(directory), an_organisation(directory, name="Gießkannenbund e. V.")
    words = {"kind": "organisation", "old_id": old, "old_slug": "alt", "into_id": kept, "merged_by": str(uuid4())}
    with directory.database.transaction() as session:
        session.add(Merger(**words, merged_at=clock.now()))

    for days, is_known in ((29, True), (31, False)):
        with directory.database.transaction() as session:
            tasks.forget_unused_pictures(session, clock.now() + timedelta(days=days))
        with directory.database.reading() as session:
            (merger,) = session.scalars(select(Merger))
            assert (merger.merged_by != FORMER, merger.old_slug) == (is_known, "alt")


@pytest.mark.parametrize("ends", ["runs out", "accepted", "withdrawn"])
def test_whom_an_invitation_went_to_is_forgotten_when_nobody_can_accept_it_any_more(
    directory: Service, editor: Door, tokens: Tokens, organisation_id: UUID, ends: str
) -> None:
    token, now = invited(editor, organisation_id, directory, email=SHE, name="Mirjam"), clock.now()
    if ends == "accepted":
        Door(directory.test_client(), tokens.person(uuid4(), OURS)).put(f"/v1/invitations/{token}/acceptance")
    elif ends == "withdrawn":
        (each,) = editor.get(f"/v1/organisations/{organisation_id}/invitations")["items"]
        editor.delete(f"/v1/organisations/{organisation_id}/invitations/{each['id']}", 204)
    else:
        now += timedelta(days=14, hours=1)

    with directory.database.transaction() as session:
        tasks.forget_unconfirmed(session, now)

    (row,) = rows(directory, "invitations")
    assert "irjam" not in row
