"""From a page to a reading: extract, recognise, sketch. Pure, so that it can run in a process that may be killed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

from crawler import charset, dedupe, plain, session
from crawler.backfill import ways
from crawler.discover import discover, trouble
from crawler.errors import PhienhopError, ReadFailed
from crawler.extract import extract
from crawler.model import Article, Body, Link, Listing, Page, Reading, Select, Source
from crawler.probe import counting, fields, links
from crawler.probe.survey import survey
from crawler.text import canonical


def read_listing(page: Page, source: Source) -> Listing:
    """The article links of a listing, feed or sitemap."""
    return discover(page, source)


def survey_page(page: Page) -> dict[str, Any]:
    """What a page offers a probe."""
    return survey(page)


def propose_select(listing: Page | None, articles: Sequence[Page], source: Source) -> Select:
    """Selectors for a site of no known make."""
    found = fields.propose(articles, source)
    return replace(found, links=links.propose(listing)) if listing else found


def count_matches(page: Page, source: Source, names: Sequence[str]) -> list[tuple[str, str, bool, int]]:
    """How often each selector in force matches a page."""
    return counting.count(page, source, tuple(names))


def way_on(step: Literal["request", "next_link", "sitemap", "folders"], *args: Any) -> Any:
    """What to ask for next on a way into the past; see `backfill.ways`."""
    return getattr(ways, step)(*args)


def read_article(
    page: Page, source: Source | None, link: Link | None, bodies: Sequence[Body] = (), *, published: str | None = None
) -> Reading:
    """One article page, read to the end; no article is an answer. `published` is the caller's word, over the page's."""
    article = extract(page, source, link)
    if article is None:
        return Reading(None, problem=trouble.name(charset.decode(page.body, page.content_type)))
    if published:
        article = replace(article, published=published, published_from="given")
    reading = read_report(article, source.province if source else None, bodies)
    return replace(reading, own=counting.of_stanza(page, source)) if source else reading


def read_file(
    content: bytes | str,
    *,
    url: str | None = None,
    source: str | None = None,
    province: str | None = None,
    title: str | None = None,
    published: str | None = None,
    bodies: Sequence[Body] = (),
) -> Reading:
    """A text, as an article. `source` and `province` are a source's id and its province's slug."""
    text = content if isinstance(content, str) else charset.decode(content, "text/plain")
    article = plain.read_text(text, url=url, source=source, title=title, published=published)
    return read_report(article, province, bodies)


def read_canonical(
    text: str,
    *,
    url: str | None = None,
    source: str | None = None,
    province: str | None = None,
    title: str | None = None,
    published: str | None = None,
    published_from: str | None = None,
    author: str | None = None,
    lang: str = "vi",
    layout: str | None = None,
    bodies: Sequence[Body] = (),
) -> Reading:
    """A canonical text, as `export` wrote it: the same bytes, and so the same article, again."""
    if text != canonical(None, text.split("\n\n")):
        raise ReadFailed("not a canonical text: leave `canonical` out to have it read as any text")
    told = published_from or ("given" if published else None)
    article = Article(text, title, url, source, published, told, author, lang, layout)
    return read_report(article, province, bodies)


def several(calls: Sequence[tuple[str, tuple[Any, ...], dict[str, Any]]]) -> list[Reading | str]:
    """What other functions here read, each of a small input; of one that cannot be read, why."""
    answers: list[Reading | str] = []
    for name, args, options in calls:
        try:
            answers.append(globals()[name](*args, **options))
        except PhienhopError as error:
            answers.append(str(error))
    return answers


def read_report(article: Article | None, province: str | None, bodies: Sequence[Body] = ()) -> Reading:
    """What an article says of a session, and its sketch."""
    if article is None:
        return Reading(None)
    return Reading(article, session.read(article, bodies=bodies, province=province), dedupe.sketch(article.text))
