"""Rules of repetition in the words of people, in both languages."""

import re
from itertools import product

import pytest
from flask import Flask

from services.website.calendar.repeating_words import in_words
from services.website.language import speaking

FIRST = "2036-06-10T18:00:00+02:00"
RULES = [
    ("FREQ=DAILY;INTERVAL=3;COUNT=10", "Alle 3 Tage, insgesamt 10-mal", "Every 3 days, 10 times in all"),
    ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "Jede Woche von Montag bis Freitag", "Every week from Monday to Friday"),
    ("FREQ=WEEKLY;BYDAY=WE,MO", "Jede Woche am Montag und Mittwoch", "Every week on Monday and Wednesday"),
    ("FREQ=MONTHLY;BYDAY=2TU", "Jeden Monat am 2. Dienstag", "Every month on the 2nd Tuesday"),
    ("FREQ=MONTHLY;BYDAY=SA;BYSETPOS=-1", "Jeden Monat am letzten Samstag", "Every month on the last Saturday"),
    (
        "FREQ=MONTHLY;BYDAY=1MO,3MO,-2MO;WKST=SU",
        "Jeden Monat am 1., 3. und vorletzten Montag",
        "Every month on the 1st, 3rd and second to last Monday",
    ),
    (
        "FREQ=MONTHLY;BYDAY=1MO,3WE",
        "Jeden Monat am 1. Montag und 3. Mittwoch",
        "Every month on the 1st Monday and 3rd Wednesday",
    ),
    (
        "FREQ=MONTHLY;BYDAY=1MO,WE",
        "Jeden Monat an jedem Mittwoch und am 1. Montag",
        "Every month on each Wednesday and on the 1st Monday",
    ),
    (
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR;BYMONTH=4,5,6,7",
        "Alle 2 Monate am letzten Freitag von April bis Juli",
        "Every 2 months on the last Friday from April to July",
    ),
    (
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "Jeden Monat von Montag bis Freitag, davon immer am letzten Tag",
        "Every month from Monday to Friday, of these the last day",
    ),
    (
        "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
        "Jeden Monat an jedem Freitag, aber nur am 13.",
        "Every month on each Friday, but only on the 13th",
    ),
    (
        "FREQ=MONTHLY;BYMONTHDAY=-1,1,22,-4",
        "Jeden Monat am 1., 22., 4.-letzten Tag und letzten Tag",
        "Every month on the 1st, 22nd, 4th to last day and last day",
    ),
    ("FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=12", "Jedes Jahr am 12. Juni", "Every year on 12 June"),
    ("FREQ=YEARLY;BYDAY=2SU;BYMONTH=5,9", "Jedes Jahr am 2. Sonntag im Mai und September", ""),
    ("FREQ=YEARLY;BYDAY=-1SU", "Jedes Jahr am letzten Sonntag des Jahres", ""),
    ("FREQ=YEARLY;BYMONTHDAY=11", "Jedes Jahr am 11. jedes Monats", "Every year on the 11th of every month"),
    (
        "FREQ=WEEKLY;UNTIL=20360314T230000Z",
        "Jede Woche, bis Samstag, 15. März 2036",
        "Every week, until Saturday 15 March 2036",
    ),
]


@pytest.mark.parametrize(("rule", "german", "english"), RULES, ids=[rule for rule, *_ in RULES])
def test_a_rule_is_said_in_words(website: Flask, rule: str, german: str, english: str) -> None:
    with website.test_request_context("/"):
        assert in_words(rule) == german
    with website.test_request_context("/"), speaking("en"):
        assert in_words(rule) == english or not english


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=DAILY", "Jeden Tag"),
        ("FREQ=WEEKLY;INTERVAL=2", "Alle 2 Wochen am Dienstag"),
        ("FREQ=MONTHLY", "Jeden Monat am 10."),
        ("FREQ=YEARLY", "Jedes Jahr am 10. Juni"),
    ],
)
def test_what_a_rule_leaves_open_is_as_with_the_first_date(website: Flask, rule: str, words: str) -> None:
    with website.test_request_context("/"):
        assert in_words(rule, FIRST) == words


@pytest.mark.parametrize(
    "rule",
    ["bald", "FREQ=HOURLY", "FREQ=WEEKLY;BYHOUR=9", "FREQ=WEEKLY;UNTIL=bald", "FREQ=MONTHLY;BYDAY=SAME", "FREQ", ""],
)
def test_what_cannot_be_said_as_a_whole_is_not_said(website: Flask, rule: str) -> None:
    with website.test_request_context("/"):
        assert in_words(rule, FIRST) == ""


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYMONTH=5,9;BYDAY=SU;BYSETPOS=2",
        "FREQ=YEARLY;BYMONTHDAY=11;BYSETPOS=2",
        "FREQ=WEEKLY;BYMONTHDAY=13",
        "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=1",
        "FREQ=DAILY;INTERVAL=2;BYDAY=MO",
        "FREQ=DAILY;BYDAY=MO,TU;BYSETPOS=1",
        "FREQ=MONTHLY;BYSETPOS=2",
    ],
)
def test_what_the_words_would_say_wrongly_is_not_said(website: Flask, rule: str) -> None:
    with website.test_request_context("/"):
        assert in_words(rule, FIRST) == ""


_PARTS = (
    ("FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY"),
    ("", ";INTERVAL=2"),
    ("", ";BYMONTH=5", ";BYMONTH=5,9"),
    ("", ";BYMONTHDAY=13", ";BYMONTHDAY=1,-1"),
    ("", ";BYDAY=SU", ";BYDAY=MO,TU", ";BYDAY=2SU"),
    ("", ";BYSETPOS=2", ";BYSETPOS=-1"),
)
_IN_MONTHS = "(;BYMONTH=[^;]+)?"
_PLAIN_DAYS = "(;BYDAY=[^;2]+)?"
_SOME_DAYS = "(;BYMONTHDAY=[^;]+(;BYDAY=[^;]+)?|;BYDAY=[^;]+)"
_SAID_RIGHTLY = re.compile(
    "|".join(
        (
            f"FREQ=DAILY(;INTERVAL=2)?{_IN_MONTHS}",
            f"FREQ=DAILY{_IN_MONTHS}(;BYMONTHDAY=[^;]+)?{_PLAIN_DAYS}",
            f"FREQ=WEEKLY(;INTERVAL=2)?{_IN_MONTHS}{_PLAIN_DAYS}",
            f"FREQ=(MONTHLY|YEARLY)(;INTERVAL=2)?{_IN_MONTHS}{_SOME_DAYS}?",
            # Which one of several: of each month, of the one that is named, or of the whole year.
            f"FREQ=MONTHLY(;INTERVAL=2)?{_IN_MONTHS}{_SOME_DAYS};BYSETPOS=[^;]+",
            f"FREQ=YEARLY(;INTERVAL=2)?;BYMONTH=5{_SOME_DAYS};BYSETPOS=[^;]+",
            "FREQ=YEARLY(;INTERVAL=2)?;BYDAY=[^;]+;BYSETPOS=[^;]+",
        )
    )
)


def test_of_all_ways_to_put_a_rule_only_those_are_said_that_the_words_fit(website: Flask) -> None:
    with website.test_request_context("/"):
        said = {rule: bool(in_words(rule, FIRST)) for rule in map("".join, product(*_PARTS))}
    assert said == {rule: bool(_SAID_RIGHTLY.fullmatch(rule)) for rule in said}
