"""Facts, messages, keys and tokens, valid by default: a test says only what matters to it."""

import json
from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID, uuid4

from hypothesis import strategies as st
from joserfc.jwk import OKPKey

from services.facts import Fact, Part
from services.facts.directory import OrganisationPublished
from services.facts.letters import LetterRequested
from services.facts.profiles import SubscriberLeft
from services.kit import clock, keys

F = TypeVar("F", bound=Fact | Part)
_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    UUID: st.uuids(),
    str: st.text(),
    int: st.integers(-(2**53), 2**53),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
    date: st.dates(),
    datetime: st.datetimes(timezones=st.just(UTC)),
}


def facts(kind: type[F]) -> st.SearchStrategy[F]:
    """Any fact of a kind that its annotations allow."""
    hints = get_type_hints(kind)
    return st.builds(kind, **{each.name: _values(hints[each.name]) for each in fields(kind)})  # type: ignore[arg-type]


def _values(hint: Any) -> st.SearchStrategy[Any]:
    if get_origin(hint) in (Union, UnionType):
        return st.one_of(*(st.none() if each is NoneType else _values(each) for each in get_args(hint)))
    if get_origin(hint) is tuple:
        return st.lists(_values(get_args(hint)[0]), max_size=3).map(tuple)
    if get_origin(hint) is dict:
        return st.dictionaries(st.text(), _values(get_args(hint)[1]), max_size=3)
    return facts(hint) if isinstance(hint, type) and issubclass(hint, Part) else _PLAIN[hint]


def an_organisation(**words: Any) -> OrganisationPublished:
    usual: dict[str, Any] = {
        "organisation_id": uuid4(),
        "version": 1,
        "slug": "giesskannenbund",
        "organisation_name": "Gießkannenbund",
        "published_at": clock.now(),
    }
    return OrganisationPublished(**{**usual, **words})


def a_departure(**words: Any) -> SubscriberLeft:
    return SubscriberLeft(**{"person_id": uuid4(), "version": 1, "left_at": clock.now(), **words})


def a_letter(**words: Any) -> LetterRequested:
    now = clock.now()
    usual: dict[str, Any] = {
        "letter_id": uuid4(),
        "person_id": uuid4(),
        "template": "sign_in",
        "email": "ada@example.org",
        "language": "de",
        "slots": {"code": "123456", "link": "http://localhost/anmelden/abc"},
        "requested_at": now,
        "expires_at": now,
    }
    return LetterRequested(**{**usual, **words})


def a_message(fact: Fact, *, fact_id: UUID | None = None, **words: Any) -> dict[str, Any]:
    """A fact as its queue brings it."""
    usual = {
        "id": str(fact_id or uuid4()),
        "name": fact.fact_name,
        "payload": fact.to_wire(),
        "request_id": "a-test-s-request",
        "told_at": clock.now().isoformat(),
    }
    return {**usual, **words}


def a_key(issuer: str) -> OKPKey:
    return keys.make_key(issuer)


def private(key: OKPKey) -> str:
    return json.dumps(key.as_dict(private=True))


def a_keyring(folder: Path, known: Iterable[OKPKey]) -> Path:
    path = folder / "keyring.json"
    path.write_text(json.dumps({"keys": [key.as_dict(private=False) for key in known]}))
    return path
