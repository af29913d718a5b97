"""A selector for the links of a listing: the articles the generic finder tells apart, by the markup they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from crawler.discover import generic
from crawler.discover.anchors import Anchor, Anchors
from crawler.html import of_page
from crawler.model import Page
from crawler.probe.places import matches, steps

_ABOVE = 6  # ancestors of a link that may be named
_TRIED = 80
_PARTS = 3  # selectors joined by commas
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5"))


def propose(page: Page) -> str | None:
    """A selector that finds exactly the articles the generic finder finds; None when no simple one does."""
    _, tree = of_page(page)
    anchors = Anchors(tree, page.url, (), page.fetched_at)
    wanted = {candidate.url for candidate in generic.find(anchors)}
    found = _tried(tree, anchors, wanted)
    chosen: list[str] = []
    missing = set(wanted)
    while missing and len(chosen) < _PARTS:
        best = max(found, key=lambda s: (len(found[s] & missing), " " in s, -len(s)), default=None)
        if best is None or not found[best] & missing:
            return None
        chosen.append(best)
        missing -= found[best]
    return ", ".join(chosen) if chosen and not missing else None


def _tried(tree: LexborHTMLParser, anchors: Anchors, wanted: set[str]) -> dict[str, set[str]]:
    """Selectors that match links to wanted addresses and to no others, with the addresses."""
    by_node = {anchor.node.mem_id: anchor.url for anchor in anchors.all}
    tally = Counter(s for anchor in anchors.all if anchor.url in wanted for s in set(_selectors(anchor)))
    found = {}
    for selector, _ in tally.most_common(_TRIED):
        urls = {by_node[node.mem_id] for node in matches(tree, selector) if node.mem_id in by_node}
        if urls and urls <= wanted:
            found[selector] = urls
    return found


def _selectors(anchor: Anchor) -> Iterator[str]:
    """`div.item a`, `ul.list h3 a`, `a.title`: by the link's own class, or by what stands around it."""
    own = [step for step in steps(anchor.node) if step.startswith("a.")]
    yield from own
    heading = next((f"{n.tag} " for n in anchor.above[:_ABOVE] if n.tag in _HEADINGS), "")
    for node in anchor.above[:_ABOVE]:
        for step in steps(node):
            yield f"{step} a"
            if heading and node.tag not in _HEADINGS:
                yield f"{step} {heading}a"
            yield from (f"{step} {name}" for name in own)
