"""Made sites for tests: pages of no make, as many as wanted, for the small server of `tests/fetch`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from tests.fetch.conftest import Reply, http

TODAY = date(2026, 11, 20)
_THINGS = ("cầu treo", "trạm bơm", "lớp học", "chợ phiên", "nhà văn hóa", "bến đò", "vườn ươm", "kho lạnh")


def title(n: int) -> str:
    return f"Xã vùng cao khánh thành {_THINGS[n % len(_THINGS)]} thứ {n} trong năm"


def day(n: int) -> date:
    """Article 0 is the newest; three appear a day."""
    return TODAY - timedelta(days=n // 3)


def address(n: int) -> str:
    return f"/tin/khanh-thanh-cong-trinh-thu-{n}-{10_000 + n}.html"


def article(n: int, *, dated: bool = True, links: Sequence[int] = ()) -> str:
    """One article, with a list of others below."""
    shown = f'<p class="ngay">{day(n):%d/%m/%Y}</p>' if dated else ""
    related = "".join(f'<li><a href="{address(k)}">{title(k)}</a></li>' for k in links)
    return page(
        f'<div class="chi-tiet"><h1 class="ten-bai">{title(n)}</h1>{shown}<div class="toan-van">'
        f"<p>Sáng nay, bà con xã vùng cao dự lễ khánh thành công trình thứ {n}, sau nhiều tháng thi công vất vả.</p>"
        f"<p>Công trình số {n} phục vụ hơn {100 + n} hộ dân, do bà con góp công và chính quyền góp vật liệu.</p>"
        f'</div></div><ul class="tin-khac">{related}</ul>'
    )


def listing(numbers: Sequence[int], *, dated: bool = True, below: str = "") -> str:
    """A list of articles under a menu."""
    items = "".join(
        f'<div class="muc-tin"><h3><a href="{address(n)}">{title(n)}</a></h3>'
        + (f'<span class="ngay">{day(n):%d/%m/%Y}</span>' if dated else "")
        + "</div>"
        for n in numbers
    )
    return page(f'<div class="danh-sach">{items}</div>{below}')


def page(body: str, head: str = "") -> str:
    menu = (
        '<div id="menu"><a href="/">Trang chủ</a> <a href="/tin-tuc">Tin tức</a> <a href="/lien-he">Liên hệ</a></div>'
    )
    return (
        f"<!doctype html><html><head><title>Tin - Trang thông tin xã Vùng Cao</title>{head}</head><body>{menu}{body}"
        "<footer><p>Bản quyền thuộc xã Vùng Cao</p></footer></body></html>"
    )


def html(text: str) -> bytes:
    return http(body=text.encode(), Content_Type="text/html; charset=utf-8")


def pager(n: int, last: int) -> str:
    """The numbers below page `n`, as a reader sees them."""
    numbers = "".join(f'<a href="/tin-tuc?trang={k}">{k}</a> ' for k in range(max(1, n - 2), min(last, n + 2) + 1))
    return f'<div class="phan-trang pagination">{numbers}</div>'


def paged(articles: int, per_page: int = 20, *, dated: bool = True) -> dict[str, Reply]:
    """A whole site: a listing of many pages, and its articles."""
    last = -(-articles // per_page)
    pages: dict[str, Reply] = {address(n): html(article(n)) for n in range(articles)}
    for k in range(1, last + 1):
        numbers = range((k - 1) * per_page, min(k * per_page, articles))
        text = html(listing(numbers, dated=dated, below=pager(k, last)))
        pages["/tin-tuc" if k == 1 else f"/tin-tuc?trang={k}"] = text
        pages[f"/tin-tuc?trang={k}"] = text
    return pages


def sitemap(numbers: Sequence[int], base: str) -> bytes:
    rows = "".join(f"<url><loc>{base}{address(n)}</loc><lastmod>{day(n)}</lastmod></url>" for n in numbers)
    text = f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
    return http(body=text.encode(), Content_Type="application/xml")


def index(addresses: Sequence[str], changed: Sequence[date] = ()) -> bytes:
    days = (f"<lastmod>{day}</lastmod>" for day in changed)
    rows = "".join(f"<sitemap><loc>{url}</loc>{next(days, '')}</sitemap>" for url in addresses)
    text = (
        f'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>'
    )
    return http(body=text.encode(), Content_Type="application/xml")
