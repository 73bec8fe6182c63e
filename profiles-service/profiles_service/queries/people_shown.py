"""Contact persons as one audience sees them: a page of them, what could be chosen further, and who fits whom.

Everything is read from `shown_cards`, where a hidden word does not stand: neither hits nor counts can tell of it.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    Select,
    Text,
    and_,
    cast,
    desc,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from profiles_service.models import Card, ShownCard, Stewardship
from profiles_service.queries.cards import named
from profiles_service.rules import fitting
from profiles_service.rules.cards import Level
from services.kit.paging import offset, page_of

Asked = Mapping[str, Any]
Condition = ColumnElement[bool]
MOST_FITTING = 50
_MANY = {
    "category": ShownCard.categories,
    "language": ShownCard.languages,
    "gives": ShownCard.gives,
    "looks_for": ShownCard.looks_for,
}
_FACETS = (*_MANY, "district")
_ALL = "all"


def people_shown(session: Session, asked: Asked, *, audience: Level) -> dict[str, Any]:
    """Return a page of the people an audience sees, by name, with how many each further choice would leave."""
    listed = _cards().where(*_conditions(asked, audience)).order_by(ShownCard.sorts_by, ShownCard.card_id)
    rows = session.execute(listed.limit(asked["size"]).offset(offset(asked["page"], asked["size"]))).all()
    items = named(session, [_item(row) for row in rows])
    total, facets = _counted(session, asked, audience)
    return page_of(items, total=total, page=asked["page"], size=asked["size"], facets=facets)


def fitting_people(session: Session, own: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return who fits a person who is signed in, each with the reasons, in the order of the strongest of them."""
    ways = [
        _has(ShownCard.gives, own["looks_for"]),
        _has(ShownCard.looks_for, own["gives"]),
        _has(ShownCard.categories, own["categories"]),
        and_(literal(own["district"] is not None), ShownCard.district.is_not_distinct_from(own["district"])),
    ]
    others = _cards().where(ShownCard.audience == str(Level.SIGNED_IN), ShownCard.card_id != own["id"], or_(*ways))
    in_order = others.order_by(*(desc(way) for way in ways), ShownCard.sorts_by, ShownCard.card_id)
    found = [_item(row) for row in session.execute(in_order.limit(MOST_FITTING))]
    return [{**each, "reasons": fitting.reasons(own, each)} for each in named(session, found)]


def _cards() -> Select[Any]:
    return select(ShownCard.words, Card.id, Card.slug, Card.person_id).join(Card, Card.id == ShownCard.card_id)


def _item(row: Any) -> dict[str, Any]:
    return {**row.words, "id": row.id, "slug": row.slug, "person_id": row.person_id}


def _conditions(asked: Asked, audience: Level, *, but: str = "") -> list[Condition]:
    chosen = {name: asked[name] for name in _FACETS if asked.get(name) and name != but}
    conditions = [ShownCard.audience == str(audience)]
    conditions += [_has(column, chosen[name]) for name, column in _MANY.items() if name in chosen]
    if "district" in chosen:
        conditions.append(ShownCard.district.in_(chosen["district"]))
    if asked.get("organisation"):
        conditions += [ShownCard.organisation_ids.contains([asked["organisation"]]), _stands_for(asked["organisation"])]
    if asked.get("q"):
        conditions.append(ShownCard.search.op("@@")(func.websearch_to_tsquery("german", asked["q"])))
    return conditions


def _stands_for(organisation_id: UUID) -> Condition:
    """Return whether a card's owner looks after an organisation to this day, as she says."""
    of_owner = and_(Card.id == ShownCard.card_id, Stewardship.person_id == Card.person_id)
    return exists().where(of_owner, Stewardship.organisation_id == organisation_id)


def _has(column: Any, keys: Any) -> Condition:
    overlap: Condition = column.op("&&", is_comparison=True)(cast(list(keys), ARRAY(Text)))
    return overlap


def _counted(session: Session, asked: Asked, audience: Level) -> tuple[int, dict[str, dict[str, int]]]:
    """Return how many people fit, and how many would with each key of a facet in place of what is chosen of it."""
    fitting = _answers(_conditions(asked, audience)).cte("fitting")
    total = select(literal(_ALL).label("facet"), literal("").label("key"), func.count()).select_from(fitting)
    others = {name: _answers(_conditions(asked, audience, but=name)).cte(name) for name in _FACETS if asked.get(name)}
    counts: Any = session.execute(union_all(total, *(_by_key(name, others.get(name, fitting)) for name in _FACETS)))
    facets: dict[str, dict[str, int]] = {name: {} for name in (_ALL, *_FACETS)}
    for name, key, number in counts:
        facets[name][key] = number
    return facets.pop(_ALL)[""], facets


def _answers(conditions: list[Condition]) -> Select[Any]:
    columns: list[Any] = [column.label(name) for name, column in _MANY.items()]
    return select(*columns, ShownCard.district).where(*conditions)


def _by_key(name: str, answers: CTE) -> Select[Any]:
    column = answers.c[name]
    key = func.unnest(column) if name in _MANY else column
    said = select(key.label("key")).select_from(answers).subquery()
    counted: Select[Any] = select(literal(name), said.c.key, func.count()).where(said.c.key.is_not(None))
    return counted.group_by(said.c.key)
