"""How contact requests are looked after in a city: what people agree to, when somebody is reminded, what is kept."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from services.city_table import Reader, Words

_CONSENT = {
    "de": (
        "Mein Name und meine Nachricht werden weitergegeben, und die Antwort kommt per E-Mail zu mir."
        " Nach dem Abschluss wird beides gelöscht."
    ),
    "en": (
        "My name and my message are passed on, and the answer comes to me by e-mail."
        " Both are erased once the request is closed."
    ),
}


@dataclass(frozen=True, kw_only=True)
class ContactRules:
    """What a city says about contact requests; all of it may be left out."""

    consent_version: str = "1"
    consent: Words | None = None
    remind_days: int = 7
    editors_days: int = 14
    outcome_days: int = 21
    keep_days: int = 90
    advertising_words: tuple[str, ...] = ()
    """Nothing means: the usual ones."""
    most_links: int = 1

    def consent_in(self, language: str) -> str:
        """Return what people agree to when they ask, in their language."""
        return (self.consent or Words(_CONSENT, "en")).in_language(language)

    @property
    def kept_for(self) -> timedelta:
        """Return how long names and texts of a request stay after it was closed."""
        return timedelta(days=self.keep_days)


USUAL_RULES = ContactRules()
"""What holds where a city says nothing."""


def read_contact_rules(table: Reader) -> ContactRules:
    """Return what a city's file says of contact requests."""
    if not table.has("contact_requests"):
        return USUAL_RULES
    part = table.part("contact_requests")
    said: dict[str, Any] = {name: int(part.number(name, 1, 3650)) for name in _DAYS if part.has(name)}
    if part.has("most_links"):
        said["most_links"] = int(part.number("most_links", 0, 20))
    if part.has("advertising_words"):
        said["advertising_words"] = part.texts("advertising_words")
    if part.has("consent"):
        said |= {"consent_version": part.text("consent_version"), "consent": part.words("consent")}
    return ContactRules(**said)


_DAYS = ("remind_days", "editors_days", "outcome_days", "keep_days")
