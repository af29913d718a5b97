"""Archives of any size, written row by row: for what must hold at a hundred thousand articles, or at a million.

Words are as frequent as in Vietnamese news: a few stand in nearly every text, most in hardly any. Every twentieth
article reports a session, and its facts stand at their true places. What a reprint would be known by is left out.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, Literal

from sqlite_utils import Database

from crawler import reference
from crawler.archive import Archive, records
from crawler.archive.articles import Arrival, enter
from crawler.archive.database import immediate, insert
from crawler.archive.files import file_name
from crawler.archive.moments import stamp
from crawler.archive.registry import Registry
from crawler.archive.schema import index
from crawler.model import (
    Article,
    Fact,
    Indicator,
    Kind,
    Notice,
    Report,
    SessionRef,
    Source,
    Task,
    Telling,
    Validators,
    Verdict,
)

FIRST, LAST = date(2020, 1, 1), date(2026, 11, 20)  # the days over which articles are spread
TURNED = date(2025, 3, 1)  # from which day the Government's committee sits
BATCH = 10_000  # articles in a transaction
REPORT_EVERY = 20  # articles
NOTICE_EVERY = 50  # of those that report, one is the conclusion notice
DECK = 400_000  # words
OWN_FIGURES = 2_000  # names of figures that no catalogue has

SOURCES = tuple(
    Source(p.slug, f"Cổng {p.name}", Kind.PORTAL, province=p.slug, listing=(f"https://{p.slug}.example/tin",))
    for p in reference.current_provinces()
)

# The commonest, in order; what is of several words always stands so.
_HEAD = """
và|của|các|trong|cho|được|có|với|là|tỉnh|đến|tại|đã|công tác|thực hiện|một|những|về|người dân|chuyển đổi số|từ|năm|ngày|
phát triển|không|khi|này|theo|đồng chí|trên|nhiều|ủy ban nhân dân|hội nghị|đảng|doanh nghiệp|cũng|bảo đảm|xã|việc|để|
triển khai|kinh tế|đại biểu|địa phương|hoạt động|xây dựng|thủ tục hành chính|ra|như|lãnh đạo|cơ quan|đơn vị|nâng cao|sẽ|
tổ chức|quản lý|xã hội|dịch vụ công trực tuyến|nhân dân|quốc gia|hai|cùng|chủ trì|nghị quyết|phiên họp|báo cáo|kết quả|
sở khoa học và công nghệ|còn|giải pháp|nhiệm vụ|hệ thống|dữ liệu|kinh tế số|thông tin|an ninh|giáo dục|nông nghiệp|y tế|
hạ tầng|kế hoạch|bán dẫn|trí tuệ nhân tạo|an toàn thông tin|chữ ký số|hộ tịch|định danh điện tử|cáp quang
"""
_INITIALS = (*"bcdđghlmnrstvx", "ch", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr")
_VOWELS = "aàáảãạăắằặâấầậeèéẹêếềệiìíịoòóọôốồộơớờợuùúụưứừựyýỳ"
_FINALS = ("", "c", "m", "n", "ng", "nh", "p", "t", "i", "o")
SYLLABLES = 6_000


def made_archive(
    state: Path,
    articles: int,
    *,
    words: int = 250,
    sessions: int = 60,
    files: bool = False,
    sources: Sequence[Source] = SOURCES,
) -> None:
    """Fill a new state folder. The same arguments give the same archive.

    `words` is the usual length of a text. `files` writes the texts beside the database too, which a service that
    opens the archive would otherwise do first.
    """
    with Archive.open(state) as archive:
        archive.register(sources, _moment(FIRST))
        archive.db.execute("PRAGMA synchronous = OFF")  # a crash here costs nothing
        archive.db.execute("PRAGMA cache_size = -200000")
        author = _Author(archive.db, articles, words, sources)
        with immediate(archive.db):
            author.convene(sessions)
        for first in range(0, articles, BATCH):
            with immediate(archive.db):
                for number in range(first, min(first + BATCH, articles)):
                    article = author.write(number)
                    if files:
                        name = file_name(number, article.hash)
                        (state / "articles" / name).write_text(article.text, encoding="utf-8")
                index(archive.db, first)


class _Author:
    """Writes article after article, from the oldest to the latest; those that report a session follow it."""

    def __init__(self, db: Database, articles: int, words: int, sources: Sequence[Source]) -> None:
        self.db, self.articles, self.words, self.sources = db, articles, words, sources
        self.chance = random.Random(7)
        self.sessions: list[tuple[int, SessionRef]] = []

    def convene(self, count: int) -> None:
        """Enter the sessions."""
        registry = Registry(self.db, {id: body.name for id, body in reference.bodies().items()})
        for n in range(count):
            day = _day(n, count)
            ref = SessionRef("ubqg-cds" if day < TURNED else "bcd-cp", n + 1, str(day), "text")
            self.sessions.append((registry.file(ref, day, _moment(day)) or 0, ref))

    def write(self, number: int) -> Article:
        """One article with all its rows."""
        source = self.sources[number % len(self.sources)]
        day = _day(number, self.articles)
        turn, other = divmod(number, REPORT_EVERY)
        if other:
            return self._enter(number, source, day, self._text(number))
        session, ref = self.sessions[number * len(self.sessions) // self.articles]
        write = self._notice if turn % NOTICE_EVERY == NOTICE_EVERY - 1 else self._report
        text, verdict = write(number, source, ref)
        held = date.fromisoformat(ref.date or "")
        article = self._enter(number, source, held + timedelta(days=turn % 5), text)
        records.save(self.db, number, verdict, session)
        return article

    def _enter(self, number: int, source: Source, day: date, text: str) -> Article:
        url, now = f"https://{source.id}.example/tin/{number}", _moment(day)
        article = Article(text, title=text.partition("\n")[0], published=str(day), published_from="page")
        arrival = Arrival(article, Verdict(), (), url, source, now, Telling.SILENT, Validators())
        enter(self.db, number, arrival, None)
        seen = {"first_seen": stamp(now), "first_read": stamp(now)}
        insert(self.db, "address", url=url, source=source.id, article=number, state="read", **seen)
        return article

    def _text(self, number: int, *first: str) -> str:
        """A title, `first`, and paragraphs; "tin số N" stands in this text and in no other."""
        wanted = min(max(int(self.chance.lognormvariate(0, 0.5) * self.words), 40), 5 * self.words)
        start, stride = self.chance.randrange(DECK), self.chance.randrange(1, DECK // wanted)
        told = _deck()[start : start + wanted * stride : stride]
        title, body = f"{' '.join(told[:9]).capitalize()} (tin số {number})", told[9:]
        paragraphs = [" ".join(body[n : n + 60]).capitalize() + "." for n in range(0, len(body), 60)]
        return "\n\n".join([title, *first, *paragraphs]) + "\n"

    def _report(self, number: int, source: Source, ref: SessionRef) -> tuple[str, Verdict]:
        place = reference.provinces()[source.province or ""].name
        chair, local = "Phạm Minh Chính", f"Lãnh đạo thứ {number % 97}"
        what, day = f"hoàn thành đề án thứ {number % 200}", date(2027, number % 12 + 1, 15)
        task = f"Bộ Tài chính {what} trước ngày {day.day}/{day.month}/{day.year}"
        figures = list(self._figures(number, ref))
        quotes = [f"{name} đạt {value:.1f}%".replace(".", ",") for name, value, _ in figures]
        opening = f"{chair} chủ trì phiên họp lần thứ {ref.ordinal}. Tại điểm cầu {place}, {local} chủ trì."
        text = self._text(number, opening, ". ".join([*quotes, task]) + ".")
        report = Report(
            ref,
            chair=Fact(chair, *_placed(text, chair)),
            province=Fact(place, *_placed(text, place)),
            local_chair=Fact(local, *_placed(text, local)),
            tasks=(Task(what, *_placed(text, task), assignee="Bộ Tài chính", due=str(day)),),
            indicators=tuple(
                _indicator(*figure, *_placed(text, quote)) for figure, quote in zip(figures, quotes, strict=True)
            ),
        )
        return text, Verdict(report=report)

    def _figures(self, number: int, ref: SessionRef) -> Iterator[tuple[str, float, str | None]]:
        """Five of the catalogue's, told alike by most reports of a session, and two of the province's own."""
        for n in range(5):
            row = _percents()[(number // REPORT_EVERY + n) % len(_percents())]
            differs = 0.5 if number % 9 == n else 0.0
            yield row["name"], 20 + 0.7 * (ref.ordinal or 0) + differs, row["id"]
        for _ in range(2):
            yield f"Tỷ lệ {_syllables()[self.chance.randrange(OWN_FIGURES)]}", self.chance.randrange(1000) / 10, None

    def _notice(self, number: int, _: Source, ref: SessionRef) -> tuple[str, Verdict]:
        name = f"{number}/TB-VPCP"
        text = self._text(number, f"Thông báo số {name} kết luận phiên họp.")
        return text, Verdict(notice=Notice(Fact(name, *_placed(text, name)), ref))


def _indicator(name: str, value: float, series: str | None, quote: str, start: int, end: int) -> Indicator:
    scope: Literal["national", "provincial"] = "national" if series else "provincial"
    value = round(value, 1)
    return Indicator(name, value, quote, start, end, unit="%", number=value, scope=scope, series=series)


@cache
def _syllables() -> list[str]:
    every = ["".join(parts) for parts in product(_INITIALS, _VOWELS, _FINALS)]
    return random.Random(7).sample(every, SYLLABLES)


@cache
def _deck() -> list[str]:
    """Shuffled words, as often as they are used (Zipf's law), and names that stand in few texts. Texts are drawn from
    it by many strides, so that hardly two words stand side by side twice by more than chance."""
    chance = random.Random(7)
    common = [*_HEAD.replace("\n", "").split("|"), *_syllables()]
    deck = chance.choices(common, [1 / (rank + 3) for rank in range(len(common))], k=DECK)
    deck += ["".join(chance.choices(_syllables(), k=2)) + str(n % 7) for n in range(DECK // 25)]
    chance.shuffle(deck)
    return deck * 2  # so that a draw may run over the end


@cache
def _percents() -> list[dict[str, Any]]:
    """The catalogue's series that are percentages of a whole."""
    return [row for row in reference.load("indicators.yaml") if row["sort"] == "percent" and not row.get("change")]


def _placed(text: str, quote: str) -> tuple[str, int, int]:
    return quote, text.index(quote), text.index(quote) + len(quote)


def _day(n: int, count: int) -> date:
    """The day of the nth of so many, spread evenly."""
    return FIRST + timedelta(days=(LAST - FIRST).days * n // count)


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(1), UTC)
