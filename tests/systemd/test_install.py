"""install.sh and uninstall.sh into a folder: nothing lost, nothing done twice, and a way back."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = ["install.sh", "uninstall.sh", "phienhop.sh"]

pytestmark = pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in ("systemd-sysusers", "systemctl")),
    reason="systemd's tools are not installed",
)

# Makes what `python3 -m venv` and pip would, and notes what it was asked; fails when the file `fail` is there.
PYTHON = """#!/bin/bash
echo "$@" >>"{log}"
case "$*" in
    "-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
    *"--no-deps"*)
        [ ! -e "{fail}" ] || exit 1
        printf '#!%s\\n' "$0" >"$(dirname "$0")/phienhop" && chmod +x "$(dirname "$0")/phienhop" ;;
esac
"""


@dataclass(frozen=True)
class Machine:
    """A checkout, a folder to install into, and the calls of its Python."""

    checkout: Path
    root: Path
    python: Path
    log: Path
    fail: Path

    def run(self, script: str, *options: str, code: int = 0) -> str:
        command = ["bash", str(self.checkout / "systemd" / script), "--root", str(self.root), *options]
        ran = subprocess.run(command, capture_output=True, text=True)
        assert ran.returncode == code, ran.stdout + ran.stderr
        return ran.stdout + ran.stderr

    def install(self, *options: str, code: int = 0) -> str:
        return self.run("install.sh", "--python", str(self.python), *options, code=code)

    def change(self) -> None:
        """Another version in the checkout."""
        with (self.checkout / "crawler/__init__.py").open("a") as file:
            file.write("# changed\n")

    @property
    def venv(self) -> str:
        return str((self.root / "opt/phienhop/venv").readlink())

    def files(self) -> list[str]:
        return sorted(str(f.relative_to(self.root)) for f in self.root.rglob("*phienhop*"))


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    made = Machine(*(tmp_path / name for name in ("checkout", "root", "python", "log", "fail")))
    (made.checkout / "crawler").mkdir(parents=True)
    (made.checkout / "docs").mkdir()
    shutil.copytree(ROOT / "systemd", made.checkout / "systemd")
    for name in ("crawler/__init__.py", "docs/operations.md", "pyproject.toml", "requirements.lock", "README.md"):
        shutil.copy(ROOT / name, made.checkout / name)
    shutil.copy(ROOT / "LICENSE", made.checkout)
    (made.checkout / "sources.yaml").write_text("sources: []\n")
    made.python.write_text(PYTHON.format(log=made.log, fail=made.fail))
    made.python.chmod(0o755)
    return made


def mode(path: Path) -> str:
    return f"{path.stat().st_mode & 0o777:o}"


def test_a_first_install(machine: Machine) -> None:
    said = machine.install("--enable")
    etc = machine.root / "etc"
    for unit in (ROOT / "systemd").glob("phienhop*.[st][ei]*"):
        if unit.suffix in (".service", ".timer"):
            assert (etc / "systemd/system" / unit.name).read_bytes() == unit.read_bytes()
            assert f"/etc/systemd/system/{unit.name}" in said
    assert [mode(etc / "phienhop" / n) for n in ("", "secrets", "sources.yaml")] == ["750", "700", "640"]
    assert mode(machine.root / "var/lib/phienhop") == "750"
    wanted = etc / "systemd/system"
    assert os.path.lexists(wanted / "multi-user.target.wants/phienhop.service")
    assert os.path.lexists(wanted / "timers.target.wants/phienhop-backup.timer")
    command = machine.root / "opt/phienhop/venv/bin/phienhop"
    assert command.read_text().startswith("#!/opt/phienhop/releases/"), "what runs must not name the folder"
    assert "--require-hashes" in machine.log.read_text()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_users_of_its_own(machine: Machine) -> None:
    machine.install()
    users = dict(line.split(":", 1) for line in (machine.root / "etc/passwd").read_text().splitlines())
    uid, gid = map(int, users["phienhop"].split(":")[1:3])
    assert users["phienhop-web"].split(":")[2] == str(gid)
    state, sources = machine.root / "var/lib/phienhop", machine.root / "etc/phienhop/sources.yaml"
    assert (state.stat().st_uid, state.stat().st_gid) == (uid, gid)
    assert (sources.stat().st_uid, sources.stat().st_gid) == (0, gid)


def test_a_second_install_changes_nothing(machine: Machine) -> None:
    machine.install()
    asked, files = machine.log.read_text(), machine.files()
    (machine.root / "etc/phienhop/sources.yaml").write_text("mine\n")
    secrets = machine.root / "etc/systemd/system/phienhop.service.d/secrets.conf"
    secrets.write_text("[Service]\nLoadCredential=A:/b\n")
    assert machine.install() == ""
    assert (machine.root / "etc/phienhop/sources.yaml").read_text() == "mine\n"
    assert "LoadCredential=A:/b" in secrets.read_text()
    assert machine.files() == files
    assert [line for line in machine.log.read_text()[len(asked) :].splitlines() if "-m" in line.split()] == []


def test_upgrade_rollback_and_what_is_kept(machine: Machine) -> None:
    used = []
    for _ in range(3):
        machine.install()
        used.append(machine.venv)
        machine.change()
    assert len(set(used)) == 3
    opt = machine.root / "opt/phienhop"
    assert sorted(f"releases/{r.name}" for r in (opt / "releases").iterdir()) == sorted(used[1:])
    assert "restore" in machine.install("--rollback")
    assert (machine.venv, str((opt / "previous").readlink())) == (used[1], used[2])
    machine.install("--rollback")
    assert machine.venv == used[2]


def test_a_failed_build_is_not_used(machine: Machine) -> None:
    assert "no former release" in machine.install("--rollback", code=1)
    machine.install()
    before = machine.venv
    machine.change()
    machine.fail.touch()
    machine.install(code=1)
    assert machine.venv == before
    machine.fail.unlink()
    machine.install()
    assert machine.venv != before


def test_an_old_python_is_refused(machine: Machine) -> None:
    machine.python.write_text("#!/bin/sh\nexit 1\n")
    assert "3.11" in machine.install(code=1)
    assert machine.files() == []


def test_uninstall_keeps_what_is_the_users(machine: Machine) -> None:
    machine.install("--enable")
    kept = [machine.root / "var/lib/phienhop/phienhop.db", machine.root / "etc/phienhop/sources.yaml"]
    kept[0].write_text("the archive")
    for _ in "12":
        assert "--purge removes them" in machine.run("uninstall.sh")
    assert all(file.is_file() for file in kept)
    assert not (machine.root / "opt/phienhop").exists()
    assert [name for name in machine.files() if "wants" in name or name.endswith((".service", ".timer"))] == []
    machine.install()
    assert kept[0].read_text() == "the archive"
    machine.run("uninstall.sh", "--purge")
    assert machine.files() == []


@pytest.mark.parametrize("script", ["install.sh", "uninstall.sh"])
def test_a_wrong_option(machine: Machine, script: str) -> None:
    assert "--root DIR" in machine.run(script, "--nope", code=2)
    assert "--root DIR" in machine.run(script, "--help")
    assert machine.files() == []


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
@pytest.mark.parametrize("script", SCRIPTS)
def test_shellcheck(script: str) -> None:
    ran = subprocess.run(["shellcheck", f"{ROOT}/systemd/{script}"], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout
