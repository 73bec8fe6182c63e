"""What a calendar would bring in: `python -m events_service.feeds FILE_OR_ADDRESS --from DATE --to DATE`.

For whoever wants to know why a calendar is read as it is. It asks no database, and nothing is kept.
"""

import json
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import click

from events_service.rules.feeds import printed
from events_service.rules.feeds.cutting import Unreadable, may_be_a_calendar
from events_service.rules.feeds.plan import Window
from events_service.rules.feeds.reading import read_calendar
from events_service.rules.schedule import AHEAD, instant
from services.city import City, read_city
from services.kit import clock
from services.kit.fetching import NotFetched, Wish, fetch

_CITY = Path(__file__).parents[2] / "city.toml"
_SCHEMES = ("http://", "https://", "webcal://", "webcals://")
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("source")
@click.option("--from", "first", type=_DAY, help="The first day, today if nothing is said.")
@click.option("--to", "end", type=_DAY, help="The day after the last.")
@click.option("--city", type=click.Path(path_type=Path), envvar="MOSAIK_CITY", default=_CITY, show_default=True)
@click.option(
    "--language", type=click.Choice(["de", "en"]), help="Of the sentences; the city's own if nothing is said."
)
def main(source: str, first: datetime | None, end: datetime | None, city: Path, language: str | None) -> None:
    """Print what the calendar in a FILE or at an ADDRESS would bring in, as JSON."""
    known = read_city(city)
    begins_on = first.date() if first else clock.now().astimezone(known.time_zone).date()
    ends_on = end.date() if end else begins_on + AHEAD
    said = _said(source, begins_on, ends_on, known, language or known.default_language)
    click.echo(json.dumps(said, ensure_ascii=False, indent=1))


def _said(source: str, begins_on: date, ends_on: date, city: City, language: str) -> dict[str, Any]:
    window = Window(*(instant(datetime.combine(day, time()), city.time_zone) for day in (begins_on, ends_on)))
    days = {"window": {"from": begins_on.isoformat(), "to": ends_on.isoformat()}}
    try:
        reading = read_calendar(_bytes(source), window, city=city.time_zone)
    except Unreadable as refusal:
        return printed.refused(refusal.kind, language=language)
    except NotFetched as refusal:
        return printed.refused(refusal.kind, language=language, words=refusal.words)
    shown = printed.shown(reading, zone=city.time_zone)
    return {"result": shown.pop("result"), **days, **shown}


def _bytes(source: str) -> bytes:
    if source.lower().startswith(_SCHEMES):
        return fetch(Wish(source, takes=may_be_a_calendar)).body
    try:
        return Path(source).read_bytes()
    except OSError as trouble:
        raise click.ClickException(f"{source} cannot be read: {trouble.strerror}") from None


if __name__ == "__main__":
    main()
