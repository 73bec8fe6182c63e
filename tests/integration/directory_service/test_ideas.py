"""The board of ideas: sent by anybody, confirmed by mail, approved by editors, looked after by a link."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from directory_service.actions.telling_ideas import tell_ideas_again
from directory_service.models import Idea, IdeaLink, Revision
from directory_service.rules.ideas import IdeaState
from services.facts.directory import IdeaPublished, IdeaWithdrawn
from services.facts.letters import LetterRequested, NoticeRequested
from services.kit import clock
from services.kit.web import Service
from tests.integration.directory_service.conftest import OURS, Door
from tests.support.directory_makers import told
from tests.support.idea_makers import (
    AUTHOR,
    CHECKS,
    a_public_idea,
    a_waiting_idea,
    age_link,
    an_idea,
    idea_words,
    link_of,
    own_link,
    the_board,
)
from tests.support.tokens import Tokens


def with_link(directory: Service, token: str) -> Door:
    return Door(directory.test_client(), {"Authorization": f"Link {token}"})


def author(directory: Service) -> Door:
    return with_link(directory, own_link(directory))


def state_of(directory: Service, idea_id: UUID) -> str:
    with directory.database.reading() as session:
        return str(session.get_one(Idea, idea_id).state)


def letters(directory: Service) -> list[str]:
    return [each.template for each in told(directory, LetterRequested)]


def the_waiting(editor: Door) -> dict[str, Any]:
    (item,) = editor.get("/v1/revisions?kind=idea")["items"]
    whole: dict[str, Any] = editor.get(f"/v1/revisions/{item['id']}")
    return whole


def approve(editor: Door, revision: dict[str, Any], **words: Any) -> Any:
    said = {"checked": list(CHECKS), **words}
    return editor.put(f"/v1/revisions/{revision['id']}/approval", said, if_match=revision["version"])


def test_an_idea_waits_for_its_mail_then_for_the_editors_and_then_stands_on_the_board(
    directory: Service, anybody: Door, editor: Door
) -> None:
    sent = anybody.post("/v1/ideas", {**idea_words(), "email": AUTHOR}, 202)
    assert sent == {"title": "Ein Lastenrad für unsere Straße", "state": "unconfirmed"}
    assert editor.get("/v1/revisions")["total"] == 0
    (letter,) = told(directory, LetterRequested)
    assert (letter.email, letter.template, list(letter.slots)) == (AUTHOR, "confirm_idea", ["link"])

    assert with_link(directory, link_of(directory)).put("/v1/own-idea/confirmation")["state"] == "waiting"
    assert letters(directory) == ["confirm_idea", "idea_received"]
    revision = the_waiting(editor)
    assert (revision["origin"], revision["sender"], revision["organisation"]) == ("suggestion", AUTHOR, None)
    assert anybody.get("/v1/ideas")["total"] == 0

    approve(editor, revision)
    (item,) = anybody.get("/v1/ideas")["items"]
    assert (item["slug"], item["contact_name"]) == ("ein-lastenrad-fuer-unsere-strasse", "Ada")
    assert item["ends_on"] == (the_board(directory).today + timedelta(days=90)).isoformat()
    letter = told(directory, LetterRequested)[-1]
    assert (letter.template, letter.email, letter.slots["link"].endswith(item["slug"])) == (
        "idea_approved",
        AUTHOR,
        True,
    )


def test_a_second_click_on_the_confirmation_changes_nothing(directory: Service, editor: Door) -> None:
    an_idea(directory)
    token = link_of(directory)
    for _ in ("once", "twice"):
        with_link(directory, token).put("/v1/own-idea/confirmation")
    assert editor.get("/v1/revisions")["total"] == 1
    assert letters(directory) == ["confirm_idea", "idea_received"]


def test_nobody_reads_an_address_anywhere_in_public(directory: Service, anybody: Door) -> None:
    idea_id = a_public_idea(directory)
    pages = ("/v1/ideas", f"/v1/ideas/{idea_id}", "/v1/ideas.json", "/v1/ideas.csv", "/v1/ideas.atom")
    said = [anybody.client.get(page).text for page in pages]
    assert not [text for text in said if AUTHOR in text]
    # A name goes with its page only: what is taken over by others outlives it.
    assert [("Ada" in text) for text in said] == [True, True, False, False, False]


def test_whoever_has_signed_in_needs_no_mail_to_be_believed(directory: Service, tokens: Tokens, editor: Door) -> None:
    person_id = uuid4()
    she = Door(directory.test_client(), tokens.person(person_id, OURS))
    assert she.post("/v1/ideas", idea_words(), 202)["state"] == "waiting"
    revision = the_waiting(editor)
    approve(editor, revision)
    notices = told(directory, NoticeRequested)
    assert [(each.person_id, each.template) for each in notices] == [
        (person_id, "idea_received"),
        (person_id, "idea_approved"),
    ]
    assert letters(directory) == []


def test_who_says_no_address_and_has_not_signed_in_is_asked_for_one(anybody: Door) -> None:
    assert anybody.post("/v1/ideas", idea_words(), 422)["type"].endswith("address-missing")
    assert anybody.post("/v1/ideas", idea_words(email=""), 422)["type"].endswith("address-missing")


def test_an_editor_sends_it_back_with_a_reason_and_its_author_mends_it(
    directory: Service, anybody: Door, editor: Door
) -> None:
    a_waiting_idea(directory, summary="Nur heute mit Rabatt!")
    revision = the_waiting(editor)
    assert revision["remarks"] == ["rabatt"]
    refusal = {"reason": "Bitte ohne Werbung."}
    editor.put(f"/v1/revisions/{revision['id']}/refusal", refusal, if_match=revision["version"])
    letter = told(directory, LetterRequested)[-1]
    assert (letter.template, letter.slots["reason"]) == ("revision_refused", "Bitte ohne Werbung.")
    assert ("/ideen/verwalten/" in letter.slots["link"], "day" in letter.slots) == (True, False)
    assert letter.name == "Ada"

    she = author(directory)
    own = she.get("/v1/own-idea")
    assert own["review"] == {"state": "refused", "reason": "Bitte ohne Werbung."}
    mended = she.put("/v1/own-idea", idea_words(summary="Wir teilen."), if_match=own["version"])
    assert (mended["review"]["state"], mended["summary"]) == ("waiting", "Wir teilen.")
    approve(editor, the_waiting(editor))
    assert anybody.get("/v1/ideas")["items"][0]["summary"] == "Wir teilen."
    assert she.get("/v1/own-idea")["review"] is None


def test_what_was_approved_stays_until_editors_have_read_other_words(
    directory: Service, anybody: Door, editor: Door
) -> None:
    idea_id = a_public_idea(directory)
    she = author(directory)
    own = she.get("/v1/own-idea")
    changed = she.put("/v1/own-idea", idea_words(title="Zwei Lastenräder"), if_match=own["version"])
    assert anybody.get(f"/v1/ideas/{idea_id}")["title"] == "Ein Lastenrad für unsere Straße"
    again = she.put("/v1/own-idea", idea_words(title="Drei Lastenräder"), if_match=changed["version"])
    assert again["title"] == "Drei Lastenräder"
    revision = the_waiting(editor)
    assert [(each["field"], each["after"]) for each in revision["changes"]] == [("title", "Drei Lastenräder")]
    approve(editor, revision)
    shown = anybody.get(f"/v1/ideas/{idea_id}")
    assert (shown["title"], shown["slug"]) == ("Drei Lastenräder", "ein-lastenrad-fuer-unsere-strasse")


def test_who_has_not_seen_the_newest_words_writes_over_nobody(directory: Service) -> None:
    a_public_idea(directory)
    she = author(directory)
    own = she.get("/v1/own-idea")
    she.put("/v1/own-idea", idea_words(title="Zuerst"), if_match=own["version"])
    she.put("/v1/own-idea", idea_words(title="Zu spät"), 412, if_match=own["version"])
    she.put("/v1/own-idea", idea_words(title="Ohne Version"), 428)
    assert she.get("/v1/own-idea")["title"] == "Zuerst"


def test_its_author_takes_it_back_and_the_queue_forgets_what_waited(
    directory: Service, anybody: Door, editor: Door
) -> None:
    idea_id = a_public_idea(directory)
    she = author(directory)
    own = she.get("/v1/own-idea")
    assert own["renewed_until"] == own["ends_on"]
    she.put("/v1/own-idea", idea_words(title="Anders"), if_match=own["version"])
    for _ in ("once", "twice"):
        assert she.delete("/v1/own-idea")["state"] == "withdrawn"
    assert (anybody.get("/v1/ideas")["total"], editor.get("/v1/revisions")["total"]) == (0, 0)
    anybody.get(f"/v1/ideas/{idea_id}", 404)
    she.put("/v1/own-idea/renewal", status=409)
    assert she.get("/v1/own-idea")["renewed_until"] is None
    she.put("/v1/own-idea", idea_words(), 409, if_match=she.get("/v1/own-idea")["version"])


def test_an_editor_takes_it_down_for_good_and_says_why(directory: Service, anybody: Door, editor: Door) -> None:
    idea_id = a_public_idea(directory)
    she = author(directory)
    editor.put(f"/v1/ideas/{idea_id}/withdrawal", {"reason": "Es war doch Werbung."})
    letter = told(directory, LetterRequested)[-1]
    assert (letter.template, letter.slots["reason"]) == ("idea_taken_down", "Es war doch Werbung.")
    assert anybody.get("/v1/ideas")["total"] == 0
    she.put("/v1/own-idea/renewal", status=409)
    editor.put(f"/v1/ideas/{idea_id}/withdrawal", {"reason": "Noch einmal."}, 409)


def test_an_editor_corrects_what_stands_on_the_board_and_gets_no_link_of_its_author(
    directory: Service, anybody: Door, editor: Door
) -> None:
    idea_id = a_public_idea(directory)
    links = len(told(directory, LetterRequested))
    begun = editor.post("/v1/revisions", {"kind": "idea", "subject_id": str(idea_id), "words": {"title": "Besser"}})
    editor.put(f"/v1/revisions/{begun['id']}/submission", if_match=begun["version"])
    assert anybody.get(f"/v1/ideas/{idea_id}")["title"] == "Besser"
    assert len(told(directory, LetterRequested)) == links
    assert told(directory, NoticeRequested) == []


def test_the_board_is_narrowed_counted_and_paged(directory: Service, anybody: Door) -> None:
    a_public_idea(directory, title="Rad", categories=["mobility"], district="suedliche-innenstadt")
    a_public_idea(directory, title="Baum", categories=["nature", "mobility"], kind="idea")
    a_public_idea(directory, title="Strom", categories=["energy"], kind="idea")
    found = anybody.get("/v1/ideas?kind=idea")
    assert ([each["title"] for each in found["items"]], found["total"]) == (["Strom", "Baum"], 2)
    assert found["facets"]["kind"] == {"idea": 2, "companions": 1}
    assert found["facets"]["category"] == {"mobility": 1, "nature": 1, "energy": 1}
    assert [each["title"] for each in anybody.get("/v1/ideas?category=mobility&sort=title")["items"]] == ["Baum", "Rad"]
    second = anybody.get("/v1/ideas?size=2&page=2")
    assert ([each["title"] for each in second["items"]], second["total"]) == (["Rad"], 3)
    anybody.get("/v1/ideas?kind=advert", 422)


def test_who_has_the_board_already_is_told_so_until_it_changes(directory: Service, anybody: Door) -> None:
    a_public_idea(directory, title="Rad")
    for page in ("/v1/ideas", "/v1/ideas.json", "/v1/ideas/rad"):
        etag = anybody.ask("GET", page).headers["ETag"]
        if page != "/v1/ideas/rad":
            assert anybody.ask("GET", page, 304, **{"If-None-Match": etag}).data == b""
    etag = anybody.ask("GET", "/v1/ideas").headers["ETag"]
    a_public_idea(directory, title="Baum")
    assert anybody.ask("GET", "/v1/ideas", 200, **{"If-None-Match": etag}).get_json()["total"] == 2


def test_two_of_one_name_have_two_addresses_and_none_has_that_of_the_form(directory: Service, anybody: Door) -> None:
    for _ in range(2):
        a_public_idea(directory, title="Rad")
    a_public_idea(directory, title="Neu")
    assert {each["slug"] for each in anybody.get("/v1/ideas")["items"]} == {"rad", "rad-2", "idea-neu"}


# ------------------------------------------------------------------------------------------------------------- attacks


def test_a_link_opens_only_what_it_was_made_for(directory: Service) -> None:
    an_idea(directory)
    confirm = link_of(directory)
    with_link(directory, confirm).put("/v1/own-idea/confirmation")
    own = own_link(directory)
    with_link(directory, own).put("/v1/own-idea/confirmation", status=404)
    stranger = with_link(directory, confirm)
    stranger.get("/v1/own-idea", 404)
    stranger.put("/v1/own-idea", idea_words(), 404, if_match=1)
    stranger.put("/v1/own-idea/renewal", status=404)
    stranger.delete("/v1/own-idea", 404)


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "../../etc", "a b", "%00" * 20])
def test_a_made_up_link_opens_nothing(directory: Service, token: str) -> None:
    a_public_idea(directory)
    nobody = with_link(directory, token)
    nobody.get("/v1/own-idea", 404)
    nobody.delete("/v1/own-idea", 404)
    nobody.put("/v1/own-idea/confirmation", status=404)


def test_a_confirmation_is_too_late_after_two_weeks(directory: Service) -> None:
    idea_id = an_idea(directory)
    token = link_of(directory)
    age_link(directory, token, made_at=clock.now() - timedelta(days=14, minutes=1))
    with_link(directory, token).put("/v1/own-idea/confirmation", status=404)
    assert state_of(directory, idea_id) == IdeaState.UNCONFIRMED


def test_a_used_confirmation_brings_nothing_back(directory: Service, anybody: Door, editor: Door) -> None:
    an_idea(directory)
    confirm = link_of(directory)
    with_link(directory, confirm).put("/v1/own-idea/confirmation")
    author(directory).delete("/v1/own-idea")
    assert with_link(directory, confirm).put("/v1/own-idea/confirmation")["state"] == "withdrawn"
    assert editor.get("/v1/revisions")["total"] == 0


def test_nobody_changes_the_idea_of_another(directory: Service, anybody: Door, tokens: Tokens) -> None:
    mine = a_public_idea(directory, title="Meine")
    a_public_idea(directory, title="Ihre", email="bo@example.org")
    bo = author(directory)
    bo.put("/v1/own-idea", idea_words(title="Gekapert"), if_match=bo.get("/v1/own-idea")["version"])
    assert anybody.get(f"/v1/ideas/{mine}")["title"] == "Meine"
    somebody = Door(directory.test_client(), tokens.person(uuid4(), OURS))
    somebody.post("/v1/revisions", {"kind": "idea", "subject_id": str(mine), "words": {"title": "x"}}, 403)
    somebody.post("/v1/revisions", {"kind": "idea", "words": {"title": "x"}}, 422)


def test_nobody_gets_an_authors_link_by_suggesting_a_change_of_her_idea(directory: Service, anybody: Door) -> None:
    idea_id = a_public_idea(directory)
    about = {"kind": "idea", "subject_id": str(idea_id), "words": {"title": "x"}, "email": "eve@example.org"}
    anybody.post("/v1/proposals", about, 422)
    anybody.post("/v1/proposals", {**about, "subject_id": None}, 422)
    assert {each.email for each in told(directory, LetterRequested)} == {AUTHOR}


@pytest.mark.parametrize("name", ["Ada\r\nBcc: all@example.org", "Ada\nSubject: x", "Ada\u2028x", "Ada\x00"])
def test_no_name_breaks_out_of_its_line(directory: Service, anybody: Door, name: str) -> None:
    anybody.post("/v1/ideas", {**idea_words(contact_name=name), "email": AUTHOR}, 422)
    assert letters(directory) == []


@pytest.mark.parametrize("email", ["ada@example.org\r\nBcc: all@example.org", "ada@example.org, bo@example.org", "ada"])
def test_no_address_is_more_than_one(directory: Service, anybody: Door, email: str) -> None:
    anybody.post("/v1/ideas", {**idea_words(), "email": email}, 422)
    assert letters(directory) == []


def test_a_mail_to_who_confirmed_nothing_says_no_word_but_a_short_name(directory: Service, anybody: Door) -> None:
    anybody.post("/v1/ideas", {**idea_words(contact_name="A" * 60), "email": AUTHOR}, 202)
    anybody.post("/v1/ideas", {**idea_words(contact_name="A" * 120), "email": AUTHOR}, 202)
    anybody.post("/v1/ideas", {**idea_words(contact_name="Geld: https://böse.example"), "email": AUTHOR}, 202)
    letters = told(directory, LetterRequested)
    assert [each.name for each in letters] == ["A" * 60, None, None]
    assert [list(each.slots) for each in letters] == [["link"]] * 3


def test_one_mailbox_is_not_filled(anybody: Door) -> None:
    for _ in range(5):
        anybody.post("/v1/ideas", {**idea_words(), "email": AUTHOR}, 202)
    anybody.post("/v1/ideas", {**idea_words(), "email": "ada+1@example.org"}, 429)


def test_who_has_signed_in_fills_her_own_measure_and_nobody_elses(directory: Service, tokens: Tokens) -> None:
    she, another = (Door(directory.test_client(), tokens.person(uuid4(), OURS)) for _ in range(2))
    for _ in range(5):
        she.post("/v1/ideas", idea_words(), 202)
    she.post("/v1/ideas", idea_words(), 429)
    another.post("/v1/ideas", idea_words(), 202)


def test_of_a_links_secret_only_a_digest_is_kept(directory: Service) -> None:
    a_public_idea(directory)
    token = own_link(directory)
    with directory.database.reading() as session:
        kept = [bytes(each.token_hash) for each in session.query(IdeaLink)]
        words = str([each.words for each in session.query(Revision)])
    assert token.encode() not in kept
    assert token not in words


# --------------------------------------------------------------------------------------------------------------- facts


def facts(directory: Service) -> list[tuple[str, int]]:
    return [(type(each).__name__, each.version) for each in told(directory, IdeaPublished, IdeaWithdrawn)]


def test_others_hear_of_an_idea_and_whom_to_ask_while_it_stands_on_the_board(directory: Service, editor: Door) -> None:
    a_waiting_idea(directory)
    assert facts(directory) == []
    approve(editor, the_waiting(editor))
    (fact,) = told(directory, IdeaPublished)
    assert (fact.contact_email, fact.contact_name, fact.person_id) == (AUTHOR, "Ada", None)
    she = author(directory)
    she.put("/v1/own-idea/renewal")
    she.delete("/v1/own-idea")
    names, versions = zip(*facts(directory), strict=True)
    assert names == ("IdeaPublished", "IdeaPublished", "IdeaWithdrawn")
    assert sorted(versions) == list(versions)


def test_of_who_has_signed_in_only_the_id_is_told(directory: Service, tokens: Tokens, editor: Door) -> None:
    person_id = uuid4()
    Door(directory.test_client(), tokens.person(person_id, OURS)).post("/v1/ideas", idea_words(), 202)
    approve(editor, the_waiting(editor))
    (fact,) = told(directory, IdeaPublished)
    assert (fact.person_id, fact.contact_email) == (person_id, None)


def test_what_never_stood_on_the_board_is_not_taken_off_it(directory: Service) -> None:
    a_waiting_idea(directory)
    author(directory).delete("/v1/own-idea")
    assert facts(directory) == []


def test_what_stands_on_the_board_is_told_again_and_nothing_else(directory: Service) -> None:
    a_public_idea(directory, title="Rad")
    a_waiting_idea(directory, title="Baum")
    with directory.database.transaction() as session:
        assert tell_ideas_again(session, now=clock.now()) == 1
    assert [each.title for each in told(directory, IdeaPublished)] == ["Rad", "Rad"]
