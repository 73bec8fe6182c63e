"""Files that people bring, read into a table: CSV of any encoding and separator, XLSX, and Freinet's list of offers.

What a file is, is seen from its bytes; its name is not asked.
"""

from collections.abc import Collection

from services.kit.errors import Malformed
from services.kit.files.freinet import read_offer_list
from services.kit.files.table import MOST_ROWS, Table, TooManyRows
from services.kit.files.text import decoded, read_text
from services.kit.files.workbook import read_workbook

LARGEST_FILE = 4 * 2**20
_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

__all__ = ["LARGEST_FILE", "MOST_ROWS", "Table", "TooManyRows", "read_file", "read_words"]


class OldWorkbook(Malformed):
    """This is a workbook of Excel 97. Please save it as .xlsx or as CSV, and send it once more."""


def read_file(file: bytes, known: Collection[str]) -> Table:
    """Read a file into a table; `known` are the columns that tell a heading from other lines."""
    if file.startswith(_ZIP):
        return read_workbook(file, known)
    if file.startswith(_OLD_EXCEL):
        raise OldWorkbook
    if file.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<?xml", b"<angebotsliste")):
        return read_offer_list(file)
    return read_text(*decoded(file), known=known)


def read_words(text: str, known: Collection[str]) -> Table:
    """Read a table from text that is decoded already."""
    return read_text(text.removeprefix("\ufeff"), "", known=known)
