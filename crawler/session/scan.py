"""One look over an article that all later questions share: folded text, sentences, bodies named.

`typed` is the folded text with names written over, character for character, so that patterns
can say "a session OF THE BODY" without knowing any body: NAME for a watched body, OFFICE for
one inside somebody's title, RIVAL for another that holds sessions, PROJECT for Đề án 06.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote, urlsplit

from crawler import reference
from crawler.model import Article, Body, Fact
from crawler.session import bodies as naming
from crawler.session.bodies import TAIL, Mention
from crawler.session.prose import Led, Prose, holding, led
from crawler.session.wording import any_of, tables, whole, words
from crawler.text import key

NAME, OFFICE, RIVAL, PROJECT = "\ue000", "\ue001", "\ue002", "\ue003"

_READ = 24_000  # no report is longer; what follows is comments, lists or noise
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
    candidate: bool  # some sitting or end point is told of, or a body named; other texts have nothing to be asked for
    prose: Prose
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

    def first(self, pattern: Led, within: str | None = None) -> re.Match[str] | None:
        """The first place of a pattern in the folded text, or in a form of it of the same offsets."""
        return next(self.prose.matches(pattern, self.folded if within is None else within), None)

    def holding(self, pattern: Led, within: str | None = None) -> list[int]:
        """Which sentences hold a match of a pattern, in order."""
        spans = [(s.start, s.end) for s in self.sentences]
        return holding(spans, self.prose.matches(pattern, self.folded if within is None else within))

    def quote(self, value: str, start: int, end: int) -> Fact:
        """A fact whose quote is that stretch of the text, without white space around it."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return Fact(value, self.text[start:end], start, end)


def scan(article: Article, bodies: Sequence[Body] = ()) -> Scan:
    """Everything that later questions look at, found once."""
    prose = Prose.of(article.text)
    folded = prose.folded[:_READ]
    mentions = naming.mentions(prose, bodies, folded)
    candidate = bool(mentions) or _sitting().search(folded) is not None
    spans = [(start, min(end, _READ)) for start, end in prose.sentences if start < _READ] if candidate else []
    slug = _slug(article.url)
    slug_mentions = naming.mentions(Prose(slug), bodies)
    return Scan(
        article=article,
        candidate=candidate,
        prose=prose,
        folded=folded,
        typed=_typed(prose, folded, mentions) if candidate else folded,
        sentences=tuple(Sentence(s, e, i < _LEAD_SENTENCES and s < _LEAD) for i, (s, e) in enumerate(spans)),
        mentions=mentions,
        slug=slug,
        slug_mentions=slug_mentions,
    )


@cache
def _sitting() -> re.Pattern[str]:
    return re.compile(whole((*words("session", "sitting", "end_point"), "hop")))


def _slug(url: str | None) -> str:
    """The words of an address's path: `/phien-hop-thu-2-cua-uy-ban…` is a title of a kind."""
    if not url:
        return ""
    parts = urlsplit(url)
    told = unquote(parts.path + " " + parts.query).replace("+", " ")
    return key(re.sub(r"[^\w\s]+|_", " ", told))


def _typed(prose: Prose, folded: str, mentions: Sequence[Mention]) -> str:
    """Names written over with their kind; watched bodies win over rivals of like name."""
    typed = _write(folded, [(m.start, m.end) for m in mentions if m.role == "name"], NAME)
    typed = _write(typed, [(m.start, m.end) for m in mentions if m.role == "office"], OFFICE)
    typed = _write(typed, [m.span() for m in prose.matches(_project(), typed)], PROJECT)
    return _write(typed, [m.span() for m in prose.matches(_rival(), typed)], RIVAL)


def _write(text: str, spans: Sequence[tuple[int, int]], sign: str) -> str:
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], sign * (end - start)]
        at = end
    return "".join((*parts, text[at:]))


@cache
def _project() -> Led:
    """Đề án 06 by its number or its long title, which names digital transformation without being about it."""
    title = any_of("project_title")
    return led(
        words("project_title", "project"),
        rf"{title}(?:[^.;\n]{{0,60}}?xac\s+thuc\s+dien\s+tu)?(?:\s+phuc\s+vu\s+(?:cong\s+tac\s+)?(?:chuyen\s+doi\s+so|cds)(?:\s+quoc\s+gia)?)?"
        rf"|{any_of('project')}",
    )


@cache
def _rival() -> Led:
    """Bodies and meetings that are not ours, with the province or district a local committee belongs to."""
    place = whole([*tables()["local"], *(key(p.name) for p in reference.provinces().values())])
    committee = rf"{any_of('committee')}[^.,;:\n{NAME}{OFFICE}]{{0,60}}?{TAIL}\s+(?:cua\s+)?{place}"
    return led(words("rival", "committee"), rf"{any_of('rival')}|{committee}")
