"""What people wait for who sign in, subscribe and ask for a contact, 20 of them a second, beside a million others.

Each comes when it is her time, whether those before her have their answer or not.
"""

import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import httpx

from bench.ground import durable_ground, running, superuser
from bench.interests import fill_subscribers
from services.city import City, read_city

_PEOPLE, _A_SECOND, _SECONDS = 1_000_000, 20, 20
_AT_ONCE = 40
_LIMITS = ("SIGN_INS", "SUBSCRIPTIONS", "CONTACT_REQUESTS")
_OFFER = UUID(int=1)
_SUBJECT = """
    INSERT INTO contact_subjects (kind, id, title, slug, organisation_id, organisation_name, email, is_public)
    VALUES ('offer', %s, 'Beete gießen', 'beete-giessen', %s, 'Gartenkreis', 'garten@example.org', true)
"""
Asks = dict[str, Callable[[int], httpx.Response]]


def measure(*, small: bool = False) -> dict[str, Any]:
    """Measure how long each waits for an answer; its mail is in the outbox by then."""
    people, seconds = (10_000, 3) if small else (_PEOPLE, _SECONDS)
    with durable_ground() as ground:
        city = read_city(ground.settings.city)
        ground.app("profiles")
        with superuser(ground, "profiles") as connection:
            fill_subscribers(connection, people, city.categories[0].key)
            connection.execute(_SUBJECT, [_OFFER, _OFFER])
        often = {f"PROFILES_{name}_PER_{by}": "1000000" for name in _LIMITS for by in ("ADDRESS", "NETWORK")}
        often |= {"PROFILES_SIGN_INS_IN_ALL": "1000000"}
        with running(ground, "profiles", "web", **often), httpx.Client(timeout=30) as client:
            asks = _asks(client, ground.settings.service_url("profiles"), city)
            found = {name: _waits(ask, seconds) for name, ask in asks.items()}
    return {"people": people, "a_second": _A_SECOND, "answers": found}


def _asks(client: httpx.Client, url: str, city: City) -> Asks:
    def post(path: str, number: int, **words: Any) -> httpx.Response:
        return client.post(f"{url}/v1/{path}", json={"email": f"new{number}@example.org", "language": "de", **words})

    wording = client.get(f"{url}/v1/wordings/current").json()["version"]
    wish = {"what": ["offer"], "categories": [city.categories[0].key], "cadence": "weekly"}
    form = {"interests": [wish], "newsletter": False, "wording_version": wording, "form": "/nachrichten"}
    asked = {"kind": "offer", "subject_id": str(_OFFER), "name": "Kim", "message": "Ich habe samstags Zeit."}
    asked["wording_version"] = city.contact_requests.consent_version
    return {
        "a sign-in": lambda number: post("sign-ins", number),
        "a subscription": lambda number: post("subscriptions", number, **form),
        "a contact request": lambda number: post("contact-requests", number, **asked),
    }


def _waits(ask: Callable[[int], httpx.Response], seconds: int) -> dict[str, Any]:
    began = time.perf_counter() + 1 / _A_SECOND

    def wait(number: int) -> float:
        due = began + number / _A_SECOND
        time.sleep(max(0.0, due - time.perf_counter()))
        answer = ask(number)
        if answer.status_code >= 400:
            raise SystemExit(f"Not every request was answered: {answer.status_code} {answer.text}")
        return (time.perf_counter() - due) * 1000

    with ThreadPoolExecutor(_AT_ONCE) as many:
        took = sorted(many.map(wait, range(_A_SECOND * seconds)))
    return {"p50_ms": round(statistics.median(took), 1), "p99_ms": round(took[int(len(took) * 0.99)], 1)}
