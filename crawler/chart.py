"""A series as a drawing: SVG from plain values, for a page and for a file alike.

Colours stand as attributes, so that a file shows them, and under classes, so that a page's style sheet may change them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from html import escape
from typing import Any

from crawler import reference
from crawler.words import day as day_of
from crawler.words import number as vietnamese

Point = Mapping[str, Any]
LinkOf = Callable[[Point], str | None]

WIDTH, HEIGHT = 720, 340
LEFT, RIGHT, TOP, BOTTOM = 76, 32, 40, 46
LABELS = 12
_KINDS = {"actual": "thực hiện", "change": "tăng, giảm", "target": "mục tiêu", "plan": "kế hoạch"}


@dataclass(frozen=True, slots=True)
class Dot:
    """One value at one day, and how many articles tell it."""

    at: date
    value: float
    kind: str
    scope: str
    told: int
    point: Point


def svg(series: Mapping[str, Any], link: LinkOf | None = None) -> str:
    """A line of what was reached, with what was aimed at beside it; broken where the base of comparison changed."""
    found = dots(series["points"])
    breaks = [b for b in _breaks() if b["series"] == series.get("series")]
    title = f"{series['name']}{_unit_words(found)}"
    role = "group" if link else "img"  # an image has no links inside
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" class="chart" role="{role}"'
        f' font-family="system-ui, sans-serif" font-size="13" aria-label="{escape(title)}">\n'
        f"<title>{escape(title)}</title>\n"
    )
    if not found:
        return f'{head}<text x="{LEFT}" y="{HEIGHT // 2}" class="label">Chưa có số liệu</text>\n</svg>\n'
    plane = _Plane.around(found)
    parts = [*_value_axis(plane), *_time_axis(plane), *_break_lines(plane, breaks)]
    parts += _lines(plane, found, breaks)
    parts += [_dot(plane, dot, link) for dot in found]
    parts += _labels(plane, found)
    return head + "\n".join(parts) + "\n</svg>\n"


def dots(points: Iterable[Point]) -> list[Dot]:
    """The points that can be drawn, in time; what several articles tell alike is one dot."""
    told: dict[tuple[object, ...], list[Point]] = {}
    for point in points:
        if at := _day(point):
            told.setdefault((at, _value(point), point["of"], point["kind"], point["scope"]), []).append(point)
    unit = _common_unit([same[0] for same in told.values()])
    found = [
        Dot(at, _value(same[0]), same[0]["kind"], same[0]["scope"], len({p["article"] for p in same}), same[0])
        for (at, *_), same in told.items()
        if isinstance(at, date) and _percent(same[0]) == unit and math.isfinite(_value(same[0]))
    ]
    return sorted(found, key=lambda dot: (dot.at, dot.value))


def _day(point: Point) -> date | None:
    try:
        return date.fromisoformat((point["date"] or point["published"] or "")[:10])
    except ValueError:
        return None


def _value(point: Point) -> float:
    return float(point["number"] if point["number"] is not None else point["value"])


def _percent(point: Point) -> bool:
    return "%" in (point["unit"] or "")


def _common_unit(points: Sequence[Point]) -> bool:
    """Whether most are percentages; a percentage and a count cannot share an axis."""
    return sum(map(_percent, points)) * 2 > len(points)


def _unit_words(found: Sequence[Dot]) -> str:
    units = {dot.point["unit"] for dot in found if dot.point["unit"]}
    return f" ({units.pop()})" if len(units) == 1 else ""


@cache
def _breaks() -> tuple[dict[str, str], ...]:
    return tuple(reference.load("breaks.yaml"))


# --- the plane ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Plane:
    first: date
    last: date
    low: float
    high: float
    step: float
    percent: bool
    falling: bool  # ranks: the first place is above

    @classmethod
    def around(cls, found: Sequence[Dot]) -> _Plane:
        values = [dot.value for dot in found]
        low, high = min(values), max(values)
        if low >= 0 and low < 0.6 * high:
            low = 0  # from zero, growth looks as large as it is
        step = _round_step((high - low or abs(high) or 1) / 5)
        low, high = math.floor(low / step) * step, math.ceil(high / step) * step
        margin = timedelta(days=max(20, (found[-1].at - found[0].at).days // 20))
        ranks = all(dot.point["relation"] == "rank" for dot in found)
        high = high if high > low else low + step
        return cls(found[0].at - margin, found[-1].at + margin, low, high, step, _percent(found[0].point), ranks)

    def x(self, at: date) -> float:
        return round(LEFT + (at - self.first).days / (self.last - self.first).days * (WIDTH - LEFT - RIGHT), 1)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(TOP + (share if self.falling else 1 - share) * (HEIGHT - TOP - BOTTOM), 1)


def _round_step(rough: float) -> float:
    """1, 2, 2.5 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999)


# --- the parts ------------------------------------------------------------------------------


def _value_axis(plane: _Plane) -> list[str]:
    parts = []
    for n in range(round((plane.high - plane.low) / plane.step) + 1):
        value = plane.low + n * plane.step
        y = plane.y(value)
        parts.append(
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}" class="grid" stroke="#d5d9de"/>'
            f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end" class="label" fill="#4a5560">'
            f"{escape(_short(value, plane.percent))}</text>"
        )
    return parts


