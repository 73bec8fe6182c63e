from pathlib import Path

from services.kit.web import Service
from tests.support.directory_makers import ORGANISATIONS, organisations_there, table

GOOD = {"externe_id": "A-1", "name": "Eins", "typ": "Verein", "kategorien": "Energie"}
BAD = {"externe_id": "A-2", "name": "Zwei", "typ": "Verein", "kategorien": "Enerige"}


def a_file(folder: Path, *rows: dict[str, str]) -> str:
    file = folder / "table.csv"
    file.write_text(table(ORGANISATIONS, *rows), encoding="utf-8-sig")
    return str(file)


def test_a_table_is_tried_and_nothing_taken_over(directory: Service, tmp_path: Path) -> None:
    said = directory.test_cli_runner().invoke(args=["import", "organisations", a_file(tmp_path, GOOD, BAD)])
    assert said.exit_code == 0, said.output
    assert "3: kategorien: We do not know “Enerige”. Perhaps “Energie” is meant." in said.output
    assert "1 new, 0 changed, 0 unchanged, 0 refused, 1 waits (waiting)" in said.output
    assert organisations_there(directory) == []


def test_a_table_is_taken_over_when_the_operator_says_so(directory: Service, tmp_path: Path) -> None:
    runner = directory.test_cli_runner()
    said = runner.invoke(args=["import", "organisations", a_file(tmp_path, GOOD, BAD), "--apply"])
    assert "(applied)" in said.output
    assert [each.name for each in organisations_there(directory)] == ["Eins"]
