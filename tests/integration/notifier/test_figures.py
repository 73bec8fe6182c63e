"""What operators watch: every figure says what the ledger says."""

from typing import Any

from prometheus_client import REGISTRY
from sqlalchemy import text

from notifier.actions import reports
from notifier.rules import Lane
from notifier.rules.bounces import BounceKind, Report
from services.kit import clock
from services.kit.web import Service
from tests.integration.notifier.conftest import Settle
from tests.support.city import run_queue
from tests.support.notifier_makers import a_letter, a_subscriber, an_offer, hear


def shown(app: Service) -> dict[str, float]:
    """Return each figure with its labels as it is scraped."""
    lines = app.test_client().get("/metrics").text.splitlines()
    pairs = (line.rpartition(" ") for line in lines if line.startswith("mosaik_"))
    return {name: float(value) for name, _, value in pairs}


def change(app: Service, statement: str, **words: Any) -> None:
    with app.database.transaction() as session:
        session.execute(text(statement), words)


def test_mails_are_counted_by_lane_and_state(notifier: Service, settle: Settle) -> None:
    hear(notifier, a_subscriber("ada@example.org"), a_subscriber("bea@example.org"), an_offer())
    settle()
    hear(notifier, an_offer(), a_letter("cem@example.org"))
    run_queue(notifier, "notifier.expand")
    before = shown(notifier)
    change(
        notifier,
        "UPDATE deliveries SET state = 8 WHERE recipient_id = (SELECT id FROM recipients WHERE email = :e)",
        e="bea@example.org",
    )
    after = shown(notifier)

    assert before['mosaik_mails{lane="alerts",state="accepted"}'] == 2
    assert before['mosaik_mails{lane="alerts",state="pending"}'] == 2
    assert before['mosaik_mails{lane="letters",state="pending"}'] == 1
    assert after['mosaik_mails{lane="alerts",state="unknown"}'] == 1
    assert (before["mosaik_mails_unknown"], after["mosaik_mails_unknown"]) == (0, 1)


def test_the_oldest_that_waits_is_known_by_lane_and_nobody_waits_for_what_is_paused(notifier: Service) -> None:
    hear(notifier, a_subscriber("ada@example.org"), an_offer(), a_letter("cem@example.org"))
    run_queue(notifier, "notifier.expand")
    change(notifier, "UPDATE notifications SET created_at = now() - interval '1 hour' WHERE lane = :l", l=Lane.ALERTS)
    change(notifier, "UPDATE batches SET next_at = now() - interval '10 minutes' WHERE lane = :l", l=Lane.ALERTS)
    before = shown(notifier)
    change(notifier, "UPDATE notifications SET state = 3 WHERE lane = :l", l=Lane.ALERTS)
    after = shown(notifier)

    assert 3600 <= before['mosaik_mails_pending_oldest_seconds{lane="alerts"}'] < 3700
    assert before['mosaik_mails_pending_oldest_seconds{lane="letters"}'] < 100
    assert 600 <= before["mosaik_mails_due_oldest_seconds"] < 700
    assert 'mosaik_mails_pending_oldest_seconds{lane="alerts"}' not in after
    assert after["mosaik_mails_due_oldest_seconds"] < 100


def test_whatever_rests_is_refused_waits_or_is_miscounted_shows(notifier: Service, settle: Settle) -> None:
    hear(notifier, a_subscriber("ada@example.org"), an_offer())
    settle()
    calm = shown(notifier)
    now = clock.now()
    change(notifier, "INSERT INTO lane_rests VALUES (0, 1, now() + interval '1 minute', 'x')")
    change(notifier, "INSERT INTO domain_rests VALUES (1, 'example.org', now() + interval '1 minute', 'x')")
    change(notifier, "INSERT INTO policy_refusals VALUES (1, date_trunc('hour', now()), 7, 'x')")
    change(notifier, "UPDATE notifications SET missing = 1")
    with notifier.database.transaction() as session:
        reports.keep_report(session, Report(BounceKind.FAILED), b"a report", now=now)
    after = shown(notifier)

    names = {
        "mosaik_lanes_resting": 1,
        'mosaik_domains_resting{lane="alerts"}': 1,
        "mosaik_mails_refused_for_policy": 7,
        "mosaik_notifications_miscounted": 1,
        "mosaik_reports_waiting": 1,
    }
    assert [calm.get(name, 0) for name in names] == [0] * len(names)
    assert {name: after[name] for name in names} == names


def test_how_long_the_mail_server_takes_is_told_by_lane(notifier: Service, settle: Settle) -> None:
    before = waited_for(Lane.LETTERS)
    hear(notifier, a_letter("ada@example.org"))
    settle()

    assert waited_for(Lane.LETTERS) == before + 1


def waited_for(lane: Lane) -> float:
    found = REGISTRY.get_sample_value("mosaik_mail_server_seconds_count", {"lane": lane.name.lower()})
    return found or 0.0
