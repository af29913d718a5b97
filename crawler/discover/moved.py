"""Where a listing is to be found from now on."""

from __future__ import annotations

from urllib.parse import urlsplit

from crawler.discover.urls import same_site
from crawler.model import Listing, Page


def moved_to(address: str, page: Page, listing: Listing | None) -> str | None:
    """The address it moved to for good, or that of another site where it was found well; None: where it was."""
    if listing is not None and listing.problem:
        return None
    if page.moved_to:
        return page.moved_to if _place(page.moved_to) != _place(address) else None
    return page.url if not same_site(page.url, address) else None


def _place(url: str) -> tuple[str, int | None, str]:
    """What makes another place of an address; that a site now speaks https does not."""
    parts = urlsplit(url)
    port = None if parts.port in (80, 443) else parts.port
    return (parts.hostname or "").removeprefix("www."), port, parts.path.rstrip("/")
