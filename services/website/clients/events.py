"""Asks for events and their dates."""

from collections.abc import Mapping
from typing import Any

from services.website.clients import asking
from services.website.clients.asking import File, Service, Words
from services.website.language import language


class Events(Service):
    """What events-service knows."""

    def dates(self, asked: Mapping[str, Any]) -> Words:
        """Return a page of dates with facets, the next one first."""
        return dict(self._read("/v1/events", asked).words)

    def event(self, ref: str, *, token: str = "") -> Words:
        """Return one event with its coming dates; those who look after it see who has not agreed to be named."""
        return dict(self._read(f"/v1/events/{asking.ref(ref)}", token=token).words)

    def co_organiser_questions(self, *, token: str) -> list[Words]:
        """Return which events of others name groups of one's own that have not said yes or no."""
        return list(self._read("/v1/co-organisers", {"size": 100}, token=token).words["items"])

    def answer_as_co_organiser(self, event_id: str, group_id: str, *, agrees: bool, token: str) -> None:
        """Say for a group whether it wants to be named with an event."""
        self._tell("PUT", f"/v1/events/{event_id}/co-organisers/{group_id}", {"agreed": agrees}, token=token)

    def laid_out(self, words: Mapping[str, Any], *, token: str) -> Words:
        """Return which dates an event would have by its words, the next hundred, and how many there are."""
        if not token:  # somebody without an account suggests it
            return dict(self._tell_as_website("POST", "/v1/schedules", words).words)
        return dict(self._tell("POST", "/v1/schedules", words, token=token).words)

    def month(self, month: str, asked: Mapping[str, Any]) -> Words:
        """Return a month by day, the first dates of each, and what lasts over thirty days."""
        return dict(self._read(f"/v1/months/{month}", asked).words)

    def calendar(self, path: str, asked: Mapping[str, Any], *, known: str) -> File:
        """Return events as a file, unless they are as the one who asks knows them by their ETag."""
        given = {name: value for name, value in asked.items() if value not in (None, "", [])}
        headers = {"Accept-Language": language(), **asking.if_new(known)}
        return File.of(self._client.fetch(path, params=given, headers=headers))

    def single_calendar(self, ref: str, *, known: str) -> File:
        """Return one event with all of its dates as a file."""
        return self.calendar(f"/v1/events/{asking.ref(ref)}.ics", {}, known=known)

    def showings(self, event_id: str, *, token: str) -> list[Words]:
        """Return the groups of the one asking that may show an event of another, and how that stands."""
        return list(self._read(f"/v1/events/{event_id}/showings", token=token).words["items"])

    def showing_questions(self, *, token: str) -> list[Words]:
        """Return who asks to show events of the groups of the one asking."""
        return list(self._read("/v1/showings", {"size": 100}, token=token).words["items"])

    def ask_to_show(self, event_id: str, group_id: str, *, token: str) -> Words:
        """Ask for a group to show an event of another; returns how that stands now."""
        return dict(self._tell("PUT", f"/v1/events/{event_id}/showings/{group_id}", token=token).words)

    def end_showing(self, event_id: str, group_id: str, *, token: str) -> None:
        """Show an event of another no longer, or ask no longer."""
        self._tell("DELETE", f"/v1/events/{event_id}/showings/{group_id}", token=token)

    def answer_showing(self, event_id: str, group_id: str, *, agrees: bool, token: str) -> None:
        """Say whether another group may show an event."""
        self._tell("PUT", f"/v1/events/{event_id}/showings/{group_id}/answer", {"agreed": agrees}, token=token)

    def years(self) -> list[Words]:
        """Return the years that the calendar looks back on, and how many dates each had."""
        return list(self._read("/v1/years").words["items"])

    def figures(self) -> Words:
        """Return how many events and dates there are."""
        return dict(self._read("/v1/figures").words)
