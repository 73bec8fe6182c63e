"""German and English: catalogues read straight from the .po files, and English pages under /en.

The prefix is taken off before Flask sees the path and kept as the script's name, so every `url_for` puts it back.
"""

import gettext
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import request

from services.kit import translations

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LANGUAGES = ("de", "en")
LOCALES = {"de": "de_DE", "en": "en_GB"}
NAMES = {"de": "Deutsch", "en": "English"}
_MOST_SENTENCES = 4_000
_FOLDER = Path(__file__).with_name("translations")
# A page asks for it some hundred times; Flask's way to the environment costs fifty times as much.
_SPOKEN = ContextVar("language", default="de")


class LanguagePrefix:
    """Serves the English pages below /en, and the German ones without a prefix."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Hand the request on, its prefix taken off."""
        path = environ.get("PATH_INFO", "")
        if path != "/en" and not path.startswith("/en/"):
            with speaking("de"):
                return self._app(environ, start_response)
        environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + "/en"
        environ["PATH_INFO"] = path[3:] or "/"
        with speaking("en"):
            return self._app(environ, start_response)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak one language for a while: everything said in here is said in it."""
    before = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def language() -> str:
    """Return the language of this request."""
    return _SPOKEN.get()


def path_in(language: str) -> str:
    """Return this page's path in another language, with all that was chosen on it; what was sent has no address."""
    prefix = "" if language == "de" else f"/{language}"
    if request.method != "GET":
        return f"{prefix}/"
    path = request.full_path if request.query_string else request.path
    return prefix + path


def catalogue(language: str) -> gettext.NullTranslations:
    """Return the words of one language; English is what the code says itself."""
    return translations.catalogue(_FOLDER, language)


def _(message: str, **words: Any) -> str:
    """Say a sentence in the language of this request."""
    said = translated(message)
    return said % words if words else said


def said(message: str) -> str:
    """Mark a sentence that is translated later, when it is shown."""
    return message


def translated(message: str) -> str:
    """Translate without filling in words, for templates."""
    return _in_language(language(), message)


@lru_cache(_MOST_SENTENCES)
def _in_language(language: str, message: str) -> str:
    return catalogue(language).gettext(message)


def translated_many(one: str, many: str, number: int) -> str:
    """Translate a sentence that depends on a number, for templates."""
    return catalogue(language()).ngettext(one, many, number)
