"""The questions one can ask of an archive, for the command, the web page and exports alike.

Each takes a database opened by `open_readonly` and answers plain values in the public JSON shapes. What is asked of
one article stands in `crawler.search.one`, for a search does not need all that reads an article.
"""

from crawler.archive.database import open_readonly
from crawler.search.figures import indicators
from crawler.search.filters import Filters
from crawler.search.fulltext import search
from crawler.search.hits import Hit
from crawler.search.sessions import session, sessions
from crawler.search.spelling import suggest

__all__ = ["Filters", "Hit", "indicators", "open_readonly", "search", "session", "sessions", "suggest"]
