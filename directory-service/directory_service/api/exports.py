"""Doors for whole lists as files, with the filters of the lists; and for all changes in their order."""

from collections.abc import Callable
from typing import Any, TypeAlias

from flask import Response, current_app, request

from directory_service.actions.exporting import PATHS, Exporter
from directory_service.api import listing
from directory_service.queries import exports as queries
from directory_service.queries import offers, organisations, projects
from directory_service.queries.listing import Listing
from directory_service.rules import ImportKind
from directory_service.schemas.changes import ChangesArgs, ChangesSchema, cursor
from directory_service.schemas.offers import OffersArgs
from directory_service.schemas.organisations import OrganisationsArgs
from directory_service.schemas.projects import ProjectsArgs
from directory_service.schemas.shared import the_city
from services.kit import clock, list_files
from services.kit.auth import caller, public, requires
from services.kit.doors import Doors, session
from services.kit.errors import NotFound
from services.kit.list_files import Wanted

Ask: TypeAlias = Callable[[dict[str, Any]], Listing]
doors = Doors("exports", __name__, url_prefix="/v1", description="Whole lists as files, and all changes.")
_KINDS: dict[ImportKind, tuple[str, type, Ask]] = {
    ImportKind.ORGANISATIONS: ("organisation", OrganisationsArgs, organisations.listing),
    ImportKind.PROJECTS: ("project", ProjectsArgs, projects.listing),
    ImportKind.OFFERS: ("offer", OffersArgs, offers.listing),
}
_TOLD = "Return the whole list as a file; contacts of people only to editors."


class NoSuchExport(NotFound):
    """This city's file names no such export."""


def _open(kind: ImportKind) -> None:
    _, args, _ = _KINDS[kind]

    def answer(form: str, asked: dict[str, Any]) -> Response:
        return _answer(kind, form, asked)

    list_files.open_doors(doors, kind.value, args, answer, told=_TOLD)


for _kind in _KINDS:
    _open(_kind)


@doors.get("/exports/<key>.csv")
@doors.says("text/csv")
@requires("editor")
def export_by_map(key: str) -> Response:
    """Return a list as another database wants it, with the columns that `city.toml` names."""
    wanted = next((each for each in the_city().exports if each.key == key), None)
    if wanted is None:
        raise NoSuchExport
    kind = ImportKind(wanted.kind)
    made = _exporter(kind).mapped(session(), _listing(kind, _blank(kind)), wanted)
    response = Response(made, content_type=f"text/csv; charset={wanted.encoding.removesuffix('-sig')}")
    return list_files.as_file(response, f"{key}.csv", is_private=True)


@doors.get("/changes")
@doors.arguments(ChangesArgs, location="query")
@doors.response(200, ChangesSchema)
@public
def list_changes(asked: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """List what changed, the oldest first, what is gone included; ask again with `next` until nothing comes."""
    found = queries.changes(session(), after=asked["after"], size=asked["size"])
    last = cursor(found[-1]["changed_at"], found[-1]["id"]) if found else request.args.get("after")
    return {"items": found, "next": last}, {"Cache-Control": "public, max-age=5"}


def _answer(kind: ImportKind, form: str, asked: dict[str, Any]) -> Response:
    people, version = caller().is_editor, listing.version()
    wanted = Wanted(name=PATHS[kind], form=form, version=version, asked=asked, is_private=people)
    return list_files.answered(wanted, lambda: _made(kind, form, asked, people=people))


def _made(kind: ImportKind, form: str, asked: dict[str, Any], *, people: bool) -> bytes:
    exporter = _exporter(kind, people=people)
    if form == "atom":
        newest = _listing(kind, {**asked, "sort": asked["sort"] or "newest"})
        return exporter.feed(session(), newest, self_link=list_files.address(exporter.site_url), now=clock.now())
    wanted = _listing(kind, asked)
    make = {"csv": exporter.csv, "xlsx": exporter.workbook, "json": exporter.json}[form]
    return make(session(), wanted)


def _exporter(kind: ImportKind, *, people: bool = True) -> Exporter:
    site_url = current_app.extensions["settings"].site_url.rstrip("/")
    return Exporter(kind, the_city(), site_url, with_people=people)


def _listing(kind: ImportKind, asked: dict[str, Any]) -> Listing:
    name, _, ask = _KINDS[kind]
    # Only what everybody may see: whoever looks after an organisation sees its drafts in the list itself.
    return ask({**asked, "state": None, "found": listing.fitting_words(name, asked).ids})


def _blank(kind: ImportKind) -> dict[str, Any]:
    _, args, _ = _KINDS[kind]
    blank: dict[str, Any] = args().load({})
    return blank
