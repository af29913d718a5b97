"""Verdicts as rows: a report or notice, and its facts each in the table of its type. What goes in comes out equal."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sqlite_utils import Database

from crawler import reference
from crawler.archive.database import insert
from crawler.archive.evidence import figure
from crawler.model import Fact, Indicator, Notice, Relation, Report, SessionRef, Task, Verdict

_TABLES = ("report", "notice", "fact", "task", "indicator")
_SINGLE = ("chair", "province", "local_chair", "venue", "theme", "form")
_PLAIN = (
    *("name", "value", "quote", "start", "unit", "number"),
    *("high", "period", "scope", "kind", "series"),
)
_REF = ("body", "ordinal", "date", "date_from", "label")


def save(db: Database, number: int, verdict: Verdict, session: int | None) -> None:
    """Write an article's verdict; inside the caller's transaction, where none is stored yet."""
    if verdict.report:
        _save_report(db, number, verdict.report, session, _json(verdict.why))
    elif verdict.notice:
        _save_notice(db, number, verdict.notice, session, _json(verdict.why))


def forget(db: Database, number: int) -> None:
    """Remove an article's verdict; inside the caller's transaction."""
    for table in _TABLES:
        db.execute(f"DELETE FROM {table} WHERE article = ?", [number])


def load(db: Database, number: int) -> Verdict:
    """The verdict stored for an article."""
    for row in db.query("SELECT * FROM report WHERE article = ?", [number]):
        return Verdict(report=_load_report(db, number, row), why=tuple(json.loads(row["why"])))
    for row in db.query("SELECT * FROM notice WHERE article = ?", [number]):
        return Verdict(notice=_load_notice(db, number, row), why=tuple(json.loads(row["why"])))
    return Verdict()


def _save_report(db: Database, number: int, report: Report, session: int | None, why: str) -> None:
    insert(
        db,
        "report",
        article=number,
        session=session,
        **_ref_values(report.session),
        province=reference.province_slug(report.province.value) if report.province else None,
        theme_status=report.theme_status,
        why=why,
    )
    singles = [(kind, getattr(report, kind)) for kind in _SINGLE]
    _save_facts(db, number, [(kind, fact) for kind, fact in singles if fact])
    _save_facts(db, number, [("attendee", fact) for fact in report.attendees])
    _save_facts(db, number, [("document", fact) for fact in report.documents])
    for task in report.tasks:
        row = asdict(task)
        insert(db, "task", article=number, stop=row.pop("end"), ordered_by=row.pop("by"), **row)
    for indicator in report.indicators:
        row = asdict(indicator)
        told = {"stop": row.pop("end"), "out_of": row.pop("of"), "relation": str(row.pop("relation"))}
        insert(db, "indicator", article=number, **told, **row, figure=figure(indicator))


def _save_notice(db: Database, number: int, notice: Notice, session: int | None, why: str) -> None:
    insert(db, "notice", article=number, session=session, **_ref_values(notice.session), why=why)
    _save_facts(db, number, [("notice", notice.number)] if notice.number else [])
    _save_facts(db, number, [("theme", notice.theme)] if notice.theme else [])


def _save_facts(db: Database, number: int, facts: Iterable[tuple[str, Fact]]) -> None:
    for kind, fact in facts:
        row = {"value": fact.value, "quote": fact.quote, "start": fact.start, "stop": fact.end}
        insert(db, "fact", article=number, kind=kind, **row)


def _json(why: tuple[str, ...]) -> str:
    return json.dumps(why, ensure_ascii=False)


def _ref_values(ref: SessionRef | None) -> dict[str, object]:
    return {name: getattr(ref, name, None) for name in _REF}


def _ref(row: dict[str, Any]) -> SessionRef:
    return SessionRef(**{name: row[name] for name in _REF})


def _load_report(db: Database, number: int, row: dict[str, Any]) -> Report:
    facts = _load_facts(db, number)
    singles = {kind: facts[kind][0] if facts.get(kind) else None for kind in _SINGLE}
    return Report(
        session=_ref(row),
        **singles,
        theme_status=row["theme_status"],
        attendees=tuple(facts.get("attendee", ())),
        documents=tuple(facts.get("document", ())),
        tasks=tuple(
            Task(*values)
            for values in db.execute(
                "SELECT value, quote, start, stop, ordered_by, assignee, due, due_text FROM task"
                " WHERE article = ? ORDER BY id",
                [number],
            ).fetchall()
        ),
        indicators=_load_indicators(db, number),
    )


def _load_notice(db: Database, number: int, row: dict[str, Any]) -> Notice:
    facts = _load_facts(db, number)
    notice, theme = (facts[kind][0] if kind in facts else None for kind in ("notice", "theme"))
    return Notice(number=notice, session=_ref(row) if row["body"] else None, theme=theme)


def _load_indicators(db: Database, number: int) -> tuple[Indicator, ...]:
    found = []
    for row in db.query("SELECT * FROM indicator WHERE article = ? ORDER BY id", [number]):
        told = {name: row[name] for name in _PLAIN}
        found.append(Indicator(**told, end=row["stop"], of=row["out_of"], relation=Relation(row["relation"])))
    return tuple(found)


def _load_facts(db: Database, number: int) -> dict[str, list[Fact]]:
    facts: dict[str, list[Fact]] = {}
    rows = db.execute("SELECT kind, value, quote, start, stop FROM fact WHERE article = ? ORDER BY id", [number])
    for kind, *fact in rows.fetchall():
        facts.setdefault(kind, []).append(Fact(*fact))
    return facts
