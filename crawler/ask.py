"""From an address to its page. Of a site that is a script, the page is what the script would ask for: the address
stays the one that people open, whatever stands behind it.
"""

from __future__ import annotations

from dataclasses import replace

from crawler import layouts
from crawler.fetch import Fetcher
from crawler.fetch.decoding import LIMIT
from crawler.model import Access, Page, Post, Validators

_NONE = Validators()


async def ask(
    fetcher: Fetcher,
    url: str,
    *,
    access: Access,
    layout: str | None,
    validators: Validators = _NONE,
    post: Post | None = None,
    limit: int = LIMIT,
) -> Page:
    """The page at an address of a site of this layout; see `Fetcher.fetch`."""
    behind = layouts.request(url, layout) if post is None else None
    if behind is None:
        return await fetcher.fetch(url, access=access, validators=validators, post=post, limit=limit)
    page = await fetcher.fetch(behind.url, access=access, validators=validators, post=behind.post)
    return replace(page, url=url, moved_to=None)
