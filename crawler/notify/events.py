"""What is worth telling of a write, once: pure, from an `Addition` to `Event`s."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from typing import Literal

from crawler.document import notice_document, report_document
from crawler.model import Addition, Event, Notice, Outcome, Recipient, Report, SessionRef, Source, Telling
from crawler.notify import rules
from crawler.notify.better import better
from crawler.notify.facts import Change, changes
from crawler.notify.told import Told
from crawler.reference import bodies, provinces
from crawler.text import clean, fold, key, pattern
from crawler.words import day

FRESH = timedelta(days=14)
AHEAD = timedelta(days=2)  # a site's clock may be ahead of ours, not by more

SourceState = Literal["broken", "silent", "moved", "recovered"]
_SHORT = 50  # letters of a body's name in a subject; a longer one is abbreviated
_KEY_DAY = re.compile(r"\d{4}-\d\d-\d\d$")
_SOURCE_SAYS = {
    "broken": "Nguồn hỏng",
    "silent": "Nguồn im lặng",
    "moved": "Nguồn đã chuyển địa chỉ",
    "recovered": "Nguồn đã hoạt động lại",
}


def of(
    addition: Addition, *, telling: Telling, now: datetime, recipients: Sequence[Recipient], told: Told | None = None
) -> list[Event]:
    """The events of one write. Copies and reprints are witnesses, never news.

    `told` is what was told of the session before; None makes any fresh report of it the first one told.
    """
    if telling is Telling.SILENT or addition.outcome not in (Outcome.NEW, Outcome.REVISION):
        return []
    if not _published_lately(addition, now):
        return []
    news = _news(addition, telling, now, told)
    if telling is Telling.FIRST:
        return [event for event in news if event.kind == "session"]
    return news + _matches(addition, recipients, news)


def source_event(
    source: Source, state: SourceState, *, since: datetime, reason: str = "", remedy: str | None = None
) -> Event:
    """A source broke, fell silent, moved or recovered; `since` makes each time an event of its own."""
    return Event(
        kind="source",
        id=f"source:{source.id}:{state}:{rules.stamp(since)}",
        subject=clean(f"{_SOURCE_SAYS[state]}: {source.name}" + (f" ({reason})" if reason else "")),
        data={
            "state": state,
            "source": {"id": source.id, "name": source.name},
            "reason": reason,
            "remedy": remedy,
            "since": rules.stamp(since),
            "url": source.addresses[0] if source.addresses else None,
        },
        province=_current(source.province),
    )


def network_event(*, up: bool, since: datetime) -> Event:
    """No site answered any more, or they do again; in place of a word on each."""
    moment = f"{since.astimezone(rules.VIETNAM):%H:%M %d/%m/%Y}"
    if up:
        subject, reason = f"Mạng của máy chủ này đã thông lại (mất từ {moment})", "Các trang lại trả lời."
    else:
        subject, reason = f"Mạng của máy chủ này: không trang nào trả lời từ {moment}", "Không trang nào kết nối được."
    return Event(
        kind="source",
        id=f"network:{'up' if up else 'down'}:{rules.stamp(since)}",
        subject=subject,
        data={
            "state": "network",
            "source": {"id": "network", "name": "Mạng của máy chủ này"},
            "reason": reason,
            "remedy": None if up else "Kiểm tra mạng và DNS của máy chủ chạy phienhop: “phienhop doctor”.",
            "since": rules.stamp(since),
        },
    )


def channel_event(name: str, error: str | None, now: datetime) -> Event:
    """A recipient can no longer be reached; told to the others, once a day."""
    return Event(
        kind="source",
        id=f"channel:{name}:dead:{now.astimezone(rules.VIETNAM):%Y-%m-%d}",
        subject=f"Kênh báo tin “{name}” không nhận được tin",
        data={
            "state": "channel",
            "source": {"id": name, "name": name},
            "reason": error,
            "remedy": f"Chạy “phienhop alerts test {rules.stanza(name)}” để xem sai ở đâu, sửa,"
            " rồi “phienhop alerts retry --dead”.",
        },
    )


# --- what an article tells ----------------------------------------------------------------


def _news(addition: Addition, telling: Telling, now: datetime, told: Told | None) -> list[Event]:
    report, notice = addition.verdict.report, addition.verdict.notice
    if notice is not None:
        return [_notice(addition, now)] if addition.outcome is Outcome.NEW else []
    if report is None or addition.session is None or not _session_fresh(addition, report, telling, now):
        return []
    if told is None:
        return [_session(addition, report)]
    if addition.outcome is Outcome.REVISION and addition.before is not None:
        return _corrected(addition, report, changes(addition.before, report))
    return [_report(addition, report), *_better(addition, report, better(told, report))]


def _session(addition: Addition, report: Report) -> Event:
    title, first = _headline(addition, report.session), " đầu tiên" if addition.first_report else ""
    subject = f"{title} – {_who(addition)} đưa tin{first}"
    return _event(addition, "session", f"session:{addition.session}", subject, {"report": report_document(report)})


def _report(addition: Addition, report: Report) -> Event:
    subject = f"{_who(addition)} đưa tin: {_headline(addition, report.session)}"
    return _event(addition, "report", f"report:{addition.number}", subject, {"report": report_document(report)})


def _corrected(addition: Addition, report: Report, changed: Sequence[Change]) -> list[Event]:
    """A page was edited. Both numbers in the id: one edited back and forth tells each direction once."""
    if not changed:
        return []
    id, subject = f"update:{addition.before_number}-{addition.number}", f"{_who(addition)} sửa tin: {_old_new(changed)}"
    return [_event(addition, "update", id, subject, _changes(report, changed))]


def _better(addition: Addition, report: Report, changed: Sequence[Change]) -> list[Event]:
    """Another report knows better. Of no province: it concerns the session, which is the whole country's."""
    if not changed:
        return []
    subject = f"{_who(addition)} đưa khác: {_old_new(changed)}"
    data = {"better": True, **_changes(report, changed)}
    return [replace(_event(addition, "update", f"update:{addition.number}", subject, data), province=None)]


