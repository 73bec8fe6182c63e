"""Cells that a spreadsheet would take for formulas: an apostrophe before them makes them text, and comes off again.

A program that splits our lines at commas may find a formula in the middle of a cell, so the same holds there.
"""

import re

_DANGEROUS = re.compile(r"(^|[,;\t])('*[=+\-@\t\r])")
_MARKED = re.compile(r"(^|[,;\t])'('*[=+\-@\t\r])")


def neutral(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return _DANGEROUS.sub(r"\1'\2", cell)


def restored(cell: str) -> str:
    """Return a cell without the apostrophes that `neutral` has put there."""
    return _MARKED.sub(r"\1\2", cell) if "'" in cell else cell
