from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from profiles_service.models import (
    ADMINISTRATOR,
    EDITOR,
    HasLeft,
    Person,
    RequestOver,
    SignIn,
    Subscription,
    SubscriptionRequest,
)
from profiles_service.rules import Choice
from tests.support.profiles_makers import ADA, a_choice

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def a_sign_in(**words: object) -> SignIn:
    usual = {"id": uuid4(), "tries": 0, "expires_at": NOW + timedelta(minutes=15), "used_at": None}
    return SignIn(**{**usual, **words})


def a_subscription(choice: Choice | None = None) -> Subscription:
    subscription = Subscription(person_id=uuid4(), version=0, state="left", newsletter=False)
    subscription.confirm(choice or a_choice(), NOW)
    return subscription


def test_a_sign_in_is_open_until_its_time_is_over() -> None:
    assert a_sign_in().is_open(NOW)
    assert not a_sign_in().is_open(NOW + timedelta(minutes=15))


def test_a_used_sign_in_is_not_open() -> None:
    assert not a_sign_in(used_at=NOW).is_open(NOW)


def test_a_sign_in_guessed_five_times_is_not_open() -> None:
    assert a_sign_in(tries=4).is_open(NOW)
    assert not a_sign_in(tries=5).is_open(NOW)


def test_an_account_keeps_its_name_and_beginning() -> None:
    person = Person.at(ADA, language="de", now=NOW)
    person.open_account(name="Ada", now=NOW)
    person.open_account(name="Somebody else", now=NOW + timedelta(days=1))

    assert (person.name, person.account_since) == ("Ada", NOW)


def test_an_administrator_edits_too_and_who_is_dismissed_does_neither() -> None:
    person = Person.at(ADA, language="de", now=NOW)
    roles = []
    for appoint in (EDITOR, EDITOR, ADMINISTRATOR, EDITOR):
        person.appoint(appoint)
        roles.append(person.roles)
    person.dismiss()

    assert roles == [["editor"], ["editor"], ["administrator", "editor"], ["editor"]]
    assert person.roles == []


def test_every_change_of_a_subscription_has_a_higher_version() -> None:
    subscription = a_subscription()
    versions = [subscription.version]
    subscription.change(a_choice(newsletter=True), NOW)
    versions.append(subscription.version)
    subscription.leave(NOW)
    versions.append(subscription.version)
    subscription.confirm(a_choice(), NOW)
    versions.append(subscription.version)

    assert versions == [1, 2, 3, 4]


def test_confirming_more_does_not_end_the_newsletter() -> None:
    subscription = a_subscription(a_choice(newsletter=True))
    subscription.confirm(a_choice(newsletter=False), NOW)

    assert subscription.newsletter


def test_whoever_comes_back_gets_only_what_she_confirms_anew() -> None:
    subscription = a_subscription(a_choice(newsletter=True, name="Ada"))
    subscription.leave(NOW)
    subscription.confirm(a_choice(newsletter=False), NOW)

    assert (subscription.newsletter, subscription.name, subscription.left_at) == (False, None, None)


def test_who_has_left_changes_nothing() -> None:
    subscription = a_subscription()
    subscription.leave(NOW)

    with pytest.raises(HasLeft):
        subscription.change(a_choice(), NOW)


def test_a_request_is_confirmed_once() -> None:
    request = SubscriptionRequest(requested_at=NOW)

    assert request.confirm(NOW + timedelta(days=1))
    assert not request.confirm(NOW + timedelta(days=2))
    assert request.confirmed_at == NOW + timedelta(days=1)


def test_a_request_runs_out_after_14_days() -> None:
    request = SubscriptionRequest(requested_at=NOW)

    with pytest.raises(RequestOver):
        request.confirm(NOW + timedelta(days=14, seconds=1))
