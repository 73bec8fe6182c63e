"""How the city's own words look from outside: categories, districts and figures."""

from marshmallow import Schema, fields


class CategorySchema(Schema):
    """A category in the reader's language, and how many public offers it has."""

    key = fields.String()
    name = fields.String()
    short = fields.String()
    idea = fields.String()
    offers = fields.Integer()


class CategoriesSchema(Schema):
    """All categories, in the city's order."""

    items = fields.List(fields.Nested(CategorySchema))


class DistrictSchema(Schema):
    """A part of the city."""

    key = fields.String()
    name = fields.String()
    post_codes = fields.List(fields.String())
    lat = fields.Float()
    lon = fields.Float()
    borough = fields.String()


class DistrictsSchema(Schema):
    """All districts."""

    items = fields.List(fields.Nested(DistrictSchema))


class FiguresSchema(Schema):
    """How many things are public."""

    organisations = fields.Integer()
    projects = fields.Integer()
    offers = fields.Integer()
