"""A linear look at a page before it is parsed: refuses the shapes that make an HTML parser quadratic.

A few kilobytes of such markup cost the parser seconds or gigabytes (500 KB of nested `<div>`:
8 s; 90 KB of crossed `<b>` and `<i>`: 5 GB; 200,000 attributes on one tag: over a minute;
50,000 `<option>` in one `<select>`: 27 s). A page with few tags can have none of them; of others
the scan takes about a millisecond. It need not be exact: what slips through meets the worker's
limits on time and memory.
"""

from __future__ import annotations

import re
from collections import defaultdict

from crawler.errors import ReadFailed

MAX_DEPTH = 512
MAX_FORMATTING = 256
MAX_ATTRIBUTES = 64 * 1024  # characters of one tag
MAX_OPTIONS = 5_000

# Formatting elements are re-opened in every block that follows until they are closed.
_FORMATTING = frozenset(
    ("b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"),
)
# Elements without content, or closed by their next sibling: they add no depth.
_FLAT = frozenset(
    """area base basefont bgsound br col embed frame hr img input link meta param source track wbr
    a p li dd dt td th tr tbody thead tfoot option optgroup html head body""".split()  # noqa: SIM905 - reads better
)
# What looks like a tag in the text of these is none.
_RAW = frozenset(("script", "style", "textarea", "title", "noembed", "noframes", "xmp", "iframe"))
_TAG = re.compile(r"<(?:!--|(/?)([a-zA-Z][^\s/>]*+)([^>]*+))")  # possessive: one pass, whatever the text
# The same without the commonest flat elements: most of a page's tags, passed over at no cost.
_NESTING = re.compile(r"<(?!/?(?:[ap]|br|li|td|tr|img)[\s/>])" + _TAG.pattern[1:])
# The names of all that can open an element, and of more: those in comments and scripts too.
_OPENING = re.compile(r"<(?!(?:[ap]|br|li|td|tr|img)[\s/>])([a-zA-Z][^\s/>]*+)")


def check(html: str) -> None:
    """Raise ReadFailed when the markup is nested, formatted or attributed beyond what any real page is."""
    long = _has_long_tag(html)
    if long or not _has_few_tags(html):
        _scan(html, _TAG if long else _NESTING)


def _has_long_tag(html: str) -> bool:
    """Whether so much stands between two `>` that a tag's attributes can be too long."""
    at = -1
    while len(html) - at > MAX_ATTRIBUTES:
        end = html.rfind(">", at + 1, at + 1 + MAX_ATTRIBUTES)
        if end < 0:
            return True
        at = end
    return False


def _has_few_tags(html: str) -> bool:
    """Whether there are fewer tags than any limit, however they stand: true of most pages, and quick to see."""
    names = _OPENING.findall(html)
    if len(names) <= MAX_FORMATTING:
        return True
    formatting = (name for name in set(names) if name.lower() in _FORMATTING)
    return len(names) <= MAX_DEPTH and sum(map(names.count, formatting)) <= MAX_FORMATTING


def _scan(html: str, tag: re.Pattern[str]) -> None:
    scan, at = _Scan(), 0
    while match := tag.search(html, at):
        at = match.end()
        closing, name, attributes = match.groups()
        if name is None:
            at = _end(html, "-->", at)
            continue
        name = name.lower()
        if len(attributes) > MAX_ATTRIBUTES:
            raise ReadFailed(f"a <{name[:20]}> tag with over {MAX_ATTRIBUTES} characters of attributes")
        if closing:
            scan.close(name)
        else:
            scan.open(name, attributes)
            if name in _RAW:
                at = _end(html, f"</{match[2]}", at)


def _end(html: str, mark: str, start: int) -> int:
    at = html.find(mark, start)
    return at if at >= 0 else len(html)


class _Scan:
    """The elements that are open, roughly as a parser would have them."""

    def __init__(self) -> None:
        self._stack: list[str] = []
        self._open: defaultdict[str, int] = defaultdict(int)
        self._unclosed: defaultdict[str, list[str]] = defaultdict(list)  # formatting tags: their attributes
        self._alike: defaultdict[tuple[str, str], int] = defaultdict(int)
        self._formatting = 0
        self._options = 0

    def open(self, name: str, attributes: str) -> None:
        if name in _FORMATTING:
            self._open_formatting(name, attributes)
        elif name in _FLAT:
            if name == "option":
                self._count_option()
            return
        elif attributes.endswith("/") and (self._open["svg"] or self._open["math"]):
            return  # only within a drawing does "/>" close an element
        elif name == "select":
            self._options = 0
        self._stack.append(name)
        self._open[name] += 1
        if len(self._stack) > MAX_DEPTH:
            raise ReadFailed(f"elements nested over {MAX_DEPTH} deep")

    def close(self, name: str) -> None:
        if self._unclosed[name]:
            self._alike[name, self._unclosed[name].pop()] -= 1
            self._formatting -= 1
        if self._open[name]:  # an end tag without its start tag closes nothing
            while (top := self._stack.pop()) != name:
                self._open[top] -= 1
            self._open[name] -= 1

    def _open_formatting(self, name: str, attributes: str) -> None:
        if self._alike[name, attributes] >= 3:  # a parser re-opens no more than three that are alike
            return
        self._alike[name, attributes] += 1
        self._unclosed[name].append(attributes)
        self._formatting += 1
        if self._formatting > MAX_FORMATTING:
            raise ReadFailed(f"over {MAX_FORMATTING} formatting tags left open")

    def _count_option(self) -> None:
        self._options += 1
        if self._options > MAX_OPTIONS:
            raise ReadFailed(f"over {MAX_OPTIONS} options in one list")
