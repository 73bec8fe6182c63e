"""Asks the process of this container whether it is ready; ends with 1 if not. Needs nothing but the standard library.

A container runs one process: the web door on `…_PORT`, the worker on `…_METRICS_PORT`, or the clock fifty above that.
"""

import http.client
import os
import sys

CLOCK_AFTER = 50


def ports() -> set[int]:
    """Return the ports on which the process may listen."""
    metrics = {int(port) for name, port in os.environ.items() if name.endswith("_METRICS_PORT")}
    web = {int(port) for name, port in os.environ.items() if name.endswith("_PORT")} - metrics
    return web | metrics | {port + CLOCK_AFTER for port in metrics}


def is_ready(port: int) -> bool:
    """Tell whether a process on this port says that it is ready."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(not any(map(is_ready, ports())))
