"""TLS as it is out there: refused by default, read with the narrowest exception, and told with its remedy."""

from __future__ import annotations

import ssl
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.fetch import Fetcher
from crawler.fetch.tls import context
from tests.fetch.conftest import HURRIED, LOCAL, failure, http, listening

FILES = Path(__file__).parent / "tls"
CA, INTERMEDIATE = FILES / "ca.pem", FILES / "intermediate.pem"


def server(certificate: str = "complete.pem", ciphers: str | None = None, dh: str | None = None) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(FILES / certificate)
    if ciphers:
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(f"{ciphers}:@SECLEVEL=0")
    if dh:
        context.load_dh_params(str(FILES / dh))
    return context


STRICT = LOCAL
LEGACY = replace(LOCAL, tls="legacy")
INSECURE = replace(LOCAL, tls="insecure")
WITH_CA = replace(LOCAL, ca=CA)

GOOD = {"certificate": "complete.pem"}
NO_CHAIN = {"certificate": "incomplete.pem"}
EXPIRED = {"certificate": "expired.pem"}
RSA_EXCHANGE = {"ciphers": "AES128-SHA"}
SHORT_DH = {"ciphers": "DHE-RSA-AES128-GCM-SHA256", "dh": "dh1024.pem"}


@pytest.mark.parametrize(
    ("kind", "host", "access", "failure_says"),
    [
        (GOOD, "127.0.0.1", STRICT, "tls: {ca: FILE}"),
        (GOOD, "127.0.0.1", LEGACY, "tls: {ca: FILE}"),  # legacy still verifies
        (GOOD, "127.0.0.1", INSECURE, None),
        (GOOD, "127.0.0.1", WITH_CA, None),
        (GOOD, "site.test", WITH_CA, None),
        (GOOD, "other.test", WITH_CA, "another host's"),
        (GOOD, "other.test", INSECURE, None),
        (NO_CHAIN, "127.0.0.1", WITH_CA, "leaves out part of its chain"),
        (NO_CHAIN, "127.0.0.1", replace(LOCAL, ca=INTERMEDIATE), None),
        (EXPIRED, "127.0.0.1", WITH_CA, "has expired"),
        (EXPIRED, "127.0.0.1", replace(WITH_CA, tls="legacy"), "has expired"),
        (RSA_EXCHANGE, "127.0.0.1", WITH_CA, "tls: legacy"),
        (RSA_EXCHANGE, "127.0.0.1", replace(WITH_CA, tls="legacy"), None),
        (SHORT_DH, "127.0.0.1", WITH_CA, "tls: legacy"),
        (SHORT_DH, "127.0.0.1", replace(WITH_CA, tls="legacy"), None),
        (SHORT_DH, "127.0.0.1", INSECURE, None),
    ],
)
async def test_profiles(serve, kind, host, access, failure_says):
    site = await serve({"/": http(body=b"x")}, tls=server(**kind))
    fetcher = Fetcher(resolve=lambda name: ["127.0.0.1"])
    if failure_says is None:
        assert (await fetcher.fetch(site.url("/", host), access=access)).body == b"x"
    else:
        failed = await failure(fetcher, site.url("/", host), access)
        assert failed.reason == "tls"
        assert failure_says in failed.detail
        assert site.log == []


@pytest.mark.parametrize(
    ("profile", "old_servers", "verified"), [("strict", 0, 1), ("legacy", 1, 1), ("insecure", 1, 0)]
)
def test_what_a_profile_gives_up(profile, old_servers, verified):
    made = context(profile)
    assert bool(made.options & 0x4) == bool(old_servers)  # servers older than RFC 5746
    assert (made.verify_mode is ssl.CERT_REQUIRED) == made.check_hostname == bool(verified)
    assert made.minimum_version == ssl.TLSVersion.TLSv1_2
    assert context(profile) is made


@pytest.mark.parametrize("content", [None, b"", b"not a certificate"])
async def test_a_ca_file_that_cannot_be_used(tmp_path, content):
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_bytes(content)
    failed = await failure(Fetcher(), "https://127.0.0.1:1/", replace(LOCAL, ca=path))
    assert failed.reason == "tls"
    assert str(path) in failed.detail


async def test_a_port_that_speaks_plain_http():
    async def answer(reader, writer):
        await reader.read(100)
        writer.write(http(400))

    async with listening(answer) as port:
        failed = await failure(Fetcher(), f"https://127.0.0.1:{port}/")
    assert failed.reason == "tls"
    assert "http://" in failed.detail


@pytest.mark.parametrize(("mute", "reason"), [(True, "timeout"), (False, "tls")])
async def test_a_handshake_that_never_ends_or_is_cut(mute, reason):
    async def answer(reader, writer):
        await reader.read(100)
        if mute:
            await reader.read()

    async with listening(answer) as port:
        url = f"https://127.0.0.1:{port}/"
        assert (await failure(Fetcher(), url, HURRIED if mute else LOCAL, robots=False)).reason == reason


async def test_one_who_may_not_trust_a_site_keeps_nobody_else_from_it(serve):
    site = await serve({"/": http(body=b"x")}, tls=server(**NO_CHAIN))
    fetcher = Fetcher()
    assert (await failure(fetcher, site.url(), STRICT)).reason == "tls"
    assert (await fetcher.fetch(site.url(), access=replace(LOCAL, ca=INTERMEDIATE))).body == b"x"
    assert (await failure(fetcher, site.url(), STRICT)).reason == "wait"
