"""Records whose source does not want them shown any more, or not at the moment: hidden here, and told as withdrawn."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Uuid, any_, cast, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from directory_service.actions import organisations
from directory_service.actions.history import put_down
from directory_service.actions.kinds import KINDS
from directory_service.actions.showing import bring_back
from directory_service.actions.telling import tell_offer_withdrawn, tell_project_withdrawn
from directory_service.models import AnyRecord, Import, Offer, Organisation, Provenance
from directory_service.rules import State
from services.kit.review.history import Author
from services.kit.review.rules import Deed, Origin


def hide_gone(session: Session, sent: Import, record_ids: Collection[UUID], *, now: datetime) -> None:
    """Hide what a source does not list any more; when it comes back there, it is shown again."""
    thing, _ = KINDS[sent.kind]
    hide(session, thing, record_ids, author=author_of(sent, now))
    gone = update(Provenance).where(Provenance.kind == thing.__tablename__, Provenance.source == sent.source)
    session.execute(
        gone.where(Provenance.record_id == any_(cast(list(record_ids), ARRAY(Uuid)))).values(is_hidden=True)
    )


def author_of(sent: Import, now: datetime) -> Author:
    """Return who brought a table as the author of what becomes of its rows."""
    return Author(name=sent.sent_by, origin=Origin.TABLE, now=now, source=sent.source or sent.file_name)


def hide(session: Session, thing: type[AnyRecord], record_ids: Collection[UUID], *, author: Author) -> None:
    """Show these records no more, and tell so."""
    if thing is Organisation:
        for organisation_id in record_ids:
            organisations.withdraw_organisation(session, organisation_id, author=author)
        return
    if not record_ids:
        return
    withdrawn = (
        update(thing)
        .where(thing.id == any_(cast(list(record_ids), ARRAY(Uuid))), thing.state == State.PUBLISHED)
        .values(state=State.WITHDRAWN, version=thing.version + 1, changed_at=author.now)
        .returning(thing.id, thing.version)
    )
    hidden = session.execute(withdrawn).all()
    put_down(session, thing, [record_id for record_id, _ in hidden], Deed.WITHDRAWN, author)
    tell = tell_offer_withdrawn if thing is Offer else tell_project_withdrawn
    for record_id, version in hidden:
        tell(session, record_id, version, now=author.now)


def show_again(session: Session, thing: type[AnyRecord], record_ids: Collection[UUID], *, author: Author) -> None:
    """Show records that were hidden, which are told with the rest of their table; and what left with them."""
    if not record_ids:
        return
    shown = update(thing).where(thing.id == any_(cast(list(record_ids), ARRAY(Uuid))), thing.state == State.WITHDRAWN)
    again = shown.values(state=State.PUBLISHED, published_at=author.now).returning(thing.id)
    back = session.scalars(again).all()
    put_down(session, thing, back, Deed.PUBLISHED, author)
    if thing is Organisation:
        for organisation in session.scalars(select(Organisation).where(Organisation.id.in_(back))):
            bring_back(session, organisation, author=author)
