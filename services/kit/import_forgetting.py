"""Whoever brought a table in, as she may see it herself, and forgotten once she is erased."""

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from services.kit.imports import SentIn
from services.kit.privacy.about_me import Herself, Question, Rows, selected
from services.kit.privacy.forgetting import FORMER, Forgets, Wish, executed


def brought_by(table: type[SentIn]) -> Rows:
    """Return how the tables are found that somebody brought in."""

    def question(herself: Herself) -> Question:
        shown = select(table.kind, table.file_name, table.counts, table.sent_at, table.applied_at)
        return shown.where(table.sent_by == str(herself.person_id)).order_by(table.sent_at)

    return selected(question)


def forgets_bringer(table: type[SentIn]) -> Forgets:
    """Return how the name of whoever brought tables in is taken from them."""

    def forget(session: Session, wish: Wish) -> int:
        hers = update(table).where(table.sent_by == str(wish.herself.person_id))
        return executed(session, hers.values(sent_by=FORMER))

    return forget


def counts_tables_that_name(table: type[SentIn]) -> Forgets:
    """Return how the tables are counted that name a person's address, and are soon dropped by themselves."""

    def count(session: Session, wish: Wish) -> int:
        named: ColumnElement[bool] = table.text.icontains(wish.herself.email, autoescape=True)
        return session.scalar(select(func.count()).select_from(table).where(named)) or 0

    return count
