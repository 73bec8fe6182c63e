"""What a mail about a change says of each date: its own place, title, state and link, on the card and attached."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from uuid import UUID

from icalendar import Calendar

from notifier.models import Notification
from notifier.queries.people import Addressee, Member
from notifier.rules import Topic, changes
from notifier.sending.writing import Writer
from services.city import read_city
from tests.support.events_makers import berlin

NOW = berlin("2026-05-19 09:00")
ROOM = "https://example.org/raum"
OTHER_ROOM = "https://example.org/anderer"


def a_day(number: int, **own: Any) -> dict[str, Any]:
    start, end = (berlin(f"2026-05-{number} {hour}:00").isoformat() for hour in (18, 20))
    nothing = dict.fromkeys(("status", "note", "title_note", "mode", "venue", "place", "online_link"))
    return {"date_id": str(UUID(int=number)), "starts_at": start, "ends_at": end, **nothing, **own}


def an_event(*days: dict[str, Any], **words: Any) -> dict[str, Any]:
    usual = {
        "slug": "giessrunde", "title": "Gießrunde", "categories": ["nature"], "district": None, "summary": "",
        "venue": "Park", "place": "Parkstraße 1, Halle", "mode": "in_person", "status": "scheduled", "all_day": False,
        "online_link": None, "organisation_name": None, "called_off": [],
    }  # fmt: skip
    return {**usual, "starts_at": days[0]["starts_at"], "ends_at": days[0]["ends_at"], "dates": list(days), **words}


def mail_of(
    before: dict[str, Any], after: dict[str, Any], city: Path, reasons: tuple[str, ...] = ("seat",)
) -> EmailMessage:
    row = Notification(id=1, topic=Topic.CHANGE, dedupe_key="change:1", object_id=UUID(int=1), object_version=2)
    row.content, row.created_at = {**after, "before": before, "changes": changes(before, after, now=NOW)}, NOW
    row.facets = {}
    kim = Addressee(Member(1, None, None, "de", None, None, False, True, NOW), "kim@example.org", reasons)
    writer = Writer(read_city(city), site_url="https://mosaik.example.org", message_key="key")
    mail = message_from_bytes(writer.envelope(row, kim).body, policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def entries_of(mail: EmailMessage) -> list[Any]:
    (file,) = mail.iter_attachments()
    return sorted(Calendar.from_ical(file.get_content()).walk("VEVENT"), key=lambda entry: entry.start)


def test_why_there_is_a_new_date_is_said_as_on_the_page_but_not_to_whom_others_entered(city_file: Path) -> None:
    first, second = a_day(22), a_day(23)
    whole = an_event(a_day(24) | {"date_id": first["date_id"]}, note="Im Park brennt es.")
    single = an_event(first, a_day(24, note="Da ist Markt.") | {"date_id": second["date_id"]})
    for before, after, why in (
        (an_event(first), whole, "Im Park brennt es."),
        (an_event(first, second), single, "Da ist Markt."),
    ):
        assert f"Dazu heißt es: {why}" in text_of(mail_of(before, after, city_file))
        assert why not in text_of(mail_of(before, after, city_file, ("by_hand",)))


def test_each_date_has_its_own_place_title_and_state_in_the_attachment(city_file: Path) -> None:
    own = a_day(23, venue="Stadthaus", place="Markt 2, Halle", title_note="mit Fest")
    online = a_day(24, mode="online", online_link=ROOM)
    before = an_event(a_day(22), a_day(23), online, a_day(25))
    # Another place of the whole is about every date.
    after = an_event(a_day(22), own, online, a_day(25, status="postponed"), venue="Wiese")
    mail = mail_of(before, after, city_file)

    assert [(str(each["SUMMARY"]), str(each["LOCATION"]), str(each["STATUS"])) for each in entries_of(mail)] == [
        ("Gießrunde", "Wiese, Parkstraße 1, Halle", "CONFIRMED"),
        ("Gießrunde – mit Fest", "Stadthaus, Markt 2, Halle", "CONFIRMED"),
        ("Gießrunde", ROOM, "CONFIRMED"),
        ("Gießrunde", "Wiese, Parkstraße 1, Halle", "TENTATIVE"),
    ]


def test_who_signed_up_for_one_date_of_a_series_gets_no_other_into_her_calendar(city_file: Path) -> None:
    before = an_event(a_day(22), a_day(23), a_day(24))
    moved = mail_of(before, an_event(a_day(22), a_day(25) | {"date_id": a_day(23)["date_id"]}, a_day(24)), city_file)
    off = a_day(23, note="Der Leiter ist krank.")
    dropped = mail_of(before, an_event(a_day(22), a_day(24), called_off=[off]), city_file)

    assert [(each.start.day, str(each["STATUS"])) for each in entries_of(moved)] == [
        (23, "CANCELLED"),
        (25, "CONFIRMED"),
    ]
    assert [(each.start.day, str(each["STATUS"])) for each in entries_of(dropped)] == [(23, "CANCELLED")]
    (file,) = dropped.iter_attachments()
    assert file["Content-Type"].params["method"] == "CANCEL"
    assert dropped["Subject"] == "Fällt aus: Gießrunde, Samstag, 23. Mai, 18 bis 20 Uhr"
    assert "Wann: Freitag, 22. Mai" not in text_of(dropped)
    assert "Wann: Montag, 25. Mai" in text_of(moved)


def test_the_card_shows_the_next_date_as_it_is_on_that_date(city_file: Path) -> None:
    own = a_day(22, mode="online", online_link=ROOM, title_note="mit Fest")
    words = text_of(mail_of(an_event(a_day(22), a_day(23)), an_event(own, a_day(23)), city_file))

    assert "GIESSRUNDE – MIT FEST" in words
    assert f"Online dabei sein: {ROOM}" in words
    assert "Parkstraße" not in words


def test_while_all_is_postponed_no_date_is_certain_and_no_link_is_named(city_file: Path) -> None:
    day = a_day(22, status="moved_online", mode="online", online_link=ROOM)
    mail = mail_of(an_event(day, a_day(23)), an_event(day, a_day(23), status="postponed"), city_file)

    assert [str(each["STATUS"]) for each in entries_of(mail)] == ["TENTATIVE", "TENTATIVE"]
    assert str(entries_of(mail)[0]["LOCATION"]) == "Online"
    assert ROOM not in text_of(mail)


def test_another_link_is_told_and_named(city_file: Path) -> None:
    first, own = a_day(22), a_day(23, mode="online", online_link=ROOM)
    mail = mail_of(an_event(first, own), an_event(first, {**own, "online_link": OTHER_ROOM}), city_file)
    assert f"für Samstag, 23. Mai, 18 bis 20 Uhr: {OTHER_ROOM}" in " ".join(text_of(mail).split())
    assert [str(each["LOCATION"]) for each in entries_of(mail)] == [OTHER_ROOM]

    before, after = (an_event(first, mode="online", online_link=link) for link in (ROOM, OTHER_ROOM))
    assert f"Neuer Link, um online dabei zu sein: {OTHER_ROOM}" in text_of(mail_of(before, after, city_file))
    lost = text_of(mail_of(before, an_event(first, mode="online"), city_file))
    assert "Neuer Link, um online dabei zu sein: noch nicht bekannt" in lost
