"""How gunicorn serves: preloaded, a few threads a worker, recycled now and then, and gone in time."""

from typing import Any

from prometheus_client import multiprocess

preload_app = True
worker_class = "gthread"
timeout = 30
graceful_timeout = 20
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
control_socket_disable = True
worker_tmp_dir = "/dev/shm"


def child_exit(server: Any, worker: Any) -> None:  # noqa: ARG001  (gunicorn's names)
    """Leave out the figures of a worker that has ended."""
    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
