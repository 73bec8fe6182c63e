"""Letters about seats: each in both languages, as text and HTML, with a file for calendars where one has a seat."""

import json
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from icalendar import Calendar

from notifier.models import Notification
from notifier.queries.people import Addressee, Member
from notifier.rules import Topic
from notifier.sending.contents.seats import LETTERS
from notifier.sending.writing import Writer
from services.city import read_city
from tests.support.events_makers import berlin

EVENT_ID = UUID("7e57ab1e-0000-4000-8000-000000000005")
SLOTS = {
    "link": "https://mosaik.example.org/anmeldung/abc",
    "people": "1",
    "place": "4",
    "until": "2026-05-20T10:00:00+02:00",
    "before": "2026-05-21T16:00:00+00:00",
    "why": "closed",
    "note": "Der Raum ist kleiner als gedacht.",
    "text": "Bringt Handschuhe mit.\n\nEs wird nass.",
}
SAID = {
    "confirm_seat": ("Bitte bestätigen: Gießrunde", "Please confirm: Gießrunde"),
    "confirm_saved": ("Bitte bestätigen: Erinnerung an Gießrunde", "Please confirm: reminder of Gießrunde"),
    "seat_taken": ("Du hast einen Platz: Gießrunde", "You have a place: Gießrunde"),
    "seat_waiting": ("Auf der Warteliste: Gießrunde", "On the waiting list: Gießrunde"),
    "seat_offered": ("Ein Platz ist frei für dich: Gießrunde", "A place is free for you: Gießrunde"),
    "seat_moved": ("Geändert: Gießrunde", "Changed: Gießrunde"),
    "seat_expired": ("Der Platz ist weg: Gießrunde", "The place is gone: Gießrunde"),
    "seat_cancelled": ("Abgemeldet: Gießrunde", "Signed off: Gießrunde"),
    "seat_dismissed": ("Deine Anmeldung wurde gestrichen: Gießrunde", "Your registration was cancelled: Gießrunde"),
    "seat_none": ("Diesmal kein Platz: Gießrunde", "No place this time: Gießrunde"),
    "seat_message": ("Nachricht zu Gießrunde", "News about Gießrunde"),
}


def an_event(**words: Any) -> dict[str, Any]:
    usual = {
        "event_id": str(EVENT_ID), "version": 7, "slug": "giessrunde", "title": "Gießrunde", "categories": ["nature"],
        "district": None, "venue": "Park", "place": "Parkstraße 1, Halle", "mode": "in_person", "status": "scheduled",
        "all_day": False, "starts_at": "2026-05-22T16:00:00+00:00", "ends_at": "2026-05-22T18:00:00+00:00",
        "summary": "", "organisation_name": "Gießkannenbund", "is_series": False, "dates": [],
    }  # fmt: skip
    return {**usual, **words}


