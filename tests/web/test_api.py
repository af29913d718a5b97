"""The documents: the promised shapes, described as they are, paged."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from crawler.web import shapes
from tests.web.made import FIRST
from tests.web.talking import Client


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("/api/overview", shapes.Overview),
        ("/api/sessions", list[shapes.SessionRow]),
        ("/api/sessions/ubqg-cds-2024-07-10", shapes.Session),
        ("/api/sessions/ubqg-cds-no9", shapes.Session),
        ("/api/search?q=phien+hop", list[shapes.Hit]),
        ("/api/search", list[shapes.Hit]),
        ("/api/articles/1", shapes.Article),
        ("/api/articles/3", shapes.Article),
        ("/api/indicators", list[shapes.Series]),
        ("/api/indicators?name=kinh+te", list[shapes.Series]),
        ("/api/indicators/kinh-te-so-gdp", shapes.Series),
        ("/api/tasks", list[shapes.Task]),
        ("/api/provinces/daklak", shapes.Province),
        ("/api/health", list[shapes.Health]),
    ],
)
def test_answers_have_the_shapes_that_are_described(client: Client, path: str, shape: Any) -> None:
    answer = client.get(path)
    assert answer.headers["content-type"] == "application/json"
    assert TypeAdapter(shape).validate_python(answer.json())


def test_the_description_names_every_path(client: Client) -> None:
    document = client.get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.")
    expected = {"sessions", "sessions/{key}", "search", "articles/{id}", "indicators", "health"}
    assert {f"/api/{path}" for path in expected} <= set(document["paths"])
    assert all(path.startswith("/api/") for path in document["paths"])
    for path in document["paths"].values():
        assert set(path) == {"get"}
        assert path["get"]["responses"]["200"]["content"]["application/json"]["schema"]


def test_a_document_proves_its_facts(client: Client) -> None:
    report = client.get("/api/articles/1").json()["report"]
    for fact in (report["chair"], report["province"], *report["tasks"], *report["indicators"]):
        assert FIRST[fact["start"] : fact["end"]] == fact["quote"]
    session = client.get("/api/sessions/ubqg-cds-2024-07-10").json()
    texts = {n: client.get(f"/api/articles/{n}").json()["text"] for n in (2, 4)}
    said = [said for fact in (*session["facts"], *session["indicators"]) for v in fact["values"] for said in v["said"]]
    assert said
    assert all(texts[s["article"]][s["start"] : s["end"]] == s["quote"] for s in said)


def test_a_long_list_leads_on(client: Client) -> None:
    path, seen = "/api/search?limit=2", []
    while path:
        answer = client.get(path)
        seen += [hit["number"] for hit in answer.json()]
        path = answer.headers.get("link", "").partition("<")[2].partition(">")[0]
    assert sorted(seen) == [0, 2, 3, 4]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/sessions/x", 404),
        ("/api/articles/999", 404),
        ("/api/nothing", 404),
        ("/api/sessions?limit=0", 400),
        ("/api/sessions?limit=100000", 400),
        ("/api/search?since=hom+kia", 400),
        ("/api/tasks?when=x", 400),
    ],
)
def test_mistakes_are_documents_too(client: Client, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status == status
    assert set(answer.json()) == {"error", "detail"}
