"""Where a text names a body, and whether as the one that sits or as someone's office.

"Thủ tướng, Chủ tịch Ủy ban Quốc gia về chuyển đổi số, làm việc với tỉnh" names an office: the
committee itself does nothing there. Which of the two it is decides much of recognition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from crawler import reference
from crawler.model import Body
from crawler.session.lexicon import Led, led
from crawler.session.prose import Prose
from crawler.session.wording import any_of
from crawler.text import key

_ON_SCIENCE = r"\s+(?:for|on|of)\s+(?:the\s+)?(?:development\s+of\s+)?(?:science|scientific|s\s?&\s?t|sci-tech)"
# How a word of a name may be shortened; both sides folded.
_SHORT = {
    "uy ban quoc gia": r"(?:(?:uy\s+ban|ub)\s+(?:quoc\s+gia|qg)|ubqg)",
    "ban chi dao": r"(?:ban\s+chi\s+dao|bcd)",
    "ban chi dao cua chinh phu": r"(?:ban\s+chi\s+dao|bcd)\s+(?:cua\s+)?(?:chinh\s+phu|cp)",
    "ban chi dao trung uong": r"(?:ban\s+chi\s+dao\s+|bcd\s*)(?:cua\s+)?(?:trung\s+uong|t\.?u|tw)",
    "chuyen doi so": r"(?:chuyen\s+doi\s+so|cds)",
    "digital transformation": r"(?:digital\s+(?:transformation|transition|conversion)|digitali[sz]ation|dx)",
    "chinh phu dien tu": r"(?:chinh\s+phu\s+dien\s+tu|cpdt)",
    "phat trien khoa hoc": r"(?:phat\s+trien\s+)?(?:khoa\s+hoc|kh\s?(?:&|-|,)?\s?cn|khcn)",
    "government steering committee for science": rf"government(?:['’]s)?\s+steering\s+committee{_ON_SCIENCE}",
    "steering committee of the government for science": rf"steering\s+committee\s+of\s+the\s+government{_ON_SCIENCE}",
    "central steering committee for science": rf"central\s+steering\s+committee{_ON_SCIENCE}",
    "trung uong": r"(?:trung\s+uong|t\.?u|tw)",
}
# What a name that begins so may begin with when it is shortened.
_FIRST_WORDS = {"uy ban": ("uy ban", "ub quoc", "ub qg", "ubqg"), "ban chi": ("ban chi", "bcd", "bcdtw")}
_SHORTEN = re.compile("|".join(sorted(map(re.escape, _SHORT), key=len, reverse=True)))
# What still belongs to a long name: ", công nghệ, đổi mới sáng tạo, chuyển đổi số và Đề án 06".
TAIL = (
    r"(?:[\s,&-]{1,3}(?:va\s+|and\s+|et\s+|y\s+)?(?:(?:de\s+)?(?:la\s+|las\s+|el\s+|les\s+|des\s+|du\s+|l['’]|de\s+l['’]))?"
    r"(?:khoa\s+hoc|cong\s+nghe|doi\s+moi\s+sang\s+tao|dmst|chuyen\s+doi\s+so|cds|de\s+an\s+06|quoc\s+gia"
    r"|technology|innovation|digital\s+transformation|dx|development|(?:project|scheme)\s+06"
    r"|sciences?|technologies?|transformation\s+numerique|projet\s+06"
    r"|ciencias?|tecnologias?|innovacion|transformacion\s+digital|proyecto\s+06)(?!\w))*"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A body's name in the folded text."""

    body: str
    start: int
    end: int
    role: Literal["name", "office"]


def mentions(prose: Prose, bodies: Sequence[Body] = (), within: str | None = None) -> tuple[Mention, ...]:
    """Every naming of a watched body in a text, or in so much of its folded form, in order."""
    names, ids = _watched(tuple(bodies))
    return tuple(_mention(prose.folded, match, ids) for match in prose.matches(names, within))


def _mention(folded: str, name: re.Match[str], ids: Sequence[str]) -> Mention:
    office = _office().search(folded, max(0, name.start() - 60), name.start())
    return Mention(ids[int(str(name.lastgroup)[1:])], name.start(), name.end(), "office" if office else "name")


@cache
def _office() -> re.Pattern[str]:
    # A search with an end position lets "$" stand at the name's first letter.
    return re.compile(rf"{any_of('office')}(?:\s+(?:cua|cac|ban))?\s*$")


@cache
def _watched(extra: tuple[Body, ...]) -> tuple[Led, tuple[str, ...]]:
    """One pattern for all names, and the body id of each of its groups."""
    rows = sorted(names(extra).items(), key=lambda row: (-len(row[0]), row[0]))
    groups: dict[str, list[str]] = {}  # by their first letter, so that most are not tried
    for i, (name, _) in enumerate(rows):
        groups.setdefault(name[0], []).append(f"(?P<n{i}>{_expand(name)})")
    forms = "|".join(rf"(?={re.escape(letter)})(?:{'|'.join(group)})" for letter, group in groups.items())
    begins = "|".join(sorted({_begins(name) for name, _ in rows}))  # most of what begins so is none of the names
    return led(first_words(names(extra)), rf"(?={begins})(?:{forms})(?!\w){TAIL}"), tuple(body for _, body in rows)


def names(extra: tuple[Body, ...]) -> dict[str, str]:
    """The body id of each folded name; of two of one name the first, the user's own before the built-in."""
    bodies = (*extra, *reference.bodies().values())
    return {name: body.id for body in reversed(bodies) for name in _names(body)}


def first_words(names: Iterable[str]) -> frozenset[str]:
    """What any spelling of these names begins with."""
    split = (name.split() for name in names)
    return frozenset(head for name in split for head in _FIRST_WORDS.get(" ".join(name[:2]), name[:1]))


def _names(body: Body) -> Iterable[str]:
    return {key(name) for name in (body.name, *body.names, *body.abbreviations)}


def _expand(name: str) -> str:
    """A folded name as a pattern that also takes its usual abbreviations."""
    parts, at = [], 0
    for match in _SHORTEN.finditer(name):
        parts += [_plain(name[at : match.start()]), _SHORT[match[0]]]
        at = match.end()
    return "".join((*parts, _plain(name[at:])))


def _begins(name: str) -> str:
    """How a name begins that may be shortened there, as a pattern; its first word where it may not."""
    found = _SHORTEN.match(name)
    return _SHORT[found[0]] if found else _plain(name.split()[0])


def _plain(words: str) -> str:
    """As written; "…" stands for what still belongs to a long name."""
    return re.escape(words).replace(r"\ …", TAIL).replace(r"\ ", r"\s+")


def in_force(body: Body, day: str | None) -> bool:
    """Whether the body existed on that day; an unknown day rules nothing out."""
    return day is None or (body.since or "") <= day <= (body.until or "9999")
