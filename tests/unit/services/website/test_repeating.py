import pytest

from services.website.repeating import rule_of, shown


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ({"rule": ""}, None),
        ({"rule": "", "rule-bis": "2036-03-14"}, None),
        ({"rule": "FREQ=WEEKLY"}, "FREQ=WEEKLY"),
        ({"rule": "FREQ=WEEKLY;INTERVAL=2", "rule-bis": "2036-03-14"}, "FREQ=WEEKLY;INTERVAL=2;UNTIL=20360314T235959"),
        ({"rule": "FREQ=WEEKLY;COUNT=3", "rule-bis": "2036-03-14"}, "FREQ=WEEKLY;COUNT=3"),
        ({"rule": "FREQ=WEEKLY", "rule-bis": "bald"}, "FREQ=WEEKLY;UNTIL=bald"),
    ],
    ids=["never", "never until a day", "always", "until a day", "counted", "until no day"],
)
def test_a_choice_and_a_last_day_become_a_rule(typed: dict[str, str], rule: str | None) -> None:
    assert rule_of("rule", typed) == rule


@pytest.mark.parametrize(
    "rule", ["FREQ=WEEKLY", "FREQ=MONTHLY;BYDAY=2TU", "FREQ=WEEKLY;COUNT=4", "FREQ=DAILY;UNTIL=20360314T235959"]
)
def test_a_rule_that_nobody_touches_stays_as_it_is(rule: str) -> None:
    assert rule_of("rule", shown("rule", rule)) == rule
