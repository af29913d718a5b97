"""The story of one fetch: robots, the host's turn, the request, redirects, and the page."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime, timedelta

from crawler import __version__
from crawler.fetch.addresses import is_public
from crawler.fetch.client import REDIRECTS, Answer, Target, exchange
from crawler.fetch.decoding import LIMIT
from crawler.fetch.guard import WEB_PORTS, Guard
from crawler.fetch.manners import HOST_TROUBLE, Manners
from crawler.fetch.resolver import Lookup, Resolver, system_lookup
from crawler.fetch.robots import READ_LIMIT, Robots
from crawler.fetch.trouble import Trouble
from crawler.fetch.wire import Headers
from crawler.model import Access, HostState, Page, Post, Validators

MAX_REDIRECTS = 5
_PLAIN, _UNCONDITIONAL = Access(), Validators()
_PERMANENT = frozenset({301, 308})
_SENT_ON = frozenset({307, 308})  # with all that was sent; after the others it is asked for plainly, as browsers do
_VALIDATOR_LIMIT = 1024
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

_HEADERS: Headers = (
    (b"Accept", b"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
    (b"Accept-Language", b"vi"),
    (b"Accept-Encoding", b"gzip"),
    (b"Connection", b"close"),
)
# Who is sent JSON answers in it; SharePoint answers in XML unless asked just so.
_WANTS_DATA = (b"Accept", b"application/json;odata=verbose, */*;q=0.8")


def identify(contact: str | None = None) -> str:
    """Who we say we are: the product, and whom a site's operator can write to."""
    return f"phienhop/{__version__} (reads public news; contact: {contact or 'set PHIENHOP_CONTACT'})"


USER_AGENT = identify()


def utcnow() -> datetime:
    return datetime.now(UTC)


