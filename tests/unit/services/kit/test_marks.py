"""Marks: what things answer, one way to say it."""

import re

from hypothesis import given
from hypothesis import strategies as st

from services.kit.marks import PATTERN, by_question, marks_of


def test_what_says_nothing_answers_unknown() -> None:
    answers = {"effort": None, "language": [], "training": True, "remote": False, "group": ["allein", "zu zweit"]}

    assert marks_of(answers) == (
        "effort:unknown",
        "group:allein",
        "group:zu zweit",
        "language:unknown",
        "remote:false",
        "training:true",
    )


@given(st.lists(st.tuples(st.from_regex(r"[a-z][a-z_]{0,9}", fullmatch=True), st.text(min_size=1, max_size=20))))
def test_nothing_is_lost_among_questions(pairs: list[tuple[str, str]]) -> None:
    marks = {f"{question}:{answer}" for question, answer in pairs}

    assert {mark for held in by_question(marks).values() for mark in held} == marks
    assert set(by_question(marks)) == {question for question, _ in pairs}


def test_what_lists_ask_for_is_a_mark() -> None:
    assert all(re.fullmatch(PATTERN, mark) for mark in ("effort:half_day", "group:zu zweit", "access_quiet_room:true"))
    assert not any(re.fullmatch(PATTERN, word) for word in ("effort", "effort:", ":short", "Effort:short", "a b:c"))
