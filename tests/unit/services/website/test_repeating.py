import pytest

from services.website.calendar.repeating import SAME_WEEKDAY, as_choice, from_choice, rule_of, shown

OF_OTHERS = [
    "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,WE;UNTIL=20360314T170000Z",
    "UNTIL=20360314;FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=DAILY;COUNT=10;BYMONTH=6",
]


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ({"rule": ""}, None),
        ({"rule": "", "rule-bis": "2036-03-14"}, "UNTIL=20360314T235959"),
        ({"rule": "FREQ=WEEKLY"}, "FREQ=WEEKLY"),
        ({"rule": "FREQ=WEEKLY;INTERVAL=2", "rule-bis": "2036-03-14"}, "FREQ=WEEKLY;INTERVAL=2;UNTIL=20360314T235959"),
        ({"rule": "FREQ=WEEKLY;COUNT=3", "rule-bis": "2036-03-14"}, "FREQ=WEEKLY;UNTIL=20360314T235959"),
        ({"rule": "FREQ=WEEKLY", "rule-bis": "bald"}, "FREQ=WEEKLY;UNTIL=bald"),
    ],
    ids=["never", "until a day, but not how often", "always", "until a day", "counted", "until no day"],
)
def test_a_choice_and_a_last_day_become_a_rule(typed: dict[str, str], rule: str | None) -> None:
    assert rule_of("rule", typed) == rule


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY",
        "FREQ=MONTHLY;BYDAY=2TU",
        "FREQ=WEEKLY;COUNT=4",
        "FREQ=DAILY;UNTIL=20360314T235959",
        "UNTIL=bald",
        *OF_OTHERS,
    ],
)
def test_a_rule_that_nobody_touches_stays_as_it_is(rule: str) -> None:
    assert rule_of("rule", shown("rule", rule)) == rule


@pytest.mark.parametrize(
    ("first", "rule"),
    [
        ("2036-06-10", "FREQ=MONTHLY;BYDAY=2TU;UNTIL=20361231T235959"),
        ("2036-06-30", "FREQ=MONTHLY;BYDAY=-1MO;UNTIL=20361231T235959"),
        ("bald", f"{SAME_WEEKDAY};UNTIL=20361231T235959"),
    ],
    ids=["the second", "the last", "no day yet"],
)
def test_the_same_weekday_of_every_month_is_that_of_the_first_date(first: str, rule: str) -> None:
    chosen = f"{SAME_WEEKDAY};UNTIL=20361231T235959"

    assert from_choice(chosen, first) == rule
    assert as_choice(rule, first) == chosen


@pytest.mark.parametrize("rule", ["FREQ=MONTHLY;BYDAY=3TU", "FREQ=MONTHLY;BYDAY=2TU;COUNT=4", "FREQ=WEEKLY", None])
def test_any_other_rule_is_no_such_choice(rule: str | None) -> None:
    assert as_choice(rule, "2036-06-10") == rule


def test_the_last_day_is_that_of_the_clocks_of_the_city() -> None:
    assert shown("rule", "FREQ=WEEKLY;UNTIL=20360314T230000Z")["rule-bis"] == "2036-03-15"


@pytest.mark.parametrize("rule", OF_OTHERS)
def test_a_new_last_day_of_such_a_rule_is_kept(rule: str) -> None:
    changed = rule_of("rule", shown("rule", rule) | {"rule-bis": "2037-01-31"})

    assert changed
    assert changed.endswith(";UNTIL=20370131T235959")
    assert changed.count("UNTIL") == 1
    assert "COUNT" not in changed
