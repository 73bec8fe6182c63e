"""A door between a service and what it stands on, which tests can shut, cut and hold."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

HOST = "127.0.0.1"
_CHUNK = 65536


class Proxy:
    """Passes bytes on to a port of this machine, until it is told otherwise."""

    def __init__(self, target: int) -> None:
        self.target = target
        self._flows = threading.Event()
        self._flows.set()
        self._pairs: set[tuple[socket.socket, socket.socket]] = set()
        self._listener = _listening(0)
        self.port: int = self._listener.getsockname()[1]
        self._accept()

    def cut(self) -> None:
        """Break off every connection; new ones are let in."""
        for pair in list(self._pairs):
            _hang_up(*pair)

    def refuse(self) -> None:
        """Break off every connection, and let nobody in."""
        _hang_up(self._listener)
        self.cut()

    def admit(self) -> None:
        """Let everybody in again, and everything through."""
        self._flows.set()
        if self._listener.fileno() == -1:
            self._listener = _listening(self.port)
            self._accept()

    def hold(self) -> None:
        """Let everybody in, and nothing through: a server that hangs."""
        self._flows.clear()

    def _accept(self) -> None:
        threading.Thread(target=self._accept_all, args=(self._listener,), daemon=True, name="proxy").start()

    def _accept_all(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._join, args=(near,), daemon=True, name="proxied").start()

    def _join(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection((HOST, self.target), timeout=5)
        except OSError:
            _hang_up(near)
            return
        far.settimeout(None)
        self._pairs.add((near, far))
        back = threading.Thread(target=self._pass_on, args=(far, near), daemon=True)
        back.start()
        self._pass_on(near, far)
        back.join()
        self._pairs.discard((near, far))

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while chunk := source.recv(_CHUNK):
                self._flows.wait()
                sink.sendall(chunk)
        _hang_up(source, sink)


@contextmanager
def a_proxy(target: int) -> Iterator[Proxy]:
    """A proxy to a port of this machine, gone at the end."""
    proxy = Proxy(target)
    try:
        yield proxy
    finally:
        proxy.admit()
        proxy.refuse()


def _listening(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((HOST, port))
    listener.listen(128)
    return listener


def _hang_up(*connections: socket.socket) -> None:
    for each in connections:
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
        each.close()
