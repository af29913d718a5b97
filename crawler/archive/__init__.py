"""The archive: one SQLite file and the text files beside it, written by one hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crawler.archive.addresses import RECHECKS
    from crawler.archive.archive import Archive, Change

__all__ = ["RECHECKS", "Archive", "Change"]


def __getattr__(name: str) -> Any:
    """Imported when first asked for: a question needs the database alone, not all that writes it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from crawler.archive import addresses, archive

    return getattr(addresses if name == "RECHECKS" else archive, name)
