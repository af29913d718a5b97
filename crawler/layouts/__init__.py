"""CMS families as data: one YAML file each. A source names its layout, or it is detected.

A layout says how sites of one make show a listing and an article. Every selector may be a
list, tried in order; the first that matches something wins. `drop` selectors all apply.

fingerprint.py  by what a page gives its make away
pager.py        how to ask for the further pages of a listing
answer.py       sites that are a script over a JSON endpoint: what is where in its answers
request.py      what such a script asks for, in the place of an address
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from crawler.layouts.answer import SELECTORS, Answer
from crawler.layouts.fingerprint import Fingerprint, Shown, fingerprint
from crawler.layouts.pager import Pager, pager
from crawler.layouts.request import Rule, rules
from crawler.model import Request
from crawler.reference import read_yaml

__all__ = ["Answer", "Layout", "Pager", "detect", "layouts", "request"]


_NOTHING = Fingerprint()


@dataclass(frozen=True, slots=True)
class Layout:
    """One CMS family."""

    name: str
    about: str  # what it is, and where its markup is known from
    fingerprint: Fingerprint = _NOTHING
    links: tuple[str, ...] = ()  # on a listing: the `a` elements of articles
    article_url: re.Pattern[str] | None = None  # an address that is an article of this family
    not_article: re.Pattern[str] | None = None
    title: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    script: tuple[re.Pattern[str], ...] = ()  # the string in a script that holds the body's markup
    json: Answer | None = None  # for a site whose pages are JSON
    ask: tuple[Rule, ...] = ()  # where the JSON is had otherwise than by a GET of the page's own address
    pager: Pager | None = None
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
    page = Shown(url, html)
    hits = {layout.name: layout.fingerprint.named(page) for layout in layouts().values()}
    least = 1 if max(hits.values()) >= _SURE else 0
    named = [layout for layout in layouts().values() if hits[layout.name] >= least]
    if least and len(named) == 1:
        return named[0]
    for layout in named:
        hits[layout.name] += layout.fingerprint.linked(page, _ENOUGH - hits[layout.name])
    found = [layout for layout in named if hits[layout.name] >= _ENOUGH]
    general = {layout.built_on for layout in found}
    return max((f for f in found if f.name not in general), key=lambda f: hits[f.name], default=None)


def request(url: str, name: str | None) -> Request | None:
    """What a site of the layout of that name wants to be asked for in the place of an address; None: the address."""
    layout = layouts().get(name) if name else None
    return next((asked for rule in layout.ask if (asked := rule.request(url))), None) if layout else None


_ENOUGH = 2
_SURE = 3  # names of one make on a page: those of which it shows none need no search


def _layout(row: Mapping[str, object]) -> Layout:
    selectors = SELECTORS if "json" in row else {}
    fields = {key: _READ.get(key, _many)(value) for key, value in row.items()}
    return Layout(**selectors, **fields)  # type: ignore[arg-type]


def _many(value: object) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else [value] if value else []
    return tuple(str(v) for v in listed)


def _answer(row: Mapping[str, object]) -> Answer:
    read: Mapping[str, Callable[..., object]] = {"behind": _patterns}
    return Answer(**{key: read.get(key, _many)(value) for key, value in row.items()})  # type: ignore[arg-type]


def _patterns(row: Mapping[str, str]) -> Mapping[re.Pattern[str], str]:
    return {re.compile(pattern): address for pattern, address in row.items()}


_READ: Mapping[str, Callable[..., object]] = {
    "fingerprint": lambda value: fingerprint(_many(value)),
    "article_url": re.compile,
    "not_article": re.compile,
    "script": lambda value: tuple(re.compile(v, re.DOTALL) for v in _many(value)),
    "json": _answer,
    "ask": rules,
    "pager": pager,
    **dict.fromkeys(("name", "about", "date_in_url", "built_on"), str),
}
