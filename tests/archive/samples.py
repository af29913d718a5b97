"""Articles, reports and an open archive for tests, each with only what the test speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from crawler import dedupe
from crawler.archive import Archive
from crawler.model import (
    Addition,
    Article,
    Fact,
    Indicator,
    Kind,
    Link,
    Notice,
    Outcome,
    Reading,
    Relation,
    Report,
    SessionRef,
    Source,
    Telling,
    Verdict,
)
from crawler.text import canonical

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

CAOBANG = Source("caobang", "Cổng Cao Bằng", Kind.PORTAL, province="caobang", listing=("https://a.vn/tin",))
DAKLAK = Source("daklak", "Báo Đắk Lắk", Kind.NEWSPAPER, province="daklak", listing=("https://b.vn/tin",))
BOTH = (CAOBANG, DAKLAK)


def article(title: str, *paragraphs: str, published: str | None = None) -> Article:
    """An article in canonical form."""
    return Article(canonical(title, paragraphs or ("Một đoạn văn.",)), title=title, published=published)


def link(url: str, title: str | None = None) -> Link:
    """A link as a listing shows it."""
    return Link(url, title)


def fact(value: str) -> Fact:
    """A value that is its own quote."""
    return Fact(value, value, 0, len(value))


def figure(name: str, value: float, unit: str = "%", **more: Any) -> Indicator:
    """An indicator with a quote made of its parts."""
    quote = f"{name} {value} {unit}"
    return Indicator(name, value, quote, 0, len(quote), unit=unit, **more)


def ref(body: str = "ubqg-cds", **told: Any) -> SessionRef:
    """A reference to a session."""
    return SessionRef(body, **told)


def report(session: SessionRef, province: str | None = None, **more: Any) -> Verdict:
    """A report of a session, from a province."""
    place = fact(province) if province else None
    return Verdict(report=Report(session, province=place, **more), why=("it says so",))


def notice(number: str | None, session: SessionRef | None = None) -> Verdict:
    """A conclusion notice, whose number a page may leave out."""
    return Verdict(notice=Notice(fact(number) if number else None, session))


def reading(article: Article | None, verdict: Verdict | None = None) -> Reading:
    """What the worker would make of a page with this article."""
    return Reading(article, verdict or Verdict(), dedupe.sketch(article.text) if article else ())


EVERYTHING = Report(
    session=SessionRef("ubqg-cds", 9, "2024-07-10", "published", None),
    chair=fact("Phạm Minh Chính"),
    province=fact("Cao Bằng"),
    local_chair=fact("Hoàng Xuân Ánh"),
    attendees=(fact("Lê Hải Hòa"), fact("Nguyễn Trung Thảo")),
    venue=fact("Viện Chiến lược"),
    theme=fact("Dữ liệu số"),
    theme_status="proposed",
    documents=(fact("57-NQ/TW"), fact("408/TB-VPCP")),
    indicators=(
        figure("tài khoản", 16.4, "triệu tài khoản", relation=Relation.GT, number=16_400_000.0, series="vneid"),
        figure("thủ tục", 4543, "thủ tục", relation=Relation.RATIO, of=6325.0, period="2024", scope="provincial"),
        figure("tăng trưởng", 8, high=10.0, kind="target"),
    ),
)


@dataclass
class Told:
    """Stands in for the alerts: keeps what it was told, in the transaction it was told in."""

    additions: list[tuple[Addition, Telling]] = field(default_factory=list)
    break_now: bool = False

    def __call__(self, db: Database, addition: Addition, telling: Telling, now: datetime) -> int:
        assert db.conn.in_transaction
        if self.break_now:
            raise RuntimeError("killed inside the transaction")
        self.additions.append((addition, telling))
        return 1


@dataclass
class Box:
    """An archive and what it told."""

    archive: Archive
    told: Told

    @property
    def db(self) -> Database:
        return self.archive.db

    def add(
        self,
        article: Article | None,
        url: str | None,
        verdict: Verdict | None = None,
        *,
        source: Source | None = CAOBANG,
        now: datetime = NOW,
        telling: Telling = Telling.FRESH,
        known_as: str | None = None,
    ) -> Addition | None:
        """Offer an article, as a poll would."""
        read = reading(article, verdict)
        return self.archive.add(read, url=url, source=source, now=now, telling=telling, known_as=known_as)

    def keep(self, article: Article, url: str | None, verdict: Verdict | None = None, **more: Any) -> Addition:
        """Offer an article that is one."""
        addition = self.add(article, url, verdict, **more)
        assert addition is not None
        return addition

    def report(self, number: int, verdict: Verdict, *, published: str | None = None, **more: Any) -> Addition:
        """Offer a report in words of its own, at an address of its own."""
        text = article(f"Bản tin số {number}", *own_words(number), published=published)
        addition = self.keep(text, f"https://a.vn/{number}", verdict, **more)
        assert addition.outcome is Outcome.NEW
        return addition


def own_words(seed: int, count: int = 60) -> Sequence[str]:
    """A paragraph unlike that of any other seed."""
    return (" ".join(f"chữ{seed}x{n}" for n in range(count)),)
