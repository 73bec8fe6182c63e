"""What those do with a list whose event it is; and that nobody else may."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from openpyxl import load_workbook
from sqlalchemy import update

from events_service.actions import rolls
from events_service.actions.stewarding import Desk, list_of
from events_service.models import Event, Roll
from services.facts.events import SeatTaken
from services.kit import clock
from services.kit.web import Service
from tests.support.events_makers import EDITOR, a_steward, an_organisation, told
from tests.support.plans import statements_of
from tests.support.seat_makers import (
    a_bookable_event,
    ask_to_come,
    asked_letters,
    comes,
    letters,
    line_of,
    newest,
    post_of,
    wants,
    with_link,
)
from tests.support.tokens import Tokens

OURS = "events-service"
QUESTIONS: list[dict[str, Any]] = [
    {"key": "food", "text": "Was isst du?", "reason": "Für die Küche.", "kind": "choice",
     "choices": ["alles", "vegan"], "required": True},
    {"key": "car", "text": "Kommst du mit dem Auto?", "reason": "Für den Parkplatz.", "kind": "yes_no"},
    {"key": "note", "text": "Noch etwas?", "reason": "Damit wir es wissen.", "kind": "text"},
]  # fmt: skip


@pytest.fixture
def organisation_id(events: Service) -> UUID:
    return an_organisation(events)


@pytest.fixture
def event(events: Service, organisation_id: UUID) -> Event:
    return a_bookable_event(events, organisation_id, places=1)


@pytest.fixture
def steward(events: Service, tokens: Tokens, organisation_id: UUID) -> dict[str, str]:
    return tokens.person(a_steward(events, organisation_id), OURS)


def ask(
    app: Service, event: Event, call: str, who: dict[str, str], json: Any = None, status: int = 200, **headers: str
) -> Any:
    method, path = call.split(" ", 1)
    path = f"/v1/events/{event.id}/{path}"
    answer = app.test_client().open(path, method=method, json=json, headers={**who, **headers})
    assert answer.status_code == status, answer.text
    return answer.get_json(silent=True) or answer


def arrange(app: Service, event: Event, who: dict[str, str], status: int = 200, version: int = 0, **words: Any) -> Any:
    return ask(app, event, "PUT registration", who, words, status, **{"If-Match": f'"{version}"'})


NOBODYS = "0c8f1c7e-3f0b-4c58-9c0e-6d2f5a7b1e11"
DOORS: list[tuple[str, str, Any]] = [
    ("PUT", "registration", {"questions": []}),
    ("GET", "registrations", None),
    ("GET", "registrations.csv", None),
    ("GET", "registrations.xlsx", None),
    ("POST", "guests", {"name": "Kim"}),
    ("PUT", f"registrations/{NOBODYS}/attendance", {"came": True}),
    ("PUT", f"registrations/{NOBODYS}/cancellation", {}),
    ("PUT", "places", {"places": 3}),
    ("POST", "messages", {"text": "Hallo"}),
]


@pytest.mark.parametrize(("method", "path", "words"), DOORS, ids=[f"{method} {path}" for method, path, _ in DOORS])
def test_only_those_whose_event_it_is_may(
    events: Service, tokens: Tokens, event: Event, method: str, path: str, words: Any
) -> None:
    others = tokens.person(a_steward(events, an_organisation(events, slug="andere")), OURS)
    callers: tuple[tuple[dict[str, str], int], ...] = (
        ({}, 401),
        (tokens.person(uuid4(), OURS), 403),
        (others, 403),
        (tokens.service("website", OURS), 403),
    )
    for who, status in callers:
        answer = events.test_client().open(
            f"/v1/events/{event.id}/{path}", method=method, json=words, headers={**who, "If-Match": '"0"'}
        )
        assert answer.status_code == status, (method, path, answer.text)


def test_stewards_and_editors_see_who_comes(
    events: Service, tokens: Tokens, event: Event, steward: dict[str, str]
) -> None:
    comes(events, event, "ada@example.org")
    comes(events, event, "bea@example.org")

    for who in (steward, tokens.editor(OURS)):
        (roll,) = ask(events, event, "GET registrations", who)["rolls"]
        assert (roll["places"], roll["taken"], roll["waiting"], roll["free"]) == (1, 1, 1, 0)
        assert [(each["name"], each["state"]) for each in roll["guests"]] == [("Ada", "seated"), ("Bea", "waiting")]


def test_questions_are_asked_and_their_answers_kept(events: Service, event: Event, steward: dict[str, str]) -> None:
    arrange(events, event, steward, questions=QUESTIONS)
    arrange(events, event, steward, status=412)
    page = events.test_client().get(f"/v1/events/{event.slug}/registration").get_json()
    assert [each["reason"] for each in page["questions"]] == [each["reason"] for each in QUESTIONS]

    for answers, refusal in (
        ({}, "answer-missing"),
        ({"food": "Steine"}, "answer-unknown"),
        ({"food": "vegan", "car": "ja"}, "answer-unknown"),
        ({"food": "vegan", "shoe": "40"}, "answer-unknown"),
        ({"food": "vegan", "\ud800": "40"}, "answer-unknown"),
    ):
        words = wants("ada@example.org", answers=answers)
        answer = events.test_client().post(f"/v1/events/{event.id}/registrations", json=words)
        assert (answer.status_code, answer.get_json()["type"].rpartition(":")[2]) == (422, refusal)

    comes(events, event, "ada@example.org", answers={"food": "vegan", "car": False})
    assert newest(events, "ada@example.org").answers == {"food": "vegan", "car": False}


@pytest.mark.parametrize(
    "questions",
    [
        [{**QUESTIONS[0], "choices": ["nur eins"]}],
        [{**QUESTIONS[1], "choices": ["ja", "nein"]}],
        [QUESTIONS[0], QUESTIONS[0]],
        [{**QUESTIONS[2], "key": f"q{number}"} for number in range(6)],
    ],
)
def test_questions_that_make_no_sense_are_refused(
    events: Service, event: Event, steward: dict[str, str], questions: Any
) -> None:
    arrange(events, event, steward, status=422, questions=questions)


def test_a_whole_series_is_signed_up_for_once(events: Service, steward: dict[str, str], organisation_id: UUID) -> None:
    course = a_bookable_event(events, organisation_id, places=1, rule="FREQ=WEEKLY;COUNT=3")
    arrange(events, course, steward, whole_series=True)
    page = events.test_client().get(f"/v1/events/{course.slug}/registration").get_json()
    assert [each["date_id"] for each in page["dates"]] == [None]

    assert comes(events, course, "ada@example.org")["state"] == "seated"
    assert comes(events, course, "bea@example.org")["state"] == "waiting"

    arrange(events, course, steward, status=409, version=1, whole_series=False)


def test_who_asked_for_a_single_date_gets_no_seat_in_what_became_a_course(
    events: Service, steward: dict[str, str], organisation_id: UUID
) -> None:
    course = a_bookable_event(events, organisation_id, places=1, rule="FREQ=WEEKLY;COUNT=2")
    page = events.test_client().get(f"/v1/events/{course.slug}/registration").get_json()
    ask_to_come(events, course, "ada@example.org", date_id=page["dates"][0]["date_id"])
    arrange(events, course, steward, whole_series=True)

    ada = newest(events, "ada@example.org")
    refused = with_link(events, "PUT /v1/registration/confirmation", ada.id, "confirm", status=410)
    assert refused["type"].endswith("link-over")
    assert comes(events, course, "bea@example.org")["state"] == "seated"


def test_a_table_holds_no_formulas(events: Service, event: Event, steward: dict[str, str]) -> None:
    arrange(events, event, steward, questions=QUESTIONS[2:])
    comes(events, event, "ada@example.org", name='=HYPERLINK("http://x")', answers={"note": "+49 345"})

    made = ask(events, event, "GET registrations.csv", steward).get_data().decode("utf-8-sig")
    assert "'=HYPERLINK" in made
    assert "'+49 345" in made
    book = load_workbook(BytesIO(ask(events, event, "GET registrations.xlsx", steward).get_data()))
    cells = [cell for row in book.worksheets[0].iter_rows(min_row=2) for cell in row if cell.value]
    assert {cell.data_type for cell in cells if not isinstance(cell.value, int)} == {"s"}
    assert [cell.value for cell in cells if cell.data_type == "n"] == [1, 1], "people can be added up"


def test_who_was_entered_by_hand_is_told_as_such(
    events: Service, organisation_id: UUID, steward: dict[str, str]
) -> None:
    event = a_bookable_event(events, organisation_id, places=2)
    comes(events, event, "ada@example.org")
    ask(events, event, "POST guests", steward, {"name": "Opa", "email": "opa@example.org"}, 201)

    seats = {fact.email: fact.by_hand for fact in told(events) if isinstance(fact, SeatTaken)}
    assert seats == {"ada@example.org": False, "opa@example.org": True}


def test_a_guest_is_entered_by_hand_but_never_over_the_places(
    events: Service, event: Event, steward: dict[str, str]
) -> None:
    entered = ask(events, event, "POST guests", steward, {"name": "Oma Erna"}, 201)
    assert (entered["state"], entered["email"]) == ("seated", None)
    ask(events, event, "POST guests", steward, {"name": "Opa Ernst"}, 409)

    ask(events, event, "PUT places", steward, {"places": 3})
    ask(events, event, "POST guests", steward, {"name": "Opa Ernst", "email": "opa@example.org"}, 201)
    ask(events, event, "POST guests", steward, {"name": "Opa Ernst", "email": "opa@example.org"}, 409)

    assert letters(events) == ["seat_taken"]


def test_nobody_entered_by_hand_reads_words_that_she_did_not_ask_for(
    events: Service, event: Event, steward: dict[str, str]
) -> None:
    guest = ask(events, event, "POST guests", steward, {"name": "Opa Ernst", "email": "opa@example.org"}, 201)
    assert guest["confirmed_at"] is None
    refused = ask(events, event, "POST messages", steward, {"text": "Kauft bei mir."}, 409)
    assert refused["type"].endswith("nobody-to-write-to")
    off = f"PUT registrations/{guest['id']}/cancellation"
    assert ask(events, event, off, steward, {"note": "Kauft bei mir."}, 409)["type"].endswith("never-confirmed")
    ask(events, event, off, steward, {})
    assert letters(events, "opa@example.org") == ["seat_taken", "seat_dismissed"]
    assert asked_letters(events, "seat_dismissed")[0].slots["note"] == ""


def test_one_mailbox_is_not_filled_by_entering_it_again_and_again(
    events: Service, tokens: Tokens, event: Event, steward: dict[str, str]
) -> None:
    for number in range(5):
        words = {"name": "Opa Ernst", "email": f"opa+{number}@example.org"}
        guest = ask(events, event, "POST guests", steward, words, 201)
        ask(events, event, f"PUT registrations/{guest['id']}/cancellation", steward, {})
    for who in (steward, tokens.editor(OURS)):
        ask(events, event, "POST guests", who, {"name": "Opa Ernst", "email": "opa@example.org"}, 429)
    assert ask(events, event, "GET registrations", steward)["rolls"][0]["taken"] == 0
    ask(events, event, "POST guests", steward, {"name": "Opa Ernst"}, 201)


def test_one_person_lets_fifty_addresses_a_day_be_written_to(
    events: Service, event: Event, steward: dict[str, str]
) -> None:
    ask(events, event, "PUT places", steward, {"places": 60})
    for number in range(50):
        ask(events, event, "POST guests", steward, {"name": "Gast", "email": f"g{number}@example.org"}, 201)
    ask(events, event, "POST guests", steward, {"name": "Gast", "email": "g50@example.org"}, 429)


def test_questions_of_an_organisation_that_is_not_trusted_are_entered_by_editors(
    events: Service, tokens: Tokens, event: Event, steward: dict[str, str], organisation_id: UUID
) -> None:
    an_organisation(events, organisation_id=organisation_id, trusted=False)
    refused = arrange(events, event, steward, status=409, questions=QUESTIONS)
    assert refused["type"].endswith("review-first")
    arrange(events, event, steward, most_people=3)
    arrange(events, event, tokens.editor(OURS), version=1, questions=QUESTIONS)
    arrange(events, event, steward, version=2, questions=QUESTIONS, most_people=4)
    arrange(events, event, steward, version=3, questions=QUESTIONS[1:])
    changed = [{**QUESTIONS[1], "text": "Deine IBAN?"}]
    arrange(events, event, steward, status=409, version=4, questions=changed)


def test_more_places_for_a_date_let_people_move_up_at_once(
    events: Service, event: Event, steward: dict[str, str]
) -> None:
    for email in ("ada@example.org", "bea@example.org", "kim@example.org"):
        comes(events, event, email)

    (roll,) = ask(events, event, "PUT places", steward, {"places": 2})["rolls"]

    assert (roll["places"], roll["taken"], roll["waiting"]) == (2, 2, 1)
    assert line_of(events, event, "offered") == ["bea@example.org"]
    (fewer,) = ask(events, event, "PUT places", steward, {"places": 1})["rolls"]
    assert (fewer["taken"], fewer["free"]) == (2, 0)


def test_who_came_is_ticked_from_the_day_on(events: Service, event: Event, steward: dict[str, str]) -> None:
    comes(events, event, "ada@example.org")
    ada = newest(events, "ada@example.org")
    ask(events, event, f"PUT registrations/{ada.id}/attendance", steward, {"came": True}, 409)
    with events.database.transaction() as session:
        session.execute(update(Roll).values(starts_at=clock.now()))

    for came in (True, False, None):
        ticked = ask(events, event, f"PUT registrations/{ada.id}/attendance", steward, {"came": came})
        assert ticked["came"] is came
    ask(events, event, f"PUT registrations/{uuid4()}/attendance", steward, {"came": True}, 404)


def test_somebody_is_taken_off_with_a_note_and_the_next_moves_up(
    events: Service, event: Event, steward: dict[str, str]
) -> None:
    comes(events, event, "ada@example.org")
    comes(events, event, "bea@example.org")
    ada = newest(events, "ada@example.org")

    for _ in range(2):
        gone = ask(events, event, f"PUT registrations/{ada.id}/cancellation", steward, {"note": "Nur für Kinder."})
        assert (gone["state"], gone["email"]) == ("dismissed", None)

    (letter,) = asked_letters(events, "seat_dismissed")
    assert (letter.email, letter.slots["note"]) == ("ada@example.org", "Nur für Kinder.")
    assert line_of(events, event, "offered") == ["bea@example.org"]


def test_everybody_who_comes_gets_a_letter_of_her_own_three_times_a_day_at_most(
    events: Service, event: Event, steward: dict[str, str]
) -> None:
    ask(events, event, "POST messages", steward, {"text": "Hallo"}, 404)
    ask(events, event, "PUT places", steward, {"places": 2})
    ask(events, event, "POST messages", steward, {"text": "Hallo"}, 409)
    for email in ("ada@example.org", "bea@example.org", "kim@example.org"):
        comes(events, event, email)

    for _ in range(3):
        assert ask(events, event, "POST messages", steward, {"text": "Bringt Handschuhe."}, 202) == {"letters": 2}
    ask(events, event, "POST messages", steward, {"text": "Noch einmal."}, 429)

    sent = asked_letters(events, "seat_message")
    assert sorted(each.email for each in sent) == ["ada@example.org"] * 3 + ["bea@example.org"] * 3
    assert all("bea@" not in str(each.to_wire()) for each in sent if each.email == "ada@example.org")


def test_small_numbers_are_told_to_editors_alone(events: Service, tokens: Tokens, event: Event) -> None:
    comes(events, event, "ada@example.org")
    with events.database.transaction() as session:
        rolls.erase_lists(session, keep_days=30, now=event.starts_at + timedelta(days=60))

    def figures(who: dict[str, str]) -> Any:
        (month,) = events.test_client().get("/v1/figures/attendance", headers=who).get_json()["items"]
        return month["dates"], month["signed_up"], month["came"]

    assert figures({}) == (1, None, None)
    assert figures(tokens.editor(OURS)) == (1, 1, 0)


def test_the_lists_of_many_dates_are_read_at_once(events: Service, organisation_id: UUID) -> None:
    series = a_bookable_event(events, organisation_id, title="Serie", rule="FREQ=DAILY;COUNT=5")
    days = [each["date_id"] for each in events.test_client().get(f"/v1/events/{series.slug}").get_json()["dates"]]
    desk = Desk(caller=EDITOR, post=post_of(events), now=clock.now())

    def listed() -> tuple[int, list[list[str | None]]]:
        found: list[Any] = []
        with events.database.reading() as session:
            said = statements_of(session, lambda session: found.extend(list_of(session, series.id, desk=desk)[1]))
        return len(said), [[each.email for each in people] for _, people in found]

    comes(events, series, "ada@example.org", date_id=days[0])
    asked, _ = listed()
    for day in days[1:]:
        comes(events, series, "ada@example.org", date_id=day)

    assert listed() == (asked, [["ada@example.org"]] * 5)
