"""Who left long ago is forgotten, the chain of consents holds, and nobody else is touched."""

from datetime import timedelta

from profiles_service.actions import tidying
from profiles_service.models import Consent, Person, Subscription
from profiles_service.queries import proofs
from services.kit import clock
from services.kit.web import Service
from tests.support.profiles_makers import a_person, count, link, links, subscribed

DAYS = 1095


def leave(app: Service, email: str) -> None:
    person_id = subscribed(app, email=email)
    shown = link(links().token("manage", person_id))
    assert app.test_client().delete("/v1/subscription", headers=shown).status_code == 200


def forget(app: Service, *, days_later: int) -> None:
    now = clock.now() + timedelta(days=days_later)
    with app.database.transaction() as session:
        tidying.forget_requests(session, now=now)
        tidying.forget_who_left(session, keep_days=DAYS, now=now)


def broken(app: Service) -> list[tuple[int, str]]:
    with app.database.reading() as session:
        return list(proofs.broken_consents(session))


def emptied(app: Service) -> int:
    with app.database.reading() as session:
        return proofs.emptied_consents(session)


def test_who_left_long_ago_is_forgotten_and_the_chain_holds(profiles: Service) -> None:
    leave(profiles, "ada@example.org")

    forget(profiles, days_later=DAYS + 1)

    assert (count(profiles, Person), count(profiles, Subscription), emptied(profiles)) == (0, 0, 4)
    assert broken(profiles) == []


def test_who_left_lately_or_stays_is_kept_with_the_proof(profiles: Service) -> None:
    leave(profiles, "ada@example.org")
    subscribed(profiles, email="kim@example.org")

    forget(profiles, days_later=DAYS - 1)

    assert (count(profiles, Person), emptied(profiles)) == (2, 0)


def test_who_left_but_has_an_account_keeps_it(profiles: Service) -> None:
    leave(profiles, "ada@example.org")
    a_person(profiles, "ada@example.org")

    forget(profiles, days_later=DAYS + 1)

    assert (count(profiles, Person), count(profiles, Subscription)) == (1, 0)


def test_whoever_empties_a_proof_behind_our_back_is_found(profiles: Service) -> None:
    subscribed(profiles, email="ada@example.org")
    with profiles.database.transaction() as session:
        lines = [line.id for line in session.query(Consent).all()]
        session.add(_said_to_be_erased(lines))
        session.connection().exec_driver_sql(
            "UPDATE consents SET person_id = NULL, request_id = NULL, wording_hash = NULL, form = NULL, chosen = NULL,"
            " letter_id = NULL, salt = NULL WHERE id = ANY(%s)",
            (lines,),
        )

    assert any("although it was confirmed" in why for _, why in broken(profiles))


def _said_to_be_erased(lines: list[int]) -> Consent:
    """Return a line that names a receipt which nobody has."""
    none = "6f1c0b8e-0000-4000-8000-000000000000"
    return Consent(
        step="emptied",
        happened_at=clock.now(),
        form="erased",
        chosen={"lines": lines, "receipt_id": none},
        content_hash=b"1",
        prev_hash=b"2",
        hash=b"3",
    )
