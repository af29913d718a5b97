"""The site, asked politely: with the narrowest TLS profile that works, and word of everything that stood in the way."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

from crawler import layouts
from crawler.ask import ask
from crawler.errors import Deferred, FetchFailed
from crawler.fetch import Fetcher
from crawler.fetch.decoding import LIMIT
from crawler.model import Access, Page, Tls

_PROFILES: tuple[Tls, ...] = ("strict", "legacy", "insecure")
_MOST = 40  # requests of one probe
_WANTS_A_CERTIFICATE = ("part of its chain", "self-signed")


@dataclass(slots=True)
class Asking:
    """How a site is reached, and what came of it so far."""

    access: Access
    fetcher: Fetcher
    reason: str | None = None  # why `access.tls` is not strict
    warnings: list[str] = field(default_factory=list)
    pages: dict[tuple[str, str | None], Page | None] = field(default_factory=dict)  # see `_key`
    resting: bool = False

    async def page(
        self, url: str, layout: str | None = None, *, guess: bool = False, limit: int = LIMIT
    ) -> Page | None:
        """The page at an address, asked for once; None when it cannot be had. Nobody is told of a guess that fails."""
        key = _key(url, layout)
        if key not in self.pages and len(self.pages) < _MOST and not self.resting:
            try:
                self.pages[key] = await ask(self.fetcher, url, access=self.access, layout=layout, limit=limit)
            except FetchFailed as error:
                self.pages[key] = None
                if isinstance(error, Deferred):
                    self.resting = True
                    self.warn(f"{error}; the probe ends early, try again later")
                elif not guess:
                    self.warn(f"robots: {error}" if error.reason == "robots" else str(error))
        return self.pages.get(key)

    async def robots(self, url: str) -> str:
        """What robots.txt says of the site of an address; nothing where there is none."""
        try:
            page = await self.fetcher.fetch(urljoin(url, "/robots.txt"), access=self.access, robots=False)
        except FetchFailed:
            return ""
        return page.body.decode(errors="replace")

    def warn(self, sentence: str) -> None:
        """Say something once."""
        if sentence not in self.warnings:
            self.warnings.append(sentence)


async def reach(url: str, *, private: bool = False, contact: str | None = None) -> tuple[Asking, Page | None]:
    """A site's first answer; no page when it is an error or forbidden. `private` allows loopback and private addresses.

    Raises FetchFailed when the host cannot be reached at all.
    """
    full = url if "://" in url else f"https://{url}"
    access = Access()
    asking, failure = await _by_profile(full, access, contact)
    if failure and failure.reason == "private" and private:
        access = Access(pace=timedelta(), allow_private=True)  # the user's own machine: nobody is to be spared
        asking, failure = await _by_profile(full, access, contact)
    if failure and failure.reason in ("connect", "tls", "timeout") and "://" not in url:
        plain, again = await _by_profile(f"http://{url}", access, contact)
        if again is None:
            plain.warn("it answers by plain http only: nothing protects what is read on the way")
            asking, failure = plain, None
    if failure and (failure.reason not in ("status", "robots") or (failure.status or 0) >= 500):
        raise failure
    if failure:
        asking.warn(f"robots: {failure}" if failure.reason == "robots" else str(failure))
    return asking, next(iter(asking.pages.values()))


async def _by_profile(url: str, access: Access, contact: str | None) -> tuple[Asking, FetchFailed | None]:
    """Each TLS profile in turn, as long as it is the handshake that fails."""
    strict: FetchFailed | None = None
    for profile in _PROFILES:
        # A fetcher of its own: the failure before would have it leave the host alone for a while.
        asking = Asking(replace(access, tls=profile), Fetcher(contact=contact))
        failure = await _asked(asking, url)
        if failure is None or failure.reason != "tls":
            break
        strict = strict or failure
    if strict is not None and (failure is None or failure.reason != "tls"):
        _excuse(asking, strict)
    return asking, failure


async def _asked(asking: Asking, url: str) -> FetchFailed | None:
    asking.pages[_key(url)] = None
    try:
        asking.pages[_key(url)] = await asking.fetcher.fetch(url, access=asking.access)
    except FetchFailed as error:
        return error
    return None


def _key(url: str, layout: str | None = None) -> tuple[str, str | None]:
    """What one address shows depends on the layout only where that asks for something else in its place."""
    return url, layout if layouts.request(url, layout) else None


def _excuse(asking: Asking, strict: FetchFailed) -> None:
    """Say why the profile is not strict, and whether something narrower than no check at all would do."""
    asking.reason = f"strict TLS fails: {strict.detail.partition(';')[0]}"[:200]
    asking.warn(f"tls: strict fails ({strict.detail}); {asking.access.tls} is the narrowest profile that works")
    if any(words in strict.detail for words in _WANTS_A_CERTIFICATE):
        asking.warn("tls: narrower than insecure: save the missing certificate as PEM and write `tls: {ca: FILE}`")


def home(url: str) -> str:
    """The home page of an address's site."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"
