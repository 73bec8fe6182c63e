"""The page that shows caught mail, in German like the example city, and the same as JSON for tests."""

import re

from flask import Flask, Response, abort, jsonify, redirect, render_template, request, url_for
from markupsafe import Markup, escape
from werkzeug.wrappers import Response as AnyResponse

from services.launcher.inbox.letters import Letter, Letters, outline

SHOWN = 50
_FRAMED = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups allow-popups-to-escape-sandbox"
)
_PAGE = "default-src 'none'; style-src 'self'; img-src data:; frame-src 'self'; form-action 'self'; base-uri 'none'"
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")
_HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)


def create_app(letters: Letters) -> Flask:
    """Return the page's application."""
    app = Flask(__name__)
    app.jinja_env.filters["linked"] = linked
    app.jinja_env.filters["moment"] = "{:%d.%m.%Y, %H:%M:%S}".format
    _show_list(app, letters)
    _show_letters(app, letters)
    _answer_in_json(app, letters)
    app.after_request(_keep_inside)
    return app


def _show_list(app: Flask, letters: Letters) -> None:
    @app.get("/")
    def index() -> str:
        address, page = request.args.get("to", ""), max(request.args.get("page", 1, type=int), 1)
        found = letters.newest(address)
        shown = [letters.open(caught.id) for caught in found[(page - 1) * SHOWN : page * SHOWN]]
        more = page + 1 if len(found) > page * SHOWN else 0
        return render_template("list.html", letters=shown, address=address, found=len(found), page=page, more=more)

    @app.post("/empty")
    def empty() -> AnyResponse:
        letters.burn()
        return redirect(url_for("index"), 303)

    @app.get("/readyz")
    def readyz() -> Response:
        return jsonify(status="ready")


def _show_letters(app: Flask, letters: Letters) -> None:
    @app.get("/mails/<letter_id>")
    def letter(letter_id: str) -> str:
        return render_template("letter.html", letter=_opened(letters, letter_id))

    @app.get("/mails/<letter_id>/html")
    def framed(letter_id: str) -> Response:
        html = _opened(letters, letter_id).html
        answer = Response(opening_new_tabs(html), mimetype="text/html")
        answer.headers["Content-Security-Policy"] = _FRAMED
        return answer

    @app.get("/mails/<letter_id>/source")
    def source(letter_id: str) -> Response:
        return Response(_opened(letters, letter_id).source, mimetype="text/plain")


def _answer_in_json(app: Flask, letters: Letters) -> None:
    @app.get("/api/mails")
    def mails() -> Response:
        found = letters.newest(request.args.get("to", ""))[: request.args.get("limit", type=int)]
        return jsonify([outline(each) for caught in found if (each := letters.open(caught.id))])

    @app.delete("/api/mails")
    def burn() -> tuple[str, int]:
        letters.burn()
        return "", 204


def linked(text: str) -> Markup:
    """Return a plain text whose web addresses can be clicked."""
    parts, end = [Markup()], 0
    for match in _ADDRESS.finditer(text):
        parts += [escape(text[end : match.start()]), Markup('<a href="{0}">{0}</a>').format(match[0])]
        end = match.end()
    return Markup().join([*parts, escape(text[end:])])


def opening_new_tabs(html: str) -> str:
    """Return a letter's HTML whose links leave the frame it is shown in."""
    base = '<base target="_blank">'
    return _HEAD.sub(lambda head: head[0] + base, html, count=1) if _HEAD.search(html) else base + html


def _opened(letters: Letters, letter_id: str) -> Letter:
    return letters.open(letter_id) or abort(404)


def _keep_inside(answer: Response) -> Response:
    answer.headers.setdefault("Content-Security-Policy", _PAGE)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
    return answer
