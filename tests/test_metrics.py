"""What the machine's watcher is told: in the format it reads, of everything it may know, and of nothing else."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from crawler import health, metrics
from crawler.archive import Archive
from crawler.archive.lock import LOCK
from crawler.model import Event, Recipient, Settings, Visit
from crawler.notify import outbox
from crawler.notify.result import Result
from tests.archive.samples import BOTH, HOUR, NOW
from tests.web.talking import serving

CANARY = "canary-4711-token"
DESK, WARDEN = Recipient("toa-soan", f"json://{CANARY}@127.0.0.1:9/"), Recipient('"trực"\\\n', f"json://{CANARY}:9/")
SOURCES = "sources:\n  - {id: caobang, name: Cổng Cao Bằng, kind: portal, listing: https://a.vn/tin}\n"

# exposition format 0.0.4
_SAMPLE = re.compile(
    r'(?P<name>[a-z_]+)(\{(?P<labels>[a-z]+="([^"\\\n]|\\["\\n])*"(,[a-z]+="([^"\\\n]|\\["\\n])*")*)\})? \S+'
)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """An archive two hours old, with one source overdue, one failing, and alerts sent, waiting and dead."""
    state = tmp_path / "state"
    with Archive.open(state, recipients=(DESK, WARDEN)) as archive:
        archive.register(BOTH, NOW - HOUR)
        archive.visited("caobang", Visit(NOW - HOUR / 2, new=1), NOW - timedelta(seconds=90))
        archive.visited("daklak", Visit(NOW - HOUR / 2, "dns", error="no such host"), NOW + HOUR)
        with outbox.transaction(archive.db):
            for n in range(3):
                event = Event("session", f"session:{n}", CANARY, {"headline": CANARY})
                outbox.queue(archive.db, event, (DESK, WARDEN), NOW - HOUR)
        for result in (Result("sent"), Result("dead", CANARY)):
            batch = outbox.take(archive.db, DESK, NOW, hurry=True)
            assert batch is not None
            outbox.settle(archive.db, batch, result, (), NOW)
    lock = state / LOCK
    lock.touch()
    os.utime(lock, (NOW.timestamp() - 7,) * 2)
    return state


@pytest.fixture
def text(state: Path) -> Iterator[str]:
    with Archive.open(state) as archive:
        told = health.health(archive.db, Settings(sources=BOTH), NOW)
        yield metrics.text(archive.db, state, told, NOW)


def test_the_format(text: str) -> None:
    """Help and type before each metric, every line a sample of the metric it stands under, and an end of line."""
    assert text.endswith("\n")
    under = ""
    for line in text.splitlines():
        if line.startswith("# HELP "):
            under = line.split(" ")[2]
        elif line.startswith("# TYPE "):
            assert line == f"# TYPE {under} gauge"
        else:
            sample = _SAMPLE.fullmatch(line)
            assert sample, line
            assert sample["name"] == under
            float(line.rpartition(" ")[2])


@pytest.mark.parametrize(
    "line",
    [
        "phienhop_tick_age_seconds 7",
        "phienhop_network_down 0",
        'phienhop_sources{state="new"} 1',
        'phienhop_sources{state="ok"} 1',
        'phienhop_visits_last_hour{outcome="dns"} 1',
        'phienhop_visits_last_hour{outcome="ok"} 1',
        "phienhop_poll_late_seconds 90",
        "phienhop_polls_late 1",
        'phienhop_deliveries{channel="toa-soan",state="dead"} 1',
        'phienhop_deliveries{channel="toa-soan",state="pending"} 1',
        'phienhop_deliveries{channel="toa-soan",state="sent"} 1',
        'phienhop_deliveries{channel="\\"trực\\"\\\\\\n",state="pending"} 3',
        "phienhop_delivery_oldest_seconds 3600",
        "phienhop_articles 0",
    ],
)
def test_what_is_told(text: str, line: str) -> None:
    assert line in text.splitlines()


def test_sizes_are_those_of_the_files(text: str, state: Path) -> None:
    size = (state / "phienhop.db").stat().st_size
    assert f"phienhop_database_bytes {size}" in text.splitlines()
    assert re.search(r"^phienhop_wal_bytes \d+$", text, re.MULTILINE)
    assert re.search(r"^phienhop_disk_free_bytes \d{4,}", text, re.MULTILINE)


def test_neither_addresses_nor_words_of_alerts_are_shown(text: str) -> None:
    assert CANARY not in text
    assert "json:" not in text


def test_they_are_answered_only_where_they_were_asked_for(state: Path, tmp_path: Path) -> None:
    sources = tmp_path / "sources.yaml"
    sources.write_text(SOURCES, encoding="utf-8")
    with serving(state, sources) as closed:
        assert closed.get("/metrics").status == 404
    with serving(state, sources, metrics=True) as open:
        answer = open.get("/metrics")
        assert (answer.status, answer.headers["content-type"]) == (200, metrics.MEDIA_TYPE)
        assert 'phienhop_deliveries{channel="toa-soan",state="sent"} 1' in answer.text
        assert CANARY not in answer.text
        assert "/metrics" not in open.get("/api/openapi.json").text


def test_health_is_the_tick_s(state: Path, tmp_path: Path) -> None:
    sources = tmp_path / "sources.yaml"
    sources.write_text(SOURCES, encoding="utf-8")
    with serving(state, sources) as client:
        stalled = client.get("/healthz")
        assert (stalled.status, stalled.json()["ok"]) == (503, False)
        (state / LOCK).touch()
        well = client.get("/healthz")
        assert (well.status, well.json()["ok"]) == (200, True)
        (state / LOCK).unlink()
        assert client.get("/healthz").json() == {"ok": False, "tick_age": None}


def test_what_operators_are_told_to_watch_is_there(text: str) -> None:
    """Every metric that docs/operations.md names, in its table or its rules."""
    page = (Path(__file__).parents[1] / "docs" / "operations.md").read_text(encoding="utf-8")
    ours = set(re.findall(r"^phienhop_([a-z_]+)", text, re.MULTILINE))
    named = set(re.findall(r"phienhop_([a-z_]+)", page)) - {""}
    rows = re.findall(r"^\| (`.*?) \|", page.partition("`phienhop_` before it")[2].partition("\n\n")[0], re.MULTILINE)
    listed = {name for row in rows for name in re.findall(r"`([a-z_]+)[`{]", row)}
    assert named <= ours
    assert listed == ours
