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
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from crawler import reference
from crawler.model import Article, Body, Fact
from crawler.session import bodies as naming
from crawler.session import ordinals
from crawler.session.bodies import TAIL, Mention
from crawler.session.lexicon import Led, led
from crawler.session.names import names
from crawler.session.ordinals import Ordinal
from crawler.session.prose import Prose, Span, holding
from crawler.session.wording import any_of, listed, pattern, tables, whole, words
from crawler.text import key

NAME, OFFICE, RIVAL, PROJECT = "\ue000", "\ue001", "\ue002", "\ue003"

_READ = 24_000  # no report is longer; what follows is comments, lists or noise
_LEAD_SENTENCES = 8
_LEAD = 1_500


class Sentence(NamedTuple):
    """A sentence by its place; the first ones weigh more, for there a report says what it is about."""

    start: int
    end: int
    lead: bool


@dataclass(frozen=True, slots=True)
class Scan:
    """An article made ready for questions. All offsets are those of `article.text`."""

    article: Article
    candidate: bool  # it may be a report at all; what is none has nothing else to be asked for
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

    @property
    def ordinals(self) -> tuple[Ordinal, ...]:
        """Every number of a session told, found when first asked for."""
        return self.prose.once(Ordinal, lambda _: tuple(ordinals.find(self.folded)))

    def people_in(self, start: int, end: int) -> tuple[Span, ...]:
        """Where people are named between two places."""
        return self.prose.once((names, start, end), lambda _: tuple(names(self.text, self.folded, start, end)))

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
    slug = _slug(article.url)
    mentions = naming.mentions(prose, bodies, folded)
    slug_mentions = naming.mentions(Prose(slug), bodies)
    candidate = bool(mentions) or _may_tell(prose, folded, slug, named=bool(slug_mentions))
    spans = [(start, min(end, _READ)) for start, end in prose.sentences if start < _READ] if candidate else []
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


def _may_tell(prose: Prose, folded: str, slug: str, *, named: bool) -> bool:
    """Whether a text that names no body may yet tell of its session: a sitting, and someone or something of its circle.

    Without the country's head, an end point or any committee, all other signs together prove nothing.
    """
    if next(prose.matches(_sitting(), folded), None) is None:
        return False
    told = next(prose.matches(listed("head", "end_point", "committee"), folded), None)
    return named or told is not None or pattern("cut_name", "review").search(slug) is not None


@cache
def _sitting() -> Led:
    told = (*words("session", "sitting", "end_point"), "hop")
    return led(told, whole(told))


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
