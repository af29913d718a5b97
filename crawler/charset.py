"""Bytes to text, the way Vietnamese sites need it. Pure; never raises."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META = re.compile(rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml\b[^>]*?\bencoding\s*=\s*[\"']\s*([\w.:-]+)", re.IGNORECASE)
_HEAD = 4096  # how far into the page a declaration is looked for

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Names a page may ask for. Python knows more (punycode, unicode_escape, utf-7), none of them a page's.
_WEB = re.compile(r"utf-8|utf-16(-[lb]e)?|cp\d+|iso8859-\d+|ascii|koi8-[rtu]|mac-\w+|big5|gb\w+|euc_\w+|shift_jis\w*")
_SINGLE_BYTE = re.compile(r"cp(125\d|8\d\d|437)|iso8859-\d+|ascii|koi8-[rtu]|mac-\w+")
# Browsers read these labels as windows-1252, and so do the people who write them.
_WESTERN = {"ascii": "cp1252", "iso8859-1": "cp1252"}


def decode(body: bytes, content_type: str = "") -> str:
    """The text of a page: byte-order mark, header, declaration in the page, UTF-8, windows-1258."""
    return read(body, content_type)[0]


def read(body: bytes, content_type: str = "") -> tuple[str, bool]:
    """The text of a page, and whether the bytes are nothing but that text in UTF-8."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), False
    for name in _candidates(body, content_type):
        try:
            return body.decode(name), name == "utf-8"
        except UnicodeError:
            continue
    return _nearly_utf8(body) or body.decode("cp1258", "replace"), False


def _candidates(body: bytes, content_type: str) -> Iterator[str]:
    """Charsets to try strictly, best first."""
    for name in _declared(body, content_type):
        # A single-byte charset fits nearly any bytes, so it proves nothing; valid UTF-8 proves itself.
        if _SINGLE_BYTE.fullmatch(name):
            yield "utf-8"
        yield name
    yield "utf-8"
    if _nearly_utf8(body) is None:
        yield "cp1258"


def _declared(body: bytes, content_type: str) -> Iterator[str]:
    head = body[:_HEAD]
    if found := _HEADER.search(content_type):
        yield from _usable(found[1], body)
    for match in (_XML.match(head), _META.search(head)):
        if match:
            yield from _usable(match[1].decode("ascii", "replace"), body)


def _usable(label: str, body: bytes) -> Iterator[str]:
    """Python's name for a label, when it is one a page can be in."""
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return
    # "utf-16" declared in plain ASCII letters is a slip of the program that wrote it.
    if _WEB.fullmatch(name) and not (name.startswith("utf-16") and b"\0" not in body[:_HEAD]):
        yield _WESTERN.get(name, name)


def _nearly_utf8(body: bytes) -> str | None:
    """The text when it is UTF-8 with a letter cut in half here and there, as teasers are."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    sound = len(text) - len(text.encode("ascii", "ignore")) - broken
    return text if sound > 10 * broken else None
