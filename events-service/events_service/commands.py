"""What an operator may do by hand."""

import click

from events_service.actions import dates
from services.kit import clock
from services.kit.web import Service


def register(app: Service) -> None:
    """Add the calendar's commands to those that every service has."""

    @app.cli.command("prolong-series")
    def prolong_series() -> None:
        """Lay out all series that are due, as the clock does every hour."""
        click.echo(f"{_prolong_all(app)} series prolonged.")


def _prolong_all(app: Service) -> int:
    zone, done = app.extensions["city"].time_zone, 0
    while True:
        with app.database.transaction() as session:
            prolonged = dates.prolong_series(session, zone=zone, now=clock.now())
        app.worker.send_news(session)
        done += prolonged
        if not prolonged:
            return done
