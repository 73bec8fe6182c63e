"""A real Postfix of our own beside whatever runs: real queue files, everything thrown away at the end (`discard`)."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.sink import Sink, tool
from services.launcher.children import wait_until
from services.launcher.ports import HOST, answers, free_ports

_MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/lib
maillog_file = {folder}/log/mail.log
maillog_file_prefixes = {folder}
mail_owner = postfix
inet_interfaces = loopback-only
inet_protocols = ipv4
myhostname = bench.example.org
mydestination =
alias_maps =
alias_database =
local_recipient_maps =
mynetworks = 127.0.0.0/8
default_transport = discard
relay_transport = discard
smtpd_recipient_restrictions = permit_mynetworks, reject
smtpd_client_connection_count_limit = 0
smtpd_timeout = 60s
"""
_MASTER = """
{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
"""


@contextmanager
def postfix() -> Iterator[Sink | None]:
    """Run it until the block ends; yields nothing where that is not allowed, for it wants root."""
    tool("smtp-sink")
    control = shutil.which("postfix", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if os.geteuid() != 0 or control is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="bench-postfix-") as place:
        folder, port = Path(place), free_ports().smtp
        folder.chmod(0o755)
        _lay_out(folder, port)
        command = [control, "-c", str(folder / "etc")]
        started = subprocess.run([*command, "start"], capture_output=True, text=True, check=False)
        try:
            if not wait_until(lambda: answers(port), seconds=15):
                raise SystemExit(f"Postfix did not start:\n{started.stderr}{_last_words(folder)}")
            yield Sink(port)
        finally:
            subprocess.run([*command, "stop"], capture_output=True, check=False)


def _lay_out(folder: Path, port: int) -> None:
    for name in ("etc", "queue", "lib", "log"):
        (folder / name).mkdir(mode=0o755)
    shutil.chown(folder / "lib", "postfix", "postfix")
    (folder / "etc" / "main.cf").write_text(_MAIN.format(folder=folder))
    (folder / "etc" / "master.cf").write_text(_MASTER.format(port=f"{HOST}:{port}"))


def _last_words(folder: Path) -> str:
    log = folder / "log" / "mail.log"
    return log.read_text()[-1500:] if log.exists() else ""
