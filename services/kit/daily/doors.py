"""The door to a service's daily figures, and the same as a table: the public few for everybody, all for editors."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from http import HTTPStatus
from io import StringIO
from typing import Any

from flask import Response, current_app, request
from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from services.kit import clock
from services.kit.auth import caller, public
from services.kit.daily import reading
from services.kit.daily.figures import Figure, Sort
from services.kit.daily.models import ALL
from services.kit.daily.protecting import Number, Shown
from services.kit.daily.reading import Asked, Series
from services.kit.doors import Doors, session
from services.kit.shapes import Key, Shape

_MOST_DAYS, _MOST_MONTHS = 366, 366 * 10
_COLUMNS = ("figure", "name", "of", "key", "value", "shown")


class DailyFiguresArgs(Shape):
    """Which days, by day or by month; perhaps of one category or district."""

    since = fields.Date(data_key="from", load_default=None)
    upto = fields.Date(data_key="to", load_default=None)
    by = fields.String(load_default="month", validate=validate.OneOf(["day", "month"]))
    category = Key(load_default=ALL)
    district = Key(load_default=ALL)

    @validates_schema
    def _is_in_bounds(self, words: dict[str, Any], **_: Any) -> None:
        since, upto = words["since"], words["upto"]
        if since and upto and since > upto:
            raise ValidationError("The end lies before the beginning.", "to")
        most = _MOST_DAYS if words["by"] == "day" else _MOST_MONTHS
        if since and (upto or clock.now().date()) - since > timedelta(days=most):
            raise ValidationError("Please choose a shorter time.", "from")


class ShownNumberSchema(Schema):
    """A number as it may be shown: `under_5` or `hidden` where somebody could be told apart from the others."""

    key = fields.String()
    value = fields.Float(allow_none=True)
    shown = fields.String(metadata={"enum": list(Shown)})


class DailyFigureSchema(Schema):
    """One figure with its meaning, over time, in all, and by category and district."""

    key = fields.String()
    name = fields.String()
    meaning = fields.String()
    sort = fields.String(metadata={"enum": list(Sort)})
    people = fields.Boolean()
    periods = fields.List(fields.Nested(ShownNumberSchema))
    total = fields.Nested(ShownNumberSchema)
    categories = fields.List(fields.Nested(ShownNumberSchema))
    districts = fields.List(fields.Nested(ShownNumberSchema))
    part_names = fields.Dict(keys=fields.String(), values=fields.String())


class DailyFiguresSchema(Schema):
    """Figures of some time; `to` is the last day that was counted, if not an earlier one was asked for."""

    since = fields.Date(data_key="from")
    upto = fields.Date(data_key="to")
    by = fields.String()
    counted_upto = fields.Date(allow_none=True)
    figures = fields.List(fields.Nested(DailyFigureSchema))


def daily_doors(figures: Sequence[Figure]) -> Doors:
    """Return the doors to some figures."""
    doors = Doors("daily-figures", __name__, url_prefix="/v1", description="What was counted, day by day.")

    @doors.get("/daily-figures")
    @doors.arguments(DailyFiguresArgs, location="query")
    @doors.response(200, DailyFiguresSchema)
    @public
    def daily_figures(args: dict[str, Any]) -> dict[str, Any]:
        """Return what was counted; who is no editor sees the public few. Small numbers of people are not shown."""
        return _report(figures, args)

    @doors.get("/daily-figures.csv")
    @doors.arguments(DailyFiguresArgs, location="query")
    @doors.says("text/csv")
    @public
    def daily_figures_as_csv(args: dict[str, Any]) -> Response:
        """Return the same numbers as a table: a line for each."""
        sheet = StringIO()
        writer = csv.writer(sheet)
        writer.writerow(_COLUMNS)
        writer.writerows(_lines(_report(figures, args)))
        return Response(sheet.getvalue(), content_type="text/csv; charset=utf-8")

    doors.after_request(_fresh_for_a_while)
    return doors


def _report(figures: Sequence[Figure], args: dict[str, Any]) -> dict[str, Any]:
    known = [each for each in figures if each.is_public or caller().is_editor]
    counted = reading.last_counted(session())
    asked = _asked(args, counted)
    language = request.accept_languages.best_match(["de", "en"]) or _city().default_language
    found = reading.series(session(), known, asked) if counted and asked.since <= asked.upto else []
    return {
        "since": asked.since,
        "upto": asked.upto,
        "by": asked.by,
        "counted_upto": counted,
        "figures": [_shown(each, language, asked.by) for each in found],
    }


def _asked(args: dict[str, Any], counted: date | None) -> Asked:
    yesterday = clock.now().astimezone(_city().time_zone).date() - timedelta(days=1)
    known = min(counted or yesterday, yesterday)
    upto = min(args["upto"] or known, known)
    chosen = {name: args[name] for name in ("by", "category", "district")}
    lists: dict[str, Any] = {
        "categories": [each.key for each in _city().categories],
        "districts": [each.key for each in _city().districts],
    }
    return Asked(since=args["since"] or date(upto.year, 1, 1), upto=upto, **chosen, **lists)


def _shown(series: Series, language: str, by: str) -> dict[str, Any]:
    figure = series.figure
    of_months = by == "month" or figure.people
    return {
        "key": figure.key,
        **figure.words(language),
        "sort": figure.sort,
        "people": figure.people,
        "periods": [_number(f"{day:%Y-%m}" if of_months else day.isoformat(), each) for day, each in series.periods],
        "total": _number("", series.total),
        "categories": [_number(*each) for each in series.categories],
        "districts": [_number(*each) for each in series.districts],
        "part_names": {key: names.get(language, names["de"]) for key, names in figure.parts.items()},
    }


def _number(key: str, number: Number) -> dict[str, Any]:
    return {"key": key, "value": number.value, "shown": number.shown}


def _lines(report: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    for figure in report["figures"]:
        for of in ("periods", "categories", "districts"):
            yield from (_line(figure, of, each) for each in figure[of])
        yield _line(figure, "total", figure["total"])


def _line(figure: dict[str, Any], of: str, each: dict[str, Any]) -> tuple[Any, ...]:
    value = "" if each["value"] is None else f"{each['value']:g}"
    return figure["key"], figure["name"], of, each["key"], value, str(each["shown"])


def _fresh_for_a_while(response: Response) -> Response:
    """Let everybody's few be kept on the way, and the editors' nowhere."""
    response.vary.add("Authorization")
    response.vary.add("Accept-Language")
    # Who shows a token that is not good is nobody yet, and is told so.
    if response.status_code != HTTPStatus.OK:
        response.headers["Cache-Control"] = "no-store"
        return response
    response.headers["Cache-Control"] = "private, no-store" if caller().is_editor else "public, max-age=300"
    response.add_etag()
    if request.if_none_match:
        response.make_conditional(request)
    return response


def _city() -> Any:
    """Return the city of this service: its clocks, language, categories and districts."""
    return current_app.extensions["city"]