def written(template: str, city: Path, language: str = "de", event: Any = None, **slots: str) -> EmailMessage:
    content = {
        "template": template,
        "email": "kim@example.org",
        "name": "Kim",
        "slots": {**SLOTS, "event": json.dumps(event or an_event()), **slots},
    }
    now = berlin("2026-05-19 09:00")
    row = Notification(id=1, topic=Topic.LETTER, dedupe_key="letter:1", object_id=UUID(int=1), object_version=1)
    row.content, row.created_at = content, now
    kim = Member(1, None, None, language, None, None, False, True, now)
    writer = Writer(read_city(city), site_url="https://mosaik.example.org", message_key="key")
    mail = message_from_bytes(writer.envelope(row, Addressee(kim, "kim@example.org")).body, policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def calendar_of(mail: EmailMessage) -> Any:
    (file,) = mail.iter_attachments()
    calendar = Calendar.from_ical(file.get_content())
    return calendar, calendar.walk("VEVENT")


def test_there_is_a_subject_for_each_letter() -> None:
    assert set(SAID) == set(LETTERS)


@pytest.mark.parametrize("template", SAID)
def test_each_letter_is_written_in_both_languages(template: str, city_file: Path) -> None:
    for language, subject in zip(("de", "en"), SAID[template], strict=True):
        mail = written(template, city_file, language)

        assert mail["Subject"] == subject
        assert "Kim" in text_of(mail)
        assert "Gießrunde" in text_of(mail, "html")
        assert mail["References"] == f"<event-{EVENT_ID}@klima-mosaik.example.org>"
        assert mail["List-Unsubscribe"] is None


def test_a_seat_comes_with_a_file_for_the_calendar(city_file: Path) -> None:
    calendar, (entry,) = calendar_of(written("seat_taken", city_file))

    assert calendar["METHOD"] == "PUBLISH"
    assert entry["UID"] == f"event-{EVENT_ID}@klima-mosaik.example.org"
    assert (entry["SEQUENCE"], entry["STATUS"]) == (7, "CONFIRMED")
    assert entry.start == berlin("2026-05-22 18:00")


def test_the_file_sends_nobody_to_a_place_where_nothing_is(city_file: Path) -> None:
    for mode, place in (("in_person", "Park, Parkstraße 1, Halle"), ("online", "Online")):
        _, (entry,) = calendar_of(written("seat_taken", city_file, event=an_event(mode=mode)))
        assert entry["LOCATION"] == place


def test_who_joins_online_has_the_link_at_hand_and_in_her_calendar(city_file: Path) -> None:
    room = "https://example.org/raum?a=1&b=2"
    mail = written("seat_taken", city_file, event=an_event(mode="online", online_link=room))
    assert f"Online dabei sein: {room}" in text_of(mail)
    assert 'href="https://example.org/raum?a=1&amp;b=2"' in text_of(mail, "html")
    assert calendar_of(mail)[1][0]["LOCATION"] == room
    hybrid = written("seat_taken", city_file, event=an_event(mode="hybrid", online_link=room))
    assert (calendar_of(hybrid)[1][0]["LOCATION"], room in text_of(hybrid)) == ("Park, Parkstraße 1, Halle", True)
    there = written("seat_taken", city_file, event=an_event(mode="in_person", online_link=room))
    assert room not in text_of(there)


@pytest.mark.parametrize("template", SAID)
def test_only_who_has_a_seat_reads_where_to_join_and_only_while_it_takes_place(template: str, city_file: Path) -> None:
    room = "https://example.org/raum"
    comes = template in {"seat_taken", "seat_message"}
    for status, is_named in (("scheduled", comes), ("cancelled", False), ("postponed", False)):
        event = an_event(mode="online", online_link=room, status=status)
        mail = written(template, city_file, event=event, was_seated="yes")
        assert [room in text_of(mail, kind) for kind in ("plain", "html")] == [is_named, is_named]
        if files := list(mail.iter_attachments()):
            location = Calendar.from_ical(files[0].get_content()).walk("VEVENT")[0]["LOCATION"]
            assert location == (room if is_named else "Online")


def test_who_comes_reads_what_to_bring(city_file: Path) -> None:
    for template, is_said in (("seat_taken", True), ("seat_waiting", False)):
        mail = written(template, city_file, event=an_event(what_to_bring="Stirnlampe"))
        assert ["Stirnlampe" in text_of(mail, kind) for kind in ("plain", "html")] == [is_said, is_said]


def test_a_seat_given_back_is_taken_out_of_the_calendar(city_file: Path) -> None:
    calendar, (entry,) = calendar_of(written("seat_cancelled", city_file, was_seated="yes"))

    assert (calendar["METHOD"], entry["STATUS"]) == ("CANCEL", "CANCELLED")
    assert list(written("seat_cancelled", city_file).iter_attachments()) == []


def test_one_date_of_a_series_has_the_id_that_it_has_everywhere(city_file: Path) -> None:
    day = {"date_id": str(UUID(int=3)), "starts_at": "2026-05-29T16:00:00+00:00", "ends_at": None}
    event = an_event(is_series=True, dates=[day], starts_at=day["starts_at"], ends_at=None)

    _, (entry,) = calendar_of(written("seat_taken", city_file, event=event))

    assert entry["UID"] == f"event-{EVENT_ID}-20260529T1600Z@klima-mosaik.example.org"


def test_each_date_of_a_course_is_in_the_calendar_where_it_is(city_file: Path) -> None:
    first, second = (
        {"date_id": str(UUID(int=day)), "starts_at": f"2026-05-{day}T16:00:00+00:00", "ends_at": None, **own}
        for day, own in ((22, {"venue": "Rathaus", "place": "Markt 1, Halle"}), (29, {}))
    )
    mail = written("seat_taken", city_file, event=an_event(is_series=True, dates=[first, second]))

    assert "Wo: Rathaus, Markt 1, Halle" in text_of(mail)
    assert [entry["LOCATION"] for entry in calendar_of(mail)[1]] == [
        "Rathaus, Markt 1, Halle",
        "Park, Parkstraße 1, Halle",
    ]


@pytest.mark.parametrize("template", ["seat_taken", "seat_waiting"])
def test_letters_name_the_way_to_sign_off_as_it_is_called_without_buttons_too(template: str, city_file: Path) -> None:
    words = text_of(written(template, city_file))

    assert "Meine Anmeldung:" in words.splitlines()
    assert "bei „Meine Anmeldung“ ab" in words


def test_an_offer_says_until_when(city_file: Path) -> None:
    assert "bis Mittwoch, 20. Mai, 10 Uhr" in text_of(written("seat_offered", city_file))


def test_who_hopes_for_a_place_reads_the_new_date_and_the_old_one_and_how_she_stands(city_file: Path) -> None:
    offered, waiting = text_of(written("seat_moved", city_file)), text_of(written("seat_moved", city_file, until=""))
    news = "Neuer Termin: Freitag, 22. Mai, 18 bis 20 Uhr. Vorher: Donnerstag, 21. Mai, ab 18 Uhr."
    assert [news in " ".join(words.split()) for words in (offered, waiting)] == [True, True]
    assert "bis Mittwoch, 20. Mai, 10 Uhr" in offered
    assert "Dein Platz in der Reihe: 4." in waiting


def test_a_group_reads_how_many_they_are(city_file: Path) -> None:
    assert "für 3 Personen" in text_of(written("seat_taken", city_file, people="3"))
    assert "Personen" not in text_of(written("seat_taken", city_file))


def test_what_an_organisation_writes_stands_there_line_by_line(city_file: Path) -> None:
    words = text_of(written("seat_message", city_file, text="Erstens <b>das</b>.\nZweitens jenes."))

    assert "Erstens <b>das</b>." in words
    assert "&lt;b&gt;" in text_of(written("seat_message", city_file, text="<b>fett</b>"), "html")


def test_whom_a_place_was_kept_for_hears_that_it_is_kept_no_more(city_file: Path) -> None:
    waited, offered = (
        written("seat_none", city_file, why="cancelled", **more).get_body(("plain",))
        for more in ({"note": "Sturm."}, {"was_offered": "yes", "note": ""})
    )
    assert waited is not None
    assert offered is not None
    assert "Deshalb gibt es auch" in waited.get_content()
    assert "Dazu heißt es: Sturm." in waited.get_content()
    assert "Dazu heißt es" not in offered.get_content()
    assert "Wir haben einen Platz für dich frei gehalten" in offered.get_content()
