"""The facts of one article as notes in its margin, from the document that `show` prints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from crawler.web import words
from crawler.web.markup import Note, numbered

_CLASSES = {
    "chair": "person",
    "local_chair": "person",
    "attendee": "person",
    "province": "place",
    "venue": "place",
    "theme": "theme",
    "document": "document",
    "notice": "document",
}
Document = Mapping[str, Any]


def notes(document: Document) -> list[Note]:
    """Every fact, in order of the text, numbered by the words that prove it."""
    report, notice = document["report"], document["notice"]
    found: list[Note] = []
    if report:
        found += _facts(report)
        found += [_note(i, _figure_label(i), words.figure(i), "figure") for i in report["indicators"]]
        found += [_note(t, words.FACTS["task"], _task(t), "task") for t in report["tasks"]]
    if notice:
        found += [_fact("notice", notice["number"])] if notice["number"] else []
        found += [_fact("theme", notice["theme"])] if notice["theme"] else []
    return numbered(found)


def _facts(report: Document) -> Iterator[Note]:
    for kind in ("chair", "province", "local_chair", "venue", "theme"):
        if report[kind]:
            yield _fact(kind, report[kind])
    for kind, name in (("attendee", "attendees"), ("document", "documents")):
        for fact in report[name]:
            yield _fact(kind, fact)


def _fact(kind: str, fact: Document) -> Note:
    return _note(fact, words.FACTS[kind], fact["value"], _CLASSES[kind])


def _note(fact: Document, label: str, value: str, kind: str) -> Note:
    return Note(fact["start"], fact["end"], label, value, kind)


def _figure_label(indicator: Document) -> str:
    told = [words.KINDS.get(indicator["kind"], ""), indicator["period"] or ""]
    more = ", ".join(part for part in told if part)
    return f"{indicator['name']} ({more})" if more else str(indicator["name"])


def _task(task: Document) -> str:
    who = f"{task['assignee']}: " if task["assignee"] else ""
    when = f" (hạn {words.day(task['due'])})" if task["due"] else ""
    return f"{who}{task['value']}{when}"
