"""Asks for people's own things: signing in, sessions, subscriptions."""

from datetime import date

from services.website.clients.asking import Service, Words, credential


class Profiles(Service):
    """What profiles-service knows and does."""

    def start_sign_in(self, words: Words) -> Words:
        """Have a code and a link mailed."""
        return dict(self._tell_as_website("POST", "/v1/sign-ins", words).words)

    def sign_in(self, words: Words) -> Words:
        """Trade a code or a link for a session."""
        return dict(self._tell_as_website("POST", "/v1/sessions", words).words)

    def tokens(self, session: str) -> Words:
        """Return a short-lived token for each service."""
        return dict(self._tell("POST", "/v1/tokens", headers=_session(session)).words)

    def sign_out(self, session: str) -> None:
        """End this session."""
        self._tell("DELETE", "/v1/sessions/current", headers=_session(session))

    def subscribe(self, words: Words) -> None:
        """Ask for messages; a letter to confirm goes out."""
        self._tell_as_website("POST", "/v1/subscriptions", words)

    def confirm(self, link: str) -> Words:
        """Confirm a subscription."""
        return dict(self._tell("PUT", "/v1/subscription/confirmation", headers=_link(link)).words)

    def subscription(self, link: str) -> Words:
        """Return a subscription as it stands."""
        return dict(self._tell("GET", "/v1/subscription", headers=_link(link)).words)

    def change_subscription(self, link: str, words: Words) -> Words:
        """Replace what somebody wants to hear about."""
        return dict(self._tell("PUT", "/v1/subscription", words, headers=_link(link)).words)

    def pause(self, link: str, until: date) -> Words:
        """Let nothing be written before a day."""
        words = {"until": until.isoformat()}
        return dict(self._tell("PUT", "/v1/subscription/pause", words, headers=_link(link)).words)

    def resume(self, link: str) -> Words:
        """End a pause at once."""
        return dict(self._tell("DELETE", "/v1/subscription/pause", headers=_link(link)).words)

    def depart(self, link: str, words: Words) -> Words:
        """End or lessen what a leaving link is about; may be asked for any number of times."""
        return dict(self._tell("PUT", "/v1/subscription/departure", words, headers=_link(link)).words)

    def departure(self, link: str) -> Words:
        """Return whose subscription a leaving link would end, without ending it."""
        return dict(self._tell("GET", "/v1/subscription/departure", headers=_link(link)).words)

    def consents(self, email: str, *, token: str) -> Words:
        """Return the proof of what the person at an address agreed to."""
        return dict(self._read("/v1/consents", {"email": email}, token=token).words)

    def send_manage_link(self, words: Words) -> None:
        """Have the link to one's own subscription mailed once more."""
        self._tell_as_website("POST", "/v1/subscription-links", words)

    def wording(self, language: str) -> Words:
        """Return the words of consent in force."""
        return dict(self._read("/v1/wordings/current", {"language": language}).words)


def _session(secret: str) -> dict[str, str]:
    return credential("Session", secret)


def _link(token: str) -> dict[str, str]:
    return credential("Link", token)
