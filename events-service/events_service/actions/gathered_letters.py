"""Letters to those who look after organisations that gather what there is to say: one letter, not one for each event.

Whoever is named with events of others is asked whether she organises them, and whose calendar brought what the editors
refused hears why.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

from services.kit.letters import Note, notice_person

_WRITES_NEXT_AFTER = timedelta(days=1)
_MOST_NAMED = 20


def ask_co_organisers(session: Session, *, now: datetime) -> None:
    """Ask about public events to come who is named with them and has not answered, once, and no oftener than daily."""
    rows = session.execute(_NAMED, {"now": now, "lately": now - _WRITES_NEXT_AFTER}).mappings()
    for person_id, slots in _by_person(rows):
        notice_person(session, person_id, Note(template="co_organiser_asked", slots=slots, pages=_DESK), now=now)


def tell_refusals(session: Session, *, now: datetime) -> None:
    """Tell whose calendar brought it what the editors have refused since the last letter, and why."""
    rows = session.execute(_REFUSED, {"now": now}).mappings()
    for person_id, slots in _by_person(rows):
        notice_person(session, person_id, Note(template="calendar_refused", slots=slots, pages=_CALENDARS), now=now)


def _by_person(rows: Iterable[RowMapping]) -> Iterable[tuple[UUID, dict[str, str]]]:
    """Return what each person is told: how much it is, and the first of it by numbers."""
    told: dict[UUID, list[Mapping[str, Any]]] = {}
    for row in rows:
        told.setdefault(row["person_id"], []).append({name: row[name] for name in row if name != "person_id"})
    for person_id, items in told.items():
        named = enumerate(items[:_MOST_NAMED], 1)
        slots = {f"{name}_{number}": word for number, each in named for name, word in each.items()}
        yield person_id, {"count": str(len(items)), **slots}


_DESK, _CALENDARS = {"link": "/eintragen/meine"}, {"link": "/eintragen/kalender"}
_NAMED = text("""
    WITH asked AS (
        INSERT INTO co_organiser_letters (event_id, organisation_id, written_at)
        SELECT events.id, named.id, :now
        FROM events CROSS JOIN LATERAL unnest(events.co_organiser_ids) AS named(id)
        WHERE events.state = 'published' AND events.status <> 'cancelled' AND events.co_organiser_ids <> '{}'
        AND EXISTS (SELECT FROM event_dates WHERE event_id = events.id AND until > :now)
        AND EXISTS (SELECT FROM organisations WHERE id = named.id AND is_public)
        AND EXISTS (SELECT FROM stewardships WHERE organisation_id = named.id)
        AND NOT EXISTS (
            SELECT FROM co_organiser_answers AS answers
            WHERE answers.event_id = events.id AND answers.organisation_id = named.id
        )
        AND NOT EXISTS (
            SELECT FROM co_organiser_letters AS last WHERE last.organisation_id = named.id AND last.written_at > :lately
        )
        ON CONFLICT DO NOTHING RETURNING event_id, organisation_id
    )
    SELECT DISTINCT ON (person_id, events.published_at, events.id, asked.organisation_id)
           person_id, events.title, organisations.name AS organisation, leader.name AS leader
    FROM asked
    JOIN events ON events.id = asked.event_id
    JOIN organisations ON organisations.id = asked.organisation_id
    JOIN organisations AS leader ON leader.id = events.organisation_id
    JOIN stewardships ON stewardships.organisation_id = asked.organisation_id
    ORDER BY person_id, events.published_at, events.id, asked.organisation_id
""")
_REFUSED = text("""
    WITH refused AS (
        UPDATE revisions SET told_at = :now
        WHERE state = 'refused' AND origin = 'feed' AND told_at IS NULL
        AND EXISTS (SELECT FROM stewardships WHERE organisation_id = revisions.organisation_id)
        RETURNING id, organisation_id, title, reason, decided_at
    )
    SELECT DISTINCT ON (person_id, refused.decided_at, refused.title, refused.id)
           person_id, refused.title, coalesce(refused.reason, '') AS reason
    FROM refused JOIN stewardships USING (organisation_id)
    ORDER BY person_id, refused.decided_at, refused.title, refused.id
""")
