"""The questions one can ask of an archive, for the command, the web page and exports alike.

Each takes a database opened by `open_readonly` and answers plain values in the public JSON shapes.
"""

from crawler.archive.database import open_readonly
from crawler.search.figures import indicators
from crawler.search.filters import Filters
from crawler.search.fulltext import Hit, search
from crawler.search.one import diff, find, show
from crawler.search.sessions import session, sessions
from crawler.search.spelling import suggest

__all__ = [
    "Filters",
    "Hit",
    "diff",
    "find",
    "indicators",
    "open_readonly",
    "search",
    "session",
    "sessions",
    "show",
    "suggest",
]
