"""Who may be dialled: the rule of `addresses`, and the exceptions a source was granted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crawler.fetch.addresses import is_private_name, is_public, literal
from crawler.fetch.resolver import Resolver
from crawler.fetch.trouble import Trouble
from crawler.model import Access

WEB_PORTS = frozenset({80, 443})


@dataclass(frozen=True, slots=True)
class Guard:
    """Judges before the look-up what is spelt out, and after it every address it gave."""

    resolver: Resolver
    judge: Callable[[str], bool] = is_public
    ports: frozenset[int] = WEB_PORTS

    def check(self, host: str, port: int, access: Access) -> None:
        """What can be judged before any look-up: the port, and an address in any spelling."""
        if access.allow_private:
            return
        if port not in self.ports:
            raise Trouble("private", f"port {port}")
        spelt = literal(host)
        if spelt is not None and not self.judge(spelt):
            raise Trouble("private", f"{host} is {spelt}")
        if access.proxy and spelt is None and is_private_name(host):
            raise Trouble("private", host)

    async def addresses(self, host: str, access: Access) -> Sequence[str]:
        """The addresses to dial, looked up once; one private address among them refuses all."""
        spelt = literal(host)
        found = [spelt] if spelt else await self.resolver.addresses(host)
        # With a proxy, `host` is the proxy: the user named it.
        if not (access.allow_private or access.proxy):
            for address in found:
                if not self.judge(address):
                    raise Trouble("private", f"{host} is {address}")
        return found
