"""Tables that people send in: read whatever the program that wrote them, with every complaint in words."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kit.cells import Cells
from services.kit.files.table import MOST_ROWS, NotATable, TooManyRows
from services.kit.tables import counts, id_of, report_row, rows_of, sentence_of

CITY = ZoneInfo("Europe/Berlin")
CATEGORIES = {"Energie": "energy", "Verkehr & Mobilität": "mobility", "Stadtgrün": "nature"}


def cell(words: str) -> Cells:
    return Cells(2, {"x": words})


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("break_", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_table_is_read_whatever_wrote_it(separator: str, break_: str, mark: str) -> None:
    lines = [separator.join(line) for line in (("Titel", " Ort "), ("Bäume gießen", "Halle"))]

    (row,) = rows_of(mark + break_.join(lines) + break_)

    assert row.cells == {"titel": "Bäume gießen", "ort": "Halle"}


def test_a_quoted_cell_may_hold_separators_quotes_and_line_breaks() -> None:
    first, second = rows_of('titel;text\n"a;b";"erste\nzweite ""Zeile"""\nc;d\n')

    assert first.cells == {"titel": "a;b", "text": 'erste\nzweite "Zeile"'}
    assert (first.number, second.number) == (2, 3)


def test_the_number_of_a_row_is_the_one_a_spreadsheet_shows() -> None:
    text = "titel;ort\na;b\n\n;\nc;d\n"

    assert [(row.number, row.cells["titel"]) for row in rows_of(text)] == [(2, "a"), (5, "c")]


def test_cells_without_a_column_and_columns_without_a_cell_do_no_harm() -> None:
    (row,) = rows_of("titel;ort;\na;b;c;d\n")
    assert row.cells == {"titel": "a", "ort": "b"}

    (row,) = rows_of("titel;ort;text\na\n")
    assert row.text("text") is None


@pytest.mark.parametrize("text", ["", "\ufeff", "\n", "titel\na\n", "{}", '"titel;ort\na;b\n', "   "])
def test_what_is_no_table_is_refused(text: str) -> None:
    with pytest.raises(NotATable):
        rows_of(text)


def test_a_table_without_rows_is_a_table() -> None:
    assert rows_of("titel;ort") == []


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(TooManyRows):
        rows_of("a;b\n" + "1;2\n" * (MOST_ROWS + 1))


def test_an_unknown_word_is_refused_with_the_nearest_known_one() -> None:
    row = cell("Verkehr und Mobilitat")

    assert row.many("x", CATEGORIES) == []
    (complaint,) = row.complaints
    assert complaint.suggestion == "Verkehr & Mobilität"
    assert "Verkehr und Mobilitat" in complaint.sentence % complaint.gaps
    assert "Verkehr & Mobilität" in complaint.sentence % complaint.gaps


def test_a_word_like_nothing_known_is_refused_without_a_guess() -> None:
    row = cell("Zzzzz")

    assert row.choice("x", CATEGORIES) is None
    assert [each.suggestion for each in row.complaints] == [None]


def test_several_words_are_known_in_any_spelling_and_named_once() -> None:
    row = cell(" ENERGIE |  stadtgrün | energie || ")

    assert row.many("x", CATEGORIES) == ["energy", "nature"]
    assert row.complaints == []


def test_every_complaint_of_a_row_is_collected() -> None:
    row = Cells(7, {"titel": "", "kategorien": "Energi", "tag": "morgen", "plätze": "viele", "kinder": "vielleicht"})

    row.text("titel", required=True)
    row.many("kategorien", CATEGORIES)
    row.day("tag")
    row.whole("plätze", 1, 100)
    row.flag("kinder")

    report = report_row(row, title=None, verdict="new")
    assert [each["column"] for each in report["problems"]] == ["titel", "kategorien", "tag", "plätze", "kinder"]
    assert (report["row"], report["verdict"]) == (7, "refused")


@pytest.mark.parametrize(
    ("words", "meaning"),
    [("ja", True), ("Ja, kurze Einweisung", True), ("NEIN", False), ("no", False), ("1", True), ("", None)],
)
def test_yes_and_no_are_read(words: str, meaning: bool | None) -> None:
    row = cell(words)

    assert (row.flag("x"), row.complaints) == (meaning, [])


@pytest.mark.parametrize("words", ["vielleicht", ";", "jaja", "teilweise"])
def test_neither_yes_nor_no_is_a_complaint(words: str) -> None:
    row = cell(words)

    assert row.flag("x") is None
    assert len(row.complaints) == 1


