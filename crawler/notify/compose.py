"""Alerts to a message, by templates: e-mail, Telegram's HTML, and plain text for everything else."""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, PackageLoader, select_autoescape

from crawler.notify.inert import inert
from crawler.notify.outbox import AlertRow
from crawler.notify.view import View, view
from crawler.text import clean

TEMPLATES = "PHIENHOP_TEMPLATES"  # environment: a folder whose templates come before ours
ARCHIVE = "PHIENHOP_URL"  # environment: where readers reach the web page
Kind = Literal["mail", "telegram", "text"]

_BLANKS = re.compile(r"\n{3,}")
FULL, BRIEF = (
    10,
    50,
)  # of a digest's alerts: told in full where they are of _IN_FULL; told at all, the rest is a line each
SUBJECT = 160  # characters; the whole headline is in the body
_ORDER = ("session", "update", "notice", "report", "match", "source")
_IN_FULL = frozenset({"session", "update", "notice"})  # even in a digest
_COUNTED = {
    "session": "phiên họp mới",
    "update": "đính chính",
    "notice": "thông báo kết luận",
    "report": "bản tin",
    "match": "tin theo từ khóa",
    "source": "tin về nguồn",
}


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent. `html` is e-mail's or Telegram's own, empty for plain text."""

    subject: str
    text: str
    html: str
    events: tuple[str, ...]
    threads: tuple[str, ...] = ()  # the sessions it is about, each by one key for good

    @property
    def key(self) -> str:
        """The same for a repeat."""
        return hashlib.sha256("\n".join(self.events).encode()).hexdigest()[:16]


def message(
    alerts: Sequence[AlertRow],
    kind: Kind,
    *,
    repeat: bool = False,
    folder: str | None = None,
    archive: str | None = None,
) -> Message:
    """One message of one alert, or a digest of several. `repeat`: it may have arrived before, and says so."""
    archive = archive or os.environ.get(ARCHIVE)
    ordered = sorted(alerts, key=_place)
    views = _views(ordered, archive)
    subject = ("(gửi lại) " if repeat else "") + (views[0].headline if len(views) == 1 else _digest_subject(ordered))
    shown = {"subject": subject, "views": views, "digest": len(views) > 1, "repeat": repeat}
    load = _templates(folder or os.environ.get(TEMPLATES) or "")
    markup = {"mail": "mail.html.j2", "telegram": "telegram.html.j2"}.get(kind)
    return Message(
        subject=subject if len(subject) <= SUBJECT else subject[: SUBJECT - 1].rstrip() + "…",
        text=_tidy(load.get_template("text.txt.j2").render(shown)),
        html=_tidy(load.get_template(markup).render(shown)) if markup else "",
        events=tuple(alert.event for alert in alerts),
        threads=tuple(dict.fromkeys(filter(None, (alert.thread or alert.data.get("session") for alert in ordered)))),
    )


def _place(alert: AlertRow) -> tuple[int, str]:
    """Kinds in their order, reports by their session."""
    kind = _ORDER.index(alert.kind) if alert.kind in _ORDER else len(_ORDER)
    return kind, (alert.data.get("session") or "") if alert.kind == "report" else ""


def _views(alerts: Sequence[AlertRow], archive: str | None) -> list[View]:
    if len(alerts) == 1:
        return [view(alerts[0], archive=archive)]
    views = [
        view(alert, archive=archive, brief=place >= FULL or alert.kind not in _IN_FULL)
        for place, alert in enumerate(alerts)
    ]
    return [
        replace(one, line=place >= BRIEF or alert.kind == "match")  # a match's headline says all there is
        for place, (alert, one) in enumerate(zip(alerts, _share(alerts, views), strict=True))
    ]


def _share(alerts: Sequence[AlertRow], views: Sequence[View]) -> list[View]:
    """Views that share what they would each say again: which session it is, and who has reported so far."""
    last = {one.session: place for place, one in enumerate(views)}
    seen = {one.session for one in views} if _one_session(alerts) else set()  # the subject names it
    found = []
    for place, (alert, one) in enumerate(zip(alerts, views, strict=True)):
        if last[one.session] != place:
            one = replace(one, rows=tuple(r for r in one.rows if r.label != "Đã đưa tin"))
        if alert.kind == "report" and place < BRIEF:
            section = "" if one.session in seen else _session(alert)
            one = replace(one, item=True, section=section, headline=clean(alert.data.get("who") or one.headline))
            seen.add(one.session)
        found.append(one)
    return found


def _one_session(alerts: Sequence[AlertRow]) -> bool:
    return {alert.kind for alert in alerts} == {"report"} and len({a.data.get("session") for a in alerts}) == 1


def _session(alert: AlertRow) -> str:
    """The session of a report, in a few words."""
    return clean(alert.data.get("headline") or alert.data.get("session_title") or alert.data.get("session") or "")


def _digest_subject(alerts: Sequence[AlertRow]) -> str:
    counted = Counter(alert.kind for alert in alerts)
    if _one_session(alerts):
        who = list(dict.fromkeys(clean(alert.data.get("who") or "") for alert in alerts))
        names = ", ".join(filter(None, who[:3])) + (", …" if len(who) > 3 else "")
        return f"Thêm {len(alerts)} bản tin" + (f" ({names})" if names else "") + f": {_session(alerts[-1])}"
    return f"{len(alerts)} tin mới: " + ", ".join(
        f"{counted[kind]} {_COUNTED[kind]}" for kind in _ORDER if counted[kind]
    )


def _tidy(rendered: str) -> str:
    """One blank line at most, wherever a part of the template stayed empty."""
    return _BLANKS.sub("\n\n", rendered).strip() + "\n"


@cache
def _templates(folder: str) -> Environment:
    ours: BaseLoader = PackageLoader("crawler.notify")
    environment = Environment(
        loader=ChoiceLoader([FileSystemLoader(folder), ours]) if folder else ours,
        autoescape=select_autoescape(("html.j2",)),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["inert"] = inert
    return environment
