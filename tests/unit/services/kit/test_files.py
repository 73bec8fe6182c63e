"""Files that people bring: what they are is seen from their bytes, whatever program wrote them."""

import contextlib
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from services.kit.errors import Malformed
from services.kit.files import OldWorkbook, read_file
from services.kit.files.freinet import NotAnOfferList
from services.kit.files.table import NotATable, Table
from services.kit.files.text import NotText
from services.kit.files.workbook import NotAWorkbook, WorkbookTooLarge
from tests.support.import_cases import case, expected, path

KNOWN = frozenset(
    [
        "externe_id",
        "name",
        "titel",
        "organisation",
        "typ",
        "kurzbeschreibung",
        "beschreibung",
        "kategorien",
        "plz",
        "ort",
        "beginn",
        "ende",
        "dauer",
    ]
)
WORDS = "externe_id;titel\r\n1;Bäume „gießen“ – für 5 €\r\n"


def read(number: int) -> Table:
    return read_file(case(number), KNOWN)


def workbook(*sheets: tuple[str, list[list[object]]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12])
def test_every_row_of_every_case_is_found_and_empty_ones_are_left_out(number: int) -> None:
    table, wanted = read(number), expected(number)

    assert len(table.rows) == wanted["data_rows"]
    assert table.noticed["empty_rows"] == wanted.get("empty_rows_ignored", 0)
    assert table.noticed["empty_columns"] == wanted.get("ignored_columns", 0)
    assert table.columns[0] == "externe_id"


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_encoding_and_separator_of_a_case_are_recognised(number: int) -> None:
    noticed, wanted = read(number).noticed, expected(number)

    assert noticed["encoding"] == wanted["encoding"]
    assert noticed["separator"] == wanted["delimiter"].replace("\\t", "\t")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_signs_are_right_in_every_encoding(encoding: str) -> None:
    assert read_file(WORDS.encode(encoding), KNOWN).rows == ((2, ("1", "Bäume „gießen“ – für 5 €")),)


def test_a_table_that_an_old_dos_program_wrote_is_read() -> None:
    words = "externe_id;titel\r\n1;Grüne Wände übernehmen\r\n"

    table = read_file(words.encode("cp850"), KNOWN)

    assert table.noticed["encoding"] == "cp850"
    assert table.rows == ((2, ("1", "Grüne Wände übernehmen")),)


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_the_one_that_parts_the_heading(separator: str) -> None:
    rows = [["externe_id", "titel", "beschreibung"], ["1", '"a;b,c\td|e"', "Säen, gießen; ernten"]]
    rows[1][2] = f'"{rows[1][2]}"'

    table = read_file("\n".join(separator.join(row) for row in rows).encode(), KNOWN)

    assert table.rows == ((2, ("1", "a;b,c\td|e", "Säen, gießen; ernten")),)


def test_a_title_above_the_heading_is_passed_over_and_rows_keep_their_numbers() -> None:
    table = read_file(b"Unsere Angebote 2036;;\n\nexterne_id;titel;ort\n1;Wiese;Halle\n", KNOWN)

    assert (table.columns, table.rows) == (("externe_id", "titel", "ort"), ((4, ("1", "Wiese", "Halle")),))
    assert table.noticed["header_row"] == 3


def test_the_sheet_and_the_heading_of_a_workbook_are_found() -> None:
    noticed = read(10).noticed

    assert (noticed["sheet"], noticed["header_row"]) == (expected(10)["sheet"], expected(10)["header_row"])


def test_dates_numbers_and_answers_of_a_workbook_become_words() -> None:
    rows = {cells[0]: dict(zip(read(10).columns, cells, strict=True)) for _, cells in read(10).rows}

    assert (rows["X1"]["beginn"], rows["X1"]["plz"]) == ("2036-04-26 14:00", "6118")
    assert (rows["X2"]["plaetze"], rows["X2"]["kosten"]) == ("12", "0")
    assert (rows["X3"]["beginn"], rows["X3"]["ganztaegig"]) == ("2036-06-01", "ja")
    assert rows["X5"]["beginn"] == "49858.75"


