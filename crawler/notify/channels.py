"""From a recipient's address to its channel: e-mail, Telegram, any other service of Apprise, the terminal."""

from __future__ import annotations

import shutil
import sys
import textwrap
from typing import Any, Protocol, TextIO

from crawler.errors import ConfigError
from crawler.model import Recipient
from crawler.notify import answers, secrets
from crawler.notify.compose import Kind, Message
from crawler.notify.mail import Mail
from crawler.notify.result import SENT, Result
from crawler.notify.rules import TERMINAL
from crawler.notify.services import NotifyEmail, NotifyFormat, NotifyTelegram, plugin_of
from crawler.notify.telegram import Telegram


class Channel(Protocol):
    """Sends one message at a time, in a thread of its own; blocking."""

    @property
    def kind(self) -> Kind: ...

    def send(self, message: Message) -> Result: ...


def open_channel(recipient: Recipient, out: TextIO | None = None) -> Channel:
    """The channel of a recipient; ConfigError when its address is not one Apprise understands."""
    if recipient.to == TERMINAL.to:
        return Terminal(out)
    secrets.hide(recipient.to)
    try:
        plugin = plugin_of(recipient.to)
    except Exception as error:  # every plugin raises what it likes
        raise ConfigError(f"alerts: {recipient.name}: {secrets.redact(str(error))}") from None
    if plugin is None:
        raise ConfigError(f"alerts: {recipient.name}: not an address of a service that Apprise knows, or incomplete")
    if isinstance(plugin, NotifyTelegram):
        if not plugin.targets:
            raise ConfigError(f"alerts: {recipient.name}: a Telegram address needs a chat: tgram://TOKEN/CHAT_ID")
        return Telegram(plugin)
    if isinstance(plugin, NotifyEmail) and plugin.pgp_mode == "no":
        return Mail(plugin)
    return Service(plugin)


class Service:
    """Any other service of Apprise: plain text, cut by Apprise to the service's limit."""

    kind: Kind = "text"

    def __init__(self, plugin: Any) -> None:
        self._plugin = plugin

    def send(self, message: Message) -> Result:
        """The text declared as text, so that no mark-up in it comes alive."""
        with answers.listen() as heard:
            accepted = self._plugin.notify(body=message.text, title=message.subject, body_format=NotifyFormat.TEXT)
        return heard.result(accepted)


class Terminal:
    """Prints alerts where the service runs, until a recipient is configured."""

    kind: Kind = "text"

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out

    def send(self, message: Message) -> Result:
        """Always arrives, unless nobody holds the other end."""
        out = self._out or sys.stdout
        try:
            print(f"\n{_folded(message.text) if out.isatty() else message.text}", file=out, flush=True)
        except OSError as error:
            return Result("retry", f"terminal: {error.strerror}")
        return SENT


def _folded(text: str) -> str:
    """Lines broken between words, where a terminal would break them anywhere; addresses stay whole."""
    fold = textwrap.TextWrapper(shutil.get_terminal_size().columns, break_long_words=False, break_on_hyphens=False)
    lines = []
    for line in text.splitlines():
        fold.initial_indent = line[: len(line) - len(line.lstrip())]
        fold.subsequent_indent = fold.initial_indent + "  "
        lines += fold.wrap(line.lstrip()) or [""]
    return "\n".join(lines) + "\n"
