"""Write the table of the sources: `python -m crawler.sources docs/sources.md`."""

from __future__ import annotations

import sys
from pathlib import Path

from crawler import sources
from crawler.sources.table import table

if __name__ == "__main__":
    Path(sys.argv[1]).write_text(table(sources.load(Path("sources.yaml"))), encoding="utf-8")
