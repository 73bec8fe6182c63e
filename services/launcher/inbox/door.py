"""The SMTP door: takes whatever comes, for whomever, and keeps it."""

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from services.launcher.inbox.letters import Letters
from services.launcher.ports import HOST


class Door:
    """What aiosmtpd calls when a letter has arrived."""

    def __init__(self, letters: Letters) -> None:
        self._letters = letters

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802, ARG002
        """Keep the letter, and only then say so."""
        content = envelope.original_content or b""
        name = self._letters.catch(envelope.mail_from or "", list(envelope.rcpt_tos), content)
        return f"250 2.0.0 Kept as {name}"


def open_door(letters: Letters, port: int, *, host: str = HOST) -> Controller:
    """Begin to take letters, on a thread of its own."""
    controller = Controller(Door(letters), hostname=host, port=port, enable_SMTPUTF8=True, ident="Mosaik")
    controller.start()
    return controller
