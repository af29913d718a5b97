"""The whole service for as long as asked, with faults and kills: `make soak MINUTES=30`."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from pathlib import Path

from crawler.archive.checks import broken_index, problems
from crawler.archive.files import file_name
from tests.soak.author import Author
from tests.soak.country import TELL, Sample, Soak, SoakStage, how_it_went
from tests.soak.figures import figure

MINUTES = float(os.environ.get("MINUTES") or 3)
SEED = 7
AGAIN = "(gửi lại)"
GROWTH = 10 * 1024  # KiB from the second quarter of the calm to its last


async def test_nothing_is_lost_and_nothing_told_twice(tmp_path: Path) -> None:
    async with SoakStage(tmp_path) as stage:
        watched = stage.country.sources_yaml(to=stage.receivers.to, on=TELL, every="2s", timeout="6s")
        stage.sources.write_text(watched, encoding="utf-8")
        soak = Soak(stage, Author(stage.country, SEED), MINUTES * 60)
        await soak.run(SEED)
        assert soak.exit == 0
        assert soak.kills >= 7 * MINUTES * 0.75
        _nothing_lost(soak)
        _nothing_told_twice(soak)
        _sound(stage)
        _flat(soak.samples)
        assert soak.orphans() == [], "processes outlived the service that started them"
        _report(soak)


def _nothing_lost(soak: Soak) -> None:
    """Every text that ever stood on a healthy site is there, and nothing else; every report, every correction told."""
    kept = [row[0] for row in soak.stage.rows("SELECT text FROM article")]
    assert len(kept) == len(set(kept))
    assert set(kept) == soak.author.texts
    told = Counter(
        soak.stage.rows(
            "SELECT t.text, l.kind = 'update' FROM alert l JOIN article t ON t.number = l.article"
            " WHERE l.kind IN ('session', 'report', 'update')"
        )
    )
    wanted = {(text, 0) for text in soak.author.reports} | {(text, 1) for text in soak.author.corrected}
    assert told == Counter(wanted)


def _nothing_told_twice(soak: Soak) -> None:
    """Each alert arrives; again only what a kill left in doubt, once for each kill, and it says so."""
    wanted = {row[0] for row in soak.stage.rows("SELECT event FROM alert")}
    arrived: set[str] = set()
    repeats = 0
    for mail in soak.stage.receivers.mails:
        events = {event.strip() for event in str(mail["X-Phienhop-Event"]).split(",")}  # a long header is folded
        if events & arrived:
            assert str(mail["Subject"]).startswith(AGAIN), f"{events} came again and does not say so"
            repeats += 1
        arrived |= events
    assert arrived == wanted
    assert repeats <= soak.kills
    figure(8, f"{len(soak.stage.receivers.mails)} mails, {repeats} of them a repeat that says so")


def _sound(stage: SoakStage) -> None:
    """The database passes its checks, and the folder of files equals it."""
    path = stage.state / "phienhop.db"
    assert problems(path) == []
    assert broken_index(path) is None
    hashes = {file_name(number, hash): hash for number, hash in stage.rows("SELECT number, hash FROM article")}
    files = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in (stage.state / "articles").iterdir()}
    assert files == hashes


def _flat(samples: list[Sample]) -> None:
    """Neither memory nor descriptors grow while the service is left alone."""
    quarter = len(samples) // 4
    before, after = samples[quarter : 2 * quarter], samples[-quarter:]
    assert max(s.memory for s in after) - max(s.memory for s in before) <= GROWTH
    assert max(s.files for s in after) <= max(s.files for s in before) + 8


def _report(soak: Soak) -> None:
    count = {
        name: soak.stage.rows(f"SELECT count(*) FROM {name}")[0][0]
        for name in ("article", "revision", "visit", "alert")
    }
    figure(6, f"{soak.seconds / 60:g} minutes: {soak.kills} kills, faults {soak.faults}")
    figure(6, f"{len(soak.stage.country.requests)} requests; {', '.join(f'{n} {name}s' for name, n in count.items())}")
    figure(6, f"{len(soak.author.reports)} reports and {len(soak.author.corrected)} corrections: 0 lost, 0 told twice")
    first, last = soak.samples[len(soak.samples) // 4], soak.samples[-1]  # the first ones see it start
    figure(22, f"under kills and faults, {how_it_went(first, last, soak.samples)}")
