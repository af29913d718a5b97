"""A listing leads to the same places while its links do, whatever else moved on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.discover.familiar import Familiar, fingerprint
from crawler.model import Kind, Page, Seen, Source

PAGE = (
    '<!DOCTYPE html><html><body><p>10:15:42</p><a href="/tin/1.html">Một</a><a class="x" HREF=\'/tin/2.html\'>Hai</a>'
    "<p>Lượt xem: 7</p></body></html>"
)


@pytest.mark.parametrize(
    ("now", "same"),
    [
        (PAGE.replace("10:15:42", "10:15:43").replace("7", "8"), True),  # a clock and a counter
        (PAGE.replace("Một", "Một (cập nhật)"), True),  # its address is known
        (PAGE.replace("/tin/2.html", "/tin/3.html"), False),
        (PAGE.replace("<p>L", '<a href="/tin/0.html">Không</a><p>L'), False),
        (PAGE.replace("</body>", "<a  href = /tin/4.html>Bốn</a></body>"), False),
        (PAGE.replace("/tin/1.html", "/tin/1.html?p=2"), False),
    ],
)
def test_where_it_leads(now: str, same: bool) -> None:
    assert (fingerprint(now.encode()) == fingerprint(PAGE.encode())) is same


@pytest.mark.parametrize(
    "body",
    [b"", b"<html><p>no link</p></html>", b'{"href": "<html"}'[:9], b'<?xml version="1.0"?><rss><a href="x"/></rss>'],
)
def test_what_is_no_page_of_links_is_always_read(body: bytes) -> None:
    assert fingerprint(body) is None


SITE, SHOWN = Source("a", "A", Kind.PORTAL), Seen("https://a.vn/", links=2, layout="vnportal")
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "later", "source", "recalled"),
    [
        (PAGE.replace("10:15:42", "10:45:42"), timedelta(minutes=30), SITE, True),
        (PAGE, timedelta(hours=6), SITE, False),  # read now and then, wherever it leads
        (PAGE, timedelta(minutes=-1), SITE, False),  # the clock was set back
        (PAGE.replace("/tin/2.html", "/tin/3.html"), timedelta(minutes=30), SITE, False),
        (PAGE, timedelta(minutes=30), replace(SITE, layout="drupal"), False),  # its stanza was changed
    ],
)
def test_what_is_recalled(body: str, later: timedelta, source: Source, recalled: bool) -> None:
    familiar = Familiar()
    familiar.remember(SHOWN, page(PAGE), SITE)
    assert familiar.recall(SHOWN.address, page(body, NOON + later), source) == (SHOWN if recalled else None)


def test_a_listing_that_is_no_page_of_links_is_forgotten() -> None:
    familiar = Familiar()
    familiar.remember(SHOWN, page(PAGE), SITE)
    familiar.remember(SHOWN, page("<html>hỏng</html>"), SITE)
    assert familiar.recall(SHOWN.address, page(PAGE), SITE) is None


def page(body: str, at: datetime = NOON) -> Page:
    return Page(SHOWN.address, body.encode(), at)
