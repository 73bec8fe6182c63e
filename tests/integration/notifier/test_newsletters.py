"""Newsletters, from the first word to the letterbox: everyone once, and the editor knows who has not got it."""

import csv
import email.policy
from datetime import timedelta
from email import message_from_string
from io import StringIO
from typing import Any

import pytest
from sqlalchemy import text

from notifier.rules import State
from notifier.tasks import outfit
from services.kit import clock
from services.kit.web import Service
from tests.support.city import Letterbox, run_queue
from tests.support.newsletter_makers import NOTIFIER, Desk, a_newsletter, an_item, readers
from tests.support.notifier_makers import a_subscriber, an_event, an_interest, cancelled, changed, hear
from tests.support.tokens import Tokens

ENGLISH = {"subject": "Spring in the city", "preheader": None, "text": "It gets *green*."}


def find_readers(app: Service) -> None:
    """Start what is due, and find its readers; nothing is sent yet."""
    for queue in ("notifier.system", "notifier.expand"):
        run_queue(app, queue)


def settle(app: Service) -> None:
    for _ in range(10):
        if not sum(run_queue(app, queue) for queue in app.worker.queues):
            return


def tick(app: Service, name: str = "start_newsletters") -> None:
    app.worker.celery.tasks[f"notifier.{name}"].apply()


@pytest.fixture(autouse=True)
def _fresh_outfit() -> None:
    outfit.cache_clear()


@pytest.fixture
def desk(notifier: Service, tokens: Tokens) -> Desk:
    return Desk(notifier, tokens)


def headers(mail: dict[str, Any]) -> dict[str, str]:
    return {name.lower(): value for name, value in mail["headers"]}


def test_a_newsletter_reaches_all_who_ordered_it_and_nobody_else(
    notifier: Service, desk: Desk, letterbox: Letterbox
) -> None:
    readers(notifier, "ada", "bea")
    readers(notifier, "cem", newsletter=False)

    written = desk.sent()
    settle(notifier)
    tick(notifier)

    assert sorted(letterbox.addresses()) == ["ada@example.org", "bea@example.org"]
    known = desk.state(written)
    assert known["state"] == "sent"
    assert known["progress"]["fanned_out"] == sum(known["progress"]["states"].values()) == 2


