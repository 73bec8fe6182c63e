"""The operator's door: what is done from the command line."""

from pathlib import Path
from typing import Any

import click

from directory_service.actions import importing, telling
from directory_service.actions.telling_ideas import tell_ideas_again
from directory_service.models import Import
from directory_service.queries.daily_figures import FIGURES
from directory_service.rules import ImportKind
from services.kit import clock
from services.kit.daily import commands as daily
from services.kit.tables import sentence_of
from services.kit.tokens import Caller
from services.kit.web import Service

_OPERATOR = Caller(service="operator", roles=frozenset({"editor"}))


def register(app: Service) -> None:
    """Give the directory its commands."""
    daily.register(app, app.database, FIGURES, zone=app.extensions["city"].time_zone)

    @app.cli.command("import")
    @click.argument("kind", type=click.Choice([each.value for each in ImportKind]))
    @click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--apply", is_flag=True, help="Take over the good rows, instead of only trying.")
    @click.option("--announce", is_flag=True, help="Tell people of what is new.")
    def import_table(kind: str, table: Path, apply: bool, announce: bool) -> None:
        """Try a CSV table of organisations, projects or offers, or take it over."""
        asked = {"kind": kind, "file": table.read_bytes(), "file_name": table.name, "announce": announce}
        _say(_import(app, asked, apply=apply))

    @app.cli.command("tell-again")
    def tell_again() -> None:
        """Tell once more of public organisations, offers and ideas: who knows them passes it over."""
        with app.database.transaction() as session:
            now = clock.now()
            told = telling.tell_again(session, now=now) + tell_ideas_again(session, now=now)
        app.worker.send_news(session)
        click.echo(f"{told} told")


def _import(app: Service, asked: dict[str, Any], *, apply: bool) -> Import:
    city, now = app.extensions["city"], clock.now()
    with app.database.transaction() as session:
        tried = importing.try_import(session, asked, city=city, caller=_OPERATOR, now=now)
        if apply:
            importing.confirm_import(session, tried.id, city=city, now=now)
    app.worker.send_news(session)
    return tried


def _say(tried: Import) -> None:
    for row in tried.rows:
        for problem in row["problems"]:
            click.echo(f"{row['row']}: {problem['column']}: {sentence_of(problem)}")
    click.echo(", ".join(f"{count} {verdict}" for verdict, count in tried.counts.items()) + f" ({tried.state})")
