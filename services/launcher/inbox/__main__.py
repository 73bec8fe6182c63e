"""Runs the mail catcher: `python -m services.launcher.inbox FOLDER SMTP-PORT PAGE-PORT`."""

import logging
import os
import signal
import sys
from pathlib import Path
from threading import Thread

from werkzeug.serving import make_server

from services.launcher.inbox.door import open_door
from services.launcher.inbox.letters import Letters
from services.launcher.inbox.page import create_app
from services.launcher.ports import HOST


def main(folder: Path, smtp_port: int, page_port: int) -> None:
    """Catch mail and show it until asked to stop."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    host = os.environ.get("MOSAIK_HOST", HOST)
    letters = Letters(folder)
    page = make_server(host, page_port, create_app(letters), threaded=True)
    door = open_door(letters, smtp_port, host=host)
    Thread(target=page.serve_forever, daemon=True).start()
    signal.signal(signal.SIGTERM, lambda *_: None)
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    door.stop()
    page.shutdown()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
