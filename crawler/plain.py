"""A text file, such as a saved article: every line a paragraph, often with the page's furniture around it."""

from __future__ import annotations

import re

from crawler import byline, dates, furniture
from crawler.assemble import assemble
from crawler.model import Article
from crawler.text import clean, fold

_TITLE_LIMIT = 200
_HEADER = 5  # the lines a date, an author or a counter may stand in before the text begins
_REACH = 160  # characters: a name and a moment after it are shorter
_CLOSED = re.compile(r"(?<!\.)[.;:,][\"”’)\]]*$")  # ends like a sentence or goes on; "..." may end a title
_DATELINE = re.compile(
    r"[-–(]|date \d{4}|\w{2,12} ?[-–] (?:sang|trua|chieu|toi|ngay)\b"
    r"|(?:(?:sang|trua|chieu|toi|dem|hom|vao|ngay|nay)[ ,(]+)+(?:nay\W+)?\d{1,2}\s?(?:[/.-]|thang)"
)
_CAPTION = re.compile(r"(?:^|\W)(?:anh|photo|nguon)(?: minh hoa)?\s?:")


def read_text(
    text: str,
    *,
    url: str | None = None,
    source: str | None = None,
    title: str | None = None,
    published: str | None = None,
) -> Article | None:
    """The article in a text; None when it holds nothing but furniture. `title` and `published` win over the text's."""
    lines = [line for line in map(clean, filter(None, text.splitlines())) if line]
    if title is None:
        title, lines = _title(lines)
    lines, written = _without_stamp(lines)
    return assemble(
        lines,
        title=title,
        url=url,
        source=source,
        published=published or written,
        published_from="given" if published else "page",
    )


def reads_as_title(line: str) -> bool:
    """Whether a first line is a headline rather than the lead, a caption or a label."""
    folded = fold(line)
    return (
        len(line) <= _TITLE_LIMIT
        and len(line.split()) > 1
        and not _CLOSED.search(line)
        and not _DATELINE.match(folded)
        and not _CAPTION.search(folded)
        and not furniture.is_furniture(line)
    )


def _title(lines: list[str]) -> tuple[str | None, list[str]]:
    """The first line that is not furniture, when it reads as a title, and the lines after it."""
    for i, line in enumerate(lines[:_HEADER]):
        if not furniture.is_furniture(line):
            return (line, lines[i + 1 :]) if reads_as_title(line) else (None, lines)
    return None, lines


def _without_stamp(lines: list[str]) -> tuple[list[str], str | None]:
    """The lines without the time stamp of the header ("VINH ANH 25/02/2023 09:56"), and what it says."""
    for i, line in enumerate(lines[:_HEADER]):
        found = next(dates.spans(line[:_REACH]), None)
        if found and (furniture.is_stamp(line) or ("T" in found.value and byline.is_name(line[: found.start]))):
            return lines[:i] + lines[i + 1 :], found.value
    return lines, None
