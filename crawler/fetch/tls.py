"""TLS profiles: strict for everyone, and the narrowest exception a source was granted.

An `SSLContext` costs 0.8 MB and 17 ms, so there is one per profile, shared by all requests.
"""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path
from threading import Lock

from crawler.fetch.trouble import Trouble
from crawler.model import Tls

_LEGACY_SERVER_CONNECT = 0x4  # OP_LEGACY_SERVER_CONNECT, named by Python only from 3.12 on

HUNG_UP = "the host hung up during the handshake"

# What a handshake says when it fails, and what helps.
_ADVICE = (
    ("unable to get local issuer", "the server leaves out part of its chain: give it with tls: {ca: FILE}"),
    ("self-signed certificate", "give the certificate with tls: {ca: FILE}"),
    ("Hostname mismatch", "the certificate is another host's"),
    ("IP address mismatch", "the certificate is another host's"),
    ("certificate has expired", "the certificate has expired"),
    ("DH_KEY_TOO_SMALL", "tls: legacy helps"),
    ("HANDSHAKE_FAILURE", "tls: legacy may help"),
    (HUNG_UP, "tls: legacy may help"),
    ("UNSAFE_LEGACY_RENEGOTIATION", "tls: legacy helps"),
    ("EE_KEY_TOO_SMALL", "tls: legacy helps"),
    ("CA_MD_TOO_WEAK", "tls: legacy helps"),
    ("WRONG_VERSION_NUMBER", "the port does not speak TLS: try http://"),
)


_made: dict[tuple[Tls, Path | None], ssl.SSLContext] = {}
_making = Lock()  # many sites begin at once


def context(profile: Tls = "strict", ca: Path | None = None) -> ssl.SSLContext:
    """The shared context of a profile; `ca` adds certificates to those the system trusts."""
    with _making:
        if (profile, ca) not in _made:
            try:
                _made[profile, ca] = _make(profile, ca)
            except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
                raise Trouble("tls", f"the ca file {ca} cannot be used: {error}") from error
        return _made[profile, ca]


async def ready(profile: Tls, ca: Path | None) -> ssl.SSLContext:
    """The same, made in a thread: reading all the system's authorities would hold up the loop."""
    if (profile, ca) in _made:
        return _made[profile, ca]
    return await asyncio.to_thread(context, profile, ca)


def _make(profile: Tls, ca: Path | None) -> ssl.SSLContext:
    made = ssl.create_default_context()
    made.set_alpn_protocols(["http/1.1"])
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca is not None:
        made.load_verify_locations(cafile=ca)
        # The file may hold an intermediate, or the server's own certificate: trusted as it stands.
        made.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    if profile != "strict":
        made.set_ciphers("DEFAULT:@SECLEVEL=1")  # short DH keys and RSA key exchange
        made.options |= _LEGACY_SERVER_CONNECT  # servers older than RFC 5746
    if profile == "insecure":
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
    return made


def advice(failure: str) -> str:
    """A handshake's failure in OpenSSL's words, with the remedy where there is one."""
    remedy = next((help for words, help in _ADVICE if words in failure), None)
    plain = failure.partition(" (_ssl.c")[0]
    return f"{plain}; {remedy}" if remedy else plain
