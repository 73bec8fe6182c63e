"""How often somebody may ask how much would come: once for each change of a form, and no faster."""

from limits import RateLimitItemPerMinute

from notifier.settings import Settings
from services.kit import limits

_A_MINUTE = 120


class Limits(limits.Limits):
    """Counts who asked how often."""

    def __init__(self, settings: Settings) -> None:
        rules = {"forecast.network": RateLimitItemPerMinute(_A_MINUTE)}
        super().__init__(service="notifier", redis_url=settings.redis_url, secret=settings.message_key, rules=rules)
