"""Signs beside the sentences: the address, the kind of page, and what a report without its lead still shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crawler.session import known
from crawler.session.events import NO_NAME, Evidence
from crawler.session.prose import Led, led
from crawler.session.scan import Scan
from crawler.session.wording import any_of, pattern, words

_LISTING = re.compile(
    r"/(?:tags?|tu-khoa|chu-de|topics?|tim-kiem|search|groupnews|category|chuyen-muc|danh-muc|hashtag)(?:[/=?.]|$)"
    r"|[?&](?:tags?|q|keyword|s|key)=",
    re.IGNORECASE,
)
_WITH_LEAD = 0.25  # what the lesser signs count where a sentence already tells of the session
_WITHOUT_ANCHOR = 0.5  # and where neither the body nor its head appears at all


def kind_of_page(scan: Scan) -> Iterator[Evidence]:
    """A tag or listing page shows leads of many articles and is none."""
    if match := _LISTING.search(scan.article.url or ""):
        yield Evidence(-9.0, f"the address is of a tag or listing page: {match[0]!r}")


def address(scan: Scan) -> Iterator[Evidence]:
    """An address that carries the title; it speaks only where the text tells of some session."""
    if not scan.candidate or not pattern("session", "sitting").search(scan.folded):
        return
    named = next((m for m in scan.slug_mentions if m.role == "name"), None)
    said = pattern("session", "review").search(scan.slug)
    if named and said:
        yield Evidence(3.0, f"the address names the session: {scan.slug[:90]!r}", named.body)
    elif not named and said and pattern("cut_name").search(scan.slug):
        yield Evidence(1.5, f"the address begins to name the session: {scan.slug[:90]!r}")
    elif not named and _reviews().search(scan.slug):
        yield Evidence(2.0, f"the address tells of a national review: {scan.slug[:90]!r}")


@cache
def _reviews() -> re.Pattern[str]:
    return re.compile(rf"{any_of('review')}.{{0,60}}?chuyen doi so quoc gia")


# --- a report without its lead ------------------------------------------------------------


def of_lost_lead(scan: Scan, has_event: bool) -> Iterator[Evidence]:
    """Who spoke, in which office, who followed from where, what was told that is known from one session."""
    if not scan.candidate or not pattern("session", "sitting").search(scan.folded):
        return
    found = [*_of_body(scan), *_of_head(scan), *_of_setting(scan), *_of_content(scan)]
    anchored = any(e.body or e.start == _ANCHOR for e in found) or scan.slug_mentions
    scale = _WITH_LEAD if has_event else 1.0 if anchored else _WITHOUT_ANCHOR
    for sign in found:
        yield Evidence(sign.weight * scale, sign.why, sign.body)


_ANCHOR = 0  # marks a sign that ties the text to the committee's circle


def _of_body(scan: Scan) -> Iterator[Evidence]:
    if office := next((m for m in scan.mentions if m.role == "office"), None):
        yield Evidence(1.5, "an office of the body is named", office.body)
    elif scan.mentions:
        yield Evidence(1.0, "the body is named", scan.mentions[0].body)
    if match := scan.first(_unnamed_office(), scan.typed):
        said = scan.text[match.start() : match.end()]
        yield Evidence(0.75, f"an office of a body left unnamed: {said!r}", start=_ANCHOR)


@cache
def _unnamed_office() -> Led:
    """ "Chủ tịch Ủy ban", "cơ quan thường trực của Ủy ban", "kế hoạch của Ủy ban", and no name after it."""
    heads = (*words("office"), "cua", "of")
    return led(heads, rf"(?:{any_of('office')}(?:\s+cua)?|(?<!\w)(?:cua|of\s+the))\s+{any_of('committee')}{NO_NAME}")


def _of_head(scan: Scan) -> Iterator[Evidence]:
    if match := scan.first(_head_at_session()):
        said = scan.text[match.start() : match.end()][:80]
        yield Evidence(2.0, f"its head opened or concluded: {said!r}", start=_ANCHOR)
    elif match := scan.first(_head_speaks()):
        said = scan.text[match.start() : match.end()][:80]
        yield Evidence(1.0, f"its head spoke: {said!r}", start=_ANCHOR)


@cache
def _head_at_session() -> Led:
    session, head, opens = any_of("session"), any_of("head"), any_of("opens")
    return led(
        words("session", "head", "opens"),
        rf"{opens}[^.\n]{{0,40}}?{session}[^.\n]{{0,60}}?{head}|{head}[^.\n]{{0,120}}?{opens}[^.\n]{{0,40}}?{session}"
        rf"|{session}[^.\n]{{0,80}}?{head}[^.\n]{{0,80}}?{opens}|{opens}[,\s]+{head}",
    )


@cache
def _head_speaks() -> Led:
    return led(words("head"), rf"{any_of('head')}[^.\n]{{0,60}}?{any_of('speaks')}")


def _of_setting(scan: Scan) -> Iterator[Evidence]:
    if scan.first(_local_team()):
        yield Evidence(1.0, "a committee on digital transformation followed at an end point")
    elif pattern("end_point").search(scan.folded):
        yield Evidence(0.75, "an end point is named")
    if scan.first(_connected()):
        yield Evidence(0.75, "connected to ministries and provinces")


@cache
def _local_team() -> Led:
    topic = r"(?:chuyen\s+doi\s+so|cds)"
    return led(
        words("end_point"), rf"{any_of('end_point')}[^\n]{{0,600}}?(?:ban\s+chi\s+dao|bcd)[^.;\n]{{0,40}}?{topic}"
    )


@cache
def _connected() -> Led:
    return led(("truc",), r"truc\s+tuyen[^.\n]{0,80}?(?:cac\s+bo|63|34|cac\s+tinh|dia\s+phuong)")


def _of_content(scan: Scan) -> Iterator[Evidence]:
    if len(pattern("topic").findall(scan.typed)) >= 2:
        yield Evidence(1.0, "digital transformation is its subject")
    if (told := known.most_told(scan)) >= 2:
        yield Evidence(min(told, 4) * 0.5, f"{told} things told at one known session")
