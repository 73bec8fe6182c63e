"""What every deed has in common: a name in addresses that nobody else has, and a note that lists have changed."""

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from directory_service.models import AnyRecord, Catalogue, Idea
from services.kit.slugs import free_slug, slug_of


def note_change(session: Session) -> None:
    """Raise the version of all that lists show; the last thing a deed does, as others wait for this row."""
    session.flush()
    session.execute(update(Catalogue).values(version=Catalogue.version + 1))


def new_slug(session: Session, thing: type[AnyRecord] | type[Idea], title: str) -> str:
    """Return a name for addresses that nobody has, and nobody else gets until the transaction ends."""
    lock_slugs(session, thing)
    wanted = slug_of(title, otherwise=thing.__tablename__)
    near = select(thing.slug).where(or_(thing.slug == wanted, thing.slug.startswith(f"{wanted}-")))
    return free_slug(wanted, set(session.scalars(near)))


def lock_slugs(session: Session, thing: type[AnyRecord] | type[Idea]) -> None:
    """Let nobody else choose names for things of this kind until the transaction ends."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"{thing.__tablename__}.slug"))))
