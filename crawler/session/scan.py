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
from crawler.session import days, ordinals
from crawler.session.bodies import TAIL, Mention
from crawler.session.lexicon import Heads, Led, heads, led
from crawler.session.names import names
from crawler.session.ordinals import Ordinal
from crawler.session.prose import Prose, Span, holding
from crawler.session.wording import any_of, pattern, tables, whole, words
from crawler.text import key

NAME, OFFICE, RIVAL, PROJECT = "\ue000", "\ue001", "\ue002", "\ue003"

_READ = 24_000  # no report is longer; what follows is comments, lists or noise
_LIKELY = ("uy ban quoc gia", "ban chi dao")  # most reports hold one of these, which is seen at once
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
    text: str
    prose: Prose
    folded: str
    typed: str
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]
    slug: str  # the address as folded words
    slug_mentions: tuple[Mention, ...]

    @property
    def ordinals(self) -> tuple[Ordinal, ...]:
        """Every number of a session told, found when first asked for."""
        return self.prose.once(Ordinal, lambda _: tuple(ordinals.find(self.folded)))

    @property
    def years(self) -> tuple[tuple[int, float], ...]:
        """The years it speaks of, the likeliest first."""
        return self.prose.once(days.years, lambda _: days.years(self.folded))

    @property
    def stamp(self) -> str | None:
        """The day or month that its address carries."""
        return self.prose.once(days.of_url, lambda _: days.of_url(self.article.url))

    def people_in(self, start: int, end: int) -> tuple[Span, ...]:
        """Where people are named between two places."""
        return self.prose.once((names, start, end), lambda _: tuple(names(self.text, self.folded, start, end)))

    def mentions_in(self, sentence: Sentence) -> list[Mention]:
        """The bodies named in a sentence."""
        return [m for m in self.mentions if sentence.start <= m.start < sentence.end]

    def first(self, pattern: Led, within: str | None = None) -> re.Match[str] | None:
        """The first place of a pattern in the folded text, or in a form of it of the same offsets."""
        return next(self.prose.matches(pattern, self.folded if within is None else within), None)

    def first_in(self, sentence: Sentence, pattern: Led, within: str | None = None) -> re.Match[str] | None:
        """The same within a sentence."""
        return self.prose.search(pattern, sentence.start, sentence.end, self.folded if within is None else within)

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


def scan(article: Article, bodies: Sequence[Body] = ()) -> Scan | None:
    """Everything that later questions look at, found once; None for a text that cannot be a report."""
    prose, slug = Prose.of(article.text), Prose(_slug(article.url))
    traces, local = _traces(tuple(bodies))
    slug_mentions = naming.mentions(slug, bodies) if slug.may_hold(traces) else ()
    in_slug = bool(slug_mentions) or pattern("cut_name", "review").search(slug.folded) is not None
    if not (in_slug or any(map(prose.spaced.__contains__, _LIKELY)) or prose.may_hold(traces, local)):
        return None  # most often so
    folded = prose.folded[:_READ]
    mentions = naming.mentions(prose, bodies, folded)
    if not (mentions or _may_tell(prose, folded, in_slug)):
        return None
    spans = [(start, min(end, _READ)) for start, end in prose.sentences if start < _READ]
    return Scan(
        article=article,
        text=article.text,
        prose=prose,
        folded=folded,
        typed=_typed(prose, folded, mentions),
        sentences=tuple(Sentence(s, e, i < _LEAD_SENTENCES and s < _LEAD) for i, (s, e) in enumerate(spans)),
        mentions=mentions,
        slug=slug.folded,
        slug_mentions=slug_mentions,
    )


def _may_tell(prose: Prose, folded: str, in_slug: bool) -> bool:
    """Whether a text that names no body may yet tell of its session: a sitting, and someone or something of its circle.

    Without the country's head, an end point or any committee, all other signs together prove nothing.
    """
    if next(prose.matches(_sitting(), folded), None) is None:
        return False
    return in_slug or next(prose.matches(_circle(), folded), None) is not None


_CIRCLE = ("head", "end_point", "committee")
_LOCAL = ("uy ban nhan dan", "hoi dong nhan dan")  # which no session of ours is told by


@cache
def _circle() -> Led:
    return led(words(*_CIRCLE), rf"{any_of(*_CIRCLE)}(?!\Wnhan\Wdan(?!\w))")


@cache
def _traces(bodies: tuple[Body, ...]) -> tuple[Heads, tuple[str, ...]]:
    """How anything begins that names a body or someone of its circle; and what begins so and is neither."""
    names = naming.names(bodies)
    local = tuple(phrase for phrase in _LOCAL if not any(name.startswith(phrase) for name in names))
    return heads((*words(*_CIRCLE), *naming.first_words(names))), local


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
