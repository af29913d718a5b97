"""Promises about time and secrets, kept by the real command in processes of its own."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from crawler.demo.country import Country
from crawler.demo.story import FIRST, FURTHER
from crawler.notify.rules import VIETNAM
from tests.notify.faulty import until
from tests.notify.service import Phienhop, alert, put

CANARY = "AAE-canary_canary-canary"


@pytest.fixture
def phienhop(tmp_path: Path) -> Phienhop:
    return Phienhop(tmp_path)


def once(phienhop: Phienhop) -> dict[str, int]:
    """One pass of the service: what it did with the outbox."""
    done = phienhop.ask("run", "--once", "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, int] = json.loads(done.stdout)["alerts"]
    return found


def listed(phienhop: Phienhop) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(phienhop.ask("alerts", "list", "--json").stdout)
    return found


def told(receiver: Any, name: str) -> list[str]:
    """The subjects that came to one recipient."""
    return [body["title"] for path, body in receiver.asked if path == f"/{name}"]


def hour(now: datetime, **delta: float) -> str:
    return f"{now.astimezone(VIETNAM) + timedelta(**delta):%H:%M}"


# --- time -----------------------------------------------------------------------------------


def test_what_waited_while_the_service_was_down_is_told_once_and_at_its_time(phienhop, receiver):
    now = datetime.now(UTC)
    wishes: dict[str, dict[str, Any]] = {
        "now": {},
        "daily": {"when": f"daily {hour(now, hours=-3)}"},  # was due three hours ago
        "later": {"when": f"daily {hour(now, hours=3)}"},
        "slept": {"quiet": f"{hour(now, hours=2)}-{hour(now, hours=-2)}"},  # over midnight; over since two hours
        "sleeps": {"quiet": f"{hour(now, hours=-2)}-{hour(now, hours=2)}"},
        "flooded": {"on": ["match"]},
    }
    settings = phienhop.configure({"name": name, "to": f"{hook(receiver)}/{name}", **w} for name, w in wishes.items())
    with phienhop.outbox() as db:
        put(db, settings.recipients, now - timedelta(hours=12), alert(1), alert(2, "report"))
        put(db, settings.recipients[2:3] + settings.recipients[4:5], now, alert(3), alert(4, "notice"))
        put(db, settings.recipients[5:], now - timedelta(hours=1), *(alert(n, "match") for n in range(120)))
    assert once(phienhop)["sent"] == 2 + 2 + 2 + 120
    assert {name: told(receiver, name) for name in wishes} == {
        "now": ["Tin số 1", "Tin số 2"],
        "daily": ["2 tin mới: 1 phiên họp mới, 1 bản tin"],
        "later": [],
        "slept": ["Tin số 1", "Tin số 2"],
        "sleeps": [],
        "flooded": ["120 tin mới: 120 tin theo từ khóa"],
    }
    assert once(phienhop)["sent"] == 0  # each once
    states = {d["channel"]: d["state"] for d in listed(phienhop)[-1]["deliveries"]}
    assert states == {"now": "sent", "daily": "sent", "later": "held", "slept": "sent", "sleeps": "held"}


def hook(receiver: Any) -> str:
    return f"json://127.0.0.1:{receiver.port}"


# --- two at once ----------------------------------------------------------------------------


async def test_two_provinces_reporting_in_the_same_second_to_two_workers_are_one_session(phienhop, receiver):
    async with Country() as country:
        sites = [next(iter(country.stories[id].sites)) for id in (FIRST, FURTHER[0])]
        on = ["session", "report", "update"]
        phienhop.sources.write_text(country.sources_yaml(sites=sites, timeout="20s", to=[hook(receiver)], on=on))
        first = await asyncio.to_thread(phienhop.ask, "poll", *sites)
        assert first.returncode == 0, first.stderr
        country.publish(FIRST, FURTHER[0])
        country.hold()
        asked = len(country.requests)
        both = [asyncio.create_task(asyncio.to_thread(phienhop.ask, "poll", site)) for site in sites]
        async with asyncio.timeout(30):
            while len({request.site for request in country.requests[asked:]}) < 2:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        country.release()
        assert [done.returncode for done in await asyncio.gather(*both)] == [0, 0]
    assert sorted(row["kind"] for row in listed(phienhop)) == ["report", "session"]


# --- secrets --------------------------------------------------------------------------------


def test_a_token_is_in_no_log_no_file_no_answer_and_no_process_but_the_service(phienhop, receiver, mailbox):
    phienhop.environ = {
        "PHIENHOP_TELEGRAM_API": receiver.url,
        "SECRET_CHAT": f"tgram://123456789:{CANARY}/42",
        "SECRET_MAIL": mailbox.url(login=f"phienhop:{CANARY}"),
        "SECRET_HOOK": f"{hook(receiver)}/{CANARY}?+X-Key={CANARY}",
    }
    receiver.answers = [
        (401, {"ok": False, "description": f"Unauthorized: bot{CANARY}"}),
        (500, {"error": CANARY}),
        "drop",
        (404, {"description": f"no /{CANARY} here"}),
    ]
    settings = phienhop.configure(
        {"name": name, "to": f"${{SECRET_{name.upper()}}}"} for name in ("chat", "mail", "hook")
    )
    with phienhop.outbox() as db:
        put(db, settings.recipients, datetime.now(UTC), alert(1))
    phienhop.start("--verbose")
    try:
        until(lambda: "dead" in phienhop.log and len(receiver.asked) >= 4, 30, "the channels fail")
        assert phienhop.process is not None
        seen = [*_processes(phienhop.process.pid)]
    finally:
        phienhop.stop()
    assert len(seen) > 1, "the reading process was to be looked at as well"
    answers = [
        phienhop.ask(*words)
        for words in (
            ("alerts", "list"),
            ("alerts", "test", "chat"),
            ("doctor",),
            ("backup", str(phienhop.folder / "b")),
        )
    ]
    said = "".join(answer.stdout + answer.stderr for answer in answers)
    files = [path for path in phienhop.folder.rglob("*") if path.is_file()]
    assert phienhop.folder / "b" in files
    assert [path for path in files if CANARY.encode() in path.read_bytes()] == []
    assert CANARY not in said
    assert CANARY not in "".join(seen)
    assert "SMTP 535" in phienhop.log
    with phienhop.serving() as address:
        pages = dict(walk(address))
    assert {"/", "/nguon", "/phien", "/api/health"} <= pages.keys()
    assert [url for url, page in pages.items() if CANARY in page] == []


def walk(address: str) -> Iterator[tuple[str, str]]:
    """Every page and every answer of the API that can be reached by links, and what stands there."""
    waiting, met = ["/", "/feed.atom", "/phien.ics", "/api/openapi.json"], set()
    while waiting:
        path = waiting.pop()
        if path in met:
            continue
        met.add(path)
        try:
            with urlopen(f"{address}{path}", timeout=20) as answer:
                text = answer.read().decode()
        except HTTPError as error:
            text = error.read().decode()
        yield path, text
        waiting += [unescape(found) for found in re.findall(r'(?:href|src)="(/[^"#]*)', text)]
        waiting += re.findall(r'"(/api/[^"{]*)"', text)


def _processes(service: int) -> list[str]:
    """Command lines of the service and its children, and the children's environments."""
    numbers = (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())
    children = [number for number in numbers if f"\nPPid:\t{service}\n" in _read(number, "status")]
    return [_read(service, "cmdline"), *(_read(child, "cmdline") + _read(child, "environ") for child in children)]


def _read(process: int, name: str) -> str:
    try:
        return Path(f"/proc/{process}/{name}").read_text(encoding="utf-8", errors="replace")
    except OSError:  # it has just ended
        return ""
