"""Selectors for an article's parts, by where the generic reader found them; each must read every page as it did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler import dates
from crawler.extract import extract
from crawler.extract.blocks import blocks
from crawler.html import ancestors, attribute, of_page, text_of
from crawler.model import Article, Page, Select, Source
from crawler.probe.places import matches, steps
from crawler.text import clean

_TRIED = 8  # selectors of one part that are tried in full
_CLIMB = 3  # how far above the text's own container a name is looked for
_STAMP = 120
_TITLES = "h1, h2, h3, [class*=itle]"


@dataclass(frozen=True, slots=True)
class Sample:
    """A page, and what the generic reader made of it."""

    page: Page
    tree: LexborHTMLParser
    article: Article


def propose(pages: Sequence[Page], source: Source) -> Select:
    """Selectors that read all these pages as they were read without; a part none was found for is left out."""
    samples = [s for s in (_sample(page, source) for page in pages) if s is not None]
    select = Select()
    for candidates in (_bodies, _titles, _dates):
        tally = Counter(s for sample in samples for s in dict.fromkeys(candidates(sample)))
        for more in (s for s, _ in tally.most_common(_TRIED)):
            tried = _merged(select, more)
            if _good(samples, source, tried, more):
                select = tried
                break
    return select


def _sample(page: Page, source: Source) -> Sample | None:
    article = extract(page, replace(source, select=Select(), layout=None))
    return Sample(page, of_page(page)[1], article) if article else None


def _merged(select: Select, more: Select) -> Select:
    return replace(select, **{n: v for n in ("title", "lead", "date", "body") if (v := getattr(more, n))})


def _good(samples: Sequence[Sample], source: Source, select: Select, more: Select) -> bool:
    """Whether the new selectors find something on every page, and change nothing of what is read."""
    asked = [s for s in (more.title, more.lead, more.date, more.body) if s]
    for sample in samples:
        if not all(matches(sample.tree, selector) for selector in asked):
            return False
        read = extract(sample.page, replace(source, select=select))
        if read is None or _told(read) != _told(sample.article):
            return False
    return bool(samples)


def _told(article: Article) -> tuple[str, str | None, str | None]:
    return article.hash, article.title, article.published


def _bodies(sample: Sample) -> Iterator[Select]:
    """Around all paragraphs; or around all but the first, which then is the lead."""
    texts = sample.article.text.rstrip("\n").split("\n\n")[1 if sample.article.title else 0 :]
    by_text: dict[str, LexborNode] = {}
    for block in blocks(sample.tree.body) if sample.tree.body is not None else ():
        by_text.setdefault(block.text, block.node)
    nodes = [by_text[text] for text in texts if text in by_text]
    for step in _around(nodes):
        yield Select(body=step)
    if len(nodes) > 1:
        leads = list(_named(nodes[0]))
        for step in _around(nodes[1:]):
            yield from (Select(body=step, lead=lead) for lead in leads)


def _around(nodes: Sequence[LexborNode]) -> Iterator[str]:
    """Selectors of the smallest element around all these, or of one a little above it."""
    if not nodes:
        return
    chains = [[node, *ancestors(node)] for node in nodes]
    if len(nodes) == 1:
        chains = [chains[0][1:]]
    shared = set.intersection(*({node.mem_id for node in chain} for chain in chains))
    for node in [node for node in chains[0] if node.mem_id in shared and node.tag not in ("body", "html")][:_CLIMB]:
        yield from steps(node)


def _named(node: LexborNode) -> Iterator[str]:
    for above in [node, *ancestors(node)][:2]:
        yield from steps(above)


def _titles(sample: Sample) -> Iterator[Select]:
    title = sample.article.title
    for node in sample.tree.css(_TITLES):
        if title and text_of(node) == title:
            names = list(steps(node))
            yield from (Select(title=step) for step in names)
            if node.tag == "h1" or not names:
                yield Select(title=node.tag)


def _dates(sample: Sample) -> Iterator[Select]:
    """Elements that say the publishing time; the smallest come last in the tree, and serve as well."""
    if sample.article.published is None or sample.article.published_from == "meta" or sample.tree.body is None:
        return
    for node in sample.tree.body.css("*"):
        written = attribute(node, "datetime") or clean(node.text(separator=" ") if node.tag != "script" else "")
        if 8 <= len(written) <= _STAMP and dates.find(written) == sample.article.published:
            yield from (Select(date=step) for step in steps(node))
