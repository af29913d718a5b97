"""CMS families as data: one YAML file each. A source names its layout, or it is detected.

A layout says how sites of one make show a listing and an article. Every selector may be a
list, tried in order; the first that matches something wins. `drop` selectors all apply.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from crawler.reference import read_yaml


@dataclass(frozen=True, slots=True)
class Layout:
    """One CMS family."""

    name: str
    about: str  # what it is, and where its markup is known from
    fingerprint: tuple[re.Pattern[str], ...] = ()  # searched in the page's URL and markup; hits are counted
    links: tuple[str, ...] = ()  # on a listing: the `a` elements of articles
    article_url: re.Pattern[str] | None = None  # an address that is an article of this family
    not_article: re.Pattern[str] | None = None
    title: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    pager: str | None = None  # address of page N of a listing: "{listing}?page={n}"
    feed: tuple[str, ...] = ()  # where such sites keep their feed, relative to the site
    keep_query: tuple[str, ...] = ()
    date_in_url: str | None = None  # which URL rule gives the publishing time: U1, U2, U4, U5
    built_on: str | None = None  # the more general layout whose marks such a page shows as well


@cache
def layouts() -> Mapping[str, Layout]:
    """Every layout by name."""
    found = {}
    for file in sorted(resources.files(__package__).iterdir(), key=lambda f: f.name):
        if file.name.endswith(".yaml"):
            row = read_yaml(file.read_text(encoding="utf-8"))
            found[row["name"]] = _layout(row)
    return found


def detect(url: str, html: str) -> Layout | None:
    """The family a page shows at least two different marks of: most marks first, the special before the general."""
    hits = {layout.name: _hits(layout, url, html) for layout in layouts().values()}
    found = [layout for layout in layouts().values() if hits[layout.name] >= _ENOUGH]
    general = {layout.built_on for layout in found}
    return max((f for f in found if f.name not in general), key=lambda f: hits[f.name], default=None)


_ENOUGH = 2
_REGEX = frozenset(r"\^$*+?{}[]|()")  # a dot in a mark means a dot


def _hits(layout: Layout, url: str, html: str) -> int:
    return sum(_shows(mark, url) or (mark.pattern[0] != "^" and _shows(mark, html)) for mark in layout.fingerprint)


def _shows(mark: re.Pattern[str], text: str) -> bool:
    # Most marks are plain words, and `in` finds them many times faster than a regular expression.
    if _REGEX.isdisjoint(mark.pattern):
        return mark.pattern in text
    return mark.search(text) is not None


def _layout(row: Mapping[str, object]) -> Layout:
    ready: dict[str, object] = {}
    for key, value in row.items():
        if key in ("article_url", "not_article"):
            ready[key] = re.compile(str(value)) if value else None
        elif key == "fingerprint":
            ready[key] = tuple(re.compile(str(v)) for v in _many(value))
        elif key in ("name", "about", "pager", "date_in_url", "built_on"):
            ready[key] = value
        else:
            ready[key] = tuple(str(v) for v in _many(value))
    return Layout(**ready)  # type: ignore[arg-type]


def _many(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else [value] if value else []
