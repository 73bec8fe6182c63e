"""Lists that come again and again: what is missing in them is hidden, unless so much is missing that it is odd."""

from typing import Any

import pytest
from sqlalchemy import select

from directory_service.models import Offer, Organisation
from directory_service.rules.shrinking import shrinks
from services.facts.directory import OfferWithdrawn
from services.kit.tables import sentence_of
from services.kit.web import Service
from tests.integration.directory_service.conftest import OURS, Door
from tests.support.directory_makers import (
    ORGANISATIONS,
    a_steward,
    an_offer,
    imported,
    offer_words,
    offers_there,
    organisations_there,
    table,
    told,
)
from tests.support.tokens import Tokens

HEADER = "externe_id;organisation_id;titel;kategorien;dauer"


@pytest.fixture
def agency(directory: Service) -> Service:
    group = {"externe_id": "O-1", "name": "Gruppe", "typ": "Verein", "kategorien": "Energie"}
    imported(directory, "organisations", table(ORGANISATIONS, group))
    return directory


def sent(editor: Door, *numbers: int, source: str = "agentur", is_whole: bool = True) -> Any:
    rows = [f"A-{number};O-1;Angebot {number};Energie;kurz" for number in numbers]
    words = {"kind": "offers", "text": "\n".join([HEADER, *rows]), "source": source, "is_whole": is_whole}
    return editor.post("/v1/imports", words)


def confirmed(editor: Door, report: Any, **words: Any) -> Any:
    return editor.put(f"/v1/imports/{report['id']}/confirmation", words)


def shown(app: Service) -> set[str | None]:
    with app.database.reading() as session:
        return set(session.scalars(select(Offer.external_id).where(Offer.state == "published")))


def test_what_a_whole_list_has_no_more_is_hidden_and_told(agency: Service, editor: Door) -> None:
    confirmed(editor, sent(editor, *range(10)))
    report = sent(editor, *range(8))
    assert (report["noticed"]["gone"], report["noticed"]["shrinks"]) == (2, False)
    assert len(shown(agency)) == 10, "nothing is hidden before it is confirmed"
    confirmed(editor, report)
    assert shown(agency) == {f"A-{number}" for number in range(8)}
    assert len(told(agency, OfferWithdrawn)) == 2


def test_a_list_that_suddenly_shrinks_hides_nothing_and_asks(agency: Service, editor: Door) -> None:
    confirmed(editor, sent(editor, *range(10)))
    report = sent(editor, *range(7))
    assert (report["noticed"]["gone"], report["noticed"]["shrinks"]) == (3, True)
    confirmed(editor, report)
    assert len(shown(agency)) == 10

    confirmed(editor, sent(editor, *range(7)), hides_gone=True)
    assert len(shown(agency)) == 7


def test_an_empty_list_hides_nothing(agency: Service, editor: Door) -> None:
    confirmed(editor, sent(editor, *range(3)))
    confirmed(editor, sent(editor))
    assert len(shown(agency)) == 3


def test_what_comes_back_in_its_list_is_shown_again(agency: Service, editor: Door) -> None:
    confirmed(editor, sent(editor, *range(10)))
    confirmed(editor, sent(editor, *range(9)))
    confirmed(editor, sent(editor, *range(10)))
    assert len(shown(agency)) == 10


def test_what_an_editor_has_withdrawn_does_not_come_back_with_its_list(agency: Service, editor: Door) -> None:
    confirmed(editor, sent(editor, *range(10)))
    with agency.database.reading() as session:
        offer_id = session.scalars(select(Offer.id).where(Offer.external_id == "A-3")).one()
    editor.delete(f"/v1/offers/{offer_id}/publication")
    confirmed(editor, sent(editor, *range(10)))
    assert "A-3" not in shown(agency)


def test_what_was_rewritten_while_hidden_comes_back_once_an_editor_says_so(
    agency: Service, editor: Door, anybody: Door, tokens: Tokens
) -> None:
    (group,) = organisations_there(agency)
    with agency.database.transaction() as session:
        session.get_one(Organisation, group.id).trusted = False
    writer = Door(agency.test_client(), tokens.person(a_steward(agency, group.id), OURS))
    confirmed(editor, sent(editor, *range(10)))
    confirmed(editor, sent(editor, *range(8)))
    _, hidden = (each for each in offers_there(agency) if not each.is_public)
    words = offer_words(str(group.id), title="Angebot 9", description="Kauft!")
    writer.put(f"/v1/offers/{hidden.id}", words, if_match=hidden.version)

    report = sent(editor, *range(10))
    first = report["rows"][0]
    assert (first["verdict"], first["likes"][0]["id"]) == ("waits", str(hidden.id))
    confirmed(editor, report)
    assert ("A-8" in shown(agency), "A-9" in shown(agency)) == (True, False)

    again = sent(editor, *range(10))
    choice = {"rows": {str(again["rows"][0]["row"]): str(hidden.id)}}
    confirmed(editor, editor.put(f"/v1/imports/{again['id']}/choices", choice))
    assert "A-9" in shown(agency)


