"""Asks the calendar about signing up: for those who come, and for those whose event it is."""

from typing import Any

from services.website.clients.asking import Service, Words, bearer, ref

_OWN = "/v1/registration"


class Seats(Service):
    """What events-service knows and does about who comes."""

    def signing_up(self, event_ref: str) -> Words:
        """Return how one signs up for an event, and how full its dates are."""
        return dict(self._read(f"/v1/events/{ref(event_ref)}/registration").words)

    def ask_for_seat(self, event_id: str, words: Words) -> None:
        """Ask for a place; a letter to confirm goes out."""
        self._tell_as_website("POST", f"/v1/events/{ref(event_id)}/registrations", words)

    def ask_for_reminders(self, event_id: str, words: Words) -> None:
        """Ask to be reminded; a letter to confirm goes out."""
        self._tell_as_website("POST", f"/v1/events/{ref(event_id)}/reminders", words)

    def own(self, link: str) -> Words:
        """Return what a link from a letter is about."""
        return self._with_link("GET", _OWN, link)

    def confirm(self, link: str) -> Words:
        """Say that one wants to come."""
        return self._with_link("PUT", f"{_OWN}/confirmation", link)

    def accept(self, link: str) -> Words:
        """Take the place that is held."""
        return self._with_link("PUT", f"{_OWN}/acceptance", link)

    def cancel(self, link: str) -> Words:
        """Sign off."""
        return self._with_link("PUT", f"{_OWN}/cancellation", link)

    def bring_fewer(self, link: str, people: int) -> Words:
        """Say that fewer people come."""
        return self._with_link("PUT", f"{_OWN}/people", link, {"people": people})

    def reminders(self, link: str) -> Words:
        """Return whose reminders a link would end, without ending them."""
        return self._with_link("GET", f"{_OWN}/reminders", link)

    def end_reminders(self, link: str) -> Words:
        """Be reminded no more."""
        return self._with_link("DELETE", f"{_OWN}/reminders", link)

    def guests(self, event_id: str, *, token: str) -> Words:
        """Return who comes to an event, by date."""
        return dict(self._read(f"/v1/events/{event_id}/registrations", token=token).words)

    def guests_file(self, event_id: str, form: str, *, token: str) -> bytes:
        """Return who comes as a file."""
        path = f"/v1/events/{event_id}/registrations.{form}"
        return b"".join(self._client.stream(path, headers=bearer(token)))

    def arrange(self, event_id: str, words: Words, *, version: int, token: str) -> None:
        """Say what people are asked who sign up."""
        headers = {"If-Match": f'"{version}"'}
        self._tell("PUT", f"/v1/events/{event_id}/registration", words, token=token, headers=headers)

    def change(self, method: str, event_id: str, path: str, words: Words, *, token: str) -> Any:
        """Do something with an event's list."""
        return self._tell(method, f"/v1/events/{event_id}/{path}", words, token=token).words
