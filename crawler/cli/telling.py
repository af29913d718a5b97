"""Documents as lines for people: one article, one session, one series. Values in, text out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from crawler.cli.output import wrapped
from crawler.words import day, figure_of, moment

Document = dict[str, Any]


def article(document: Document) -> Iterator[str]:
    """An article: what it is, what it says of a session, its text."""
    yield _heading(document["title"] or "(no title)")
    yield _joined(document["name"], moment(document["published"]), document["author"], document["source"])
    yield from (address["url"] for address in document["addresses"])
    if document["known_as"]:
        yield f"known as {document['known_as']}"
    for revision in document["revisions"]:
        yield f"revision {revision['name']} of {revision['previous']:03d}, seen {moment(revision['at'])}"
    if document["story"]:
        yield f"nearly the same words: {', '.join(f'{number:03d}' for number in document['story'])}"
    if document["session"]:
        yield f"session {document['session']}: {document['session_title']}"
    yield from _report(document["report"] or {})
    yield ""
    yield from wrapped(document["text"].rstrip("\n"))


def _report(report: Document) -> Iterator[str]:
    for name in ("chair", "province", "local_chair", "venue", "theme"):
        if fact := report.get(name):
            yield f"  {name.replace('_', ' ')}: {fact['value']}"
    if documents := report.get("documents"):
        yield f"  documents: {', '.join(fact['value'] for fact in documents)}"
    for figure in report.get("indicators", ()):
        yield f"  {figure['name']}: {_figure(figure)}"
    for task in report.get("tasks", ()):
        yield f"  task: {_joined(task['value'], task['assignee'], _due(task))}"


def _due(task: Document) -> str:
    return f"by {day(task['due'])}" if task["due"] else ""


def session(document: Document) -> Iterator[str]:
    """A session: who reported it and who did not, then its facts and figures side by side."""
    yield _heading(f"{document['title']}  ({document['key']})")
    told = ", ".join(notice["number"] or "seen, without its number" for notice in document["notices"])
    yield _joined(day(document["date"]) or "day not known", f"conclusion notice: {told or 'not seen yet'}")
    yield f"\nReports ({len(document['reports'])})"
    for report in document["reports"]:
        where = _joined(report["province"] or report["source"], report["local_chair"], day(report["published"]))
        yield f"  {report['number']:>5}  {where}"
        yield from wrapped(report["title"] or "(no title)", indent=9)
    for heading, names in (("Provinces that reported", document["provinces"]), ("Not seen", document["absent"])):
        yield f"\n{heading} ({len(names)})"
        yield from wrapped(", ".join(names) or "-", indent=2)
    for fact in document["facts"]:
        yield f"\n{fact['name']}{_differ(fact)}"
        for value in fact["values"]:
            yield from _said(value["value"], value)
    if document["indicators"]:
        yield "\nIndicators"
    for indicator in document["indicators"]:
        yield f"  {indicator['name']}{_differ(indicator)}"
        for value in indicator["values"]:
            yield from _said(_figure({**value, "unit": indicator["unit"]}), value)


def _said(told: str, value: Document) -> Iterator[str]:
    """A value, how many reports tell it when more than one does, and the words of the first."""
    first = value["said"][0]
    times = f"  ×{value['count']}" if value["count"] > 1 else ""
    yield from wrapped(f"{told}{times}   «{first['quote']}» [{first['article']}]", indent=4)


def series(document: Document) -> Iterator[str]:
    """A figure over time."""
    yield _heading(document["name"]) + (f"  [{document['series']}]" if document["series"] else "")
    for point in document["points"]:
        at = day(point["date"] or point["published"]) or "day not known"
        yield from wrapped(f"{at}  {_figure(point)}   «{point['quote']}» [{point['article']}]", indent=2)


def hit(document: Document) -> Iterator[str]:
    """One thing that a search found."""
    yield f"{document['number']:>5}  {_heading(document['title'] or '(no title)')}"
    where = _joined(day(document["published"]), document["province"], document["source"], document["session"])
    yield from wrapped(where, indent=7)
    yield from wrapped(document["snippet"], indent=7)


def _figure(row: Document) -> str:
    """The figure, and what it is when it is nothing that was reached."""
    kind = row.get("kind") or "actual"
    return figure_of(row) + ("" if kind == "actual" else f" ({kind})")


def _differ(fact: Document) -> str:
    return "" if fact["agree"] else "  ≠ reports disagree"


def _heading(text: str) -> str:
    return click.style(text, bold=True)


def _joined(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)
