"""Hears what HTTP services answer to Apprise, which tells its callers only yes or no.

Apprise's plugins call `requests.post` themselves, and neither takes a hook; so the one method
through which every request goes is wrapped, once. It listens only in a thread that asked for it.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests

from crawler.notify.result import SENT, Result, Wrong, http_failure

_listening = threading.local()


@dataclass
class Heard:
    """What was answered since we began to listen, in order."""

    answers: list[requests.Response] = field(default_factory=list)
    errors: list[requests.RequestException] = field(default_factory=list)

    def result(self, accepted: bool) -> Result:
        """The verdict on one message. `accepted`: what Apprise made of it."""
        for answer in self.answers:
            if failure := _failure(answer):
                return failure
        if self.errors:
            return _unanswered(self.errors[-1])
        return SENT if accepted else Result("retry", "dịch vụ không nhận tin")


@contextmanager
def listen() -> Iterator[Heard]:
    """Collects the answers to this thread's requests."""
    _install()
    _listening.heard = heard = Heard()
    try:
        yield heard
    finally:
        _listening.heard = None


@functools.cache
def _install() -> None:
    send = requests.Session.send

    @functools.wraps(send)
    def heard_send(self: requests.Session, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        heard: Heard | None = getattr(_listening, "heard", None)
        try:
            answer = send(self, request, **options)
        except requests.RequestException as error:
            if heard:
                heard.errors.append(error)
            raise
        if heard:
            heard.answers.append(answer)
        return answer

    requests.Session.send = heard_send  # type: ignore[method-assign]


def _failure(answer: requests.Response) -> Result | None:
    """None for a real yes: Telegram and others may answer 200 and say `"ok": false` inside."""
    body = _json(answer)
    refused = body.get("ok") is False
    if answer.ok and answer.status_code < 300 and not refused:
        return None
    status = answer.status_code
    if refused and status < 400:
        code = body.get("error_code")
        status = code if isinstance(code, int) and code >= 400 else 500
    detail = str(body.get("description") or answer.reason or "")[:200]
    return http_failure(status, detail, _retry_after(answer, body), _wrong(detail))


def _json(answer: requests.Response) -> dict[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _retry_after(answer: requests.Response, body: dict[str, Any]) -> float | None:
    """Seconds: Telegram says it in the body, others in the header, as a number or a date."""
    parameters = body.get("parameters")
    said = parameters.get("retry_after") if isinstance(parameters, dict) else None
    said = said if said is not None else answer.headers.get("Retry-After")
    try:
        return float(said)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        pass
    try:
        until = parsedate_to_datetime(str(said))
    except ValueError:
        return None
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


_RECIPIENT_WORDS = ("chat not found", "blocked", "kicked", "not a member", "deactivated", "not enough rights")


def _wrong(detail: str) -> Wrong | None:
    lowered = detail.lower()
    if any(word in lowered for word in _RECIPIENT_WORDS):
        return "recipient"
    return "token" if lowered in ("unauthorized", "not found") else None


def _unanswered(error: requests.RequestException) -> Result:
    """No answer at all. Only a message that was certainly never sent is not in doubt."""
    unsent = isinstance(error, requests.exceptions.ConnectTimeout | requests.exceptions.SSLError) or (
        isinstance(error, requests.exceptions.ConnectionError) and "NewConnectionError" in repr(error)
    )
    kinds = {
        requests.exceptions.SSLError: "chứng thư TLS không hợp lệ",
        requests.exceptions.Timeout: "không trả lời kịp",
        requests.exceptions.ConnectionError: "không kết nối được",
    }
    text = next((text for kind, text in kinds.items() if isinstance(error, kind)), "yêu cầu không hợp lệ")
    return Result("retry", text, doubt=not unsent, wrong="host")
