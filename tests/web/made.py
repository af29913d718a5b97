"""A small archive with one of everything a page shows, hostile text included, and its facts at their true places."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from crawler import dedupe
from crawler.archive import Archive
from crawler.model import (
    Article,
    Fact,
    Indicator,
    Kind,
    Notice,
    Reading,
    Relation,
    Report,
    SessionRef,
    Source,
    Task,
    Telling,
    Verdict,
)
from crawler.text import canonical
from tests.archive.samples import NOW

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "<svg/onload=alert(3)>",
    "javascript:alert(4)",
    "'; DROP TABLE article; --",
    "{{ 7 * 7 }}",
    "</style><style>body{display:none}</style>",
)
NASTY = " ".join(PAYLOADS)

CAOBANG = Source("caobang", "Cổng Cao Bằng", Kind.PORTAL, province="caobang", listing=("https://a.vn/tin",))
DAKLAK = Source("daklak", f"Báo Đắk Lắk {NASTY}", Kind.NEWSPAPER, province="daklak", listing=("https://b.vn/tin",))
SOURCES = """
sources:
  - {id: caobang, name: Cổng Cao Bằng, kind: portal, province: caobang, listing: https://a.vn/tin}
  - id: daklak
    name: 'Báo Đắk Lắk <script>alert(1)</script>'
    kind: newspaper
    province: daklak
    listing: https://b.vn/tin
alerts:
  - {name: toa-soan, to: ["${CANARY_NOT_SET}"], on: [session]}
"""

NINTH = SessionRef("ubqg-cds", 9, "2024-07-10", "text")
EIGHTH = SessionRef("ubqg-cds", 8, "2024-04-24", "text")

FIRST = canonical(
    "Phiên họp lần thứ 9",
    [
        "Chiều 10/7/2024, Thủ tướng Phạm Minh Chính chủ trì phiên họp. Tại điểm cầu Cao Bằng có ông Hoàng Xuân Ánh.",
        "Kinh tế số đạt 18,3% GDP, trong đó Bộ Tài chính hoàn thành đề án trong tháng 12/2026, chia sẻ dữ liệu.",
    ],
)
SECOND = canonical(
    f"Bản tin {NASTY}",
    [f"Thủ tướng Nguyễn Văn Khác chủ trì phiên họp, nói {NASTY}.", "Kinh tế số đạt 18,5% GDP.", *["Chữ riêng."] * 3],
)
EARLIER = canonical("Phiên họp lần thứ 8", ["Kinh tế số đạt 16,5% GDP.", "Lời khác hẳn của phiên trước."])
NOTICE = canonical("Thông báo 99/TB-VPCP", ["Kết luận phiên họp lần thứ 9 nêu trong thông báo này."])


def fact(text: str, quote: str, value: str) -> Fact:
    """A value proved by the first place of the quote."""
    return Fact(value, quote, text.index(quote), text.index(quote) + len(quote))


def share(text: str, value: float, **more: object) -> Indicator:
    """The share of the digital economy, as the text gives it."""
    quote = f"Kinh tế số đạt {str(value).replace('.', ',')}% GDP"
    start = text.index(quote)
    told = Indicator("Tỷ trọng kinh tế số trong GDP", value, quote, start, start + len(quote), unit="%")
    return Indicator(
        **{name: getattr(told, name) for name in ("name", "value", "quote", "start", "end", "unit")},
        relation=Relation.EQ,
        number=value,
        series="kinh-te-so-gdp",
        **more,  # type: ignore[arg-type]
    )


def first_report(text: str) -> Verdict:
    quote = "Bộ Tài chính hoàn thành đề án trong tháng 12/2026"
    start = text.index(quote)
    task = Task("hoàn thành đề án", quote, start, start + len(quote), assignee="Bộ Tài chính", due="2026-12")
    return Verdict(
        report=Report(
            NINTH,
            chair=fact(text, "Thủ tướng Phạm Minh Chính chủ trì", "Phạm Minh Chính"),
            province=fact(text, "điểm cầu Cao Bằng", "Cao Bằng"),
            local_chair=fact(text, "ông Hoàng Xuân Ánh", "Hoàng Xuân Ánh"),
            tasks=(task,),
            indicators=(share(text, 18.3),),
        )
    )


def second_report() -> Verdict:
    return Verdict(
        report=Report(
            NINTH,
            chair=fact(SECOND, f"Thủ tướng Nguyễn Văn Khác chủ trì phiên họp, nói {NASTY}", f"Nguyễn {NASTY}"),
            province=fact(SECOND, "<script>alert(1)</script>", "Đắk Lắk"),
            indicators=(share(SECOND, 18.5),),
        )
    )


def make(state: Path) -> None:
    """Articles 0 to 4: an earlier session, two differing reports of the ninth, its notice, the first one revised."""
    with Archive.open(state) as archive:
        archive.register((CAOBANG, DAKLAK), NOW)
        earlier = Verdict(report=Report(EIGHTH, indicators=(share(EARLIER, 16.5),)))
        notice = Verdict(notice=Notice(fact(NOTICE, "99/TB-VPCP", "99/TB-VPCP"), NINTH))
        _add(archive, EARLIER, earlier, "https://a.vn/8", "2024-04-24")
        _add(archive, FIRST, first_report(FIRST), "https://a.vn/9", "2024-07-10T15:20:00+07:00")
        _add(archive, SECOND, second_report(), 'https://b.vn/9?"><script>', "2024-07-11", DAKLAK)
        _add(archive, NOTICE, notice, "https://a.vn/tb", "2024-09-12")
        revised = FIRST.replace("phiên họp. Tại", "phiên họp toàn thể. Tại")
        _add(archive, revised, first_report(revised), "https://a.vn/9", "2024-07-10T15:20:00+07:00", later=1)


def _add(
    archive: Archive, text: str, verdict: Verdict, url: str, day: str, source: Source = CAOBANG, later: int = 0
) -> None:
    article = Article(text, title=text.split("\n")[0], published=day, author=f"Tác giả {PAYLOADS[1]}")
    reading = Reading(article, verdict, dedupe.sketch(text))
    archive.add(reading, url=url, source=source, now=NOW + timedelta(hours=later), telling=Telling.SILENT)
