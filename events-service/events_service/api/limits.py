"""How often somebody may sign up or have files made, and write to everybody who comes to an event."""

from uuid import UUID

from flask import current_app
from limits import RateLimitItemPerDay, RateLimitItemPerHour

from events_service.settings import Settings
from services.kit import limits
from services.kit.auth import caller
from services.kit.limiting import limit_by_address, limit_by_network, limit_by_person
from services.kit.list_files import LIMITS

_MESSAGES_A_DAY = 3
_GUESTS_PER_ADDRESS, _GUESTS_PER_PERSON = 5, 50
_SHOWINGS_PER_PERSON = 30
_SCHEDULES_PER_NETWORK = 200
_SUGGESTIONS_PER_ADDRESS, _SUGGESTIONS_PER_NETWORK = 5, 30


class Limits(limits.Limits):
    """Counts who asked how often."""

    def __init__(self, settings: Settings) -> None:
        rules = {
            **LIMITS,
            "sign-up.address": RateLimitItemPerHour(settings.sign_ups_per_address),
            "sign-up.network": RateLimitItemPerHour(settings.sign_ups_per_network),
            "suggestion.address": RateLimitItemPerHour(_SUGGESTIONS_PER_ADDRESS),
            "suggestion.network": RateLimitItemPerHour(_SUGGESTIONS_PER_NETWORK),
            "schedule.network": RateLimitItemPerHour(_SCHEDULES_PER_NETWORK),
            "message.event": RateLimitItemPerDay(_MESSAGES_A_DAY),
            "guest.address": RateLimitItemPerDay(_GUESTS_PER_ADDRESS),
            "guest.person": RateLimitItemPerDay(_GUESTS_PER_PERSON),
            "showing.person": RateLimitItemPerHour(_SHOWINGS_PER_PERSON),
        }
        secret = settings.seat_secret
        super().__init__(service="events-service", redis_url=settings.redis_url, secret=secret, rules=rules)


def limit_sign_ups(email: str) -> None:
    """Refuse with `TooOften` when too much comes from one network, or one mailbox is written to too often."""
    limit_by_network("sign-up")
    limit_by_address("sign-up", email)


def limit_guests(email: str) -> None:
    """Refuse with `TooOften` when one person lets too many be written to, or one mailbox is, who did not ask for it."""
    asking = caller()
    if asking.person_id and not asking.is_editor:
        limit_by_person("guest", asking.person_id)
    limit_by_address("guest", email)


def limit_messages(event_id: UUID) -> None:
    """Refuse with `TooOften` when those who come to an event are written to too often."""
    known: Limits = current_app.extensions["limits"]
    known.count("message.event", event_id.hex)


def limit_showings() -> None:
    """Refuse with `TooOften` when one person asks too many whether she may show their events."""
    asking = caller()
    if asking.person_id and not asking.is_editor:
        limit_by_person("showing", asking.person_id)
