from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from profiles_service import tasks
from profiles_service.models import Consent, OpenSession, Person, SignIn, Stewardship, Subscription, SubscriptionRequest
from services.facts import Fact
from services.facts.directory import StewardAppointed, StewardDismissed
from services.facts.letters import LetterRequested, NoticeRequested
from services.kit import clock
from services.kit.web import Service
from tests.support.profiles_makers import (
    a_person,
    asked_to_confirm,
    begin_sign_in,
    count,
    move_back,
    session_header,
    signed_in,
    subscribed,
    told,
)
from tests.support.tokens import Tokens


def hear(app: Service, fact: Fact) -> None:
    message = {
        "id": str(uuid4()),
        "name": fact.fact_name,
        "payload": fact.to_wire(),
        "request_id": "",
        "told_at": clock.now().isoformat(),
    }
    app.worker.celery.tasks[fact.fact_name].apply(kwargs=message)


def appointed(person_id: UUID, **words: Any) -> StewardAppointed:
    usual = {
        "stewardship_id": uuid4(),
        "version": 1,
        "organisation_id": uuid4(),
        "organisation_name": "Gießkannenbund",
        "appointed_at": clock.now(),
    }
    return StewardAppointed(person_id=person_id, **{**usual, **words})


def dismissed(fact: StewardAppointed, version: int = 2) -> StewardDismissed:
    return StewardDismissed(
        stewardship_id=fact.stewardship_id,
        version=version,
        organisation_id=fact.organisation_id,
        person_id=fact.person_id,
        dismissed_at=clock.now(),
    )


def forget(app: Service) -> None:
    with app.database.transaction() as session:
        tasks.forget_what_is_over(session, clock.now())


def test_a_steward_sees_what_she_may_edit(profiles: Service, tokens: Tokens) -> None:
    begun = signed_in(profiles)
    person_id = UUID(begun["person"]["id"])
    fact = appointed(person_id)
    hear(profiles, fact)
    hear(profiles, appointed(uuid4()))
    listed = [{"organisation_id": str(fact.organisation_id), "organisation_name": "Gießkannenbund"}]
    client = profiles.test_client()

    me: Any = client.get("/v1/me", headers=tokens.person(person_id, "profiles-service")).json
    traded: Any = client.post("/v1/tokens", headers=session_header(begun["session"])).json
    assert me["stewardships"] == traded["person"]["stewardships"] == listed


def test_a_dismissed_steward_edits_nothing_any_more(profiles: Service) -> None:
    fact = appointed(uuid4())
    hear(profiles, fact)
    hear(profiles, dismissed(fact))

    assert count(profiles, Stewardship) == 0


def test_an_appointment_that_arrives_after_the_dismissal_is_dropped(profiles: Service) -> None:
    fact = appointed(uuid4())
    hear(profiles, dismissed(fact))
    hear(profiles, fact)

    assert count(profiles, Stewardship) == 0


def test_a_steward_may_be_appointed_anew(profiles: Service) -> None:
    fact = appointed(uuid4())
    hear(profiles, fact)
    hear(profiles, dismissed(fact))
    hear(profiles, appointed(fact.person_id, stewardship_id=fact.stewardship_id, version=3))

    assert count(profiles, Stewardship) == 1


def test_of_an_unfinished_sign_in_nothing_stays(profiles: Service) -> None:
    begin_sign_in(profiles)
    move_back(profiles, SignIn, expires_at=clock.now() - timedelta(days=1, minutes=1))
    forget(profiles)

    assert count(profiles, SignIn) == count(profiles, Person) == 0


def test_a_fresh_sign_in_stays(profiles: Service) -> None:
    begin_sign_in(profiles)
    forget(profiles)

    assert count(profiles, SignIn) == count(profiles, Person) == 1


def test_people_with_an_account_stay_when_their_sign_ins_go(profiles: Service) -> None:
    signed_in(profiles)
    move_back(profiles, SignIn, expires_at=clock.now() - timedelta(days=2))
    forget(profiles)

    assert (count(profiles, SignIn), count(profiles, Person), count(profiles, OpenSession)) == (0, 1, 1)


def test_sessions_that_ended_are_forgotten(profiles: Service) -> None:
    signed_in(profiles)
    move_back(profiles, OpenSession, last_used_at=clock.now() - timedelta(days=31))
    signed_in(profiles)
    forget(profiles)

    assert count(profiles, OpenSession) == 1


def test_of_what_nobody_confirmed_no_trace_stays_after_14_days(profiles: Service) -> None:
    asked_to_confirm(profiles)
    move_back(profiles, SubscriptionRequest, requested_at=clock.now() - timedelta(days=15))
    forget(profiles)

    assert [count(profiles, table) for table in (SubscriptionRequest, Person)] == [0, 0]
    with profiles.database.reading() as session:
        lines = session.query(Consent).order_by(Consent.id).all()
    # That somebody once asked stays, and holds the chain; who it was and what she asked for does not.
    assert [line.step for line in lines] == ["requested", "mailed", "emptied"]
    words = ("person_id", "request_id", "wording_hash", "form", "chosen", "letter_id", "salt")
    assert {getattr(line, name) for line in lines[:2] for name in words} == {None}


def test_the_proof_of_what_was_confirmed_stays(profiles: Service) -> None:
    subscribed(profiles)
    asked_to_confirm(profiles)
    move_back(profiles, SubscriptionRequest, requested_at=clock.now() - timedelta(days=15))
    forget(profiles)

    assert count(profiles, SubscriptionRequest) == 0
    assert (count(profiles, Consent), count(profiles, Subscription), count(profiles, Person)) == (6, 1, 1), (
        "one line says that two were emptied"
    )


def test_people_who_were_given_an_account_stay(profiles: Service) -> None:
    a_person(profiles)
    asked_to_confirm(profiles)
    move_back(profiles, SubscriptionRequest, requested_at=clock.now() - timedelta(days=15))
    forget(profiles)

    assert count(profiles, Person) == 1


def test_a_notice_for_editors_goes_to_nobody_else(profiles: Service) -> None:
    rosa, edda = a_person(profiles, "rosa@example.net"), a_person(profiles, "edda@example.org", editor=True)

    for person in (rosa, edda):
        notice = NoticeRequested(
            notice_id=uuid4(),
            person_id=person.id,
            template="revision_handed_over",
            slots={"title": "Hof", "note": ""},
            pages={"link": "/eintragen/pruefen/1"},
            requested_at=clock.now(),
            expires_at=clock.now() + timedelta(days=1),
            for_editors=True,
        )
        hear(profiles, notice)

    assert [letter.email for letter in told(profiles, LetterRequested)] == ["edda@example.org"]
