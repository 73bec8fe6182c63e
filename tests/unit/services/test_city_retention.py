"""For how long a city keeps what tells about people: as its file says, or as usual."""

from pathlib import Path

import pytest

from services.city import CityIncomplete, read_city
from services.city_retention import USUAL


def written(city_file: Path, folder: Path, old: str, new: str) -> Path:
    path = folder / "city.toml"
    path.write_text(city_file.read_text("utf-8").replace(old, new), "utf-8")
    return path


def test_the_example_city_says_what_is_usual(city_file: Path) -> None:
    assert read_city(city_file).retention == {name: usual for name, (usual, _, _) in USUAL.items()}


def test_all_times_that_stand_elsewhere_in_the_file_are_known_too(city_file: Path) -> None:
    times = read_city(city_file).times

    assert (times["registration_days"], times["drafts_days"], times["contact_days"]) == (30, 180, 90)


def test_a_city_keeps_things_shorter_if_it_says_so(city_file: Path, tmp_path: Path) -> None:
    path = written(city_file, tmp_path, "sent_days = 365", "sent_days = 100")

    assert read_city(path).times["sent_days"] == 100


def test_what_a_city_does_not_say_is_as_usual(city_file: Path, tmp_path: Path) -> None:
    path = written(city_file, tmp_path, "sent_days = 365\n", "")

    assert read_city(path).times["sent_days"] == 365


@pytest.mark.parametrize("days", ["0", "100000", '"never"'])
def test_a_time_that_makes_no_sense_is_refused(city_file: Path, tmp_path: Path, days: str) -> None:
    path = written(city_file, tmp_path, "consents_days = 1095", f"consents_days = {days}")

    with pytest.raises(CityIncomplete, match="consents_days"):
        read_city(path)
