"""Articles and reports as JSON documents: the one place that knows their public keys."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from crawler.model import Article, Fact, Indicator, Notice, Report, SessionRef, Task, Verdict

Document = dict[str, Any]


def article_document(article: Article, verdict: Verdict) -> Document:
    """What `extract` prints of one page: the article and the report it holds, with the reasons."""
    return {
        "url": article.url,
        "source": article.source,
        "title": article.title,
        "published": article.published,
        "published_from": article.published_from,
        "author": article.author,
        "lang": article.lang,
        "layout": article.layout,
        "text": article.text,
        "hash": article.hash,
        "report": report_document(verdict.report) if verdict.report else None,
        "notice": notice_document(verdict.notice) if verdict.notice else None,
        "why": list(verdict.why),
    }


def nothing_document(url: str | None, source: str | None, why: str) -> Document:
    """The same shape for a page that holds no article."""
    empty = dict.fromkeys(("title", "published", "published_from", "author", "lang", "layout"))
    return {
        "url": url,
        "source": source,
        **empty,
        "text": "",
        "hash": None,
        "report": None,
        "notice": None,
        "why": [why],
    }


def report_document(report: Report) -> Document:
    """A report: its session, then its facts, each with quote and place."""
    return {
        "session": session_document(report.session),
        "chair": fact_document(report.chair),
        "province": fact_document(report.province),
        "local_chair": fact_document(report.local_chair),
        "attendees": [fact_document(f) for f in report.attendees],
        "venue": fact_document(report.venue),
        "theme": fact_document(report.theme),
        "theme_status": report.theme_status,
        "form": fact_document(report.form),
        "documents": [fact_document(f) for f in report.documents],
        "tasks": [task_document(t) for t in report.tasks],
        "indicators": [indicator_document(i) for i in report.indicators],
    }


def notice_document(notice: Notice) -> Document:
    """A conclusion notice and the session it belongs to."""
    return {
        "number": fact_document(notice.number),
        "session": session_document(notice.session) if notice.session else None,
        "theme": fact_document(notice.theme),
    }


def session_document(session: SessionRef) -> Document:
    """Which session, and how its day is known."""
    return {
        "key": session.key,
        "body": session.body,
        "ordinal": session.ordinal,
        "date": session.date,
        "date_from": session.date_from,
        "label": session.label,
    }


def fact_document(fact: Fact | None) -> Document | None:
    """A value with the words that prove it."""
    return asdict(fact) if fact else None


def task_document(task: Task) -> Document:
    """A task: what, by whom ordered, for whom, by when."""
    return asdict(task)


def indicator_document(indicator: Indicator) -> Document:
    """A figure; `relation` as its plain word."""
    return {**asdict(indicator), "relation": str(indicator.relation)}


def report_from(document: Document) -> Report:
    """The report a document was made from; the inverse of `report_document`."""
    return Report(
        session=_session(document["session"]),
        chair=_fact(document["chair"]),
        province=_fact(document["province"]),
        local_chair=_fact(document["local_chair"]),
        attendees=tuple(Fact(**f) for f in document.get("attendees", ())),
        venue=_fact(document.get("venue")),
        theme=_fact(document["theme"]),
        theme_status=document.get("theme_status"),
        documents=tuple(Fact(**f) for f in document["documents"]),
        tasks=tuple(Task(**t) for t in document["tasks"]),
        indicators=tuple(Indicator(**i) for i in document["indicators"]),
        form=_fact(document.get("form")),
    )


def _session(document: Document) -> SessionRef:
    return SessionRef(**{k: v for k, v in document.items() if k != "key"})


def _fact(document: Document | None) -> Fact | None:
    return Fact(**document) if document else None
