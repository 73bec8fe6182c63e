"""Workbooks on their way out: every cell is text, stands in its place, and is read as it was written."""

import io

from openpyxl import load_workbook

from services.kit.sheets import as_workbook


def test_a_workbook_is_read_as_it_was_written() -> None:
    row = ["=1+1", ' two\nlines, <b> & "words" ', "a\x0bbell\x07", "", "0123", "x" * 40_000]
    book = load_workbook(io.BytesIO(as_workbook("Angebote", list("abcdef"), [row, ["", "zwei", "", "", "", ""]])))
    sheet = book.active
    assert sheet is not None
    assert (book.sheetnames, sheet.freeze_panes, sheet.max_row) == (["Angebote"], "A2", 3)
    assert [cell.value for cell in sheet[1]] == list("abcdef")
    assert [cell.value for cell in sheet[2]] == ["'=1+1", row[1], "abell", None, "0123", "x" * 32_767]
    assert {cell.data_type for cell in sheet[2] if cell.value} == {"s"}
    assert [cell.value for cell in sheet[3]] == [None, "zwei", None, None, None, None]


def test_a_table_without_rows_is_a_workbook_too() -> None:
    sheet = load_workbook(io.BytesIO(as_workbook("Leer", ["a"], []))).active
    assert sheet is not None
    assert [[cell.value for cell in row] for row in sheet.rows] == [["a"]]