class Fetcher:
    """The only door to the network. Raises nothing but FetchFailed and its kinds."""

    def __init__(
        self,
        *,
        hosts: Iterable[HostState] = (),
        user_agent: str = USER_AGENT,
        contact: str | None = None,
        clock: Callable[[], datetime] = utcnow,
        resolve: Lookup = system_lookup,
        judge: Callable[[str], bool] = is_public,
        ports: Collection[int] = WEB_PORTS,
    ) -> None:
        """`resolve`, `judge` and `ports` let a test give loopback servers public names and addresses."""
        self._user_agent = identify(contact) if contact else user_agent
        self._clock = clock
        self._guard = Guard(Resolver(resolve), judge, frozenset(ports))
        self._manners = Manners(hosts, clock)
        self._robots = Robots(clock)
        self.large = asyncio.Lock()

    async def fetch(
        self,
        url: str,
        *,
        access: Access = _PLAIN,
        validators: Validators = _UNCONDITIONAL,
        robots: bool = True,
        post: Post | None = None,
        limit: int = LIMIT,
    ) -> Page:
        """The page at an address, or 304 when it is as the validators say, which a POST does not ask.

        Who sets a larger `limit` holds `large` until the page is let go of.
        """
        validators = _UNCONDITIONAL if post else validators
        headers = self._headers(access, validators, post)
        hops: list[Target] = []
        permanent = True
        try:
            target = Target.parse(url)
            while target not in hops:
                hops.append(target)
                answer = await self._ask(target, headers, access, post, robots=robots, limit=limit)
                if answer.status not in REDIRECTS:
                    moved = permanent and len(hops) > 1
                    return self._page(target, answer, validators, moved_to=target.url if moved else None)
                if len(hops) > MAX_REDIRECTS:
                    raise Trouble("redirect", f"more than {MAX_REDIRECTS}")
                permanent = permanent and answer.status in _PERMANENT
                target = target.follow(answer)
                post = _sent_on(post, hops[-1], target, answer)
            raise Trouble("redirect", "they lead in a circle")
        except Trouble as trouble:
            raise trouble.told(url, at=hops[-1].url if len(hops) > 1 else None) from trouble

    async def _ask(
        self, target: Target, headers: Headers, access: Access, post: Post | None, *, robots: bool, limit: int
    ) -> Answer:
        """One hop: what robots.txt allows, when it is our turn."""
        delay = timedelta()
        if robots:
            agent = _product(access.user_agent or self._user_agent)
            rules = await self._robots.rules(target, lambda at: self._request_robots(at, access))
            rules.check(target.url, agent)
            delay = rules.delay(agent)
        async with self._manners.turn(target.key, access.pace, delay, trust=_trust(access)):
            return await self._request(target, headers, access, limit=limit, post=post)

    async def _request_robots(self, target: Target, access: Access) -> Answer:
        async with self._manners.turn(target.key, access.pace, trust=_trust(access)):
            return await self._request(target, self._headers(access), access, limit=READ_LIMIT, cut=True)

    async def _request(
        self,
        target: Target,
        headers: Headers,
        access: Access,
        *,
        limit: int = LIMIT,
        cut: bool = False,
        post: Post | None = None,
    ) -> Answer:
        """One request, and what it says of its host."""
        try:
            answer = await exchange(target, headers, access, self._guard, limit=limit, cut=cut, post=post)
        except Trouble as trouble:
            if trouble.reason in HOST_TROUBLE:
                self._manners.failed(target.key, trouble.reason, trust=_trust(access))
            raise
        self._manners.answered(target.key, answer.status, answer.header("retry-after"), trust=_trust(access))
        return answer

    def _headers(self, access: Access, validators: Validators = _UNCONDITIONAL, post: Post | None = None) -> Headers:
        agent = _CONTROL.sub(" ", access.user_agent or self._user_agent)
        usual = [_WANTS_DATA, *_HEADERS[1:]] if post and post.json else _HEADERS
        return [(b"User-Agent", agent.encode("latin-1", "replace")), *usual, *_conditions(validators)]

    def _page(self, target: Target, answer: Answer, sent: Validators, *, moved_to: str | None) -> Page:
        """The answer as a page, when it is one: 200 with whatever it holds, other 2xx with a body, 304."""
        status, body = answer.status, answer.body
        unchanged = status == 304 and bool(_conditions(sent))
        if not (unchanged or status == 200 or (body and 200 < status < 300 and status != 206)):
            raise Trouble("status", str(status), status=status)
        return Page(
            url=target.url,
            body=body,
            fetched_at=self._clock(),
            content_type=answer.header("content-type") or "",
            status=304 if unchanged else 200,
            validators=_kept(answer, sent if unchanged else _UNCONDITIONAL),
            moved_to=moved_to,
        )

    def changed_hosts(self) -> list[HostState]:
        """States of hosts that changed since this was last asked, for the archive to keep."""
        return self._manners.changed()

    async def close(self) -> None:
        """Nothing is held open between requests."""


def _sent_on(post: Post | None, before: Target, target: Target, answer: Answer) -> Post | None:
    """What goes along to where a redirect leads; what was meant for one host is not sent to another."""
    if post is None or answer.status not in _SENT_ON:
        return None
    if target.host != before.host:
        raise Trouble("redirect", f"{answer.status} to {target.url}: a POST is not sent on to another host")
    return post


def _trust(access: Access) -> str:
    """How a certificate is judged, in a word that is kept across restarts."""
    return f"{access.tls} {access.ca}" if access.ca else access.tls


def _product(user_agent: str) -> str:
    """The name robots.txt knows us by: the first word of the User-Agent."""
    return re.split(r"[/\s(;]", user_agent.strip(), maxsplit=1)[0] or "phienhop"


def _conditions(validators: Validators) -> Headers:
    asked = ((b"If-None-Match", validators.etag), (b"If-Modified-Since", validators.last_modified))
    return [(name, value.encode("latin-1")) for name, value in asked if value and _sound(value)]


def _kept(answer: Answer, before: Validators) -> Validators:
    """What to ask with next time; a 304 need not repeat it, and what would be a trap is left out."""
    etag, modified = answer.header("etag"), answer.header("last-modified")
    return Validators(
        etag if etag and _sound(etag) else before.etag,
        modified if modified and _sound(modified) else before.last_modified,
    )


def _sound(value: str) -> bool:
    """Short, without control characters, and made of single bytes, as a header is."""
    return len(value) <= _VALIDATOR_LIMIT and not _CONTROL.search(value) and max(value) <= "\xff"
