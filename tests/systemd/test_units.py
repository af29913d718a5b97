"""The units: shut in tightly enough, understood by systemd, and calling verbs that exist."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.cli import cli

UNITS = Path(__file__).parents[2] / "systemd"
SERVICES = ["phienhop.service", "phienhop-web.service", "phienhop-backup.service"]
EXPOSURE = 15  # tenths; a service of one's own starts at 96

analyze = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")


def settings(unit: str, key: str) -> list[str]:
    lines = (UNITS / unit).read_text().splitlines()
    return [line.partition("=")[2] for line in lines if line.startswith(f"{key}=")]


@analyze
@pytest.mark.parametrize("unit", SERVICES)
def test_exposure(unit: str) -> None:
    command = [
        "systemd-analyze",
        "security",
        "--offline=true",
        f"--threshold={EXPOSURE}",
        "--no-pager",
        f"{UNITS / unit}",
    ]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout[-300:] + ran.stderr


@analyze
def test_systemd_understands_them(tmp_path: Path) -> None:
    """In a root of its own, where the executables are there."""
    folder = tmp_path / "etc/systemd/system"
    folder.mkdir(parents=True)
    for unit in UNITS.glob("phienhop*.service"):
        shutil.copy(unit, folder)
    shutil.copy(UNITS / "phienhop-backup.timer", folder)
    for name in ("opt/phienhop/venv/bin/phienhop", "bin/sh"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).touch(0o755)
    names = sorted(unit.name for unit in folder.iterdir())
    assert len(names) == 4
    for target in ("sysinit", "basic", "shutdown", "timers", "time-set"):
        (folder / f"{target}.target").write_text("[Unit]\nDefaultDependencies=no\n")
    command = ["systemd-analyze", "verify", "--man=no", f"--root={tmp_path}", *names]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize("unit", SERVICES)
def test_the_commands_exist(unit: str) -> None:
    (command,) = settings(unit, "ExecStart")
    program, *words = shlex.split(command)
    assert program == "/opt/phienhop/venv/bin/phienhop"
    assert "--state /var/lib/phienhop" in command
    ran = CliRunner().invoke(cli, [*words, "--help"])
    assert ran.exit_code == 0, ran.output


def test_the_web_page_may_only_read() -> None:
    unit = "phienhop-web.service"
    assert settings(unit, "User") != settings("phienhop.service", "User")
    assert settings(unit, "Group") == settings("phienhop.service", "Group")
    assert settings(unit, "ProtectSystem") == ["strict"]
    for opens in ("StateDirectory", "ReadWritePaths", "LoadCredential"):
        assert settings(unit, opens) == []
    assert settings(unit, "IPAddressDeny") == ["any"]


def test_no_secret_has_a_place_in_a_unit() -> None:
    for unit in SERVICES:
        assert not any("PHIENHOP_" in value for value in settings(unit, "Environment"))
