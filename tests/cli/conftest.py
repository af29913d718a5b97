"""The command, run as a user runs it: its own process, an empty state folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

REPORT = """Phiên họp lần thứ 9 của Ủy ban Quốc gia về chuyển đổi số

Chiều 10/7/2024, Thủ tướng Phạm Minh Chính, Chủ tịch Ủy ban Quốc gia về chuyển đổi số chủ trì phiên họp lần thứ 9.

Tại điểm cầu tỉnh Đắk Lắk, ông Nguyễn Văn Mẫu, Phó Chủ tịch UBND tỉnh chủ trì.

Theo báo cáo, kinh tế số ước đạt 18,3% GDP; đã có 16,4 triệu tài khoản trên Cổng Dịch vụ công quốc gia.
"""
OTHER = """Khai mạc hội chợ nông sản vùng cao

Sáng 12/7/2024, hội chợ nông sản vùng cao khai mạc tại trung tâm thành phố với nhiều gian hàng của các hợp tác xã.

Hội chợ kéo dài đến hết tuần, có chương trình biểu diễn vào mỗi buổi tối.
"""


@dataclass(frozen=True)
class Ran:
    """What a run printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """`run("search", "x")` runs the command on `tmp_path / "state"`."""

    def call(*words: object, stdin: str | None = None, **environ: str) -> Ran:
        settings = {"PHIENHOP_STATE": str(tmp_path / "state"), "PHIENHOP_SOURCES": str(tmp_path / "sources.yaml")}
        done = subprocess.run(
            [sys.executable, "-m", "crawler", *map(str, words)],
            capture_output=True,
            text=True,
            input=stdin,
            env={**os.environ, **settings, **environ},
            timeout=60,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return call


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """A folder of two texts: a report of a session, and something else."""
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "000_0123456789abcdef.txt").write_text(REPORT, encoding="utf-8")
    (folder / "001_fedcba9876543210.txt").write_text(OTHER, encoding="utf-8")
    return folder
