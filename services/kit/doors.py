"""What a room of routes is made of: strict shapes, and the session that the door has opened."""

from typing import Any

from flask import Request, g
from flask_smorest import Blueprint
from sqlalchemy.orm import Session
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest


class StrictParser(FlaskParser):
    """Refuses words it does not know, wherever they stand."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"json": "raise", "query": "raise", "form": "raise", "path": "raise"}  # noqa: RUF012

    def _raw_load_json(self, req: Request) -> Any:
        try:
            return super()._raw_load_json(req)
        except RecursionError:
            # Fifty thousand brackets are no mistake of ours.
            raise BadRequest from None


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


def session() -> Session:
    """Return the session of this request; its transaction is kept at the door."""
    opened: Session = g.session
    return opened
