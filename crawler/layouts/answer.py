"""Sites that are a script over a JSON endpoint: where an answer keeps the list, and where the article.

A path is dotted: `data.items`, `rows.0.title` for the first of a list; it may lead on into JSON that is kept in a
string. Of several the first that leads to something wins.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote, urljoin

from crawler.layouts.request import filled


@dataclass(frozen=True, slots=True)
class Answer:
    """Paths into the answers of one endpoint. `title`, `lead`, `date`, `body` start at the answer's root.

    `behind` says which listing stands behind a page of the site, by the page's address; the first that fits is the
    likeliest. `{1}` is what the first group of the pattern found.
    """

    items: tuple[str, ...] = ()  # the list, in a listing's answer
    next: tuple[str, ...] = ()  # the address of the list's next page, in the answer
    link: tuple[str, ...] = ()  # an item's address, of its fields: "/api/articles?slug={slug}"; the first it has all of
    item_title: tuple[str, ...] = ()
    item_date: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    behind: Mapping[re.Pattern[str], str] = field(default_factory=dict)


# Where `as_html` puts them.
SELECTORS: Mapping[str, tuple[str, ...]] = {
    "title": ("h1.title",),
    "lead": ("div.lead",),
    "date": ("time.date",),
    "author": ("span.author",),
    "body": ("div.body",),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One article of a listing's answer; the address as the endpoint's own."""

    link: str
    title: str
    date: str


def is_json(text: str) -> bool:
    """Whether an answer is data rather than a page."""
    return text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[")


def items(text: str, paths: Answer) -> Iterator[Item]:
    """The articles a listing's answer names, in its order."""
    listed = _first(_data(text), paths.items) if paths.items else None
    for row in listed if isinstance(listed, list) else ():
        if isinstance(row, Mapping) and (link := next(filter(None, (_link(row, t) for t in paths.link)), "")):
            yield Item(link, _text(row, paths.item_title), _text(row, paths.item_date))


def following(text: str, paths: Answer) -> str:
    """The address of the list's next page; "" where the answer gives none."""
    return _text(_data(text), paths.next)


def listings(url: str, paths: Answer) -> Iterator[str]:
    """The listings that may stand behind a page of the site, the likeliest first."""
    for pattern, address in paths.behind.items():
        if found := pattern.search(url):
            yield urljoin(url, address.replace("{1}", found[1]) if pattern.groups else address)


def as_html(text: str, paths: Answer) -> str:
    """An article's answer as the page that the site's script would make of it; "" where it has no text."""
    data = _data(text)
    body = _text(data, paths.body)
    if not body:
        return ""
    if "<" not in body:
        body = "".join(f"<p>{escape(line)}</p>" for line in body.splitlines())
    title, date, author = (escape(_text(data, p)) for p in (paths.title, paths.date, paths.author))
    return (
        f'<html><body><h1 class="title">{title}</h1><time class="date">{date}</time>'
        f'<span class="author">{author}</span><div class="lead">{_text(data, paths.lead)}</div>'
        f'<div class="body">{body}</div></body></html>'
    )


def _data(text: str) -> object:
    try:
        return json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None


def _first(data: object, paths: Sequence[str]) -> object:
    return next((found for path in paths if (found := _at(data, path)) not in (None, "", [])), None)


def _at(data: object, path: str) -> object:
    for name in path.split("."):
        if isinstance(data, str) and is_json(data):
            data = _data(data)
        if isinstance(data, list) and name.isdecimal():
            data = data[int(name)] if int(name) < len(data) else None
        else:
            data = data.get(name) if isinstance(data, Mapping) else None
    return data


def _text(data: object, paths: Sequence[str]) -> str:
    found = _first(data, paths)
    return str(found) if isinstance(found, (str, int, float)) else ""


def _link(row: Mapping[str, object], template: str) -> str:
    """The address with the item's fields in it, each a part of a path or more; "" where one is missing."""
    fields = re.findall(r"\{([\w.]+)\}", template)
    values = {name: quote(_text(row, (name,))) for name in fields}
    if not fields or not all(values.values()):
        return ""
    return filled(template, values)
