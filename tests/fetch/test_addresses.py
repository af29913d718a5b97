"""No request reaches a private address, however it is spelt, looked up or redirected to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crawler.errors import Forbidden
from crawler.fetch import Fetcher
from crawler.fetch.addresses import is_nobodys, is_private_name, is_public, literal
from tests.fetch.conftest import LOCAL, failure, http

OUTSIDE = replace(LOCAL, allow_private=False)

PRIVATE = """
    127.0.0.1 127.255.255.254 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 0.1.2.3 192.0.0.8
    192.0.0.170 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 240.0.0.1 255.255.255.255 192.88.99.1
    ::1 :: ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:169.254.169.254 ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe
    64:ff9b:1::7f00:1 2002:7f00:1:: 2002:a9fe:a9fe:: 2001:0:1::1 fd00::1 fc00::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1
    2001:db8::1 100::1 168.63.129.16 nonsense
"""

# Where a cloud's machines find their own keys; no source may be led there.
NOBODYS = """
    169.254.169.254 169.254.0.1 169.254.170.2 100.100.100.200 168.63.129.16 192.0.0.192 fe80::1 fe80::a9fe:a9fe%eth0
    fd00:ec2::254 fd20:ce::254 ::ffff:169.254.169.254 64:ff9b::a9fe:a9fe 2002:a9fe:a9fe:: nonsense
"""


@pytest.mark.parametrize("address", PRIVATE.split())
def test_private(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "203.162.0.1", "2404:6800::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::"]
)
def test_public(address):
    assert is_public(address)


@pytest.mark.parametrize("address", NOBODYS.split())
def test_nobodys(address):
    assert is_nobodys(address)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "fd00::1", "::1", "8.8.8.8"])
def test_somebodys(address):
    assert not is_nobodys(address)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("2130706433", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("017700000001", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("127.0.1", "127.0.0.1"),
        ("127.0.0.1.", "127.0.0.1"),
        ("0", "0.0.0.0"),
        ("0X7F.0.0.0x1", "127.0.0.1"),
        ("::FFFF:7f00:1", "::ffff:7f00:1"),
        ("8.8.8.8", "8.8.8.8"),
        ("99999999999", None),
        ("1.2.3.4.5", None),
        ("256.1.1.1", None),
        ("caobang.gov.vn", None),
        ("24h.com.vn", None),
    ],
)
def test_literal(host, address):
    assert literal(host) == address


@pytest.mark.parametrize(
    ("host", "private"),
    [
        ("localhost", True),
        ("a.localhost.", True),
        ("printer.local", True),
        ("metadata.google.internal", True),
        ("router", True),
        ("caobang.gov.vn", False),
        ("local.vn", False),
    ],
)
def test_names_private_by_themselves(host, private):
    assert is_private_name(host) is private


SPELLINGS = """
    127.0.0.1 127.1 127.0.1 2130706433 0x7f000001 0x7F.1 0x7f.0.0.1 017700000001 0177.0.0.1 0177.1 127.0.0.1.
    127.0.0.2 127.255.255.254 0 0.0.0.0 0x0 00.0.0.0 localhost localhost. LOCALHOST sub.localhost
    [::1] [0:0:0:0:0:0:0:1] [::] [::127.0.0.1] [::ffff:127.0.0.1] [::ffff:7f00:1] [::FFFF:0x7f.1] [64:ff9b::7f00:1]
    [2002:7f00:1::] [fe80::1%25lo] [::1%25lo] 169.254.169.254 10.0.0.1 127。0。0。1 １２７.0.0.1 ①②⑦.0.0.1
    %31%32%37.0.0.1 127.0.0.1%00.example.com user@127.0.0.1 127.0.0.1\\@example.com example.com@127.0.0.1
    inside.test mixed.test mixed6.test
