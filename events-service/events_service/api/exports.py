"""Doors for the calendar as files, with the filters of the list."""

from typing import Any

from flask import Response, current_app, request

from events_service.actions import exporting
from events_service.api.asking import wish_of
from events_service.api.counting import found, version_today
from events_service.queries import exports as queries
from events_service.rules.listed_dates import Reader
from events_service.schemas.listing import ExportArgs
from services.city import City
from services.kit import clock, list_files
from services.kit.doors import Doors, session
from services.kit.list_files import Wanted

doors = Doors("exports", __name__, url_prefix="/v1", description="The calendar as files.")
_TOLD = "Return the list as a file, 5,000 dates at most; from today on unless `from` or `when` says otherwise."


def _answer(form: str, asked: dict[str, Any]) -> Response:
    reader, version = _reader(), version_today()
    named = f"{version} {reader.language}"
    wanted = Wanted(name="termine", form=form, version=named, asked=asked, varies_by="Accept-Language")
    return list_files.answered(wanted, lambda: _made(form, asked, reader, version=version))


list_files.open_doors(doors, "events", ExportArgs, _answer, told=_TOLD)


def _made(form: str, asked: dict[str, Any], reader: Reader, *, version: str) -> bytes:
    wish = wish_of(asked)
    if form == "atom":
        return exporting.feed(
            queries.newest(session(), wish), reader, self_link=list_files.address(reader.site_url), now=clock.now()
        )
    fits = found(version, wish)
    numbers = fits.stretch.numbers(fits.left, size=queries.MOST, latest_first=asked["sort"] == "latest")
    return exporting.as_form(form, queries.whole(session(), numbers), reader, total=fits.total)


def _reader() -> Reader:
    city: City = current_app.extensions["city"]
    spoken = request.accept_languages.best_match(["de", "en"]) or city.default_language
    return Reader(city, current_app.extensions["settings"].site_url, spoken)
