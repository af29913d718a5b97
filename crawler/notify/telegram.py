"""Telegram: HTML messages, cut by us at paragraph bounds below the Bot API's 4,096 UTF-16 units."""

from __future__ import annotations

import os
import re
from typing import Any

from crawler.notify import answers
from crawler.notify.compose import Kind, Message
from crawler.notify.result import SENT, Result
from crawler.notify.services import NotifyFormat

API = "PHIENHOP_TELEGRAM_API"  # environment: another Bot API server, such as http://127.0.0.1:8081
_SLACK = 90
LIMIT = 4000  # of the markup itself, so that what Telegram counts, after parsing, is never more
_TOKEN = re.compile(r"<[^>]*>|&[^;\s]{1,10};|.", re.S)
_TAGS = re.compile(r"<[^>]*>")
_TAG = re.compile(r"<(/?)([\w-]+)")


class Telegram:
    """One chat or several of one bot; each part is a message of its own."""

    kind: Kind = "telegram"

    def __init__(self, plugin: Any) -> None:
        self._plugin, self._targets = plugin, list(plugin.targets)
        self._arrived: dict[str, set[tuple[Any, int]]] = {}  # by message: what a retry need not repeat
        if api := os.environ.get(API):
            plugin.notify_url = f"{api.rstrip('/')}/bot"

    def send(self, message: Message) -> Result:
        """Every part to every chat, in order; stops at the first failure, to go on from there next time."""
        arrived = self._arrived.setdefault(message.key, set())
        for target in self._targets:
            for place, part in enumerate(split(message.html)):
                if (target, place) in arrived:
                    continue
                result = self._part(target, part)
                if not result.sent:
                    return result
                arrived.add((target, place))
        del self._arrived[message.key]
        return SENT

    def _part(self, target: Any, part: str) -> Result:
        self._plugin.targets = [target]
        # Straight to `send`: `notify` would convert and cut what is already Telegram's own HTML.
        with answers.listen() as heard:
            accepted = self._plugin.send(body=part, body_format=NotifyFormat.HTML, body_passthrough=False)
        return heard.result(accepted)


def split(markup: str, limit: int = LIMIT) -> list[str]:
    """Parts of at most `limit` UTF-16 units that joined give the whole.

    Cut after a blank line, else after a line, else at a space, else anywhere but inside a tag or
    an entity; only then are open tags closed at the cut and opened again after it.
    """
    parts, current = [], ""
    for piece in _pieces(markup, limit):
        # Telegram refuses a message without words, so what has none stays with the part before it.
        room = limit if _TAGS.sub("", piece).strip() else limit + _SLACK
        if current and units(current) + units(piece) > room:
            parts.append(current)
            current = ""
        current += piece
    return [*parts, current] if current else parts


def units(text: str) -> int:
    """Length as Telegram counts it: an emoji outside the basic plane is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _pieces(markup: str, limit: int) -> list[str]:
    """Paragraphs; a longer one as its lines; a longer line as cuts of it. Templates close tags on their line."""
    pieces: list[str] = []
    for paragraph in re.findall(r".+?(?:\n{2,}|\Z)", markup, re.S):
        lines = [paragraph] if units(paragraph) <= limit else re.findall(r"[^\n]*\n+|[^\n]+", paragraph)
        for line in lines:
            pieces += [line] if units(line) <= limit else _cut(line, limit)
    return pieces


def _cut(line: str, limit: int) -> list[str]:
    room = limit - 200  # for the tags closed at the cut
    cuts: list[str] = []
    opened: list[str] = []
    current, space = "", 0
    for token in _TOKEN.findall(line):
        if current and units(current) + units(token) > room:
            at = space if space > len(current) // 2 and "<" not in current[space:] else len(current)
            cuts.append(current[:at] + "".join(f"</{_name(tag)}>" for tag in reversed(opened)))
            current, space = "".join(opened) + current[at:], 0
        current += token
        if token.isspace():
            space = len(current)
        _note(token, opened)
    return [*cuts, current] if current else cuts


def _note(token: str, opened: list[str]) -> None:
    """Keep the stack of tags open at this point."""
    if match := _TAG.match(token):
        if not match[1]:
            opened.append(token)
        elif opened:
            opened.pop()


def _name(tag: str) -> str:
    match = _TAG.match(tag)
    return match[2] if match else ""
