"""One look over an article that all later questions share: folded text, sentences, bodies named.

`typed` is the folded text with names written over, character for character, so that patterns
can say "a session OF THE BODY" without knowing any body: NAME for a watched body, OFFICE for
one inside somebody's title, RIVAL for another that holds sessions, PROJECT for Đề án 06.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote, urlsplit

from crawler import reference
from crawler.model import Article, Body, Fact
from crawler.session import bodies as naming
from crawler.session.bodies import TAIL, Mention
from crawler.session.wording import any_of, tables, whole
from crawler.text import fold, key, sentences

NAME, OFFICE, RIVAL, PROJECT = "\ue000", "\ue001", "\ue002", "\ue003"

_READ = 24_000  # no report is longer; what follows is comments, lists or noise
_LONGEST = 1_500  # of a sentence
_LEAD_SENTENCES = 8
_LEAD = 1_500


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence by its place; the first ones weigh more, for there a report says what it is about."""

    start: int
    end: int
    lead: bool


@dataclass(frozen=True, slots=True)
class Scan:
    """An article made ready for questions. All offsets are those of `article.text`."""

    article: Article
    folded: str
    typed: str
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]
    slug: str  # the address as folded words
    slug_mentions: tuple[Mention, ...]

    @property
    def text(self) -> str:
        return self.article.text

    def mentions_in(self, sentence: Sentence) -> list[Mention]:
        """The bodies named in a sentence."""
        return [m for m in self.mentions if sentence.start <= m.start < sentence.end]

    def quote(self, value: str, start: int, end: int) -> Fact:
        """A fact whose quote is that stretch of the text, without white space around it."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return Fact(value, self.text[start:end], start, end)


def scan(article: Article, bodies: Sequence[Body] = ()) -> Scan:
    """Everything that later questions look at, found once."""
    folded = fold(article.text[:_READ])
    mentions = naming.mentions(folded, bodies)
    spans = [piece for span in sentences(article.text[:_READ]) for piece in _pieces(*span)]
    slug = _slug(article.url)
    slug_mentions = naming.mentions(slug, bodies)
    return Scan(
        article=article,
        folded=folded,
        typed=_typed(folded, mentions),
        sentences=tuple(Sentence(s, e, i < _LEAD_SENTENCES and s < _LEAD) for i, (s, e) in enumerate(spans)),
        mentions=mentions,
        slug=slug,
        slug_mentions=slug_mentions,
    )


def _pieces(start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence that never ends, in pieces: what is done per sentence stays bounded."""
    for at in range(start, end, _LONGEST):
        yield at, min(end, at + _LONGEST)


def _slug(url: str | None) -> str:
    """The words of an address's path: `/phien-hop-thu-2-cua-uy-ban…` is a title of a kind."""
    if not url:
        return ""
    parts = urlsplit(url)
    words = unquote(parts.path + " " + parts.query).replace("+", " ")
    return key(re.sub(r"[^\w\s]+|_", " ", words))


def _typed(folded: str, mentions: Sequence[Mention]) -> str:
    """Names written over with their kind; watched bodies win over rivals of like name."""
    typed = _write(folded, [(m.start, m.end) for m in mentions if m.role == "name"], NAME)
    typed = _write(typed, [(m.start, m.end) for m in mentions if m.role == "office"], OFFICE)
    typed = _write(typed, [m.span() for m in _project().finditer(typed)], PROJECT)
    return _write(typed, [m.span() for m in _rival().finditer(typed)], RIVAL)


def _write(text: str, spans: Sequence[tuple[int, int]], sign: str) -> str:
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], sign * (end - start)]
        at = end
    return "".join((*parts, text[at:]))


@cache
def _project() -> re.Pattern[str]:
    """Đề án 06 by its number or its long title, which names digital transformation without being about it."""
    title = any_of("project_title")
    return re.compile(
        rf"{title}(?:[^.;\n]{{0,60}}?xac\s+thuc\s+dien\s+tu)?(?:\s+phuc\s+vu\s+(?:cong\s+tac\s+)?(?:chuyen\s+doi\s+so|cds)(?:\s+quoc\s+gia)?)?"
        rf"|{any_of('project')}"
    )


@cache
def _rival() -> re.Pattern[str]:
    """Bodies and meetings that are not ours, with the province or district a local committee belongs to."""
    place = whole([*tables()["local"], *(key(p.name) for p in reference.provinces().values())])
    committee = rf"{any_of('committee')}[^.,;:\n{NAME}{OFFICE}]{{0,60}}?{TAIL}\s+(?:cua\s+)?{place}"
    return re.compile(rf"{any_of('rival')}|{committee}")
