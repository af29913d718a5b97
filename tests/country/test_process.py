"""The real process: killed at any moment, it goes on where it was; and the demo that shows it all."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.cli import cli
from crawler.demo import story
from crawler.demo.stage import Stage, Unexpected, until
from crawler.errors import PhienhopError

SESSION = "phien-hop-caobang"


def _rows(stage: Stage, sql: str) -> list[str]:
    try:
        return [row[0] for row in stage.database().execute(sql).fetchall()]
    except PhienhopError:  # there is no archive yet
        return []


def _read(stage: Stage) -> set[str]:
    return set(_rows(stage, "SELECT url FROM address WHERE state = 'read'"))


def _told(stage: Stage) -> list[str]:
    mails = [mail for mail in stage.receivers.mails if str(mail["X-Phienhop-Event"]).startswith("session:")]
    return [str(mail["Message-ID"]) for mail in mails]


async def test_killed_again_and_again_nothing_is_lost_or_told_twice(tmp_path: Path) -> None:
    async with Stage(tmp_path) as stage:
        stage.country.publish(SESSION)
        pages = {truth.url for truth in stage.country.truth()}
        for requests in (20, 60):
            stage.country.release()
            await stage.start()
            await stage.until(f"{requests} requests", _asked(stage, requests))
            stage.country.hold()  # whatever is under way stays under way
            await stage.kill()
            assert _read(stage) < pages
        stage.country.release()
        await stage.start()
        await stage.until("the rest is read and told", lambda: _read(stage) == pages and bool(_told(stage)))
        await stage.kill()
        await stage.start()
        again = len(stage.country.requests)
        await stage.until("another round", _asked(stage, again + 2 * len(stage.country.sites)))
        assert await stage.stop() == 0

        # A mail sent in the very moment of the kill is sent again, and says so by its Message-ID.
        assert len(_told(stage)) <= 2
        assert len(set(_told(stage))) == 1
        assert sorted(_rows(stage, "SELECT text FROM article")) == sorted({t.text for t in stage.country.truth()})
        assert _rows(stage, "SELECT kind FROM alert WHERE kind != 'source'") == ["session"]


def _asked(stage: Stage, count: int) -> Callable[[], bool]:
    return lambda: len(stage.country.requests) >= count


async def test_a_service_that_cannot_run_ends_the_wait_with_a_clear_word(tmp_path: Path) -> None:
    async with Stage(tmp_path) as stage:
        stage.sources.write_text("sources: nowhere\n", encoding="utf-8")
        await stage.start()
        with pytest.raises(Unexpected, match=r"ended by itself: .*sources"):
            await stage.until("it runs", lambda: False)


async def test_what_does_not_happen_is_named() -> None:
    with pytest.raises(Unexpected, match=r"^not within 0\.01 s: the moon is full$"):
        await until("the moon is full", lambda: False, 0.01)


def test_a_demo_that_fails_says_so_and_keeps_the_evidence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    async def broken(stage: Stage) -> None:
        raise Unexpected("a promise is broken: a session is told once")

    monkeypatch.setattr(story, "_STEPS", (broken,))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    result = CliRunner().invoke(cli, ["demo"])
    assert isinstance(result.exception, Unexpected)
    assert result.exception.exit_code == 1
    (kept,) = tmp_path.iterdir()
    assert str(kept) in result.stderr
    assert (kept / "sources.yaml").exists()


def test_demo() -> None:
    done = subprocess.run([sys.executable, "-m", "crawler", "demo"], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    for said in (
        "36 pages of 12 sites are 18 articles",
        "six reports, four provinces, one session; it was told once",
        "every counter, clock, poll and advert on them different: nothing new",
        "68,4% → 64,8%",
        "Thông báo kết luận 512/TB-VPCP",
        "answered in Vietnamese",
        "$ phienhop search 'chuyen doi so'",
    ):
        assert said in done.stdout
    assert not done.stderr
