"""Joining whoever had an idea: the request goes to its author, whose address nobody learns before she says yes."""

from typing import Any
from uuid import UUID, uuid4

from profiles_service.actions import contact_subjects, erasing
from profiles_service.models import ContactSubject
from profiles_service.queries.about_me import SECTIONS
from services.facts.directory import IdeaPublished
from services.kit import clock
from services.kit.privacy.about_me import Herself
from services.kit.web import Service
from tests.support.contact_makers import ASKS, a_steward, ask, asked, confirm, forwarded, tick
from tests.support.profiles_makers import a_person, letters, link, links, token_in

ADA = "ada@example.org"
MEET = {"answer": "meet", "text": "Komm in den Hof.", "shares_address": True}


def an_idea(app: Service, **words: Any) -> UUID:
    usual: dict[str, Any] = {
        "idea_id": uuid4(), "version": 2, "slug": "ein-lastenrad", "title": "Ein Lastenrad", "contact_name": "Ada",
        "contact_email": ADA, "published_at": clock.now(),
    }  # fmt: skip
    fact = IdeaPublished(**usual | words)
    with app.database.transaction() as session:
        contact_subjects.keep_idea(session, fact)
    return fact.idea_id


def withdrawn(app: Service, idea_id: UUID) -> None:
    with app.database.transaction() as session:
        contact_subjects.withdraw_subject(session, "idea", idea_id)


def known_of(app: Service, idea_id: UUID) -> tuple[str, str | None]:
    with app.database.reading() as session:
        found = session.get_one(ContactSubject, ("idea", idea_id))
        return found.organisation_name, found.email


def answered(app: Service, token: str) -> Any:
    return app.test_client().put("/v1/contact-request/answer", json=MEET, headers=link(token))


def test_a_request_goes_to_the_author_of_an_idea_and_her_answer_to_who_asked(profiles: Service) -> None:
    a_steward(profiles)
    idea_id = an_idea(profiles)
    token = asked(profiles, idea_id, kind="idea")
    assert ADA not in str(letters(profiles, "contact_confirm"))
    confirm(profiles, token)
    (request,) = letters(profiles, "contact_request")
    assert (request.email, request.slots["title"], request.slots["kind"]) == (ADA, "Ein Lastenrad", "idea")
    assert ASKS not in str(request)

    assert answered(profiles, token_in(request)).json["email"] == ASKS
    (said,) = letters(profiles, "contact_answer")
    assert (said.email, said.slots["organisation"], said.slots["email"]) == (ASKS, "Ada", ADA)


def test_who_has_an_account_is_written_to_at_its_address(profiles: Service) -> None:
    person_id = a_person(profiles, ADA, name="Ada").id
    forwarded(profiles, an_idea(profiles, contact_email=None, person_id=person_id), kind="idea")
    assert [each.email for each in letters(profiles, "contact_request")] == [ADA]


def test_nobody_joins_an_idea_whose_author_cannot_be_asked(profiles: Service) -> None:
    assert ask(profiles, an_idea(profiles, contact_email=None), kind="idea").status_code == 404
    assert ask(profiles, an_idea(profiles, contact_email=None, person_id=uuid4()), kind="idea").status_code == 404


def test_nobody_joins_what_is_off_the_board_and_it_may_come_back(profiles: Service) -> None:
    idea_id = an_idea(profiles)
    withdrawn(profiles, idea_id)
    assert ask(profiles, idea_id, kind="idea").status_code == 404
    an_idea(profiles, idea_id=idea_id, version=4)
    assert ask(profiles, idea_id, kind="idea").status_code == 202


def test_an_author_is_forgotten_once_all_who_asked_have_their_answer(profiles: Service) -> None:
    idea_id = an_idea(profiles)
    token = forwarded(profiles, idea_id, kind="idea")
    tick(profiles)
    assert known_of(profiles, idea_id) == ("Ada", ADA)
    withdrawn(profiles, idea_id)
    tick(profiles)
    assert known_of(profiles, idea_id) == ("Ada", ADA), "somebody waits for her answer"
    no = {"answer": "no", "text": None, "shares_address": False}
    assert profiles.test_client().put("/v1/contact-request/answer", json=no, headers=link(token)).status_code == 200
    tick(profiles)
    assert known_of(profiles, idea_id) == ("", None)


def test_who_had_an_idea_sees_what_is_kept_for_it_and_is_erased_with_it(profiles: Service) -> None:
    a_steward(profiles)
    person_id = a_person(profiles, ADA, name="Ada").id
    idea_id = an_idea(profiles)
    forwarded(profiles, idea_id, kind="idea")
    herself = Herself(person_id, ADA)
    with profiles.database.transaction() as session:
        assert list(SECTIONS["ideas"](session, herself)) == [
            {"title": "Ein Lastenrad", "contact_name": "Ada", "email": ADA}
        ]
        erasing.erase(session, person_id, links=links(), now=clock.now())
        assert list(SECTIONS["ideas"](session, herself)) == []

    assert known_of(profiles, idea_id) == ("", None)
    assert ask(profiles, idea_id, kind="idea").status_code == 404