"""

NAMES = {
    "site.test": ["127.0.0.9"],  # the one address that counts as public here
    "inside.test": ["127.0.0.1"],
    "mixed.test": ["127.0.0.9", "127.0.0.1"],
    "mixed6.test": ["::1", "127.0.0.9"],
    "localhost": ["127.0.0.1", "::1"],
}


def outside_fetcher(*ports: int) -> Fetcher:
    """127.0.0.9 stands for the open internet; every other loopback address is the inside."""

    def resolve(host: str) -> list[str]:
        return NAMES.get(host.rstrip(".").lower(), ["127.0.0.1"])  # the worst answer for what it does not know

    return Fetcher(resolve=resolve, judge=lambda ip: ip == "127.0.0.9" or is_public(ip), ports=(80, 443, *ports))


@pytest.mark.parametrize("way", ["direct", "redirect"])
async def test_no_spelling_reaches_the_inside(serve, way):
    inside = await serve({"/secret": http(body=b"secret")}, host="0.0.0.0")
    site = await serve(host="127.0.0.9")
    fetcher = outside_fetcher(site.port, inside.port)
    for spelling in SPELLINGS.split():
        url = f"http://{spelling}:{inside.port}/secret"
        if way == "redirect":
            site.pages["/go"] = http(302, Location=url.encode().decode("latin-1"))
            url = site.url("/go", "site.test")
        failed = await failure(fetcher, url, OUTSIDE)
        assert failed.reason in ("private", "url", "redirect"), spelling
    assert inside.log == []
    assert len(site.asked) == (len(SPELLINGS.split()) if way == "redirect" else 0)


async def test_the_public_site_is_reached_by_name_and_address(serve):
    site = await serve({"/": http(body=b"x")}, host="127.0.0.9")
    fetcher = outside_fetcher(site.port)
    for host in ("site.test", "127.0.0.9"):
        assert (await fetcher.fetch(site.url("/", host), access=OUTSIDE)).body == b"x"


async def test_rebinding_finds_no_second_look_up(serve):
    """The name answers outside, then inside: each request is judged on the address it dials."""
    inside = await serve({"/": http(body=b"secret")})
    answers = iter(["127.0.0.9", "127.0.0.1", "127.0.0.9", "127.0.0.1"])
    asked = []

    def resolve(host):
        asked.append(host)
        return [next(answers)]

    site = await serve({"/": http(body=b"x")}, host="127.0.0.9")
    fetcher = Fetcher(resolve=resolve, judge=lambda ip: ip == "127.0.0.9", ports=(site.port,))
    page = await fetcher.fetch(site.url("/", "rebind.test"), access=OUTSIDE, robots=False)
    assert (page.body, len(asked)) == (b"x", 1)
    assert (await failure(fetcher, site.url("/", "rebind.test"), OUTSIDE, robots=False)).reason == "private"
    assert inside.log == []


@pytest.mark.parametrize("url", ["http://site.test:22/", "https://site.test:8443/", "http://site.test:{port}/go"])
async def test_other_ports_are_closed(serve, url):
    site = await serve(host="127.0.0.9")
    site.pages["/go"] = http(302, Location="http://site.test:22/")
    failed = await failure(outside_fetcher(site.port), url.format(port=site.port), OUTSIDE)
    assert isinstance(failed, Forbidden)
    assert failed.reason == "private"


async def test_the_real_rule_refuses_loopback_and_allow_private_opens_it(serve):
    site = await serve({"/": http(body=b"x")})
    fetcher = Fetcher(ports=(site.port,))
    assert (await failure(fetcher, site.url(), OUTSIDE)).reason == "private"
    assert (await failure(fetcher, site.url("/", "localhost"), OUTSIDE)).reason == "private"
    assert site.log == []
    assert (await fetcher.fetch(site.url(), access=LOCAL)).body == b"x"


KEYS = ("169.254.169.254", "2852039166", "0xa9fea9fe", "[::ffff:169.254.169.254]", "[fd00:ec2::254]", "keys.test")


@pytest.mark.parametrize("host", KEYS)
async def test_allow_private_does_not_open_a_clouds_keys(serve, host):
    """A source of one's own on a private address may be led to any other, but never there."""
    site = await serve({"/go": http(302, Location=f"http://{host}/latest/meta-data/")})
    fetcher = Fetcher(resolve=lambda name: ["127.0.0.1", "169.254.169.254"])
    for url in (site.url("/go"), f"http://{host}/latest/meta-data/"):
        failed = await failure(fetcher, url, LOCAL, robots=False)
        assert failed.reason == "private"
