"""The probe: from a home, listing or article address to a stanza that works, tried before it is proposed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from crawler import layouts, reference
from crawler.discover.shapes import is_shaped
from crawler.discover.trouble import REFUSALS
from crawler.errors import ReadFailed
from crawler.fetch.decoding import SITEMAP_LIMIT
from crawler.layouts import answer
from crawler.model import Article, Kind, Link, Listing, Page, Select, Source
from crawler.probe import naming
from crawler.probe.asking import Asking, home, reach
from crawler.probe.survey import Survey, sitemaps
from crawler.text import clean
from crawler.worker import Worker

NEWEST = 5  # articles shown
ENOUGH = 5  # links of a listing that needs no better one
_TRIED = 5  # listings tried
_FIRST_WORDS = 160
_CLOSED = REFUSALS | {"login"}
_OTHER_TROUBLE = _CLOSED | {"script only"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a probe found; an empty stanza when nothing of it works."""

    stanza: dict[str, Any]
    articles: list[dict[str, Any]]
    warnings: list[str]


@dataclass(frozen=True, slots=True)
class Trial:
    """An address that lists articles."""

    url: str
    page: Page
    listing: Listing


@dataclass(slots=True)
class Findings:
    """What is known of a site so far."""

    start: str
    name: str | None = None
    layout: str | None = None  # by what its pages show, whether or not their articles can be had
    listing: Trial | None = None
    feed: Trial | None = None
    sitemap: Trial | None = None
    pages: list[Page] = field(default_factory=list)  # of the newest articles
    articles: list[tuple[Link, Article]] = field(default_factory=list)

    @property
    def best(self) -> Trial | None:
        return self.listing or self.feed or self.sitemap


async def probe(
    url: str, *, taken: Collection[str] = (), private: bool = False, contact: str | None = None
) -> Proposal:
    """A stanza for the site at `url`. `taken` are ids in use; `private` allows loopback and private addresses."""
    asking, page = await reach(url, private=private, contact=contact)
    with closing(Worker()) as worker:
        try:
            return await _Probe(asking, worker).run(page, taken)
        finally:
            await asking.fetcher.close()


