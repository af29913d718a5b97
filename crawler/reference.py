"""Facts about the country, kept as data with their sources: provinces, bodies, known sessions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml

from crawler.model import Body, KnownSession, Province
from crawler.text import key

_SAFE_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is nine times faster


def read_yaml(text: str) -> Any:
    """YAML of plain values."""
    return yaml.load(text, Loader=_SAFE_LOADER)  # noqa: S506 - a safe loader either way


def load(name: str) -> Any:
    """One YAML file of `crawler/data`."""
    return read_yaml(resources.files("crawler").joinpath("data", name).read_text(encoding="utf-8"))


@cache
def provinces() -> Mapping[str, Province]:
    """Slug to province: the 34 of today, the former ones, and names since dropped."""
    rows = {}
    for row in load("provinces.yaml"):
        rows[row["slug"]] = Province(
            slug=row["slug"],
            name=row["name"],
            since=row.get("since"),
            until=row.get("until"),
            successor=row["successor"],
            aliases=tuple(row.get("aliases", ())),
            hosts=tuple(row.get("hosts", ())),
        )
    return rows


def province_slug(name: str | None) -> str | None:
    """The slug of a province by name, alias or slug; the same name before and after a merger is one slug."""
    return _slugs().get(key(name or ""))


@cache
def _slugs() -> Mapping[str, str]:
    """What provinces go by, folded; of two with one name the first."""
    found: dict[str, str] = {}
    for province in provinces().values():
        for name in (province.slug, key(province.name), *map(key, province.aliases)):
            found.setdefault(name, province.slug)
    return found


def current_provinces() -> tuple[Province, ...]:
    """The 34 provinces of today."""
    return tuple(p for p in provinces().values() if p.until is None)


@cache
def bodies() -> Mapping[str, Body]:
    """The four built-in bodies by id."""
    return {
        row["id"]: Body(
            id=row["id"],
            name=row["name"],
            names=tuple(row.get("names", ())),
            abbreviations=tuple(row.get("abbreviations", ())),
            chairs=tuple(row.get("chairs", ())),
            since=row.get("since"),
            until=row.get("until"),
        )
        for row in load("bodies.yaml")
    }


@cache
def known_sessions() -> tuple[KnownSession, ...]:
    """The sessions public pages have shown, oldest first."""
    rows = [
        KnownSession(
            key=row["key"],
            body=row["body"],
            date=row["date"],
            ordinal=row.get("ordinal"),
            label=row.get("label"),
            subject=row.get("subject"),
            themes=tuple(row.get("themes", ())),
            notice=row.get("notice"),
            marks=tuple(row.get("marks", ())),
        )
        for row in load("sessions.yaml")
    ]
    return tuple(sorted(rows, key=lambda s: s.date))
