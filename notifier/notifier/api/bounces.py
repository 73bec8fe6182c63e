"""The door for reports of mails that did not arrive, for mail providers that knock instead of writing a mail."""

from typing import Any

from flask import current_app, request
from marshmallow import ValidationError

from notifier.actions import reports
from notifier.rules.bounces import BounceKind, Report, ReturnPaths
from notifier.rules.reports import leaving_report, read_report
from notifier.rules.signing import is_signed
from notifier.schemas.bounces import BounceSchema, ReportTakenSchema
from notifier.settings import Settings
from services.kit import clock
from services.kit.auth import public
from services.kit.doors import Doors, session
from services.kit.errors import Malformed, NotSignedIn

doors = Doors("bounces", __name__, url_prefix="/v1", description="Reports of mails that did not arrive.")
_KINDS = {"bounce": BounceKind.FAILED, "delay": BounceKind.DELAYED, "complaint": BounceKind.COMPLAINT}
_BODIES = {"message/rfc822": {}, "application/json": {"schema": BounceSchema}}


class NotSealed(NotSignedIn):
    """This report is not signed with the secret we share, or too old."""


class NoReport(Malformed):
    """This is no report: kind, return_path, and perhaps status and words are wanted."""


@doors.post("/bounces")
@doors.response(202, ReportTakenSchema)
@doors.doc(
    requestBody={"required": True, "content": _BODIES},
    parameters=[{"name": "X-Mosaik-Signature", "in": "header", "schema": {"type": "string"}}],
)
@public
def take_report(**_: Any) -> dict[str, bool]:
    """Take a report: a whole mail as `message/rfc822`, or JSON; proven by `X-Mosaik-Signature: t=…,v1=…`.

    `v1` is the HMAC-SHA256, in hex, of the time in seconds, a dot, and the body. The same report may come twice.
    """
    settings: Settings = current_app.extensions["settings"]
    body, now = request.get_data(), clock.now()
    if not is_signed(settings.bounce_secret, request.headers.get("X-Mosaik-Signature", ""), body, now=now):
        raise NotSealed
    report = _report(body, settings.return_paths)
    is_new = reports.keep_report(session(), report, body, now=now)
    worker = current_app.worker  # type: ignore[attr-defined]
    worker.after_commit(session(), "notifier.act_on_reports")
    return {"is_new": is_new, "is_known": report.mail is not None}


def _report(body: bytes, paths: ReturnPaths) -> Report:
    if not request.is_json:
        return read_report(body, paths)
    try:
        words = BounceSchema().load(request.get_json())
    except ValidationError:
        raise NoReport from None
    if words["kind"] == "leaving":
        return leaving_report(words["return_path"], paths) or Report(BounceKind.UNREADABLE)
    mail = paths.mail(words["return_path"])
    return Report(_KINDS[words["kind"]], mail, words["status"] or "", words["words"] or "")
