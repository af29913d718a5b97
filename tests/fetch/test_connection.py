"""What comes over a connection: nothing that came is lost, and no more is taken than can be read."""

from __future__ import annotations

import asyncio
from unittest.mock import Mock

import pytest

from crawler.fetch.connection import _AHEAD, Stream
from crawler.fetch.trouble import Trouble


@pytest.fixture
def stream() -> Stream:
    made = Stream()
    made.connection_made(Mock(asyncio.Transport))
    return made


async def test_what_came_is_read_before_the_reset_after_it(stream: Stream) -> None:
    stream.data_received(b"abc")
    stream.connection_lost(ConnectionResetError("reset"))
    assert (await stream.read(2), await stream.read(2)) == (b"ab", b"c")
    with pytest.raises(Trouble, match="reset"):
        await stream.read(2)


async def test_an_orderly_end_is_one(stream: Stream) -> None:
    waiting = asyncio.create_task(stream.read(2))
    await asyncio.sleep(0)
    stream.connection_lost(None)
    assert await waiting == b""


async def test_more_is_taken_only_when_some_was_read(stream: Stream) -> None:
    stream.transport = transport = Mock(asyncio.Transport)
    stream.data_received(b"x" * _AHEAD)
    assert not transport.pause_reading.called
    stream.data_received(b"xx")
    assert transport.pause_reading.called
    await stream.read(1)
    assert not transport.resume_reading.called
    await stream.read(1)
    assert transport.resume_reading.called
