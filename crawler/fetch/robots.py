"""robots.txt by RFC 9309; where the RFC leaves a choice, the polite one."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from protego import Protego

from crawler.charset import decode
from crawler.fetch.client import REDIRECTS, Answer, Target
from crawler.fetch.trouble import Trouble

READ_LIMIT = 512 * 1024  # the RFC asks for at least 500 KiB; what comes after is not read
_SHORT = 16 * 1024  # bytes that are parsed in a few milliseconds
KEEP = timedelta(hours=24)
KEEP_REFUSAL = timedelta(minutes=5)  # an ailing server's "no" is not kept for a day
DELAY_CAP = timedelta(hours=1)
MAX_REDIRECTS = 5

Ask = Callable[[Target], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Rules:
    """What one host allows. No parser: everything; a refusal: nothing, for now."""

    parser: Protego | None = None
    refusal: str | None = None

    def check(self, url: str, agent: str) -> None:
        """Trouble("robots") when the address is not to be asked for."""
        if self.refusal:
            raise Trouble("robots", self.refusal)
        if self.parser is not None and not self.parser.can_fetch(url, agent):
            raise Trouble("robots")

    def delay(self, agent: str) -> timedelta:
        """Crawl-delay, within reason: some sites ask for centuries."""
        seconds = self.parser.crawl_delay(agent) if self.parser is not None else None
        if seconds is None or not math.isfinite(seconds) or seconds <= 0:
            return timedelta()
        return min(timedelta(seconds=min(seconds, 1e6)), DELAY_CAP)


def parse(body: bytes) -> Rules:
    """The rules of a robots.txt; a page of HTML sent in its place holds none."""
    # `decode` drops a byte-order mark, which would hide the first group.
    return Rules(Protego.parse(decode(body)))


class Robots:
    """Remembers the rules of every origin for a day."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._known: dict[str, tuple[Rules, datetime, timedelta]] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def rules(self, target: Target, ask: Ask) -> Rules:
        """The rules of the target's origin, asked for once even when many want them."""
        async with self._locks.setdefault(target.origin, asyncio.Lock()):
            if (known := self._fresh(target.origin)) is not None:
                return known
            rules = await _read(target.join("/robots.txt"), ask)
            self._known[target.origin] = rules, self._clock(), KEEP_REFUSAL if rules.refusal else KEEP
            return rules

    def _fresh(self, origin: str) -> Rules | None:
        if origin not in self._known:
            return None
        rules, since, keep = self._known[origin]
        # A clock set back makes `since` lie ahead; then it is asked again.
        return rules if timedelta() <= self._clock() - since < keep else None


async def _read(target: Target, ask: Ask) -> Rules:
    for hop in range(MAX_REDIRECTS + 1):
        try:
            answer = await ask(target)
            if answer.status not in REDIRECTS:
                return await _judge(answer)
            target = target.follow(answer)
        except Trouble as trouble:
            if trouble.reason == "redirect" or (hop and trouble.reason == "private"):
                break  # it leads nowhere: as if there were none
            trouble.detail = f"robots.txt: {trouble.detail}".removesuffix(": ")
            raise
    return Rules()


async def _judge(answer: Answer) -> Rules:
    if 200 <= answer.status < 300:
        # The largest take half a second, in which nothing else would go on.
        return parse(answer.body) if len(answer.body) <= _SHORT else await asyncio.to_thread(parse, answer.body)
    if answer.status >= 500:
        return Rules(refusal=f"robots.txt answered {answer.status}; asked again in a few minutes")
    return Rules()  # 4xx: there is none (429 and 503 never come here: they ask us to wait)
