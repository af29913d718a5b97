"""Each thing that can be wrong is found, named, and comes with what to do."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import shutil
import sqlite3
import ssl
from contextlib import AsyncExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crawler.archive.database import FILE
from crawler.archive.lock import beat, only_service
from crawler.archive.rotate import rotate
from crawler.cli import cli
from crawler.doctor import Check, configuration, folder, machine, network
from crawler.fetch import tls
from crawler.fetch.resolver import Resolver
from crawler.model import Access, Kind, Recipient, Settings, Source
from tests.fetch.conftest import LOCAL, listening
from tests.fetch.test_tls import CA, EXPIRED, GOOD, NO_CHAIN, RSA_EXCHANGE, SHORT_DH, server
from tests.test_backup import keep, spoil_index

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
SOUND = "sources:\n  - {id: a, name: A, kind: national, listing: 'https://a.example/tin'}\n"


def bad(check: Check, *words: str) -> None:
    """Not ok, with a remedy, and all these words in what is said."""
    said = f"{check.detail} → {check.remedy}"
    assert not check.ok, said
    assert check.remedy, said
    for word in words:
        assert word in said


def good(check: Check, *words: str) -> None:
    assert (check.ok, check.remedy) == (True, None), check
    for word in words:
        assert word in check.detail


@pytest.fixture
def state(tmp_path: Path) -> Path:
    state = tmp_path / "state"
    keep(state, 1)
    return state


def write(state: Path, statement: str) -> None:
    with closing(sqlite3.connect(state / FILE)) as db:
        db.execute(statement)
        db.commit()


# --- the machine ----------------------------------------------------------------------------


def test_an_sqlite_without_what_the_archive_wants() -> None:
    with closing(sqlite3.connect(":memory:")) as db:
        good(machine.version(db), "phienhop", "SQLite")
    with closing(sqlite3.connect(":memory:")) as db:
        refused = sqlite3.SQLITE_CREATE_VTABLE
        db.set_authorizer(lambda action, *_: sqlite3.SQLITE_DENY if action == refused else sqlite3.SQLITE_OK)
        bad(machine.version(db), "lacks FTS5", "3.37")


def test_a_clock_that_never_was_set() -> None:
    bad(machine.clock(datetime(1970, 1, 1, 0, 4, tzinfo=UTC)), "1970", "timedatectl")
    good(machine.clock(NOW))


def test_no_authority_to_trust(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    bad(machine.certificates(ssl.get_default_verify_paths()), "apt install ca-certificates")
    monkeypatch.setenv("SSL_CERT_FILE", str(CA))
    good(machine.certificates(ssl.get_default_verify_paths()), str(CA))


def test_few_descriptors() -> None:
    bad(machine.descriptors(256), "256", "ulimit", "LimitNOFILE")
    good(machine.descriptors(4096))
    good(machine.descriptors(resource.RLIM_INFINITY))


# --- the state folder -----------------------------------------------------------------------


def test_a_folder_in_order(state: Path) -> None:
    checks = list(folder.checks(state))
    assert [c.check for c in checks if not c.ok] == []
    assert {"database", "search index", "permissions", "backups", "service"} <= {c.check for c in checks}


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    assert all(check.ok for check in folder.checks(tmp_path / "a/b"))
    assert not (tmp_path / "a").exists()


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    bad(folder.writable(tmp_path / "file"), "chown", "--state")


def test_files_that_anybody_may_write(state: Path) -> None:
    (state / FILE).chmod(0o666)
    bad(folder.permissions(state), FILE, "chmod -R o-w")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_files_of_another_user(state: Path) -> None:
    os.chown(state, 65534, 65534)
    bad(folder.permissions(state), "another user", "chown -R --reference")


def test_little_room(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good(folder.room(state), "GB free")
    usage = shutil.disk_usage(state)._replace(free=100 << 20)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    bad(folder.room(state), "0.1 GB", "free some space")


def test_a_damaged_database(state: Path) -> None:
    with (state / FILE).open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 5000)
    (found,) = folder.database(state)
    bad(found, "phienhop restore")
    good(folder.visits(state, NOW))  # one complaint is enough


def test_a_broken_search_index(state: Path) -> None:
    spoil_index(state)
    database, index = folder.database(state)
    good(database)
    bad(index, "fills the index anew")


def test_a_visit_in_the_future(state: Path) -> None:
    good(folder.visits(state, NOW), "no source")
    write(
        state,
        "INSERT INTO visit (source, at, outcome, links, fetched, new, copies, revisions)"
        " VALUES ('a', '2036-01-01T00:00:00.000Z', 'ok', 0, 0, 0, 0, 0)",
    )
    bad(folder.visits(state, NOW), "2036-01-01", "timedatectl")
    good(folder.visits(state, NOW + timedelta(days=3653)))


def test_backups_that_are_bad_or_old(state: Path) -> None:
    good(folder.backups(state, NOW), "none")
    made = rotate(state, state / "backups", NOW).file
    at = datetime.fromtimestamp(made.stat().st_mtime, UTC)
    good(folder.backups(state, at), "of the last day")
    bad(folder.backups(state, at + timedelta(days=9)), "9 days old", "systemctl status phienhop-backup")
    made.write_bytes(b"x" * 5000)
    bad(folder.backups(state, at), made.name, "backup --rotate")


def test_whether_a_service_runs_and_goes_on(state: Path) -> None:
    good(folder.service(state, NOW), "does not run")
    with only_service(state):
        beat(state)
        now = datetime.now(UTC)
        good(folder.service(state, now), f"process {os.getpid()}")
        bad(folder.service(state, now + timedelta(minutes=5)), "its last tick", "dmesg")
    good(folder.service(state, NOW), "does not run")


# --- the configuration ----------------------------------------------------------------------


def test_a_broken_configuration(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text("sources:\n  - id: a\n    evry: 3m\n")
    settings, check = configuration.load(path, {})
    assert settings is None
    bad(check, "sources.yaml:", "evry", "sources schema")


def test_a_portal_that_names_no_province(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(
        "sources:\n  - {id: a, kind: portal, listing: https://a.vn/}\n  - {id: b, listing: https://b.vn/}\n"
    )
    settings, _ = configuration.load(path, {})
    assert settings
    (check,) = [check for check in configuration.checks(path, settings, {}) if "no province" in f"{check}"]
    good(check, "a: no province")


@pytest.mark.parametrize(
    ("address", "mode", "words"),
    [
        ("mailtos://user:secret@mail.example?to=a@b.example", 0o644, ("toa-soan", "chmod o-r", "${NAME}")),
        ("tgram://123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/1", 0o644, ("toa-soan",)),
        ("${PHIENHOP_MAIL}", 0o646, ("anybody may write", "chmod o-w")),
        ("mailtos://user:secret@mail.example?to=a@b.example", 0o640, None),
        ("${PHIENHOP_MAIL}", 0o644, None),
        ("json://127.0.0.1:9/", 0o644, None),
    ],
)
def test_secrets_in_the_open(tmp_path: Path, address: str, mode: int, words: tuple[str, ...] | None) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(f'{SOUND}alerts:\n  - {{name: toa-soan, to: "{address}"}}\n')
    path.chmod(mode)
    check = configuration.privacy(path)
    assert "secret@" not in f"{check}"
    bad(check, *words) if words else good(check)


def test_templates(tmp_path: Path) -> None:
    good(configuration.templates(None), "built in")
    bad(configuration.templates(str(tmp_path / "none")), "no such folder")
    (tmp_path / "text.txt.j2").write_text("{{ subject }}\n{% if %}")
    bad(configuration.templates(str(tmp_path)), "text.txt.j2:2", "TemplateSyntaxError")


def test_templates_in_order(tmp_path: Path) -> None:
    (tmp_path / "text.txt.j2").write_text("{{ subject }}")
    good(configuration.templates(str(tmp_path)), str(tmp_path))


def test_a_channel_that_cannot_be_opened() -> None:
    recipient = Recipient("toa-soan", "tgram://123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/")
    check = configuration.channels(Settings(recipients=(recipient,)))
    bad(check, "toa-soan", "alerts test")
    assert "AAAA" not in check.detail
    good(configuration.channels(Settings()), "terminal")


# --- the network ----------------------------------------------------------------------------


def watching(*urls: str, access: Access = LOCAL) -> Settings:
    return Settings(tuple(Source(f"s{n}", "S", Kind.NATIONAL, listing=(u,), access=access) for n, u in enumerate(urls)))


def test_names_that_do_not_resolve(monkeypatch: pytest.MonkeyPatch) -> None:
    def lookup(host: str) -> list[str]:
        if host.startswith("dead"):
            raise OSError(-2, "Name or service not known")
        return ["192.0.2.1"]

    monkeypatch.setattr(network, "Resolver", lambda: Resolver(lookup))
    good(network.names(watching("https://a.example/", "https://dead.example/")), "1 of 2", "not: dead.example")
    bad(network.names(watching("https://dead.example/")), "0 of 1", "resolv.conf")
    good(network.names(Settings()))


WITH_CA = replace(LOCAL, ca=CA)


@pytest.mark.parametrize(
    ("kind", "access", "words"),
    [
        (GOOD, WITH_CA, None),
        (GOOD, LOCAL, ("tls: {ca: FILE}",)),
        (NO_CHAIN, WITH_CA, ("leaves out part of its chain", "tls: {ca: FILE}")),
        (EXPIRED, WITH_CA, ("the certificate has expired",)),
        (SHORT_DH, WITH_CA, ("`tls: legacy` works",)),
        (RSA_EXCHANGE, LOCAL, ("with `tls: legacy`", "tls: {ca: FILE}")),
        (SHORT_DH, replace(WITH_CA, tls="legacy"), None),
    ],
)
async def test_handshakes(kind: dict[str, str], access: Access, words: tuple[str, ...] | None) -> None:
    async with listening(_silent, tls=server(**kind)) as port:
        settings = watching(f"https://127.0.0.1:{port}/tin", access=access)
        *failed, summary = await asyncio.to_thread(list, network.handshakes(settings))
    good(summary, "0 of 1" if words else "1 of 1")
    if words:
        bad(failed[0], "127.0.0.1 (s0)", *words)
        assert "insecure" not in f"{failed}"
    else:
        assert failed == []


async def test_an_exception_that_is_no_longer_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CA))
    tls._made.clear()
    async with listening(_silent, tls=server()) as port:
        settings = watching(f"https://127.0.0.1:{port}/", access=replace(LOCAL, tls="insecure"))
        (summary,) = await asyncio.to_thread(list, network.handshakes(settings))
    tls._made.clear()
    good(summary, "would also do with tls: strict: 127.0.0.1")


async def test_hosts_that_do_not_answer_hold_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "PATIENCE", timedelta(seconds=0.3))
    async with AsyncExitStack() as stack:
        mute = [await stack.enter_async_context(listening(_mute)) for _ in range(30)]
        well = await stack.enter_async_context(listening(_silent, tls=server()))
        urls = [f"https://127.0.0.1:{port}/" for port in (*mute, well)]
        (summary,) = await asyncio.to_thread(list, network.handshakes(watching(*urls, access=WITH_CA)))
        good(summary, "1 of 31", "timeout")
        (summary,) = await asyncio.to_thread(list, network.handshakes(watching(urls[0])))
        bad(summary, "0 of 1", "firewall")


async def test_private_addresses_are_not_dialled_unless_allowed() -> None:
    met: list[int] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        met.append(1)

    async with listening(answer) as port:
        urls = ("https://127.0.0.1/", f"https://127.0.0.1:{port}/")
        (summary,) = await asyncio.to_thread(list, network.handshakes(watching(*urls, access=Access())))
    bad(summary, "private")
    assert met == []


async def _silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def _mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


# --- the command ----------------------------------------------------------------------------


def doctor(tmp_path: Path, *options: str) -> Result:
    files = ["--sources", str(tmp_path / "sources.yaml"), "--state", str(tmp_path / "state")]
    return CliRunner().invoke(cli, [*files, "doctor", *options])


def test_the_command(state: Path, tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text(SOUND)
    ran = doctor(tmp_path, "--no-network", "--json")
    checks = json.loads(ran.stdout)
    assert ran.exit_code == 0, checks
    assert all(set(check) == {"check", "ok", "detail", "remedy"} for check in checks)
    (state / FILE).chmod(0o666)
    ran = doctor(tmp_path, "--no-network")
    assert ran.exit_code == 1
    assert "BAD  permissions" in ran.stdout
    assert "→ chmod -R o-w" in ran.stdout
    assert doctor(tmp_path, "--no-network", "--tls").exit_code == 2
