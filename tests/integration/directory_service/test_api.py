from typing import Any
from uuid import UUID, uuid4

import pytest
from jsonschema_rs import Draft202012Validator, meta
from sqlalchemy import text

from services.facts.directory import OfferPublished
from services.kit.web import Service
from tests.integration.directory_service.conftest import Door
from tests.support.directory_makers import (
    OFFERS,
    ORGANISATIONS,
    PROJECTS,
    an_offer,
    an_organisation,
    imported,
    offer_words,
    organisation_words,
    project_words,
    table,
    told,
)

NOBODY = "0c8f1c7e-3f0b-4c58-9c0e-6d2f5a7b1e11"

# What comes back when an offer is read, and is not said when it is written.
TOLD_ONLY = {"id", "slug", "organisation", "published_at", "picture", "project", "state", "version", "similar"}


# --- from the first word to the last ---------------------------------------------------------------------------------


def test_a_steward_takes_an_offer_from_draft_to_public_and_back(
    directory: Service, steward: Door, anybody: Door, organisation_id: UUID
) -> None:
    draft = steward.post("/v1/offers", offer_words(str(organisation_id)))
    assert (draft["state"], draft["version"], draft["slug"]) == ("draft", 1, "giesstour-mit-dem-wassertank")
    anybody.get(f"/v1/offers/{draft['slug']}", 404)

    published = steward.put(f"/v1/offers/{draft['id']}/publication")
    assert (published["state"], published["version"]) == ("published", 2)
    assert anybody.get(f"/v1/offers/{draft['slug']}")["id"] == draft["id"]

    withdrawn = steward.delete(f"/v1/offers/{draft['id']}/publication")
    assert (withdrawn["state"], withdrawn["version"]) == ("withdrawn", 3)
    anybody.get(f"/v1/offers/{draft['id']}", 404)
    assert anybody.get("/v1/offers")["total"] == 0


def test_a_second_publication_is_refused_and_told_to_nobody(
    directory: Service, steward: Door, organisation_id: UUID
) -> None:
    offer_id = an_offer(directory, organisation_id)
    problem = steward.put(f"/v1/offers/{offer_id}/publication", status=409)
    assert problem["type"] == "urn:mosaik:problem:already-published"
    assert len(told(directory, OfferPublished)) == 1


def test_what_was_read_can_be_written_back(steward: Door, organisation_id: UUID) -> None:
    whole = offer_words(
        str(organisation_id),
        description="Zeile eins\nZeile zwei",
        hours=1.5,
        starts_on="2030-01-02",
        languages=["de", "dgs"],
        lat=51.5,
        lon=11.9,
        alone_or_group=["allein"],
        certificate_of_conduct=False,
        with_children=True,
        wheelchair="partly",
        keywords=["Gießen"],
        district="altstadt",
    )
    first = steward.post("/v1/offers", whole)
    back = {name: value for name, value in first.items() if name not in TOLD_ONLY}
    back["organisation_id"] = str(organisation_id)
    second = steward.put(f"/v1/offers/{first['id']}", back, if_match=1)
    assert second["version"] == 2
    changing = {"version", "similar"}
    assert {k: v for k, v in second.items() if k not in changing} == {
        k: v for k, v in first.items() if k not in changing
    }


@pytest.mark.parametrize(("condition", "status"), [({}, 428), ({"If-Match": '"1"'}, 412), ({"If-Match": "x"}, 412)])
def test_a_change_names_the_version_it_changes(
    directory: Service, steward: Door, organisation_id: UUID, condition: dict[str, str], status: int
) -> None:
    offer_id = an_offer(directory, organisation_id)
    words = offer_words(str(organisation_id))
    steward.ask("PUT", f"/v1/offers/{offer_id}", status, words, **condition)
    steward.ask("PUT", f"/v1/organisations/{organisation_id}", status, organisation_words(), **condition)


def test_the_version_to_name_stands_on_what_is_read(directory: Service, anybody: Door, organisation_id: UUID) -> None:
    offer_id = an_offer(directory, organisation_id)
    for path in (f"/v1/offers/{offer_id}", f"/v1/organisations/{organisation_id}"):
        assert anybody.ask("GET", path).headers["ETag"] == '"2"'


