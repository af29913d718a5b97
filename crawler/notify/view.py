"""An alert as a reader sees it: labels and values in Vietnamese, ready for any template."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlsplit

from crawler.model import Indicator
from crawler.notify.facts import FIGURES, telling
from crawler.notify.outbox import AlertRow
from crawler.text import clean, key
from crawler.words import day, figure

TASKS = 8
QUOTE = 400  # characters of a quote that are shown; a cut is marked
_LONGEST_LINK = 1000
_FIELDS = [field.name for field in fields(Indicator) if field.init]
_FACTS = (
    ("chair", "Chủ trì"),
    ("province", "Điểm cầu"),
    ("venue", "Nơi dự"),
    ("local_chair", "Chủ trì tại điểm cầu"),
    ("theme", "Chủ đề"),
)
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
class View:
    """One alert in a message."""

    kind: str
    headline: str
    event: str
    session: str | None
    section: str = ""  # in a digest, above the first report of a session: which session it is
    item: bool = False  # one of several reports under a section; its headline is who reported
    line: bool = False  # of a long digest: no more than a line
    changes: tuple[Row, ...] = ()
    rows: tuple[Row, ...] = ()
    figures: tuple[Row, ...] = ()
    tasks: tuple[Row, ...] = ()
    more_figures: int = 0
    more_tasks: int = 0
    article: str = ""  # the title as it stands on the page
    source: str = ""  # the site's name
    url: str = ""  # of the page; only http(s) addresses are
    archived: str = ""  # address of the article in the archive's web page


def view(alert: AlertRow, *, archive: str | None = None, brief: bool = False) -> View:
    """All a message says of one alert; `brief` in a digest, where the link tells the rest.

    An update is brief by itself: what changed, and of which session.
    """
    data, brief = alert.data, brief or alert.kind == "update"
    report = data.get("report") or {}
    indicators, tasks = _figures(report.get("indicators", ())), report.get("tasks", ())
    quotes = _Quotes(_all_quotes(report, data))
    return View(
        kind="Cập nhật" if data.get("better") else _KINDS.get(alert.kind, alert.kind),
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
        source=_source(data),
        url=_url(data),
        archived=_archived(data, archive),
    )


class _Quotes:
    """Each quote once, and none that stands within another one: several facts are often in one sentence."""

    def __init__(self, quotes: Iterable[str]) -> None:
        self._all = {clean(quote) for quote in quotes}
        self._shown: set[str] = set()

    def __call__(self, quote: str | None) -> str:
        text = clean(quote or "")
        if text in self._shown or any(text in other and text != other for other in self._all):
            return ""
        self._shown.add(text)
        return text if len(text) <= QUOTE else text[:QUOTE].rstrip() + "…"


def _all_quotes(report: Mapping[str, Any], data: Mapping[str, Any]) -> Iterator[str]:
    """What may be shown: the facts', the changes' and the most telling figures' words."""
    yield from (report[name]["quote"] for name, _ in _FACTS if report.get(name))
    yield from (change["quote"] for change in data.get("changes", ()))
    yield from (figure.quote for figure in _figures(report.get("indicators", ()))[:FIGURES])


def _rows(data: Mapping[str, Any], report: Mapping[str, Any], quotes: _Quotes) -> list[Row]:
    session = report.get("session") or (data.get("notice") or {}).get("session") or {}
    found = _title_row(data)
    if session.get("date"):
        found.append(Row("Ngày họp", day(session["date"])))
    if form := report.get("form"):
        found.append(Row("Hình thức", clean(form["value"])))
    for name, label in _FACTS:
        if fact := report.get(name):
            value = clean(fact["value"])
            found.append(Row(label, value, "" if fact["quote"] == value else quotes(fact["quote"])))
    if documents := list(dict.fromkeys(clean(d["value"]) for d in report.get("documents", ()))):
        found.append(Row("Văn bản", ", ".join(documents)))
    return [*found, *_common_rows(data)]


def _brief_rows(data: Mapping[str, Any], report: Mapping[str, Any]) -> list[Row]:
    if data.get("changes"):
        return _title_row(data)
    local = report.get("local_chair")
    found = [Row("Chủ trì tại điểm cầu", clean(local["value"]))] if local else []
    return [*found, *_common_rows(data)]


def _title_row(data: Mapping[str, Any]) -> list[Row]:
    return [Row("Phiên họp", clean(data["session_title"]))] if data.get("session_title") else []


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


def _figures(rows: Sequence[Mapping[str, Any]]) -> list[Indicator]:
    return telling(Indicator(**{name: row[name] for name in _FIELDS if name in row}) for row in rows)


def _label(indicator: Indicator) -> str:
    name, period = clean(indicator.name), clean(indicator.period or "")
    return f"{name} ({period})" if period and key(period) != "den nay" else name


def _assignee(task: Mapping[str, Any]) -> str:
    return clean(task.get("assignee") or "")


def _deadline(task: Mapping[str, Any]) -> str:
    return f"hạn {day(task['due'])}" if task.get("due") else clean(task.get("due_text") or "")


def _source(data: Mapping[str, Any]) -> str:
    source = data.get("source") or {}
    return clean(source.get("name") or source.get("id") or "") or urlsplit(_url(data)).netloc


def _url(data: Mapping[str, Any]) -> str:
    """The page's address where it may be a link: a page can name any, `javascript:` among them."""
    url = (data.get("article") or {}).get("url") or data.get("url") or ""
    if len(url) > _LONGEST_LINK or any(c.isspace() or c in "<>\"'" for c in url):
        return ""
    return url if url.lower().startswith(("http://", "https://")) else ""


def _archived(data: Mapping[str, Any], archive: str | None) -> str:
    number = (data.get("article") or {}).get("number")
    return f"{archive.rstrip('/')}/bai/{number}" if archive and number is not None else ""
