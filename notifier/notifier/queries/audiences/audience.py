"""What an audience is: a way to find it when something is queued, and to ask again right before sending."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from notifier.models import Notification
from notifier.queries.people import Addressee, Member

Still = Callable[[Session, Notification, Sequence[Member]], dict[int, Addressee]]


@dataclass(frozen=True)
class Audience:
    """Whom a sort of notification is for.

    `find` selects the column `recipient_id`, between `:after` and `:upto`, and may be asked with the notification's
    facets, `:since` and its id `:n`; it is empty where nobody has to be found. `still` returns, of these people, those
    who may get it at this moment. `prepare` is done before each range of people is looked for, of `most` at a time.
    """

    find: str
    still: Still
    prepare: str = ""
    most: int = 1_000_000
