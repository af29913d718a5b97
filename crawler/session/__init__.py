"""Article in, verdict out: is it a report of a session, of which, and what does it say?

Pure. Every fact carries the words that prove it; what the text does not say is None. `Verdict.why`
tells each decision in a line, with the words that decided it.
"""

from __future__ import annotations

from collections.abc import Sequence

from crawler.model import Article, Body, Fact, Notice, Report, SessionRef, Verdict
from crawler.session import documents, form, indicators, notices, people, places, recognise, tasks, theme
from crawler.session.recognise import Judgement
from crawler.session.resolve import resolve
from crawler.session.scan import Scan, scan

__all__ = ["read"]


def read(article: Article, *, bodies: Sequence[Body] = (), province: str | None = None) -> Verdict:
    """Read one article. `bodies` are the user's own beside the built-in; `province` is the source's slug."""
    looked = scan(article, bodies)
    judgement = recognise.judge(looked)
    number = notices.number(looked, chaired=judgement.report and recognise.is_chaired(looked, judgement))
    if number is not None and (judgement.report or looked.mentions):
        return _notice(looked, judgement, number)
    if not judgement.report:
        return Verdict(why=judgement.why)
    return _report(looked, judgement, tuple(bodies), province)


def _report(looked: Scan, judgement: Judgement, bodies: tuple[Body, ...], province: str | None) -> Verdict:
    resolved = resolve(looked, judgement)
    ref = resolved.ref
    body = people.body_row(ref.body, bodies)
    chairs = body.chairs if body else ()
    points = places.end_points(looked)
    place, how = places.province(looked, points, ref.date, province)
    subject, status = theme.read(looked.prose)
    report = Report(
        session=ref,
        chair=people.chair(looked, body, judgement.events),
        province=place,
        local_chair=people.local_chair(looked, points, chairs),
        attendees=people.attendees(looked, chairs),
        venue=places.venue(looked, points),
        theme=subject,
        theme_status=status,
        form=form.read(looked),
        documents=documents.read(looked.prose),
        tasks=tasks.read(looked.prose, ref.date),
        indicators=indicators.read(looked.prose, english=looked.article.lang.startswith("en")),
    )
    return Verdict(report=report, why=(*judgement.why, *resolved.why, f"province: {how}"))


def _notice(looked: Scan, judgement: Judgement, number: Fact) -> Verdict:
    """A conclusion notice, tied to its session by its number, else as a report would be."""
    subject, _ = theme.read(looked.prose)
    if session := notices.session_of(number):
        ref = SessionRef(session.body, session.ordinal, session.date, "known", session.label)
        why = f"notice {number.value} is known to conclude {session.key}"
    else:
        ref = resolve(looked, judgement).ref
        why = f"notice {number.value}, of session {ref.key}"
    return Verdict(notice=Notice(number, ref, subject), why=(*judgement.why, why))
