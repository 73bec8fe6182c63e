"""Workbooks (.xlsx): the sheet and the heading are found, dates become words, and nothing is ever evaluated."""

import zlib
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from services.kit.cells import NO_VALUE
from services.kit.files.table import MOST_ROWS, NotATable, Table, TooManyRows, find_heading, known_columns, table_of

_LARGEST_UNPACKED = 60_000_000
_MOST_FILES = 1_000
_WIDEST = 200
# What zipfile, zlib, the XML parser and openpyxl say of files that are cut off, garbled or made by hand. A RuntimeError
# is an entry with a password, or one packed in a way that zipfile does not know.
_DAMAGED = (
    BadZipFile,
    zlib.error,
    ParseError,
    InvalidFileException,
    RuntimeError,
    EOFError,
    OSError,
    KeyError,
    IndexError,
    ValueError,
    TypeError,
    AttributeError,
)


class NotAWorkbook(NotATable):
    """This file begins like a workbook, but none can be read from it."""


class WorkbookTooLarge(NotATable):
    """This workbook unpacks to more than we take. Please send the sheet that matters as CSV."""


def read_workbook(file: bytes, known: Collection[str]) -> Table:
    """Read the sheet that looks most like a table with these columns."""
    _check_size(file)
    try:
        # Read twice: only the formulas tell an empty cell from one whose result was not saved.
        values, formulas = (load_workbook(BytesIO(file), read_only=True, data_only=only) for only in (True, False))
        sheets = {name: _sheet(values[name], formulas[name]) for name in _tables(values)}
    except _DAMAGED:
        raise NotAWorkbook from None
    full = {name: lines for name, lines in sheets.items() if any(cells for _, cells in lines)}
    if not full:
        raise NotATable
    best = max(full, key=lambda name: _fitness([cells for _, cells in full[name]], known))
    return table_of(full[best], known, form="xlsx", sheet=best)


def _tables(book: Any) -> list[str]:
    return [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]


def _fitness(lines: Sequence[Sequence[str]], known: Collection[str]) -> tuple[int, int]:
    return known_columns(lines[find_heading(lines, known)], known), len(lines)


def _check_size(file: bytes) -> None:
    try:
        entries = ZipFile(BytesIO(file)).infolist()
    except _DAMAGED:
        raise NotAWorkbook from None
    if len(entries) > _MOST_FILES or sum(each.file_size for each in entries) > _LARGEST_UNPACKED:
        raise WorkbookTooLarge


def _sheet(values: Any, formulas: Any) -> list[tuple[int, list[str]]]:
    lines = []
    for number, (shown, written) in enumerate(_pairs(values, formulas), start=1):
        if number > MOST_ROWS * 2:
            raise TooManyRows
        lines.append((number, _trimmed([_word(cell, formula) for cell, formula in zip(shown, written, strict=False)])))
    return lines


def _trimmed(cells: list[str]) -> list[str]:
    """Return a row without the empty cells at its end, which a sheet may have for ever."""
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


def _pairs(values: Any, formulas: Any) -> Iterator[tuple[Sequence[Any], Sequence[Any]]]:
    return zip(values.iter_rows(max_col=_WIDEST), formulas.iter_rows(max_col=_WIDEST, values_only=True), strict=False)


def _word(cell: Any, formula: Any) -> str:
    """Return what a cell shows, as somebody would have typed it into a text."""
    value = cell.value
    if value is None:
        return NO_VALUE if isinstance(formula, str) and formula.startswith("=") else ""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, datetime):
        return _moment(value, with_time="h" in (cell.number_format or "").lower())
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return value.strftime("%H:%M") if isinstance(value, time) else str(value)


def _moment(value: datetime, *, with_time: bool) -> str:
    # Excel counts in fractions of a day, which miss the minute by a hair.
    rounded = value + timedelta(seconds=30)
    return f"{rounded:%Y-%m-%d %H:%M}" if with_time or rounded.time() >= time(0, 1) else f"{rounded:%Y-%m-%d}"
