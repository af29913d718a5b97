"""HTTP/1.1 over one connection: one request, one answer. h11 knows the protocol, and nothing of connections."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import h11

from crawler.fetch.connection import Stream
from crawler.fetch.trouble import Trouble

_AT_ONCE = 64 << 10  # bytes
_HEAD = 100 << 10  # bytes of an answer's head at most

Headers = Sequence[tuple[bytes, bytes]]


class Wire:
    """What is said over a connection, and what is heard."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._talk = h11.Connection(h11.CLIENT, max_incomplete_event_size=_HEAD)

    async def ask(self, method: str, target: bytes, headers: Headers, content: bytes = b"") -> h11.Response:
        """Send a request; the head of the answer."""
        said = [h11.Request(method=method, target=target, headers=list(headers)), h11.EndOfMessage()]
        if content:
            said.insert(1, h11.Data(content))
        self._stream.write(b"".join(self._talk.send(event) or b"" for event in said))
        answer = await self._heard()
        while isinstance(answer, h11.InformationalResponse) and answer.status_code != 101:
            answer = await self._heard()
        if not isinstance(answer, h11.Response):
            raise Trouble("protocol", f"{answer} in the place of an answer")
        return answer

    async def body(self) -> AsyncIterator[bytes]:
        """The rest of the answer, as it comes."""
        while isinstance(event := await self._heard(), h11.Data):
            yield event.data

    async def _heard(self) -> h11.Event | type[h11.PAUSED] | type[h11.NEED_DATA]:
        while (event := self._talk.next_event()) is h11.NEED_DATA:
            data = await self._stream.read(_AT_ONCE)
            if not data and self._talk.their_state is h11.SEND_RESPONSE:
                raise Trouble("protocol", "the host hung up without an answer")
            self._talk.receive_data(data)
        return event
