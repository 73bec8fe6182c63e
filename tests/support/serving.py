"""Apps and scripts behind a real port of this machine, answered from a thread."""

import contextlib
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

HOST = "127.0.0.1"
_POLL = 0.01


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def served(app: Flask, *, port: int = 0) -> Iterator[str]:
    """Serve an app; gives its address."""
    server = make_server(HOST, port, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(_POLL,), daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass(frozen=True)
class Say:
    """What a scripted server does with one request."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    after: float = 0
    hangs_up: bool = False
    garbage: bytes = b""


@dataclass
class Script:
    """A server that does what it is told, request by request, and remembers what it was asked."""

    url: str
    lines: list[Say]
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def methods(self) -> list[str]:
        return [method for method, _, _, _ in self.asked]


@contextmanager
def a_script(*lines: Say, secretly: ssl.SSLContext | None = None) -> Iterator[Script]:
    """Serve a script, over TLS if a certificate is given; the last line goes for all requests after it."""
    script = Script("", list(lines))

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            script.asked.append((self.command, self.path, dict(self.headers), self.rfile.read(length)))
            line = script.lines.pop(0) if len(script.lines) > 1 else script.lines[0]
            time.sleep(line.after)
            with contextlib.suppress(OSError):
                self.say(line)

        def say(self, line: Say) -> None:
            self.close_connection = bool(line.hangs_up or line.garbage)
            self.wfile.write(line.garbage)
            if self.close_connection:
                return
            self.send_response(line.status)
            for name, value in {"Content-Length": str(len(line.body)), **line.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(line.body)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    for method in ("GET", "POST", "PUT", "DELETE"):
        setattr(Door, f"do_{method}", Door.answer)
    server = ThreadingHTTPServer((HOST, 0), Door)
    server.daemon_threads = True
    if secretly:
        server.socket = secretly.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, args=(_POLL,), daemon=True)
    thread.start()
    script.url = f"{'https' if secretly else 'http'}://{HOST}:{server.server_port}"
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
