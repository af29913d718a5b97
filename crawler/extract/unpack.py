"""What a site's own script does before a page can be read: put in the text that came as a string, or as JSON."""

from __future__ import annotations

import re

from crawler.layouts import Layout, answer

_ESCAPE = re.compile(r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(\r\n|.))", re.DOTALL)
_NAMED = {"n": "\n", "r": "\r", "t": "\t", "b": "", "f": "", "v": "", "0": "", "\n": "", "\r\n": ""}


def page(html: str, layout: Layout | None) -> str:
    """The page as a browser would have it; "" for data that holds no article we can find."""
    if answer.is_json(html):
        return answer.as_html(html, layout.json) if layout and layout.json else ""
    for pattern in layout.script if layout else ():
        if found := pattern.search(html):
            return _put_in(html, found)
    return html


def _put_in(html: str, found: re.Match[str]) -> str:
    """The string's markup as an element right after the script that holds it."""
    end = html.find("</script", found.end())
    end = html.find(">", end) + 1 if end >= 0 else found.end()
    return f'{html[:end]}<div class="from-script">{_unescaped(found[1])}</div>{html[end:]}'


def _unescaped(literal: str) -> str:
    """A JavaScript string's value."""
    text = _ESCAPE.sub(_character, literal)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # joins escaped pairs


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code is None:
        return _NAMED.get(match[4], match[4])
    return chr(int(code, 16)) if int(code, 16) <= 0x10FFFF else ""
