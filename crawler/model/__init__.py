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

from crawler.model.alert import Addition, Event, Outcome, Recipient, Settings, Telling
from crawler.model.article import (
    Article,
    DateFrom,
    Fact,
    Indicator,
    Listing,
    Notice,
    Reading,
    Relation,
    Report,
    SessionRef,
    Task,
    Verdict,
)
from crawler.model.reference import Body, KnownSession, Province
from crawler.model.site import Access, Kind, Link, Page, Post, Request, Select, Source, Tls, Validators
from crawler.model.timetable import Due, HostState, Rule, Seen, Visit

__all__ = [
    "Access",
    "Addition",
    "Article",
    "Body",
    "DateFrom",
    "Due",
    "Event",
    "Fact",
    "HostState",
    "Indicator",
    "Kind",
    "KnownSession",
    "Link",
    "Listing",
    "Notice",
    "Outcome",
    "Page",
    "Post",
    "Province",
    "Reading",
    "Recipient",
    "Relation",
    "Report",
    "Request",
    "Rule",
    "Seen",
    "Select",
    "SessionRef",
    "Settings",
    "Source",
    "Task",
    "Telling",
    "Tls",
    "Validators",
    "Verdict",
    "Visit",
]
