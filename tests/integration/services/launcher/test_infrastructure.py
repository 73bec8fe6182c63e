import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest
from redis import Redis

from services.launcher.infrastructure import Infrastructure, infrastructure
from services.launcher.ports import free_ports, is_free
from services.launcher.settings import ROOT
from tests.support.processes import says

LETTER = "Subject: Hallo\r\nTo: ada@example.org\r\n\r\nBis gleich!\r\n"


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Infrastructure]:
    with infrastructure(tmp_path_factory.mktemp("ground"), free_ports()) as running:
        yield running


@pytest.fixture(scope="module")
def database(ground: Infrastructure) -> tuple[str, str]:
    """Return the ways into a database with one table: to use it, and to change it."""
    app, owner = (url.replace("+psycopg", "") for url in ground.make_database("parks"))
    with psycopg.connect(owner) as connection:
        connection.execute("CREATE TABLE parks (id serial PRIMARY KEY, name text)")
    return app, owner


def test_postgres_sorts_alike_everywhere(database: tuple[str, str]) -> None:
    with psycopg.connect(database[0]) as connection:
        row = connection.execute(
            "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = current_database()"
        ).fetchone()

    assert row == ("b", "C.UTF-8")


def test_the_app_may_use_tables_that_the_owner_made(database: tuple[str, str]) -> None:
    with psycopg.connect(database[0]) as connection:
        connection.execute("INSERT INTO parks (name) VALUES (unaccent('Peißnitz'))")
        row = connection.execute("SELECT name, similarity(name, 'Peisnitz') > 0.3 FROM parks").fetchone()

    assert row == ("Peissnitz", True)


@pytest.mark.parametrize("statement", ["CREATE TABLE x (id int)", "DROP TABLE parks", "TRUNCATE parks"])
def test_the_app_may_not_change_tables(database: tuple[str, str], statement: str) -> None:
    with psycopg.connect(database[0]) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


def test_one_service_is_not_let_into_the_database_of_another(ground: Infrastructure, database: tuple[str, str]) -> None:
    other = ground.make_database("trees")[0].replace("+psycopg", "")

    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(other.removesuffix("/trees") + "/parks")


def test_no_role_may_hang_for_ever(database: tuple[str, str]) -> None:
    asked = "SELECT current_setting('statement_timeout'), current_setting('lock_timeout')"
    with psycopg.connect(database[0]) as app, psycopg.connect(database[1]) as owner:
        assert app.execute(asked).fetchone() == ("30s", "5s")
        assert owner.execute(asked).fetchone() == ("30min", "10s")


def test_making_a_database_again_changes_nothing(ground: Infrastructure, database: tuple[str, str]) -> None:
    again = ground.make_database("parks")

    with psycopg.connect(again[0].replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT to_regclass('parks')").fetchone() == ("parks",)


def test_a_copy_has_the_tables_and_the_roles(ground: Infrastructure) -> None:
    owner = ground.make_database("model")[1].replace("+psycopg", "")
    with psycopg.connect(owner) as connection:
        connection.execute("CREATE TABLE x (id int)")

    app = ground.copy_database("model_1", of="model")[0].replace("+psycopg", "")

    with psycopg.connect(app) as connection:
        assert connection.execute("SELECT count(*) FROM x").fetchone() == (0,)
    ground.drop_database("model_1")


def test_valkey_keeps_messages_and_never_drops_them(ground: Infrastructure) -> None:
    with Redis.from_url(ground.redis_url) as redis:
        kept = redis.config_get("maxmemory-policy", "appendonly", "appendfsync", "auto-aof-rewrite-min-size")

    assert kept.pop("auto-aof-rewrite-min-size") == str(1024**2), "what was passed on is soon gone from the disk"
    assert kept == {"maxmemory-policy": "noeviction", "appendonly": "yes", "appendfsync": "everysec"}


def test_a_row_that_breaks_a_rule_is_not_logged(ground: Infrastructure) -> None:
    owner = ground.make_database("terse")[1].replace("+psycopg", "")
    with psycopg.connect(owner) as connection:
        assert connection.execute("SHOW log_error_verbosity").fetchone() == ("terse",)
    ground.drop_database("terse")


def test_mail_is_caught_and_shown(ground: Infrastructure) -> None:
    with smtplib.SMTP("127.0.0.1", ground.smtp_port) as smtp:
        smtp.sendmail("post@example.org", ["ada@example.org", "bob@example.org"], LETTER)

    [told] = httpx.get(f"{ground.inbox_url}/api/mails", params={"to": "ada@"}, trust_env=False).json()

    assert told["to"] == ["ada@example.org", "bob@example.org"]
    assert told["from"] == "post@example.org"
    assert told["subject"] == "Hallo"
    assert told["text"].strip() == "Bis gleich!"
    assert "Hallo" in httpx.get(ground.inbox_url, trust_env=False).text


def test_a_second_start_keeps_data_and_mail(tmp_path: Path) -> None:
    ports = free_ports()
    with infrastructure(tmp_path, ports) as first:
        owner = first.make_database("kept")[1].replace("+psycopg", "")
        with psycopg.connect(owner) as connection:
            connection.execute("CREATE TABLE x (id int)")
        with smtplib.SMTP("127.0.0.1", first.smtp_port) as smtp:
            smtp.sendmail("post@example.org", ["ada@example.org"], LETTER)

    with infrastructure(tmp_path, ports) as second:
        again = second.make_database("kept")[1].replace("+psycopg", "")
        assert again == owner
        with psycopg.connect(again) as connection:
            assert connection.execute("SELECT count(*) FROM x").fetchone() == (0,)
        assert len(httpx.get(f"{second.inbox_url}/api/mails", trust_env=False).json()) == 1


@pytest.mark.faults
def test_nothing_is_left_behind_when_the_launcher_is_killed(tmp_path: Path) -> None:
    ports = free_ports()
    words = ["--only-infrastructure", "--port-base", str(ports.base), "--data", str(tmp_path)]
    launcher = subprocess.Popen(
        [sys.executable, "-m", "services.launcher", *words], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    with launcher:
        is_up = says(launcher, "The ground is laid")
        launcher.kill()
    assert is_up

    wanted = (ports.postgres, ports.redis, ports.smtp, ports.inbox_page)
    end = time.monotonic() + 10
    while not all(map(is_free, wanted)) and time.monotonic() < end:
        time.sleep(0.05)

    assert [port for port in wanted if not is_free(port)] == []
