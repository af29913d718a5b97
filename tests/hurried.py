"""`phienhop …` with its longest waits in seconds: after a failure, and for reports to gather.

Only lengths of time are changed, so that minutes of soak see what takes hours; the code is the service's own.
"""

from __future__ import annotations

from datetime import timedelta

from crawler.archive import addresses
from crawler.cli import main
from crawler.fetch import manners
from crawler.notify import rules

SECOND = timedelta(seconds=1)


def hurry() -> None:
    """Shorten every long wait."""
    manners.BACKOFF_FIRST, manners.BACKOFF_CAP = SECOND, 8 * SECOND
    addresses.RETRIES = tuple(n * SECOND for n in (2, 4, 8, 15))
    addresses.EMPTY_RETRIES = tuple(n * SECOND for n in (2, 5, 10, 20, 40, 80))
    rules.GATHER = 6 * SECOND


if __name__ == "__main__":
    hurry()
    main()
