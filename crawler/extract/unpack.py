"""What a site's own script does before a page can be read: put in the text that came as a string, or as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.layouts import Layout, answer

_ESCAPE = re.compile(r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(\r\n|.))", re.DOTALL)
# A string of markup. No quote begins one that follows a backslash, so that all are passed over once.
_MARKUP = re.compile(r"""(["'`])(?<!\\.)(?=\s*+(?:<|\\u003[cC])[a-z])((?:(?!\1)[^\\]|\\.)*+)\1""", re.DOTALL)
_PARAGRAPH = ("<p", "\\u003cp", "\\u003Cp")  # quick to see: most scripts write none
_LEAST = 200  # characters: a shorter string is a button, or a frame
_NAMED = {"n": "\n", "r": "\r", "t": "\t", "b": "", "f": "", "v": "", "0": "", "\n": "", "\r\n": ""}


def page(html: str, layout: Layout | None) -> str:
    """The page as a browser would have it; "" for data that holds no article we can find."""
    if answer.is_json(html):
        return answer.as_html(html, layout.json) if layout and layout.json else ""
    for pattern in layout.script if layout else ():
        if found := pattern.search(html):
            return _put_in(html, found.end(), found[1])
    return html


def longest(html: str) -> str | None:
    """The page with the longest markup in it that one of its scripts holds as a string; None where none does."""
    found = max(_strings(html), key=lambda match: match.end() - match.start(), default=None)
    return _put_in(html, found.end(), found[2]) if found and len(found[2]) >= _LEAST else None


def _strings(html: str) -> Iterator[re.Match[str]]:
    start = html.find("<script")
    while start >= 0:
        end = html.find("</script", start)
        end = end if end >= 0 else len(html)
        if any(html.find(mark, start, end) >= 0 for mark in _PARAGRAPH):
            yield from _MARKUP.finditer(html, start, end)
        start = html.find("<script", end)


def _put_in(html: str, at: int, literal: str) -> str:
    """A string's markup as an element right after the script that holds it."""
    end = html.find("</script", at)
    end = html.find(">", end) + 1 if end >= 0 else at
    return f'{html[:end]}<div class="from-script">{_unescaped(literal)}</div>{html[end:]}'


def _unescaped(literal: str) -> str:
    """A JavaScript string's value."""
    text = _ESCAPE.sub(_character, literal)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # joins escaped pairs


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code is None:
        return _NAMED.get(match[4], match[4])
    return chr(int(code, 16)) if int(code, 16) <= 0x10FFFF else ""
