"""How to ask for the further pages of a listing: by an address, or by a form that the page's script would send."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin

from crawler.layouts.request import filled, texts
from crawler.model import Post, Request


@dataclass(frozen=True, slots=True)
class Pager:
    """`url` and the fields of `form` may hold `{listing}`, `{n}` and what `find` finds in the first page."""

    url: str
    first: int = 1  # the number of the first page
    step: int = 1  # how far the number goes on with each page: a page's length where articles are counted
    find: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)

    def request(self, listing: str, page: int, html: str = "") -> Request | None:
        """What to ask for page 2, 3, ...; `html` is the first page. None when it lacks what the form needs."""
        values = {"listing": listing.rstrip("/"), "n": str(self.first + (page - 1) * self.step)}
        for name, pattern in self.find.items():
            if not (found := pattern.search(html)):
                return None
            values[name] = found[1]
        url = self.url
        if "?" in listing:
            url = url.replace("{listing}?", "{listing}&")
        form = {name: filled(value, values) for name, value in self.form.items()}
        return Request(urljoin(listing, filled(url, values)), Post(form) if form else None)


def pager(row: str | Mapping[str, object] | None) -> Pager | None:
    """A layout's `pager`: an address alone, or a mapping of the fields of `Pager`."""
    if row is None:
        return None
    if isinstance(row, str):
        return Pager(row)
    find, form = texts(row.get("find")), texts(row.get("form"))
    return Pager(
        url=str(row["url"]),
        first=int(str(row.get("first", 1))),
        step=int(str(row.get("step", 1))),
        find={name: re.compile(pattern) for name, pattern in find.items()},
        form=form,
    )