@dataclass(slots=True)
class _Probe:
    asking: Asking
    worker: Worker
    layout: str | None = None  # of a site whose pages are data: it must be named to be read

    async def run(self, page: Page | None, taken: Collection[str]) -> Proposal:
        start = page.url if page else next(iter(self.asking.pages))[0]
        view = await self._survey(page) if page else None
        found = Findings(start, layout=view.layout if view else None)
        if view and view.kind == "json":
            self.layout = view.layout
        if page and view and view.kind in ("feed", "sitemap"):
            trial = await self._trial(page, start)
            found.feed, found.sitemap = (trial, None) if view.kind == "feed" else (None, trial)
        else:
            await self._find_lists(found, page, view)
        if found.best is None:
            if view is None or view.trouble not in _OTHER_TROUBLE:
                self.asking.warn(f"no list of articles found at {start}, nor a feed or sitemap: try its news page")
            if found.layout:
                self.asking.warn(f"{start}: the page is of make {found.layout}: `layout: {found.layout}` reads such")
            return Proposal({}, [], self.asking.warnings)
        await self._read_newest(found, found.best)
        stanza = await self._stanza(found, taken)
        return Proposal(stanza, [_shown(*pair) for pair in found.articles], self.asking.warnings)

    # --- lists, feeds, sitemaps ---

    async def _find_lists(self, found: Findings, page: Page | None, view: Survey | None) -> None:
        if view and view.trouble in _CLOSED:
            self.asking.warn(f"{found.start}: {view.trouble}, with status 200")
            return
        front = await self.asking.page(home(found.start), guess=True)
        front_view = await self._survey(front) if front else None
        views = [v for v in (view, front_view) if v]
        found.listing = await self._behind(found.start, view) or await self._listing(found.start, page, views)
        own = [await self._survey(found.listing.page)] if found.listing else []
        found.name = next((v.name for v in (*reversed(views), *own) if v.name), None)
        found.layout = next((v.layout for v in (*own, *views) if v.layout), None)
        found.feed = await self._feed(found, views)
        if found.best is None:
            found.sitemap = await self._sitemap(found.start)

    async def _behind(self, start: str, view: Survey | None) -> Trial | None:
        """The list of data behind a page that a script builds, or beside an article that is data itself."""
        if view is None or not (view.trouble == "script only" or (view.kind == "json" and view.like_article)):
            return None
        before = self.layout
        for name, layout in layouts.layouts().items():
            for url in answer.listings(start, layout.json) if layout.json else ():
                self.layout = name
                if trial := await self._try(url, guess=True):
                    self.asking.warn(
                        f"{start}: built by a script; what is read is the data behind it, by layout {name}"
                    )
                    return trial
        self.layout = before
        return None

    async def _listing(self, start: str, page: Page | None, views: list[Survey]) -> Trial | None:
        """The page itself where it is a list; else the likeliest of what it leads to."""
        sections = [url for view in views for url in view.sections]
        guesses = [urljoin(start, path) for path in reference.load("probe.yaml")["section_paths"]]
        if page and (views[0].like_article or is_shaped(start)) and await self._is_article(page, start):
            likely = dict.fromkeys([*views[0].above[:_TRIED], *sections[:_TRIED], *guesses])
            return await self._listing_of(start, list(likely))
        own = await self._trial(page, start) if page else None
        if own and urlsplit(start).path not in ("", "/"):
            return own
        trials = [own] if own else []
        for url in sections[:_TRIED] or ([] if own else guesses):
            if trial := await self._try(url, guess=True):
                trials.append(trial)
                if len(trial.listing.links) >= ENOUGH:
                    return trial
        return _longest(trials)

    async def _listing_of(self, article: str, likely: list[str]) -> Trial | None:
        """The first list that shows the article, else the longest."""
        trials = []
        for url in likely:
            if trial := await self._try(url, guess=True):
                trials.append(trial)
                if any(link.url == article for link in trial.listing.links):
                    return trial
        return _longest(trials)

    async def _feed(self, found: Findings, views: list[Survey]) -> Trial | None:
        data = reference.load("probe.yaml")
        named = [url for view in views for url in view.feeds]
        make = found.listing.listing.layout if found.listing else None
        usual = [*(layouts.layouts()[make].feed if make else ()), *data["feed_paths"]]
        for url in dict.fromkeys([*named[:_TRIED], *(urljoin(found.start, path) for path in usual)]):
            page = await self.asking.page(url, guess=True)
            if page and (await self._survey(page)).kind == "feed" and (trial := await self._trial(page, url)):
                return trial
        return None

    async def _sitemap(self, start: str) -> Trial | None:
        named = sitemaps(await self.asking.robots(start), start)
        for url in [*named, *(urljoin(start, p) for p in reference.load("probe.yaml")["sitemap_paths"])]:
            page = await self.asking.page(url, guess=True, limit=SITEMAP_LIMIT)
            if page is None or (await self._survey(page)).kind != "sitemap":
                continue
            listing = await self._read_list(page, url)
            if listing and not listing.links and listing.more:
                inner = await self._try(listing.more[0], guess=True)
                listing = replace(listing, links=inner.listing.links) if inner else listing
            if listing and listing.links:
                return Trial(url, page, listing)
        return None

    async def _try(self, url: str, *, guess: bool) -> Trial | None:
        page = await self.asking.page(url, self.layout, guess=guess)
        return await self._trial(page, url) if page else None

    async def _trial(self, page: Page, url: str) -> Trial | None:
        listing = await self._read_list(page, url)
        if listing and listing.problem in _OTHER_TROUBLE:
            self.asking.warn(f"{url}: {listing.problem}, with status 200")
        return Trial(page.moved_to or url, page, listing) if listing and listing.links else None

    async def _read_list(self, page: Page, url: str) -> Listing | None:
        try:
            return await self.worker.listing(page, self._source(listing=(url,)))
        except ReadFailed as error:
            self.asking.warn(str(error))
            return None

    async def _survey(self, page: Page) -> Survey:
        return Survey(**await self.worker.call("survey_page", page.url, page))

    async def _is_article(self, page: Page, url: str) -> bool:
        """Whether it has more to say than its links have: a list ends with the site's imprint, which reads as prose."""
        article = (await self.worker.article(page, None)).article
        lists = await self._read_list(page, url) if article else None
        titles = sum(len(link.title or "") for link in lists.links) if lists else 0
        return article is not None and len(article.text) > titles

    # --- articles ---

    async def _read_newest(self, found: Findings, lists: Trial) -> None:
        links = lists.listing.links[:NEWEST]
        for link in links:
            await self._read(found, link)
        if missing := len(links) - len(found.articles):
            self.asking.warn(f"{missing} of the {len(links)} newest pages show no article")
        undated = sum(article.published is None for _, article in found.articles)
        if undated and undated == len(found.articles):
            self.asking.warn("no dates found: set select.date to the element that shows the publishing time")
        elif undated:
            self.asking.warn(f"no date found on {undated} of {len(found.articles)} articles")

    async def _read(self, found: Findings, link: Link) -> None:
        page = await self.asking.page(link.url, self.layout)
        if page is None:
            return
        try:
            reading = await self.worker.article(page, self._source(), link)
        except ReadFailed as error:
            self.asking.warn(str(error))
            return
        if reading.problem in _OTHER_TROUBLE:
            self.asking.warn(f"{link.url}: {reading.problem}, with status 200")
        if reading.article is not None:
            found.pages.append(page)
            found.articles.append((link, reading.article))

    # --- the stanza ---

    async def _stanza(self, found: Findings, taken: Collection[str]) -> dict[str, Any]:
        who, access = naming.name(found.start, found.name, taken), self.asking.access
        lists = {"listing": found.listing, "feed": found.feed, "sitemap": found.sitemap}
        stanza: dict[str, Any] = {"id": who.id, "name": who.name, "kind": str(who.kind), "province": who.province}
        stanza |= {key: trial.url if trial else None for key, trial in lists.items()}
        stanza |= await self._reading(found)
        if access.tls != "strict":
            stanza |= {"tls": access.tls, "reason": self.asking.reason}
        if access.allow_private:
            stanza["allow_private"] = True
        return {key: value for key, value in stanza.items() if value}

    async def _reading(self, found: Findings) -> dict[str, Any]:
        """The layout that reads its articles; where none does, selectors that do."""
        makes = Counter(article.layout for _, article in found.articles if article.layout != "generic")
        if makes:
            return {"layout": makes.most_common(1)[0][0]}
        if found.layout and not found.articles:
            return {"layout": found.layout}
        lists = found.listing
        make = lists.listing.layout if lists else None  # it finds the links
        source = replace(self._source(listing=(found.start,)), layout=make or self.layout)
        page = lists.page if lists and not make else None
        select: Select = await self.worker.call("propose_select", found.start, page, found.pages, source)
        named = ("links", "title", "lead", "date", "body")
        return {"layout": make, "select": {name: value for name in named if (value := getattr(select, name))}}

    def _source(self, listing: Iterable[str] = ()) -> Source:
        return Source(
            "probe", "probe", Kind.NATIONAL, listing=tuple(listing), layout=self.layout, access=self.asking.access
        )


def _longest(trials: list[Trial]) -> Trial | None:
    return max(trials, key=lambda t: len(t.listing.links), default=None)


def _shown(link: Link, article: Article) -> dict[str, Any]:
    words = article.text.removeprefix(article.title or "").strip()
    return {
        "title": article.title,
        "url": link.url,
        "published": article.published,
        "words": clean(words[: _FIRST_WORDS * 2])[:_FIRST_WORDS],
    }
