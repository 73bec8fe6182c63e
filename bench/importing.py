"""A table of 5,000 rows: tried with every row looked at for duplicates, taken over with its steps noted, sent again.

Two tables: offers beside the many that are there, and organisations, each compared with 5,000 that are there.
"""

import random
from time import perf_counter
from typing import Any
from uuid import UUID

from bench import lists, results
from bench.ground import durable_ground, superuser
from directory_service.actions import importing, running
from services.city import City, read_city
from services.kit import clock
from services.kit.tokens import Caller
from services.kit.web import Service

_ROWS = 5_000
_ROUNDS = 3
_EDITOR = Caller(service="bench", roles=frozenset({"editor"}))
_OFFERS = "externe_id;organisation_id;titel;kurzbeschreibung;beschreibung;kategorien;dauer;beginn;strasse;plz"
_ORGANISATIONS = "externe_id;name;typ;kurzbeschreibung;kategorien;strasse;plz;lat;lon;email"
_WORDS = ("Garten", "Reparatur", "Fahrrad", "Energie", "Kiez", "Wiese", "Schule", "Nachbarschaft", "Saale", "Klima")
_CATEGORIES = ("Energie", "Mobilität", "Gesundheit", "Produktion, Konsum, Recycling", "Stadtgrün und Biodiversität")


def measure(*, small: bool = False) -> dict[str, Any]:
    """Measure goal 12: seconds for trying, taking over, and sending the same table again."""
    rows = 500 if small else _ROWS
    with durable_ground() as ground:
        app = ground.app("directory")
        city = read_city(ground.settings.city)
        lists.fill(app.database, city, 2_000 if small else 20_000)
        _done(app, city, "organisations", _organisations(rows, "V"))
        with superuser(ground, "directory") as connection:
            connection.execute("VACUUM ANALYZE")
        rounds = 1 if small else _ROUNDS
        offers = [_done(app, city, "offers", _offers(rows, f"A{number}")) for number in range(rounds)]
        others = [_done(app, city, "organisations", _organisations(rows, f"W{number}")) for number in range(rounds)]
    return {"rows": rows, "offers": _seconds(offers), "organisations": _seconds(others)}


def _done(app: Service, city: City, kind: str, text: str) -> dict[str, float]:
    asked = {"kind": kind, "text": text, "announce": False, "source": None, "is_whole": False}
    began = perf_counter()
    with app.database.transaction() as session:
        sent = importing.try_import(session, asked, city=city, caller=_EDITOR, now=clock.now())
    tried = perf_counter()
    with app.database.transaction() as session:
        running.begin(session, sent.id, hides_gone=None, now=clock.now())
    _run(app, city, sent.id)
    applied = perf_counter()
    with app.database.transaction() as session:
        importing.try_import(session, asked, city=city, caller=_EDITOR, now=clock.now())
    return {
        "tried": tried - began,
        "taken_over": applied - tried,
        "both": applied - began,
        "again": perf_counter() - applied,
    }


def _run(app: Service, city: City, import_id: UUID) -> None:
    with app.database.transaction() as session:
        running.run(session, import_id, opens=app.database.transaction, city=city, now=clock.now())


def _seconds(taken: list[dict[str, float]]) -> dict[str, Any]:
    return {name: results.summary([each[name] for each in taken], 2) for name in taken[0]}


def _offers(rows: int, name: str) -> str:
    chance = random.Random(name)
    lines = [
        f"{name}-{number};V-{chance.randrange(rows)};Wiese {number} am {name} mähen;Gesucht: 3 Leute;"
        f"Wir zeigen alles in Ruhe. Feste Schuhe!;{chance.choice(_CATEGORIES)};kurz;2036-05-01;Torstraße 901;06110"
        for number in range(rows)
    ]
    return "\n".join([_OFFERS, *lines])


def _organisations(rows: int, name: str) -> str:
    chance = random.Random(name)
    lines = [
        f"{name}-{number};{_name(name, number, chance)};Verein;Wir tun etwas;{chance.choice(_CATEGORIES)};"
        f"Weg {chance.randrange(2_000)};06110;{_near(51.4, chance)};{_near(11.9, chance)};"
        f"{name}{number}@example.org"
        for number in range(rows)
    ]
    return "\n".join([_ORGANISATIONS, *lines])


def _name(name: str, number: int, chance: random.Random) -> str:
    return f"{chance.choice(_WORDS)}-{chance.choice(_WORDS)} {name}{number}"


def _near(degrees: float, chance: random.Random) -> str:
    return f"{degrees + chance.random() / 5:.5f}"
