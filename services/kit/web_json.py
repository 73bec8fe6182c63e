"""JSON as fast as it can be made."""

from typing import Any

import orjson
from flask import Response


def json_answer(words: Any) -> Response:
    """Answer with words as JSON, ids and the like as text; or with what is JSON already."""
    made = words if isinstance(words, bytes | str) else orjson.dumps(words, default=str)
    return Response(made, mimetype="application/json")
