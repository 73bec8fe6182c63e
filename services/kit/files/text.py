"""Tables as text: the encoding is seen from the bytes, the separator from the heading."""

import codecs
import csv
from collections.abc import Collection, Iterator
from io import StringIO
from itertools import islice

from services.kit.files.table import NotATable, Table, find_heading, known_columns, table_of

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What is neither UTF-8 nor Windows-1252 comes from Excel's "CSV (MS-DOS)"; there every byte is a character.
_ENCODINGS = ("utf-8", "windows-1252", "cp850")
_SEPARATORS = (";", "\t", ",", "|")
_LOOKED_AT = 20


class QuoteNotClosed(NotATable):
    """A quotation mark in this table is not closed, or closed too early, so its rows cannot be told apart."""


class NotText(NotATable):
    """These bytes are no text in any encoding that we know. Please save the table as CSV (UTF-8) or as .xlsx."""


def decoded(file: bytes) -> tuple[str, str]:
    """Return the text that these bytes are, and the name of its encoding."""
    for mark, encoding in _MARKS:
        if file.startswith(mark):
            return _strictly(file.removeprefix(mark), encoding), encoding
    if b"\0" in file[:200]:
        encoding = "utf-16-le" if file[1:2] == b"\0" else "utf-16-be"
        return _strictly(file, encoding), encoding
    for encoding in _ENCODINGS:
        try:
            return file.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise NotText


def read_text(text: str, encoding: str, *, known: Collection[str]) -> Table:
    """Read a table whose columns are parted by whatever parts its heading best."""
    separator = max(_SEPARATORS, key=lambda each: _fitness(text, each, known))
    try:
        lines = list(enumerate(_lines(text, separator), start=1))
    except csv.Error:
        raise QuoteNotClosed from None
    table = table_of(lines, known, form="csv", encoding=encoding, separator=separator)
    if len(table.columns) < 2:
        raise NotATable
    return table


def _fitness(text: str, separator: str, known: Collection[str]) -> tuple[int, int]:
    """Return how many known columns the heading has if lines are parted so, and how many at all."""
    try:
        first = list(islice(_lines(text, separator), _LOOKED_AT))
    except csv.Error:
        first = [line.split(separator) for line in text.splitlines()[:1]]
    if not any(cell.strip() for cells in first for cell in cells):
        raise NotATable
    heading = first[find_heading(first, known)]
    return known_columns(heading, known), sum(bool(cell.strip()) for cell in heading)


def _lines(text: str, separator: str) -> Iterator[list[str]]:
    # Strict, because a quotation mark that is never closed would silently swallow all rows that follow.
    return csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)


def _strictly(file: bytes, encoding: str) -> str:
    try:
        return file.decode(encoding)
    except UnicodeDecodeError:
        raise NotText from None
