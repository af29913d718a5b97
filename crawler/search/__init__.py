"""The questions one can ask of an archive, for the command, the web page and exports alike.

Each takes a database opened by `open_readonly` and answers plain values in the public JSON shapes.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from crawler.archive.database import open_readonly
from crawler.search.filters import Filters
from crawler.search.fulltext import Hit, search
from crawler.search.sessions import session, sessions

if TYPE_CHECKING:
    from crawler.search.figures import indicators
    from crawler.search.one import diff, find, show
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

_LATER = {"diff": "one", "find": "one", "indicators": "figures", "show": "one", "suggest": "spelling"}


def __getattr__(name: str) -> Any:
    """What a search does not need is imported when first asked for: one waits for a command's start."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_LATER[name]}"), name)
