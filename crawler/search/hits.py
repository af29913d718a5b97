"""What a search answers: each article found in a line's worth, in the public shape."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from crawler.archive.files import file_name
from crawler.search.filters import Scope
from crawler.search.index import SNIPPET, Marks
from crawler.search.places import province_name

Hit = dict[str, Any]

_BREAK = re.compile(r"(?<![.!?…:;\n])\n+(?=.)")  # after a paragraph that no mark of its own ends, such as a title

_COLUMNS = """
a.number, a.title, a.hash, a.url, a.source, a.published, s.key,
    (SELECT value FROM fact WHERE article = a.number AND kind = 'province'), r.province, a.province
"""
_SESSION = """
LEFT JOIN report r ON r.article = a.number LEFT JOIN notice n ON n.article = a.number
LEFT JOIN session s ON s.id = coalesce(r.session, n.session)
"""
_DESCRIBED = f"SELECT {_COLUMNS}, substr(a.text, 1, 200) FROM article a {_SESSION} WHERE a.number = ?"
_FIRST_TWO = f"""
SELECT {{within}}, {_COLUMNS}, {SNIPPET}
FROM article_fts CROSS JOIN article a ON a.number = article_fts.rowid {_SESSION}
WHERE article_fts MATCH :match ORDER BY article_fts.rowid LIMIT 2
"""


def described(db: Database, snippets: Mapping[int, str | None]) -> list[Hit]:
    """These articles in their order; one without a snippet shows how its text begins."""
    rows = (db.execute(_DESCRIBED, [number]).fetchone() for number in snippets)
    return [_hit(row, snippets[row[0]] or opening) for *row, opening in rows]


def first_two(db: Database, expression: str, within: Scope, marks: Marks) -> list[tuple[bool, Hit]]:
    """The first two matches by number, and whether they are in the scope: of a rare expression that is all there is,
    found and described at one go."""
    values = {**within.values, "match": expression, "open": marks[0], "close": marks[1]}
    rows = db.execute(_FIRST_TWO.format(within=within.where), values).fetchall()
    return [(bool(inside), _hit(row, snippet)) for inside, *row, snippet in rows]


def _hit(row: Sequence[Any], snippet: str) -> Hit:
    number, title, hash, url, source, published, session, named, reported, home = row
    return {
        "number": number,
        "name": file_name(number, hash),
        "hash": hash,
        "title": title,
        "url": url,
        "source": source,
        "province": named or province_name(reported or home),
        "published": published,
        "session": session,
        "snippet": one_line(snippet),
    }


def one_line(text: str) -> str:
    """A piece of a text, where one can still see that its title ends."""
    return " ".join(_BREAK.sub(" – ", text).split())
