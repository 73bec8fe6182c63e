"""What anybody may say without an account, confirmed by one mail."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from directory_service.models import Revision
from services.facts.letters import LetterRequested
from services.kit import clock
from services.kit.review import suggesting
from services.kit.web import Service
from tests.integration.directory_service.conftest import Door
from tests.support.directory_makers import a_draft, an_offer, offer_words, organisation_words, told

CHECKS = ["real", "no-advertising", "complete", "pictures"]
SHE = "mirjam@example.org"
NOBODY = "0c8f1c7e-3f0b-4c58-9c0e-6d2f5a7b1e11"


def token_of(directory: Service) -> str:
    return str(told(directory, LetterRequested)[-1].slots["link"].rpartition("/")[2])


def suggested(anybody: Door, directory: Service, words: dict[str, Any], kind: str = "organisation", **more: Any) -> Any:
    anybody.post("/v1/proposals", {"kind": kind, "words": words, "email": SHE, **more}, 202)
    return anybody.put(f"/v1/proposals/{token_of(directory)}/confirmation")


def approved(editor: Door, **words: Any) -> Any:
    (item,) = editor.get("/v1/revisions")["items"]
    return editor.put(f"/v1/revisions/{item['id']}/approval", {"checked": CHECKS, **words}, if_match=item["version"])


def refused(editor: Door) -> str:
    (item,) = editor.get("/v1/revisions")["items"]
    editor.put(f"/v1/revisions/{item['id']}/refusal", {"reason": "Werbung."}, if_match=item["version"])
    return str(item["id"])


def test_a_suggestion_waits_for_its_mail_and_then_for_the_editors(
    directory: Service, anybody: Door, editor: Door
) -> None:
    anybody.post("/v1/proposals", {"kind": "organisation", "words": organisation_words(), "email": SHE}, 202)
    assert editor.get("/v1/revisions")["total"] == 0
    (letter,) = told(directory, LetterRequested)
    assert (letter.email, letter.template, list(letter.slots)) == (SHE, "confirm_suggestion", ["link"])
    for _ in ("once", "twice"):
        confirmed = anybody.put(f"/v1/proposals/{token_of(directory)}/confirmation")
        assert confirmed == {"title": "Gießkannenbund Halle e. V.", "state": "waiting"}
    (item,) = editor.get("/v1/revisions")["items"]
    assert (item["origin"], editor.get(f"/v1/revisions/{item['id']}")["sender"]) == ("suggestion", SHE)


def test_a_suggestion_that_is_approved_is_public_and_its_sender_hears_of_it(
    directory: Service, anybody: Door, editor: Door
) -> None:
    suggested(anybody, directory, {"name": "Kannenbund"})
    done = approved(editor, words={"categories": ["nature"]})
    assert anybody.get(f"/v1/organisations/{done['subject_id']}")["name"] == "Kannenbund"
    letter = told(directory, LetterRequested)[-1]
    assert (letter.email, letter.template, letter.slots["corrected"]) == (SHE, "revision_approved", "yes")
    assert letter.slots["link"].endswith(f"/gruppen/{done['subject_id']}")
    assert letter.slots["suggested"] == "organisation"


def test_a_refused_suggestion_is_answered_with_the_reason(directory: Service, anybody: Door, editor: Door) -> None:
    suggested(anybody, directory, {"name": "Kauft!"}, language="en")
    refused(editor)
    letter = told(directory, LetterRequested)[-1]
    assert (letter.template, letter.language) == ("revision_refused", "en")
    assert {name: letter.slots[name] for name in ("title", "reason", "stays")} == {
        "title": "Kauft!",
        "reason": "Werbung.",
        "stays": "",
    }


def test_the_letter_about_a_refusal_opens_the_words_as_they_were_sent(
    directory: Service, anybody: Door, editor: Door
) -> None:
    words = {"name": "Kauft!", "website": "https://example.org", "categories": ["nature"]}
    suggested(anybody, directory, words)
    revision_id = refused(editor)
    assert "/vorschlag/noch-einmal/" in told(directory, LetterRequested)[-1].slots["link"]
    before = editor.get(f"/v1/revisions/{revision_id}")

    shown = [anybody.ask("GET", f"/v1/proposals/{token_of(directory)}", 200) for _ in ("once", "twice")]

    about = {"kind": "organisation", "subject_id": None, "organisation_id": None}
    assert [each.get_json() for each in shown] == [about | {"words": words, "email": SHE, "reason": "Werbung."}] * 2
    assert shown[0].headers["Cache-Control"] == "private, no-store"
    assert editor.get(f"/v1/revisions/{revision_id}") == before
    suggested(anybody, directory, words | {"name": "Tauscht!"})
    assert [each["title"] for each in editor.get("/v1/revisions")["items"]] == ["Tauscht!"]


def test_the_link_says_the_last_whole_day_on_which_it_opens_something(
    directory: Service, anybody: Door, editor: Door
) -> None:
    suggested(anybody, directory, {"name": "Kauft!"})
    refused(editor)
    day = told(directory, LetterRequested)[-1].slots["day"]
    assert day in {str((clock.now() + timedelta(days=13, seconds=shift)).date()) for shift in (0, -60)}


def test_no_other_link_opens_a_refused_suggestion_and_its_own_opens_nothing_else(
    directory: Service, anybody: Door, editor: Door
) -> None:
    anybody.post("/v1/proposals", {"kind": "organisation", "words": {"name": "Kauft!"}, "email": SHE}, 202)
    first = token_of(directory)
    anybody.get(f"/v1/proposals/{first}", 404)
    anybody.put(f"/v1/proposals/{first}/confirmation")
    anybody.get(f"/v1/proposals/{first}", 404)
    refused(editor)
    own = token_of(directory)

    for forged in (first, own[:-1], own[::-1], f"{own}A", "nothing"):
        anybody.get(f"/v1/proposals/{forged}", 404)
    for other in (first, own):
        anybody.put(f"/v1/proposals/{other}/confirmation", status=404)
    anybody.get(f"/v1/invitations/{own}", 404)
    anybody.get(f"/v1/freshness-checks/{own}", 404)
    anybody.get(f"/v1/proposals/{own}")


@pytest.mark.parametrize(("days", "status"), [(13, 200), (15, 404)])
def test_the_link_is_good_for_as_long_as_the_address_is_kept(
    directory: Service, anybody: Door, editor: Door, days: int, status: int
) -> None:
    suggested(anybody, directory, {"name": "Kauft!"})
    revision_id = refused(editor)
    token, passed = token_of(directory), timedelta(days=days)
    with directory.database.transaction() as session:
        session.execute(text("UPDATE revisions SET decided_at = decided_at - :passed"), {"passed": passed})

    # Whether or not anybody has tidied up by then.
    anybody.get(f"/v1/proposals/{token}", status)
    with directory.database.transaction() as session:
        suggesting.forget_unconfirmed(session, Revision, days=14, now=clock.now())
    anybody.get(f"/v1/proposals/{token}", status)
    assert (editor.get(f"/v1/revisions/{revision_id}")["sender"] is None) == (status == 404)


def test_a_refused_change_is_suggested_again_as_a_change(
    directory: Service, anybody: Door, editor: Door, organisation_id: UUID
) -> None:
    offer_id = an_offer(directory, organisation_id, title="Alt", hours=2.0)
    suggested(anybody, directory, {"hours": 3}, "offer", subject_id=str(offer_id))
    refused(editor)
    shown = anybody.get(f"/v1/proposals/{token_of(directory)}")
    assert (shown["subject_id"], shown["organisation_id"]) == (str(offer_id), str(organisation_id))
    assert (shown["words"]["title"], shown["words"]["hours"]) == ("Alt", 3)


def test_somebody_suggests_a_change_of_what_is_there(
    directory: Service, anybody: Door, editor: Door, organisation_id: UUID
) -> None:
    offer_id = an_offer(directory, organisation_id, title="Alt", hours=2.0)
    suggested(anybody, directory, {"hours": 3}, "offer", subject_id=str(offer_id))
    approved(editor)
    offer = anybody.get(f"/v1/offers/{offer_id}")
    assert (offer["title"], offer["hours"]) == ("Alt", 3.0)


def test_somebody_suggests_an_offer_of_an_organisation(
    directory: Service, anybody: Door, editor: Door, organisation_id: UUID
) -> None:
    words = offer_words(str(uuid4()), title="Neu")
    suggested(anybody, directory, words, "offer", organisation_id=str(organisation_id))
    done = approved(editor)
    assert anybody.get(f"/v1/offers/{done['subject_id']}")["organisation"]["id"] == str(organisation_id)


def test_nobody_suggests_to_be_trusted(directory: Service, anybody: Door, editor: Door) -> None:
    suggested(anybody, directory, organisation_words(trusted=True, source="ich"))
    shown = anybody.get(f"/v1/organisations/{approved(editor)['subject_id']}")
    assert (shown["trusted"], shown["source"]) == (False, None)


def test_a_stewards_draft_does_not_say_that_she_is_trusted(
    directory: Service, steward: Door, organisation_id: UUID
) -> None:
    words = {"trusted": False, "licence": "alle"}
    begun = steward.post("/v1/revisions", {"kind": "organisation", "subject_id": str(organisation_id), "words": words})
    assert (begun["words"]["trusted"], begun["words"]["licence"]) == (True, None)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ({"kind": "organisation", "words": {}, "email": SHE}, 422),
        ({"kind": "organisation", "words": {"name": "x"}, "email": "nobody"}, 422),
        ({"kind": "organisation", "words": {"\ud800": "x"}, "email": SHE}, 422),
        ({"kind": "organisation", "words": {"name": "x"}}, 422),
        ({"kind": "offer", "words": {"title": "x"}, "email": SHE, "organisation_id": NOBODY}, 404),
        ({"kind": "offer", "words": {"title": "x"}, "email": SHE, "subject_id": "{draft}"}, 404),
    ],
)
def test_what_cannot_be_suggested_writes_no_mail(
    directory: Service, anybody: Door, words: dict[str, Any], status: int
) -> None:
    if words.get("subject_id"):
        words = {**words, "subject_id": str(a_draft(directory))}
    anybody.post("/v1/proposals", words, status)
    assert told(directory, LetterRequested) == []


def test_one_mailbox_is_not_flooded(anybody: Door) -> None:
    words = {"kind": "organisation", "words": {"name": "x"}}
    for n in range(5):
        anybody.post("/v1/proposals", {**words, "email": f"ada+{n}@example.org"}, 202)
    assert anybody.ask("POST", "/v1/proposals", 429, {**words, "email": "ada@example.org"}).headers["Retry-After"]


def test_what_nobody_confirms_is_forgotten(directory: Service, anybody: Door) -> None:
    anybody.post("/v1/proposals", {"kind": "organisation", "words": {"name": "x"}, "email": SHE}, 202)
    token = token_of(directory)
    with directory.database.transaction() as session:
        suggesting.forget_unconfirmed(session, Revision, days=14, now=clock.now() + timedelta(days=15))
    anybody.put(f"/v1/proposals/{token}/confirmation", status=404)


def test_the_address_of_who_suggested_goes_after_the_decision(directory: Service, anybody: Door, editor: Door) -> None:
    suggested(anybody, directory, organisation_words())
    done = approved(editor)
    with directory.database.transaction() as session:
        suggesting.forget_unconfirmed(session, Revision, days=14, now=clock.now() + timedelta(days=15))
    assert editor.get(f"/v1/revisions/{done['id']}")["sender"] is None


def test_anybody_says_that_something_is_wrong(anybody: Door, editor: Door) -> None:
    words = {"path": "/angebote/x", "title": "Gießtour", "text": "Die Nummer stimmt nicht.", "email": SHE}
    anybody.post("/v1/reports", words, 202)
    (report,) = editor.get("/v1/reports")["items"]
    assert (report["text"], report["email"]) == ("Die Nummer stimmt nicht.", SHE)
    settled = editor.put(f"/v1/reports/{report['id']}/settlement", {"note": "Geändert."})
    assert (settled["note"], settled["email"]) == ("Geändert.", None)
    editor.put(f"/v1/reports/{report['id']}/settlement", {}, 409)
    editor.put(f"/v1/reports/{uuid4()}/settlement", {}, 404)
    assert (editor.get("/v1/reports")["total"], editor.get("/v1/reports?settled=true")["total"]) == (0, 1)


@pytest.mark.parametrize("words", [{"path": "https://evil.example"}, {"path": "//"}, {"text": ""}, {"kind": "club"}])
def test_a_report_is_about_a_page_of_ours(anybody: Door, words: dict[str, Any]) -> None:
    usual = {"path": "/angebote/x", "title": "Gießtour", "text": "Falsch."}
    status = 202 if words.get("path") == "//" else 422
    anybody.post("/v1/reports", {**usual, **words}, status)
