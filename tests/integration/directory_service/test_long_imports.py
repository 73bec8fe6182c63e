"""Long tables are taken over in the background, as one; who watches sees how far it has come, and may break it off."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from directory_service.actions import running
from directory_service.models import Import, ImportProgress, Offer
from directory_service.tasks import go_on_with_tables, take_over_table
from services.kit import clock
from services.kit.web import Service
from tests.integration.directory_service.conftest import Door
from tests.support.directory_makers import ORGANISATIONS, imported, table

ROWS = 1_200
HEADER = "externe_id;organisation_id;titel;kategorien;dauer"


@pytest.fixture
def long_table(directory: Service, editor: Door) -> Any:
    group = {"externe_id": "O-1", "name": "Gruppe", "typ": "Verein", "kategorien": "Energie"}
    imported(directory, "organisations", table(ORGANISATIONS, group))
    rows = [f"A-{number};O-1;Wiese {number};Energie;kurz" for number in range(ROWS)]
    return editor.post("/v1/imports", {"kind": "offers", "text": "\n".join([HEADER, *rows])})


def offers(app: Service) -> int:
    with app.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Offer)) or 0


def run(sent: Any) -> None:
    take_over_table.apply(kwargs={"import_id": sent["id"]}).get()


def test_a_long_table_is_taken_over_in_the_background(directory: Service, editor: Door, long_table: Any) -> None:
    begun = editor.put(f"/v1/imports/{long_table['id']}/confirmation", {})
    assert (begun["state"], begun["progress"], offers(directory)) == ("running", {"done": 0, "total": ROWS}, 0)

    run(long_table)
    shown = editor.get(f"/v1/imports/{long_table['id']}")
    assert (shown["state"], shown["progress"], offers(directory)) == ("applied", {"done": ROWS, "total": ROWS}, ROWS)


def test_who_watches_sees_steps_before_anything_is_kept(directory: Service, editor: Door, long_table: Any) -> None:
    seen = []

    class Watched:
        def __enter__(self) -> Any:
            self.transaction = directory.database.transaction()
            return self.transaction.__enter__()

        def __exit__(self, *trouble: Any) -> None:
            self.transaction.__exit__(*trouble)
            with directory.database.reading() as session:
                seen.append((session.scalars(select(ImportProgress.done)).one(), offers(directory)))

    editor.put(f"/v1/imports/{long_table['id']}/confirmation", {})
    with directory.database.transaction() as session:
        sent = session.scalars(select(Import.id).where(Import.kind == "offers")).one()
        running.run(session, sent, opens=Watched, city=directory.extensions["city"], now=clock.now())
    assert seen == [(0, 0), (500, 0), (1000, 0), (1200, 0)]


def test_breaking_off_leaves_everything_as_it_was(directory: Service, editor: Door, long_table: Any) -> None:
    door = f"/v1/imports/{long_table['id']}/confirmation"
    editor.put(door, {})
    editor.delete(door)
    run(long_table)
    assert (editor.get(f"/v1/imports/{long_table['id']}")["state"], offers(directory)) == ("waiting", 0)

    editor.put(door, {})
    run(long_table)
    assert offers(directory) == ROWS
    editor.delete(door, 409)


def test_while_a_table_is_taken_over_nothing_more_is_said_about_it(editor: Door, long_table: Any) -> None:
    editor.put(f"/v1/imports/{long_table['id']}/confirmation", {})

    refused = editor.put(f"/v1/imports/{long_table['id']}/choices", {"rows": {"2": "skip"}}, 409)
    assert refused["type"] == "urn:mosaik:problem:already-running"
    editor.put(f"/v1/imports/{long_table['id']}/confirmation", {}, 409)


def test_what_a_killed_process_left_behind_is_begun_again(directory: Service, editor: Door, long_table: Any) -> None:
    editor.put(f"/v1/imports/{long_table['id']}/confirmation", {})
    with directory.database.transaction() as session:
        assert running.left_behind(session, now=clock.now()) == []
        session.execute(update(ImportProgress).values(noted_at=clock.now() - timedelta(minutes=2)))
    with directory.database.transaction() as session:
        go_on_with_tables(session, clock.now())
        ((task, _, words),) = session.info["rings"]
    assert (task, words) == ("directory-service.take_over_table", {"import_id": long_table["id"]})


def test_a_table_that_is_taken_over_already_is_left_alone(directory: Service, editor: Door, long_table: Any) -> None:
    editor.put(f"/v1/imports/{long_table['id']}/confirmation", {})
    run(long_table)
    run(long_table)
    assert offers(directory) == ROWS
