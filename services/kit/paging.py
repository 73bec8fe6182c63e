"""Paging: `page` counts from 1, `size` is at most 100; deep pages are refused rather than slow."""

from collections.abc import Mapping
from typing import Any

from marshmallow import RAISE, Schema, fields, validate
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

LARGEST = 100


class PageArgs(Schema):
    """Which page of a list, and how long it is."""

    class Meta:
        """Refuse unknown words."""

        unknown = RAISE

    page = fields.Integer(load_default=1, validate=validate.Range(1, 1000))
    size = fields.Integer(load_default=20, validate=validate.Range(1, LARGEST))


class ListSchema(Schema):
    """One page of a list, and how many entries there are in all."""

    total = fields.Integer()
    page = fields.Integer()
    size = fields.Integer()


def offset(page: int, size: int) -> int:
    """Return how many entries come before a page."""
    return (page - 1) * size


def page_of(items: list[Any], *, total: int, page: int, size: int, **more: Any) -> dict[str, Any]:
    """Return a list as it looks from outside."""
    return {"items": items, "total": total, "page": page, "size": size, **more}


def read_page(session: Session, listed: Select[Any], asked: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Return the page that is asked for of what a query lists, record by record, and how many there are in all."""
    total = session.execute(select(func.count()).select_from(listed.order_by(None).subquery())).scalar_one()
    items = session.scalars(listed.limit(asked["size"]).offset(offset(asked["page"], asked["size"]))).all()
    return page_of(list(items), total=total, page=asked["page"], size=asked["size"], **more)
