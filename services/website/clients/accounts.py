"""Asks about accounts: where one is signed in, by which passkeys, and who acts for the city."""

from services.website.clients.asking import Service, Words, credential, ref


class Accounts(Service):
    """What profiles-service knows of somebody's account, and does with it."""

    def sign_in_question(self) -> Words:
        """Return what to ask a browser with which somebody wants to sign in."""
        return dict(self._tell_as_website("POST", "/v1/passkey-questions", {"purpose": "sign_in"}).words)

    def question(self, purpose: str, session: str) -> Words:
        """Return what to ask the browser of somebody who is signed in: to show a passkey, or to make one."""
        return dict(self._tell("POST", "/v1/passkey-questions", {"purpose": purpose}, headers=_session(session)).words)

    def show(self, words: Words, session: str) -> str:
        """Show a passkey in a session; returns the session's new secret."""
        return str(self._tell("PUT", "/v1/sessions/current/passkey", words, headers=_session(session)).words["session"])

    def make(self, words: Words, session: str) -> str:
        """Keep a new passkey; returns the session's new secret."""
        return str(self._tell("POST", "/v1/passkeys", words, headers=_session(session)).words["session"])

    def passkeys(self, session: str) -> list[Words]:
        """Return somebody's passkeys."""
        return list(self._tell("GET", "/v1/passkeys", headers=_session(session)).words["items"])

    def remove(self, passkey_id: str, session: str) -> None:
        """Remove a passkey."""
        self._tell("DELETE", f"/v1/passkeys/{ref(passkey_id)}", headers=_session(session))

    def sessions(self, *, token: str) -> list[Words]:
        """Return where somebody is signed in, the latest first."""
        return list(self._read("/v1/sessions", token=token).words["items"])

    def end_session(self, session_id: str, *, token: str) -> None:
        """Sign somebody out on another device."""
        self._tell("DELETE", f"/v1/sessions/{ref(session_id)}", token=token)

    def colleagues(self, *, token: str) -> list[Words]:
        """Return who acts for the city, by name."""
        return list(self._read("/v1/colleagues", token=token).words["items"])

    def appoint(self, words: Words, *, token: str) -> None:
        """Let somebody act for the city."""
        self._tell("PUT", "/v1/colleagues", words, token=token)

    def dismiss(self, person_id: str, *, token: str) -> None:
        """Let somebody act for the city no longer."""
        self._tell("DELETE", f"/v1/colleagues/{ref(person_id)}", token=token)

    def take_passkeys_back(self, person_id: str, *, token: str) -> None:
        """Let no passkey of somebody's open anything."""
        self._tell("DELETE", f"/v1/colleagues/{ref(person_id)}/passkeys", token=token)


def _session(secret: str) -> dict[str, str]:
    return credential("Session", secret)
