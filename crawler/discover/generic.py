"""Article links on a page of no known make: what repeats, reads like headlines and has addresses like articles.

Links are judged by the list they stand in. A menu's entries are short, and so are a side box's
categories; a list of articles has headlines, or dates, or numbered addresses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from crawler import dates
from crawler.discover.anchors import Anchor, Anchors
from crawler.discover.shapes import is_numbered, is_shaped

# Words (Vietnamese: syllables) of a title.
HEADLINE, TITLE, LABEL = 8, 6, 4
_DATED = 2  # where a day stands beside each
_LIST = 3  # fewer alike are no list


@dataclass(frozen=True, slots=True)
class Candidate:
    """One address, and what is said of it by all the anchors that lead there."""

    url: str
    places: frozenset[str]  # where its anchors stand
    title: str
    published: str | None
    shaped: bool  # the address looks like an article's

    @property
    def words(self) -> int:
        return len(self.title.split())


def candidates(anchors: Iterable[Anchor], page: Anchors) -> list[Candidate]:
    """Anchors brought together by address, in the order of the page, each under its longest title."""
    by_url: dict[str, list[Anchor]] = defaultdict(list)
    for anchor in anchors:
        by_url[anchor.url].append(anchor)
    return [_candidate(url, tuple(group), page) for url, group in by_url.items()]


def _candidate(url: str, group: tuple[Anchor, ...], page: Anchors) -> Candidate:
    title = max((page.title(a) for a in group), key=len)
    published = next((day for a in group if (day := page.published(a, title))), None)
    places = frozenset(a.place for a in group)
    return Candidate(url, places, title, published or dates.from_url(url), is_shaped(url))


def find(page: Anchors) -> list[Candidate]:
    """The articles' links of a listing whose layout nobody has described."""
    sections = {a.url for a in page.possible if page.in_menu(a)}
    anchors = [a for a in page.possible if a.url not in sections and not page.is_furniture(a)]
    found = [c for c in candidates(anchors, page) if c.words >= (_DATED if c.published else LABEL)]
    lists = _lists(found)
    return [c for c in found if any(_belongs(c, lists[place]) for place in c.places)]


@dataclass(frozen=True, slots=True)
class _List:
    """Candidates that stand in the same shape of markup."""

    size: int
    words: float  # of the median title
    dated: float  # share with a date beside
    shaped: float  # share with an article's address

    @property
    def of_articles(self) -> bool:
        if self.size < _LIST:
            return False
        if self.dated == 1:
            return self.words >= _DATED
        if max(self.dated, self.shaped) >= 0.5:
            return self.words >= LABEL + 1
        return self.words >= HEADLINE


def _lists(found: Iterable[Candidate]) -> Mapping[str, _List]:
    members: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in found:
        for place in candidate.places:
            members[place].append(candidate)
    return {place: _summary(group) for place, group in members.items()}


def _summary(group: list[Candidate]) -> _List:
    return _List(
        size=len(group),
        words=median(c.words for c in group),
        dated=sum(c.published is not None for c in group) / len(group),
        shaped=sum(c.shaped for c in group) / len(group),
    )


def _belongs(candidate: Candidate, of: _List) -> bool:
    """An item of a list of articles; or one that stands alone, as a page's first headline does, and needs more."""
    if candidate.published and candidate.words >= TITLE:
        return True
    if of.of_articles:
        return candidate.words >= TITLE or candidate.shaped or candidate.published is not None
    return candidate.words >= HEADLINE and is_numbered(candidate.url)
