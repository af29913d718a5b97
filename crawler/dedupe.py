"""Is a text met before: the same, or nearly? Decided on hashes and samples, without the network or the database.

A text's sketch is every hash of five folded words in a row that is divisible by eight: a sample that
grows with the text, so that an excerpt is found in the longer text, whatever its accents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from hashlib import blake2b

from crawler.model import Outcome
from crawler.text import spaced, words

SHINGLE = 5  # words
SAMPLE = 8  # one hash in so many is kept
SMALLEST = 24  # of these are looked up in the archive
STOCK = 200  # a hash with more owners is a stock phrase: "ủy ban nhân dân tỉnh"
NEAR = 0.5  # containment from which two texts tell one story; the closest pair of merely related texts had 0.11
LEAST = 4  # hashes in common, below which containment says nothing
SHORT = 250  # words, below which two texts may be one form filled in twice

_NUMBER = re.compile(r"\d+")
_HASHING = blake2b(digest_size=8)


def sketch(text: str) -> tuple[int, ...]:
    """The sampled shingle hashes, ascending; 63 bits, so that SQLite holds them."""
    told = spaced(unicodedata.normalize("NFC", text)).encode().replace(b"_", b" ").split()
    kept = set()
    for shingle in map(b" ".join, zip(*(told[n:] for n in range(SHINGLE)), strict=False)):
        hashing = _HASHING.copy()  # two thirds of what it takes to make one
        hashing.update(shingle)
        digest = hashing.digest()
        # Eight divides 256, so that the last byte tells which are kept: most need not become a number.
        if digest[-1] % SAMPLE == 0:
            kept.add(int.from_bytes(digest, "big") >> 1)
    return tuple(sorted(kept))


def containment(one: Collection[int], other: Collection[int]) -> float:
    """The share of the smaller sample found in the larger."""
    common = _common(one, other)
    return common / min(len(one), len(other)) if common else 0.0


def near(one: Collection[int], other: Collection[int]) -> bool:
    """Whether two sketches are of one story."""
    common = _common(one, other)
    return common >= LEAST and common >= NEAR * min(len(one), len(other))


def _common(one: Collection[int], other: Collection[int]) -> int:
    return len(frozenset(one).intersection(other))


def is_form(one: str, other: str) -> bool:
    """Two short texts that differ in their figures: one form filled in twice, not a reprint."""
    if set(_NUMBER.findall(one)) == set(_NUMBER.findall(other)):
        return False
    return max(len(words(one)), len(words(other))) < SHORT


def judge(known: int | None, here: int | None, story: int | None) -> Outcome:
    """The verdict, from article numbers: who has this very text, who stood at this address, whose story it tells."""
    if known is not None and known == here:
        return Outcome.SAME
    if here is not None:
        return Outcome.REVISION
    if known is not None:
        return Outcome.COPY
    return Outcome.NEW if story is None else Outcome.REPRINT
