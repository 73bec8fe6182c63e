"""What is found follows what is written, in the same transaction and whoever writes it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from directory_service.actions.vocabulary import count_words
from directory_service.models import SearchEntry, SearchWord
from directory_service.queries.search import meaning
from directory_service.rules.english import IN_GERMAN
from services.facts.events import EventCancelled, EventScheduled
from services.kit import clock
from services.kit.web import Service
from tests.integration.directory_service.conftest import Door
from tests.integration.directory_service.test_tasks import hear, soon, words_of
from tests.support.directory_makers import a_draft, a_project, an_offer, an_organisation
from tests.support.plans import statements_of

SYNONYMS = "alltagswort;suchworte\nDrahtesel;Fahrrad\nim Freien;Garten, Wiese\n"


def titles(door: Door, question: str, more: str = "") -> list[str]:
    return [item["title"] for item in door.get(f"/v1/search?q={question}{more}")["items"]]


def test_offers_projects_organisations_and_events_are_found_together(directory: Service, anybody: Door) -> None:
    owner = an_organisation(directory, name="Verein Zaunkönig", website=None)
    an_offer(directory, owner, title="Zaunkönige zählen", external_id="A-1")
    a_project(directory, owner, title="Ein Garten für den Zaunkönig")
    hear(directory, EventScheduled(**words_of(owner, title="Zaunkönig-Abend"), published_at=clock.now()))

    answer = anybody.get("/v1/search?q=zaunkönig")

    assert {item["kind"] for item in answer["items"]} == {"offer", "project", "organisation", "event"}
    assert answer["facets"]["kind"] == {"offer": 1, "project": 1, "organisation": 1, "event": 1}
    assert {"kind", "id", "external_id", "title", "why"} <= set(answer["items"][0])


def test_drafts_and_what_was_withdrawn_are_not_found(directory: Service, anybody: Door, editor: Door) -> None:
    owner = an_organisation(directory)
    a_draft(directory, owner, title="Wiedehopf im Entwurf")
    offer_id = an_offer(directory, owner, title="Wiedehopf beobachten")
    assert titles(anybody, "wiedehopf") == ["Wiedehopf beobachten"]

    editor.delete(f"/v1/offers/{offer_id}/publication")

    assert titles(anybody, "wiedehopf") == []


def test_nothing_of_a_withdrawn_organisation_is_found(directory: Service, anybody: Door, editor: Door) -> None:
    owner = an_organisation(directory, name="Pirolfreunde")
    an_offer(directory, owner, title="Pirole zählen")
    assert len(titles(anybody, "pirol")) == 2

    editor.delete(f"/v1/organisations/{owner}/publication")

    assert titles(anybody, "pirol") == []


def test_a_new_name_of_an_organisation_finds_what_it_offers(directory: Service, anybody: Door) -> None:
    owner = an_organisation(directory, name="Alter Name")
    an_offer(directory, owner, title="Zelte flicken")

    with directory.database.transaction() as session:
        session.execute(text("UPDATE organisations SET name = 'Kranichschutz' WHERE id = :id"), {"id": owner})

    assert set(titles(anybody, "kranichschutz")) == {"Kranichschutz", "Zelte flicken"}


def test_what_is_rolled_back_is_not_found(directory: Service, anybody: Door, organisation_id: UUID) -> None:
    offer_id = an_offer(directory, organisation_id, title="Säen")
    with directory.database.transaction() as session:
        session.execute(text("UPDATE offers SET title = 'Rohrdommel' WHERE id = :id"), {"id": offer_id})
        session.rollback()

    assert titles(anybody, "rohrdommel") == []


def test_events_that_are_over_are_not_found_and_cancelled_ones_say_so(directory: Service, anybody: Door) -> None:
    owner = an_organisation(directory)
    over = words_of(owner, title="Eisvogel gestern", starts_at=soon(-1))
    coming = words_of(owner, title="Eisvogel morgen", starts_at=soon(1))
    for words in (over, coming):
        hear(directory, EventScheduled(**words, external_id="T-1", published_at=clock.now()))

    gone = EventCancelled(event_id=coming["event_id"], version=2, stays_visible=True, cancelled_at=clock.now())
    hear(directory, gone)

    [item] = anybody.get("/v1/search?q=eisvogel")["items"]
    assert (item["title"], item["status"], item["external_id"]) == ("Eisvogel morgen", "cancelled", "T-1")


def test_a_series_is_found_until_its_last_date(directory: Service, anybody: Door, organisation_id: UUID) -> None:
    words = words_of(organisation_id, title="Uhu-Runde", starts_at=soon(-2))
    dates = [{"date_id": organisation_id, "starts_at": (clock.now() + timedelta(days=5)).isoformat()}]
    fact = EventScheduled.from_wire({**EventScheduled(**words, published_at=clock.now()).to_wire(), "dates": dates})

    hear(directory, fact)

    assert titles(anybody, "uhu") == ["Uhu-Runde"]


def test_editors_replace_the_synonyms_and_they_work_at_once(
    directory: Service, anybody: Door, editor: Door, organisation_id: UUID
) -> None:
    an_offer(directory, organisation_id, title="Fahrrad putzen")
    assert titles(anybody, "drahtesel") == []

    kept = editor.put("/v1/synonyms", {"text": SYNONYMS})

    assert kept["items"][1] == {"said": "im Freien", "meant": ["Garten", "Wiese"]}
    assert anybody.get("/v1/synonyms") == kept
    assert titles(anybody, "drahtesel") == ["Fahrrad putzen"]


@pytest.mark.parametrize(
    "table", ["wort;auch\na;b\n", "alltagswort;suchworte\nnur eines\n", "alltagswort;suchworte\na;b;c\n"]
)
def test_a_table_that_holds_no_synonyms_is_refused(editor: Door, table: str) -> None:
    editor.put("/v1/synonyms", {"text": table}, status=422)


def test_synonyms_of_many_letters_are_refused(editor: Door) -> None:
    editor.put("/v1/synonyms", {"text": f"alltagswort;suchworte\n{'a' * 101};b\n"}, status=422)


def test_only_editors_replace_synonyms(anybody: Door, steward: Door) -> None:
    anybody.put("/v1/synonyms", {"text": SYNONYMS}, status=401)
    steward.put("/v1/synonyms", {"text": SYNONYMS}, status=403)


@pytest.mark.parametrize(
    "question",
    ["", "?q=", "?q=a&kind=wind", "?q=a&near=99999", "?q=a&within=-1", "?q=a&size=101", "?q=a&wind=1", "?q=%00"],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(anybody: Door, question: str) -> None:
    assert anybody.get(f"/v1/search{question}", status=422)["errors"]


def test_a_question_of_many_signs_is_answered(directory: Service, anybody: Door) -> None:
    an_offer(directory, title="Igel")

    assert titles(anybody, "igel" + "%20%22%27()%26|!:*<->\\" * 8) == ["Igel"]
    anybody.get(f"/v1/search?q={'x' * 201}", status=422)


def test_an_answer_is_made_anew_only_when_something_has_changed(directory: Service, anybody: Door) -> None:
    owner = an_organisation(directory)
    first = anybody.ask("GET", "/v1/search?q=wal")
    anybody.ask("GET", "/v1/search?q=wal", status=304, **{"If-None-Match": first.headers["ETag"]})

    an_offer(directory, owner, title="Wale malen")

    assert titles(anybody, "wal") == ["Wale malen"]


def test_words_are_counted_and_forgotten_when_nothing_holds_them(directory: Service, editor: Door) -> None:
    owner = an_organisation(directory)
    an_offer(directory, owner, title="Nachtigall hören")
    gone = an_offer(directory, owner, title="Nachtigall und Zeisig")
    editor.delete(f"/v1/offers/{gone}/publication")

    with directory.database.transaction() as session:
        count_words(session)

    assert counted(directory, "nachtigall") == 1
    assert counted(directory, "zeisig") is None


def counted(directory: Service, word: str) -> int | None:
    with directory.database.reading() as session:
        return session.scalar(select(SearchWord.entries).where(SearchWord.word == word))


def test_every_public_thing_has_one_entry(directory: Service) -> None:
    owner = an_organisation(directory)
    for number in range(3):
        an_offer(directory, owner, title=f"Angebot {number}")
    with directory.database.reading() as session:
        by_kind: dict[str, Any] = dict(
            session.execute(select(SearchEntry.kind, func.count()).group_by(SearchEntry.kind)).all()
        )
    assert by_kind == {"offer": 3, "organisation": 1}


@pytest.mark.parametrize("things", ["offers", "projects", "organisations"])
def test_lists_say_which_words_were_mended_and_look_for_them_as_written(
    directory: Service, anybody: Door, things: str
) -> None:
    owner = an_organisation(directory, name="Schmetterlinge")
    an_offer(directory, owner, title="Schmetterlinge zählen")
    a_project(directory, owner, title="Schmetterlinge der Saale")

    found = anybody.get(f"/v1/{things}?q=Schmeterlinge")

    assert found["total"] > 0
    assert found["mended"] == [{"asked": "schmeterlinge", "found": "Schmetterlinge"}]
    assert anybody.get(f"/v1/{things}?q=Schmetterlinge")["mended"] == []
    exactly = anybody.get(f"/v1/{things}?q=Schmeterlinge&as_written=true")
    assert (exactly["total"], exactly["mended"]) == (0, [])


def test_a_word_that_is_called_by_one_without_a_stem_is_asked_all_the_same(
    anybody: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(IN_GERMAN, "gizmo", "nicht")
    assert titles(anybody, "gizmo") == []


def test_nothing_is_looked_up_for_words_that_are_called_nothing_else(directory: Service) -> None:
    with directory.database.reading() as session:
        sent = statements_of(session, lambda asked: meaning.meaning(asked, "Solarstrom"))
    stemmed = [words["words"] for statement, words in sent if "lexeme(word)" in statement]
    assert stemmed
    assert [] not in stemmed
