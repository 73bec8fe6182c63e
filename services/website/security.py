"""What keeps the pages safe in a browser: headers, forms that only our own pages can send, addresses that stay here."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, make_response, request

from services.kit import clock
from services.kit.errors import Forbidden
from services.website.language import language
from services.website.site import site

View = TypeVar("View", bound=Callable[..., Any])

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": with it browsers hide the Origin of our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
FIELD = "zeichen"
TRAP = "webseite"
_COOKIE = "form"
_YEAR_SECONDS = 365 * 24 * 3600
_TOO_FAST_SECONDS = 1.0
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class FormFromElsewhere(Forbidden):
    """This form did not come from one of our own pages. Please open the page again and send it once more."""


def guard(app: Flask) -> None:
    """Refuse foreign forms before each view, and add the headers after it."""
    app.before_request(_refuse_foreign_forms)
    app.after_request(_with_headers)
    app.after_request(_with_form_cookie)


def open_to_others(view: View) -> View:
    """Let other people's programs send to this view: leaving with one click (RFC 8058) carries no cookie."""
    view.open_to_others = True  # type: ignore[attr-defined]
    return view


def takes_files(largest: int) -> Callable[[View], View]:
    """Let forms with files of up to so many bytes be sent to this view."""

    def taking(view: View) -> View:
        view.largest_form = largest  # type: ignore[attr-defined]
        return view

    return taking


def form_token() -> str:
    """Return what a form must carry: when it was made, sealed together with this browser's cookie."""
    made_at = f"{clock.now().timestamp():.2f}"
    return f"{made_at}.{_seal(_form_cookie(), made_at)}"


def looks_automatic() -> bool:
    """Tell whether a program filled in this form: into the trap, or faster than a person can."""
    made_at = float(request.form[FIELD].rpartition(".")[0])
    return bool(request.form.get(TRAP)) or clock.now().timestamp() - made_at < _TOO_FAST_SECONDS


def own_path(path: str | None) -> str | None:
    """Return a path only if it stays on this site."""
    if not path or not path.startswith("/") or path.startswith(("//", "/\\")):
        return None
    return path if path.isprintable() and "\\" not in path else None


def is_https() -> bool:
    """Tell whether people reach this site through TLS."""
    return site().settings.site_url.startswith("https:")


def cookie_name(name: str) -> str:
    """Return a cookie's full name; the prefix binds it to this host, which browsers grant with TLS only."""
    return f"__Host-{name}" if is_https() else name


def keep_cookie(response: Response, name: str, value: str, *, days: int = 0) -> None:
    """Set a cookie that scripts and other sites never see."""
    response.set_cookie(
        cookie_name(name),
        value,
        max_age=days * 24 * 3600 or None,
        path="/",
        secure=is_https(),
        httponly=True,
        samesite="Lax",
    )


def kept_by_nobody(page: str, status: int = 200) -> Response:
    """Return a page that shows what is one person's, so that nothing on the way to her keeps a copy."""
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def drop_cookie(response: Response, name: str) -> None:
    """Take a cookie away."""
    response.delete_cookie(cookie_name(name), path="/", secure=is_https(), httponly=True, samesite="Lax")


def _refuse_foreign_forms() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    # Before anything of the form is read.
    request.max_content_length = getattr(view, "largest_form", request.max_content_length)
    if request.method in _SAFE or view is None or getattr(view, "open_to_others", False):
        return
    if not (_is_from_here(request.headers.get("Origin")) and _is_sealed(request.form.get(FIELD, ""))):
        raise FormFromElsewhere


def _is_from_here(origin: str | None) -> bool:
    if origin is None:
        return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    try:
        return urlsplit(origin).netloc in {request.host, urlsplit(site().settings.site_url).netloc}
    except ValueError:
        return False


def _is_sealed(token: str) -> bool:
    made_at, _, seal = token.rpartition(".")
    cookie = request.cookies.get(cookie_name(_COOKIE), "")
    return bool(cookie) and hmac.compare_digest(seal.encode(), _seal(cookie, made_at).encode())


def _seal(cookie: str, made_at: str) -> str:
    return hmac.new(site().settings.secret.encode(), f"{cookie} {made_at}".encode(), hashlib.sha256).hexdigest()


def _form_cookie() -> str:
    if "form_cookie" not in g:
        g.form_cookie = request.cookies.get(cookie_name(_COOKIE)) or secrets.token_urlsafe(24)
    return str(g.form_cookie)


def _with_form_cookie(response: Response) -> Response:
    if "form_cookie" in g:
        response.headers["Cache-Control"] = "no-store"
        if g.form_cookie != request.cookies.get(cookie_name(_COOKIE)):
            keep_cookie(response, _COOKIE, g.form_cookie)
    return response


def _with_headers(response: Response) -> Response:
    if response.mimetype == "text/html":
        # A page looks different to somebody who is signed in.
        response.vary.add("Cookie")
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.headers.setdefault("Content-Language", language())
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if is_https():
        response.headers.setdefault("Strict-Transport-Security", f"max-age={_YEAR_SECONDS}; includeSubDomains")
    return response
