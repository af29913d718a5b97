"""Who may be dialled: the rule of `addresses`, and the exceptions a source was granted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crawler.fetch.addresses import is_nobodys, is_private_name, is_public, literal
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
        spelt = literal(host)
        if spelt is not None:
            self._judge(host, spelt, access)
        if access.allow_private:
            return
        if port not in self.ports:
            raise Trouble("private", f"port {port}")
        if access.proxy and spelt is None and is_private_name(host):
            raise Trouble("private", host)

    async def addresses(self, host: str, access: Access) -> Sequence[str]:
        """The addresses to dial, looked up once; one private address among them refuses all."""
        spelt = literal(host)
        found = [spelt] if spelt else await self.resolver.addresses(host)
        if not access.proxy:  # else `host` is the proxy: the user named it
            for address in found:
                self._judge(host, address, access)
        return found

    def _judge(self, host: str, address: str, access: Access) -> None:
        if is_nobodys(address) or not (access.allow_private or self.judge(address)):
            raise Trouble("private", f"{host} is {address}")
