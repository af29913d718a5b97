"""The nouns of the service. Frozen, small, no I/O; they travel one way, from a site to an alert.

Glossary (Vietnamese word = name in this code)
    phiên họp = session        one sitting of a body, known by (body, day)
    cơ quan   = body           the committee that sits: `ubqg-cds`, `bcd-cp`, ...
    lần thứ   = ordinal        which sitting in the body's own series; restarts, so never a key
    chủ trì   = chair          who chaired the session; `local_chair` chaired at one end point
    điểm cầu  = end point      where a province, ministry or institute followed online
    chủ đề    = theme          the theme of the year; proposed at a session, fixed by a notice
    chỉ tiêu  = indicator      a figure with name, value, unit, relation and period
    nhiệm vụ  = task           who orders, who is to do, what, by when
    văn bản   = document       a legal document cited by number: `57-NQ/TW`
    thông báo kết luận = notice   the Government Office's conclusions, `408/TB-VPCP`
    tin, bài  = article        one text, known by the hash of its canonical form
    bản tin về phiên họp = report   one article about one session
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Literal

# --- what a site answers ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave us to ask "changed since?" with; sent back byte for byte."""

    etag: str | None = None
    last_modified: str | None = None

    def __bool__(self) -> bool:
        return bool(self.etag or self.last_modified)


@dataclass(frozen=True, slots=True)
class Page:
    """What a site answered, and when. `body` is decompressed and still in the site's charset."""

    url: str  # the address that answered, after redirects
    body: bytes
    fetched_at: datetime  # aware, UTC
    content_type: str = ""
    status: int = 200  # 200, or 304 with an empty body
    validators: Validators = Validators()
    moved_to: str | None = None  # set when every redirect on the way was permanent

    @property
    def unchanged(self) -> bool:
        return self.status == 304


# --- where to look ------------------------------------------------------------------------


class Kind(StrEnum):
    """What sort of site a source is."""

    PORTAL = "portal"
    DEPARTMENT = "department"
    NEWSPAPER = "newspaper"
    NATIONAL = "national"


Tls = Literal["strict", "legacy", "insecure"]


@dataclass(frozen=True, slots=True)
class Access:
    """How a source may be reached: manners, limits and the narrow exceptions it was granted."""

    pace: timedelta = timedelta(seconds=1)  # least time between two requests to one host
    timeout: timedelta = timedelta(seconds=40)  # DNS, TLS, headers and body together
    tls: Tls = "strict"
    ca: Path | None = None  # an extra certificate for a chain the server sends incomplete
    proxy: str | None = None
    user_agent: str | None = None
    allow_private: bool = False  # may reach loopback and private addresses, on any port


@dataclass(frozen=True, slots=True)
class Select:
    """CSS selectors that override the layout's; None leaves the layout's in force."""

    links: str | None = None
    title: str | None = None
    lead: str | None = None
    date: str | None = None
    body: str | None = None
    drop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """One stanza of `sources.yaml`, ready to use."""

    id: str
    name: str
    kind: Kind
    province: str | None = None  # slug; None for national sources
    listing: tuple[str, ...] = ()
    feed: tuple[str, ...] = ()
    sitemap: tuple[str, ...] = ()
    layout: str | None = None  # None: detected on each page
    select: Select = Select()
    every: timedelta = timedelta(minutes=30)
    access: Access = Access()
    keep_query: tuple[str, ...] = ()  # query parameters that are part of an article's identity
    enabled: bool = True
    note: str | None = None

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address a poll asks for, listings first."""
        return (*self.listing, *self.feed, *self.sitemap)


@dataclass(frozen=True, slots=True)
class Link:
    """An article's address found on a listing, feed or sitemap, with what was said beside it."""

    url: str  # canonical: see discover.urls
    title: str | None = None
    published: str | None = None  # as Article.published


# --- what was read ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Article:
    """One article. `text` is the canonical text; its SHA-256 is the article's identity.

    `published` is ISO 8601: a day (`2024-07-10`) or a moment in Vietnam time
    (`2024-07-10T15:20:00+07:00`); None when the page does not say. `published_from` says
    what said so: `meta`, `page`, `url`, `listing`, `given` (by the caller) or None.
    """

    text: str
    title: str | None = None
    url: str | None = None
    source: str | None = None
    published: str | None = None
    published_from: str | None = None
    author: str | None = None
    lang: str = "vi"
    layout: str | None = None  # which layout read it; "generic" when none did
    hash: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "hash", hashlib.sha256(self.text.encode()).hexdigest())


