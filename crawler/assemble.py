"""The last steps to an Article, the same for a web page and a text file: furniture out, author, language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from crawler import byline, furniture, text
from crawler.model import Article

# Letters that no European language writes: what Vietnamese cannot do without.
_VIETNAMESE = re.compile("[ăâđêôơưĂÂĐÊÔƠƯẠ-ỹ]")
_LETTER = re.compile(r"[^\W\d_]")
_SAMPLE = 2000  # characters: enough to tell
_GLANCE = 600  # characters, in which Vietnamese text mostly has as many of its letters as it needs in the sample
_SHARE = 0.04  # of all letters; Vietnamese prose has about 0.25, English with Vietnamese names below 0.02


def assemble(
    paragraphs: Sequence[str],
    *,
    title: str | None = None,
    url: str | None = None,
    source: str | None = None,
    published: str | None = None,
    published_from: str | None = None,
    author: str | None = None,
    layout: str | None = None,
) -> Article | None:
    """The article made of these clean paragraphs; None when nothing of them is its own."""
    title = text.clean(title or "") or None
    own, written_by = byline.take(furniture.strip(paragraphs))
    own = _once(own, title)
    if not any(_LETTER.search(p) for p in own):
        return None
    canonical = text.joined([title, *own] if title else own)
    return Article(
        text=canonical,
        title=title,
        url=url,
        source=source,
        published=published,
        published_from=published_from if published else None,
        author=text.clean(author or "") or written_by,
        lang=language(canonical),
        layout=layout,
    )


def language(words: str) -> str:
    """`vi` where letters only Vietnamese uses are common, else `en`."""
    if len(_VIETNAMESE.findall(words, 0, _GLANCE)) > _SHARE * min(len(words), _SAMPLE):
        return "vi"
    characters = Counter(words[:_SAMPLE])  # few are different: each is judged once
    letters, vietnamese = (
        sum(characters[c] for c in filter(kind.match, characters)) for kind in (_LETTER, _VIETNAMESE)
    )
    return "vi" if letters and vietnamese >= _SHARE * letters else "en"


def _once(paragraphs: list[str], title: str | None) -> list[str]:
    """Without the title said again at the top, and without a paragraph that only repeats the one before."""
    head = text.key(title) if title else ""
    kept = [p for i, p in enumerate(paragraphs) if i > 2 or len(p) != len(head) or text.key(p) != head]
    return kept[:1] + [b for a, b in pairwise(kept) if a != b]
