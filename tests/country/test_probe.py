"""Told nothing but an address of a site, `probe` gives a stanza with which a pass is as good as it can be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from crawler import sources
from crawler.ask import ask
from crawler.demo.country import Country
from crawler.discover import discover
from crawler.extract import extract
from crawler.fetch import Fetcher
from crawler.model import Link, Source
from crawler.probe.story import Proposal, probe


async def probed(country: Country, id: str, start: str) -> Proposal:
    """The proposal for a site, from its home page, its list or one of its articles."""
    country.publish(*country.stories)
    site, base = country.sites[id], country.base(id)
    where = {"home": f"{base}/", "list": base + site.paths[site.gives], "article": country.truth(id)[1].url}
    return await probe(where[start], private=True)


def pasted(stanza: dict[str, Any], folder: Path) -> Source:
    """The stanza as the service would read it."""
    file = folder / "sources.yaml"
    document = {"defaults": {"pace": "0s"}, "sources": [stanza]}
    file.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return sources.load(file, {}).sources[0]


async def passed(country: Country, id: str, source: Source) -> None:
    """One pass: all of the site's articles and nothing else, each as it is."""
    fetcher, links = Fetcher(), dict[str, Link]()
    for address in source.addresses:
        page = await ask(fetcher, address, access=source.access, layout=source.layout)
        listing = discover(page, source)
        links |= {link.url: link for link in listing.links}
    assert set(links) == {truth.url for truth in country.truth(id)}
    for truth in country.truth(id):
        page = await ask(fetcher, truth.url, access=source.access, layout=source.layout)
        article = extract(page, source, links[truth.url])
        assert article is not None
        assert (article.title, article.published, article.text) == (truth.title, truth.published, truth.text)
    await fetcher.close()


@pytest.mark.parametrize(
    ("id", "start"),
    [
        ("cong-gialai", "home"),  # of no known make: it is the selectors that are proposed
        ("khcn-vinhlong", "article"),  # windows-1258, said in the page
        ("cong-bacninh", "list"),  # session ids in every link
        ("bao-laocai", "home"),  # a feed beside the list
        ("cong-danang", "article"),  # the article's name in the query, beside the state of the page
        ("cong-hue", "home"),
        ("bao-quangngai", "list"),  # the text in a script
        ("cong-cantho", "home"),  # addresses that are others at every look
        ("trang-haiphong", "list"),  # data, without dates
        ("trang-haiphong", "home"),  # a bare script: the data is found behind it
        ("cong-congvu", "home"),
        ("cong-congvu", "article"),
        ("cong-nganquy", "article"),  # the same, and its list answers to a POST alone
        ("khcn-lamdong", "article"),  # whatever is read is asked for by POST
    ],
)
async def test_a_stanza_as_good_as_any(id: str, start: str, country: Country, tmp_path: Path) -> None:
    found = await probed(country, id, start)
    await passed(country, id, pasted(found.stanza, tmp_path))


@pytest.mark.parametrize(
    ("id", "warns"),
    [("cong-langson", "maintenance, with status 200")],
)
async def test_what_stands_in_the_way_is_named(id: str, warns: str, country: Country) -> None:
    found = await probe(f"{country.base(id)}/", private=True)
    assert found.stanza == {}
    assert any(warns in warning for warning in found.warnings)
