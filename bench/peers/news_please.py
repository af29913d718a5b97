"""news-please as a library: it fetches and reads the articles, FTS5 keeps them: `news_please.py TASK.json DB`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import store
from newsplease import NewsPlease

AT_ONCE = 50  # it starts a thread for each address that it is given

if __name__ == "__main__":
    urls = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["articles"]
    db = store.open_table(sys.argv[2])
    for some in (urls[start : start + AT_ONCE] for start in range(0, len(urls), AT_ONCE)):
        found = NewsPlease.from_urls(some, request_args={"timeout": 30}, fetch_images=False)
        for url, article in found.items():
            if text := getattr(article, "maintext", None):
                store.keep(db, url, str(article.date_publish or "") or None, article.title, text)
    print(store.count(db))