def test_an_offer_that_moves_is_shown_with_whose_it_is_now(
    directory: Service, editor: Door, organisation_id: UUID
) -> None:
    offer_id, other = an_offer(directory, organisation_id), an_organisation(directory, name="Andere")
    moved = editor.put(f"/v1/offers/{offer_id}", offer_words(str(other)), if_match=2)
    assert moved["organisation"] == {"id": str(other), "slug": "andere", "name": "Andere"}
    assert told(directory, OfferPublished)[-1].organisation_name == "Andere"


def test_a_post_that_is_sent_twice_makes_one_offer(steward: Door, organisation_id: UUID) -> None:
    words, once = offer_words(str(organisation_id)), {"Idempotency-Key": "f00d"}
    first, second = (steward.ask("POST", "/v1/offers", 201, words, **once).get_json() for _ in range(2))
    assert first["id"] == second["id"]
    assert steward.get(f"/v1/offers?state=draft&organisation={organisation_id}")["total"] == 1


def test_a_steward_sees_her_own_drafts(directory: Service, steward: Door, organisation_id: UUID) -> None:
    steward.post("/v1/offers", offer_words(str(organisation_id), title="Entwurf"))
    an_offer(directory, organisation_id, title="Sichtbar")
    seen = {
        state: [
            each["title"] for each in steward.get(f"/v1/offers?organisation={organisation_id}&state={state}")["items"]
        ]
        for state in ("draft", "published", "withdrawn")
    }
    assert seen == {"draft": ["Entwurf"], "published": ["Sichtbar"], "withdrawn": []}


def test_what_is_not_public_is_kept_by_nobody_on_the_way(steward: Door, organisation_id: UUID) -> None:
    draft = steward.post("/v1/offers", offer_words(str(organisation_id)))
    for path in (f"/v1/offers/{draft['id']}", f"/v1/offers?state=draft&organisation={organisation_id}"):
        assert steward.ask("GET", path).headers["Cache-Control"] == "private, no-store"


def test_an_editor_makes_an_organisation_and_a_steward_mends_it(editor: Door, tokens: Any, directory: Service) -> None:
    made = editor.post("/v1/organisations", organisation_words(kind="initiative", district="altstadt", trusted=True))
    assert (made["state"], made["kind"]) == ("draft", "initiative")
    assert editor.put(f"/v1/organisations/{made['id']}/publication")["state"] == "published"
    editor.put(f"/v1/organisations/{made['id']}/publication", status=409)

    person_id = uuid4()
    editor.put(f"/v1/organisations/{made['id']}/stewards/{person_id}", status=204)
    steward = Door(directory.test_client(), tokens.person(person_id, "directory-service"))
    assert steward.get("/v1/stewardships")["items"] == [
        {
            "organisation_id": made["id"],
            "organisation_slug": made["slug"],
            "organisation_name": "Gießkannenbund Halle e. V.",
            "role": "owner",
        }
    ]
    words = organisation_words(website="https://kannen.example.org")
    mended = steward.put(f"/v1/organisations/{made['id']}", words, if_match=2)
    assert (mended["website"], mended["version"]) == ("https://kannen.example.org", 3)


def test_an_organisation_shows_what_it_offers_and_does(directory: Service, anybody: Door) -> None:
    imported(
        directory,
        "organisations",
        table(ORGANISATIONS, {"externe_id": "O-1", "name": "Eins", "typ": "Verein", "kategorien": "Energie"}),
    )
    project = {
        "externe_id": "P-1",
        "titel": "Dach",
        "organisation_id": "O-1",
        "kategorien": "Energie",
        "status": "geplant",
    }
    offer = {"externe_id": "A-1", "titel": "Hilf", "organisation_id": "O-1", "projekt_id": "P-1", "dauer": "kurz"}
    imported(directory, "projects", table(PROJECTS, project))
    imported(directory, "offers", table(OFFERS + ";projekt_id", {**offer, "kategorien": "Energie"}))
    shown = anybody.get("/v1/organisations/eins")
    assert [each["title"] for each in shown["offers"]] == ["Hilf"]
    assert [each["title"] for each in shown["projects"]] == ["Dach"]
    assert [each["title"] for each in anybody.get("/v1/projects/dach")["offers"]] == ["Hilf"]
    assert anybody.get("/v1/offers/hilf")["project"]["slug"] == "dach"
    assert anybody.get(f"/v1/projects?organisation={shown['id']}&status=planned")["total"] == 1