@dataclass(frozen=True, slots=True)
class Fact:
    """A value and the exact words that prove it: `article.text[start:end] == quote`."""

    value: str
    quote: str
    start: int
    end: int


class Relation(StrEnum):
    """How a figure stands to its value: hơn = gt, gần = lt, khoảng = approx, thứ = rank, a/b = ratio."""

    EQ = "eq"
    GT = "gt"
    LT = "lt"
    APPROX = "approx"
    RANK = "rank"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure. `value` is as written (16.4), `number` in full (16_400_000), `high` ends a range."""

    name: str
    value: float
    quote: str
    start: int
    end: int
    unit: str | None = None  # as written, scale word included: "triệu tài khoản"
    relation: Relation = Relation.EQ
    number: float | None = None
    high: float | None = None
    of: float | None = None  # the denominator of a ratio or the field of a rank
    period: str | None = None
    scope: Literal["national", "provincial"] = "national"
    kind: Literal["actual", "change", "target", "plan"] = "actual"
    series: str | None = None  # canonical indicator of the catalogue, when it is one


@dataclass(frozen=True, slots=True)
class Task:
    """Something ordered. `value` says what; `due` is a day, `2024-Q3`, or a month `2024-07`."""

    value: str
    quote: str
    start: int
    end: int
    by: str | None = None
    assignee: str | None = None
    due: str | None = None
    due_text: str | None = None


DateFrom = Literal["text", "published", "known"]


@dataclass(frozen=True, slots=True)
class SessionRef:
    """Which session an article speaks of. `key` is None when neither day nor number is known."""

    body: str
    ordinal: int | None = None
    date: str | None = None  # ISO day
    date_from: DateFrom | None = None  # where the day's year came from
    label: str | None = None  # "lần thứ nhất năm 2026", where the numbering restarts by year

    @property
    def key(self) -> str | None:
        if self.date:
            return f"{self.body}-{self.date}"
        return f"{self.body}-no{self.ordinal}" if self.ordinal is not None else None


@dataclass(frozen=True, slots=True)
class Report:
    """What one article says of one session; what it does not say is None, never a guess."""

    session: SessionRef
    chair: Fact | None = None
    province: Fact | None = None  # value: the province's name as of the session
    local_chair: Fact | None = None
    attendees: tuple[Fact, ...] = ()
    venue: Fact | None = None  # an end point that is no province: institute, ministry, district
    theme: Fact | None = None
    theme_status: Literal["proposed", "fixed"] | None = None
    documents: tuple[Fact, ...] = ()
    tasks: tuple[Task, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    form: Fact | None = None  # "trực tuyến", "trực tiếp" or both: how the session was held


@dataclass(frozen=True, slots=True)
class Notice:
    """A conclusion notice (thông báo kết luận): not a report, but it belongs to a session."""

    number: Fact  # "408/TB-VPCP"
    session: SessionRef | None = None
    theme: Fact | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an article reports a session, and why; at most one of `report` and `notice` is set."""

    report: Report | None = None
    notice: Notice | None = None
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the worker makes of one page: pure values, ready for the archive."""

    article: Article | None  # None: the page holds no article
    verdict: Verdict = Verdict()
    sketch: tuple[int, ...] = ()  # sampled shingle hashes of the near-duplicate test
    problem: str | None = None  # why a page without an article is not the page asked for, as in `Listing`


@dataclass(frozen=True, slots=True)
class Listing:
    """What the worker found on a listing, feed or sitemap.

    `problem` names why an empty answer is a failure (`block page`, `maintenance`, `login`,
    `script only`, `nothing matches <selector>`) and is None when links were found.
    """

    links: tuple[Link, ...]
    problem: str | None = None
    layout: str | None = None
    more: tuple[str, ...] = ()  # further sitemaps of a sitemap index


# --- the timetable ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Due:
    """An address that is to be fetched now: a new link, one that failed before, or one to look at again."""

    url: str
    title: str | None = None
    published: str | None = None
    validators: Validators = Validators()
    number: int | None = None  # the article it showed last time; None: never read
    attempts: int = 0  # failures in a row


@dataclass(frozen=True, slots=True)
class Visit:
    """One pass over one source, as health and `run --once` tell it."""

    at: datetime
    outcome: str = "ok"  # ok | unchanged | a word of errors.REASONS | layout | read
    links: int = 0
    fetched: int = 0
    new: int = 0
    copies: int = 0
    revisions: int = 0
    error: str | None = None  # a sentence with what to do, when something failed
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What one address of a source showed at a good visit."""

    address: str
    links: int
    layout: str | None = None


