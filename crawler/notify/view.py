"""An alert as a reader sees it: labels and values in Vietnamese, ready for any template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlsplit

from crawler.model import Indicator
from crawler.notify.facts import day, figure
from crawler.notify.outbox import AlertRow
from crawler.text import clean

FIGURES = 5  # the most telling; the rest is behind the link
TASKS = 8
QUOTE = 400  # characters of a quote that are shown; a cut is marked
_LONGEST_LINK = 1000
_FIELDS = [field.name for field in fields(Indicator) if field.init]
_KINDS = {
    "session": "Phiên họp mới",
    "report": "Thêm bản tin",
    "notice": "Thông báo kết luận",
    "update": "Đính chính",
    "match": "Từ khóa",
    "source": "Nguồn tin",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled fact; `quote` proves it, empty where it was shown before."""

    label: str
    value: str
    quote: str = ""
    old: str = ""  # what was told before


@dataclass(frozen=True, slots=True)
class Link:
    """Where to read more; only http(s) addresses become links."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class View:
    """One alert in a message."""

    kind: str
    headline: str
    event: str
    session: str | None
    changes: tuple[Row, ...] = ()
    rows: tuple[Row, ...] = ()
    figures: tuple[Row, ...] = ()
    tasks: tuple[Row, ...] = ()
    more_figures: int = 0
    more_tasks: int = 0
    article: str = ""  # the title as it stands on the page
    links: tuple[Link, ...] = ()


def view(alert: AlertRow, *, archive: str | None = None, brief: bool = False) -> View:
    """All a message says of one alert; `brief` in a digest, where the link tells the rest."""
    data = alert.data
    report = data.get("report") or {}
    indicators, tasks = _telling(report.get("indicators", ())), report.get("tasks", ())
    quotes = _Quotes()
    return View(
        kind=_KINDS.get(alert.kind, alert.kind),
        headline=clean(alert.subject),
        event=clean(alert.event),
        session=data.get("session"),
        changes=tuple(Row(c["what"], c["new"], quotes(c["quote"]), c["old"]) for c in data.get("changes", ())),
        rows=tuple(_brief_rows(data, report) if brief else _rows(data, report, quotes)),
        figures=() if brief else tuple(Row(_label(i), figure(i), quotes(i.quote)) for i in indicators[:FIGURES]),
        tasks=() if brief else tuple(Row(_assignee(t), t["value"], _deadline(t)) for t in tasks[:TASKS]),
        more_figures=0 if brief else max(0, len(indicators) - FIGURES),
        more_tasks=0 if brief else max(0, len(tasks) - TASKS),
        article=clean((data.get("article") or {}).get("title") or ""),
        links=tuple(_links(data, archive)),
    )


class _Quotes:
    """Each quote once: several facts often stand in one sentence."""

    def __init__(self) -> None:
        self._shown: set[str] = set()

    def __call__(self, quote: str | None) -> str:
        text = clean(quote or "")
        if text in self._shown:
            return ""
        self._shown.add(text)
        return text if len(text) <= QUOTE else text[:QUOTE].rstrip() + "…"


def _rows(data: Mapping[str, Any], report: Mapping[str, Any], quotes: _Quotes) -> list[Row]:
    session = report.get("session") or (data.get("notice") or {}).get("session") or {}
    found = [Row("Phiên họp", clean(data["session_title"]))] if data.get("session_title") else []
    if session.get("date"):
        found.append(Row("Ngày họp", day(session["date"])))
    for name, label in (
        ("chair", "Chủ trì"),
        ("province", "Điểm cầu"),
        ("venue", "Nơi dự"),
        ("local_chair", "Chủ trì tại điểm cầu"),
        ("theme", "Chủ đề"),
    ):
        if fact := report.get(name):
            value = clean(fact["value"])
            found.append(Row(label, value, "" if fact["quote"] == value else quotes(fact["quote"])))
    if documents := list(dict.fromkeys(clean(d["value"]) for d in report.get("documents", ()))):
        found.append(Row("Văn bản", ", ".join(documents)))
    return [*found, *_common_rows(data)]


def _brief_rows(data: Mapping[str, Any], report: Mapping[str, Any]) -> list[Row]:
    local = report.get("local_chair")
    found = [Row("Chủ trì tại điểm cầu", clean(local["value"]))] if local else []
    return [*found, *_common_rows(data)]


def _common_rows(data: Mapping[str, Any]) -> list[Row]:
    found = []
    if provinces := data.get("provinces"):
        found.append(Row("Đã đưa tin", f"{len(provinces)} tỉnh, thành phố: {', '.join(provinces)}"))
    if keywords := data.get("keywords"):
        found.append(Row("Từ khóa", ", ".join(keywords)))
    if data.get("reason"):
        found.append(Row("Lý do", clean(data["reason"])))
    if data.get("remedy"):
        found.append(Row("Cách xử lý", clean(data["remedy"])))
    return found


def _telling(rows: Sequence[Mapping[str, Any]]) -> list[Indicator]:
    """The figures, the most telling first: of the catalogue, done rather than planned, of the whole country."""
    indicators = [Indicator(**{name: row[name] for name in _FIELDS if name in row}) for row in rows]
    return sorted(
        indicators,
        key=lambda i: (i.series is None, ("actual", "change", "target", "plan").index(i.kind), i.scope != "national"),
    )


def _label(indicator: Indicator) -> str:
    name = clean(indicator.name)
    return f"{name} ({clean(indicator.period)})" if indicator.period else name


def _assignee(task: Mapping[str, Any]) -> str:
    return clean(task.get("assignee") or "")


def _deadline(task: Mapping[str, Any]) -> str:
    return f"hạn {day(task['due'])}" if task.get("due") else clean(task.get("due_text") or "")


def _links(data: Mapping[str, Any], archive: str | None) -> list[Link]:
    article, source = data.get("article") or {}, data.get("source") or {}
    found = []
    if url := _safe(article.get("url") or data.get("url")):
        found.append(Link(clean(source.get("name") or source.get("id") or "") or urlsplit(url).netloc, url))
    if archive and article.get("number") is not None:
        found.append(Link("Trong kho lưu", f"{archive.rstrip('/')}/bai/{article['number']}"))
    return found


def _safe(url: str | None) -> str | None:
    """An address that may be a link: a page can name any, `javascript:` among them."""
    if not url or len(url) > _LONGEST_LINK or any(c.isspace() or c in "<>\"'" for c in url):
        return None
    return url if url.lower().startswith(("http://", "https://")) else None
