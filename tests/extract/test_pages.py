"""Every test page gives what a person has read and confirmed, at every visit the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.discover import discover
from crawler.extract import extract
from crawler.layouts import detect, layouts
from crawler.model import Article, Kind, Source
from tests.extract.pages import ARTICLES, CHANGES, LISTINGS, name, page

GENERIC = Source(id="thu", name="Thử", kind=Kind.PORTAL, layout="generic")


def confirmed(path: Path) -> Any:
    """What a person has read and confirmed."""
    return json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


def read(html: str) -> Article:
    article = extract(page(html))
    assert article is not None
    return article


@pytest.mark.parametrize("path", ARTICLES, ids=name)
def test_article(path: Path, request: pytest.FixtureRequest) -> None:
    article = read(path.read_text(encoding="utf-8"))
    result = {k: getattr(article, k) for k in ("title", "published", "author", "text")}
    file = path.with_suffix(".json")
    if not file.exists():
        if request.config.getoption("--record", default=False):
            file.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        pytest.fail(f"{file} is not confirmed yet")
    assert result == confirmed(path)


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


@pytest.mark.parametrize("path", [p for p in ARTICLES if p.parent.name in layouts()], ids=name)
def test_the_make_is_named(path: Path) -> None:
    """Also where only its addresses are known; where its classes vary, the generic reader says so."""
    named = read(path.read_text(encoding="utf-8")).layout
    assert named == path.parent.name or (path.parent.name, named) == ("numeric-path", "generic")


@pytest.mark.parametrize("path", ARTICLES, ids=name)
def test_article_without_a_layout(path: Path) -> None:
    """The generic reader, told nothing, finds the same text, whatever else has changed on the page."""
    html = path.read_text(encoding="utf-8")
    for change in (("", ""), *CHANGES.values()):
        html = html.replace(*change)
        article = extract(page(html), GENERIC)
        assert article is not None
        assert article.layout == "generic"
        assert article.text == confirmed(path)["text"]


# A listing of these shows one mark alone, in its links: a source has to name the layout.
UNSIGNED = ("millisecond-id",)


@pytest.mark.parametrize("path", [*ARTICLES, *(p for p in LISTINGS if p.parent.name not in UNSIGNED)], ids=name)
def test_detected(path: Path) -> None:
    html = path.read_text(encoding="utf-8")
    found = detect(page(html).url, html)
    assert (found.name if found else "generic") == path.parent.name


@pytest.mark.parametrize("path", LISTINGS, ids=name)
def test_listing_is_no_article(path: Path) -> None:
    assert extract(page(path.read_text(encoding="utf-8"))) is None


@pytest.mark.parametrize("path", LISTINGS, ids=name)
def test_listing_links(path: Path) -> None:
    """The layout gives the listing's articles and nothing else."""
    source = Source(id="thu", name="Thử", kind=Kind.PORTAL, layout=path.parent.name)
    found = discover(page(path.read_text(encoding="utf-8")), source)
    assert [link.url for link in found.links] == json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    article_url = layouts()[path.parent.name].article_url
    assert article_url is None or all(article_url.search(link.url) for link in found.links)


@pytest.mark.parametrize("layout", layouts())
def test_every_layout_has_its_pages(layout: str) -> None:
    if layouts()[layout].json is None:  # those are data: see test_unpack.py
        assert len([p for p in ARTICLES if p.parent.name == layout]) >= 2
        assert len([p for p in LISTINGS if p.parent.name == layout]) >= 1


def test_layouts_say_where_they_are_known_from() -> None:
    assert [layout.name for layout in layouts().values() if "From: " not in layout.about] == []


def test_outside_page_has_no_layout() -> None:
    html = "<html><body><div class='content'><h1>Một trang khác</h1><p>Không thuộc họ nào.</p></div></body></html>"
    assert detect("https://mot-trang.example.vn/bai-viet/khac", html) is None