@dataclass(frozen=True, slots=True)
class HostState:
    """What is remembered of one host between requests and restarts."""

    host: str
    not_before: datetime | None = None  # Retry-After, or our own back-off
    failures: int = 0  # in a row
    reason: str | None = None


# --- reference facts ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Body:
    """A committee whose sessions are watched. Names are matched folded, longest first."""

    id: str
    name: str
    names: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    chairs: tuple[str, ...] = ()
    since: str | None = None  # ISO day
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Province:
    """A province under one name. The 63 of before 2025-07-01 each know their successor."""

    slug: str
    name: str
    since: str | None = None
    until: str | None = None  # ISO day it ceased under this name or border
    successor: str | None = None  # slug of the current province; its own when unchanged
    aliases: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownSession:
    """A session public pages have shown, with what helps to know it again."""

    key: str
    body: str
    date: str
    ordinal: int | None = None
    label: str | None = None
    title: str = ""
    subject: str | None = None
    themes: tuple[str, ...] = ()
    notice: str | None = None
    marks: tuple[str, ...] = ()  # phrases and figures told at this session and at no other


# --- alerts -------------------------------------------------------------------------------


class Telling(StrEnum):
    """How much a write may tell: an import, a backfill and a re-read are silent."""

    FRESH = "fresh"  # a regular poll: whatever is fresh
    FIRST = "first"  # a source's first poll: a fresh session, once, and nothing else
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Recipient:
    """One address of one `alerts` stanza. `to` may hold a secret: it is never stored or logged."""

    name: str  # short and safe to show: "toa-soan", or "toa-soan/2" for its second address
    to: str = field(repr=False)
    on: tuple[str, ...] = ("session", "report", "notice", "update", "match", "source")
    bodies: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    when: str = "now"
    quiet: str | None = None


class Outcome(StrEnum):
    """What became of one article offered to the archive."""

    NEW = "new"  # never met
    COPY = "copy"  # same text at another address: one article, two addresses
    REVISION = "revision"  # same address, other text: both kept
    SAME = "same"  # nothing happened
    REPRINT = "reprint"  # new to us, nearly the text of another: a witness, not news


@dataclass(frozen=True, slots=True)
class Addition:
    """What one write changed: the answer of `Archive.add`, and what alerts are decided from."""

    outcome: Outcome
    number: int  # the article's number in the archive
    article: Article
    verdict: Verdict = Verdict()
    source: str | None = None
    source_name: str | None = None
    source_province: str | None = None
    session: str | None = None  # key of the session it was filed under, after resolution
    session_title: str | None = None
    first_report: bool = False  # no report of this session was archived before
    reports: int = 0  # reports of the session, this one included
    provinces: tuple[str, ...] = ()  # names of the provinces that reported so far, in order
    before: Report | None = None  # the report of the text this one revises, its number and its words
    before_number: int | None = None
    before_text: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something worth telling. It is told once under its `id`, however often it is met."""

    kind: Literal["session", "report", "notice", "update", "match", "source"]
    id: str  # "session:ubqg-cds-2024-07-10", "report:12", "match:toa-soan:12", "source:caobang:broken:…"
    subject: str  # one line, Vietnamese, understood on its own
    data: Mapping[str, object]  # JSON: all that the message needs, so that it can be composed later
    body: str | None = None  # for the recipients' rules
    province: str | None = None  # slug of the current province
    recipient: str | None = None  # only for this stanza (a keyword match), else by the rules


@dataclass(frozen=True, slots=True)
class Settings:
    """All of `sources.yaml`."""

    sources: tuple[Source, ...] = ()
    bodies: tuple[Body, ...] = ()  # the user's own, beside the built-in four
    recipients: tuple[Recipient, ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict)

    def source(self, id: str) -> Source | None:
        return next((s for s in self.sources if s.id == id), None)
