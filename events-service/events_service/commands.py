"""What an operator may do by hand."""

import click

from events_service.actions import dates, stewarding
from events_service.actions.seat_letters import Post
from events_service.queries.daily_figures import FIGURES
from services.kit import clock
from services.kit.daily import commands as daily
from services.kit.web import Service


def register(app: Service) -> None:
    """Add the calendar's commands to those that every service has."""
    daily.register(app, app.database, FIGURES, zone=app.extensions["city"].time_zone)

    @app.cli.command("tell-seats-by-hand")
    def tell_seats_by_hand() -> None:
        """Tell the notifier once more of those whom organisations entered, so that it keeps their notes from them."""
        post = Post(app.extensions["settings"].links, app.extensions["city"])
        with app.database.transaction() as session:
            told = stewarding.tell_entered_by_hand(session, post=post, now=clock.now())
        app.worker.send_news(session)
        click.echo(f"{told} seats told once more.")

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
