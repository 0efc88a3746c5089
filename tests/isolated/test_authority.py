"""An authority that stamps what is added to a file: in as much room as its tokens take."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from fhvalidate.errors import FetchError, UnreadableError, UsageError
from fhvalidate.extension.pdf_writer import Stamp
from fhvalidate.isolated.authority import FIRST_ROOM, MARGIN, MAX_SKEW, Authority
from tests.extension.tools import stamping
from tests.pki.world import shared_world

AT = shared_world().time_stamps.at
DIGEST = bytes(64)


def authority(ahead: timedelta = timedelta(0), *, room: int = FIRST_ROOM) -> Authority:
    """One whose clock is so much ahead of ours."""
    unit = replace(shared_world().time_stamps, at=AT + ahead)
    return Authority(stamping(unit), "http://tsa.example.test/", lambda: AT, room=room)


def writing(rooms: list[int]) -> Callable[[Stamp, int], bytes]:
    """What writes a token in a room as a file is written, and notes the rooms."""

    def write(stamp: Stamp, room: int) -> bytes:
        rooms.append(room)
        token = stamp(DIGEST, "sha512")
        if len(token) > room:
            raise UnreadableError("extend-not-written", reason="token-too-large")
        return token

    return write


def test_the_second_token_gets_the_room_of_the_first() -> None:
    asked, rooms = authority(), list[int]()

    token = asked.stamped(writing(rooms))
    asked.stamped(writing(rooms))

    assert rooms == [FIRST_ROOM, len(token) + MARGIN]


def test_a_token_that_is_larger_than_its_room_is_asked_for_again() -> None:
    asked, rooms = authority(room=100), list[int]()

    token = asked.stamped(writing(rooms))

    assert rooms[0] == 100
    assert rooms[1] >= len(token)  # as much as the first one took; of ECDSA two tokens differ
    assert asked.room == len(token) + MARGIN


def test_a_file_that_cannot_be_written_is_not_tried_again() -> None:
    asked, rooms = authority(), list[int]()

    def write(_: Stamp, room: int) -> bytes:
        rooms.append(room)
        raise UnreadableError("extend-not-written", reason="need-appearances")

    with pytest.raises(UnreadableError):
        asked.stamped(write)

    assert rooms == [FIRST_ROOM]


def test_after_a_time_stamp_it_is_no_earlier_than_that() -> None:
    asked = authority(MAX_SKEW)

    asked.answer(DIGEST, "sha512")

    assert asked.now() == AT + MAX_SKEW


@pytest.mark.parametrize("ahead", [MAX_SKEW + timedelta(seconds=1), -timedelta(days=1)])
def test_a_time_stamp_of_another_time_is_none(ahead: timedelta) -> None:
    with pytest.raises(UsageError) as caught:
        authority(ahead).answer(DIGEST, "sha512")

    assert caught.value.detail["reason"] == "time-stamp-time"


def test_what_keeps_a_time_stamp_away_is_told_with_the_address() -> None:
    def busy(_: bytes, __: str) -> bytes:
        raise FetchError("busy")

    asked = Authority(busy, "http://tsa.example.test/", lambda: datetime.max)

    with pytest.raises(UsageError) as caught:
        asked.answer(DIGEST, "sha512")

    assert caught.value.code == "extend-no-time-stamp"
    assert caught.value.detail == {"url": "http://tsa.example.test/", "reason": "busy"}
