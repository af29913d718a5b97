"""The archive: one SQLite file and the text files beside it, written by one hand."""

from crawler.archive.addresses import RECHECKS
from crawler.archive.archive import Archive, Change
from crawler.archive.files import file_name
from crawler.archive.telling import Tell

__all__ = ["RECHECKS", "Archive", "Change", "Tell", "file_name"]
