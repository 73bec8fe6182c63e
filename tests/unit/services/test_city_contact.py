"""What a city says of contact requests, and what holds where it says nothing."""

from datetime import timedelta
from pathlib import Path

import pytest

from services.city import CityIncomplete, read_city
from services.city_contact import ContactRules
from tests.unit.services.test_city import spoiled


def test_the_example_city_says_all_of_it(city_file: Path) -> None:
    rules = read_city(city_file).contact_requests

    assert (rules.remind_days, rules.editors_days, rules.outcome_days) == (7, 14, 21)
    assert rules.kept_for == timedelta(days=90)
    assert "90 Tage" in rules.consent_in("de")
    assert "90 days" in rules.consent_in("en")


def test_a_city_that_says_nothing_has_the_usual_rules(tmp_path: Path) -> None:
    silent = read_city(spoiled(tmp_path, r"(?s)\[contact_requests\].*?\n\n# Whether editors", "# Whether editors"))

    assert silent.contact_requests == ContactRules()
    assert silent.contact_requests.consent_in("de") != silent.contact_requests.consent_in("en")


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("keep_days = 0", r"contact_requests\.keep_days"),
        ("most_links = 99", r"contact_requests\.most_links"),
        ('keep_days = "lange"', r"contact_requests\.keep_days is of the wrong kind"),
    ],
)
def test_what_cannot_be_is_complained_of(tmp_path: Path, written: str, complaint: str) -> None:
    name = written.partition(" ")[0]
    file = spoiled(tmp_path, rf"(?s)(\[contact_requests\].*?){name} = \d+", rf"\g<1>{written}")

    with pytest.raises(CityIncomplete, match=complaint):
        read_city(file)


def test_a_wording_of_ones_own_has_a_version_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(CityIncomplete, match="consent_version is missing"):
        read_city(spoiled(tmp_path, 'consent_version = "2026-11"\n', ""))


def test_a_city_names_its_own_words(tmp_path: Path) -> None:
    words = 'advertising_words = ["zauberei"]\nconsent_version'
    rules = read_city(spoiled(tmp_path, "(?m)^consent_version", words)).contact_requests

    assert rules.advertising_words == ("zauberei",)
