"""A group's own calendar, from its address to everybody's mailbox: nobody types an event twice."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from events_service import tasks
from services.city import read_city
from services.kit import clock
from tests.journeys.conftest import ROSA
from tests.journeys.test_single_dates_of_a_series import EVENTS, KIM, pass_time, sign_up
from tests.journeys.test_writing_and_review import CHECKS, version_on
from tests.support.calendars import a_calendar, an_entry
from tests.support.city import TestCity
from tests.support.events_makers import BERLIN
from tests.support.foreign import fetch_here
from tests.support.serving import Say, Script, a_script
from tests.support.website import send

DESK = "/eintragen/kalender"
TITLE = "Reparaturabend"
PAGE = "/termine/reparaturabend"


def in_days(days: int, hour: int = 18) -> datetime:
    day = clock.now().astimezone(BERLIN) + timedelta(days=days)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def listing(**starts: datetime) -> Say:
    """Return a calendar with a lecture and whatever else is in it: `abend=…` is the evening, under its UID."""
    entries = [
        an_entry("LOCATION:Werkstatt", title=TITLE, start=f"DTSTART;TZID=Europe/Berlin:{start:%Y%m%dT%H%M%S}", uid=uid)
        for uid, start in starts.items()
    ]
    lecture = an_entry(title="Vortrag", start=f"DTSTART;TZID=Europe/Berlin:{in_days(30):%Y%m%dT%H%M%S}", uid="vortrag")
    return Say(body=a_calendar(lecture, *entries), headers={"Content-Type": "text/calendar"})


def an_hour_later(city: TestCity, hours: int) -> None:
    """Let the calendar be read as the worker does it every hour."""
    known = read_city(city.ground.settings.city)
    database = city.apps[EVENTS].database
    assert tasks.read_due(database, city=known, fetch=fetch_here, now=clock.now() + timedelta(hours=2 * hours)) == 1
    city.settle()


def given(rosa: FlaskClient, group: dict[str, Any], server: Script, **chosen: str) -> str:
    """Give the address of a calendar at the desk of a group; return the page on which it is looked after."""
    address = server.url.replace("127.0.0.1", "werkstatt.example") + "/kalender.ics"
    typed = {"thema": "nature", "voraus": "180", "quelle": "ja"} | chosen
    sent = send(rosa, f"{DESK}/neu/{group['slug']}", adresse=address, **typed)
    assert sent.status_code == 303, sent.text
    return urlsplit(sent.headers["Location"]).path


def pressed(browser: FlaskClient, page: str, word: str) -> None:
    assert send(browser, page, tun=word).status_code == 303


def approved(edda: FlaskClient, title: str) -> None:
    """Approve what waits under a title."""
    queue = edda.get("/eintragen/pruefen").text
    before = queue[: queue.index(title)]
    review = before[before.rindex("/eintragen/pruefen/") :].partition('"')[0]
    answer = send(edda, review, to=f"{review}/freigeben", version=version_on(edda.get(review).text), geprueft=CHECKS)
    assert answer.status_code == 303, answer.text


def test_what_a_group_has_in_its_own_calendar_comes_in_moves_and_goes(
    city: TestCity,
    rosa: FlaskClient,
    edda: FlaskClient,
    group: dict[str, Any],
    website: Flask,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun, anybody = clock.now(), website.test_client()
    first, second = in_days(9), in_days(10)
    with a_script(listing(abend=first)) as server:
        page = given(rosa, group, server)
        assert "Wird gerade gelesen" in rosa.get(page).text
        an_hour_later(city, 0)
        preview = rosa.get(page).text
        assert preview.index("Das käme herein") < preview.index(TITLE)
        assert city.rows(EVENTS, "SELECT count(*) FROM events") == [0]

        pressed(rosa, page, "einlassen")
        an_hour_later(city, 1)
        # The editors do not know this group well: what it brings waits for their word.
        assert TITLE not in anybody.get("/termine").text
        approved(edda, TITLE)
        city.settle()
        assert TITLE in anybody.get("/termine").text
        shown = anybody.get(PAGE).text
        assert "werkstatt.example" in shown

        (event_id,) = city.rows(EVENTS, f"SELECT id FROM events WHERE title = '{TITLE}'")
        event = city.ask(EVENTS, f"GET /v1/events/{event_id}")
        sign_up(city, event, KIM, None)
        city.settle()
        city.letterbox.empty()

        # Its UID is another one, as some programs have it: it is the same evening all the same.
        server.lines[:] = [listing(anders=first)]
        an_hour_later(city, 2)
        server.lines[:] = [listing(anders=second)]
        an_hour_later(city, 3)
        pass_time(city, monkeypatch, begun + timedelta(minutes=5))
        assert [mail["subject"] for mail in city.letterbox.mails(KIM)] == [f"Geändert: {TITLE}"]
        assert f", {second.day}. " in anybody.get(PAGE).text
        city.letterbox.empty()

        # One reading without it may be the server's mistake.
        server.lines[:] = [listing()]
        an_hour_later(city, 4)
        assert TITLE in anybody.get("/termine").text
        an_hour_later(city, 5)
        assert TITLE not in anybody.get("/termine").text
        pass_time(city, monkeypatch, begun + timedelta(minutes=10))
        (gone,) = city.letterbox.mails(KIM)
        assert TITLE in gone["subject"]
        for days, hours in ((7, 0), (1, 0), (0, 2)):
            pass_time(city, monkeypatch, second - timedelta(days=days, hours=hours) + timedelta(minutes=1))
        assert [mail["subject"] for mail in city.letterbox.mails(KIM)] == [gone["subject"]]
    assert city.letterbox.mails(ROSA) == []


def test_only_what_a_group_chose_of_its_calendar_comes_in(
    city: TestCity, rosa: FlaskClient, group: dict[str, Any], website: Flask
) -> None:
    anybody = website.test_client()
    wanted = {"Brot backen": ("Kochen", 20), "Vortrag": ("Lesen", 20), "Sommerküche": ("Kochen", 60)}
    entries = [
        an_entry(
            f"CATEGORIES:{category}",
            title=title,
            start=f"DTSTART;TZID=Europe/Berlin:{in_days(days):%Y%m%dT%H%M%S}",
            uid=title.replace(" ", "-"),
        )
        for title, (category, days) in wanted.items()
    ]
    with a_script(Say(body=a_calendar(*entries), headers={"Content-Type": "text/calendar"})) as server:
        page = given(rosa, group, server, kategorien="kochen", voraus="30", quelle="", sofort="ja")
        an_hour_later(city, 0)
        preview = rosa.get(page).text
        assert "Brot backen" in preview
        assert "Sommerküche" not in preview
        pressed(rosa, page, "einlassen")
        an_hour_later(city, 1)
    assert city.rows(EVENTS, "SELECT title FROM events") == ["Brot backen"]
    # Who may not publish yet cannot choose to: the editors look at it first all the same.
    assert "Brot backen" not in anybody.get("/termine").text
