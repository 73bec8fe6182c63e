"""Alembic as every service uses it: one folder `migrations/` beside its package, run by the owner's role."""

import importlib
from pathlib import Path

from alembic import command, context
from alembic.config import Config
from sqlalchemy import MetaData, create_engine

from services.kit import inbox, kept_answers, outbox
from services.kit.daily.models import DailyFigure
from services.kit.db import KitBase
from services.kit.privacy import forgotten

TABLES = (
    outbox.Told,
    inbox.Heard,
    inbox.Known,
    inbox.Unheard,
    kept_answers.KeptAnswer,
    forgotten.ForgottenLink,
    DailyFigure,
)
"""The kit's tables: naming them makes sure that `KitBase` knows them all."""


def upgrade(package: str, url: str) -> None:
    """Bring a service's database to the newest version."""
    command.upgrade(configuration(package, url), "head")


def configuration(package: str, url: str) -> Config:
    """Return Alembic's configuration for a service's package."""
    folder = Path(str(importlib.import_module(package).__file__)).parents[1] / "migrations"
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url
    return config


def run(metadata: MetaData) -> None:
    """Run migrations; called by a service's `migrations/env.py` with its own tables."""
    engine = create_engine(context.config.attributes["url"])
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=[KitBase.metadata, metadata], compare_type=True)
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()
