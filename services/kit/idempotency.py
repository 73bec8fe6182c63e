"""`Idempotency-Key`: a POST that is sent again gets the first answer again, and nothing is done twice.

The key is a row of the same transaction as the deed: a second request with the key waits for the first to end, and then
finds its answer, or, if the first failed, does the deed itself.
"""

from datetime import datetime
from hashlib import sha256

from flask import Response, request
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.kit.auth import caller
from services.kit.errors import Malformed
from services.kit.kept_answers import KeptAnswer


class KeyUsedOtherwise(Malformed):
    """This Idempotency-Key was used for a different request."""


class KeyTooLong(Malformed):
    """An Idempotency-Key has at most 128 characters."""


def earlier_answer(session: Session, *, now: datetime) -> Response | None:
    """Claim the request's key, or return the answer its first use was given."""
    claimed = insert(KeptAnswer).values(key=_key(), request_hash=_hash(), kept_at=now).on_conflict_do_nothing()
    if session.scalar(claimed.returning(KeptAnswer.key)) is not None:
        return None
    kept = session.execute(select(KeptAnswer).where(KeptAnswer.key == _key())).scalar_one()
    if kept.request_hash != _hash():
        raise KeyUsedOtherwise
    return Response(kept.body, status=kept.status, mimetype="application/json")


def keep_answer(session: Session, response: Response) -> None:
    """Keep an answer under the request's key."""
    session.execute(
        update(KeptAnswer).where(KeptAnswer.key == _key()).values(status=response.status_code, body=response.get_data())
    )


def _key() -> str:
    given = request.headers["Idempotency-Key"]
    if len(given) > 128:
        raise KeyTooLong
    return f"{caller().name} {request.method} {request.path} {given}"


def _hash() -> str:
    return sha256(request.get_data(cache=True)).hexdigest()
