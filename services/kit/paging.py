"""Paging: `page` counts from 1, `size` is at most 100; deep pages are refused rather than slow."""

from typing import Any

from marshmallow import RAISE, Schema, fields, validate

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