def test_its_mail_says_what_was_written_and_how_to_leave(notifier: Service, desk: Desk, letterbox: Letterbox) -> None:
    readers(notifier, "ada")

    written = desk.sent()
    settle(notifier)

    (mail,) = letterbox.mails("ada@example.org")
    known = headers(mail)
    assert mail["subject"] == "Frühling in der Stadt"
    assert "<strong>grün</strong>" in mail["html"]
    assert "Es wird grün." in mail["text"]
    assert "\nTermin\n" in mail["text"].replace("\r", "")
    assert "Thema: Termin" not in mail["text"]
    assert "Wir gießen zusammen." in mail["text"]
    assert "Samstag, 13. März 2027, 10:00 Uhr" in mail["text"]
    assert "auto-submitted" not in known
    assert known["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert known["list-archive"].strip("<>").endswith(f"/rundbrief/{written['slug']}")
    assert "<newsletter." in known["list-id"]


def test_each_reads_it_in_her_language_or_else_in_german(notifier: Service, desk: Desk, letterbox: Letterbox) -> None:
    readers(notifier, "ada", language="en")
    readers(notifier, "bea", language="uk")
    german = a_newsletter()["words"]["de"]

    desk.sent(words={"de": german, "en": ENGLISH})
    desk.sent(words={"de": {**german, "subject": "Nur deutsch"}})
    settle(notifier)

    assert {mail["subject"] for mail in letterbox.mails("ada@example.org")} == {ENGLISH["subject"], "Nur deutsch"}
    assert {mail["subject"] for mail in letterbox.mails("bea@example.org")} == {german["subject"], "Nur deutsch"}


@pytest.mark.parametrize(
    ("interest", "audience", "fits"),
    [
        ({"categories": ("nature",)}, {"categories": ["nature"]}, True),
        ({"categories": ("energy",)}, {"categories": ["nature"]}, False),
        ({}, {"categories": ["nature"]}, True),
        ({"districts": ("altstadt",)}, {"districts": ["altstadt"]}, True),
        ({"districts": ("trotha",)}, {"districts": ["altstadt"]}, False),
        ({"categories": ("nature",), "districts": ("trotha",)}, {"categories": ["nature"]}, True),
        ({"categories": ("nature",)}, {"categories": ["nature"], "districts": ["altstadt"]}, True),
        ({"cadence": "weekly", "categories": ("nature",)}, {"categories": ["nature"]}, True),
    ],
)
def test_the_count_shown_before_is_the_count_that_gets_it(
    notifier: Service,
    desk: Desk,
    letterbox: Letterbox,
    interest: dict[str, Any],
    audience: dict[str, list[str]],
    fits: bool,
) -> None:
    hear(notifier, a_subscriber("ada@example.org", an_interest(**interest), newsletter=True))
    hear(notifier, a_subscriber("bea@example.org", an_interest(**interest), newsletter=False))

    written = desk.written(audience=audience)
    counted = desk.ask(f"GET /v1/newsletters/{written['id']}/audience").json["count"]
    desk.ask(f"PUT /v1/newsletters/{written['id']}/schedule", {}, version=1)
    settle(notifier)

    assert counted == int(fits)
    assert letterbox.addresses() == ["ada@example.org"] * fits


def test_a_choice_that_is_not_kept_can_be_counted(notifier: Service, desk: Desk) -> None:
    readers(notifier, "ada", "bea", language="en")
    hear(notifier, a_subscriber("cem@example.org", an_interest(categories=("energy",)), newsletter=True))

    everyone = desk.ask("GET /v1/newsletters/audience").json
    some = desk.ask("GET /v1/newsletters/audience?category=nature").json

    assert everyone == {"count": 3, "languages": {"en": 2, "de": 1}}
    assert some["count"] == 2


def test_it_starts_when_it_is_due_and_not_before(notifier: Service, desk: Desk, letterbox: Letterbox) -> None:
    readers(notifier, "ada")
    written = desk.written()
    tomorrow = (clock.now() + timedelta(days=1)).isoformat()

    desk.ask(f"PUT /v1/newsletters/{written['id']}/schedule", {"at": tomorrow}, version=1)
    tick(notifier)
    settle(notifier)

    assert letterbox.addresses() == []
    with notifier.database.transaction() as session:
        session.execute(text("UPDATE newsletters SET scheduled_at = now() - interval '1 second'"))
    tick(notifier)
    tick(notifier)
    settle(notifier)
    assert letterbox.addresses() == ["ada@example.org"]


def test_scheduling_twice_is_refused(desk: Desk) -> None:
    written = desk.written()
    where = f"PUT /v1/newsletters/{written['id']}/schedule"

    assert desk.ask(where, {}, version=1).status_code == 200
    again = desk.ask(where, {}, version=1)
    assert again.status_code == 409
    assert again.json["type"].endswith("already-scheduled")


def test_only_what_the_editor_has_seen_is_scheduled(desk: Desk) -> None:
    written = desk.written()
    where = f"/v1/newsletters/{written['id']}"

    assert desk.ask(f"PUT {where}", a_newsletter(), version=1).json["version"] == 2
    assert desk.ask(f"PUT {where}", a_newsletter(), version=1).status_code == 412
    assert desk.ask(f"PUT {where}/schedule", {}, version=1).status_code == 412
    assert desk.ask(f"PUT {where}/schedule", {}).status_code == 428
    assert desk.ask(f"PUT {where}/schedule", {}, version=2).status_code == 200


def test_words_that_go_out_change_no_more(notifier: Service, desk: Desk) -> None:
    written = desk.sent()

    answer = desk.ask(f"PUT /v1/newsletters/{written['id']}", a_newsletter(), version=2)

    assert answer.status_code == 409
    assert answer.json["type"].endswith("on-its-way")


def test_who_unschedules_has_a_draft_again(desk: Desk) -> None:
    written = desk.written()
    later = (clock.now() + timedelta(days=1)).isoformat()
    desk.ask(f"PUT /v1/newsletters/{written['id']}/schedule", {"at": later}, version=1)

    assert desk.ask(f"DELETE /v1/newsletters/{written['id']}/schedule").json["state"] == "draft"
    assert desk.ask(f"DELETE /v1/newsletters/{written['id']}/schedule").status_code == 409


def test_a_paused_newsletter_waits_and_goes_on_to_the_rest(notifier: Service, desk: Desk, letterbox: Letterbox) -> None:
    readers(notifier, "ada", "bea")
    written = desk.sent()
    where = f"/v1/newsletters/{written['id']}"

    assert desk.ask(f"PUT {where}/pause").json["state"] == "paused"
    settle(notifier)
    tick(notifier, "sweep")
    settle(notifier)
    assert letterbox.addresses() == []

    assert desk.ask(f"DELETE {where}/pause").json["state"] == "sending"
    settle(notifier)
    tick(notifier, "sweep")
    settle(notifier)
    assert sorted(letterbox.addresses()) == ["ada@example.org", "bea@example.org"]
    assert desk.ask(f"DELETE {where}/pause").status_code == 409


def test_a_cancelled_newsletter_reaches_nobody_more(notifier: Service, desk: Desk, letterbox: Letterbox) -> None:
    readers(notifier, "ada")
    written = desk.sent()
    find_readers(notifier)

    assert desk.ask(f"PUT /v1/newsletters/{written['id']}/cancellation").json["state"] == "cancelled"
    settle(notifier)

    assert letterbox.addresses() == []
    assert desk.state(written)["progress"]["states"] == {"cancelled": 1, "pending": 0}
    assert desk.ask(f"PUT /v1/newsletters/{written['id']}/cancellation").status_code == 409
    assert notifier.test_client().get(f"/v1/newsletters/{written['slug']}/web").status_code == 404


def test_who_leaves_while_it_waits_gets_nothing(notifier: Service, desk: Desk, letterbox: Letterbox) -> None:
    ada = a_subscriber("ada@example.org", an_interest(), newsletter=True)
    hear(notifier, ada)
    desk.sent()
    find_readers(notifier)

    hear(
        notifier,
        a_subscriber("ada@example.org", an_interest(), person_id=ada.person_id, version=2, newsletter=False),
    )
    settle(notifier)

    assert letterbox.addresses() == []


def test_an_english_newsletter_reaches_who_reads_english_and_german_all_others(
    notifier: Service, desk: Desk, letterbox: Letterbox
) -> None:
    readers(notifier, "ada")
    readers(notifier, "bob", language="en")
    readers(notifier, "olha", language="uk")
    desk.sent(words={"de": a_newsletter()["words"]["de"], "en": ENGLISH})
    settle(notifier)

    (english,) = letterbox.mails("bob@example.org")
    assert english["subject"] == "Spring in the city"
    assert headers(english)["content-language"] == "en"
    assert headers(english)["list-id"].startswith("Newsletter <newsletter.")
    assert '<html lang="en"' in english["html"]
    assert "It gets green." in english["text"]
    assert "Look at the event: http" in english["text"]
    assert "Saturday, 13 March 2027" in english["text"]
    assert "You get this e-mail because you have ordered our newsletter." in english["text"]
    assert "/en/u/" in headers(english)["list-unsubscribe"]
    assert "Frühling" not in english["text"] + english["html"]
    for name in ("ada", "olha"):
        (german,) = letterbox.mails(f"{name}@example.org")
        assert (german["subject"], headers(german)["content-language"]) == ("Frühling in der Stadt", "de")


@pytest.mark.parametrize(
    ("stays_visible", "says"), [(True, "Fällt aus: Gießrunde"), (False, "Nicht mehr da: Gießrunde")]
)
def test_what_is_off_before_sending_is_marked_and_the_editor_is_warned(
    notifier: Service, desk: Desk, letterbox: Letterbox, stays_visible: bool, says: str
) -> None:
    event = an_event(title="Gießrunde", slug="giessrunde")
    hear(notifier, event)
    settle(notifier)
    readers(notifier, "ada")
    written = desk.written(items=[an_item(id=str(event.event_id)), an_item(title="Repair-Café", slug="repair")])
    assert [each["gone"] for each in written["items"]] == [None, None]

    hear(notifier, cancelled(event, stays_visible=stays_visible))
    how = "cancelled" if stays_visible else "withdrawn"
    assert [each["gone"] for each in desk.state(written)["items"]] == [how, None]
    assert says in desk.ask(f"GET /v1/newsletters/{written['id']}/preview").json["html"]
    desk.ask(f"PUT /v1/newsletters/{written['id']}/schedule", {}, version=1)
    settle(notifier)

    (mail,) = letterbox.mails("ada@example.org")
    assert says.upper() in mail["text"]
    assert says in mail["html"]
    assert ("/termine/giessrunde" in mail["text"]) is stays_visible
    assert "/termine/repair" in mail["text"]


def test_what_is_off_in_mid_sending_is_marked_for_those_who_come_after(
    notifier: Service, desk: Desk, letterbox: Letterbox
) -> None:
    event = an_event(title="Gießrunde")
    hear(notifier, event)
    settle(notifier)
    readers(notifier, "ada")
    written = desk.sent(items=[an_item(id=str(event.event_id))])
    desk.ask(f"PUT /v1/newsletters/{written['id']}/pause")
    hear(notifier, cancelled(event))
    hear(notifier, changed(event, version=3))
    hear(notifier, cancelled(event, version=4))
    desk.ask(f"DELETE /v1/newsletters/{written['id']}/pause")
    settle(notifier)
    tick(notifier, "sweep")
    settle(notifier)

    (mail,) = letterbox.mails("ada@example.org")
    assert "FÄLLT AUS: GIESSRUNDE" in mail["text"]


def test_what_takes_place_after_all_is_not_marked(notifier: Service, desk: Desk) -> None:
    event = an_event()
    hear(notifier, event, cancelled(event), changed(event, version=3))
    written = desk.written(items=[an_item(id=str(event.event_id))])

    assert [each["gone"] for each in written["items"]] == [None]


def test_a_test_goes_to_the_editor_alone_and_is_marked(notifier: Service, desk: Desk, letterbox: Letterbox) -> None:
    readers(notifier, "ada")
    written = desk.written(words={"de": a_newsletter()["words"]["de"], "en": ENGLISH})
    where = f"POST /v1/newsletters/{written['id']}/trials"

    assert desk.ask(where, {"language": "en"}).status_code == 202
    settle(notifier)

    (mail,) = letterbox.mails()
    assert mail["to"] == ["redaktion@example.org"]
    assert mail["subject"] == "[Test] Spring in the city"
    assert "list-unsubscribe" not in headers(mail)
    assert "None" not in mail["text"]
    assert desk.state(written)["state"] == "draft"
    with notifier.database.reading() as session:
        assert "redaktion@example.org" not in str(session.scalar(text("SELECT content FROM notifications")))


def test_nobody_can_have_a_test_sent_to_somebody_else(notifier: Service, desk: Desk, letterbox: Letterbox) -> None:
    where = f"/v1/newsletters/{desk.written()['id']}/trials"
    named = desk.ask(f"POST {where}", {"email": "ada@example.org", "language": "de"})
    nameless: Any = notifier.test_client().post(where, json={}, headers=desk.tokens.editor(NOTIFIER, email=None))
    settle(notifier)

    assert (named.status_code, nameless.status_code) == (422, 403)
    assert letterbox.mails() == []


def test_the_preview_is_the_mail(notifier: Service, desk: Desk, letterbox: Letterbox) -> None:
    readers(notifier, "ada")

    written = desk.written()
    kept = desk.ask(f"GET /v1/newsletters/{written['id']}/preview").json
    typed = desk.ask("POST /v1/newsletters/preview?language=de", a_newsletter()).json
    desk.ask(f"PUT /v1/newsletters/{written['id']}/schedule", {}, version=1)
    settle(notifier)

    (mail,) = letterbox.mails("ada@example.org")
    assert kept["subject"] == typed["subject"] == mail["subject"]
    assert "\x02" not in kept["html"] + kept["text"]
    assert kept["text"].partition("--\n")[0].split() == mail["text"].replace("\r", "").partition("--\n")[0].split()


def test_html_in_what_is_typed_stays_text(desk: Desk) -> None:
    words = {
        "subject": "Ein <b>Wort</b>",
        "text": "<script>alert(1)</script> [x](javascript:alert(1)) ![p](https://x.example/p.gif)",
    }

    shown = desk.ask("POST /v1/newsletters/preview", a_newsletter(words={"de": words})).json

    assert "<script" not in shown["html"]
    assert "<img" not in shown["html"]
    assert 'href="javascript' not in shown["html"]
    assert "Ein &lt;b&gt;Wort" in shown["html"]


def test_the_web_copy_is_there_once_it_went_out_and_names_nobody(notifier: Service, desk: Desk) -> None:
    readers(notifier, "ada")
    visitor: Any = notifier.test_client()
    written = desk.written()
    where = f"/v1/newsletters/{written['slug']}/web"

    assert visitor.get(where).status_code == 404
    assert visitor.get("/v1/newsletters/archive").json["items"] == []
    desk.ask(f"PUT /v1/newsletters/{written['id']}/schedule", {}, version=1)
    settle(notifier)

    assert visitor.get(where).json["words"]["de"]["text"] == "Es wird **grün**."
    assert "ada" not in visitor.get(where).text
    assert [each["slug"] for each in visitor.get("/v1/newsletters/archive").json["items"]] == [written["slug"]]


def test_two_newsletters_of_one_name_have_two_addresses(desk: Desk) -> None:
    assert [desk.written()["slug"], desk.written()["slug"]] == ["fruehling-in-der-stadt", "fruehling-in-der-stadt-2"]


def put(app: Service, states: dict[str, tuple[State, str]]) -> None:
    """Write down for people what became of their mails."""
    with app.database.transaction() as session:
        for name, (state, reply) in states.items():
            session.execute(
                text(
                    "INSERT INTO deliveries (notification_id, recipient_id, lane, state, attempt, enhanced, reply,"
                    " updated_at) SELECT n.id, r.id, 4, :state, 1, split_part(:reply, ' ', 1), :reply, now()"
                    " FROM notifications n, recipients r WHERE r.email = :email"
                ),
                {"state": state, "reply": reply, "email": f"{name}@example.org"},
            )


def test_the_editor_learns_who_has_not_got_it_and_why(notifier: Service, desk: Desk) -> None:
    readers(notifier, "ada", "bea", "cem", "dan", "eva")
    written = desk.sent()
    find_readers(notifier)
    put(
        notifier,
        {
            "ada": (State.ACCEPTED, "2.0.0 Ok"),
            "bea": (State.REJECTED, "5.1.1 no such user"),
            "cem": (State.UNKNOWN, "lost"),
            "dan": (State.PENDING, "4.2.2 full"),
        },
    )
    where = f"GET /v1/newsletters/{written['id']}/recipients"

    found = desk.ask(where).json

    assert [each["address"] for each in found["items"]] == [f"{name}•••@example.org" for name in "bcde"]
    assert found["total"] == 4
    assert [each["why"] for each in found["items"]] == [
        "Dieses Postfach gibt es nicht.",
        "Die Leitung brach ab, bevor der Mail-Server geantwortet hat. Vielleicht ist die E-Mail da, vielleicht nicht.",
        "Der Mail-Server der Person bittet uns, es später noch einmal zu versuchen.",
        "Diese E-Mail ist noch nicht an der Reihe.",
    ]
    assert [each["state"] for each in desk.ask(f"{where}?state=unknown").json["items"]] == ["unknown"]
    assert "@example.org" not in str(found).replace("•••@example.org", "")


def test_the_list_goes_on_where_it_ended(notifier: Service, desk: Desk) -> None:
    readers(notifier, "ada", "bea", "cem")
    written = desk.sent()
    find_readers(notifier)
    where = f"GET /v1/newsletters/{written['id']}/recipients?size=2"

    first = desk.ask(where).json
    second = desk.ask(f"{where}&after={first['next']}").json

    assert len(first["items"]) == 2
    assert [each["address"] for each in second["items"]] == ["c•••@example.org"]
    assert second["next"] is None


def test_the_table_holds_no_formula_and_no_address(notifier: Service, desk: Desk) -> None:
    readers(notifier, "ada", "bea")
    written = desk.sent()
    find_readers(notifier)
    put(notifier, {"ada": (State.REJECTED, '=HYPERLINK("http://x.example")')})

    answer = desk.ask(f"GET /v1/newsletters/{written['id']}/recipients.csv")

    assert answer.headers["Content-Type"].startswith("text/csv")
    head, ada, bea = csv.reader(StringIO(answer.text.removeprefix("\ufeff")), delimiter=";")
    assert head[:2] == ["Stand", "Adresse"]
    assert ada[-1].startswith("'=HYPERLINK")
    assert bea[:2] == ["wartet", "b•••@example.org"]


FORMULAS = {
    "a": ("=1+1", "'=1+1"),
    "b": ("  =1+1", "'=1+1"),
    "c": ("\t=1+1", "'=1+1"),
    "d": ("\r\n@SUM(1)", "'@SUM(1)"),
    "e": ("550 no,=1+1", "550 no,'=1+1"),
    "f": ("550 no, \t+1", "550 no, '+1"),
    "g": ("550 no;-1", "550 no;'-1"),
    "h": ('"=1+1', "'\"=1+1"),
    "i": ("\uff1d1+1", "'\uff1d1+1"),
    "j": ("550 5.1.1 a-b = c+d, e@f", "550 5.1.1 a-b = c+d, e@f"),
    "k": ("550\r=1+1", "550 =1+1"),
}


def test_no_cell_of_the_table_begins_like_a_formula_nor_does_a_part_of_one(notifier: Service, desk: Desk) -> None:
    readers(notifier, *FORMULAS)
    written = desk.sent()
    find_readers(notifier)
    put(notifier, {name: (State.REJECTED, said) for name, (said, _) in FORMULAS.items()})

    answer = desk.ask(f"GET /v1/newsletters/{written['id']}/recipients.csv")

    _, *lines = csv.reader(StringIO(answer.text.removeprefix("\ufeff")), delimiter=";")
    assert [line[-1] for line in lines] == [shown for _, shown in FORMULAS.values()]
    assert len(answer.text.splitlines()) == len(FORMULAS) + 1


def test_the_state_of_sending_is_told_lane_by_lane(notifier: Service, desk: Desk) -> None:
    readers(notifier, "ada", "bea")
    desk.sent()
    find_readers(notifier)
    put(notifier, {"ada": (State.UNKNOWN, "lost")})
    with notifier.database.transaction() as session:
        session.execute(text("INSERT INTO lane_rests VALUES (4, 1, now() + interval '1 minute', 'connection refused')"))

    with notifier.database.transaction() as session:
        session.execute(text("INSERT INTO policy_refusals VALUES (4, now(), 3, '5.7.1 blocked')"))

    with notifier.database.transaction() as session:
        session.execute(
            text("INSERT INTO domain_rests VALUES (4, 'b.example', now() + interval '1 hour', '5.7.1 who')")
        )
        session.execute(text("INSERT INTO domain_rests VALUES (4, 'over.example', now() - interval '1 hour', 'x')"))

    told = desk.ask("GET /v1/sending").json

    assert [(each["lane"], each["domain"], each["reason"]) for each in told["domains"]] == [
        ("newsletters", "b.example", "5.7.1 who")
    ]
    lane = next(each for each in told["lanes"] if each["lane"] == "newsletters")
    assert lane["waiting"] == 1
    assert lane["distrusted"] == 3
    assert lane["reason"] == "connection refused"
    (doubt,) = told["in_doubt"]
    assert doubt["count"] == 1
    assert doubt["title"] == "Frühling in der Stadt"


def test_a_subject_with_signs_of_other_scripts_arrives_as_written(
    notifier: Service, desk: Desk, letterbox: Letterbox
) -> None:
    readers(notifier, "ada")
    subject = "Весна у місті 🌱 – Gießen, Bäume und noch viel mehr, das über die Zeile hinausgeht"

    desk.sent(words={"de": {"subject": subject, "text": "Ja."}}, items=[an_item(what="project", starts_at=None)])
    settle(notifier)

    (mail,) = letterbox.mails()
    assert mail["subject"] == subject
    source = "\n".join(f"{name}: {value}" for name, value in mail["headers"])
    assert message_from_string(source, policy=email.policy.default)["From"]


def test_what_is_not_known_is_sent_again_when_the_editor_says_so(
    notifier: Service, desk: Desk, letterbox: Letterbox
) -> None:
    readers(notifier, "ada", "bea")
    written = desk.sent()
    find_readers(notifier)
    put(notifier, {"ada": (State.UNKNOWN, "lost")})
    settle(notifier)
    tick(notifier)
    assert desk.state(written)["state"] == "sent"

    (doubt,) = desk.ask("GET /v1/sending").json["in_doubt"]
    answer = desk.ask(f"PUT /v1/notifications/{doubt['notification_id']}/unknown/resending")
    tick(notifier, "sweep")
    settle(notifier)

    assert answer.status_code == 200
    assert sorted(letterbox.addresses()) == ["ada@example.org", "bea@example.org"]
    assert desk.ask("GET /v1/sending").json["in_doubt"] == []
