import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from directory_service.models import Base
from services.kit.db import KitBase
from services.kit.web import Service
from tests.support.directory_makers import an_offer, an_organisation


def test_the_migrations_make_the_tables_that_the_models_describe(directory: Service) -> None:
    with directory.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, [KitBase.metadata, Base.metadata]) == []  # type: ignore[arg-type]


def test_two_things_never_share_an_address(directory: Service) -> None:
    owner = an_organisation(directory)
    an_offer(directory, owner, title="Eins")
    an_offer(directory, owner, title="Zwei")
    with directory.database.transaction() as session, pytest.raises(IntegrityError):
        session.execute(text("UPDATE offers SET slug = 'eins'"))


@pytest.mark.parametrize(
    ("words", "stems"),
    [
        ("Gärten", "'gart'"),
        ("Gaerten", "'gart'"),
        ("Bauern", "'bau'"),
        ("Café", "'caf'"),
        ("für die und", ""),
        ("Grün Gruen", "'grun'"),
        ("Quelle", "'quell'"),
    ],
)
def test_words_are_looked_up_by_their_german_stems(directory: Service, words: str, stems: str) -> None:
    with directory.database.reading() as session:
        found = session.scalar(text("SELECT strip(to_tsvector('mosaik', folded(:words)))::text"), {"words": words})
    assert found == stems


def test_a_dump_may_be_restored_without_a_search_path(directory: Service) -> None:
    """Generated columns call functions whose every name must be found then."""
    with directory.database.reading() as session:
        session.execute(text("SET search_path = ''"))
        made = session.scalar(text("SELECT public.search_words('Bäume', '{}', '', NULL, NULL)::text"))
        session.execute(text("RESET search_path"))
    assert made == "'baum':1A"
