"""The calendar written into files: tables, JSON, and a feed of what is new."""

from collections.abc import Sequence
from datetime import datetime

import orjson

from events_service.rules.listed_dates import Reader, Words, as_entry, as_table
from services.kit.atom import as_atom
from services.kit.sheets import as_csv, as_workbook


def as_form(form: str, dates: Sequence[Words], reader: Reader, *, total: int) -> bytes:
    """Return dates as CSV, as a workbook or as JSON; `total` is how many a list has, be it more than a file holds."""
    if form == "csv":
        return as_csv(*as_table(dates, reader))
    if form == "xlsx":
        return as_workbook(reader.say("Events"), *as_table(dates, reader))
    items = [{**date, "link": reader.link(date)} for date in dates]
    return orjson.dumps({"items": items, "total": total})


def feed(events: Sequence[Words], reader: Reader, *, self_link: str, now: datetime) -> bytes:
    """Return events as an Atom feed, each with one of its dates."""
    title = f"{reader.city.name}: {reader.say('Events')}"
    entries = [as_entry(each, reader) for each in events]
    return as_atom(title, link=reader.home, self_link=self_link, entries=entries, now=now)
