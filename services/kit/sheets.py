"""Tables on their way out: CSV and XLSX whose cells no spreadsheet takes for formulas."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

from services.kit.formulas import neutral

Row = Sequence[str | int]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHEET = "xl/worksheets/sheet1.xml"
# As many letters as a spreadsheet keeps in a cell.
_LONGEST = 32_767


def as_csv(heading: Sequence[str], rows: Iterable[Row], *, separator: str = ";", encoding: str = "utf-8-sig") -> bytes:
    """Return a table as CSV; with a mark, so that spreadsheets see that it is UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerow(heading)
    writer.writerows([neutral(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue().encode(encoding, "replace")


def as_workbook(name: str, heading: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Return a table as a workbook; words are text, and numbers can be added up.

    The workbook is openpyxl's; its rows are written here, because openpyxl makes an element of each cell, which takes
    several times as long.
    """
    file = io.BytesIO()
    with ZipFile(_only_heading(name, heading)) as book, ZipFile(file, "w", ZIP_DEFLATED) as whole:
        for part in book.infolist():
            if part.filename != _SHEET:
                whole.writestr(part, book.read(part))
        head, end, tail = book.read(_SHEET).partition(b"</sheetData>")
        with whole.open(_SHEET, "w") as sheet:
            sheet.write(head)
            sheet.writelines(_rows(rows, [get_column_letter(place) for place in range(1, len(heading) + 1)]))
            sheet.write(end + tail)
    return file.getvalue()


def _only_heading(name: str, heading: Sequence[str]) -> io.BytesIO:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    sheet.append(list(heading))
    file = io.BytesIO()
    book.save(file)
    return file


def _rows(rows: Iterable[Row], letters: Sequence[str]) -> Iterator[bytes]:
    for number, row in enumerate(rows, 2):
        cells = [_cell(f"{letter}{number}", cell) for letter, cell in zip(letters, row, strict=True) if cell != ""]
        yield f'<row r="{number}">{"".join(cells)}</row>'.encode()


def _cell(place: str, cell: str | int) -> str:
    if isinstance(cell, int):
        return f'<c r="{place}"><v>{cell}</v></c>'
    # Said to be text, because a value that begins with = would become a formula.
    shown = escape(ILLEGAL_CHARACTERS_RE.sub("", neutral(cell))[:_LONGEST])
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'
