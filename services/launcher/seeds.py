"""The example city, loaded once and through the doors: files by import, accounts by command.

`make seed` loads it again; what is there already stays as it is, because everything is known by its own id. In
containers, `python -m services.launcher.seeds` finds the city by its environment.
"""

import csv
import io
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import httpx

from services.city import read_city
from services.kit.auth import Signer
from services.launcher.children import Child, Process
from services.launcher.dates import resolved
from services.launcher.environment import environment, full_name
from services.launcher.people import EDITOR, STEWARDS, person_id
from services.launcher.pinning import pin_ideas
from services.launcher.ports import SERVICES
from services.launcher.settings import Settings

FOLDER = Path(__file__).parent / "halle"
_PATIENCE = 60.0
_PAUSE = 0.3


class SeedsRefused(SystemExit):
    """A service did not take the example city; the message holds its answer."""


@dataclass(frozen=True)
class Running:
    """A running city: where its services are, who signs for its editor, what the commands of profiles-service need."""

    city: Path
    urls: Mapping[str, str]
    key: Path
    profiles: Mapping[str, str]
    may_fork: bool = False

    @classmethod
    def here(cls, settings: Settings, *, may_fork: bool = False) -> "Running":
        """Return the city that the launcher runs."""
        urls = {service: settings.service_url(service) for service in SERVICES}
        return cls(settings.city, urls, settings.keys / "launcher.jwk", environment(settings, "profiles"), may_fork)

    @classmethod
    def named_by(cls, environ: Mapping[str, str]) -> "Running":
        """Return the city that the environment names."""
        urls = {service: environ[f"{service.upper()}_URL"] for service in SERVICES}
        return cls(Path(environ["MOSAIK_CITY"]), urls, Path(environ["LAUNCHER_KEY_FILE"]), environ)


def load(city: Running) -> None:
    """Load the example city into running services."""
    known = read_city(city.city)
    today = datetime.now(known.time_zone).date()
    with ExitStack() as stack:
        stack.enter_context(_commands(city, today))
        directory = stack.enter_context(_editor_at(city, "directory"))
        events = stack.enter_context(_editor_at(city, "events"))
        for kind, file in (("organisations", "organisationen"), ("projects", "projekte"), ("offers", "angebote")):
            _import(directory, kind, csv_text(file, today))
        _answer(directory.put("/v1/synonyms", json={"text": csv_text("synonyme", today)}))
        organisations = _appoint(directory, today)
        pin_ideas(directory, csv_text("ideen", today), checks=known.review.check_keys, answer=_answer)
        _import(events, "events", csv_text("termine", today))
    _load_cards(city, organisations, today)


def csv_text(name: str, today: date) -> str:
    """Return one file of the example city with its date templates turned into days."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = [[resolved(cell, today=today) for cell in row] for row in csv.reader(file, delimiter=";")]
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\n").writerows(rows)
    return text.getvalue()


def _import(service: httpx.Client, kind: str, text: str) -> None:
    """Send a file, look at the dry run, and confirm it; what is not known there yet is waited for."""
    end = time.monotonic() + _PATIENCE
    while True:
        report = _answer(service.post("/v1/imports", json={"kind": kind, "text": text, "announce": False}))
        if not report["counts"]["refused"]:
            break
        # An organisation is told to the other services a moment after it is published.
        if time.monotonic() > end:
            raise SeedsRefused(f"{kind}: {[row for row in report['rows'] if row['problems']][:3]}")
        time.sleep(_PAUSE)
    _answer(service.put(f"/v1/imports/{report['id']}/confirmation"))


def _appoint(directory: httpx.Client, today: date) -> Mapping[str, str]:
    """Let contact persons look after the pages of their organisations; returns the organisations' ids by name."""
    organisations = _answer(directory.get("/v1/organisations", params={"size": 100}))["items"]
    ids = {organisation["name"]: organisation["id"] for organisation in organisations}
    appointed = {(each["organisation"], person_id(each["email"])) for each in _contact_persons(today)}
    appointed |= {(each.organisation, each.person_id) for each in STEWARDS}
    for organisation, who in sorted(appointed):
        _answer(directory.put(f"/v1/organisations/{ids[organisation]}/stewards/{who}"))
    return ids


def _answer(response: httpx.Response) -> Any:
    if response.is_error:
        raise SeedsRefused(f"{response.request.method} {response.request.url}: {response.status_code} {response.text}")
    return response.json() if response.content else None


@contextmanager
def _editor_at(city: Running, service: str) -> Iterator[httpx.Client]:
    signer = Signer(city.key.read_text())
    token = signer.token(audience=full_name(service), now=datetime.now(UTC), roles=["editor"])
    headers = {"Authorization": f"Bearer {token}"}
    # The machine's proxy settings are not for its own services.
    with httpx.Client(base_url=city.urls[service], headers=headers, timeout=60, trust_env=False) as client:
        yield client


@contextmanager
def _commands(city: Running, today: date) -> Iterator[None]:
    """Run the commands of profiles-service beside the block, and wait for their end after it."""
    with TemporaryDirectory() as place:
        subscribers = Path(place) / "subscribers.csv"
        subscribers.write_text(csv_text("interessenten", today), encoding="utf-8")
        commands = [_command(city, Path(place), words) for words in _account_commands(str(subscribers))]
        for command in commands:
            command.start()
        yield
        for command in commands:
            _await(command)


def _load_cards(city: Running, organisations: Mapping[str, str], today: date) -> None:
    """Give the contact persons of the example city their cards, by a command of profiles-service."""
    with TemporaryDirectory() as place:
        cards = Path(place) / "cards.csv"
        cards.write_text(cards_text(organisations, today), encoding="utf-8")
        command = _command(city, Path(place), ("load-cards", str(cards)))
        command.start()
        _await(command)


def cards_text(organisations: Mapping[str, str], today: date) -> str:
    """Return the contact persons, each with her id and that of her organisation in this city."""
    rows = _contact_persons(today)
    text = io.StringIO()
    writer = csv.DictWriter(text, [*rows[0], "person_id"], delimiter=";", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        ids = {"person_id": str(person_id(row["email"])), "organisation_id": organisations[row["organisation"]]}
        writer.writerow(row | ids)
    return text.getvalue()


def _contact_persons(today: date) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(csv_text("ansprechpersonen", today)), delimiter=";"))


def _await(command: Child) -> None:
    if not (command.wait(_PATIENCE) and command.succeeded):
        raise SeedsRefused(f"{command.name}:\n{command.last_words()}")


def _account_commands(subscribers: str) -> list[tuple[str, ...]]:
    people = [
        ("make-account", steward.email, "--name", steward.name, "--id", str(steward.person_id)) for steward in STEWARDS
    ]
    return [("load-subscribers", subscribers), ("make-administrator", EDITOR), *people]


def _command(city: Running, place: Path, words: tuple[str, ...]) -> Child:
    command = (sys.executable, "-m", "services.kit", "profiles-service", "command", *words)
    process = Process(name=" ".join(words[:2]), command=command, environment=city.profiles)
    return Child(process, place / f"{uuid4()}.log", may_fork=city.may_fork)


if __name__ == "__main__":
    named = "LAUNCHER_KEY_FILE" in os.environ
    load(Running.named_by(os.environ) if named else Running.here(Settings.of_the_last_start()))
