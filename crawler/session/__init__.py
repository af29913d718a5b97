"""Article in, verdict out: is it a report of a session, of which, and what does it say?

Pure. Every fact carries the words that prove it; what the text does not say is None. `Verdict.why`
tells each decision in a line, with the words that decided it.
"""

from __future__ import annotations

from collections.abc import Sequence

from crawler.model import Article, Body, Report, Verdict
from crawler.session import abroad, documents, figures, form, notices, people, places, recognise, tasks, theme
from crawler.session.recognise import Judgement
from crawler.session.resolve import resolve
from crawler.session.scan import Scan, scan

__all__ = ["read"]


def read(article: Article, *, bodies: Sequence[Body] = (), province: str | None = None) -> Verdict:
    """Read one article. `bodies` are the user's own beside the built-in; `province` is the source's slug."""
    if (verdict := abroad.read(article)) is not None:
        return verdict
    if (looked := scan(article, bodies)) is None:
        return Verdict(why=(recognise.no_report(),))
    judgement = recognise.judge(looked)
    if found := notices.read(looked, judgement):
        notice, why = found
        return Verdict(notice=notice, why=(*judgement.why, why))
    if not judgement.report:
        return Verdict(why=judgement.why)
    return _report(looked, judgement, tuple(bodies), province)


def _report(looked: Scan, judgement: Judgement, bodies: tuple[Body, ...], province: str | None) -> Verdict:
    resolved = resolve(looked, judgement)
    if resolved.belied:
        return Verdict(why=(*judgement.why, f"no report: {resolved.belied}"))
    ref = resolved.ref
    body = people.body_row(ref.body, bodies)
    chairs = body.chairs if body else ()
    points = places.end_points(looked)
    place, how = places.province(looked, points, ref.date, province)
    subject, status = theme.read(looked.prose)
    if subject is None:
        subject, status = theme.in_title(looked.prose, ref.date)
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
        indicators=figures.read(looked.prose, english=looked.article.lang.startswith("en")),
    )
    return Verdict(report=report, why=(*judgement.why, *resolved.why, f"province: {how}"))
