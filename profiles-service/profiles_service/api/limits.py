"""How often somebody may ask for mails and codes: by address, by network, and in one person's name."""

from limits import RateLimitItemPerDay, RateLimitItemPerHour, RateLimitItemPerMinute

from profiles_service.settings import Settings
from services.kit import limits

# Five tries a sign-in alone would allow 2,400 guesses a day at one person, of a million; the link needs no guess.
_CODES_A_DAY = 40
# Questions and answers, which count too: a refused one does not use up its question, and may be sent again.
_PASSKEY_STEPS_AN_HOUR = 120
_CARDS_AN_HOUR, _PORTRAITS_AN_HOUR = 120, 30
_CONTACTS_AN_HOUR = 10


class Limits(limits.Limits):
    """Counts who asked how often."""

    def __init__(self, settings: Settings) -> None:
        rules = {
            "sign-in.address": RateLimitItemPerMinute(settings.sign_ins_per_address, 15),
            "sign-in.network": RateLimitItemPerMinute(settings.sign_ins_per_network, 15),
            "sign-in.all": RateLimitItemPerMinute(settings.sign_ins_in_all, 15),
            "code.network": RateLimitItemPerMinute(settings.codes_per_network, 15),
            "passkey.network": RateLimitItemPerMinute(settings.codes_per_network, 15),
            "passkey.person": RateLimitItemPerHour(_PASSKEY_STEPS_AN_HOUR),
            "code.person": RateLimitItemPerDay(_CODES_A_DAY),
            "card.person": RateLimitItemPerHour(_CARDS_AN_HOUR),
            "portrait.person": RateLimitItemPerHour(_PORTRAITS_AN_HOUR),
            "subscription.address": RateLimitItemPerHour(settings.subscriptions_per_address),
            "subscription.network": RateLimitItemPerHour(settings.subscriptions_per_network),
            "contact.address": RateLimitItemPerDay(settings.contact_requests_per_address),
            "contact.network": RateLimitItemPerHour(settings.contact_requests_per_network),
            "contact.person": RateLimitItemPerHour(_CONTACTS_AN_HOUR),
        }
        super().__init__(
            service="profiles-service", redis_url=settings.redis_url, secret=settings.link_secret, rules=rules
        )
