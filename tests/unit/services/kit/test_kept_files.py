"""Whole lists are made one at a time, and kept only as far as there is room."""

import pytest

from services.kit import kept_files
from services.kit.kept_files import KeptFiles, OthersAreServed


def test_while_one_is_made_no_other_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_files, "_PATIENCE_SECONDS", 0)
    files = KeptFiles()

    def make() -> bytes:
        with pytest.raises(OthersAreServed):
            files.get("other", lambda: b"other")
        return b"one"

    assert files.get("one", make) == b"one"
    assert files.get("other", lambda: b"other") == b"other"


def test_what_could_not_be_made_is_in_nobodys_way() -> None:
    files = KeptFiles()
    with pytest.raises(ZeroDivisionError):
        files.get("one", lambda: bytes(1 // 0))
    assert files.get("one", lambda: b"one") == b"one"


def test_the_oldest_files_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_files, "_MOST_BYTES", 5)
    files = KeptFiles()
    for key in ("a", "b", "c"):
        files.get(key, lambda: b"xx")
    assert files.get("c", lambda: b"new") == b"xx"
    assert files.get("a", lambda: b"new") == b"new"
