"""A series with single dates, whole days, and others who organise it: written through the pages, and seen by all."""

import re
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from services.kit import clock
from tests.journeys.conftest import DIRECTORY
from tests.journeys.test_naming_a_partner import a_steward
from tests.journeys.test_writing_and_review import CHECKS, begun, version_on
from tests.journeys.test_writing_events import EVENT, looked_at, written
from tests.support.city import TestCity
from tests.support.events_makers import BERLIN
from tests.support.website import send, typed_on

PATH = "/termine/raeder-flicken-am-steintor"
FIRST = clock.now().astimezone(BERLIN).date() + timedelta(days=10)
SERIES = {
    **EVENT,
    **{"starts_at": f"{FIRST}", "starts_at-um": "10:00", "ends_at": "", "ends_at-um": "13:00"},
    **{"rule": "FREQ=WEEKLY", "rule-bis": f"{FIRST + timedelta(weeks=4)}"},
    **{"further_starts-0-starts_at": f"{FIRST + timedelta(days=4)}", "further_starts-0-starts_at-um": "18:00"},
    **{"further_starts-0-ends_at-um": "22:30", "co_organiser_ids-0-name": "Radküche"},
}
SINGLE_DATES = {
    "left_out-0-day": f"{FIRST + timedelta(weeks=1)}",
    "changed_dates-0-original_start": f"{FIRST + timedelta(weeks=2)}",
    "changed_dates-0-status": "cancelled",
    "changed_dates-0-status_note": "Die Werkstatt ist zu.",
}


def another_group(city: TestCity) -> Any:
    editor = city.tokens.editor(DIRECTORY)
    words = {"name": "Radküche", "categories": ["mobility"], "email": "rad@example.net"}
    made = city.ask(DIRECTORY, "POST /v1/organisations", words, who=editor)
    city.ask(DIRECTORY, f"PUT /v1/organisations/{made['id']}/publication", who=editor)
    city.settle()
    return made


def test_a_series_with_single_dates_is_written_seen_and_stays_as_it_is(
    city: TestCity, rosa: FlaskClient, edda: FlaskClient, group: dict[str, Any], website: Flask
) -> None:
    other = another_group(city)
    draft = begun(rosa, group, "event")
    more = written(rosa, draft, tun="mehr:left_out", **SERIES).headers["Location"]
    assert f'<option value="{SINGLE_DATES["left_out-0-day"]}">' in rosa.get(more).text
    preview = written(rosa, draft, tun="vorschau", **SERIES, **SINGLE_DATES).headers["Location"]
    shown = rosa.get(preview).text
    assert "Es sind insgesamt 5 Termine." in shown
    assert "Radküche" in shown

    send(rosa, preview, to=f"{draft}/einreichen")
    review, page = looked_at(edda, draft)
    assert re.search(r">[^\n]*, 18 Uhr</dd>", page)
    send(edda, review, to=f"{review}/freigeben", version=version_on(page), geprueft=CHECKS)
    public = website.test_client().get(PATH).text
    assert "18 bis 22:30 Uhr" in public
    dates = city.ask("events-service", "GET /v1/events/raeder-flicken-am-steintor")["dates"]
    days = [(datetime.fromisoformat(each["starts_at"]).astimezone(BERLIN).date() - FIRST).days for each in dates]
    assert days == [0, 4, 14, 21, 28]
    assert "Die Werkstatt ist zu." in public
    assert "Radküche" not in public

    kim = a_steward(city, website, other, "kim@example.net")
    action = re.search(r'action="(/eintragen/partnerschaft/termin/[^"]+)"', kim.get("/eintragen/meine").text)
    assert action
    send(kim, "/eintragen/meine", to=action[1], antwort="ja")
    assert "Radküche" in kim.get(PATH).text

    event = re.search(r'name="zu" value="([0-9a-f-]{36})"', rosa.get(PATH).text)
    assert event
    change = send(rosa, PATH, to="/eintragen/entwurf/neu", art="event", zu=event[1]).headers["Location"]
    typed = typed_on(rosa.get(change).text)
    for name, value in {**SERIES, **SINGLE_DATES, "ends_at": f"{FIRST}"}.items():
        assert value in typed[name], name
    onward = rosa.post(change, data={**typed, "tun": "vorschau"}).headers["Location"]
    assert "Was sich ändert" not in rosa.get(onward).text


def test_whole_days_are_written_by_their_first_and_last(rosa: FlaskClient, group: dict[str, Any]) -> None:
    draft = begun(rosa, group, "event")
    days = {"all_day": "ja", "starts_at": "2036-06-14", "starts_at-um": "10:00", "ends_at": "2036-06-16"}

    shown = rosa.get(written(rosa, draft, tun="vorschau", **days).headers["Location"]).text

    assert "Sa., 14. Juni bis Mo., 16. Juni" in shown
    assert 'value="2036-06-16"' in rosa.get(draft).text
