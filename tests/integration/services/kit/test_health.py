"""Processes without a web server answer probes too, whoever else calls."""

import http.client
import socket

import pytest

from services.kit import health
from services.kit.web import Service


def a_free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def test_who_calls_and_says_nothing_keeps_no_probe_out(notifier: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    assert health._Quiet.timeout, "or it would wait for ever"
    monkeypatch.setattr(health._Quiet, "timeout", 0.2)
    port = a_free_port()
    health.serve(port, notifier.worker)

    with socket.create_connection(("127.0.0.1", port)):
        probe = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        probe.request("GET", "/healthz")

        assert probe.getresponse().status == 200
