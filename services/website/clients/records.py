"""Asks the directory for what is kept of its records: reasons, freshness, invitations, reports, pictures."""

from collections.abc import Mapping
from typing import Any

from services.website.clients.asking import Words, bearer, secret
from services.website.clients.revisions import Revisions


class Records(Revisions):
    """How records of the directory are written, looked at, kept true and handed over."""

    def partnerships(self, asked: Mapping[str, Any], *, token: str) -> list[Words]:
        """Return what one's groups are asked (`side=asked`), or how others answered them (`side=leading`)."""
        return list(self._read("/v1/partnerships", asked, token=token).words["items"])

    def answer_partnership(self, project_id: str, group_id: str, *, agrees: bool, token: str) -> None:
        """Say for a group whether it takes part in a project that names it."""
        method = "PUT" if agrees else "DELETE"
        self._tell(method, f"/v1/projects/{project_id}/partners/{group_id}", token=token)

    def duplicates_of(self, asked: Mapping[str, Any], *, token: str) -> list[Words]:
        """Return the records that somebody may mean who writes about something new."""
        path = "/v1/likes"
        # Where nobody signed in, her network is asked for so often and no more.
        found = self._read(path, asked, token=token) if token else self._tell_as_website("GET", path, params=asked)
        return list(found.words["items"])

    def text_blocks(self, *, token: str) -> list[Words]:
        """Return the editors' ready-made reasons."""
        return list(self._read("/v1/text-blocks", token=token).words["items"])

    def add_text_block(self, words: Words, *, token: str) -> None:
        """Keep one more reason."""
        self._tell("POST", "/v1/text-blocks", words, token=token)

    def change_text_block(self, block_id: str, words: Words, *, version: int, token: str) -> None:
        """Replace a reason."""
        self._tell("PUT", f"/v1/text-blocks/{block_id}", words, token=token, headers={"If-Match": f'"{version}"'})

    def remove_text_block(self, block_id: str, *, token: str) -> None:
        """Keep a reason no longer."""
        self._tell("DELETE", f"/v1/text-blocks/{block_id}", token=token)

    def picture(self, picture_id: str, size: str, *, token: str = "") -> bytes:
        """Return one size of a picture; with a token also of one that nothing public shows yet."""
        return b"".join(self._client.stream(f"/v1/pictures/{picture_id}/{size}.webp", headers=bearer(token)))

    def send_picture(self, body: bytes, group: Words | None, *, token: str) -> Words:
        """Keep a picture for a group."""
        path = "/v1/pictures" + (f"?organisation={group['id']}" if group else "")
        return dict(self._client.send_file(path, body, headers=bearer(token)).words)

    def report(self, words: Words) -> None:
        """Say that something is wrong on a page."""
        self._tell_as_website("POST", "/v1/reports", words)

    def reports(self, *, token: str) -> Words:
        """Return what people found wrong."""
        return dict(self._read("/v1/reports", {"size": 100}, token=token).words)

    def settle_report(self, report_id: str, *, token: str) -> None:
        """Note that a report was looked into."""
        self._tell("PUT", f"/v1/reports/{report_id}/settlement", {}, token=token)

    def freshness_checks(self, state: str, *, token: str) -> Words:
        """Return what nobody has confirmed."""
        return dict(self._read("/v1/freshness-checks", {"state": state, "size": 100}, token=token).words)

    def confirm_record(self, kind: str, record_id: str, *, token: str) -> None:
        """Note that a record is still true; refused when something of it waits for the editors."""
        self._tell("PUT", f"/v1/records/{kind}/{record_id}/confirmation", token=token)

    def freshness_check(self, token: str) -> Words:
        """Return what a link asks about."""
        return dict(self._read(f"/v1/freshness-checks/{secret(token)}").words)

    def answer_check(self, token: str, answer: str) -> Words:
        """Say that a record is still true, or over."""
        path = f"/v1/freshness-checks/{secret(token)}/answer"
        return dict(self._tell_as_website("PUT", path, {"answer": answer}).words)

    def invitation(self, token: str) -> Words:
        """Return what a link invites to."""
        return dict(self._read(f"/v1/invitations/{secret(token)}").words)

    def accept(self, invitation: str, *, token: str) -> Words:
        """Take over a page."""
        return dict(self._tell("PUT", f"/v1/invitations/{secret(invitation)}/acceptance", token=token).words)

    def stewards(self, organisation_id: str, *, token: str) -> list[Words]:
        """Return who looks after a group."""
        return list(self._read(f"/v1/organisations/{organisation_id}/stewards", token=token).words["items"])

    def invitations(self, organisation_id: str, *, token: str) -> list[Words]:
        """Return the open invitations of a group."""
        return list(self._read(f"/v1/organisations/{organisation_id}/invitations", token=token).words["items"])

    def invite(self, organisation_id: str, words: Words, *, token: str) -> None:
        """Invite somebody to look after a group."""
        self._tell("POST", f"/v1/organisations/{organisation_id}/invitations", words, token=token)

    def withdraw_invitation(self, organisation_id: str, invitation_id: str, *, token: str) -> None:
        """Let nobody accept an invitation any more."""
        self._tell("DELETE", f"/v1/organisations/{organisation_id}/invitations/{invitation_id}", token=token)

    def change_role(self, organisation_id: str, person_id: str, role: str, *, token: str) -> None:
        """Make somebody an owner, or one who only edits."""
        path = f"/v1/organisations/{organisation_id}/stewards/{person_id}/role"
        self._tell("PUT", path, {"role": role}, token=token)

    def end_stewardship(self, organisation_id: str, person_id: str, *, token: str) -> None:
        """Leave a group, or let somebody look after it no longer."""
        self._tell("DELETE", f"/v1/organisations/{organisation_id}/stewards/{person_id}", token=token)
