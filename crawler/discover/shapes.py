"""What an address alone says of the page behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from urllib.parse import parse_qsl, unquote

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
    """Whether a canonical address may be an article's at all: not this list, nor one above it, nor a service page."""
    path, query = own = _split(url)
    other = _of_list(listing)
    path, here = path.rstrip("/"), other[0].rstrip("/")
    if not path or here == path or here.startswith(path + "/"):
        return bool(query) and url != listing
    words = path.lower().split("/")
    if "." in path:
        words = [_EXTENSION.sub("", word) for word in words]
    return _words("not_article").isdisjoint(words) and not _are_kin(own, other)


def is_kin(url: str, listing: str) -> bool:
    """Whether an address is made as the list's own, with another number in it: `?CatID=216` beside `?CatID=215`."""
    return _are_kin(_split(url), _split(listing))


_Parts = tuple[str, str]  # path and query


def _split(url: str) -> _Parts:
    """The parts of a canonical address, quicker than those of any that may be written."""
    place, _, query = url.partition("?")
    _, slash, path = place.partition("//")[2].partition("/")
    return slash + path, query


_of_list = lru_cache(16)(_split)  # which is asked for with each of its links


def _are_kin(one: _Parts, other: _Parts) -> bool:
    (path, query), (here, asked) = one, other
    if path == here and query:
        return _differ_by_number(parse_qsl(query), parse_qsl(asked))
    if query != asked or path.count("/") < 2:
        return False
    mine, theirs = path.strip("/").split("/"), here.strip("/").split("/")
    named = len(mine) == len(theirs) > 1 and not _SLUG.search(_last(path)) and not mine[-1].isdecimal()
    return named and _differ_by_number(list(enumerate(mine[:-1])), list(enumerate(theirs[:-1])))


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
    return is_numbered(url) or _SLUG.search(_last(_split(url)[0])) is not None


def is_numbered(url: str) -> bool:
    """Whether an address carries an article's number or day."""
    path, query = _split(url)
    return any((_NUMBERED.search(_last(path)), _FOLDER.search(path), _IN_QUERY.search(query)))


def _last(path: str) -> str:
    """The last part of a path, as written by people."""
    return _EXTENSION.sub("", unquote(path).rstrip("/").rpartition("/")[2])


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(load("listing.yaml")[name])
