"""What stopped matching on a source's pages, though the general rules may still read them. Pure.

`wrong_with` judges a listing beside what it showed when all was well, `watch` the articles. One odd page is no change
of a site: a rule counts as lost when none of the last articles was found by it, more in a row than ever before, while
most of those before were. What was never found by it is no change either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crawler.model import Article, Listing, Reading, Rule, Seen, Source

LEAST = 3  # articles in a row that a rule does not match, and as many before that it did
FACTOR = 2  # of the longest such row before
REMEMBERED = 50  # articles
OLD = timedelta(days=14)  # what was published before may stand there in an older dress
ADOPTED = timedelta(days=7)  # after so long a source's articles may do without the layout they were detected by
GENERIC = "generic"
MANY = 8  # links make a list of which one can say that it has shrunk
SHORT, HARDLY_ANY = 2, 4  # times fewer links: odd where none is new; odd in any case
FADES = 0.8  # what is left of a longer list's memory when a shorter one has brought news


@dataclass(frozen=True, slots=True)
class Shown:
    """An article's page as it was read."""

    url: str
    article: Article
    own: tuple[tuple[str, str, bool], ...]
    fresh: bool  # read for the first time

    @classmethod
    def of(cls, url: str, reading: Reading, *, fresh: bool) -> Shown | None:
        return cls(url, reading.article, reading.own, fresh) if reading.article else None


def wrong_with(address: str, source: Source, listing: Listing, before: Seen | None) -> tuple[str | None, str | None]:
    """(what is wrong with what an address lists, what is so where nothing listed is new)

    The layout the source names may no longer find the links, though the general rules do; and where a list has become
    much shorter, it may be gone, and what is left a box beside it. Feeds and sitemaps are of any length on any day.
    """
    if address not in source.addresses and listing.problem == "empty":
        return None, None  # of the sitemaps of an index some list but sections
    if listing.problem or before is None or address not in source.listing:
        return listing.problem, None
    if source.layout and before.layout == source.layout != listing.layout:
        return f"nothing matches layout {source.layout!r} any more", None
    says = f"empty: {len(listing.links)} links, and {before.links} when all was well"
    times = before.links / max(1, len(listing.links)) if before.links >= MANY else 1
    return says if times >= HARDLY_ANY else None, says if times >= SHORT else None


def remembered(seen: Seen, before: Seen | None) -> Seen:
    """What to remember of a list; a longer one is not forgotten at once, since a box may hold news too."""
    if before is None or SHORT * seen.links > before.links:
        return seen
    return replace(seen, links=max(seen.links, int(before.links * FADES)))


def watch(
    source: Source, known: Iterable[Rule], pages: Iterable[Shown], now: datetime, *, first: bool = False
) -> list[Rule]:
    """The rules in force after a pass; on a source's first poll nothing is lost yet, whatever its older pages show."""
    rules = {rule.part: rule for rule in known if _is_in_force(source, rule, now)}
    for page in _in_order(pages, now, first=first):
        for part, name, matched in _told(source, page):
            before = rules.get(part)
            if before is None or (matched and before.rule != name):
                before = Rule(part, name, before.history if before else "")
            if page.fresh or (matched and before.page == page.url):  # one that is read again is no further miss
                rules[part] = _after(before, page.url, matched, now)
    found = [rule for rule in rules.values() if "1" in rule.history]
    return [_settled(rule) for rule in found] if first else found


def lost(rules: Iterable[Rule]) -> list[Rule]:
    """The rules that stopped matching."""
    return [rule for rule in rules if is_lost(rule.history)]


def is_lost(history: str) -> bool:
    """Whether a rule has missed the last articles, as it never did before."""
    before = history.rstrip("0")
    missed, matched = len(history) - len(before), before.count("1")
    longest = max(map(len, before.split("1")))
    return matched >= max(LEAST, len(before) - matched) and missed >= LEAST and missed > FACTOR * longest


def says(rules: Sequence[Rule]) -> str:
    """What happened to the rules that are lost, in a sentence."""
    names = ", ".join(f"{_name(rule)} (since {rule.since:%Y-%m-%d %H:%M}Z)" for rule in rules)
    return f"no article is found any more by {names}; the general rules read them: {rules[0].page}"


def _name(rule: Rule) -> str:
    return f"{'layout' if rule.part == 'detected' else rule.part} {rule.rule!r}"


def _is_in_force(source: Source, rule: Rule, now: datetime) -> bool:
    """A stanza that was changed begins anew. Where it names no layout, there is nothing in it to mend."""
    if rule.part == "detected":
        adopted = is_lost(rule.history) and rule.since is not None and now - rule.since >= ADOPTED
        return source.layout is None and not source.select.body and not adopted
    return rule.rule == _stanza(source).get(rule.part)


def _stanza(source: Source) -> Mapping[str, str | None]:
    """What the stanza itself names; its own `body` takes the place of the layout's."""
    select = source.select
    layout = None if select.body else source.layout
    return {"layout": layout, "title": select.title, "date": select.date, "body": select.body}


def _told(source: Source, page: Shown) -> Iterable[tuple[str, str, bool]]:
    """(part, rule, whether it matched) for one page."""
    yield from page.own
    layout = page.article.layout or GENERIC
    if source.select.body or source.layout == GENERIC:
        return
    if source.layout:
        yield "layout", source.layout, layout == source.layout
    else:
        yield "detected", layout, layout != GENERIC


def _in_order(pages: Iterable[Shown], now: datetime, *, first: bool) -> Sequence[Shown]:
    """By the day they were published, the latest last; later passes also bring what is long past."""
    oldest = f"{now - OLD:%Y-%m-%d}"
    recent = [page for page in pages if first or (page.article.published or oldest) >= oldest]
    return sorted(recent, key=lambda page: page.article.published or "")


def _after(rule: Rule, url: str, matched: bool, now: datetime) -> Rule:
    """One page later. Of a rule that is lost no more is noted, lest it be forgotten that it ever matched."""
    if matched:
        return Rule(rule.part, rule.rule, (rule.history + "1")[-REMEMBERED:])
    history = rule.history if is_lost(rule.history) else (rule.history + "0")[-REMEMBERED:]
    return replace(rule, history=history, since=rule.since or now, page=url)


def _settled(rule: Rule) -> Rule:
    """Its misses as something that has always been so."""
    history = rule.history
    return Rule(rule.part, rule.rule, history.rstrip("0").rjust(len(history), "0"))
