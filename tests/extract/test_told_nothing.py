"""The generic reader on every make of the make-believe country, where all but the article changes at every look."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.demo import data, render
from crawler.demo.render import Look
from crawler.extract import extract
from crawler.model import Kind, Source
from tests.extract.pages import page

NOW = datetime(2026, 11, 21, 3, 15, tzinfo=UTC)
GENERIC = Source("thu", "Thử", Kind.PORTAL, layout="generic")
STORIES = list(data.stories(NOW).values())[1::4]  # of each length
LOOKS = {site.family: Look(site, "http://127.0.0.1", 1, NOW) for site in data.sites()}
PAGES = {family: look for family, look in LOOKS.items() if render.article(look, STORIES[0]).startswith("<")}


@pytest.mark.parametrize("family", PAGES)
def test_article(family: str) -> None:
    site = PAGES[family].site
    for story in STORIES:
        one, other = (render.article(Look(site, "http://127.0.0.1", visit, NOW), story) for visit in (1, 2))
        assert one != other
        for html in (one, other):
            article = extract(page(html, f"https://tin.example.vn{render.path(site, story)}"), GENERIC)
            assert article is not None
            assert article.text == story.text
