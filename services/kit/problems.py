"""Refusals and troubles as problem+json (RFC 9457): what happened and what to do, and never a stack trace."""

import json
from typing import Any

from flask import Flask, Response
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from werkzeug.exceptions import HTTPException

from services.kit import logs
from services.kit.errors import Passing, Refusal, TooMany, problem_type

_SENTENCES = {
    404: "There is nothing at this address.",
    405: "This address does not take this kind of request.",
    413: "This is too large.",
    415: "Please send JSON, with the header Content-Type: application/json.",
    500: "Something went wrong on our side. It has been written down; please try again later.",
    503: "We are not quite ourselves at the moment. Please try again in a minute.",
}


def register(app: Flask) -> None:
    """Answer every refusal and every trouble of an app as problem+json."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _away)
    app.register_error_handler(PoolExhausted, _away)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(Passing, _away)
    app.register_error_handler(Exception, _bug)


def problem(status: int, *, type: str, title: str, detail: str, **more: Any) -> Response:
    """Return a problem as an answer."""
    words = {"type": type, "title": title, "status": status, "detail": detail, "request_id": logs.request_id.get()}
    # Half a character, as JSON can name it, may be in what we refuse: it is no text, and shown as a question mark.
    said = json.dumps({**words, **more}, ensure_ascii=False, default=str).encode(errors="replace")
    response = Response(said, status=status, mimetype="application/problem+json")
    response.headers["Cache-Control"] = "no-store"
    return response


def _refused(refusal: Refusal) -> Response:
    more = {"words": refusal.words} if refusal.words else {}
    response = problem(refusal.status, type=refusal.type(), title=_title(refusal), detail=refusal.sentence(), **more)
    if refusal.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if isinstance(refusal, TooMany):
        response.headers["Retry-After"] = str(refusal.retry_after_seconds)
    return response


def _title(refusal: Refusal) -> str:
    return refusal.type().rpartition(":")[2].replace("-", " ").capitalize()


def _http(trouble: HTTPException) -> Response:
    status = trouble.code or 500
    if status == 422:
        return _malformed(trouble)
    name = trouble.name
    response = problem(
        status,
        type=problem_type(name.title().replace(" ", "")),
        title=name,
        detail=_SENTENCES.get(status, trouble.description or name),
    )
    for key, value in trouble.get_headers():
        if key.lower() in {"allow", "retry-after"}:
            response.headers[key] = value
    return response


def _malformed(trouble: HTTPException) -> Response:
    found = getattr(trouble, "data", {}).get("messages", {})
    return problem(
        422,
        type=problem_type("Malformed"),
        title="Malformed",
        detail="Some of this could not be accepted. Please look at the fields named in `errors`.",
        errors=_flat(found),
    )


def _flat(found: Any, path: str = "") -> dict[str, list[str]]:
    """Return marshmallow's nested messages as one list of sentences a field; the location (json, query) is left out."""
    if isinstance(found, dict):
        flat: dict[str, list[str]] = {}
        for key, inner in found.items():
            outer = "" if not path and key in {"json", "query", "headers", "path"} else f"{path}.{key}".strip(".")
            flat.update(_flat(inner, outer))
        return flat
    return {path or "body": [str(each) for each in (found if isinstance(found, list) else [found])]}


def _away(trouble: Exception) -> Response:
    logs.logger().warning("away", trouble=type(trouble).__name__)
    response = problem(503, type=problem_type("NotReachable"), title="Not reachable", detail=_SENTENCES[503])
    response.headers["Retry-After"] = "5"
    return response


def _database(trouble: DBAPIError) -> Response:
    return _away(trouble) if trouble.connection_invalidated else _bug(trouble)


def _bug(trouble: Exception) -> Response:
    logs.logger().exception("bug", exc_info=trouble)
    return problem(500, type=problem_type("OurMistake"), title="Our mistake", detail=_SENTENCES[500])
