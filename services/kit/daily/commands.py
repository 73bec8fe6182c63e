"""Counting a day once more, from the command line: after something was mended that a figure counts."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import click
from flask import Flask

from services.kit.daily.counting import count_day
from services.kit.daily.figures import Figure
from services.kit.db import Database


def register(app: Flask, database: Database, figures: Sequence[Figure], *, zone: ZoneInfo) -> None:
    """Give a service the command."""

    @app.cli.command("count-day")
    @click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
    def count_one_day(day: datetime) -> None:
        """Count the figures of a day that is over once more, in place of what was counted for it."""
        counted: date = day.date()
        with database.transaction() as session:
            count_day(session, figures, counted, zone=zone)
        click.echo(f"{counted} counted")