@pytest.mark.parametrize(("words", "number"), [("51,48", "51.48"), ("51.48", "51.48"), (" 7 ", "7"), ("-3", "-3")])
def test_numbers_are_read_with_comma_and_point(words: str, number: str) -> None:
    assert cell(words).number_in("x", -90, 90) == Decimal(number)


@pytest.mark.parametrize("words", ["91", "-91", "NaN", "sNaN", "Infinity", "viel", "1.234,5", "1e999999", "--1"])
def test_what_is_no_number_in_range_is_a_complaint(words: str) -> None:
    row = cell(words)

    assert row.number_in("x", -90, 90) is None
    assert len(row.complaints) == 1


def test_half_a_place_is_a_complaint() -> None:
    row = cell("2,5")

    assert row.whole("x", 1, 10) is None
    assert len(row.complaints) == 1


@pytest.mark.parametrize("words", ["2026-03-14", "14.03.2026", "2026-03-14 10:00", "14.03.2026 10:00"])
def test_days_are_read_as_people_write_them(words: str) -> None:
    assert cell(words).day("x") == date(2026, 3, 14)


def test_a_moment_stands_on_the_clocks_of_the_city() -> None:
    assert cell("14.07.2026 10:00").moment("x", CITY) == datetime(2026, 7, 14, 10, tzinfo=CITY)


@pytest.mark.parametrize("words", ["31.02.2026", "2026-13-01", "gestern", "14/03/2026", "2026"])
def test_what_is_no_day_is_a_complaint(words: str) -> None:
    row = cell(words)

    assert row.day("x") is None
    assert len(row.complaints) == 1


def test_a_text_that_is_too_long_is_a_complaint() -> None:
    row = cell("x" * 11)

    assert row.text("x", longest=10) is None
    assert len(row.complaints) == 1


def test_counts_add_up() -> None:
    verdicts = ["new", "new", "refused", "unchanged"]

    assert counts([{"verdict": each} for each in verdicts]) == {"new": 2, "changed": 0, "unchanged": 1, "refused": 1}


def test_an_id_from_elsewhere_is_always_the_same_here() -> None:
    assert id_of("HAL-O-001") == id_of("HAL-O-001") != id_of("HAL-O-002")


@given(text=st.text(alphabet=st.sampled_from('abÄ;,\t"\n\r \ufeff|\x00\x1a\u2028'), max_size=80))
def test_no_text_does_anything_but_make_rows_or_get_refused(text: str) -> None:
    try:
        rows = rows_of(text)
    except NotATable:
        return
    assert [row.number for row in rows] == sorted({row.number for row in rows})
    assert all(row.number >= 2 for row in rows)


@given(words=st.text())
def test_no_cell_does_anything_but_mean_something_or_make_a_complaint(words: str) -> None:
    row = cell(words)

    meanings = [
        row.flag("x"),
        row.day("x"),
        row.moment("x", CITY),
        row.number_in("x", -90, 90),
        row.whole("x", 0, 10),
        row.choice("x", CATEGORIES),
    ]

    assert not words.strip() or len(row.complaints) + sum(each is not None for each in meanings) == len(meanings)


@given(
    rows=st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00")), min_size=2, max_size=2))
)
def test_whatever_a_spreadsheet_writes_is_read_again(rows: list[list[str]]) -> None:
    def quoted(words: str) -> str:
        return '"' + words.replace('"', '""') + '"'

    text = "a;b\r\n" + "".join(";".join(map(quoted, row)) + "\r\n" for row in rows)

    assert [list(row.cells.values()) for row in rows_of(text)] == [row for row in rows if any(map(str.strip, row))]


@pytest.mark.parametrize("words", ["a\x02manage_url\x03b", "a\x00b", "evil\u202egnp.exe", "a\x1bb"])
def test_characters_that_nobody_sees_are_complained_of(words: str) -> None:
    for read in (Cells.text, Cells.many):
        row = cell(words)
        assert not read(row, "x")
        assert [each.column for each in row.complaints] == ["x"]


def test_breaks_in_a_longer_text_are_no_hidden_characters() -> None:
    assert cell("eins\r\nzwei\n\tdrei").text("x") == "eins\r\nzwei\n\tdrei"


def test_a_sentence_is_kept_with_gaps_and_one_without_stays_as_it_was_kept() -> None:
    cells = Cells(2, {"kinder": "100 % vielleicht"})
    cells.flag("kinder")
    (problem,) = report_row(cells, title=None, verdict="new")["problems"]
    assert problem["sentence"] == "“%(word)s” is neither yes nor no."
    assert sentence_of(problem) == "“100 % vielleicht” is neither yes nor no."
    assert sentence_of({"column": "kinder", "sentence": "100 % ist keine Zahl."}) == "100 % ist keine Zahl."
