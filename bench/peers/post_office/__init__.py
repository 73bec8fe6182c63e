"""django-post_office: mails in the database, sent by a command with processes and threads."""

import json
import os
import subprocess
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import urlsplit

from bench.peers.venv import python
from bench.sink import Run, Sink
from tests.support.ground import Ground

_HERE = Path(__file__).parent
_PATIENCE = 300


@dataclass(frozen=True)
class PostOffice:
    """The peer, set up on a database of its own on our server."""

    python: Path
    environment: dict[str, str]

    def send(self, count: int, processes: int) -> tuple[Run, float]:
        """Send so many mails; returns how that went, and how long queueing them had taken before."""
        found = json.loads(self._run("send", str(count), str(processes)))
        return Run(count, found["seconds"], found["cpu"]), found["queueing"]

    def prepare(self) -> None:
        """Make its tables and its template."""
        self._run("prepare")

    def _run(self, *words: str) -> str:
        command = [str(self.python), str(_HERE / "deliver.py"), *words]
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=_PATIENCE, check=False
        )
        if done.returncode:
            raise SystemExit(f"django-post_office failed:\n{done.stderr[-2000:]}")
        return done.stdout


def set_up(ground: Ground, sink: Sink, mail: bytes, words: dict[str, str]) -> PostOffice:
    """Install the peer, and give it our mail as its template, with its own marks where our slots are."""
    folder = ground.settings.folder / "post_office"
    folder.mkdir()
    message = message_from_bytes(mail, policy=policy.default)
    (folder / "subject").write_text(message["Subject"])
    for part, name in (("plain", "text"), ("html", "html")):
        body = message.get_body((part,))
        assert body is not None
        (folder / name).write_text(_with_marks(body.get_content(), words))
    url = urlsplit(ground.servers.make_database("post_office")[1])
    environment = {
        **os.environ,
        "PEER_HOST": url.hostname or "",
        "PEER_PORT": str(url.port),
        "PEER_NAME": url.path[1:],
        "PEER_USER": url.username or "",
        "PEER_PASSWORD": url.password or "",
        "PEER_SMTP_PORT": str(sink.port),
        "PEER_TEMPLATE": str(folder),
    }
    peer = PostOffice(python("post_office", _HERE / "requirements.txt"), environment)
    peer.prepare()
    return peer


def _with_marks(body: str, words: dict[str, str]) -> str:
    for name, said in words.items():
        if said not in body:
            raise SystemExit(f"the sample mail does not say {name}")
        body = body.replace(said, f"{{{{ {name} }}}}")
    return body
