"""One address for one article: absolute, normalised, without what changes from visit to visit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from fnmatch import translate
from functools import cache, lru_cache
from urllib.parse import quote, urljoin, urlsplit

from crawler.reference import load

MAX_LENGTH = 2_000
_REMEMBERED = 4_096  # addresses: a list holds the same ones at nearly every visit
_PORTS = {"http": 80, "https": 443}
_NAME = r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*"
_HOST = re.compile(rf"{_NAME}|\[[0-9a-f:.]+\]")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-F]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid)=[^/;]*", re.IGNORECASE)
_STATE_IN_PATH = re.compile(r"/(?:!|%21)ut/p/.*")  # WebSphere's, another one at every look
_NAMED_IN_PATH = re.compile(r"/(?:-|w)/[^/]")  # Liferay: the path says which article it is
# Most links of a page: nothing in them is to be mended.
_PLAIN = re.compile(rf"(https?://{_NAME})?((?:/[\w~-][\w.~-]*)+/?)(?:\?([\w.~=&/-]+))?", re.ASCII)
_SHORT_NUMBER = re.compile(r"\d{1,8}")


def canonical(url: str, base: str | None = None, keep_query: tuple[str, ...] = ()) -> str | None:
    """The one form of an http(s) address; None when it is none, or is over-long.

    `keep_query` names the query parameters that are part of the identity: the others go.
    Without it everything stays but tracking, sessions and page state. A bare query
    (`?12345`, `?/tin-thu/123`) is an identity of its own and always stays.
    """
    if len(url) < MAX_LENGTH / 2 and (plain := _PLAIN.fullmatch(url)):
        site, path, query = plain.groups()
        if root := site or (base and home(base)):
            return root + path + (f"?{kept}" if query and (kept := _query(query, path, keep_query)) else "")
    return _canonical(url, base, keep_query)


@lru_cache(_REMEMBERED)
def _canonical(url: str, base: str | None, keep_query: tuple[str, ...]) -> str | None:
    if len(url) > 4 * MAX_LENGTH:
        return None
    try:
        parts = urlsplit(_absolute(url, base))
        host, port = _host(parts.hostname or ""), parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not host:
        return None
    path = _path(parts.path)
    query = _query(parts.query, path, keep_query)
    authority = host if port in (None, _PORTS[parts.scheme]) else f"{host}:{port}"
    address = f"{parts.scheme}://{authority}{path}" + (f"?{query}" if query else "")
    return address if len(address) <= MAX_LENGTH else None


@lru_cache(_REMEMBERED)
def home(base: str) -> str | None:
    """Whose addresses that begin with a slash are; None where that makes them over-long, or nobody's."""
    root = canonical("/", base)
    return root.removesuffix("/") if root and len(root) < MAX_LENGTH / 2 else None


def same_site(url: str, other: str) -> bool:
    """Whether two canonical addresses belong together: one host, or the one below the other."""
    a, b = (_bare_host(address) for address in (url, other))
    return a == b or a.endswith("." + b) or b.endswith("." + a)


def _bare_host(url: str) -> str:
    return _bare(url.partition("//")[2].partition("/")[0])


@lru_cache(_REMEMBERED)
def _bare(authority: str) -> str:
    return (urlsplit(f"//{authority}").hostname or "").removeprefix("www.")


def _absolute(url: str, base: str | None) -> str:
    """Joined as a browser would: backslashes are slashes, an escaped ampersand is one."""
    url = unicodedata.normalize("NFC", url.strip().replace("&amp;", "&"))
    before_query, mark, query = url.partition("?")
    url = before_query.replace("\\", "/") + mark + query
    return urljoin(base, url) if base else url


def _host(name: str) -> str | None:
    name = name.rstrip(".")
    if ":" in name:
        name = f"[{name}]"
    elif not name.isascii():
        name = name.encode("idna").decode("ascii")  # UnicodeError is a ValueError
    return name if _HOST.fullmatch(name) else None


def _path(path: str) -> str:
    path = _STATE_IN_PATH.sub("", _SESSION_IN_PATH.sub("", path)).rstrip(";")  # joining drops an empty parameter too
    path = re.sub(r"/{2,}", "/", _escaped(path, safe="/!$&'()*+,;=:@"))
    segments: list[str] = []
    for segment in path.split("/")[1:]:
        if segment == "..":
            del segments[-1:]
        elif segment != ".":
            segments.append(segment)
    if path.endswith(("/.", "/..")):
        segments.append("")
    return "/" + "/".join(segments)


def _query(query: str, path: str, keep: Sequence[str]) -> str:
    items = [_escaped(item, safe="/?!$'()*+,;=:@") for item in query.split("&") if item]
    kept = {name.casefold() for name in keep}
    drop = _dropped(bool(_NAMED_IN_PATH.search(path)))
    return "&".join(item for item in items if _is_identity(item, kept, drop))


def _is_identity(item: str, kept: set[str], drop: re.Pattern[str]) -> bool:
    name, equals, value = item.partition("=")
    name = name.casefold()
    if name in kept:
        return True
    if drop.fullmatch(name):
        return False
    if not equals:
        return True
    if name == "sid":  # a session on some systems, the number of the site on others
        return not kept and _SHORT_NUMBER.fullmatch(value) is not None
    return not kept


@cache
def _dropped(named_in_path: bool) -> re.Pattern[str]:
    data = load("queries.yaml")
    groups = ("tracking", "session", "state", *(["portlet"] if named_in_path else []))
    return re.compile("|".join(translate(name) for group in groups for name in data[group]))


def _escaped(text: str, safe: str) -> str:
    """Percent-encoding in its one normal form: nothing escaped that need not be, upper-case digits."""
    text = _ESCAPE.sub(_normal_escape, text)
    text = _STRAY_PERCENT.sub("%25", text)
    return quote(text, safe=safe + "%", errors="replace")


def _normal_escape(match: re.Match[str]) -> str:
    letter = chr(int(match[1], 16))
    return letter if letter in _UNRESERVED else match[0].upper()
