"""The deletion concept for everybody, and the record of processing activities for editors: to read, and as files."""

from flask import Blueprint, Response, render_template, url_for
from werkzeug.exceptions import NotFound

from services.kit.auth import public, requires
from services.website import signed_in
from services.website.personal.papers import PrivacyPaper, deletion_concept, processing_record
from services.website.site import site

pages = Blueprint("papers", __name__, url_prefix="/datenschutz")


@pages.get("/loeschkonzept")
@public
def concept() -> str:
    """Show for how long what is kept of people."""
    return _page(_concept(), "papers.concept_file")


@pages.get("/loeschkonzept.<ending>")
@public
def concept_file(ending: str) -> Response:
    """Return the deletion concept as Markdown or as a PDF."""
    return _file(_concept(), ending, "papers.concept")


@pages.get("/verarbeitung")
@requires("person")
def record() -> str:
    """Show the record of processing activities."""
    signed_in.editors_token("profiles-service")
    return _page(_record(), "papers.record_file")


@pages.get("/verarbeitung.<ending>")
@requires("person")
def record_file(ending: str) -> Response:
    """Return the record of processing activities as Markdown or as a PDF."""
    signed_in.editors_token("profiles-service")
    return _file(_record(), ending, "papers.record")


def _concept() -> PrivacyPaper:
    return deletion_concept(site().personal.keeps(), site().city)


def _record() -> PrivacyPaper:
    return processing_record(site().personal.keeps(), site().city)


def _page(paper: PrivacyPaper, file: str) -> str:
    files = {ending: url_for(file, ending=ending) for ending in ("pdf", "md")}
    return render_template("personal/paper.html", paper=paper, files=files)


def _file(paper: PrivacyPaper, ending: str, page: str) -> Response:
    if ending == "md":
        return Response(paper.as_markdown(), content_type="text/markdown; charset=utf-8")
    if ending != "pdf":
        raise NotFound
    # Whoever never prints need not hold what draws PDFs in memory.
    from services.website.drawing import privacy_paper  # noqa: PLC0415

    address = site().settings.site_url.rstrip("/") + url_for(page)
    made = privacy_paper.printed(paper, city=site().city.name, address=address)
    return Response(made, content_type="application/pdf")
