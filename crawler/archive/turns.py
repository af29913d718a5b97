"""A source's turn for the worse or the better, as one visit shows it: broke, fell silent, moved, recovered;
or at our own network's, which excuses them all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from crawler.archive.moments import moment
from crawler.health import Health, in_vietnamese, judge
from crawler.model import Event, Source
from crawler.outage import Outage


def changes(
    source: Source,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    now: datetime,
    was_down: Outage | None = None,
    down: Outage | None = None,
) -> Iterator[Event]:
    """The events of one visit; each bears the moment it began, so that it is told once."""
    from crawler.notify.events import network_event  # here, as in `telling`

    if down:  # nothing can be said of any one source
        yield network_event(up=False, since=moment(down.since))
        return
    if was_down:
        yield network_event(up=True, since=moment(was_down.since))
    yield from _turn(source, before, after, now, was_down)


def _turn(
    source: Source, before: Mapping[str, Any], after: Mapping[str, Any], now: datetime, was_down: Outage | None
) -> Iterator[Event]:
    from crawler.notify.events import source_event

    was = judge(source, before, now, down=was_down) if before else Health("new")
    is_now = judge(source, after, now)
    if is_now.state in ("broken", "silent"):
        # Told again at every such visit, and stored only the first time: its name holds `since`.
        name, remedy = in_vietnamese(is_now.trouble, source.id)
        since, reason = moment(is_now.since or after["registered"]), f"{name}: {is_now.reason}"
        yield source_event(source, is_now.state, since=since, reason=reason, remedy=remedy)
    elif was.state in ("broken", "silent") and is_now.state == "ok":
        yield source_event(source, "recovered", since=moment(was.since or after["registered"]))
    if (to := after.get("moved_to")) and to != before.get("moved_to"):
        _, remedy = in_vietnamese("moved", source.id, to)
        yield source_event(source, "moved", since=now, reason=to, remedy=remedy)
