"""Filing verdicts: each report and notice under its session, and older ones that a new report explains."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlite_utils import Database

from crawler import reference
from crawler.archive import records
from crawler.archive.evidence import Shared, figure, same_theme, settle
from crawler.archive.moments import day
from crawler.archive.registry import Registry
from crawler.model import Article, Notice, Report, SessionRef, Verdict
from crawler.text import fold

OPEN_AT_ONCE = 200  # unresolved reports tried again when a report arrives, the latest first


class Filing:
    """Writes verdicts; every method runs inside the caller's transaction."""

    def __init__(self, db: Database, bodies: Mapping[str, str]) -> None:
        self.db = db
        self.registry = Registry(db, bodies)

    def store(self, number: int, article: Article, verdict: Verdict, now: datetime, *, live: bool) -> int | None:
        """Store an article's verdict under the session it speaks of; that session's id, None while unknown.

        `live` says that the article was met when it appeared, so that `now` dates an undated one.
        """
        appeared = day(article.published) or (now.date() if live else None)
        session = None
        if verdict.report:
            session = self.registry.file(verdict.report.session, appeared, now, _word(article))
            if session is None:
                session = self._shared(number, verdict.report, appeared)
        elif verdict.notice:
            session = self._of_notice(verdict.notice, appeared, now)
        records.save(self.db, number, verdict, session)
        if verdict.report and session is not None:
            self._resolve_older(verdict.report.session.body)
        return session

    def _of_notice(self, notice: Notice, appeared: date | None, now: datetime) -> int | None:
        """The session of a conclusion notice: as it says, or as the number of a known one says."""
        ref = notice.session
        if notice.number and (ref is None or ref.date is None):
            number = notice.number.value
            told = (k for k in reference.known_sessions() if k.notice and k.notice.split(",")[0].strip() == number)
            ref = next((SessionRef(k.body, k.ordinal, k.date, "known", k.label) for k in told), ref)
        return self.registry.file(ref, appeared, now) if ref else None

    def _shared(self, number: int, report: Report, appeared: date | None) -> int | None:
        """The session whose reports this one matches in figures, theme and documents."""
        rows = self.db.execute(
            "SELECT r.session, s.date, f.value FROM report r JOIN session s ON s.id = r.session"
            " LEFT JOIN fact f ON f.article = r.article AND f.kind = 'theme'"
            " WHERE r.body = ? AND r.article != ?",
            [report.session.body, number],
        ).fetchall()
        themes: dict[int, list[str | None]] = {}
        days: dict[int, date | None] = {}
        for session, told, theme in rows:
            themes.setdefault(session, []).append(theme)
            days[session] = day(told)
        figures = self._count(
            report.session.body, "indicator", "figure", {figure(i) for i in report.indicators} - {None}
        )
        documents = self._count(report.session.body, "fact", "value", {d.value for d in report.documents})
        ours = report.theme.value if report.theme else None
        return settle(
            (
                Shared(id, days[id], figures.get(id, 0), any(same_theme(ours, t) for t in told), documents.get(id, 0))
                for id, told in themes.items()
            ),
            appeared,
        )

    def _count(self, body: str, table: str, column: str, values: set[str] | set[str | None]) -> dict[int, int]:
        """How many of these values the reports of each session hold."""
        only = " AND x.kind = 'document'" if table == "fact" else ""
        marks = ", ".join("?" * len(values))
        rows = self.db.execute(
            f"SELECT r.session, count(DISTINCT x.{column}) FROM {table} x JOIN report r ON r.article = x.article"
            f" WHERE x.{column} IN ({marks}){only} AND r.body = ? AND r.session IS NOT NULL GROUP BY r.session",
            [*values, body],
        )
        return dict(rows.fetchall())

    def _resolve_older(self, body: str) -> None:
        """Reports that named no session may be known by what the newest report tells."""
        rows = self.db.execute(
            "SELECT r.article, a.published FROM report r JOIN article a ON a.number = r.article"
            " WHERE r.session IS NULL AND r.body = ? ORDER BY r.article DESC LIMIT ?",
            [body, OPEN_AT_ONCE],
        ).fetchall()
        for number, published in rows:
            report = records.load(self.db, number).report
            if report and (session := self._shared(number, report, day(published))) is not None:
                self.db.execute("UPDATE report SET session = ? WHERE article = ?", [session, number])


def _word(article: Article) -> str:
    """What an unnumbered sitting is called: by its own report."""
    return "Phiên họp" if "phien hop" in fold(article.text[:1500]) else "Hội nghị"
