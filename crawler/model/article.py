"""What was read: articles, facts with their quotes, reports, readings."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from crawler.model.site import Link


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

    number: Fact | None  # "408/TB-VPCP"; None where the page leaves it out
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
    own: tuple[tuple[str, str, bool], ...] = ()  # the stanza's selectors: field, selector, whether it matched


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
    left_out: int = 0  # links beyond the most that are taken of one page
