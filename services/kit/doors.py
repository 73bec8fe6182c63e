"""What a room of routes is made of: strict shapes, and the session that the door has opened."""

from functools import cache
from typing import TYPE_CHECKING, Any, cast

from flask import Request, Response, current_app, g
from flask_smorest import Blueprint
from marshmallow import Schema, fields
from sqlalchemy.orm import Session
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest

from services.kit.db import Database

if TYPE_CHECKING:
    from services.kit.web import Service


class StrictParser(FlaskParser):
    """Refuses words it does not know, wherever they stand."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"json": "raise", "query": "raise", "form": "raise", "path": "raise"}  # noqa: RUF012

    def load_querystring(self, req: Request, schema: Any) -> Any:
        """Return only what was asked; where much may be asked, looking for each of it is most of the work."""
        several = _several(schema)
        return {name: req.args.getlist(name) if name in several else given for name, given in req.args.items()}

    def _raw_load_json(self, req: Request) -> Any:
        try:
            return super()._raw_load_json(req)
        except RecursionError:
            # Fifty thousand brackets are no mistake of ours.
            raise BadRequest from None


@cache
def _several(schema: Schema) -> frozenset[str]:
    """Return what may be said several times."""
    return frozenset(name for name, field in schema.fields.items() if isinstance(field, fields.List))


class Doors(Blueprint):  # type: ignore[misc]
    """The routes of one room; each names its shapes, and its guard."""

    ARGUMENTS_PARSER = StrictParser()

    def arguments(self, schema: Any, **options: Any) -> Any:
        """Take words in this shape; it is made once, not for every request."""
        return super().arguments(schema() if isinstance(schema, type) else schema, **options)

    def says(self, kind: str, *statuses: int) -> Any:
        """Describe what a view says that makes its answer by itself: which kind of words, with which statuses."""
        described = {"description": "As it is.", "content": {kind: {}}}
        return self.doc(responses={str(status): described for status in statuses or (200,)})


def leave_no_copies(response: Response) -> Response:
    """Let nobody on the way keep an answer about a person, unless a view says for how long; for `after_request`."""
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def session() -> Session:
    """Return the session of this request; its transaction is kept at the door."""
    opened: Session = g.session
    return opened


def database() -> Database:
    """Return the database of this service, for a question that needs no session."""
    return cast("Service", current_app).database
