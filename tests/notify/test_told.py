"""From the archive to the outbox: what a story of several writes tells, each thing once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crawler.archive import Archive
from crawler.model import Outcome, Recipient, Relation, Report, Telling, Verdict
from crawler.notify import outbox
from tests.archive.samples import BOTH, CAOBANG, DAKLAK, NOW, article, fact, figure, own_words, reading, ref

DAY = "2026-11-20"
ASKED = {"relation": Relation.EQ, "series": "vneid"}
Add = Callable[..., Any]


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "state", recipients=(Recipient("thu", "x://1"),)) as opened:
        opened.register(BOTH, NOW)
        yield opened


@pytest.fixture
def add(archive: Archive) -> Add:
    """Offer a report in words of its own, at `https://site.vn/PLACE`, as a poll would."""

    def call(
        seed: int, report: Report, *, place: int | None = None, telling: Telling = Telling.FRESH, **more: Any
    ) -> Any:
        text = article(f"Bản tin {seed}", *own_words(seed), published=more.pop("published", DAY))
        url = f"https://site.vn/{seed if place is None else place}"
        read = reading(text, Verdict(report=report))
        return archive.add(read, url=url, source=more.get("source", CAOBANG), now=NOW, telling=telling)

    return call


def told(archive: Archive) -> list[str]:
    return [row["event"] for row in reversed(outbox.listing(archive.db))]


def held(day: str | None = DAY, **more: Any) -> Report:
    return Report(ref("bcd-cp", ordinal=5, date=day, date_from="text"), **more)


def test_a_better_report_tells_old_and_new_once(archive, add):
    add(1, held(indicators=(figure("Tài khoản", 68.4, **ASKED),)))
    better = held(indicators=(figure("Tài khoản", 64.8, **ASKED),), province=fact("Đắk Lắk"))
    add(2, better, source=DAKLAK)
    add(3, better, source=DAKLAK)
    assert told(archive) == [f"session:bcd-cp-{DAY}", "report:1", "update:1", "report:2"]
    update = outbox.listing(archive.db)[1]
    assert (update["kind"], update["subject"]) == ("update", "Đắk Lắk đưa khác: Tài khoản: 68,4% → 64,8%")


def test_a_correction_by_its_own_page_is_not_told_again_when_others_have_it_right(archive, add):
    add(1, held(indicators=(figure("Tài khoản", 68.4, **ASKED),)))
    right = held(indicators=(figure("Tài khoản", 64.8, **ASKED),))
    assert add(2, right, place=1).outcome is Outcome.REVISION
    add(3, right, source=DAKLAK)
    assert told(archive) == [f"session:bcd-cp-{DAY}", "update:0-1", "report:2"]


def test_a_session_told_by_its_number_alone_is_the_same_when_its_day_is_known(archive, add):
    add(1, held(None))
    add(2, held(), source=DAKLAK)
    add(3, held(), source=DAKLAK)
    assert told(archive) == ["session:bcd-cp-no5", "report:1", "update:1", "report:2"]
    assert outbox.listing(archive.db)[1]["subject"].endswith("Ngày họp: chưa rõ → 20/11/2026")


@pytest.mark.parametrize(
    "silent",
    [{"telling": Telling.SILENT}, {"telling": Telling.FIRST, "published": "2026-10-01"}],
    ids=["an import", "a first poll that could not tell it fresh"],
)
def test_a_session_that_came_silently_is_told_with_its_first_fresh_report(archive, add, silent):
    add(1, held(), **silent)
    assert told(archive) == []
    add(2, held(), source=DAKLAK)
    add(3, held(), source=DAKLAK)
    assert told(archive) == [f"session:bcd-cp-{DAY}", "report:2"]


def test_a_reprint_is_a_witness_of_its_province_and_no_news(archive, add):
    """Its own first lines name its end point: the province is counted, though the rest is another's text."""
    add(1, held(province=fact("Cao Bằng")))
    words = own_words(1)[0]
    text = article("Đắk Lắk dự họp", f"Tại điểm cầu Đắk Lắk. {words}", published=DAY)
    reprint = archive.add(
        reading(text, Verdict(report=held(province=fact("Đắk Lắk")))),
        url="https://b.vn/1",
        source=DAKLAK,
        now=NOW,
        telling=Telling.FRESH,
    )
    assert (reprint.outcome, reprint.provinces) == (Outcome.REPRINT, ("Cao Bằng", "Đắk Lắk"))
    assert told(archive) == [f"session:bcd-cp-{DAY}"]


def test_a_keyword_that_a_revision_adds_is_told(tmp_path):
    hears = Recipient("toa-soan", "x://1", keywords=("bán dẫn",))
    with Archive.open(tmp_path / "state", recipients=(hears,)) as archive:
        archive.register(BOTH, NOW)
        for words in ("Tin ngắn.", "Tin ngắn, nay nói đến bán dẫn.", "Tin ngắn, nay nói đến bán dẫn và hơn nữa."):
            read = reading(article("Tin", words, published=DAY))
            archive.add(read, url="https://a.vn/1", source=CAOBANG, now=NOW, telling=Telling.FRESH)
        assert told(archive) == ["match:toa-soan:1"]


def test_what_was_told_in_an_unreadable_form_is_still_told(archive, add):
    add(1, held())
    archive.db.execute("UPDATE alert SET data = json_remove(data, '$.report')")
    add(2, replace(held(), chair=fact("Lê Văn Mẫu")), source=DAKLAK)
    assert told(archive) == [f"session:bcd-cp-{DAY}", "report:1"]