def test_an_import_goes_from_dry_run_to_confirmation(editor: Door, anybody: Door) -> None:
    good = {"externe_id": "O-1", "name": "Eins", "typ": "Verein", "kategorien": "Energie"}
    sheet = table(ORGANISATIONS, good, {**good, "externe_id": "O-2", "kategorien": "Enerie"})
    brought = editor.post("/v1/imports", {"kind": "organisations", "text": sheet})
    assert (brought["state"], brought["announce"]) == ("waiting", False)
    assert brought["counts"] == {"new": 1, "changed": 0, "unchanged": 0, "refused": 0, "waits": 1}
    assert anybody.get("/v1/organisations")["total"] == 0

    applied = editor.put(f"/v1/imports/{brought['id']}/confirmation")
    assert (applied["state"], applied["rows"]) == ("applied", brought["rows"])
    assert anybody.get("/v1/organisations")["total"] == 1
    assert editor.get(f"/v1/imports/{brought['id']}") == applied
    problem = editor.put(f"/v1/imports/{brought['id']}/confirmation", status=409)
    assert problem["type"] == "urn:mosaik:problem:already-applied"
    editor.get(f"/v1/imports/{uuid4()}", 404)


# --- lists that are asked for again ----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/v1/offers", "/v1/organisations", "/v1/projects", "/v1/categories", "/v1/figures"])
def test_a_list_that_did_not_change_is_not_sent_again(directory: Service, anybody: Door, path: str) -> None:
    organisation_id = an_organisation(directory)
    first = anybody.ask("GET", path)
    again = anybody.ask("GET", path, 304, **{"If-None-Match": first.headers["ETag"]})
    assert again.data == b""
    an_offer(directory, organisation_id)
    anybody.ask("GET", path, 200, **{"If-None-Match": first.headers["ETag"]})


def test_a_list_shows_a_change_at_once(directory: Service, steward: Door, anybody: Door, organisation_id: UUID) -> None:
    assert anybody.get("/v1/offers")["total"] == 0
    offer_id = an_offer(directory, organisation_id)
    assert anybody.get("/v1/offers")["total"] == 1
    steward.put(f"/v1/offers/{offer_id}", offer_words(str(organisation_id), title="Neu"), if_match=2)
    assert anybody.get("/v1/offers")["items"][0]["title"] == "Neu"
    steward.put(f"/v1/organisations/{organisation_id}", organisation_words(name="Kanne"), if_match=2)
    assert anybody.get("/v1/offers")["items"][0]["organisation"]["name"] == "Kanne"


# --- what cannot be understood ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/v1/offers?colour=green",
        "/v1/offers?category=knitting",
        "/v1/offers?district=atlantis",
        "/v1/offers?page=0",
        "/v1/offers?page=1001",
        "/v1/offers?page=99999999999999999999999",
        "/v1/offers?size=101",
        "/v1/offers?size=x",
        "/v1/offers?sort=colour",
        "/v1/offers?q=a%00b",
        "/v1/offers?q=" + "a" * 201,
        "/v1/offers?organisation=nobody",
        "/v1/offers?wheelchair=maybe",
        "/v1/offers?remote=perhaps",
        "/v1/offers?language=deutsch",
        "/v1/organisations?kind=club",
        "/v1/projects?status=dreamt",
        "/v1/projects?state=secret",
    ],
)
def test_a_question_that_makes_no_sense_is_refused(anybody: Door, path: str) -> None:
    problem = anybody.get(path, 422)
    assert problem["type"] == "urn:mosaik:problem:malformed"
    assert len(problem["errors"]) == 1


@pytest.mark.parametrize(
    "ref",
    ["%00", "a%00b", "%F0%9F%8C%B3", "x" * 3000, "..", "'", "%25", NOBODY, "ÄÖÜ", "A"],
)
@pytest.mark.parametrize("kind", ["offers", "organisations", "projects"])
def test_what_is_not_there_is_not_found(anybody: Door, kind: str, ref: str) -> None:
    assert anybody.get(f"/v1/{kind}/{ref}", 404)["status"] == 404


@pytest.mark.parametrize(
    "words", [{}, [], "x", None, {"title": "\x00"}, {"title": "\ud800"}, {"categories": [None]}, {"hours": 1e400}]
)
def test_an_offer_that_makes_no_sense_is_refused(steward: Door, words: Any) -> None:
    problem = steward.ask("POST", "/v1/offers", 422, words).get_json()
    assert problem["type"] == "urn:mosaik:problem:malformed"


