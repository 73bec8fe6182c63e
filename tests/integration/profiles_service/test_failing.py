"""What a person sees whose mails do not arrive, and what a complaint ends."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from profiles_service.models import Consent
from services.facts.notifier import AddressFailed
from services.facts.profiles import SubscriberLeft
from services.kit import clock
from services.kit.web import Service
from tests.support.notifier_makers import hear
from tests.support.profiles_makers import link, links, subscribed, told


def failed(app: Service, person_id: UUID, reason: str = "no_such_address", **words: Any) -> None:
    hear(app, AddressFailed(person_id=person_id, reason=reason, **{"failed_at": clock.now(), **words}))


def managed(app: Service, person_id: UUID) -> Any:
    return app.test_client().get("/v1/subscription", headers=link(links().token("manage", person_id))).json


@pytest.mark.parametrize("reason", ["no_such_address", "often"])
def test_she_sees_since_when_mails_do_not_arrive(profiles: Service, reason: str) -> None:
    person_id = subscribed(profiles)
    failed(profiles, person_id, reason)
    first = managed(profiles, person_id)
    failed(profiles, person_id, reason)

    assert (first["state"], first["failing_reason"]) == ("active", reason)
    assert first["failing_since"] == managed(profiles, person_id)["failing_since"]


def test_a_complaint_ends_the_subscription_and_stands_in_the_proof(profiles: Service) -> None:
    person_id = subscribed(profiles)
    failed(profiles, person_id, "complaint")

    assert managed(profiles, person_id)["state"] == "left"
    assert len(told(profiles, SubscriberLeft)) == 1
    with profiles.database.reading() as session:
        line = session.query(Consent).order_by(Consent.id.desc()).first()
    assert line is not None
    assert (line.step, line.form) == ("withdrawn", "complaint")


def test_confirming_anew_ends_it(profiles: Service) -> None:
    person_id = subscribed(profiles)
    failed(profiles, person_id)
    subscribed(profiles)

    assert managed(profiles, person_id)["failing_since"] is None


def test_what_failed_before_she_confirmed_counts_no_more(profiles: Service) -> None:
    person_id = subscribed(profiles)
    failed(profiles, person_id, "complaint", failed_at=clock.now() - timedelta(hours=1))

    assert managed(profiles, person_id)["state"] == "active"


def test_of_somebody_unknown_nothing_is_noted(profiles: Service) -> None:
    failed(profiles, uuid4(), "complaint")

    assert told(profiles, SubscriberLeft) == []
