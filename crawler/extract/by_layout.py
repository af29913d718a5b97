"""An article by selectors: the layout's, and the source's own over them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler import byline, dates
from crawler.extract import further
from crawler.extract.blocks import Block, blocks
from crawler.extract.meta import is_title
from crawler.extract.parts import Parts, is_article, own, start
from crawler.extract.told import Told
from crawler.html import ancestors, attribute, text_of
from crawler.layouts import Layout
from crawler.model import Select
from crawler.text import clean, fold


@dataclass(frozen=True, slots=True)
class Rules:
    """The selectors in force; each list is tried in order."""

    name: str
    title: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()


def rules(layout: Layout | None, select: Select) -> Rules | None:
    """The layout's selectors under the source's; None when neither says where the body is."""
    base = layout or Layout(name="generic", about="")
    merged = Rules(
        base.name,
        title=_one(select.title) or base.title,
        lead=_one(select.lead) or base.lead,
        date=_one(select.date) or base.date,
        author=base.author,
        body=_one(select.body) or base.body,
        drop=(*base.drop, *select.drop),
    )
    return merged if merged.body else None


def read(tree: LexborHTMLParser, told: Told, rules: Rules) -> Parts | None:
    """The article, or None when the body selectors find none; below its own title it may be short.

    Its day is not looked for where the page tells machines.
    """
    title = _first_text(tree, rules.title)
    for short in (False, True) if title and is_title(title) else (False,):
        for selector in rules.body:
            if found := _found(tree, rules, selector, short=short):
                return Parts(
                    paragraphs=tuple(b.text for b in found),
                    start=start(found),
                    layout=rules.name,
                    title=title,
                    date=_first_date(tree, rules.date) if told.published is None else None,
                    author=_author(_all(tree, rules.author)),
                )
    return None


def _found(tree: LexborHTMLParser, rules: Rules, selector: str, *, short: bool) -> Sequence[Block]:
    """The longest article that a selector finds, with its lead; nothing when none reads like one."""
    articles = []
    for node in tree.css(selector):
        body = further.without(_blocks(node, rules))
        lead = _lead(tree, rules, node, body) if short else []
        if is_article([*lead, *body], short=short) and own(body):
            articles.append((node, body))
    if not articles:
        return ()
    node, body = max(articles, key=lambda pair: sum(len(b.text) for b in pair[1]))
    return [*_lead(tree, rules, node, body), *own(body)]


def said(tree: LexborHTMLParser, select: Select) -> tuple[str | None, str | None]:
    """Title and date where a source's own selectors find them, for a body that none names."""
    return _first_text(tree, _one(select.title)), _first_date(tree, _one(select.date))


def cut(tree: LexborHTMLParser, selectors: Sequence[str]) -> None:
    """Take out of the page what a source says is not the article's."""
    for selector in selectors:
        for node in tree.css(selector):
            node.decompose()


def _first_text(tree: LexborHTMLParser, selectors: Sequence[str]) -> str | None:
    return next((text for node in _all(tree, selectors) if (text := text_of(node, " "))), None)


def _first_date(tree: LexborHTMLParser, selectors: Sequence[str]) -> str | None:
    return next((date for node in _all(tree, selectors) if (date := _date(node))), None)


def _one(selector: str | None) -> tuple[str, ...]:
    return (selector,) if selector else ()


def _all(tree: LexborHTMLParser, selectors: Sequence[str]) -> Iterator[LexborNode]:
    for selector in selectors:
        yield from tree.css(selector)


def _blocks(node: LexborNode, rules: Rules) -> list[Block]:
    """What an element says without that which is never the article's, looked for in it alone: the page is longer."""
    unwanted = ", ".join((*rules.drop, *rules.author))
    return blocks(node, {n.mem_id for n in node.css(unwanted)} if unwanted else ())


def _lead(tree: LexborHTMLParser, rules: Rules, body: LexborNode, said: Sequence[Block]) -> list[Block]:
    """The lead that stands outside the body; nothing where the body begins with it."""
    inside = {body.mem_id, *(a.mem_id for a in ancestors(body))}
    for node in _all(tree, rules.lead):
        if node.mem_id in inside or any(a.mem_id == body.mem_id for a in ancestors(node)):
            continue
        lead = own(_blocks(node, rules))
        if lead:
            words = " ".join(b.text for b in lead)
            begin = " ".join(b.text for b in said[:4])[: len(words)]
            return [] if fold(begin).startswith(fold(words).rstrip(" .…")) else lead
    return []


def _date(node: LexborNode) -> str | None:
    """What the element says: in a machine's attribute, else in words."""
    for name in ("datetime", "content", "data-time"):
        if value := dates.find(attribute(node, name)):
            return value
    return dates.find(text_of(node, " "))


def _author(nodes: Iterable[LexborNode]) -> str | None:
    """The first that names somebody: a label and a name, or a bare name."""
    for node in nodes:
        text = clean(node.text(separator=" "))
        if author := byline.labelled(text) or (text if byline.is_name(text) else None):
            return author
    return None
