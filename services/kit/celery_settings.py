"""How Celery is set, once, for every service; measured reasons in `docs/operations.md`."""

from typing import Any

# Redis hands out a second time what outlives the visibility timeout; tasks that may (`job(longest=…)`) find their place
# taken then.
LONGEST_TASK = 120
VISIBILITY = 180

CELERY: dict[str, Any] = {
    "task_serializer": "json",
    "accept_content": ["json"],
    "task_ignore_result": True,
    "task_store_errors_even_if_ignored": False,
    # A killed worker's task comes back.
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    "worker_prefetch_multiplier": 1,
    "task_time_limit": LONGEST_TASK,
    "task_soft_time_limit": LONGEST_TASK - 10,
    "broker_transport_options": {
        "visibility_timeout": VISIBILITY,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        # A dead broker must not hang the site, nor must one that is there and says nothing: one second, once. The
        # outbox holds the fact already.
        "socket_connect_timeout": 1,
        "socket_timeout": 1,
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0.1,
        "interval_max": 0.1,
        "socket_keepalive": True,
        "health_check_interval": 10,
    },
    "broker_connection_retry_on_startup": True,
    "broker_connection_max_retries": None,
    "broker_connection_timeout": 1,
    "task_publish_retry": False,
    "worker_cancel_long_running_tasks_on_connection_loss": True,
    "worker_max_tasks_per_child": 20_000,
    "worker_max_memory_per_child": 400_000,
    "worker_soft_shutdown_timeout": 8.0,
    "worker_enable_soft_shutdown_on_idle": False,
    "worker_hijack_root_logger": False,
    "worker_redirect_stdouts": False,
    "worker_send_task_events": False,
    "beat_max_loop_interval": 5,
    "timezone": "UTC",
}
