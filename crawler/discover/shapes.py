"""What an address alone says of the page behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from urllib.parse import parse_qsl, unquote, urlsplit

from crawler.reference import load

_NUMBERED = re.compile(r"\d{4,}|[0-9a-f]{16,}|-[a-z]{0,4}\d{3,}$", re.IGNORECASE)
_FOLDER = re.compile(r"/\d{4,}(?:[/-]|$)")
_IN_QUERY = re.compile(
    r"(?:^|[=/&])[0-9a-f-]*\d{2,}[0-9a-f-]*(?:$|&)|(?:^|&)(?:id|\w+id|slug|param|item)=", re.IGNORECASE
)
_SLUG = re.compile(r"(?<![^\W_])[^\W_]+(?:[-_ ][^\W_]+){4,}")
_SHORT = 4  # digits: what counts sections, not articles
_EXTENSION = re.compile(r"\.(?:s?html?|aspx?|php|chn|jsp)$", re.IGNORECASE)


def is_file(url: str) -> bool:
    """Whether the address is of a file to download."""
    path = url.partition("?")[0]
    return path.rpartition(".")[2].lower() in _words("files")


def is_possible(url: str, listing: str) -> bool:
    """Whether an address may be an article's at all: not this list, nor one above it, nor a service page."""
    path, here = urlsplit(url).path.rstrip("/"), urlsplit(listing).path.rstrip("/")
    if not path or here == path or here.startswith(path + "/"):
        return bool(urlsplit(url).query) and url != listing
    words = (_EXTENSION.sub("", word) for word in path.lower().split("/"))
    return _words("not_article").isdisjoint(words) and not is_kin(url, listing)


def is_kin(url: str, listing: str) -> bool:
    """Whether an address is made as the list's own, with another number in it: `?CatID=216` beside `?CatID=215`."""
    one, other = urlsplit(url), urlsplit(listing)
    if one.path == other.path and one.query:
        return _differ_by_number(parse_qsl(one.query), parse_qsl(other.query))
    mine, theirs = (parts.path.strip("/").split("/") for parts in (one, other))
    named = len(mine) == len(theirs) > 1 and not _SLUG.search(_last(url)) and not mine[-1].isdecimal()
    return (
        named
        and one.query == other.query
        and _differ_by_number(list(enumerate(mine[:-1])), list(enumerate(theirs[:-1])))
    )


def _differ_by_number(mine: Sequence[tuple[object, str]], theirs: Sequence[tuple[object, str]]) -> bool:
    """Whether the values under the same names differ, and only where both are numbers that may count sections."""
    if [name for name, _ in mine] != [name for name, _ in theirs]:
        return False
    pairs = [(a, b) for (_, a), (_, b) in zip(mine, theirs, strict=True) if a != b]
    return bool(pairs) and all(
        a.isdecimal() and b.isdecimal() and (len(a) == len(b) or len(a) <= _SHORT) for a, b in pairs
    )


def is_shaped(url: str) -> bool:
    """Whether an address carries what articles' addresses do: a number, or a headline."""
    return is_numbered(url) or _SLUG.search(_last(url)) is not None


def is_numbered(url: str) -> bool:
    """Whether an address carries an article's number or day."""
    parts = urlsplit(url)
    return any((_NUMBERED.search(_last(url)), _FOLDER.search(parts.path), _IN_QUERY.search(parts.query)))


def _last(url: str) -> str:
    """The last part of the path, as written by people."""
    return _EXTENSION.sub("", unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2])


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(load("listing.yaml")[name])
