"""A source's turn for the worse or the better, as one visit shows it: broke, fell silent, moved, recovered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal

from crawler.archive.moments import moment
from crawler.health import judge, remedy
from crawler.model import Event, Source


def changes(source: Source, before: dict[str, Any], after: dict[str, Any], now: datetime) -> Iterator[Event]:
    """The events of one visit; each bears the moment it began, so that it is told once."""
    from crawler.notify.events import source_event  # here, as in `telling`

    was, began, _ = judge(source, before, now) if before else ("new", None, None)
    state, since, reason = judge(source, after, now)
    if state in ("broken", "silent"):
        # Told again at every such visit, and stored only the first time: its name holds `since`.
        word: Literal["broken", "silent"] = "broken" if state == "broken" else "silent"
        began_at = moment(since or after["registered"])
        yield source_event(source, word, since=began_at, reason=reason or "", remedy=remedy(after))
    elif was in ("broken", "silent") and state == "ok":
        yield source_event(source, "recovered", since=moment(began or after["registered"]))
    if after.get("moved_to") and after["moved_to"] != before.get("moved_to"):
        yield source_event(source, "moved", since=now, reason=after["moved_to"], remedy=_MOVED.format(id=source.id))


_MOVED = "Sửa địa chỉ của nguồn {id} trong sources.yaml, rồi chạy “phienhop sources check {id}”."
