"""The door to how much would come: it looks at what was new, and at nobody."""

from typing import Any, cast

from flask import current_app

from notifier.queries import novelties
from notifier.rules import FORECAST_DAYS
from notifier.schemas.forecasts import ForecastArgs, ForecastsSchema
from services.city import City
from services.kit import clock
from services.kit.auth import public
from services.kit.doors import Doors, session
from services.kit.limiting import limit_by_network

doors = Doors("forecasts", __name__, url_prefix="/v1", description="How much would come.")


@doors.post("/forecasts")
@doors.arguments(ForecastArgs)
@doors.response(200, ForecastsSchema)
@public
def forecast(words: dict[str, Any]) -> dict[str, Any]:
    """Return how many mails interests would have brought in the last thirty days; keeps nothing of the question."""
    limit_by_network("forecast")
    items = novelties.forecasts(session(), words["interests"], zone=_city().time_zone, now=clock.now())
    return {"days": FORECAST_DAYS, "items": items}


def _city() -> City:
    return cast(City, current_app.extensions["city"])
