"""Sends mails with django-post_office; run by its own Python: `deliver.py prepare`, `deliver.py send COUNT PROCESSES`.

What it is to send, through which server, and its database are told by the environment.
"""

# Django's modules may be imported only once it is set up.
# ruff: noqa: PLC0415
import json
import os
import resource
import sys
import time
from pathlib import Path

import django
from django.conf import settings


def configure() -> None:
    """Set Django up as post_office's own documentation advises for large numbers."""
    settings.configure(
        SECRET_KEY="measuring",
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "post_office"],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "HOST": os.environ["PEER_HOST"],
                "PORT": os.environ["PEER_PORT"],
                "NAME": os.environ["PEER_NAME"],
                "USER": os.environ["PEER_USER"],
                "PASSWORD": os.environ["PEER_PASSWORD"],
            }
        },
        EMAIL_BACKEND="post_office.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=int(os.environ["PEER_SMTP_PORT"]),
        POST_OFFICE={"BATCH_SIZE": 500, "THREADS_PER_PROCESS": 5, "LOG_LEVEL": 1},
    )
    django.setup()


def prepare() -> None:
    """Make the tables and the template."""
    from django.core.management import call_command
    from post_office.models import EmailTemplate

    folder = Path(os.environ["PEER_TEMPLATE"])
    call_command("migrate", verbosity=0)
    EmailTemplate.objects.get_or_create(
        name="offer",
        defaults={
            "subject": (folder / "subject").read_text(),
            "content": (folder / "text").read_text(),
            "html_content": (folder / "html").read_text(),
        },
    )


def queue(count: int) -> None:
    """Put mails into its queue, to be rendered when they are sent."""
    from post_office import mail

    mail.send_many(
        [
            {
                "sender": "a@example.org",
                "recipients": [f"person{number}@example.org"],
                "template": "offer",
                "context": {"name": f"Ada {number}", "manage": f"{number:043d}", "leave": f"{number:043d}"},
                "headers": {"List-Unsubscribe": f"<http://localhost:8000/u/{number:043d}>", "Precedence": "bulk"},
                "render_on_delivery": True,
            }
            for number in range(count)
        ]
    )


def send(count: int, processes: int) -> dict[str, float]:
    """Queue and send; returns what each took."""
    from post_office.mail import send_queued_mail_until_done
    from post_office.models import STATUS, Email

    Email.objects.all().delete()
    began = time.perf_counter()
    queue(count)
    queued = time.perf_counter()
    before = _cpu()
    send_queued_mail_until_done(processes=processes, log_level=1)
    ended = time.perf_counter()
    sent = Email.objects.filter(status=STATUS.sent).count()
    if sent != count:
        raise SystemExit(f"only {sent} of {count} mails were sent")
    return {"mails": count, "queueing": queued - began, "seconds": ended - queued, "cpu": _cpu() - before}


def _cpu() -> float:
    ours, below = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return ours.ru_utime + ours.ru_stime + below.ru_utime + below.ru_stime


if __name__ == "__main__":
    configure()
    if sys.argv[1] == "prepare":
        prepare()
    else:
        print(json.dumps(send(int(sys.argv[2]), int(sys.argv[3]))))
