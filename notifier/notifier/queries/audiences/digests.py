"""Those for whom there was something new in a window, and what of it is theirs.

A thing belongs to the fastest of a person's interests that it fits: what she hears of at once or daily is not in her
weekly digest, whether that mail has gone out yet or not.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from notifier.models import Notification, Portion
from notifier.queries.audiences.audience import Audience
from notifier.queries.matching import FITS_THING, THINGS
from notifier.queries.people import Addressee, Member
from notifier.queries.told import WAS_TOLD
from notifier.rules import MOST_SHOWN

_THEIRS = f"""
    WITH {THINGS}, theirs AS (
        SELECT i.recipient_id, thing.id FROM things AS thing JOIN interests i ON {FITS_THING}
        {{narrowed}} GROUP BY i.recipient_id, thing.id HAVING min(i.cadence) = :cadence
    )
    SELECT person.id AS recipient_id, thing.id AS thing_id, thing.topic, thing.since
    FROM (SELECT recipient_id AS id, id AS thing_id FROM theirs) AS person
    JOIN things AS thing ON thing.id = person.thing_id WHERE NOT {WAS_TOLD}
"""
_IN_RANGE = "WHERE i.recipient_id > :after AND i.recipient_id <= :upto"
# Of each sort the newest first; what does not fit into one mail is on the site.
_PORTION_OUT = f"""
    INSERT INTO portions (notification_id, recipient_id, items, total)
    SELECT :n, recipient_id, (array_agg(thing_id ORDER BY topic, since DESC, thing_id))[1:{MOST_SHOWN}], count(*)
    FROM ({_THEIRS.format(narrowed=_IN_RANGE)}) AS found GROUP BY recipient_id
    ON CONFLICT (notification_id, recipient_id) DO NOTHING
"""
_STILL_THEIRS = _THEIRS.format(narrowed="WHERE i.recipient_id = ANY(:recipients)")


def still_wanted(session: Session, row: Notification, waiting: Sequence[Member]) -> dict[int, Addressee]:
    """Return those who have not left, with what is theirs, public and untold still; nobody gets an empty mail."""
    ids = [each.id for each in waiting if each.email and each.subscribed]
    items = _items(session, row.facets["items"])
    wanted = _still_theirs(session, row, ids)
    portions = session.execute(
        select(Portion.recipient_id, Portion.items, Portion.total).where(
            Portion.notification_id == row.id, Portion.recipient_id.in_(ids)
        )
    )
    theirs, more = {}, {}
    for who, found, total in portions:
        theirs[who] = tuple(items[each] for each in found if (who, each) in wanted)
        more[who] = max(0, total - len(found))
    return {
        each.id: Addressee(each, each.email, _topics(theirs[each.id]), theirs[each.id], more[each.id])
        for each in waiting
        if each.email and theirs.get(each.id)
    }


def _still_theirs(session: Session, row: Notification, recipients: list[int]) -> set[tuple[int, int]]:
    question = {**row.facets, "n": row.id, "now": row.created_at, "recipients": recipients}
    return {(found.recipient_id, found.thing_id) for found in session.execute(text(_STILL_THEIRS), question)}


def _items(session: Session, ids: Iterable[int]) -> dict[int, Notification]:
    return {each.id: each for each in session.scalars(select(Notification).where(Notification.id.in_(list(ids))))}


def _topics(items: Iterable[Notification]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.content["categories"][0] for each in items))


AUDIENCE = Audience(
    find="SELECT recipient_id FROM portions"
    " WHERE notification_id = :n AND recipient_id > :after AND recipient_id <= :upto",
    still=still_wanted,
    prepare=_PORTION_OUT,
    # Every thing is matched with every interest in one statement, which must not take long.
    most=50_000,
)
