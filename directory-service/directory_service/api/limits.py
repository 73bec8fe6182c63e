"""How often somebody may have mails written, write to us, or have much made."""

from limits import RateLimitItemPerHour, RateLimitItemPerMinute

from directory_service.settings import Settings
from services.kit import limits
from services.kit.list_files import LIMITS


class Limits(limits.Limits):
    """Counts who asked how often."""

    def __init__(self, settings: Settings) -> None:
        rules = {
            **LIMITS,
            "suggestion.address": RateLimitItemPerHour(5),
            "suggestion.network": RateLimitItemPerHour(30),
            "idea.address": RateLimitItemPerHour(5),
            "idea.network": RateLimitItemPerHour(30),
            "idea.person": RateLimitItemPerHour(5),
            "invitation.address": RateLimitItemPerHour(5),
            "invitation.person": RateLimitItemPerHour(20),
            "picture.person": RateLimitItemPerHour(100),
            "like.person": RateLimitItemPerMinute(60),
            "like.network": RateLimitItemPerMinute(60),
            "report.network": RateLimitItemPerHour(30),
        }
        super().__init__(service="directory-service", redis_url=settings.redis_url, secret=settings.key, rules=rules)
