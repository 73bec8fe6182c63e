"""Whoever asks what is known about her, or wants to be forgotten, is found by indexes in every table."""

import importlib
import re
from typing import Any
from uuid import uuid4

import pytest

from services.kit import clock
from services.kit.privacy.about_me import Herself
from services.kit.privacy.forgetting import Wish
from tests.support.ground import PACKAGES, SERVICES, Ground
from tests.support.plans import plan_of

# Few rows for ever: newsletters are some hundreds, facts laid aside none; tables brought in are dropped after weeks,
# reports of mistakes a while after they were settled.
SMALL = {"newsletters", "unheard", "imports", "reports"}
_READ_WHOLE = re.compile(r"Seq Scan on (\w+)")


def room(service: str, name: str) -> Any:
    return importlib.import_module(f"{PACKAGES[service]}.{name}")


def asked(service: str) -> list[tuple[str, Any]]:
    sections: dict[str, Any] = room(service, "queries.about_me").SECTIONS
    herself = Herself(uuid4(), "ada@example.org")
    return [(key, lambda session, rows=rows: list(rows(session, herself))) for key, rows in sections.items()]


def forgotten(service: str) -> list[tuple[str, Any]]:
    forgetting = room(service, "actions.forgetting")
    wish = Wish(Herself(uuid4(), "ada@example.org"), uuid4(), clock.now())
    ways = {**forgetting.WAYS, **{f"{key} stay": count for key, count in forgetting.STAYING.items()}}
    return [(key, lambda session, way=way: way(session, wish)) for key, way in ways.items()]


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("what", [asked, forgotten])
def test_no_table_is_read_from_end_to_end(ground: Ground, service: str, what: Any) -> None:
    whole = {}
    for key, ask in what(service):
        with ground.emptied(service).database.transaction() as session:
            if found := set(_READ_WHOLE.findall(plan_of(session, ask))) - SMALL:
                whole[key] = found

    assert whole == {}
