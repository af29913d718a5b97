"""The only door to the network: polite, guarded, and bounded in time and size.

fetcher.py    the story of one fetch: robots, turn, request, redirects → Page
client.py     one request, one answer
connection.py one connection: who is dialled, and how it is read
wire.py       what is said over it: HTTP/1.1
robots.py     robots.txt by RFC 9309
manners.py    one request at a time per host, pace, Retry-After, back-off
addresses.py  which addresses may be dialled (pure)
resolver.py   names to addresses, in threads of its own
decoding.py   gzip within bounds (pure)
tls.py        strict, legacy, insecure; a source's own certificate
trouble.py    why there is no answer, before it becomes a FetchFailed
"""

from crawler.fetch.fetcher import USER_AGENT, Fetcher, identify

__all__ = ["USER_AGENT", "Fetcher", "identify"]
