"""What a dead sender leaves can be read, however it died."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.rules import Reply, State
from notifier.sending.journal import Journal, _read, abandoned

ACCEPTED = Reply(State.ACCEPTED, 250, "2.0.0", "2.0.0 queued")


def die_while_sending(folder: Path, owner: UUID) -> None:
    with Journal(folder, owner) as journal:
        journal.begin((1, 2))
        journal.note((1, 2), ACCEPTED)
        journal.begin((1, 3))
        raise KeyboardInterrupt


def test_a_sender_that_ends_well_leaves_nothing(tmp_path: Path) -> None:
    with Journal(tmp_path, uuid4()) as journal:
        journal.begin((1, 2))
        journal.note((1, 2), ACCEPTED)

    assert list(abandoned(tmp_path)) == []


def test_a_journal_that_is_held_is_not_touched(tmp_path: Path) -> None:
    with Journal(tmp_path, uuid4()):
        assert list(abandoned(tmp_path)) == []


def test_only_what_was_begun_and_not_answered_is_in_doubt(tmp_path: Path) -> None:
    owner = uuid4()
    with pytest.raises(KeyboardInterrupt):
        die_while_sending(tmp_path, owner)

    (remains,) = abandoned(tmp_path)

    assert remains.owner == owner
    assert remains.replies == {(1, 2): ACCEPTED}
    assert remains.in_doubt == {(1, 3)}
    assert list(abandoned(tmp_path)) == [], "and is settled once"


@settings(deadline=None)
@given(cut=st.integers(0, 200))
def test_a_line_cut_off_while_it_was_written_is_no_reply(cut: int) -> None:
    whole = b'boot x\n1 2\n1 2 [3, 250, "2.0.0", "ok"]\n1 3\n1 3 [3, 250, "2.0.0", "ok"]\n'
    remains = _read(Path(f"{uuid4()}.journal"), whole[:cut])

    assert not remains.in_doubt & set(remains.replies)
    assert all(reply.state == State.ACCEPTED for reply in remains.replies.values())
