"""Keeps Telegram from making links of scraped words: it turns bare addresses, @names and /commands into links."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_REST = r"[^\s<>\"“”()\[\]]*"
_ADDRESS = re.compile(
    rf"(?:https?|ftp|tg|ton)://{_REST}"
    r"|(?<![\w.+-])[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}"
    rf"|(?<![\w.@/-])(?:[\w-]+\.)+[a-z]{{2,}}(?!\w)(?:[/?#:]{_REST})?"
    r"|(?<![\w.])@\w{3,}"
    r"|(?<!\S)/[A-Za-z]\w*"
)


def inert(text: str) -> Markup:
    """Escaped, with what Telegram would link set as code, in which it links nothing. Not a letter is changed."""
    parts, at = [], 0
    for found in _ADDRESS.finditer(text):
        parts += [escape(text[at : found.start()]), Markup("<code>{}</code>").format(found[0])]
        at = found.end()
    return Markup("").join([*parts, escape(text[at:])])
