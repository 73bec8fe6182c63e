"""When something does not work: said calmly, with ways on."""

from flask import Flask, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from services.kit import logs
from services.kit.client import Refused
from services.kit.errors import Passing, Refusal
from services.website import signed_in
from services.website.language import language, path_in, said
from services.website.signed_in import PasskeyMissing, SignedOut

WORDS = {
    403: (
        said("This stone is not for you."),
        said("You may not see or do this. Perhaps you need to sign in, or another group takes care of it."),
    ),
    404: (
        said("A stone is missing here."),
        said("This page does not exist, or it has moved. Perhaps the link was old. You did nothing wrong."),
    ),
    405: (
        said("That does not fit here."),
        said("This address can’t be called like that. Please open the page again."),
    ),
    410: (
        said("This person is no longer here."),
        said("Everything about her was erased at her wish, so this link opens nothing any more."),
    ),
    413: (
        said("That was too much."),
        said("What you sent is too big. A picture may have 10 MB, a table 4 MB. A text can be shortened."),
    ),
    429: (
        said("A little slower, please."),
        said("That was a bit much at once. Please wait a few minutes and try again."),
    ),
    500: (
        said("Something broke here."),
        said("That was our mistake, not yours. We have written it down. Please try again later."),
    ),
    503: (
        said("Back in a moment."),
        said("This part of the site takes a short break. Please try again in a minute."),
    ),
}
NO_LONGER_HERE = "no-longer-here"
_THEIR_MISTAKE = 500


def register(app: Flask) -> None:
    """Answer every trouble with a page."""
    app.register_error_handler(SignedOut, _signed_out)
    app.register_error_handler(PasskeyMissing, _passkey_missing)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Refusal, lambda refusal: page(refusal.status))
    app.register_error_handler(Passing, _away)
    app.register_error_handler(HTTPException, lambda trouble: page(trouble.code or 500))
    app.register_error_handler(Exception, _bug)


def page(status: int) -> ResponseReturnValue:
    """Return the page for a trouble."""
    known = status if status in WORDS else (500 if status >= _THEIR_MISTAKE else 404)
    title, sentence = WORDS[known]
    response = make_response(
        render_template("lost.html", status=status, title=title, sentence=sentence, unlisted=True), status
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _signed_out(_: Exception) -> ResponseReturnValue:
    onward = path_in(language()) if request.method == "GET" else url_for("desk.own")
    return redirect(url_for("signin.ask_address", weiter=onward), 303)


def _passkey_missing(_: Exception | None = None) -> ResponseReturnValue:
    onward = path_in(language()) if request.method == "GET" else None
    return redirect(url_for("passkeys.ask_to_show", weiter=onward), 303)


def _forbidden() -> ResponseReturnValue:
    """Say that something is not for who asks; an editor who has yet to show her passkey is led to where she does."""
    who = signed_in.person_if_any()
    return _passkey_missing() if who and who.missing else page(403)


def _refused(refused: Refused) -> ResponseReturnValue:
    if refused.status == 401:
        signed_in.end()
        return _signed_out(refused)
    if refused.status == 403:
        return _forbidden()
    if refused.status == 429:
        return page(429)
    if refused.kind == NO_LONGER_HERE:
        return page(410)
    # What an address asks for may be impossible; of a form's refusals its own page should have told.
    if refused.status in {404, 410} or (refused.status == 422 and request.method == "GET"):
        return page(404)
    return _bug(refused)


def _away(trouble: Passing) -> ResponseReturnValue:
    logs.logger().warning("away", service=str(trouble), kind=type(trouble).__name__)
    response = make_response(page(503))
    response.headers["Retry-After"] = "30"
    return response


def _bug(trouble: Exception) -> ResponseReturnValue:
    logs.logger().exception("bug", exc_info=trouble)
    return page(500)
