"""What a page tells machines: its head, its meta elements, its JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser

from crawler import dates
from crawler.html import attribute, text_of
from crawler.text import clean

_NAMES = ("property", "name", "itemprop")
_DATES = ("property=article:published_time", "itemprop=datePublished")
_LATER_DATES = ("name=pubdate", "name=dc.date", "name=dc.date.issued")


class Told:
    """Each part is read once, and only when asked for."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._tree = tree

    @cached_property
    def title(self) -> str:
        """The words of `title`, mostly with the site's name."""
        return text_of(self._tree.css_first("title"))

    @property
    def social(self) -> str:
        """The title for those who share the page."""
        return self._meta.get("property=og:title", "")

    @property
    def site(self) -> str:
        """What the site calls itself."""
        return self._meta.get("property=og:site_name", "")

    @cached_property
    def headline(self) -> str | None:
        """The title in JSON-LD."""
        return next((words for item in self._articles if (words := clean(str(item.get("headline") or "")))), None)

    @cached_property
    def published(self) -> str | None:
        """The publishing time, the surest place first."""
        return next((found for words in self._dates() if (found := dates.find(words))), None)

    def _dates(self) -> Iterator[str]:
        yield from filter(None, map(self._meta.get, _DATES))
        yield self._marked('[itemprop="datePublished"]')
        yield from (str(item.get("datePublished") or "") for item in self._articles)
        yield from filter(None, map(self._meta.get, _LATER_DATES))
        yield self._marked("article time[datetime]")

    def _marked(self, selector: str) -> str:
        node = self._tree.css_first(selector)
        return attribute(node, "content") or attribute(node, "datetime") or text_of(node)

    @cached_property
    def _meta(self) -> Mapping[str, str]:
        """What `meta` elements say, by property, name or itemprop; of several alike the first."""
        said: dict[str, str] = {}
        for node in self._tree.css("meta"):
            attributes = node.attributes
            for kind in _NAMES:
                if name := attributes.get(kind):
                    said.setdefault(f"{kind}={name}", clean(attributes.get("content") or ""))
        return said

    @cached_property
    def _articles(self) -> Sequence[Mapping[str, object]]:
        """The JSON-LD objects that carry a publishing date: articles, whatever type they claim."""
        return [item for node in self._tree.css('script[type="application/ld+json"]') for item in _dated(node.text())]


def _dated(data: str) -> Iterator[Mapping[str, object]]:
    if "datePublished" not in data:
        return
    try:
        stack = [json.loads(data, strict=False)]
    except (ValueError, RecursionError):
        return
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            stack += [v for v in item.values() if isinstance(v, (dict, list))]
            if "datePublished" in item:
                yield item
        elif isinstance(item, list):
            stack += reversed(item)
