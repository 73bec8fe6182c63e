"""Asks the calendar to read the calendars that organisations have elsewhere."""

from services.kit.client import Refused
from services.website.clients.asking import Service, Words

_ALL = "/v1/feeds"
_UNKNOWN = 404


class Feeds(Service):
    """What events-service knows and does about subscribed calendars."""

    def of(self, organisation_id: str | None, *, token: str) -> list[Words]:
        """Return an organisation's calendars, or to editors all of them; those first that wait for a word."""
        return list(self._read(_ALL, {"organisation_id": organisation_id}, token=token).words["items"])

    def feed(self, feed_id: str, *, token: str) -> Words:
        """Return a calendar with what would come in from it."""
        return dict(self._read(f"{_ALL}/{feed_id}", token=token).words)

    def readings(self, feed_id: str, *, token: str) -> list[Words]:
        """Return what was noticed when a calendar was read, the last first."""
        return list(self._read(f"{_ALL}/{feed_id}/readings", token=token).words["items"])

    def followed(self, event_id: str, *, token: str) -> Words | None:
        """Return which calendar an event came from, and what of it follows that no more; nothing for what we wrote."""
        try:
            return dict(self._read(f"{_ALL}/events/{event_id}", token=token).words)
        except Refused as refused:
            if refused.status != _UNKNOWN:
                raise
            return None

    def follow_again(self, event_id: str, *, token: str) -> None:
        """Let an event be as its calendar says, whatever was changed here."""
        self._tell("DELETE", f"{_ALL}/events/{event_id}/detachment", token=token)

    def begin(self, words: Words, *, token: str) -> Words:
        """Have a calendar tried; nothing of it comes in yet."""
        return dict(self._tell("POST", _ALL, words, token=token).words)

    def change(self, feed_id: str, words: Words, *, version: int, token: str) -> None:
        """Read a calendar with other choices."""
        self._tell("PUT", f"{_ALL}/{feed_id}", words, token=token, headers={"If-Match": f'"{version}"'})

    def start(self, feed_id: str, *, token: str) -> None:
        """Let come in what the preview shows, or go on after a pause."""
        self._tell("PUT", f"{_ALL}/{feed_id}/confirmation", token=token)

    def pause(self, feed_id: str, *, token: str) -> None:
        """Read a calendar no more for a while."""
        self._tell("DELETE", f"{_ALL}/{feed_id}/confirmation", token=token)

    def answer(self, feed_id: str, events: str, *, token: str) -> None:
        """Say what becomes of events that a calendar suddenly lacks."""
        self._tell("PUT", f"{_ALL}/{feed_id}/answer", {"events": events}, token=token)

    def leave(self, feed_id: str, events: str, *, token: str) -> None:
        """Read a calendar never again; its events stay or are withdrawn."""
        self._tell("DELETE", f"{_ALL}/{feed_id}?events={events}", token=token)