def test_freinets_list_becomes_a_table_with_the_columns_of_offers() -> None:
    rows = {cells[0]: dict(zip(read(11).columns, cells, strict=True)) for _, cells in read(11).rows}

    assert len(read(11).rows) == expected(11)["records"]
    assert read(11).noticed["encoding"] == expected(11)["encoding"]
    assert rows["4713"]["titel"] == "Fahrer für die Tafelrunde"
    assert (rows["4715"]["lat"], rows["4715"]["lon"]) == ("", ""), "0/0 is in the sea"
    assert rows["4716"]["lat"] == "51,4828"


def test_a_table_is_kept_and_comes_back_as_it_was() -> None:
    assert all(Table.of(read(number).kept()) == read(number) for number in range(1, 13))


@pytest.mark.parametrize(
    ("file", "refusal"),
    [
        (b"", NotATable),
        (b"\xff\xfe\x00", NotText),
        (b"PK\x03\x04 not really", NotAWorkbook),
        (b"\xd0\xcf\x11\xe0 old", OldWorkbook),
        (b"<?xml version='1.0'?><html/>", NotAnOfferList),
        (b"<?xml version='1.0'?><angebotsliste><angebot>", NotAnOfferList),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb">]><angebotsliste>&b;</angebotsliste>', NotAnOfferList),
        (b'<?xml version="1.0" encoding="none-such"?><angebotsliste/>', NotAnOfferList),
        (path(10).read_bytes()[:3000], NotAWorkbook),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(file: bytes, refusal: type[Malformed]) -> None:
    with pytest.raises(refusal):
        read_file(file, KNOWN)


def test_a_workbook_that_unpacks_without_end_is_not_unpacked() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 70_000_000)

    with pytest.raises(WorkbookTooLarge):
        read_file(file.getvalue(), KNOWN)


def test_a_workbook_of_empty_sheets_is_no_table() -> None:
    with pytest.raises(NotATable):
        read_file(workbook(("Leer", [])), KNOWN)


def test_a_formula_with_a_result_shows_its_result_only_if_it_was_saved() -> None:
    table = read_file(workbook(("T", [["externe_id", "titel"], ["1", "=1+1"], ["2", "Wiese"]])), KNOWN)

    assert [cells[1] for _, cells in table.rows] == ["=?", "Wiese"]


@given(file=st.binary(max_size=300))
def test_no_bytes_do_anything_but_make_a_table_or_get_refused(file: bytes) -> None:
    try:
        table = read_file(file, KNOWN)
    except Malformed:
        return
    assert all(len(cells) == len(table.columns) for _, cells in table.rows)


ROWS: list[list[object]] = [[str(number), f"Wiese {number}"] for number in range(20)]
WHOLE = workbook(("T", [["externe_id", "titel"], *ROWS]))


@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_damaged_workbook_is_read_or_refused_and_nothing_else(wounds: list[tuple[int, int]]) -> None:
    damaged = bytearray(WHOLE)
    for place, byte in wounds:
        damaged[place] = byte

    with contextlib.suppress(Malformed):
        read_file(bytes(damaged), KNOWN)


@pytest.mark.parametrize("instead", [b"", b"<", b"\x00\xff"])
def test_a_workbook_whose_sheet_is_no_xml_is_refused(instead: bytes) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as whole, zipfile.ZipFile(file, "w") as broken:
        for name in whole.namelist():
            broken.writestr(name, instead if "sheet1" in name else whole.read(name))

    with pytest.raises(NotAWorkbook):
        read_file(file.getvalue(), KNOWN)


def test_a_workbook_with_a_password_is_refused() -> None:
    locked = bytearray(WHOLE)
    at = locked.find(b"PK\x01\x02")
    while at >= 0:
        locked[at + 8] |= 1
        at = locked.find(b"PK\x01\x02", at + 4)

    with pytest.raises(NotAWorkbook):
        read_file(bytes(locked), KNOWN)
