"""The JSON documents, for the OpenAPI description. Answers may hold more keys; these stay."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """More keys are welcome."""

    model_config = ConfigDict(extra="allow")


class Trouble(Shape):
    """What went wrong, in Vietnamese."""

    error: str
    detail: str


class SessionRow(Shape):
    """Một phiên họp trong danh sách."""

    key: str
    body: str
    ordinal: int | None
    date: str | None
    title: str
    reports: int
    provinces: list[str]


class Said(Shape):
    """Which article says it, and the words: `text[start:end] == quote`."""

    article: int
    quote: str
    start: int
    end: int


class Told(Shape):
    """One value and the articles that give it."""

    value: str | float
    count: int
    said: list[Said]


class Compared(Shape):
    """One fact with the values that the reports give it."""

    name: str
    agree: bool
    values: list[Told]


class ReportRow(Shape):
    """Một bản tin của phiên họp."""

    number: int
    title: str | None
    url: str | None
    source: str | None
    published: str | None
    province: str | None
    local_chair: str | None


class Session(Shape):
    """Một phiên họp: bản tin, tỉnh có mặt và vắng mặt, sự kiện đặt cạnh nhau."""

    key: str
    body: str
    ordinal: int | None
    date: str | None
    title: str
    reports: list[ReportRow]
    provinces: list[str]
    absent: list[str]
    facts: list[Compared]
    indicators: list[Compared]


class Hit(Shape):
    """Một bài tìm thấy."""

    number: int
    name: str
    hash: str
    title: str | None
    url: str | None
    source: str | None
    province: str | None
    published: str | None
    session: str | None
    snippet: str


class Fact(Shape):
    """A value and the exact words that prove it."""

    value: str | float
    quote: str
    start: int
    end: int


class Report(Shape):
    """What an article says of a session; what it does not say is null."""

    chair: Fact | None
    province: Fact | None
    local_chair: Fact | None
    theme: Fact | None
    documents: list[Fact]
    tasks: list[Fact]
    indicators: list[Fact]


class Article(Shape):
    """Một bài với mọi điều đã đọc được trong đó."""

    number: int
    name: str
    known_as: str | None
    url: str | None
    source: str | None
    title: str | None
    published: str | None
    author: str | None
    text: str
    hash: str
    report: Report | None
    addresses: list[Shape]
    revisions: list[Shape]


class Point(Shape):
    """Một số liệu ở một thời điểm."""

    value: float
    unit: str | None
    relation: Literal["eq", "gt", "lt", "approx", "rank", "ratio"]
    period: str | None
    quote: str
    article: int
    date: str | None


class Series(Shape):
    """Một chỉ số theo thời gian."""

    name: str
    series: str | None
    unit: str | None
    points: list[Point]


class Health(Shape):
    """Một nguồn có đọc được không."""

    id: str
    state: Literal["ok", "broken", "silent", "new", "disabled"]
    since: str | None
    reason: str | None
    last_ok: str | None
    last_new: str | None
    articles: int


class Task(Shape):
    """Một nhiệm vụ được giao."""

    value: str
    quote: str
    article: int
    by: str | None
    assignee: str | None
    due: str | None
    session: str | None


class Province(Shape):
    """Một tỉnh, thành phố và các bản tin của nó."""

    slug: str
    name: str
    reports: list[Shape]
    indicators: list[Shape]


class Overview(Shape):
    """Trang đầu: phiên mới nhất, ai đã đưa tin, bài mới, số liệu đã đổi."""

    sessions: list[SessionRow]
    provinces: list[Shape]
    articles: list[Shape]
    moved: list[Shape]
