"""The door to how sending stands. For editors."""

from typing import Any

from notifier.queries.standing import standing as stand
from notifier.schemas.standing import StandingSchema
from services.kit import clock
from services.kit.auth import requires
from services.kit.doors import Doors, session

doors = Doors("standing", __name__, url_prefix="/v1", description="How sending stands.")


@doors.get("/sending")
@doors.response(200, StandingSchema)
@requires("editor")
def standing() -> dict[str, Any]:
    """Return what waits in each lane and since when, what rests and why, and what is in doubt."""
    return stand(session(), now=clock.now())
