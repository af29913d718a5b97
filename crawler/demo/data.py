"""The country as written down: its sites, the makes of their CMS, and what they publish."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib import resources
from typing import Any, Literal
from zoneinfo import ZoneInfo

from crawler.reference import read_yaml
from crawler.text import canonical, words

Extent = Literal["demo", "all"]
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
SLUG_WORDS = 12


@dataclass(frozen=True, slots=True)
class Site:
    """One site; see `country.yaml` and `wider.yaml`."""

    id: str
    name: str
    kind: str
    province: str | None
    family: str
    gives: str
    quirks: frozenset[str]
    trouble: str | None
    paths: Mapping[str, str]  # listing, article, and feed or sitemap where there is one
    prints: frozenset[str] = frozenset()  # stories it shows beside those that name it
    layout: str | None = None  # for its stanza: what it shows does not give its make away
    undated: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """One article as its author wrote it, before any site shows it; see `articles.yaml`."""

    id: str
    number: int
    sites: tuple[str, ...]
    title: str
    lead: str
    body: tuple[str, ...]
    caption: str
    author: str
    at: datetime  # when it appeared, Vietnam time
    later: bool = False

    @property
    def slug(self) -> str:
        return "-".join(words(self.title)[:SLUG_WORDS])

    @property
    def text(self) -> str:
        """Its canonical text on whichever site: the caption stands under the first paragraph, the author goes."""
        first, *rest = self.body
        return canonical(self.title, [self.lead, first, self.caption, *rest])

    def corrected(self, old: str, new: str) -> Story:
        """The same article with some words changed; ValueError when they do not stand in it."""
        if not any(old in part for part in (self.title, self.lead, *self.body)):
            raise ValueError(f"{self.id} does not say {old!r}")
        return replace(
            self,
            title=self.title.replace(old, new),
            lead=self.lead.replace(old, new),
            body=tuple(part.replace(old, new) for part in self.body),
        )


@cache
def sites(extent: Extent = "all") -> tuple[Site, ...]:
    """The sites of the demo, or of the whole country."""
    rows = [*_read("country.yaml"), *(_read("wider.yaml") if extent == "all" else ())]
    return tuple(_site(row) for row in rows)


def paths(family: str) -> Mapping[str, str]:
    """Where sites of a make keep things."""
    found: Mapping[str, str] = _families()[family]
    return found


def stories(now: datetime) -> dict[str, Story]:
    """Every article by id, dated so that the session was held yesterday."""
    session = now.astimezone(VIETNAM).date() - timedelta(days=1)
    words_of = _calendar(session)
    return {row["id"]: _story(number, row, session, words_of) for number, row in enumerate(_read("articles.yaml"), 1)}


def _site(row: Mapping[str, Any]) -> Site:
    return Site(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        province=row.get("province"),
        family=row["family"],
        gives=row.get("gives", "listing"),
        quirks=frozenset(row.get("quirks", ())),
        trouble=row.get("trouble"),
        paths=paths(row["family"]),
        prints=frozenset(row.get("prints", ())),
        layout=row.get("layout"),
        undated=row.get("undated", False),
    )


def _story(number: int, row: Mapping[str, Any], session: date, said: Mapping[str, str]) -> Story:
    return Story(
        id=row["id"],
        number=102_900 + number,
        sites=tuple(row["sites"]),
        title=row["title"].format_map(said),
        lead=row["lead"].format_map(said),
        body=tuple(part.format_map(said) for part in row["body"]),
        caption=row["caption"],
        author=row["author"],
        at=datetime.combine(session - timedelta(days=row["day"]), time.fromisoformat(row["time"]), VIETNAM),
        later=row.get("later", False),
    )


@cache
def _families() -> Any:
    return _read("families.yaml")


def _calendar(session: date) -> dict[str, str]:
    year, month = (session.year, session.month + 1) if session.month < 12 else (session.year + 1, 1)
    due = date(year, month, calendar.monthrange(year, month)[1])
    return {
        "ngay": f"{session:%d/%m/%Y}",
        "ngay_thang": f"{session.day}/{session.month}",
        "nam": f"{session.year}",
        "han": f"{due:%d/%m/%Y}",
        "nam_sau": f"{session.year + 1}",
    }


def _read(name: str) -> Any:
    return read_yaml(resources.files("crawler.demo").joinpath(name).read_text(encoding="utf-8"))
