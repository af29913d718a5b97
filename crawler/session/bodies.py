"""Where a text names a body, and whether as the one that sits or as someone's office.

"Thủ tướng, Chủ tịch Ủy ban Quốc gia về chuyển đổi số, làm việc với tỉnh" names an office: the
committee itself does nothing there. Which of the two it is decides much of recognition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from crawler import reference
from crawler.model import Body
from crawler.session.wording import any_of, whole
from crawler.text import key

# How a word of a name may be shortened; both sides folded.
_SHORT = {
    "uy ban quoc gia": r"(?:uy\s+ban\s+quoc\s+gia|ubqg|ub\s+quoc\s+gia)",
    "ban chi dao": r"(?:ban\s+chi\s+dao|bcd)",
    "chuyen doi so": r"(?:chuyen\s+doi\s+so|cds)",
    "chinh phu dien tu": r"(?:chinh\s+phu\s+dien\s+tu|cpdt)",
    "phat trien khoa hoc": r"(?:phat\s+trien\s+)?(?:khoa\s+hoc|kh\s?(?:&|-|,)?\s?cn|khcn)",
    "trung uong": r"(?:trung\s+uong|t\.?u|tw)",
}
_FIRST_WORDS = {"uy": ("ubqg", "ub"), "ban": ("bcd",)}  # what a name may begin with when shortened
_SHORTEN = re.compile("|".join(sorted(map(re.escape, _SHORT), key=len, reverse=True)))
# What still belongs to a long name: ", công nghệ, đổi mới sáng tạo, chuyển đổi số và Đề án 06".
TAIL = (
    r"(?:[\s,&-]{1,3}(?:va\s+|and\s+)?"
    r"(?:khoa\s+hoc|cong\s+nghe|doi\s+moi\s+sang\s+tao|dmst|chuyen\s+doi\s+so|cds|de\s+an\s+06|quoc\s+gia"
    r"|technology|innovation|digital\s+transformation|development|project\s+06)(?!\w))*"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A body's name in the folded text."""

    body: str
    start: int
    end: int
    role: Literal["name", "office"]


def mentions(folded: str, bodies: Sequence[Body] = ()) -> tuple[Mention, ...]:
    """Every naming of a watched body, in order."""
    heads, names, ids = _watched(tuple(bodies))
    return tuple(_mentions(folded, heads, names, ids))


def _mentions(folded: str, heads: re.Pattern[str], names: re.Pattern[str], ids: tuple[str, ...]) -> Iterator[Mention]:
    done = 0
    for head in heads.finditer(folded):
        match = names.match(folded, head.start()) if head.start() >= done else None
        if match:
            done = match.end()
            office = _office().search(folded, max(0, match.start() - 60), match.start())
            body = ids[int(str(match.lastgroup)[1:])]
            yield Mention(body, match.start(), match.end(), "office" if office else "name")


@cache
def _office() -> re.Pattern[str]:
    # A search with an end position lets "$" stand at the name's first letter.
    return re.compile(rf"{any_of('office')}(?:\s+(?:cua|cac|ban))?\s*$")


@cache
def _watched(extra: tuple[Body, ...]) -> tuple[re.Pattern[str], re.Pattern[str], tuple[str, ...]]:
    """The words names begin with, one pattern for all names, and the body id of each of its groups."""
    rows = [(name, body.id) for body in (*extra, *reference.bodies().values()) for name in _names(body)]
    rows.sort(key=lambda row: (-len(row[0]), row[0]))
    groups = "|".join(f"(?P<n{i}>{_expand(name)})" for i, (name, _) in enumerate(rows))
    heads = {head for name, _ in rows for head in (name.split()[0], *_FIRST_WORDS.get(name.split()[0], ()))}
    return re.compile(whole(heads)), re.compile(rf"(?:{groups})(?!\w){TAIL}"), tuple(body for _, body in rows)


def _names(body: Body) -> Iterable[str]:
    return {key(name) for name in (body.name, *body.names, *body.abbreviations)}


def _expand(name: str) -> str:
    """A folded name as a pattern that also takes its usual abbreviations."""
    parts, at = [], 0
    for match in _SHORTEN.finditer(name):
        parts += [_plain(name[at : match.start()]), _SHORT[match[0]]]
        at = match.end()
    return "".join((*parts, _plain(name[at:])))


def _plain(words: str) -> str:
    return re.escape(words).replace(r"\ ", r"\s+")


def in_force(body: Body, day: str | None) -> bool:
    """Whether the body existed on that day; an unknown day rules nothing out."""
    return day is None or (body.since or "") <= day <= (body.until or "9999")