def test_a_part_of_a_list_and_another_list_hide_nothing(agency: Service, editor: Door) -> None:
    an_offer(agency, title="Von Hand")
    confirmed(editor, sent(editor, *range(5)))
    confirmed(editor, sent(editor, 1, is_whole=False))
    confirmed(editor, sent(editor, 11, 12, source="andere"))
    assert len(shown(agency)) == 8


def test_the_id_of_another_source_is_refused(agency: Service, editor: Door) -> None:
    confirmed(editor, sent(editor, 1))
    (row,) = sent(editor, 1, source="andere")["rows"]
    assert (row["verdict"], row["problems"][0]["column"]) == ("refused", "externe_id")
    assert "agentur" in sentence_of(row["problems"][0])


@pytest.mark.parametrize(
    ("known", "gone", "too_much"), [(10, 2, False), (10, 3, True), (0, 0, False), (1, 1, True), (5, 1, False)]
)
def test_more_than_a_fifth_is_too_much(known: int, gone: int, too_much: bool) -> None:
    assert shrinks(known, gone) is too_much


def merged(agency: Service, editor: Door, old: str, into: str) -> None:
    with agency.database.reading() as session:
        ids = {each.external_id: each.id for each in session.scalars(select(Offer))}
    editor.merge("offer", ids[old], ids[into])


@pytest.mark.parametrize(("left", "gone"), [([1], 0), ([0], 0), ([], 1)])
def test_two_that_became_one_are_there_with_either_id_and_gone_once(
    agency: Service, editor: Door, left: list[int], gone: int
) -> None:
    confirmed(editor, sent(editor, *range(12)))
    merged(agency, editor, "A-0", "A-1")
    report = sent(editor, *left, *range(2, 12))
    assert report["noticed"]["gone"] == gone
    assert confirmed(editor, report)["state"] == "applied"
    assert ("A-1" in shown(agency)) is (not gone)


def listed(editor: Door, *numbers: int) -> Any:
    rows = [f"O-{number};Gruppe {number};Verein;Energie" for number in numbers]
    words = {"kind": "organisations", "text": "\n".join(["externe_id;name;typ;kategorien", *rows]), "source": "amt"}
    return confirmed(editor, editor.post("/v1/imports", {**words, "is_whole": True}))


def test_what_an_organisation_offers_comes_back_with_it_unless_its_list_has_it_no_more(
    directory: Service, editor: Door
) -> None:
    listed(editor, *range(1, 8))
    confirmed(editor, sent(editor, *range(10)))
    listed(editor, *range(2, 8))
    assert shown(directory) == set()
    confirmed(editor, sent(editor, *range(9)))
    listed(editor, *range(1, 8))
    assert shown(directory) == {f"A-{number}" for number in range(9)}


def test_an_organisation_that_two_became_is_withdrawn_once(directory: Service, editor: Door) -> None:
    rows = [f"G-{number};Gruppe {number};Verein;Energie" for number in range(12)]
    header = "externe_id;name;typ;kategorien"

    def brought(*some: str) -> Any:
        words = {"kind": "organisations", "text": "\n".join([header, *some]), "source": "amt", "is_whole": True}
        return confirmed(editor, editor.post("/v1/imports", words))

    brought(*rows)
    ids = [str(each.id) for each in organisations_there(directory)]
    editor.merge("organisation", ids[0], ids[1])
    assert brought(*rows[2:])["state"] == "applied"
    assert sum(each.is_public for each in organisations_there(directory)) == 10


def test_two_rows_of_one_record_change_it_once(agency: Service, editor: Door) -> None:
    confirmed(editor, sent(editor, 0, 1))
    merged(agency, editor, "A-0", "A-1")
    rows = ["A-0;O-1;Anders;Energie;kurz;Viel", "A-1;O-1;Neu;Energie;kurz;"]
    words = {
        "kind": "offers",
        "text": "\n".join([f"{HEADER};zeitaufwand", *rows]),
        "source": "agentur",
        "is_whole": True,
    }
    confirmed(editor, editor.post("/v1/imports", words))
    with agency.database.reading() as session:
        titles = session.scalars(select(Offer.title).where(Offer.state == "published")).all()
    assert titles == ["Neu"]
