"""Which addresses a page may send us to. Pure: judged on the address that is dialled."""

from __future__ import annotations

import re
import socket
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

# Ranges that carry an IPv4 address inside, or are private where `is_global` says otherwise.
_NAT64 = IPv6Network("64:ff9b::/96")
_NAT64_LOCAL = IPv6Network("64:ff9b:1::/48")
_IETF = IPv4Network("192.0.0.0/24")  # Python before 3.11.10 takes parts of it for global
_RELAY = IPv4Network("192.88.99.0/24")

# Link-local, and where clouds hand keys to whoever asks from the inside: no site of anybody's is there.
_NOBODYS = tuple(
    ip_network(block)
    for block in (
        *("169.254.0.0/16", "fe80::/10"),
        *("100.100.100.200/32", "168.63.129.16/32", "192.0.0.192/32", "fd00:ec2::254/128", "fd20:ce::254/128"),
    )
)

# Old spellings that every C library still reads: 2130706433, 0x7f.1, 0177.0.0.1, 127.1
_OLD_STYLE = re.compile(r"(0x[0-9a-f]+|\d+)(\.(0x[0-9a-f]+|\d+)){0,3}\.?", re.IGNORECASE)
_REMEMBERED = 4096  # hosts and addresses: the same are judged at every request
_PRIVATE_NAME = re.compile(r"(.*\.)?(localhost|local|localdomain|internal|intranet|lan|home|corp|home\.arpa)\.?")


@lru_cache(_REMEMBERED)
def is_public(address: str) -> bool:
    """Whether an address is one of the open internet's, whatever wraps it."""
    parsed = _parsed(address)
    if parsed is None or is_nobodys(address):
        return False
    if isinstance(parsed, IPv6Address):
        return _public_v6(parsed)
    if parsed in _IETF or parsed in _RELAY:
        return False
    return parsed.is_global and not (parsed.is_multicast or parsed.is_reserved or parsed.is_unspecified)


@lru_cache(_REMEMBERED)
def is_nobodys(address: str) -> bool:
    """Whether an address is dialled for no source, one that may reach private addresses included."""
    parsed = _parsed(address)
    return parsed is None or any(parsed in block for block in _NOBODYS)


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    """The address that is reached in the end; None when it is none."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return (_inside(parsed) or parsed) if isinstance(parsed, IPv6Address) else parsed


def _inside(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a translated or tunnelled IPv6 address leads to."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def _public_v6(address: IPv6Address) -> bool:
    if address.teredo or address.is_site_local or address in _NAT64_LOCAL:
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


@lru_cache(_REMEMBERED)
def literal(host: str) -> str | None:
    """The address that a host part spells by itself, in any spelling; None for a name."""
    try:
        return str(ip_address(host))
    except ValueError:
        pass
    if not _OLD_STYLE.fullmatch(host):
        return None
    try:
        return socket.inet_ntoa(socket.inet_aton(host.rstrip(".")))
    except OSError:
        return None


def is_private_name(host: str) -> bool:
    """Whether a name is private by itself; all that can be judged when a proxy does the looking up."""
    return _PRIVATE_NAME.fullmatch(host) is not None or "." not in host
