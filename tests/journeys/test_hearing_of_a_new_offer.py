"""The main job, through all four services: somebody subscribes, an organisation publishes, one mail arrives."""

import re
from typing import Any
from uuid import UUID, uuid4

from tests.support.city import TestCity

DIRECTORY, PROFILES = "directory-service", "profiles-service"


def a_link(token: str) -> dict[str, str]:
    return {"Authorization": f"Link {token}"}


def an_organisation(city: TestCity) -> str:
    words: dict[str, Any] = {
        "name": "Gießkannenbund",
        "kind": "association",
        "summary": "Wir gießen.",
        "categories": ["nature"],
    }
    words["trusted"] = True
    organisation_id = city.ask(DIRECTORY, "POST /v1/organisations", words, who=city.tokens.editor(DIRECTORY))["id"]
    city.ask(DIRECTORY, f"PUT /v1/organisations/{organisation_id}/publication", who=city.tokens.editor(DIRECTORY))
    return str(organisation_id)


def a_steward(city: TestCity, organisation_id: str) -> UUID:
    person_id = uuid4()
    city.ask(
        DIRECTORY, f"PUT /v1/organisations/{organisation_id}/stewards/{person_id}", who=city.tokens.editor(DIRECTORY)
    )
    return person_id


def subscribe(city: TestCity, email: str, **interest: Any) -> None:
    words = {
        "email": email,
        "language": "de",
        "interests": [{"what": ["offer"], "cadence": "at_once", **interest}],
        "newsletter": False,
        "wording_version": city.ask(PROFILES, "GET /v1/wordings/current?language=de")["version"],
        "form": "/nachrichten",
    }
    city.ask(PROFILES, "POST /v1/subscriptions", words)


def confirm(city: TestCity, email: str) -> None:
    city.settle()
    link = re.search(r"/nachrichten/bestaetigen/(\S+)", city.letterbox.mails(email)[0]["text"])
    assert link
    city.ask(PROFILES, "PUT /v1/subscription/confirmation", who=a_link(link.group(1)))


def publish_an_offer(city: TestCity, organisation_id: str, steward: UUID, **words: Any) -> str:
    usual = {
        "organisation_id": organisation_id,
        "title": "Bäume gießen",
        "summary": "Einen Samstag lang junge Bäume gießen.",
        "categories": ["nature"],
        "commitment": "short_term",
    }
    offer_id = city.ask(DIRECTORY, "POST /v1/offers", {**usual, **words}, who=city.tokens.person(steward, DIRECTORY))[
        "id"
    ]
    city.ask(DIRECTORY, f"PUT /v1/offers/{offer_id}/publication", who=city.tokens.person(steward, DIRECTORY))
    return str(offer_id)


def test_whom_an_offer_fits_gets_one_mail_and_nobody_else(city: TestCity) -> None:
    organisation_id = an_organisation(city)
    steward = a_steward(city, organisation_id)
    subscribe(city, "ada@example.org", categories=["nature"], commitment="short_term")
    subscribe(city, "bea@example.org", categories=["nature"], commitment="long_term")
    subscribe(city, "cem@example.org", categories=["nature"])
    confirm(city, "ada@example.org")
    confirm(city, "bea@example.org")
    city.settle()
    city.letterbox.empty()

    publish_an_offer(city, organisation_id, steward)
    city.settle()

    assert city.letterbox.addresses() == ["ada@example.org"], "bea wants long ones, cem never confirmed"


def test_nobody_hears_anything_after_leaving(city: TestCity) -> None:
    organisation_id = an_organisation(city)
    steward = a_steward(city, organisation_id)
    subscribe(city, "ada@example.org", categories=["nature"])
    confirm(city, "ada@example.org")
    city.settle()
    publish_an_offer(city, organisation_id, steward)
    city.settle()
    leave = re.search(r"/u/(\S+)", city.letterbox.mails("ada@example.org")[0]["text"])
    assert leave
    city.letterbox.empty()

    city.ask(PROFILES, "DELETE /v1/subscription", who=a_link(leave.group(1)))
    city.settle()
    publish_an_offer(city, organisation_id, steward, title="Wiese mähen")
    city.settle()

    assert city.letterbox.addresses() == []


def test_nothing_is_missing_after_redis_was_emptied(city: TestCity) -> None:
    organisation_id = an_organisation(city)
    steward = a_steward(city, organisation_id)
    subscribe(city, "ada@example.org", categories=["nature"])
    confirm(city, "ada@example.org")
    city.settle()
    city.letterbox.empty()

    publish_an_offer(city, organisation_id, steward)
    city.ground.redis.flushall()
    city.catch_up()
    city.settle()

    assert city.letterbox.addresses() == ["ada@example.org"]


def test_personal_words_are_gone_once_they_were_heard(city: TestCity) -> None:
    subscribe(city, "ada@example.org", categories=["nature"])
    confirm(city, "ada@example.org")
    city.settle()

    city.catch_up()

    told = city.rows("profiles-service", "SELECT payload::text FROM outbox")
    assert told
    assert not [row for row in told if "ada@example.org" in row]
