"""Where the demo's alerts arrive: a mail server and a stand-in of the Telegram Bot API, both on loopback."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, Self

from crawler.demo.server import Request, Response, Server

TOKEN = "123456789:AAHdemo-demo-demo-demo-demo-demo-dem"  # noqa: S105 - of the stand-in


class Receivers:
    """`async with Receivers() as receivers:`; what arrives is kept in order."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.messages: list[str] = []
        self._telegram = Server("telegram", self._sent)
        self._mail_port = 0
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        from aiosmtpd.smtp import SMTP  # an extra: only the demo and the tests receive mail

        server = await asyncio.get_running_loop().create_server(
            lambda: SMTP(self, enable_SMTPUTF8=True), "127.0.0.1", 0
        )
        self._mail_port = server.sockets[0].getsockname()[1]
        self._stack.callback(server.close)
        await self._telegram.start("127.0.0.1")
        self._stack.push_async_callback(self._telegram.close)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    @property
    def to(self) -> list[str]:
        """Their addresses as Apprise writes them."""
        mail = f"mailto://127.0.0.1:{self._mail_port}/?from=phienhop@example.org&to=toasoan@example.org"
        return [mail, f"tgram://{TOKEN}/4242/"]

    @property
    def environment(self) -> dict[str, str]:
        """What the service must know to find the Bot API here."""
        return {"PHIENHOP_TELEGRAM_API": self._telegram.base}

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """A mail has arrived."""
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    async def _sent(self, request: Request) -> Response:
        """A message for the bot has arrived."""
        if not request.path.endswith("/sendMessage"):
            return Response(404, body=b'{"ok": false, "error_code": 404, "description": "Not Found"}')
        self.messages.append(json.loads(request.body)["text"])
        answer = {"ok": True, "result": {"message_id": len(self.messages)}}
        return Response(headers={"Content-Type": "application/json"}, body=json.dumps(answer).encode())
