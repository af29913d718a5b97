"""What the page on data and its Datasette descriptions say is so."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlite_utils import Database

from crawler.export import TABLES
from crawler.search import open_readonly
from tests.web import made

DOCS = Path(__file__).parent.parent / "docs"
DESCRIBED: dict[str, Any] = yaml.safe_load((DOCS / "datasette.yaml").read_text(encoding="utf-8"))["databases"][
    "phienhop"
]
ASKED = {"words": "Đề OR phien", "name": "kinh-te-so-gdp", "session": "ubqg-cds-2024-07-10", "who": "Bộ"}


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("data")
    made.make(folder)
    db = open_readonly(folder)
    yield db
    db.close()


@pytest.mark.parametrize("table", DESCRIBED["tables"])
def test_what_is_described_is_there(db: Database, table: str) -> None:
    told = DESCRIBED["tables"][table]
    columns = {column[1] for column in db.execute(f"PRAGMA table_xinfo([{table}])").fetchall()}
    assert columns
    assert set(told.get("columns", ())) | {told.get("label_column", "")} <= columns | {""}


@pytest.mark.parametrize("name", DESCRIBED["queries"])
def test_ready_questions_have_answers(db: Database, name: str) -> None:
    try:
        assert db.execute(DESCRIBED["queries"][name]["sql"], ASKED).fetchall()
    except sqlite3.Error as error:
        pytest.fail(f"{name}: {error}")


def test_the_page_names_every_table() -> None:
    page = (DOCS / "data.md").read_text(encoding="utf-8")
    assert [name for name in TABLES if f"`{name}`" not in page] == []
