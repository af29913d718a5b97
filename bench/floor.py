"""The least that reading pages could cost: a bare GET and one parse of each; `python -m bench.floor URLS.json`."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import httpx
from selectolax.lexbor import LexborHTMLParser

from bench.measure import Run, run


def floor(urls: Sequence[str]) -> Run:
    """Read these pages in a process of its own, one after another, with one client."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(list(urls), file)
        file.flush()
        return run([sys.executable, "-m", "bench.floor", file.name])


if __name__ == "__main__":
    with httpx.Client(trust_env=False) as client:
        for url in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")):
            tree = LexborHTMLParser(client.get(url).raise_for_status().text)
            if tree.body is None:
                raise SystemExit(f"{url}: no page")
