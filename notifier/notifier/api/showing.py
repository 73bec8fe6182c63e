"""Mails to be looked at in a browser, and sentences in the language of whoever is asking."""

from functools import lru_cache
from typing import Any, cast

from flask import current_app, request

from notifier.models import Notification
from notifier.rules import Topic
from notifier.sending.words import Speaker
from notifier.sending.writing import Shown, Writer
from notifier.settings import Settings
from services.city import City, read_city
from services.kit import clock


def shown(content: dict[str, Any], language: str) -> Shown:
    """Return a newsletter as a mail to nobody in particular."""
    row = Notification(
        id=0, topic=Topic.NEWSLETTER, object_version=0, content=content, facets={}, created_at=clock.now()
    )
    return _writer(_settings()).shown(row, language)


def speaker() -> Speaker:
    """Return who says sentences in the asked language."""
    default = _city(_settings()).default_language
    return Speaker(request.accept_languages.best_match(["de", "en"]) or default, default=default)


def _settings() -> Settings:
    return cast(Settings, current_app.extensions["settings"])


@lru_cache(maxsize=1)
def _city(settings: Settings) -> City:
    return read_city(settings.city)


@lru_cache(maxsize=1)
def _writer(settings: Settings) -> Writer:
    return Writer(_city(settings), site_url=settings.site_url, message_key=settings.message_key)
