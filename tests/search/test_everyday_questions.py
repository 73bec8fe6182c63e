"""Questions as people ask them, collected by what they say and not by what the titles say.

The search was tuned on `everyday.csv`. All other tables were written before anybody looked at what they find:
`held_out.csv` (43 of 50 then; English words were missing), `found_wanting.csv` (77 of 100 then; everyday German that is
called otherwise in records was missing, and parts of compounds whose stems differ), and after that `unseen.csv` (45 of
50). What they show to be missing is mended in general; single questions never are. The next change to the search is
best judged by fifty new ones.
"""

import csv
import sys
from pathlib import Path

import pytest

from tests.search.conftest import Finder

HERE = Path(__file__).parent
TABLES = ("everyday", "held_out", "found_wanting", "unseen")
LEAST_SHARE = 0.9


def questions(table: str) -> dict[str, set[str]]:
    with (HERE / f"{table}.csv").open(newline="") as file:
        return {row["frage"]: set(row["erwartet"].split("|")) for row in csv.DictReader(file, delimiter=";")}


@pytest.mark.parametrize("table", TABLES)
def test_nine_of_ten_everyday_questions_show_an_expected_entry_among_the_first_three(
    find: Finder, capsys: pytest.CaptureFixture[str], table: str
) -> None:
    asked = questions(table)
    missed = {question: first for question in asked if not asked[question] & set(first := find.ids(question, size=3))}
    with capsys.disabled():
        sys.stdout.write(f"\n{len(asked) - len(missed)} of {len(asked)} questions of {table}; missed: {missed}\n")

    assert len(asked) in (50, 100)
    assert len(asked) - len(missed) >= len(asked) * LEAST_SHARE


@pytest.mark.parametrize("table", TABLES)
def test_every_question_says_why_each_entry_was_found(find: Finder, table: str) -> None:
    for question in questions(table):
        for item in find(question)["items"]:
            assert item["why"], (question, item["title"])
            assert item["matches"]
            assert item["external_id"].startswith("HAL-")
