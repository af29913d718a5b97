"""What is odd about a site, applied to what it sends.

gzip                          compressed, although small
decomposed                    letters and marks apart (NFD), as pasted from some editors
entities                      accented letters as named entities: N&ocirc;ng
windows-1258-header, -meta    the old Vietnamese charset, said in the header or only in the page
session-ids                   a session id in every link, and a redirect to add one where it is missing
robots                        a robots.txt that closes /noi-bo/ and asks for a Crawl-delay
etag-honest                   answers "not modified" as long as the articles are the same
etag-frozen                   the same ETag for ever, whatever it sends
etag-restless                 a new ETag every time
"""

from __future__ import annotations

import gzip
import hashlib
import unicodedata
from html.entities import codepoint2name

from crawler.demo.data import Site

ROBOTS = "User-agent: *\nDisallow: /noi-bo/\nCrawl-delay: 0.1\n"
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_ENTITIES = {code: f"&{name};" for code, name in codepoint2name.items() if 0xC0 <= code <= 0xFF}


def charset(site: Site) -> tuple[str, str | None]:
    """The page's charset, and what the header says of it."""
    if "windows-1258-header" in site.quirks:
        return "windows-1258", "windows-1258"
    if "windows-1258-meta" in site.quirks:
        return "windows-1258", None
    return "utf-8", "utf-8"


def encode(site: Site, page: str) -> bytes:
    """A page as the site writes it down."""
    if "entities" in site.quirks:
        page = page.translate(_ENTITIES)
    if "decomposed" in site.quirks:
        page = unicodedata.normalize("NFD", page)
    if charset(site)[0] == "windows-1258":
        return _tones_apart(page).encode("cp1258", "xmlcharrefreplace")
    return page.encode()


def compress(site: Site, body: bytes) -> bytes:
    return gzip.compress(body, mtime=0) if "gzip" in site.quirks else body


def etag(site: Site, essence: str, visit: int) -> str | None:
    """The ETag of an answer whose articles are `essence`."""
    if "etag-honest" in site.quirks:
        return f'"{hashlib.sha256(essence.encode()).hexdigest()[:16]}"'
    if "etag-frozen" in site.quirks:
        return '"5f2a-61c"'
    return f'W/"{visit:x}"' if "etag-restless" in site.quirks else None


def _tones_apart(text: str) -> str:
    """windows-1258 has no letter with both a shape and a tone: "ế" is "ê" and a tone of its own."""
    letters = []
    for letter in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", letter)
        shape = unicodedata.normalize("NFC", "".join(p for p in parts if p not in _TONES))
        letters += [shape, *(p for p in parts if p in _TONES)]
    return "".join(letters)
