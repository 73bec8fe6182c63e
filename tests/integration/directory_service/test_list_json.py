"""Lists are JSON made by PostgreSQL; what the schemas promise is what it writes."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from marshmallow import Schema
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory_service.models import Organisation
from directory_service.queries import offers, organisations, projects
from directory_service.queries.listing import public
from directory_service.queries.offers import public_offers
from directory_service.queries.projects import public_projects
from directory_service.schemas.offers import OfferCardSchema
from directory_service.schemas.organisations import OrganisationCardSchema
from directory_service.schemas.projects import ProjectCardSchema
from directory_service.schemas.search import HitSchema
from services.kit.web import Service
from tests.integration.directory_service.conftest import Door
from tests.integration.directory_service.test_pictures import sent
from tests.support.directory_makers import a_project, an_offer, an_organisation
from tests.support.pictures import a_picture


def public_organisations(session: Session) -> Any:
    return session.execute(organisations.CARDS.where(public(Organisation))).mappings().all()


@pytest.fixture
def full_and_bare(directory: Service, editor: Door) -> None:
    shown = [
        {"id": sent(editor, an_organisation(directory), a_picture(80, 40))["id"], "alt": f"{which} „Kanne“"}
        for which in ("Erste", "Zweite")
    ]
    owner = an_organisation(directory, name="Ää „Quote“ <b>", website="https://a.example.org", pictures=shown)
    an_organisation(directory, name="Leer", website=None, summary=None)
    an_offer(
        directory,
        owner,
        title="Voll",
        hours=1.5,
        starts_on="2027-01-02",
        languages=["de", "uk"],
        remote=True,
        pictures=shown,
    )
    an_offer(directory, owner, title="Karg 🌻", categories=["energy", "nature"], with_children=None)
    a_project(directory, owner, title="Vorhaben", starts_on="2027-01-02", ends_on=None, pictures=shown)


@pytest.mark.usefixtures("full_and_bare")
@pytest.mark.parametrize(
    ("path", "rows", "schema"),
    [
        ("/v1/offers", public_offers, OfferCardSchema),
        ("/v1/projects", public_projects, ProjectCardSchema),
        ("/v1/organisations", public_organisations, OrganisationCardSchema),
    ],
)
def test_what_the_database_writes_is_what_the_schema_would_write(
    directory: Service, anybody: Door, path: str, rows: Callable[[Session], Any], schema: type[Schema]
) -> None:
    with directory.database.reading() as session:
        dumped = {item["id"]: alike(item) for item in schema(many=True).dump(rows(session))}

    listed = {item["id"]: alike(item) for item in anybody.get(path)["items"]}

    assert listed == dumped
    assert len(listed) > 0


@pytest.mark.usefixtures("full_and_bare")
@pytest.mark.parametrize("kind", ["offers", "projects", "organisations"])
def test_a_card_shows_the_first_picture_of_its_record(anybody: Door, kind: str) -> None:
    shown = [item["picture"] for item in anybody.get(f"/v1/{kind}")["items"] if item["picture"]]
    assert [(each["alt"], each["width"], each["height"]) for each in shown] == [("Erste „Kanne“", 80, 40)]


@pytest.mark.usefixtures("full_and_bare")
def test_a_hit_is_written_as_its_schema_would_write_it(anybody: Door) -> None:
    items = anybody.get("/v1/search?q=quote karg vorhaben voll")["items"]

    assert len(items) == 4
    assert [alike(item) for item in HitSchema(many=True).dump(HitSchema(many=True).load(items))] == [
        alike(item) for item in items
    ]


def alike(item: dict[str, Any]) -> dict[str, Any]:
    """PostgreSQL leaves out noughts at the end of a second, Python does not."""
    moments = {name: datetime.fromisoformat(item[name]) for name in ("published_at", "starts_at") if item.get(name)}
    return {**item, **moments}


@pytest.mark.parametrize(
    ("cards", "schema"),
    [
        (offers.CARDS, OfferCardSchema),
        (projects.CARDS, ProjectCardSchema),
        (organisations.CARDS, OrganisationCardSchema),
    ],
)
def test_every_column_of_a_card_stands_in_its_schema(cards: Any, schema: type[Schema]) -> None:
    assert {column.name for column in select(cards.subquery()).selected_columns} == set(schema().fields)
