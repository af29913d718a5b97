"""An article on a page of no known make: the container with the most prose in it that is not link.

Prose near the page's own title counts for more: side boxes may say a lot more than a short notice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache
from itertools import accumulate, chain, dropwhile, islice
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler import dates, furniture
from crawler.extract import further, notice, strangers
from crawler.extract.blocks import Block, blocks
from crawler.extract.further import is_headline
from crawler.extract.meta import is_title
from crawler.extract.parts import Parts, is_article, own, start
from crawler.extract.told import Told
from crawler.html import ancestors, attribute

_BESIDE = re.compile(
    r"(?:^|[-_\s])(?:comment|menu|nav|sidebar|footer|breadcrumb|related|relate|lienquan|lien-quan|tinkhac|tin-khac"
    r"|tinlienquan|other-?news|share|social|thongke|thong-ke|advert|ads(?:web)?(?:[-_\s\d]|$)|quang-?cao|banner|popup"
    r"|modal|cookie|poll|counter|widget-area)"
    r"|(?:^|\s)(?:site|page|main|top)?[-_]?header",  # an article's own header holds its lead
    re.IGNORECASE,
)
_BESIDE_TAGS = "nav, aside, footer"  # never form: ASP.NET wraps the whole page in one
_BESIDE_ROLES = frozenset(("banner", "complementary", "contentinfo", "dialog", "navigation", "search"))
_LEAST = 80  # a shorter block says nothing of where the article is
_CLIMB = 5
_LEAD = 80
_LISTS = frozenset(("ul", "ol", "li", "article", "dl", "dd"))
_ALIKE = 2  # boxes like the container, beside it
_ITEM = 60
_LIST_DATE = 300
_TITLE_WORDS = 15  # characters; a shorter line is in <title> by chance
_NEAR_TITLE = 8.0
_MORE_THAN_A_LEAD = 2
_DATE_LINE = 60
_REMEMBERED = 512  # names of boxes, the same on every page of a site


def read(tree: LexborHTMLParser, told: Told, *, titled: bool = False) -> Parts | None:
    """The article, or None when no container reads like one; with `titled` none but below the page's own title."""
    if tree.body is None:
        return None
    whole = blocks(tree.body)
    aside = {n.mem_id for n in tree.css(_BESIDE_TAGS)}
    page = [b for b in whole if aside.isdisjoint(b.within)] if aside else whole
    at = _title_at(told, page)
    favoured = _around_title(page, at)
    if favoured is None and titled:
        return None
    # Nothing wider comes in question: it would bring in what stands beside the article.
    too_wide = {n.mem_id for n in ancestors(favoured)} if favoured is not None else frozenset()
    title = page[at] if at is not None else None
    found = _within(page, _container(page, favoured, too_wide), title, titled=favoured is not None)
    if found is None and at is not None:
        found = _within(page, notice.box(page, at, dated=bool(told.published)), title, titled=True, short=True)
    if found is None:
        return None
    top, company, begin = found
    lead = _lead(page, begin, top, too_wide)
    article = [*lead, *own(company.own)]
    first = start(article)
    return Parts(
        paragraphs=tuple(b.text for b in _without_date_line(article, first)),
        start=first,
        layout="generic",
        date=_date(top) or _date_below(lead, page[:begin]),
        author=company.author,
        page=whole,
    )


class _Found(NamedTuple):
    top: LexborNode
    company: strangers.Company
    begin: int  # where the container's text begins on the page


def _within(
    page: Sequence[Block], top: LexborNode | None, title: Block | None, *, titled: bool, short: bool = False
) -> _Found | None:
    """What the container holds, where it reads as an article."""
    if top is None:
        return None
    box = top.mem_id
    beside: dict[int, bool] = {box: False}
    body = _from(title, [b for b in page if box in b.within and not _beside(b.node, beside)])
    if not body or (body[0].is_link and body[0] is not title) or _is_listed(top):
        return None
    begin = page.index(body[0])
    if short and body[0] is title:
        body = body[1:]
    company = strangers.part(further.without(body), top, titled=titled)
    return _Found(top, company, begin) if is_article(company.own, short=short) else None


def _from(title: Block | None, body: Sequence[Block]) -> Sequence[Block]:
    """The blocks without what leads elsewhere above them: the section, the way here, "print", the article before."""
    at = next((i for i, b in enumerate(body) if b is title), None)
    if at is None:
        return list(dropwhile(lambda b: b.is_link and not is_headline(b), body))
    return body[at:] if all(b.is_link or len(b.text) < _LEAST for b in body[:at]) else body


def _without_date_line(article: Sequence[Block], first: Block) -> Sequence[Block]:
    """The article without a bare date above its text; further down a date may head a section."""
    at = next(i for i, b in enumerate(article) if b is first)
    lines = (b for b in article[:at] if len(b.text) > _DATE_LINE or dates.find(b.text) is None)
    return [*lines, *article[at:]]


def _date(top: LexborNode) -> str | None:
    """What the one `time` element of the container tells machines."""
    times = top.css("time[datetime]")
    return dates.find(attribute(times[0], "datetime")) if len(times) == 1 else None


def _date_below(lead: Sequence[Block], above: Sequence[Block]) -> str | None:
    """The date in a line between a lead that stands apart and the body."""
    at = next((i for i, b in enumerate(above) if lead and b is lead[-1]), len(above))
    return next((day for b in above[at + 1 :] if len(b.text) <= _DATE_LINE and (day := dates.find(b.text))), None)


