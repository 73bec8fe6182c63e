"""The secrets of a city in containers: `python -m services.launcher.handing_out MASTER PLACES`.

They are made once and kept in one folder that nobody else sees. From there each part of the city is handed its own, in
a folder that is a volume of its own: nothing but the mount decides who may read it. Run again, it hands out what it
kept.
"""

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from services.facts import Fact
from services.facts.hearers import HEARERS, TELLERS
from services.kit.keys import make_keyring
from services.launcher.databases import Server, Urls
from services.launcher.environment import full_name
from services.launcher.ports import SERVICES
from services.launcher.secrets_kept import kept_secret

Files = dict[str, str]
_HOST, _REDIS = "postgres:5432", "redis:6379"
_SINGLE = {
    "link-secret": "profiles",
    "seat-secret": "events",
    "message-key": "notifier",
    "website-secret": "website",
}


def hand_out(master: Path, places: Path, *, demo: bool) -> None:
    """Make what is missing, and write to each place what belongs there."""
    make_keyring(master)
    for place, files in _handed_out(master, demo=demo):
        (places / place).mkdir(parents=True, exist_ok=True)
        for name, words in files.items():
            _write(places / place / name, words)


def redis_users(passwords: dict[str, str]) -> str:
    """Return the users of the broker: each service reads its own queues, and may only add to those of its hearers."""
    # Whoever has no password may ask whether the server is there, as the health check does.
    lines = ["user default on nopass resetkeys resetchannels -@all +ping"]
    for service, password in passwords.items():
        digest = hashlib.sha256(password.encode()).hexdigest()
        own = f"~{full_name(service)}* ~_kombu.* ~*celery.pidbox* &*"
        queues = " ".join(f"~{hearer}*" for hearer in sorted(_hearers(full_name(service))))
        others = f" (-@all +llen +lpush {queues})" if queues else ""
        lines.append(f"user {service} on #{digest} {own} +@all -@admin -@dangerous +info{others}")
    return "\n".join(lines) + "\n"


def _handed_out(master: Path, *, demo: bool) -> Iterator[tuple[str, Files]]:
    server = Server(f"postgresql://postgres@{_HOST}/postgres", kept_secret(master / "databases"))
    urls = {service: server.urls(service) for service in SERVICES}
    redis = {service: kept_secret(master / f"redis-{service}") for service in SERVICES}
    keyring = _keyring(master, demo=demo)
    for service in SERVICES:
        yield (
            service,
            {
                "key.jwk": _key(master, full_name(service)),
                "keyring.json": keyring,
                "database-url": urls[service].app,
                "redis-url": f"redis://{service}:{redis[service]}@{_REDIS}/0",
                **_of_its_own(master, service),
            },
        )
    yield "website", {"key.jwk": _key(master, "website"), "keyring.json": keyring, **_of_its_own(master, "website")}
    yield "owners", {f"{service}-url": urls[service].owner for service in SERVICES}
    yield "postgres", {"superuser": kept_secret(master / "postgres"), **_role_passwords(urls)}
    yield "redis", {"users.acl": redis_users(redis)}
    yield "launcher", {"key.jwk": _key(master, "launcher")} if demo else {}


def _of_its_own(master: Path, service: str) -> Files:
    people = {"people.jwk": _key(master, "people")} if service == "profiles" else {}
    return people | {name: kept_secret(master / name) for name, owner in _SINGLE.items() if owner == service}


def _key(master: Path, issuer: str) -> str:
    return (master / f"{issuer}.jwk").read_text()


def _keyring(master: Path, *, demo: bool) -> str:
    """Return the public keys; outside the demo nobody takes the word of who loads the example city."""
    keys = json.loads((master / "keyring.json").read_text())["keys"]
    return json.dumps({"keys": [key for key in keys if demo or not key["kid"].startswith("launcher.")]})


def _role_passwords(urls: dict[str, Urls]) -> Files:
    parts = [urlsplit(url) for each in urls.values() for url in (each.app, each.owner)]
    return {str(each.username): str(each.password) for each in parts}


def _hearers(teller: str) -> set[str]:
    facts: list[type[Fact]] = [fact for fact, tellers in TELLERS.items() if teller in tellers]
    return {hearer for fact in facts for hearer in HEARERS[fact]}


def _write(file: Path, words: str) -> None:
    half = file.with_name(f".{file.name}")
    half.write_text(words)
    # Whoever mounts the place reads it, under whatever name its image runs.
    half.chmod(0o444)
    half.replace(file)


if __name__ == "__main__":
    hand_out(Path(sys.argv[1]), Path(sys.argv[2]), demo=os.environ.get("MOSAIK_DEMO", "") == "true")
