import csv
import re
from datetime import date
from pathlib import Path

import pytest

from services.city import LEGAL_TEXTS, City, CityIncomplete, read_city
from services.launcher.seeds import FOLDER
from services.launcher.settings import ROOT

EXAMPLE = ROOT / "city.toml"


@pytest.fixture(scope="module")
def city() -> City:
    return read_city(EXAMPLE)


def spoiled(tmp_path: Path, pattern: str, instead: str) -> Path:
    text, times = re.subn(pattern, instead, EXAMPLE.read_text(), count=1)
    assert times == 1
    file = tmp_path / "city.toml"
    file.write_text(text)
    return file


def test_the_example_city_has_eight_categories_in_their_order(city: City) -> None:
    keys = [category.key for category in city.categories]

    assert keys == ["education", "energy", "buildings", "health", "mobility", "politics", "consumption", "nature"]


def test_the_example_city_has_the_districts_of_its_file(city: City) -> None:
    with (FOLDER / "stadtteile.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))

    assert len(rows) == 43
    assert [(each.key, each.name, each.borough) for each in city.districts] == [
        (row["key"], row["name"], row["stadtbezirk"]) for row in rows
    ]
    assert [",".join(each.post_codes) for each in city.districts] == [row["plz"] for row in rows]


@pytest.mark.parametrize("word", ["nature", "Stadtgrün und Biodiversität", "  stadtgrün  UND biodiversität "])
def test_a_category_is_known_by_key_and_by_name(city: City, word: str) -> None:
    category = city.category(word)

    assert category is not None
    assert category.key == "nature"


def test_every_category_and_district_in_the_example_files_is_known(city: City) -> None:
    for name in ("organisationen", "projekte", "angebote", "termine"):
        with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter=";"):
                assert all(city.category(word) for word in row["kategorien"].split(" | "))
                assert not row["stadtteil"] or city.district(row["stadtteil"])


def test_an_unknown_word_is_nobodys(city: City) -> None:
    assert city.category("Naturkunde") is None
    assert city.district("Hinterm Mond") is None


def test_a_thing_is_found_by_the_names_of_its_categories_and_its_district(city: City) -> None:
    found = city.topics(["mobility", "nature"], "paulusviertel")

    assert found == "Mobilität Mobility Stadtgrün und Biodiversität Urban green and biodiversity Paulusviertel"


def test_a_thing_without_a_district_is_found_by_its_categories_alone(city: City) -> None:
    assert city.topics(["energy"], None) == "Energie Energy"


def test_words_fall_back_to_the_citys_own_language(city: City) -> None:
    claim = city.claim

    assert claim.in_language("en").startswith("Many")
    assert claim.in_language("uk") == claim.in_language("de")


@pytest.mark.parametrize("name", LEGAL_TEXTS)
def test_every_legal_text_says_that_it_is_a_sample(city: City, name: str) -> None:
    assert city.legal[name].in_language("de").startswith("**Beispieltext.**")
    assert city.legal[name].in_language("en").startswith("**Sample text.**")


def test_the_colours_can_be_read(city: City) -> None:
    assert contrast("#FFFFFF", city.brand.brand) >= 4.5
    assert contrast("#FFFFFF", city.brand.brand_deep) >= 7
    assert contrast(city.brand.ink, city.brand.sun) >= 7
    assert contrast(city.brand.ink, city.brand.sun_soft) >= 7


@pytest.mark.parametrize(
    ("pattern", "instead", "complaint"),
    [
        (r'short_name = ".*"\n', "", "city.short_name is missing"),
        (r'town = "Halle', 'town = 7 # "', "city.town is of the wrong kind"),
        (r'ink = "#12302A"', 'ink = "dark"', "brand.ink: “dark” will not do"),
        (r"Europe/Berlin", "Europe/Atlantis", "city.time_zone: there is no such time zone"),
        (r"lat = 51", "lat = 151", "districts[1].lat: 151.4825 is not between -90 and 90"),
        (r'key = "energy"', 'key = "education"', "categories: the key “education” stands there more than once"),
        (r', en = "Energy" }', " }", "categories[2].name.en is missing"),
        (r'languages = \["de", "en"\]', "languages = []", "city.languages: at least one language is needed"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path: Path, pattern: str, instead: str, complaint: str) -> None:
    with pytest.raises(CityIncomplete) as refused:
        read_city(spoiled(tmp_path, pattern, instead))

    assert complaint in str(refused.value)


def test_two_editors_may_have_to_approve_any_kind_of_record(tmp_path: Path) -> None:
    every = '"organisation", "project", "offer", "event"'

    city = read_city(spoiled(tmp_path, r"four_eyes = \[\]", f"four_eyes = [{every}]"))

    assert city.review.four_eyes == ("organisation", "project", "offer", "event")


def test_all_complaints_come_at_once(tmp_path: Path) -> None:
    empty = tmp_path / "city.toml"
    empty.write_text("[city]\nname = 'Anywhere'\n")

    with pytest.raises(CityIncomplete) as refused:
        read_city(empty)

    assert {"city.town is missing", "contact is missing", "districts is missing"} <= {
        line.strip() for line in str(refused.value).splitlines()
    }


def test_a_file_that_is_no_toml_or_is_not_there_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "city.toml"
    broken.write_text("name = ")

    with pytest.raises(CityIncomplete, match="is not TOML"):
        read_city(broken)
    with pytest.raises(CityIncomplete, match="cannot be read"):
        read_city(tmp_path / "nowhere.toml")


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2027, 1, 1), "Neujahr"),
        (date(2027, 3, 26), "Karfreitag"),
        (date(2027, 5, 6), "Christi Himmelfahrt"),
        (date(2028, 6, 5), "Pfingstmontag"),
        (date(2027, 10, 31), "Reformationstag"),
    ],
)
def test_a_holiday_is_known_by_its_day_and_by_easter(city: City, day: date, name: str) -> None:
    found = city.holiday(day)

    assert found is not None
    assert found.in_language("de") == name


def test_other_days_are_no_holidays(city: City) -> None:
    assert city.holiday(date(2027, 3, 25)) is None


@pytest.mark.parametrize("written", ['on = "13-01"', "from_easter = 400", 'on = "05-01", from_easter = 1', 'off = "x"'])
def test_a_holiday_that_names_no_day_is_complained_of(tmp_path: Path, written: str) -> None:
    file = spoiled(tmp_path, r'\{ on = "01-01",', f"{{ {written},")

    with pytest.raises(CityIncomplete, match="holidays"):
        read_city(file)


def test_editors_need_a_passkey_unless_the_city_says_otherwise(city: City, tmp_path: Path) -> None:
    for silence in (r"\[sign_in\]\neditors_need_passkey = false\n", r"editors_need_passkey = false\n"):
        assert read_city(spoiled(tmp_path, silence, "")).sign_in.editors_need_passkey
    assert not city.sign_in.editors_need_passkey


def test_whether_they_do_is_yes_or_no(tmp_path: Path) -> None:
    with pytest.raises(CityIncomplete, match=r"sign_in\.editors_need_passkey is of the wrong kind"):
        read_city(spoiled(tmp_path, "editors_need_passkey = false", 'editors_need_passkey = "perhaps"'))
