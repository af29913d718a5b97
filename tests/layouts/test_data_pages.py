"""Makes whose pages are data: what their services answer gives what a person has read and confirmed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.discover import discover
from crawler.extract import extract
from crawler.layouts import layouts
from crawler.model import Article, Kind, Page, Source
from tests.extract.pages import CHANGES, FETCHED, FOLDER, name

ANSWERS = sorted(FOLDER.glob("*/*.data"))
ARTICLES = [path for path in ANSWERS if path.stem != "listing"]
LISTINGS = [path for path in ANSWERS if path.stem == "listing"]


def confirmed(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return found


def answered(path: Path, text: str | None = None) -> Page:
    """The answer as fetched in the place of the address that people open."""
    body = (text or path.read_text(encoding="utf-8")).encode()
    return Page(confirmed(path)["url"], body, FETCHED, "application/json; charset=utf-8")


def source(path: Path) -> Source:
    return Source("thu", "Thử", Kind.PORTAL, layout=path.parent.name)


def article(path: Path, text: str | None = None) -> Article:
    found = extract(answered(path, text), source(path))
    assert found is not None
    return found


@pytest.mark.parametrize("path", ARTICLES, ids=name)
def test_article(path: Path) -> None:
    told = article(path)
    read = {key: getattr(told, key) for key in ("url", "title", "published", "author", "text")}
    assert read == confirmed(path)
    assert told.layout == path.parent.name


@pytest.mark.parametrize("change", ["counter", "clock", "related"])
@pytest.mark.parametrize("path", ARTICLES, ids=name)
def test_a_visit_changes_nothing(path: Path, change: str) -> None:
    text = path.read_text(encoding="utf-8")
    later = text.replace(*CHANGES[change])
    assert later != text
    assert article(path, later).hash == article(path).hash


@pytest.mark.parametrize("path", LISTINGS, ids=name)
def test_listing_links(path: Path) -> None:
    found = discover(answered(path), source(path))
    told = confirmed(path)
    assert [link.url for link in found.links] == told["links"]
    assert all(link.title for link in found.links)
    assert extract(answered(path), source(path)) is None


def test_every_such_layout_has_its_pages() -> None:
    makes = {name for name, layout in layouts().items() if layout.json}
    assert {path.parent.name for path in LISTINGS} == makes
    assert all(len([path for path in ARTICLES if path.parent.name == make]) >= 2 for make in makes)
