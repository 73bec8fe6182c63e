"""The smallest service there can be: notes, made of the kit alone, that tells and hears like all others."""

# mypy: disable-error-code="untyped-decorator"
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID, uuid4

from flask import Response
from marshmallow import fields
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from services.facts.profiles import SubscriberLeft
from services.kit import clock, etags, outbox
from services.kit.answers import kept_under
from services.kit.auth import public, requires
from services.kit.db import COLUMN_TYPES, KitBase, metadata
from services.kit.doors import Doors, database, session
from services.kit.errors import Conflict, NotFound
from services.kit.paging import PageArgs, offset, page_of
from services.kit.settings import ServiceSettings, read
from services.kit.shapes import Shape, Words
from services.kit.web import Service, create_service
from services.kit.web_json import json_answer
from services.kit.worker import Worker
from tests.support.ground import Ground

NAME = "profiles-service"
"""Whose facts the tiny service tells: it has that one's key, and a database of its own."""


class Base(DeclarativeBase):
    metadata = metadata()
    type_annotation_map = COLUMN_TYPES


class Note(Base):
    __tablename__ = "notes"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    text: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)


class NoSuchNote(NotFound):
    """There is no such note."""


class NotThis(Conflict):
    """This note is not wanted."""


class NoteShape(Shape):
    text = Words(100, required=True)


class NoteSchema(Shape):
    id = fields.UUID()
    text = fields.String()
    version = fields.Integer()


doors = Doors("notes", __name__, url_prefix="/v1", description="Notes.")


def _version() -> str:
    return str(database().value("SELECT coalesce(sum(version), 0) FROM notes"))


@doors.get("/notes")
@kept_under(_version)
@doors.arguments(PageArgs, location="query")
@public
def notes(args: dict[str, Any]) -> Response:
    found = session().scalars(select(Note).offset(offset(**args)).limit(args["size"])).all()
    return json_answer(page_of([each.text for each in found], total=len(found), **args))


@doors.get("/notes/<uuid:note_id>")
@doors.response(200, NoteSchema)
@public
def note(note_id: UUID) -> Any:
    found = session().get(Note, note_id)
    if found is None:
        raise NoSuchNote
    return found, {"ETag": etags.tag(found.version)}


@doors.post("/notes")
@doors.arguments(NoteShape)
@doors.response(201, NoteSchema)
@public
def write_note(words: dict[str, Any]) -> Any:
    made = Note(**words)
    session().add(made)
    session().flush()
    outbox.record(session(), SubscriberLeft(person_id=made.id, version=1, left_at=clock.now()), now=clock.now())
    if made.text == "unwanted":
        raise NotThis
    if made.text == "bug":
        raise ZeroDivisionError("a secret: ada@example.org")
    if made.text == "slow":
        time.sleep(0.3)
    return made


@doors.put("/notes/<uuid:note_id>")
@doors.arguments(NoteShape)
@doors.response(200, NoteSchema)
@public
def change_note(words: dict[str, Any], note_id: UUID) -> Any:
    expected = etags.expected_version()
    found = session().get(Note, note_id, with_for_update=True)
    if found is None:
        raise NoSuchNote
    etags.check_version(found.version, expected)
    found.text, found.version = words["text"], found.version + 1
    return found, {"ETag": etags.tag(found.version)}


@doors.get("/closed")
def closed() -> str:
    return "nobody comes here"


for _role in ("person", "steward", "editor", "service"):
    doors.add_url_rule(f"/for-{_role}", f"for_{_role}", requires(_role)(lambda: {"welcome": True}))


def tiny_service(ground: Ground, *, database_port: int = 0, redis_port: int = 0) -> Service:
    """Put the tiny service together, on its own database; the ports may be those of proxies."""
    environ = ground.environment("profiles")
    urls = ground.servers.server.make_database("tiny")
    with _owner(urls.owner) as engine:
        KitBase.metadata.create_all(engine)
        Base.metadata.create_all(engine)
    words = {name: value for name, value in environ.items() if name.startswith("MOSAIK") or name.endswith("_URL")}
    words |= {"TINY_PORT": "0", "TINY_KEY_FILE": environ["PROFILES_KEY_FILE"], "TINY_DATABASE_URL": urls.app}
    settings = read(ServiceSettings, "TINY", words)
    if database_port:
        settings = replace(settings, database_url=_at(settings.database_url, database_port))
    if redis_port:
        settings = replace(settings, redis_url=_at(settings.redis_url, redis_port))
    worker: Worker[ServiceSettings] = Worker(NAME)
    worker.hears(SubscriberLeft)(note_departure)
    return create_service(__name__, settings=settings, worker=worker, doors=[doors], title="Notes")


def note_departure(session: Any, fact: SubscriberLeft) -> None:
    """Keep a note of a person who left."""
    session.add(Note(text=f"{fact.person_id} left", version=fact.version))


@contextmanager
def _owner(url: str) -> Iterator[Any]:
    engine = create_engine(url)
    yield engine
    engine.dispose()


def _at(url: str, port: int) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{parts.netloc.rpartition(':')[0]}:{port}"))


def empty(app: Service) -> None:
    """Forget all notes and facts."""
    with app.database.transaction() as session:
        for table in (*KitBase.metadata.sorted_tables, *Base.metadata.sorted_tables):
            session.execute(table.delete())
