"""Asks for newsletters, and for how sending stands."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from services.website.clients import asking
from services.website.clients.asking import Service, Words, bearer
from services.website.language import language

_ALL = "/v1/newsletters"


class Notifier(Service):
    """What the notifier knows and does for editors; and what went out, for everybody."""

    def newsletters(self, asked: Mapping[str, Any], *, token: str) -> Words:
        """Return a page of newsletters, last changed first."""
        return dict(self._read(_ALL, asked, token=token).words)

    def newsletter(self, newsletter_id: str, *, token: str) -> Words:
        """Return one newsletter with its words."""
        return dict(self._read(f"{_ALL}/{newsletter_id}", token=token).words)

    def readers(self, audience: Words, *, token: str) -> Words:
        """Return how many people a choice of topics and districts would reach."""
        asked = {"category": audience["categories"], "district": audience["districts"]}
        return dict(self._read(f"{_ALL}/audience", asked, token=token).words)

    def write(self, words: Words, *, token: str, once: str) -> Words:
        """Keep a new newsletter; the same `once` makes it one however often it is sent."""
        return dict(self._tell("POST", _ALL, words, token=token, headers={"Idempotency-Key": once}).words)

    def change(self, newsletter_id: str, words: Words, *, version: int, token: str) -> Words:
        """Replace a newsletter's words, if nobody else did so in the meantime."""
        headers = {"If-Match": f'"{version}"'}
        return dict(self._tell("PUT", f"{_ALL}/{newsletter_id}", words, token=token, headers=headers).words)

    def preview_words(self, words: Words, language: str, *, token: str) -> Words:
        """Return words that are not kept yet as the mail they make."""
        return dict(self._tell("POST", f"{_ALL}/preview?language={language}", words, token=token).words)

    def preview(self, newsletter_id: str, language: str, *, token: str) -> Words:
        """Return a newsletter as the mail it makes."""
        return dict(self._read(f"{_ALL}/{newsletter_id}/preview", {"language": language}, token=token).words)

    def try_out(self, newsletter_id: str, language: str, *, token: str) -> None:
        """Have a test sent to whoever asks."""
        self._tell("POST", f"{_ALL}/{newsletter_id}/trials", {"language": language}, token=token)

    def schedule(self, newsletter_id: str, at: str | None, *, version: int, token: str) -> None:
        """Let a newsletter start then, or at once."""
        headers = {"If-Match": f'"{version}"'}
        self._tell("PUT", f"{_ALL}/{newsletter_id}/schedule", {"at": at}, token=token, headers=headers)

    def tell(self, method: str, newsletter_id: str, what: str, *, token: str) -> None:
        """Pause, go on, cancel, or take back a schedule."""
        self._tell(method, f"{_ALL}/{newsletter_id}/{what}", token=token)

    def recipients(self, newsletter_id: str, asked: Mapping[str, Any], *, token: str) -> Words:
        """Return who has not got it, why, and what happens next."""
        return dict(self._read(f"{_ALL}/{newsletter_id}/recipients", asked, token=token).words)

    def recipients_table(self, newsletter_id: str, state: str, *, token: str) -> Iterator[bytes]:
        """Yield the same as a table, piece by piece."""
        headers = {"Accept-Language": language(), **bearer(token)}
        asked = {"state": state} if state else {}
        return self._client.stream(f"{_ALL}/{newsletter_id}/recipients.csv", params=asked, headers=headers)

    def standing(self, *, token: str) -> Words:
        """Return how sending stands."""
        return dict(self._read("/v1/sending", token=token).words)

    def send_again(self, notification_id: int, *, token: str) -> int:
        """Send what is in doubt once more; returns how many mails that are."""
        told = self._tell("PUT", f"/v1/notifications/{notification_id}/unknown/resending", token=token)
        return int(told.words["resent"])

    def forecasts(self, interests: Sequence[Words]) -> list[Words]:
        """Return for each interest how much it would have brought of late."""
        return list(self._tell_as_website("POST", "/v1/forecasts", {"interests": interests}).words["items"])

    def archive(self, page: int) -> Words:
        """Return what went out, newest first."""
        return dict(self._read(f"{_ALL}/archive", {"page": page}).words)

    def web_copy(self, slug: str) -> Words:
        """Return what went out, as everybody may read it."""
        return dict(self._read(f"{_ALL}/{asking.ref(slug)}/web").words)
