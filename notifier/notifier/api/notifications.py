"""Doors to what people were told, and what became of it. For editors."""

from typing import Any

from notifier.actions import resolving
from notifier.queries import ledger
from notifier.rules import State
from notifier.schemas.notifications import (
    DeliveriesArgs,
    DeliveriesSchema,
    NotificationSchema,
    NotificationsSchema,
    ResentSchema,
)
from services.kit import clock
from services.kit.auth import requires
from services.kit.doors import Doors, session
from services.kit.paging import PageArgs, page_of

# No id is larger than a bigint; what is, is not there.
_NOTIFICATION = f"/notifications/<int(max={2**63 - 1}):notification_id>"

doors = Doors("notifications", __name__, url_prefix="/v1", description="What people were told, and what became of it.")


@doors.get("/notifications")
@doors.arguments(PageArgs, location="query")
@doors.response(200, NotificationsSchema)
@requires("editor")
def notifications(args: dict[str, Any]) -> dict[str, Any]:
    """Return the newest notifications, each with how many mails are in which state."""
    items, total = ledger.notifications(session(), **args)
    return page_of(items, total=total, **args)


@doors.get(_NOTIFICATION)
@doors.response(200, NotificationSchema)
@requires("editor")
def notification(notification_id: int) -> dict[str, Any]:
    """Return one notification."""
    return ledger.notification(session(), notification_id)


@doors.get(_NOTIFICATION + "/deliveries")
@doors.arguments(DeliveriesArgs, location="query")
@doors.response(200, DeliveriesSchema)
@requires("editor")
def deliveries(args: dict[str, Any], notification_id: int) -> dict[str, Any]:
    """Return who got it, who did not, and why."""
    state = State[args["state"].upper()] if args["state"] else None
    items, total = ledger.deliveries(session(), notification_id, state=state, page=args["page"], size=args["size"])
    return page_of(items, total=total, page=args["page"], size=args["size"])


@doors.put(_NOTIFICATION + "/unknown/resending")
@doors.response(200, ResentSchema)
@requires("editor")
def resend_unknown(notification_id: int) -> dict[str, Any]:
    """Send the mails once more of which nobody knows whether they were accepted; some people may get two."""
    return {"resent": resolving.resend_unknown(session(), notification_id, now=clock.now())}