def _around_title(page: Sequence[Block], at: int | None) -> LexborNode | None:
    """The smallest box that holds the page's title and, after it, more prose than a lead."""
    if at is None:
        return None
    boxes = [n for n in (page[at].node, *ancestors(page[at].node)) if n.tag not in ("body", "html")]
    depth = {box.mem_id: i for i, box in enumerate(boxes)}
    prose = [0] * len(boxes)  # paragraphs whose nearest box that holds the title as well is this one
    for block in page[at + 1 :]:
        if len(block.text) >= _LEAST and not block.links:
            common = next((depth[box] for box in block.within if box in depth), None)
            if common is not None:
                prose[common] += 1
    return next((box for box, count in zip(boxes, accumulate(prose), strict=True) if count >= _MORE_THAN_A_LEAD), None)


def _title_at(told: Told, page: Sequence[Block]) -> int | None:
    """The line that the head of the page repeats, else its only h1."""
    head = f"{told.title}\n{told.social}".casefold()
    longest = len(head)
    lines = ((i, b) for i, b in enumerate(page) if _TITLE_WORDS <= len(b.text) <= longest)
    repeated = (i for i, b in lines if b.text.casefold() in head and not b.is_link and is_title(b.text))
    if (at := next(repeated, None)) is not None:
        return at
    headings = [i for i, b in enumerate(page) if b.node.tag == "h1" and is_title(b.text)]
    return headings[0] if len(headings) == 1 else None


def _container(page: Sequence[Block], favoured: LexborNode | None, too_wide: Set[int]) -> LexborNode | None:
    """Prose counts for the block it stands in and, less and less, for the blocks around it."""
    scores: dict[int, float] = {}
    nodes: dict[int, LexborNode] = {}
    shares: dict[int, float] = {}
    seen: set[str] = set()
    near = favoured.mem_id if favoured is not None else None
    for block in page:
        size = len(block.text)
        if size < _LEAST or block.links > 0.4 * size or block.text in seen or furniture.is_nobodys(block.text):
            continue
        seen.add(block.text)  # a text said twice on a page counts once
        marks = min(block.text.count(",") + block.text.count("."), 10)
        score = (size - block.links) ** 0.9 * (1 + marks / 10)
        weight = 0.6 if block.node.tag in ("p", "li", "blockquote") else 1.0
        if near in block.within:
            score *= _NEAR_TITLE
        around = zip(block.within, chain((block.node,), ancestors(block.node)), strict=False)
        for depth, (box, node) in enumerate(pair for pair in islice(around, _CLIMB) if pair[0] not in too_wide):
            if box not in nodes:
                nodes[box], shares[box] = node, 0.3 if _is_beside(node) else 1
            scores[box] = scores.get(box, 0) + score * weight * shares[box]
            weight = 1.0 if depth == 0 else weight * 0.72
    return nodes[max(scores, key=lambda k: scores[k])] if scores else None


def _is_listed(top: LexborNode) -> bool:
    """Whether the container is one of several alike, each with a link or a date: a list with summaries, a timeline."""
    for box in (top, *ancestors(top)):
        if box.tag in ("body", "main"):
            return False
        names = _names(box)
        if not names and box.tag not in _LISTS:
            continue
        alike = (n for n in _siblings(box) if n.tag == box.tag and _names(n) == names)
        least = 1 if box.tag == "li" else _ALIKE
        if len(list(islice(filter(_leads_on, alike), least))) == least:
            return True
    return False


def _siblings(node: LexborNode) -> Iterator[LexborNode]:
    parent = node.parent
    if parent is not None:
        yield from (n for n in parent.iter() if n.mem_id != node.mem_id)


def _leads_on(node: LexborNode) -> bool:
    text = node.text(separator=" ")
    return len(text.strip()) >= _ITEM and (
        node.css_first("a[href]") is not None or dates.find(text[:_LIST_DATE]) is not None
    )


def _lead(page: Sequence[Block], at: int, top: LexborNode, too_wide: Set[int]) -> list[Block]:
    """The lead often stands in a box of its own a little above the body."""
    around = {a.mem_id for a in islice(ancestors(top), 4) if a.tag not in ("body", "html")} - too_wide
    for block in reversed(page[max(0, at - 6) : at]):
        near = not around.isdisjoint(block.within)
        if near and len(block.text) >= _LEAD and not block.links and block.node.tag not in ("h1", "li"):
            return [] if furniture.is_furniture(block.text) or _is_beside(block.node) else [block]
    return []


def _beside(node: LexborNode, known: dict[int, bool]) -> bool:
    """Whether the box, or one between it and the container, is of the kind that stands beside articles.

    `known` holds what was said of others, and begins with the container.
    """
    if node.mem_id not in known:
        around = node.parent
        known[node.mem_id] = _is_beside(node) or (around is not None and _beside(around, known))
    return known[node.mem_id]


def _is_beside(node: LexborNode) -> bool:
    attributes = node.attributes
    names = " ".join(filter(None, (attributes.get("id"), attributes.get("class"))))
    return (bool(names) and _are_beside(names)) or attributes.get("role") in _BESIDE_ROLES


@lru_cache(_REMEMBERED)
def _are_beside(names: str) -> bool:
    return _BESIDE.search(names) is not None


def _names(node: LexborNode) -> str:
    return " ".join((node.attributes.get("class") or "").split())
