"""Those whose interests something new fits."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from notifier.models import Notification
from notifier.queries.audiences.audience import Audience
from notifier.queries.matching import FITS, categories_that_fit, term_keys
from notifier.queries.people import Addressee, Member


def still_fits(session: Session, row: Notification, waiting: Sequence[Member]) -> dict[int, Addressee]:
    """Return those who have not left and whom it fits still, with the categories by which it does."""
    fits = categories_that_fit(session, [each.id for each in waiting], {**row.facets, "since": row.since})
    keys = term_keys(session, "category")
    return {
        each.id: Addressee(each, each.email, tuple(keys[term] for term in fits[each.id] if term in keys))
        for each in waiting
        if each.email and each.subscribed and each.id in fits
    }


AUDIENCE = Audience(
    find=f"SELECT i.recipient_id FROM interests i WHERE {FITS} AND i.recipient_id > :after AND i.recipient_id <= :upto",
    still=still_fits,
)