def _old_new(changed: Sequence[Change]) -> str:
    first, rest = changed[0], f" (và {len(changed) - 1} chỗ)" if changed[1:] else ""
    return f"{first.what}: {first.old} → {first.new}{rest}"


def _changes(report: Report, changed: Sequence[Change]) -> dict[str, object]:
    return {"report": report_document(report), "changes": [asdict(change) for change in changed]}


def _notice(addition: Addition, now: datetime) -> Event:
    notice = addition.verdict.notice
    assert notice is not None
    about = f": {_headline(addition, notice.session)}" if notice.session else ""
    subject = f"Thông báo kết luận{f' {notice.number.value}' if notice.number else ''}{about}"
    return _event(addition, "notice", _notice_id(addition, notice, now), subject, {"notice": notice_document(notice)})


def _notice_id(addition: Addition, notice: Notice, now: datetime) -> str:
    """One for all pages that carry it: by its number, which restarts each year, else by its session."""
    if notice.number:
        return f"notice:{notice.number.value}:{(addition.article.published or now.isoformat())[:4]}"
    return f"notice:session:{addition.session}" if addition.session else f"notice:article:{addition.number}"


def _matches(addition: Addition, recipients: Sequence[Recipient], news: Sequence[Event]) -> list[Event]:
    """One event a stanza, unless the stanza is told of the article anyway; of a revision, for what it added."""
    folded, before = fold(addition.article.text), fold(addition.before_text or "")
    events: dict[str, Event] = {}
    for recipient in recipients:
        name = rules.stanza(recipient.name)
        if name in events or not recipient.keywords or any(rules.wants(recipient, event) for event in news):
            continue
        said = [(word, pattern(word)) for word in recipient.keywords]
        if found := [word for word, words in said if words.search(folded) and not words.search(before)]:
            subject = f"“{found[0]}”: {addition.article.title or addition.article.url or addition.number}"
            id = f"match:{name}:{addition.number}"
            events[name] = _event(addition, "match", id, subject, {"keywords": found}, recipient=name)
    return list(events.values())


