"""What is asked for in the place of an address, where a script would ask for it."""

from __future__ import annotations

import pytest

from crawler.layouts import answer, layouts, request
from crawler.model import Post, Request

CATEGORY = "63661983-10cb-458c-b835-76d8c1276450"
READS = "https://www.mof.gov.vn/api/article/reads"
SITE = "sites/skhcn/tin"
ITEMS = f"{SITE}/_api/web/lists/getByTitle('Site%20Pages')/items"
PAGE = "$select=Title,CanvasContent1,FileRef,Created&$top=1"
PROXY = "https://api.lamdong.gov.vn/RestApi/Readjson"


def sent(url: str, **fields: str) -> Request:
    return Request(url, Post(fields, json=True))


@pytest.mark.parametrize(
    ("layout", "address", "asked"),
    [
        ("mof", f"{READS}?categoryId={CATEGORY}", sent(f"{READS}?offset=0&limit=20", categoryId=CATEGORY)),
        ("mof", f"{READS}?categoryId={CATEGORY}&offset=40", sent(f"{READS}?offset=40&limit=20", categoryId=CATEGORY)),
        (
            "mof",
            "https://www.mof.gov.vn/tin-tuc/thoi-su/mot-tin",
            Request("https://www.mof.gov.vn/api/article/getbyslug?slug=mot-tin"),
        ),
        ("mof", "https://www.mof.gov.vn/robots.txt", None),
        ("mof", "https://www.mof.gov.vn/tin-tuc/thoi-su", None),
        (
            "lamdong",
            f"https://lamdong.gov.vn/{ITEMS}?$top=20",
            sent(PROXY, SourceUrl=f"https://w3.lamdong.gov.vn/{ITEMS}?$top=20"),
        ),
        (
            "lamdong",
            f"https://www.lamdong.gov.vn/{SITE}/SitePages/M%E1%BB%99t-tin.aspx",
            sent(
                PROXY,
                SourceUrl=f"https://w3.lamdong.gov.vn/{ITEMS}?$filter=FileLeafRef%20eq%20'M%E1%BB%99t-tin.aspx'&{PAGE}",
            ),
        ),
        (
            "lamdong",
            f"https://khac.example.vn/{SITE}/SitePages/Tin.aspx",
            sent(
                "https://khac.example.vn/RestApi/Readjson",
                SourceUrl=f"https://khac.example.vn/{ITEMS}?$filter=FileLeafRef%20eq%20'Tin.aspx'&{PAGE}",
            ),
        ),
        ("lamdong", f"https://lamdong.gov.vn/{SITE}/SitePages/Home.aspx", None),
        ("moha", "https://api-portal.moha.gov.vn/api/Public/PostDetail?ID=7", None),
        (None, f"{READS}?categoryId={CATEGORY}", None),
        ("khong-co", f"{READS}?categoryId={CATEGORY}", None),
    ],
)
def test_in_the_place_of(layout: str | None, address: str, asked: Request | None) -> None:
    assert request(address, layout) == asked


@pytest.mark.parametrize(
    ("layout", "address", "lists"),
    [
        ("mof", "https://mof.gov.vn/tin-tuc/thoi-su/mot-tin", [CATEGORY, "f0d30405-0417-46a5-9dd0-fd1472428c57"]),
        ("mof", "https://khac.example.vn/", []),
        ("lamdong", f"https://lamdong.gov.vn/{SITE}/SitePages/Home.aspx", [f"https://lamdong.gov.vn/{ITEMS}?$filter="]),
        ("lamdong", "https://www.lamdong.gov.vn/tin-tuc", []),
    ],
)
def test_the_list_behind_a_page(layout: str, address: str, lists: list[str]) -> None:
    paths = layouts()[layout].json
    assert paths is not None
    found = list(answer.listings(address, paths))
    assert len(found) == len(lists)
    assert all(part in url for part, url in zip(lists, found, strict=True))
    assert all(request(url, layout) is not None for url in found)


@pytest.mark.parametrize(
    "address", ["https://a.vn/" + "sites/" * 300, "https://a.vn/" + "a/" * 900, "https://a.vn/api/article/reads?" * 60]
)
def test_no_address_takes_long(address: str) -> None:
    assert all(request(address[:2_000], layout) is None for layout in layouts())


def test_the_pager_counts_articles() -> None:
    pager = layouts()["mof"].pager
    assert pager is not None
    assert pager.request(f"{READS}?categoryId={CATEGORY}", 3) == Request(f"{READS}?categoryId={CATEGORY}&offset=40")
