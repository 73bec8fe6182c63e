"""The lock fits every machine: it names no index, and everything has a hash."""

from tests.support.sources import ROOT


def test_the_lock_names_no_index_and_hashes_everything() -> None:
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    pins = [line for line in lines if "==" in line]

    assert [line for line in lines if "://" in line or line.startswith(("-i", "--index", "--extra", "--find"))] == []
    assert len(pins) > 50
    assert [line for line in pins if not line.rstrip().endswith("\\")] == [], "a hash follows on the next line"
