"""Cells that a spreadsheet would take for formulas go out with an apostrophe, and come in without it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kit.formulas import neutral, restored


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+49 345 0004021", "'+49 345 0004021"),
        ("-", "'-"),
        ("@home-Werkstatt", "'@home-Werkstatt"),
        ("\t=1", "'\t=1"),
        ("\r=cmd", "'\r=cmd"),
        ("Wiese,=1+1", "Wiese,'=1+1"),
        ("Wiese;@SUM(A1)", "Wiese;'@SUM(A1)"),
        ("Wiese, +49 345", "Wiese, +49 345"),
        ("Nimm's mit", "Nimm's mit"),
        ("", ""),
    ],
)
def test_a_cell_that_begins_like_a_formula_gets_an_apostrophe(cell: str, written: str) -> None:
    assert neutral(cell) == written
    assert restored(written) == cell


@given(st.text(alphabet=st.sampled_from("=+-@'\t\r,; ab")))
def test_what_goes_out_comes_in_again_as_it_was(cell: str) -> None:
    assert restored(neutral(cell)) == cell


@given(st.text(alphabet=st.sampled_from("=+-@'\t\r,; ab")))
def test_no_piece_of_what_goes_out_begins_like_a_formula(cell: str) -> None:
    pieces = neutral(cell).replace(";", ",").split(",")

    assert [piece for piece in pieces if piece[:1] in tuple("=+-@\t\r")] == []
