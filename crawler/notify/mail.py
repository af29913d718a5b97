"""E-mail: our own MIME, sent with the server, login and addresses of an Apprise `mailto(s)://` URL."""

from __future__ import annotations

import hashlib
import smtplib
import socket
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any

from crawler.notify.compose import Kind, Message
from crawler.notify.result import SENT, Result
from crawler.notify.services import AppriseSMTPController
from crawler.text import clean

_ROOTS = 20  # sessions a digest belongs to, as far as threads go
_POLICY = SMTP.clone(cte_type="7bit")  # any relay takes it, 8BITMIME or not


class Mail:
    """One e-mail recipient; a URL with several addresses sends each its own copy."""

    kind: Kind = "mail"

    def __init__(self, plugin: Any) -> None:
        self._plugin = plugin
        self._arrived: dict[str, set[str]] = {}  # by message: copies a retry need not repeat

    def send(self, message: Message) -> Result:
        """Every address not yet reached, over one connection."""
        arrived = self._arrived.setdefault(message.key, set())
        try:
            with _controller(self._plugin) as smtp:
                failures = [
                    failure for address in self._targets(arrived) if (failure := self._copy(smtp, address, message))
                ]
        except (OSError, smtplib.SMTPException, RuntimeError) as error:
            return smtp_failure(error)
        if failures:
            return next((f for f in failures if f.state == "retry"), failures[0])
        del self._arrived[message.key]
        return SENT

    def _targets(self, arrived: set[str]) -> list[tuple[str | bool, str]]:
        return [target for target in self._plugin.targets if target[1] not in arrived]

    def _copy(self, smtp: AppriseSMTPController, target: tuple[str | bool, str], message: Message) -> Result | None:
        plugin, first = self._plugin, target == self._plugin.targets[0]
        copies = [*plugin.cc, *plugin.bcc] if first else []
        mail = compose_mail(message, plugin.from_addr, target, plugin.cc if first else (), plugin.reply_to)
        for name, value in plugin.headers.items():
            mail[clean(name)] = clean(value)
        try:
            _submit(smtp, plugin.from_addr[1], [target[1], *copies], mail.as_bytes())
        except smtplib.SMTPServerDisconnected:
            raise  # the connection is gone, and with it the other copies
        except smtplib.SMTPException as error:
            return smtp_failure(error)
        self._arrived[message.key].add(target[1])
        return None


def compose_mail(
    message: Message,
    sender: Sequence[str | bool],
    to: tuple[str | bool, str],
    cc: Sequence[str] = (),
    reply_to: Sequence[str] = (),
) -> EmailMessage:
    """Text first, HTML beside it; the mails of one session thread under a root all of them name.

    The Message-ID is made of the event, so that many servers drop a repeat by themselves.
    """
    domain = str(sender[1]).rpartition("@")[2] or "phienhop.invalid"
    mail = EmailMessage(policy=_POLICY)
    mail["Subject"] = clean(message.subject)
    mail["From"] = _address(str(sender[0] or "phienhop"), str(sender[1]))
    mail["To"] = _address(str(to[0] or ""), to[1])
    if cc:
        mail["Cc"] = [_address("", address) for address in sorted(cc)]
    if reply_to:
        mail["Reply-To"] = [_address("", address) for address in sorted(reply_to)]
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = _message_id(" ".join(message.events), domain)
    roots = [_message_id(f"session:{session}", domain) for session in message.threads]
    if roots := [root for root in roots if root != mail["Message-ID"]][:_ROOTS]:
        mail["References"] = " ".join(roots)
        mail["In-Reply-To"] = roots[0]
    mail["List-Id"] = f"phienhop <phienhop.{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Phienhop-Event"] = clean(", ".join(message.events))
    mail.set_content(message.text)
    mail.add_alternative(message.html, subtype="html")
    return mail


def smtp_failure(error: Exception) -> Result:
    """4xx and a lost connection pass, 5xx is for good; which part of the address to look at."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        return _coded(code, text, "recipient")
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return _coded(error.smtp_code, error.smtp_error, "login")
    if isinstance(error, smtplib.SMTPResponseException):
        wrong = "login" if error.smtp_code in (530, 534, 535, 538) else "message"
        return _coded(error.smtp_code, error.smtp_error, wrong)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Result("dead", f"máy chủ thư không hỗ trợ: {error}", wrong="host")
    if isinstance(error, smtplib.SMTPServerDisconnected | TimeoutError | ConnectionResetError | BrokenPipeError):
        return Result("retry", "mất kết nối với máy chủ thư", doubt=True, wrong="host")
    if isinstance(error, socket.gaierror):
        return Result("retry", "không tìm thấy máy chủ thư", wrong="host")
    if isinstance(error, ssl.SSLError):
        return Result("retry", f"TLS với máy chủ thư hỏng: {error.reason}", wrong="host")
    return Result("retry", "không kết nối được máy chủ thư", wrong="host")


def _coded(code: int, text: bytes | str, wrong: Any) -> Result:
    said = text.decode(errors="replace") if isinstance(text, bytes) else text
    return Result("dead" if code >= 500 else "retry", f"SMTP {code}: {clean(said)[:200]}", wrong=wrong)


def _submit(smtp: AppriseSMTPController, sender: str, addresses: list[str], mail: bytes) -> None:
    """Send, or raise what smtplib raises: Apprise's own `sendmail` keeps the server's answer to itself."""
    connection: Any = smtp._socket
    if refused := connection.sendmail(sender, addresses, mail):
        raise smtplib.SMTPRecipientsRefused(refused)


def _controller(plugin: Any) -> AppriseSMTPController:
    return AppriseSMTPController(
        host=plugin.smtp_host,
        port=plugin.port,
        secure_mode=plugin.secure_mode,
        user=plugin.user,
        password=plugin.password,
        verify_certificate=plugin.verify_certificate,
        socket_connect_timeout=plugin.socket_connect_timeout,
    )


def _address(name: str, address: str) -> Address:
    user, _, domain = parseaddr(address)[1].rpartition("@")
    return Address(clean(name), user, domain)


def _message_id(text: str, domain: str) -> str:
    return f"<{hashlib.sha256(text.encode()).hexdigest()[:32]}@{domain}>"
