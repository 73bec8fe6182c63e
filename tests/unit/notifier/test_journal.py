"""What a dead sender leaves can be read, however it died."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
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


@given(cut=st.integers(0, 200))
def test_a_line_cut_off_while_it_was_written_is_no_reply(cut: int) -> None:
    head = b"boot x 1000\n".ljust(4096, b"\0")
    whole = b'1 2\n1 2 [3, 250, "2.0.0", "ok"]\n1 3\n1 3 [3, 250, "2.0.0", "ok"]\n'
    remains = _read(Path(f"{uuid4()}.journal"), head + whole[:cut])

    assert not remains.in_doubt & set(remains.replies)
    assert all(reply.state == State.ACCEPTED for reply in remains.replies.values())


@pytest.mark.parametrize("dies_before", ["forgetting", "it counts", "the end"])
def test_what_is_on_its_way_stays_in_doubt_however_late_the_sender_dies(tmp_path: Path, dies_before: str) -> None:
    def dying() -> Iterator[tuple[int, int]]:
        yield (1, 3)
        if dies_before == "it counts":
            raise KeyboardInterrupt

    def live() -> None:
        with Journal(tmp_path, uuid4()) as journal:
            journal.begin((1, 2))
            journal.begin((1, 3))
            journal.note((1, 2), ACCEPTED)
            if dies_before != "forgetting":
                journal.forget(but=dying())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        live()

    (remains,) = abandoned(tmp_path)
    assert remains.is_whole
    assert remains.in_doubt == {(1, 3)}
    assert remains.replies == ({} if dies_before == "the end" else {(1, 2): ACCEPTED})


def test_a_journal_has_room_for_wave_after_wave(tmp_path: Path) -> None:
    longest = Reply(State.REJECTED, 550, "5.7.1", "\x7f" * 500)
    with Journal(tmp_path, uuid4(), wave=3) as journal:
        for wave in range(50):
            for each in range(3):
                journal.begin((wave, each))
                journal.note((wave, each), longest)
            journal.forget(but=[(wave, 9)])
