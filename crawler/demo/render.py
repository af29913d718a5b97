"""What a site shows. Everything but the articles is different at every look: clocks, counters, polls, side boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime

from jinja2 import Environment, PackageLoader, StrictUndefined

from crawler.demo.data import VIETNAM, Site, Story
from crawler.demo.quirks import charset

WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")
ADVERTS = (
    "Căn hộ ven sông trả góp lãi suất thấp, bàn giao trong năm",
    "Vay mua xe chỉ từ 6,9% một năm, xét duyệt trong ngày",
    "Tuần lễ vàng mua sắm trực tuyến: giảm đến 50% cho khách mới",
)
OLD_NEWS = (
    "Hội chợ nông sản vùng cao thu hút hơn 200 gian hàng của 14 hợp tác xã trong vùng",
    "Khởi công tuyến đường nối hai bờ sông dài 18 km sau ba năm chuẩn bị",
    "Trao học bổng cho 120 học sinh vượt khó của sáu xã vùng cao biên giới",
    "Giải bơi vượt sông lần đầu có nội dung dành cho vận động viên khuyết tật",
    "Đưa vào sử dụng cây cầu treo thứ mười một nhờ nguồn vốn xã hội hóa",
)


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a site: the number of the visit decides all that moves."""

    site: Site
    base: str  # http://127.11.0.1:40123
    visit: int
    now: datetime

    @property
    def clock(self) -> str:
        at = (self.now + timedelta(seconds=self.visit)).astimezone(VIETNAM)
        return f"{WEEKDAYS[at.weekday()]}, {at:%d/%m/%Y %H:%M:%S}"

    @property
    def views(self) -> int:
        return 357 + self.visit

    @property
    def online(self) -> int:
        return 4017 + 13 * self.visit % 997

    @property
    def voted(self) -> int:
        return 1933 + self.visit

    @property
    def advert(self) -> str:
        return ADVERTS[self.visit % len(ADVERTS)]

    @property
    def old_news(self) -> list[str]:
        """Three headlines of a "related" box, in an order that changes."""
        return [OLD_NEWS[(self.visit + place) % len(OLD_NEWS)] for place in range(3)]

    @property
    def session_id(self) -> str:
        """What a server with session ids puts into every link; empty for the others."""
        return f";jsessionid={self.visit:032X}" if "session-ids" in self.site.quirks else ""


def path(site: Site, story: Story) -> str:
    """Where a site shows an article."""
    milliseconds = int(story.at.timestamp() * 1000) + 637
    return site.paths["article"].format(slug=story.slug, number=story.number, at=story.at, milliseconds=milliseconds)


def home(look: Look, shown: Sequence[Story]) -> str:
    """Menus, boxes and the two latest articles; of a site that is data only, nothing but a script."""
    if _is_data(look.site):
        return _environment.get_template("script.html").render(look=look, site=look.site)
    what = {"shown": _linked(look, shown), "charset": charset(look.site)[0]}
    return _environment.get_template("home.html").render(look=look, site=look.site, **what)


def listing(look: Look, shown: Sequence[Story]) -> str:
    return _page("listing", look, shown=_linked(look, shown))


def article(look: Look, story: Story) -> str:
    return _page("article", look, story=story, path=path(look.site, story))


def feed(look: Look, shown: Sequence[Story]) -> str:
    items = [(story, look.base + path(look.site, story), format_datetime(story.at)) for story in shown]
    return _environment.get_template("feed.xml.j2").render(look=look, site=look.site, items=items)


def sitemap(look: Look, shown: Sequence[Story]) -> str:
    items = [(look.base + path(look.site, story), story.at.isoformat()) for story in shown]
    return _environment.get_template("sitemap.xml.j2").render(items=items)


def notice(look: Look, kind: str) -> str:
    """What stands in the place of every page: `maintenance` or `blocked`."""
    return _environment.get_template(f"{kind}.html").render(look=look, site=look.site)


def _linked(look: Look, shown: Sequence[Story]) -> list[tuple[Story, str]]:
    return [(story, path(look.site, story) + look.session_id) for story in shown]


def _is_data(site: Site) -> bool:
    """Whether its pages are a script over JSON."""
    return f"{site.family}/listing.json.j2" in _templates


def _page(kind: str, look: Look, **what: object) -> str:
    ending = "json.j2" if _is_data(look.site) else "html"
    return _environment.get_template(f"{look.site.family}/{kind}.{ending}").render(look=look, site=look.site, **what)


_environment = Environment(
    loader=PackageLoader("crawler.demo"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
_templates = frozenset(_environment.list_templates())
