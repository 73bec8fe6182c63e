"""A link with a long round trip: a process that passes everything on, later. `python -m bench.delay PORT TARGET MS`."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import Popen

from services.launcher.children import wait_until
from services.launcher.ports import HOST, answers, free_ports

_CHUNK = 65_536


async def _pass_on(source: asyncio.StreamReader, sink: asyncio.StreamWriter, seconds: float) -> None:
    """Pass on what comes; each piece is under way for so long, whatever is before or behind it."""
    loop = asyncio.get_running_loop()
    while chunk := await source.read(_CHUNK):
        loop.call_later(seconds, sink.write, chunk)
    loop.call_later(seconds, sink.close)


async def _serve(port: int, target: int, seconds: float) -> None:
    async def join(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(HOST, target)
        await asyncio.gather(_pass_on(reader, far_writer, seconds), _pass_on(far_reader, writer, seconds))

    server = await asyncio.start_server(join, HOST, port)
    await server.serve_forever()


@contextmanager
def link(target: int, *, round_trip_ms: float) -> Iterator[int]:
    """Run such a link until the block ends; yields the port of its near end."""
    port = free_ports().smtp
    process = Popen([sys.executable, "-m", "bench.delay", str(port), str(target), str(round_trip_ms / 2)])
    try:
        if not wait_until(lambda: answers(port), seconds=10, while_so=lambda: process.poll() is None):
            raise SystemExit("The link did not start.")
        yield port
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]) / 1000))