def _short(value: float, percent: bool) -> str:
    """`16,4 triệu`, `2 tỷ`, `18,5%`: short enough for an axis."""
    for size, word in ((1e15, "triệu tỷ"), (1e9, "tỷ"), (1e6, "triệu")):
        if abs(value) >= size:
            return f"{vietnamese(round(value / size, 2))} {word}"
    return vietnamese(round(value, 4)) + ("%" if percent else "")


def _time_axis(plane: _Plane) -> list[str]:
    base = HEIGHT - BOTTOM
    parts = [
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{base}" y2="{base}" class="axis" stroke="#4a5560"/>',
    ]
    for at, label in _ticks(plane.first, plane.last):
        x = plane.x(at)
        parts.append(
            f'<line x1="{x}" x2="{x}" y1="{base}" y2="{base + 5}" class="axis" stroke="#4a5560"/>'
            f'<text x="{x}" y="{base + 20}" text-anchor="middle" class="label" fill="#4a5560">{label}</text>'
        )
    return parts


def _ticks(first: date, last: date) -> list[tuple[date, str]]:
    """Starts of years where the time is long, of quarters or months where it is short."""
    months = (last.year - first.year) * 12 + last.month - first.month
    every = next(n for n in (1, 3, 6, 12, 24, 60, 120, 1200) if months / n <= 8)
    found = []
    for n in range(first.year * 12, last.year * 12 + 13):
        if n % every == 0:
            at = date(n // 12, n % 12 + 1, 1)
            if first <= at <= last:
                found.append((at, str(at.year) if every >= 12 else f"{at.month}/{at.year}"))
    return found


def _break_lines(plane: _Plane, breaks: Iterable[Mapping[str, str]]) -> list[str]:
    parts = []
    for one in breaks:
        at = date.fromisoformat(one["date"])
        if plane.first < at < plane.last:
            x = plane.x(at)
            parts.append(
                f'<line x1="{x}" x2="{x}" y1="{TOP - 14}" y2="{HEIGHT - BOTTOM}" class="break" stroke="#8a5a00"'
                ' stroke-dasharray="2 4"/>'
                f'<text x="{x}" y="{TOP - 20}" text-anchor="middle" class="note" fill="#8a5a00">'
                f"{escape(one['why'])}</text>"
            )
    return parts


def _lines(plane: _Plane, found: Sequence[Dot], breaks: Sequence[Mapping[str, str]]) -> list[str]:
    """One line through what was reached in the whole country, ended at each change of base."""
    days = sorted(date.fromisoformat(one["date"]) for one in breaks)
    stretches: dict[object, list[Dot]] = {}
    for dot in _most_told(found):
        stretches.setdefault((sum(day <= dot.at for day in days), dot.point["of"]), []).append(dot)
    parts = []
    for stretch in stretches.values():
        path = " ".join(f"{plane.x(dot.at)},{plane.y(dot.value)}" for dot in stretch)
        parts.append(f'<polyline points="{path}" class="line" fill="none" stroke="#1f5f8b" stroke-width="2"/>')
    return [part for part, stretch in zip(parts, stretches.values(), strict=True) if len(stretch) > 1]


def _most_told(found: Sequence[Dot]) -> list[Dot]:
    """Of a day's values the one most articles tell: where they differ the line can take only one."""
    kinds = [dot.kind for dot in found if dot.scope == "national"]
    main = "actual" if "actual" in kinds else "change"
    best: dict[date, Dot] = {}
    for dot in found:
        if dot.scope == "national" and dot.kind == main and dot.told > getattr(best.get(dot.at), "told", 0):
            best[dot.at] = dot
    return list(best.values())


def _labels(plane: _Plane, found: Sequence[Dot]) -> list[str]:
    """The value above each point of the line, where a few points leave room for it."""
    named = _most_told(found)
    if len(named) > LABELS:
        return []
    return [
        f'<text x="{plane.x(dot.at)}" y="{plane.y(dot.value) - 12}" text-anchor="middle" class="value"'
        f' font-weight="600" fill="#1c2126">{escape(_short(dot.value, plane.percent))}</text>'
        for dot in named
    ]


def _dot(plane: _Plane, dot: Dot, link: LinkOf | None) -> str:
    x, y = plane.x(dot.at), plane.y(dot.value)
    words = f"{day_of(dot.at.isoformat())}: {_short(dot.value, plane.percent)}"
    words += "" if dot.kind == "actual" else f", {_KINDS.get(dot.kind, dot.kind)}"
    words += f", {dot.point['province']}" if dot.scope == "provincial" and dot.point["province"] else ""
    words += f", {dot.told} bài" if dot.told > 1 else ""
    title = f"<title>{escape(words)} — “{escape(dot.point['quote'])}”</title>"
    if dot.scope == "provincial":
        shape = f'<path d="M{x} {y - 6}l6 6-6 6-6-6z" class="dot local" fill="#8a5a00">{title}</path>'
    elif dot.kind in ("target", "plan"):
        shape = f'<circle cx="{x}" cy="{y}" r="6" class="dot aim" fill="none" stroke="#1f5f8b"'
        shape += f' stroke-width="2" pointer-events="all">{title}</circle>'
    else:
        shape = f'<circle cx="{x}" cy="{y}" r="6" class="dot" fill="#1f5f8b">{title}</circle>'
    address = link(dot.point) if link else None
    return f'<a href="{escape(address)}" aria-label="{escape(words)}">{shape}</a>' if address else shape
