"""Organisations that may be one, and what becomes of all that belongs to them when an editor says that they are."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from directory_service.models import Offer, ProjectPartner
from services.facts.directory import (
    OfferPublished,
    OrganisationMerged,
    OrganisationWithdrawn,
    StewardAppointed,
    StewardDismissed,
)
from services.kit.web import Service
from tests.integration.directory_service.conftest import OURS, Door
from tests.support.directory_makers import (
    ORGANISATIONS,
    a_draft,
    a_draft_organisation,
    a_project,
    a_steward,
    an_offer,
    an_organisation,
    imported,
    organisation_words,
    table,
    told,
    tried,
)
from tests.support.tokens import Tokens

HERE = {"street": "Torstraße 901", "post_code": "06110", "lat": 51.47433, "lon": 11.97534}


@pytest.fixture
def person(directory: Service, tokens: Tokens) -> Door:
    return Door(directory.test_client(), tokens.person(uuid4(), OURS))


@pytest.fixture
def kept(directory: Service) -> UUID:
    return an_organisation(directory, **HERE)


@pytest.fixture
def twin(directory: Service) -> UUID:
    return an_organisation(directory, name="Giesskannenbund Halle eV", website="https://kannen.example.org", **HERE)


def merged(editor: Door, twin: UUID, kept: UUID, status: int = 200) -> None:
    editor.merge("organisation", twin, kept, status)


def test_who_types_a_name_sees_who_is_there_already(person: Door, kept: UUID) -> None:
    near = person.get("/v1/likes?name=Gieskannenbund&lat=51.4745&lon=11.9753")["items"]
    assert [(each["id"], each["is_strong"], each["because"]) for each in near] == [(str(kept), True, ["name", "place"])]
    far = person.get("/v1/likes?name=Gießkannenbund Halle&lat=51.5&lon=12.0")["items"]
    assert [each["is_strong"] for each in far] == [False]
    assert person.get("/v1/likes?name=Fahrradküche&lat=51.4745&lon=11.9753")["items"] == []
    assert person.get(f"/v1/likes?name=Gießkannenbund Halle&but={kept}")["items"] == []


def test_a_shared_mail_address_makes_two_organisations_alike_for_whoever_may_see_it(
    directory: Service, anybody: Door, person: Door, editor: Door, tokens: Tokens
) -> None:
    there = an_organisation(directory, name="Ganz anders", email="post@example.org")
    steward = Door(directory.test_client(), tokens.person(a_steward(directory, there), OURS))

    for door, because in ((anybody, []), (person, []), (steward, [["email"]]), (editor, [["email"]])):
        found = door.get("/v1/likes?name=Neu&email=POST@example.org")["items"]
        assert [each["because"] for each in found] == because
    (found,) = person.get("/v1/likes?name=Ganz anders&email=post@example.org")["items"]
    assert found["because"] == ["name"]


def test_only_editors_see_pairs(anybody: Door, person: Door) -> None:
    anybody.get("/v1/duplicates", 401)
    person.get("/v1/duplicates?kind=offer", 403)


def test_what_is_hidden_is_named_only_to_its_stewards_and_to_editors(
    directory: Service, anybody: Door, person: Door, editor: Door, tokens: Tokens
) -> None:
    owner = a_draft_organisation(directory, name="Kannenbund")
    steward = Door(directory.test_client(), tokens.person(a_steward(directory, owner), OURS))
    a_draft(directory, owner, title="Kannen leihen")
    for path in ("/v1/likes?name=Kannenbund", "/v1/likes?kind=offer&name=Kannen leihen"):
        assert [len(door.get(path)["items"]) for door in (anybody, person, steward, editor)] == [0, 0, 1, 1], path


def test_who_types_a_title_sees_what_has_one_like_it(directory: Service, anybody: Door, kept: UUID) -> None:
    other = an_organisation(directory, name="Andere")
    first, again = (an_offer(directory, each, title="Bäume gießen") for each in (kept, other))
    an_offer(directory, kept, title="Bäume gießen am Samstag")
    an_offer(directory, kept, title="Lesen üben")
    found = anybody.get(f"/v1/likes?kind=offer&name=Baeume giessen!&organisation={kept}&but={again}")["items"]
    assert [(each["name"], each["is_strong"], each["because"]) for each in found] == [
        ("Bäume gießen", True, ["name", "owner"]),
        ("Bäume gießen am Samstag", False, ["name", "owner"]),
    ]
    assert (found[0]["id"], found[0]["organisation"], found[0]["state"]) == (
        str(first),
        "Gießkannenbund Halle e. V.",
        "published",
    )
    assert anybody.get("/v1/likes?kind=project&name=Bäume gießen")["items"] == []


def test_editors_see_offers_and_projects_of_one_title(directory: Service, editor: Door, kept: UUID) -> None:
    other = an_organisation(directory, name="Andere")
    old, new = (an_offer(directory, kept, title=title) for title in ("Bäume gießen", "Baeume-Giessen"))
    an_offer(directory, kept, title="Bäume gießen", starts_on="2036-05-01")
    an_offer(directory, other, title="Bäume gießen")
    plans = [a_project(directory, each, title="Hof", street="Torstr. 1", post_code="06110") for each in (kept, other)]

    found = editor.get("/v1/duplicates?kind=offer")
    assert (found["total"], [pair["is_strong"] for pair in found["items"]]) == (2, [True, False])
    pair = found["items"][0]
    assert (pair["one"]["id"], pair["other"]["id"], pair["because"]) == (str(old), str(new), ["name", "owner"])
    assert editor.get("/v1/duplicates?kind=offer&page=2&size=1")["items"] == found["items"][1:]
    (pair,) = editor.get("/v1/duplicates?kind=project")["items"]
    assert ({pair["one"]["id"], pair["other"]["id"]}, pair["because"]) == (set(map(str, plans)), ["name", "place"])

    editor.merge("offer", new, old)
    assert editor.get("/v1/duplicates?kind=offer")["total"] == 1


def test_editors_see_every_pair_that_may_be_one(editor: Door, kept: UUID, twin: UUID) -> None:
    found = editor.get("/v1/duplicates")
    (pair,) = found["items"]
    assert (found["total"], {pair["one"]["id"], pair["other"]["id"]}) == (1, {str(kept), str(twin)})
    merged(editor, twin, kept)
    assert editor.get("/v1/duplicates")["total"] == 0


def test_the_old_address_leads_to_the_one_that_stays(editor: Door, anybody: Door, kept: UUID, twin: UUID) -> None:
    slug = anybody.get(f"/v1/organisations/{twin}")["slug"]
    merged(editor, twin, kept)
    for ref in (slug, twin):
        answer = anybody.ask("GET", f"/v1/organisations/{ref}", 308)
        assert answer.headers["Location"] == "/v1/organisations/giesskannenbund-halle-e-v"


def test_an_old_address_never_leads_through_another(directory: Service, editor: Door, kept: UUID, twin: UUID) -> None:
    third = an_organisation(directory, name="Kannen")
    merged(editor, twin, kept)
    merged(editor, kept, third)
    answer = editor.ask("GET", f"/v1/organisations/{twin}", 308)
    assert answer.headers["Location"] == "/v1/organisations/kannen"


def test_all_that_belongs_to_it_moves_and_is_told(directory: Service, editor: Door, kept: UUID, twin: UUID) -> None:
    offer, project = an_offer(directory, twin), a_project(directory, twin)
    elsewhere = a_project(
        directory, an_organisation(directory, name="Andere"), partners=[{"organisation_id": twin, "role": None}]
    )
    person_id = a_steward(directory, twin)
    merged(editor, twin, kept)

    page = editor.get(f"/v1/organisations/{kept}")
    assert [each["id"] for each in page["offers"]] == [str(offer)]
    assert {each["id"] for each in page["projects"]} == {str(project), str(elsewhere)}
    assert page["website"] == "https://kannen.example.org", "its gaps are filled"
    assert page["name"] == "Gießkannenbund Halle e. V."
    assert told(directory, OfferPublished)[-1].organisation_id == kept
    assert [fact.person_id for fact in told(directory, StewardAppointed) if fact.organisation_id == kept] == [person_id]
    assert [fact.organisation_id for fact in told(directory, StewardDismissed)] == [twin]
    assert [fact.into_id for fact in told(directory, OrganisationMerged)] == [kept]
    assert [fact.organisation_id for fact in told(directory, OrganisationWithdrawn)] == [twin]
    with directory.database.reading() as session:
        assert set(session.scalars(select(Offer.state))) == {"published"}


def test_what_was_hidden_with_it_is_shown_with_the_one_that_stays(
    directory: Service, editor: Door, anybody: Door, kept: UUID, twin: UUID
) -> None:
    offer_id = an_offer(directory, twin)
    editor.delete(f"/v1/organisations/{twin}/publication")
    merged(editor, twin, kept)
    assert anybody.get(f"/v1/offers/{offer_id}")["organisation"]["id"] == str(kept)


def test_nobody_takes_part_twice_or_in_what_it_leads(directory: Service, editor: Door, kept: UUID, twin: UUID) -> None:
    both = [{"organisation_id": each, "role": None} for each in (kept, twin)]
    other = an_organisation(directory, name="Andere")
    twice = a_project(directory, other, partners=both)
    own = a_project(directory, kept, partners=both[1:])
    merged(editor, twin, kept)
    with directory.database.reading() as session:
        rows = session.execute(select(ProjectPartner.project_id, ProjectPartner.organisation_id)).all()
    assert [tuple(row) for row in rows] == [(twice, kept)]
    assert own not in {row[0] for row in rows}


def test_a_table_knows_the_merged_one_by_its_old_id(directory: Service, editor: Door, kept: UUID) -> None:
    row = {"externe_id": "V-1", "name": "Kannenfreunde", "typ": "Verein", "kategorien": "Energie"}
    imported(directory, "organisations", table(ORGANISATIONS, row))
    with directory.database.reading():
        twin = editor.get("/v1/organisations/kannenfreunde")["id"]
    merged(editor, UUID(twin), kept)

    (again,) = tried(directory, "organisations", table(ORGANISATIONS, row)).rows
    assert (again["verdict"], "likes" in again) == ("unchanged", False)


@pytest.mark.parametrize("again", [False, True])
def test_what_cannot_be_merged_is_refused(
    directory: Service, editor: Door, kept: UUID, twin: UUID, again: bool
) -> None:
    if again:
        merged(editor, twin, kept)
        merged(editor, twin, kept, 409)
        return
    merged(editor, kept, kept, 422)
    merged(editor, kept, uuid4(), 404)
    merged(editor, kept, a_draft_organisation(directory, name="Entwurf"), 409)


@pytest.mark.parametrize("changed", ["the one that ends", "the one that stays"])
def test_what_has_changed_since_it_was_looked_at_does_not_become_one(
    editor: Door, kept: UUID, twin: UUID, changed: str
) -> None:
    versions = {each: editor.get(f"/v1/organisations/{each}")["version"] for each in (twin, kept)}
    other = twin if changed == "the one that ends" else kept
    editor.put(f"/v1/organisations/{other}", organisation_words(name="Kannen"), if_match=versions[other])
    way, words = f"/v1/organisations/{twin}/successor", {"organisation_id": str(kept), "version": versions[kept]}

    editor.put(way, words, 412, if_match=versions[twin])
    editor.put(way, words, 428)
    editor.put(way, {"organisation_id": str(kept)}, 422, if_match=versions[twin])
    assert editor.get(f"/v1/organisations/{twin}")["state"] == "published"
    merged(editor, twin, kept)


def test_only_editors_merge(person: Door, kept: UUID, twin: UUID) -> None:
    merged(person, twin, kept, 403)


def test_nobody_has_everything_compared_again_and_again(anybody: Door, steward: Door, editor: Door) -> None:
    for door in (anybody, steward):
        for _ in range(60):
            door.get("/v1/likes?name=Gartenfreunde")
        door.get("/v1/likes?name=Gartenfreunde", 429)
    editor.get("/v1/likes?name=Gartenfreunde")