def _event(
    addition: Addition,
    kind: Literal["session", "report", "notice", "update", "match"],
    id: str,
    subject: str,
    data: Mapping[str, object],
    recipient: str | None = None,
) -> Event:
    ref = _ref(addition)
    return Event(
        kind=kind,
        id=id,
        subject=clean(subject),
        data={**_story(addition, ref), **data},
        body=ref.body if ref else None,
        province=_province(addition),
        recipient=recipient,
    )


def _story(addition: Addition, ref: SessionRef | None) -> dict[str, object]:
    """What every message about an article says, whatever its kind."""
    article = addition.article
    return {
        "who": _who(addition),
        "headline": _headline(addition, ref) if ref else None,
        "session": addition.session,
        "session_title": addition.session_title or (_headline(addition, ref) if ref else None),
        "reports": addition.reports,
        "provinces": list(addition.provinces),
        "source": {"id": addition.source, "name": addition.source_name},
        "article": {
            "number": addition.number,
            "title": article.title,
            "url": article.url,
            "published": article.published,
            "hash": article.hash,
        },
    }


# --- fresh, who, where --------------------------------------------------------------------


def _published_lately(addition: Addition, now: datetime) -> bool:
    published = addition.article.published
    return published is None or _lately(published, now)


def _session_fresh(addition: Addition, report: Report, telling: Telling, now: datetime) -> bool:
    """A session without a day is as fresh as its report; a first poll wants a date that proves it."""
    held = _day(addition, report.session)
    proof = held or addition.article.published
    return _lately(proof, now) if proof else telling is Telling.FRESH


def _lately(text: str, now: datetime) -> bool:
    try:
        age = now.astimezone(rules.VIETNAM).date() - date.fromisoformat(text[:10])
    except ValueError:
        return False
    return -AHEAD <= age <= FRESH


def _day(addition: Addition, ref: SessionRef | None) -> str | None:
    if ref and ref.date:
        return ref.date
    match = _KEY_DAY.search(addition.session or "")
    return match[0] if match else None


def _ref(addition: Addition) -> SessionRef | None:
    report, notice = addition.verdict.report, addition.verdict.notice
    return report.session if report else notice.session if notice else None


def _headline(addition: Addition, ref: SessionRef) -> str:
    """Which session, the telling part first: a lock screen shows some forty characters."""
    body = bodies().get(ref.body)
    if body is None:  # the user's own: the registry knows its name
        return addition.session_title or f"Phiên họp {ref.body}"
    number = ref.label or (f"lần thứ {ref.ordinal}" if ref.ordinal is not None else "")
    held = _day(addition, ref)
    name = body.name if len(body.name) <= _SHORT or not body.abbreviations else body.abbreviations[0]
    words = ["Phiên họp", number, f"({day(held)})" if held else "", name]
    return " ".join(word for word in words if word)


def _who(addition: Addition) -> str:
    report = addition.verdict.report
    if report and (report.province or report.venue):
        return (report.province or report.venue).value  # type: ignore[union-attr]
    return addition.source_name or addition.source or "Một trang"


def _province(addition: Addition) -> str | None:
    """Slug of today's province: the one the report names, else the source's."""
    report = addition.verdict.report
    if report and report.province:
        name = key(report.province.value)
        for province in provinces().values():
            if name == key(province.name):
                return province.successor or province.slug
    return _current(addition.source_province)


def _current(slug: str | None) -> str | None:
    province = provinces().get(slug or "")
    return (province.successor or slug) if province else slug
