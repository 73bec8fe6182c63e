"""Commands that every service has, for those who run it: `python -m services.kit SERVICE command NAME`."""

from typing import Any

import click
from sqlalchemy import delete, select

from services.kit.inbox import Unheard
from services.kit.worker import Worker


def register(group: click.Group, worker: Worker[Any]) -> None:
    """Add the common commands to a service's own."""

    @group.command("unheard")
    def unheard() -> None:
        """List the facts that could not be acted on, with the last line of their reason."""
        with worker.database.reading() as session:
            for row in session.scalars(select(Unheard).order_by(Unheard.failed_at)):
                reason = row.traceback.strip().rpartition("\n")[2]
                click.echo(f"{row.fact_id}  {row.failed_at:%Y-%m-%d %H:%M}  {row.name}  {reason}")

    @group.command("replay-unheard")
    def replay_unheard() -> None:
        """Hear the facts again that could not be acted on; what fails again stays aside."""
        with worker.database.reading() as session:
            rows = session.scalars(select(Unheard).order_by(Unheard.failed_at)).all()
        replayed = sum(_replay(worker, row) for row in rows)
        click.echo(f"{replayed} facts heard again, {len(rows) - replayed} still lie aside.")


def _replay(worker: Worker[Any], row: Unheard) -> bool:
    """Hear a fact again; its row goes only after that, so that a killed command loses nothing."""
    worker.hear_now(row.message)
    with worker.database.transaction() as session:
        # What failed again has a later time.
        gone = delete(Unheard).where(Unheard.fact_id == row.fact_id, Unheard.failed_at == row.failed_at)
        return session.scalar(gone.returning(Unheard.fact_id)) is not None
