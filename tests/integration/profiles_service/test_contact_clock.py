"""What is due about contact requests happens on its day, once; and what is over is forgotten."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from profiles_service.models import ContactRecipient, ContactStep
from services.kit import clock
from services.kit.web import Service
from tests.support.contact_makers import (
    ASKS,
    ROSA,
    a_steward,
    an_offer,
    asked,
    confirm,
    counted,
    forwarded,
    let_pass,
    the_request,
    tick,
)
from tests.support.profiles_makers import count, letters, link, move_back, token_in

BERLIN = ZoneInfo("Europe/Berlin")


def answer(app: Service, token: str, said: str = "meet") -> Any:
    words = {"answer": said, "shares_address": True, "text": "Bis Samstag, Ihre Rosa"}
    return app.test_client().put("/v1/contact-request/answer", json=words, headers=link(token))


def settle(app: Service, token: str, **words: Any) -> Any:
    return app.test_client().put("/v1/contact-request/outcome", json=words, headers=link(token))


def tick_twice(app: Service) -> None:
    tick(app)
    tick(app)


@pytest.mark.parametrize(("days", "template", "email"), [(7, "contact_reminder", ROSA), (14, "contact_patience", ASKS)])
def test_a_reminder_comes_on_its_day_and_once(profiles: Service, days: int, template: str, email: str) -> None:
    a_steward(profiles)
    forwarded(profiles)
    let_pass(profiles, days=days, hours=-1)
    tick_twice(profiles)
    assert letters(profiles, template) == []

    let_pass(profiles, hours=1)
    tick_twice(profiles)
    assert [each.email for each in letters(profiles, template)] == [email]


def test_a_reminder_carries_the_same_link_and_goes_to_who_looks_after_it_now(profiles: Service) -> None:
    a_steward(profiles)
    token = forwarded(profiles)
    a_steward(profiles, "rita@example.net")
    let_pass(profiles, days=7)
    tick(profiles)
    sent = {each.email: token_in(each) for each in letters(profiles, "contact_reminder")}

    assert sent.keys() == {ROSA, "rita@example.net"}
    assert sent[ROSA] == token
    assert answer(profiles, sent["rita@example.net"]).status_code == 200


def test_both_sides_are_asked_what_became_of_it(profiles: Service) -> None:
    a_steward(profiles)
    answer(profiles, forwarded(profiles))
    let_pass(profiles, days=21)
    tick_twice(profiles)
    sent = {each.email: token_in(each) for each in letters(profiles, "contact_outcome")}

    assert sent.keys() == {ASKS, ROSA}
    assert "Ich habe samstags Zeit" not in str(letters(profiles, "contact_outcome"))
    assert settle(profiles, sent[ASKS], placed=False, reason="no_time").json["reason"] == "no_time"


def test_what_was_answered_is_not_reminded_of(profiles: Service) -> None:
    a_steward(profiles)
    answer(profiles, forwarded(profiles))
    let_pass(profiles, days=15)
    tick(profiles)

    assert letters(profiles, "contact_reminder") == letters(profiles, "contact_patience") == []


def test_what_nobody_confirmed_is_forgotten_after_two_weeks(profiles: Service) -> None:
    a_steward(profiles)
    asked(profiles, an_offer(profiles))
    let_pass(profiles, days=14)
    tick(profiles)
    found = the_request(profiles)

    assert (found.state, found.outcome, found.verified_at) == ("closed", None, None)
    assert _words(profiles, "Kim", ASKS, "samstags") == []


@pytest.mark.parametrize(("days", "reason"), [(60, "no_answer")])
def test_what_nobody_answers_ends_and_the_person_is_told(profiles: Service, days: int, reason: str) -> None:
    a_steward(profiles)
    forwarded(profiles)
    let_pass(profiles, days=days)
    tick(profiles)

    assert (the_request(profiles).state, the_request(profiles).reason) == ("closed", reason)
    assert letters(profiles, "contact_answer")[0].slots["answer"] == reason


def test_what_no_editor_looked_at_ends_and_the_person_is_told(profiles: Service) -> None:
    a_steward(profiles)
    confirm(profiles, asked(profiles, an_offer(profiles), message="Wir bieten SEO an."))
    let_pass(profiles, days=30)
    tick(profiles)

    assert the_request(profiles).state == "closed"
    assert letters(profiles, "contact_checked")[0].slots["result"] == "refused"


def test_where_nobody_tells_the_end_it_is_unknown(profiles: Service) -> None:
    a_steward(profiles)
    answer(profiles, forwarded(profiles))
    let_pass(profiles, days=21)
    tick(profiles)
    let_pass(profiles, days=30)
    tick(profiles)

    assert (the_request(profiles).state, the_request(profiles).reason) == ("closed", "unknown")


def test_ninety_days_after_the_end_nobody_is_known_any_more(profiles: Service) -> None:
    a_steward(profiles)
    token = forwarded(profiles)
    answer(profiles, token)
    settle(profiles, token, placed=True)
    let_pass(profiles, days=89)
    tick(profiles)
    assert the_request(profiles).name == "Kim Kastanie"

    let_pass(profiles, days=1)
    tick(profiles)
    found = the_request(profiles)
    assert (found.state, found.outcome) == ("closed", "placed")
    assert _words(profiles, "Kim", ASKS, "samstags", "Bis Samstag", ROSA) == []
    assert count(profiles, ContactRecipient) == 0
    gone = profiles.test_client().get("/v1/contact-request/answer", headers=link(token))
    assert gone.status_code == 410


def test_figures_outlive_what_was_erased(profiles: Service, unlimited: Service) -> None:
    a_steward(profiles)
    for said in ("meet", "filled", "no"):
        token = forwarded(profiles)
        answer(profiles, token, said)
        if said == "meet":
            settle(profiles, token, placed=True)
    asked(profiles, an_offer(profiles))
    let_pass(profiles, days=90)
    tick(profiles)
    found = counted(profiles)

    names = ("contacts_received", "contacts_forwarded", "contacts_answered", "placements", "answer_hours")
    assert [found[name] for name in names] == [4, 3, 3, 1, 3]
    assert [found[f"not_placed{part}"] for part in ("", " filled", " declined")] == [2, 1, 1]


def test_a_day_of_figures_is_the_citys_own(profiles: Service) -> None:
    a_steward(profiles)
    asked(profiles, an_offer(profiles))
    late = datetime(2026, 6, 30, 23, 30, tzinfo=BERLIN)
    move_back(profiles, ContactStep, happened_at=late)

    days = [late.date() + timedelta(days=number) for number in (-1, 0, 1)]
    assert [counted(profiles, day)["contacts_received"] for day in days] == [0, 1, 0]


def test_what_is_due_is_found_by_indexes(profiles: Service, statements: list[str]) -> None:
    a_steward(profiles)
    forwarded(profiles)
    statements.clear()
    tick(profiles)
    due = [each for each in statements if "FROM contact_requests" in each and "FOR UPDATE" in each]

    assert len(due) == 8
    with profiles.database.reading() as session:
        session.execute(text("SET LOCAL enable_seqscan = off"))
        for state in ("received", "held", "forwarded", "answered"):
            asked_for = f"EXPLAIN SELECT * FROM contact_requests WHERE state = '{state}' ORDER BY requested_at LIMIT 5"
            assert "ix_contact_requests_state" in "\n".join(session.scalars(text(asked_for)))


def _words(app: Service, *words: str) -> list[str]:
    """Return which of these words still stand in what is kept of requests."""
    with app.database.reading() as session:
        tables = ("contact_requests", "contact_recipients", "contact_steps")
        kept = " ".join(row for table in tables for row in session.scalars(text(f"SELECT t::text FROM {table} t")))
    return [word for word in words if word in kept]


def _today() -> Any:
    return clock.now().astimezone(BERLIN).date()
