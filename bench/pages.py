"""Sites as they are: listings and articles of about 60 KB, of every make there is a test page of."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from selectolax.lexbor import LexborNode

from bench.measure import ROOT
from crawler.html import parse

MAKES = ROOT / "tests" / "pages"
SIZE = 60_000  # bytes
ARTICLES = 10  # on a listing
PARAGRAPHS = 6  # added to each article, each of about 400 characters
CLOCK = "10:15:42"  # on each test page; another one on each answer

_HOST = re.compile(r"https?://[\w.-]*\.example(?:\.\w+)*")
_NUMBER = re.compile(r"\d{2,}(?=\D*$)")
_ID = re.compile(r"\d{5,}")  # in a query
_SENTENCE = 60  # characters: shorter ones may be captions
_WORDS = """
xã phường huyện tỉnh người dân đồng bào lúa ngô chè cà phê trường học bệnh viện cầu đường sông núi bản làng chợ hội
mùa vụ nước sạch điện lưới vay vốn hợp tác nông thôn mới du lịch lễ hội truyền thống thanh niên phụ nữ cựu chiến
binh giáo viên học sinh bác sĩ trạm y tế xây dựng khởi công khánh thành kiểm tra tập huấn hỗ trợ tặng quà thi đua
sản phẩm thị trường giá cả xuất khẩu doanh nghiệp đầu tư dự án quy hoạch đất đai rừng bảo vệ phòng chống thiên tai
""".split()  # noqa: SIM905 - reads better


@dataclass(frozen=True, slots=True)
class Make:
    """One make of sites: its listing, one item of it for each article, and its article page."""

    name: str
    listing: str  # with `@@items@@` where the items stand
    items: tuple[str, ...]
    hrefs: tuple[str, ...]
    article: str
    title: str
    paragraph: str  # the last long one of the article, with the bracket before it


@cache
def makes() -> tuple[Make, ...]:
    """Every make of `tests/pages` that has a listing."""
    return tuple(_make(folder) for folder in sorted(MAKES.iterdir()) if (folder / "listing.html").is_file())


def site(n: int) -> dict[str, str]:
    """One site: its pages by path, the listing at "/"; no two articles of all sites are alike."""
    make = makes()[n % len(makes())]
    paths = [_path(make.hrefs[i % len(make.hrefs)], n, i) for i in range(ARTICLES)]
    pages = {path: _article(make, n * ARTICLES + i) for i, path in enumerate(paths)}
    items = "\n".join(
        make.items[i % len(make.items)].replace(escape(make.hrefs[i % len(make.hrefs)]), escape(path))
        for i, path in enumerate(paths)
    )
    return {"/": _padded(make.listing.replace("@@items@@", items)), **pages}


def key(path: str) -> str:
    """What an address leads to, whatever the order of its query and whatever else that says."""
    place, _, query = path.partition("?")
    return f"{place}?{found[0]}" if (found := _ID.search(query)) else place


def _make(folder: Path) -> Make:
    listing = _HOST.sub("", (folder / "listing.html").read_text(encoding="utf-8"))
    hrefs = [_HOST.sub("", url) for url in json.loads((folder / "listing.json").read_text(encoding="utf-8"))]
    page = next(path for path in sorted(folder.glob("2*.html")))
    article = _HOST.sub("", page.read_text(encoding="utf-8"))
    told = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    listing, items, found = _cut(listing, hrefs)
    paragraphs = [f">{escape(text, quote=False)}" for text in told["text"].split("\n\n")[1:]]
    last = [text for text in paragraphs if text in article and len(text) > _SENTENCE][-1]
    return Make(folder.name, listing, items, found, article, told["title"], last)


def _cut(listing: str, hrefs: list[str]) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The listing without its items, and the items with the address that each leads to."""
    tree = parse(listing)
    anchors = [node for node in tree.css("a[href]") if _leads(node.attributes["href"] or "", hrefs)]
    whole, items, found = tree.html or "", [], []
    for item in list(_items(anchors)):
        anchor = next(iter(item.css("a[href]")), item)
        found.append(anchor.attributes["href"] or "")
        items.append(item.html or "")
        whole = whole.replace(items[-1], "" if items[1:] else "@@items@@", 1)
    return whole, tuple(items), tuple(found)


def _leads(href: str, urls: list[str]) -> bool:
    """Whether a link is one of the articles', in whatever order its query stands and whatever goes before."""
    own = set(re.split("[?&/]", href))
    return any([piece for piece in re.split("[?&/]", url) if piece][-1] in own for url in urls)


def _items(anchors: list[LexborNode]) -> Iterator[LexborNode]:
    """For each article the largest element that holds no link but those to it."""
    met = set()
    for anchor in anchors:
        own, item = anchor.attributes["href"], anchor
        while (parent := item.parent) is not None and {a.attributes["href"] for a in parent.css("a[href]")} == {own}:
            item = parent
        if own not in met:
            met.add(own)
            yield item


def _path(href: str, site: int, n: int) -> str:
    """Another article's address in the same form: its number changed, or its last word."""
    path = href if href.startswith("/") else f"/{href}"
    if found := (_ID if "?" in path else _NUMBER).search(path):
        number = str(int(found[0]) + 10 * n + 1).zfill(len(found[0]))
        return path[: found.start()] + number + path[found.end() :]
    stem, dot, ending = path.rstrip("/").partition(".")
    return f"{stem}-so-{site}-{n}{dot}{ending}{'/' if path.endswith('/') else ''}"


def _article(make: Make, number: int) -> str:
    """The make's article under a title of its own, with paragraphs of its own."""
    words = random.Random(number)
    own = "".join(f"</p>\n<p>{sentences(words)}" for _ in range(PARAGRAPHS))
    page = make.article.replace(escape(make.title, quote=False), f"{escape(make.title, quote=False)}: tin {number}")
    return _padded(page.replace(make.paragraph, make.paragraph + own, 1))


def sentences(words: random.Random) -> str:
    """A paragraph that nobody else has written."""
    said = (" ".join(words.choices(_WORDS, k=14)).capitalize() for _ in range(6))
    return ". ".join(said) + "."


def _padded(page: str) -> str:
    """The page made about 60 KB long by what fills real ones: scripts, styles, menus, boxes of links without news."""
    room = SIZE - len(page.encode())
    script = "<script>" + _repeat("window.dataLayer.push({'event':'view','id':%d});\n", room * 45 // 100) + "</script>"
    style = "<style>" + _repeat(".box-%d{margin:0 auto;padding:4px 8px;color:#333}\n", room * 15 // 100) + "</style>"
    links = '<li class="menu-%d"><a href="/chuyen-muc/%d" title="Chuyên mục"><span>Mục</span></a></li>\n'
    menu = "<ul>" + _repeat(links, room * 25 // 100) + "</ul>"
    boxes = _repeat('<div class="qc qc-%d"><img src="/anh/%d.jpg" alt=""><div></div></div>\n', room * 15 // 100)
    page = page.replace("</head>", f"{style}{script}</head>", 1)
    return page.replace("</body>", f'<div class="chan">{menu}{boxes}</div></body>', 1)


def _repeat(form: str, size: int) -> str:
    """A form with a number in it, again and again until it is so long."""
    made: list[str] = []
    while size > 0:
        made.append(form.replace("%d", str(len(made))))
        size -= len(made[-1].encode())
    return "".join(made)
