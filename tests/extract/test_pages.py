"""Every test page gives what a person has read and confirmed, at every visit the same."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urljoin

import pytest

from crawler.extract import extract
from crawler.html import attribute, parse
from crawler.layouts import detect, layouts
from crawler.model import Article, Kind, Source
from tests.extract.pages import ARTICLES, LISTINGS, name, page

# What changes between two visits of an unchanged article; each test page holds all of them.
CHANGES = {
    "counter": ("358", "12.471"),
    "clock": ("Thứ bảy, 21/11/2026 10:15:42", "Chủ nhật, 22/11/2026 23:59:03"),
    "advert": ("Căn hộ ven sông trả góp lãi suất thấp", "Vay mua xe chỉ từ 6,9% một năm"),
    "poll": ("1933 người đã bình chọn", "20.470 người đã bình chọn"),
    "visitors": ("4017", "2.018"),
    "related": ("Hội chợ nông sản vùng cao thu hút", "Sáng nay khai mạc hội chợ nông sản, có tới"),
}


def read(html: str) -> Article:
    article = extract(page(html))
    assert article is not None
    return article


@pytest.mark.parametrize("path", ARTICLES, ids=name)
def test_article(path: Path, request: pytest.FixtureRequest) -> None:
    article = read(path.read_text(encoding="utf-8"))
    result = {k: getattr(article, k) for k in ("title", "published", "author", "text")}
    confirmed = path.with_suffix(".json")
    if not confirmed.exists():
        if request.config.getoption("--record", default=False):
            confirmed.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        pytest.fail(f"{confirmed} is not confirmed yet")
    assert result == json.loads(confirmed.read_text(encoding="utf-8"))


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("path", ARTICLES, ids=name)
def test_a_visit_changes_nothing(path: Path, change: str) -> None:
    html = path.read_text(encoding="utf-8")
    later = html.replace(*CHANGES[change])
    assert later != html
    assert read(later).hash == read(html).hash


@pytest.mark.parametrize("path", ARTICLES, ids=name)
def test_article_by_named_layout(path: Path) -> None:
    """Naming the layout gives what detecting it gives."""
    html = path.read_text(encoding="utf-8")
    source = Source(id="thu", name="Thử", kind=Kind.PORTAL, layout=path.parent.name)
    article = extract(page(html), source)
    assert article is not None
    assert article.source == "thu"
    assert article.hash == read(html).hash


@pytest.mark.parametrize("path", [*ARTICLES, *LISTINGS], ids=name)
def test_detected(path: Path) -> None:
    html = path.read_text(encoding="utf-8")
    found = detect(page(html).url, html)
    assert found is not None
    assert found.name == path.parent.name


@pytest.mark.parametrize("path", LISTINGS, ids=name)
def test_listing_is_no_article(path: Path) -> None:
    assert extract(page(path.read_text(encoding="utf-8"))) is None


@pytest.mark.parametrize("path", LISTINGS, ids=name)
def test_listing_links(path: Path) -> None:
    """The layout's own selectors and address rules give the listing's articles and nothing else."""
    html = path.read_text(encoding="utf-8")
    layout, base, tree = layouts()[path.parent.name], page(html).url, parse(html)
    found = [urljoin(base, attribute(a, "href")) for selector in layout.links for a in tree.css(selector)]
    links = [u for u in dict.fromkeys(found) if not (layout.not_article and layout.not_article.search(u))]
    assert links == json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert layout.article_url is not None
    assert all(layout.article_url.search(u) for u in links)


def test_layouts_say_where_they_are_known_from() -> None:
    assert len(layouts()) == 14
    assert [layout.name for layout in layouts().values() if "From: " not in layout.about] == []


def test_outside_page_has_no_layout() -> None:
    html = "<html><body><div class='content'><h1>Một trang khác</h1><p>Không thuộc họ nào.</p></div></body></html>"
    assert detect("https://mot-trang.example.vn/bai-viet/khac", html) is None
