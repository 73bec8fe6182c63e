"""Commands that every service has, for those who run it: `python -m services.kit SERVICE command NAME`."""

import click
from sqlalchemy import delete, select

from services.kit.inbox import Unheard
from services.kit.web import Service


def register(app: Service) -> None:
    """Add the common commands to a service."""

    @app.cli.command("unheard")
    def unheard() -> None:
        """List the facts that could not be acted on, with the last line of their reason."""
        with app.database.reading() as session:
            for row in session.scalars(select(Unheard).order_by(Unheard.failed_at)):
                reason = row.traceback.strip().rpartition("\n")[2]
                click.echo(f"{row.fact_id}  {row.failed_at:%Y-%m-%d %H:%M}  {row.name}  {reason}")

    @app.cli.command("replay-unheard")
    def replay_unheard() -> None:
        """Hear the facts again that could not be acted on; what fails again is laid aside again."""
        with app.database.transaction() as session:
            messages = session.scalars(select(Unheard.message).order_by(Unheard.failed_at)).all()
            session.execute(delete(Unheard))
        for message in messages:
            app.worker.hear_now(message)
        click.echo(f"{len(messages)} facts heard again.")
