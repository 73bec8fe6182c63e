"""A mail address that is reached through a form is told to those who work with it, and to nobody else on any way."""

from uuid import UUID, uuid4

import pytest

from services.kit.web import Service
from tests.integration.directory_service.conftest import OURS, Door
from tests.support.directory_makers import a_steward, an_offer, an_organisation
from tests.support.tokens import Tokens

GROUP, OFFER = "gruppe@example.org", "beete@example.org"


@pytest.fixture
def organisation_id(directory: Service) -> UUID:
    return an_organisation(directory, email=GROUP)


@pytest.fixture
def paths(directory: Service, organisation_id: UUID) -> list[str]:
    offer_id = an_offer(directory, organisation_id, contact_email=OFFER)
    return [f"/v1/organisations/{organisation_id}", f"/v1/offers/{offer_id}"]


def told(door: Door, paths: list[str]) -> list[str | None]:
    organisation, offer = (door.get(path) for path in paths)
    return [organisation["email"], offer["contact_email"]]


def test_stewards_editors_and_the_website_are_told_the_address(
    directory: Service, steward: Door, editor: Door, tokens: Tokens, paths: list[str]
) -> None:
    website = Door(directory.test_client(), tokens.service("website", OURS))
    for door in (steward, editor, website):
        assert told(door, paths) == [GROUP, OFFER]
        for path in paths:
            assert door.ask("GET", path).headers["Cache-Control"] == "private, no-store"


def test_nobody_else_is_told_the_address(
    directory: Service, anybody: Door, editor: Door, tokens: Tokens, paths: list[str]
) -> None:
    told(editor, paths)
    neighbour = a_steward(directory, an_organisation(directory, name="Andere"))
    others = [
        tokens.person(neighbour, OURS),
        tokens.person(uuid4(), OURS),
        tokens.service("notifier", OURS),
        tokens.service("profiles-service", OURS),
    ]
    for door in (anybody, *(Door(directory.test_client(), each) for each in others)):
        assert told(door, paths) == [None, None]


def test_an_answer_that_is_kept_on_the_way_is_given_to_nobody_who_sees_more_or_less(
    anybody: Door, paths: list[str]
) -> None:
    for path in paths:
        headers = anybody.ask("GET", path).headers
        assert (headers["Cache-Control"], headers["Vary"]) == ("public, no-cache", "Authorization")


@pytest.mark.usefixtures("paths")
@pytest.mark.parametrize(
    "path",
    [
        *(f"/v1/{kind}{form}" for kind in ("organisations", "offers") for form in ("", ".json", ".csv", ".atom")),
        f"/v1/organisations?q={GROUP}",
        f"/v1/search?q={GROUP}",
        f"/v1/suggestions?q={GROUP}",
        "/v1/changes",
    ],
)
def test_no_list_tells_an_address_also_after_an_editor_has_asked(editor: Door, anybody: Door, path: str) -> None:
    editor.ask("GET", path)
    said = anybody.ask("GET", path).text
    assert not [each for each in (GROUP, OFFER) if each in said.replace(f"q={GROUP}", "")]


def test_a_steward_who_writes_back_what_she_read_loses_no_address(
    steward: Door, editor: Door, paths: list[str], organisation_id: UUID
) -> None:
    read = steward.get(paths[0])
    words = {name: read[name] for name in ("name", "categories", "email")}
    assert steward.put(f"/v1/organisations/{organisation_id}", words, if_match=read["version"])["email"] == GROUP
    assert editor.get(paths[0])["email"] == GROUP