@pytest.mark.parametrize(
    ("words", "kind"),
    [({"organisation_id": NOBODY}, "unknown-organisation"), ({"project_id": NOBODY}, "unknown-project")],
)
def test_an_offer_belongs_to_what_there_is(
    editor: Door, organisation_id: UUID, words: dict[str, str], kind: str
) -> None:
    problem = editor.post("/v1/offers", {**offer_words(str(organisation_id)), **words}, 422)
    assert problem["type"] == f"urn:mosaik:problem:{kind}"


@pytest.mark.parametrize(
    "sheet",
    [
        "",
        " ",
        "no table",
        "a;b\x00;c",
        'a;b\n"open',
        ";".join("x" * 5000) + "\n",
        'a;b\n"' + "x" * 200_000,
        "a;b\n\ud800",
    ],
)
def test_a_table_that_is_none_is_refused_or_has_no_good_row(editor: Door, sheet: str) -> None:
    answer = editor.client.post("/v1/imports", json={"kind": "offers", "text": sheet}, headers=editor.headers)
    assert answer.status_code in {201, 422}
    if answer.status_code == 201:
        assert answer.get_json()["counts"]["new"] == 0


# --- the description -------------------------------------------------------------------------------------------------


def test_what_the_description_says_is_what_is_answered(
    directory: Service, editor: Door, anybody: Door, organisation_id: UUID
) -> None:
    spec = anybody.get("/openapi.json")
    assert spec["openapi"].startswith("3.1")
    offer_id = an_offer(directory, organisation_id, district="altstadt", hours=0.5, languages=["de"])
    an_offer(directory, organisation_id)
    with directory.database.transaction() as session:
        session.execute(text("UPDATE organisations SET external_id = 'O-1'"))
    row = {"externe_id": "P-1", "titel": "Dach", "organisation_id": "O-1", "kategorien": "nature", "status": "geplant"}
    imported(directory, "projects", table(PROJECTS, row))
    brought = editor.post("/v1/imports", {"kind": "projects", "text": table(PROJECTS, {**row, "status": "?"})})
    answers = {
        ("/v1/categories", "get", "200"): anybody.get("/v1/categories"),
        ("/v1/districts", "get", "200"): anybody.get("/v1/districts"),
        ("/v1/figures", "get", "200"): anybody.get("/v1/figures"),
        ("/v1/organisations", "get", "200"): anybody.get("/v1/organisations"),
        ("/v1/organisations/{ref}", "get", "200"): anybody.get(f"/v1/organisations/{organisation_id}"),
        ("/v1/projects", "get", "200"): anybody.get("/v1/projects"),
        ("/v1/projects/{ref}", "get", "200"): anybody.get("/v1/projects/dach"),
        ("/v1/offers", "get", "200"): anybody.get("/v1/offers"),
        ("/v1/offers/{ref}", "get", "200"): anybody.get(f"/v1/offers/{offer_id}"),
        ("/v1/offers", "post", "201"): editor.post("/v1/offers", offer_words(str(organisation_id))),
        ("/v1/projects", "post", "201"): editor.post("/v1/projects", project_words(str(organisation_id))),
        ("/v1/imports", "post", "201"): brought,
        ("/v1/stewardships", "get", "200"): editor.get("/v1/stewardships"),
    }
    for (path, verb, status), answer in answers.items():
        schema = _schema(spec, path, verb, status)
        meta.validate(schema)
        Draft202012Validator(schema).validate(answer)
        assert set(_properties(schema)) == set(answer), path
    items = _properties(_schema(spec, "/v1/offers", "get", "200"))["items"]["items"]
    card = spec["components"]["schemas"][items["$ref"].rpartition("/")[2]]
    assert set(card["properties"]) == set(answers["/v1/offers", "get", "200"]["items"][0])


def _schema(spec: dict[str, Any], path: str, verb: str, status: str) -> dict[str, Any]:
    answer = spec["paths"][path][verb]["responses"][status]["content"]["application/json"]["schema"]
    return {**answer, "components": spec["components"]}


def _properties(schema: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = schema["components"]["schemas"][schema["$ref"].rpartition("/")[2]]["properties"]
    return found
