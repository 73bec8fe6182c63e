"""Organisations take over their pages: invited by mail, with roles, and free to leave."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from services.facts.directory import StewardAppointed, StewardDismissed
from services.facts.letters import LetterRequested
from services.kit.web import Service
from tests.integration.directory_service.conftest import OURS, Door
from tests.support.directory_makers import an_organisation, told
from tests.support.tokens import Tokens


@pytest.fixture
def page(directory: Service) -> UUID:
    """An organisation that the editors have prepared, and nobody looks after."""
    return an_organisation(directory, name="Schulgarten-Netz", trusted=False)


class Somebody(Door):
    """A person who has signed in."""

    person_id: UUID


def somebody(directory: Service, tokens: Tokens) -> Somebody:
    person_id = uuid4()
    door = Somebody(directory.test_client(), tokens.person(person_id, OURS))
    door.person_id = person_id
    return door


def invited(door: Door, page: UUID, directory: Service, **words: Any) -> str:
    door.post(f"/v1/organisations/{page}/invitations", {"email": "ada@example.org", **words})
    return str(told(directory, LetterRequested)[-1].slots["link"].rpartition("/")[2])


def roles(door: Door, page: UUID) -> list[tuple[str | None, str]]:
    return [(each["name"], each["role"]) for each in door.get(f"/v1/organisations/{page}/stewards")["items"]]


def test_a_letter_greets_nobody_with_a_link(directory: Service, editor: Door, page: UUID) -> None:
    invited(editor, page, directory, name="Gewinn: www.example.org")
    assert told(directory, LetterRequested)[-1].name is None


def test_the_link_makes_whoever_follows_it_an_owner(
    directory: Service, editor: Door, anybody: Door, tokens: Tokens, page: UUID
) -> None:
    token = invited(editor, page, directory, name="Ada Ahorn", language="en")
    (letter,) = told(directory, LetterRequested)
    assert (letter.email, letter.name, letter.template) == ("ada@example.org", "Ada Ahorn", "invitation")
    assert (letter.slots["organisation"], "/en/einladung/" in letter.slots["link"]) == ("Schulgarten-Netz", True)
    shown = anybody.get(f"/v1/invitations/{token}")
    assert (shown["organisation"]["name"], shown["role"], shown["is_open"]) == ("Schulgarten-Netz", "owner", True)
    assert told(directory, StewardAppointed) == []
    anybody.put(f"/v1/invitations/{token}/acceptance", status=401)

    ada = somebody(directory, tokens)
    ada.put(f"/v1/invitations/{token}/acceptance")
    assert [fact.person_id for fact in told(directory, StewardAppointed)] == [ada.person_id]
    assert roles(ada, page) == [("Ada Ahorn", "owner")]
    assert ada.get("/v1/stewardships")["items"][0]["role"] == "owner"
    assert anybody.get(f"/v1/invitations/{token}")["is_open"] is False
    somebody(directory, tokens).put(f"/v1/invitations/{token}/acceptance", status=410)


def test_an_owner_invites_others_and_an_editor_of_the_page_does_not(
    directory: Service, editor: Door, tokens: Tokens, page: UUID
) -> None:
    ada, bea = somebody(directory, tokens), somebody(directory, tokens)
    ada.put(f"/v1/invitations/{invited(editor, page, directory)}/acceptance")
    bea.put(f"/v1/invitations/{invited(ada, page, directory, role='editor', name='Bea')}/acceptance")
    assert roles(bea, page) == [(None, "owner"), ("Bea", "editor")]
    bea.post(f"/v1/organisations/{page}/invitations", {"email": "eve@example.org"}, 403)
    bea.get(f"/v1/organisations/{page}/invitations", 403)
    bea.put(f"/v1/organisations/{page}/stewards/{bea.person_id}/role", {"role": "owner"}, 403)
    bea.delete(f"/v1/organisations/{page}/stewards/{ada.person_id}", 403)


def test_a_page_is_handed_over_before_its_last_owner_leaves(
    directory: Service, editor: Door, tokens: Tokens, page: UUID
) -> None:
    ada, bea = somebody(directory, tokens), somebody(directory, tokens)
    ada.put(f"/v1/invitations/{invited(editor, page, directory)}/acceptance")
    bea.put(f"/v1/invitations/{invited(ada, page, directory, role='editor')}/acceptance")
    leaving = f"/v1/organisations/{page}/stewards/{ada.person_id}"
    assert ada.delete(leaving, 409)["type"] == "urn:mosaik:problem:last-owner"
    ada.put(f"{leaving}/role", {"role": "editor"}, 409)
    ada.put(f"/v1/organisations/{page}/stewards/{bea.person_id}/role", {"role": "owner"}, 204)
    ada.delete(leaving, 204)
    assert [fact.person_id for fact in told(directory, StewardDismissed)] == [ada.person_id]
    ada.get(f"/v1/organisations/{page}/stewards", 403)
    assert roles(bea, page) == [(None, "owner")]


def test_whoever_only_edits_may_leave_at_any_time(directory: Service, editor: Door, tokens: Tokens, page: UUID) -> None:
    bea = somebody(directory, tokens)
    bea.put(f"/v1/invitations/{invited(editor, page, directory, role='editor')}/acceptance")
    bea.delete(f"/v1/organisations/{page}/stewards/{bea.person_id}", 204)
    bea.delete(f"/v1/organisations/{page}/stewards/{bea.person_id}", 403)


def test_an_invitation_can_be_withdrawn_and_runs_out(
    directory: Service, editor: Door, tokens: Tokens, page: UUID
) -> None:
    first, second = invited(editor, page, directory), invited(editor, page, directory, email="bea@example.org")
    items = editor.get(f"/v1/organisations/{page}/invitations")["items"]
    assert [each["email"] for each in items] == ["ada@example.org", "bea@example.org"]
    editor.delete(f"/v1/organisations/{page}/invitations/{items[0]['id']}", 204)
    editor.delete(f"/v1/organisations/{an_organisation(directory)}/invitations/{items[1]['id']}", 404)
    with directory.database.transaction() as session:
        session.execute(text("UPDATE invitations SET expires_at = expires_at - :long"), {"long": timedelta(days=15)})
    ada = somebody(directory, tokens)
    for token in (first, second):
        problem = ada.put(f"/v1/invitations/{token}/acceptance", status=410)
        assert problem["type"] == "urn:mosaik:problem:invitation-over"
    assert editor.get(f"/v1/organisations/{page}/invitations")["items"] == []


def test_an_owner_who_is_invited_to_edit_stays_an_owner(
    directory: Service, editor: Door, tokens: Tokens, page: UUID
) -> None:
    ada = somebody(directory, tokens)
    ada.put(f"/v1/invitations/{invited(editor, page, directory)}/acceptance")
    ada.put(f"/v1/invitations/{invited(editor, page, directory, role='editor')}/acceptance")
    assert roles(ada, page) == [(None, "owner")]


def test_whoever_is_invited_again_gets_a_new_link_and_the_old_one_opens_nothing(
    directory: Service, editor: Door, tokens: Tokens, page: UUID
) -> None:
    old = invited(editor, page, directory)
    new = invited(editor, page, directory, email="Ada@Example.org")
    assert len(editor.get(f"/v1/organisations/{page}/invitations")["items"]) == 1
    ada = somebody(directory, tokens)
    ada.put(f"/v1/invitations/{old}/acceptance", status=410)
    ada.put(f"/v1/invitations/{new}/acceptance")


def test_no_mailbox_is_flooded_with_invitations(directory: Service, editor: Door, page: UUID) -> None:
    for n in range(5):
        invited(editor, page, directory, email=f"ada+{n}@example.org")
    editor.post(f"/v1/organisations/{page}/invitations", {"email": "ada@example.org"}, 429)
    assert len(told(directory, LetterRequested)) == 5


def test_an_owner_does_not_write_to_half_the_town_and_editors_hand_over_many_pages(
    directory: Service, editor: Door, tokens: Tokens, page: UUID
) -> None:
    ada = somebody(directory, tokens)
    ada.put(f"/v1/invitations/{invited(editor, page, directory)}/acceptance")
    path = f"/v1/organisations/{page}/invitations"
    for n in range(20):
        ada.post(path, {"email": f"somebody-{n}@example.org"})
    ada.post(path, {"email": "one-more@example.org"}, 429)
    for n in range(21):
        editor.post(path, {"email": f"somebody-else-{n}@example.org"})


def test_who_may_not_invite_uses_up_nobodys_limit(directory: Service, editor: Door, tokens: Tokens, page: UUID) -> None:
    stranger = somebody(directory, tokens)
    for _ in range(6):
        stranger.post(f"/v1/organisations/{page}/invitations", {"email": "ada@example.org"}, 403)
    invited(editor, page, directory)
