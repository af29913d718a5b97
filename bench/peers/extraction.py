"""What other extractors make of the pages in a folder: `python extraction.py FOLDER`, in an environment that has them.

Prints JSON: by extractor and file the text, and the seconds of processor time it took (the least of five rounds).
It stands alone, since that environment has nothing of ours.
"""

from __future__ import annotations

import html
import json
import re
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Extractor = Callable[[str], str | None]
_ROUNDS = 5
_BREAK = re.compile(r"<(?:/?(?:p|div|h\d|li|tr|table|ul|ol|blockquote|figcaption)\b[^>]*|br\s*/?)>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")


def main(folder: Path) -> None:
    pages = {file.name: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.html"))}
    json.dump({name: _read(extract, pages) for name, extract in extractors()}, sys.stdout, ensure_ascii=False)


def extractors() -> Iterator[tuple[str, Extractor]]:
    """The extractors that are installed."""
    for name, load in _LOADERS.items():
        try:
            yield name, load()
        except ImportError as error:
            print(f"{name}: {error}", file=sys.stderr)


def _read(extract: Extractor, pages: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Round after round through all pages: none is read twice in a row, so that no memory of it helps."""
    found: dict[str, dict[str, Any]] = {file: {"text": "", "seconds": float("inf")} for file in pages}
    for _ in range(_ROUNDS):
        for file, page in pages.items():
            began = time.process_time()
            text = _text(extract, page)
            took = time.process_time() - began
            found[file] = {"text": text, "seconds": min(took, found[file]["seconds"])}
    return found


def _text(extract: Extractor, page: str) -> str:
    try:
        return extract(page) or ""
    except Exception as error:  # what falls over reads nothing: that is its result
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return ""


def _trafilatura(**options: bool) -> Extractor:
    import trafilatura

    return lambda page: trafilatura.extract(page, include_comments=False, **options)


def _readability() -> Extractor:
    from readability import Document

    return lambda page: html.unescape(_TAG.sub("", _BREAK.sub("\n", Document(page).summary(html_partial=True))))


def _newspaper() -> Extractor:
    with warnings.catch_warnings(action="ignore"):  # of a part that we have no use for
        import newspaper

    def extract(page: str) -> str:
        article = newspaper.Article("https://tin.example.vn/bai-viet", language="vi", fetch_images=False)
        article.download(input_html=page)
        article.parse()
        return str(article.text)

    return extract


def _resiliparse() -> Extractor:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda page: str(extract_plain_text(page, main_content=True, alt_texts=False, links=False))


_LOADERS: dict[str, Callable[[], Extractor]] = {
    "trafilatura": _trafilatura,
    "trafilatura (precision)": lambda: _trafilatura(favor_precision=True),
    "readability-lxml": _readability,
    "newspaper4k": _newspaper,
    "resiliparse": _resiliparse,
}

if __name__ == "__main__":
    main(Path(sys.argv[1]))
