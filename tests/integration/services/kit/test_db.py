"""Connections notice when the other side is gone, and tell nobody what was said over them."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.kit.db import Database, rows
from services.kit.figures import DatabaseFigures
from services.kit.web import Service


def test_a_place_held_by_a_machine_that_is_gone_is_free_within_a_minute(notifier: Service) -> None:
    with notifier.database.engine.connect() as connection:
        idle, interval, count = (
            int(str(connection.scalar(text(f"SHOW tcp_keepalives_{each}")))) for each in ("idle", "interval", "count")
        )

    assert 0 < idle + interval * count <= 60


def test_a_statement_that_fails_keeps_its_words_to_itself(notifier: Service) -> None:
    with pytest.raises(DBAPIError) as failed, notifier.database.reading() as session:
        session.execute(text("SELECT 1 / length(:name) - length(:name) / 0"), {"name": "Rosa Regentonne"})

    assert "Regentonne" not in str(failed.value)


def test_short_questions_need_no_session_and_see_what_a_session_has_done(notifier: Service) -> None:
    words, given = "SELECT pg_current_xact_id_if_assigned() IS NULL WHERE %(yes)s", {"yes": True}
    with notifier.database.reading() as session:
        assert rows(session, words, given) == [(True,)]
        assert not session.in_transaction()
    with notifier.database.transaction() as session:
        session.execute(text("SELECT pg_current_xact_id()"))
        assert rows(session, words, given) == [(False,)]


def test_what_reads_gives_its_connection_back(notifier: Service) -> None:
    pool = notifier.database.engine.pool
    for asked in (False, True):
        with notifier.database.reading() as session:
            if asked:
                session.execute(text("SELECT 1"))
            held = pool.checkedout()  # type: ignore[attr-defined]
        assert (held, pool.checkedout()) == (int(asked), 0)  # type: ignore[attr-defined]


def test_figures_say_that_the_database_is_away() -> None:
    away = Database("postgresql+psycopg://nobody@127.0.0.1:9/nothing")

    assert [(each.name, each.samples[0].value) for each in DatabaseFigures(away, {}).collect()] == [
        ("mosaik_database_up", 0.0)
    ]


def test_figures_say_that_the_database_is_there(notifier: Service) -> None:
    found = {each.name: each.samples[0].value for each in DatabaseFigures(notifier.database, {}).collect()}

    assert found["mosaik_database_up"] == 1.0
    assert found["mosaik_unheard_facts"] == 0.0


def test_connections_that_the_server_has_ended_are_replaced_before_anybody_notices(notifier: Service) -> None:
    database = Database(notifier.worker.settings.database_url, pool_size=3, name="doomed")
    with database.engine.connect(), database.engine.connect(), database.engine.connect():
        pass  # three that rest in the pool
    with notifier.database.engine.connect() as other:
        ended = other.scalars(
            text("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'doomed'")
        ).all()

    assert ended == [True] * 3
    for _ in range(3):
        with database.transaction() as session:
            assert session.scalar(text("SELECT 1")) == 1
    database.engine.dispose()
