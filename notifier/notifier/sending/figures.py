"""What operators watch about the mail server itself, and about the mailbox that reports come to."""

from prometheus_client import Counter, Histogram

LATENCY = Histogram(
    "mosaik_mail_server_seconds",
    "How long the mail server took from a mail's text to its reply: the last mail of each line in each wave.",
    ["lane"],
    buckets=(0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 600),
)
MAILBOX_AWAY = Counter("mosaik_mailbox_away_total", "How often the mailbox that reports lie in could not be read.")
MESSAGES_LAID_ASIDE = Counter(
    "mosaik_mailbox_messages_laid_aside_total",
    "Messages that the mailbox did not hand out, flagged there for a person.",
)
