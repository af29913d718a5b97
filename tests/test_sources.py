"""`sources.yaml`: what it becomes, and every mistake with its line and its remedy."""

from __future__ import annotations

import os
import string
from datetime import timedelta
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import layouts, reference
from crawler.errors import ConfigError
from crawler.model import Access, Kind, Select, Settings
from crawler.sources import Mistakes, load, parse, schema

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "sources.yaml"

MAIL = "mailto://desk:geheim@mail.example.vn?to=desk@example.vn"
TELEGRAM = "tgram://123456789:abcdefg_hijklmnop/12345"

FULL = """\
defaults: {every: 30m, pace: 1s, timeout: 40s}
bodies:
  - {id: bcd-cntt, name: Ban Chỉ đạo công nghệ thông tin, abbreviations: BCĐ CNTT, since: 2026-01-01}
sources:
  - id: caobang
    name: Cổng TTĐT tỉnh Cao Bằng
    kind: portal
    province: caobang
    listing: [https://caobang.gov.vn/tin-tuc-su-kien]
    feed: []
    sitemap: []
    layout: vnportal
    select: {links: null, title: null, lead: null, date: null, body: "div.bai > p", drop: .quang-cao}
    every: 1.5h
    pace: 0s
    tls: legacy
    reason: old ciphers
    proxy: null
    user_agent: phienhop/1 (+mailto:a@example.vn)
    keep_query: [ItemID]
    allow_private: yes
    enabled: true
  - {id: "no", listing: https://example.vn/, feed: https://example.vn/rss, note: an id may be a word of YAML}
alerts:
  - name: toa-soan
    to: ["${TELEGRAM}", "mailto://desk:${PASSWORD}@mail.example.vn?to=desk@example.vn"]
    on: [session, match]
    bodies: [bcd-cntt, ubqg-cds]
    provinces: [caobang, thaibinh]
    keywords: bán dẫn
    when: weekly mon 7:30
    quiet: 22:00-6:00
  - {name: kho, to: "${TELEGRAM}"}
"""


def told(text: str, environ: dict[str, str] | None = None) -> tuple[str, ...]:
    with pytest.raises(Mistakes) as caught:
        parse(text, environ=environ or {})
    return caught.value.mistakes


def source(**keys: str) -> str:
    """A file with one stanza: its id stands in line 2, the first further key in line 6."""
    stanza = {"id": "thu", "kind": "portal", "province": "caobang", "listing": "https://example.vn/"}
    rows = [f"{key}: {value}" for key, value in {**stanza, **keys}.items() if value]
    return "sources:\n  - " + indent("\n".join(rows), "    ").strip() + "\n"


# --- what a file becomes --------------------------------------------------------------------


@pytest.fixture(scope="module")
def full() -> Settings:
    return parse(FULL, environ={"TELEGRAM": TELEGRAM, "PASSWORD": "geheim"})


def test_a_stanza_becomes_a_source(full: Settings) -> None:
    found = full.source("caobang")
    assert found is not None
    assert found.listing == ("https://caobang.gov.vn/tin-tuc-su-kien",)
    assert found.select == Select(body="div.bai > p", drop=(".quang-cao",))
    assert found.every == timedelta(minutes=90)
    assert found.keep_query == ("ItemID",)
    assert found.access == Access(
        pace=timedelta(0), tls="legacy", user_agent="phienhop/1 (+mailto:a@example.vn)", allow_private=True
    )


def test_what_is_left_out_has_a_default(full: Settings) -> None:
    found = full.source("no")
    assert found is not None
    assert (found.name, found.kind, found.province, found.layout) == ("no", Kind.NATIONAL, None, None)
    assert (found.every, found.access, found.enabled) == (timedelta(minutes=30), Access(), True)
    assert found.addresses == ("https://example.vn/", "https://example.vn/rss")


def test_a_body_knows_its_own_name(full: Settings) -> None:
    (body,) = full.bodies
    assert body.names == (body.name,) == ("Ban Chỉ đạo công nghệ thông tin",)
    assert (body.abbreviations, body.since) == (("BCĐ CNTT",), "2026-01-01")


def test_each_address_is_a_recipient_of_its_own(full: Settings) -> None:
    first, second, third = full.recipients
    assert [r.name for r in full.recipients] == ["toa-soan/1", "toa-soan/2", "kho"]
    assert [r.to for r in full.recipients] == [TELEGRAM, MAIL, TELEGRAM]
    assert second.on == ("session", "match")
    assert second.provinces == ("caobang", "hungyen"), "a former province stands for its successor"
    assert (second.when, second.quiet) == ("weekly mon 07:30", "22:00-06:00")
    assert third.on == ("session", "report", "notice", "update", "match", "source")
    assert "geheim" not in repr(full)
    assert first.keywords == ("bán dẫn",)


def test_defaults_hold_where_a_stanza_is_silent() -> None:
    text = "defaults: {every: 2h, pace: 3s, timeout: 10s, proxy: 'http://proxy.example:3128'}\n" + source(pace="0.5s")
    (found,) = parse(text, environ={}).sources
    assert found.every == timedelta(hours=2)
    assert found.access == Access(
        pace=timedelta(seconds=0.5), timeout=timedelta(seconds=10), proxy="http://proxy.example:3128"
    )


def test_keys_with_nothing_behind_them_are_absent() -> None:
    found = parse("defaults:\nbodies: ~\nalerts:\n" + source(every="null", feed="~", layout="null"), environ={})
    assert (found.bodies, found.recipients) == ((), ())
    assert found.sources[0].feed == ()


def test_an_anchor_may_be_used_again() -> None:
    text = "sources:\n- {id: a, listing: &here https://example.vn/}\n- {id: b, listing: *here}\n"
    assert [s.listing for s in parse(text, environ={}).sources] == [("https://example.vn/",)] * 2


def test_a_secret_may_lie_in_a_credentials_file(tmp_path: Path) -> None:
    (tmp_path / "BOT").write_text(TELEGRAM + "\n")
    text = "sources: []\nalerts: [{name: a, to: '${BOT}'}]"
    assert parse(text, environ={"CREDENTIALS_DIRECTORY": str(tmp_path)}).recipients[0].to == TELEGRAM


def test_a_certificate_lies_beside_the_file(tmp_path: Path) -> None:
    import certifi

    (tmp_path / "chain.pem").write_text(Path(certifi.where()).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "sources.yaml").write_text(source(tls="{ca: chain.pem}", reason="incomplete"), encoding="utf-8")
    (found,) = load(tmp_path / "sources.yaml", {}).sources
    assert (found.access.tls, found.access.ca) == ("strict", tmp_path / "chain.pem")


# --- mistakes -------------------------------------------------------------------------------

IN_A_SOURCE = [
    ({"every": "15x"}, 6, 'key `every`: "15x" is not a duration; write 30s, 15m, 2h or 1d'),
    ({"every": "15"}, 6, 'key `every`: "15" is not a duration'),
    ({"every": "9999999d"}, 6, "longer than a year"),
    ({"timeout": "0s"}, 6, "write at least 0.1s"),
    ({"lsting": "https://a.vn/"}, 6, "key `lsting`: is not known; did you mean `listing`?"),
    ({"xyzzy": "1"}, 6, "key `xyzzy`: is not known; known are id, name"),
    ({"kind": "portl"}, 3, "write portal, department, newspaper or national; did you mean `portal`?"),
    ({"kind": "national"}, 4, "key `province`: a national source has none; remove it"),
    ({"province": "caobng"}, 4, "is no province; did you mean `caobang`?"),
    ({"province": "Đăk Lăk"}, 4, "is no province; did you mean `daklak`?"),
    ({"province": "zzz"}, 4, "write its name in small letters without marks"),
    ({"listing": ""}, 2, "has no address; add `listing: https://…`"),
    ({"listing": "ftp://example.vn/"}, 5, 'key `listing`: "ftp://example.vn/" is not an http(s) URL; write https://'),
    ({"listing": "https://"}, 5, "is not an http(s) URL"),
    ({"listing": "https://[::1/"}, 5, "is not a URL"),
    ({"listing": "https://h:99999/"}, 5, "is not a URL"),
    ({"listing": "https://u:geheim@h/"}, 5, "this value holds a user name; leave `user:password@` out"),
    ({"feed": "\n    - https://a.vn/\n    - a.vn/rss"}, 8, 'key `feed`: "a.vn/rss" is not an http(s) URL'),
    ({"feed": "{a: b}"}, 6, "key `feed`: holds a list or a mapping; write one line of text"),
    ({"name": "''"}, 6, "key `name`: is empty; write something, or leave the key out"),
    ({"layout": "vnportl"}, 6, "is no layout; did you mean `vnportal`?"),
    ({"layout": "zzz"}, 6, "or leave it out to have it detected"),
    ({"select": '{links: "a["}'}, 6, 'key `select.links`: "a[" is not a CSS selector; try it'),
    ({"select": '{body: "*:has(*:has(p))"}'}, 6, 'key `select.body`: "*:has(*:has(p))" tries everything within'),
    ({"select": '{drop: ["li:has( .a > .b i)"]}'}, 6, 'key `select.drop`: "li:has( .a > .b i)" tries everything'),
    ({"select": '{drop: [.a, "..b"]}'}, 6, 'key `select.drop`: "..b" is not a CSS selector'),
    ({"select": "{lnks: a}"}, 6, "key `select.lnks`: is not known; did you mean `links`?"),
    ({"select": "{body: " + "a" * 501 + "}"}, 6, "is longer than 500 characters"),
    ({"select": "a"}, 6, "key `select`: wants keys with their values"),
    ({"tls": "insecure"}, 2, "key `reason`: is missing; say in a sentence why `tls` is not strict"),
    ({"tls": "loose", "reason": "x"}, 6, '"loose" is unknown; write strict, legacy, insecure or {ca: FILE}'),
    ({"tls": "[strict]", "reason": "x"}, 6, "is unknown; write strict, legacy, insecure or {ca: FILE}"),
    ({"tls": "{ca: none.pem}", "reason": "x"}, 6, '"none.pem" is no readable PEM certificate'),
    ({"proxy": "http://u:geheim@h:99999"}, 6, "key `proxy`: is not the address of a proxy; write http://host:port"),
    ({"proxy": "socks9://h"}, 6, "write http://host:port"),
    ({"user_agent": '"a\\nb"'}, 6, "key `user_agent`: is no header value; use one line of ASCII"),
    ({"user_agent": "Bộ"}, 6, "use one line of ASCII"),
    ({"allow_private": "maybe"}, 6, "key `allow_private`: is neither true nor false"),
    ({"id": "Cao Bằng"}, 2, '"Cao Bằng" cannot be an id; use a-z, 0-9'),
    ({"id": ""}, 2, "source 1: key `id`: is missing; write `id: caobang`"),
]


@pytest.mark.parametrize(("keys", "line", "what"), IN_A_SOURCE)
def test_a_mistake_in_a_source(keys: dict[str, str], line: int, what: str) -> None:
    text = source(**keys)
    (mistake,) = told(text)
    assert mistake.startswith(f"sources.yaml:{line}: source ")
    assert what in mistake
    assert "geheim" not in mistake


IN_AN_ALERT = [
    ({"to": "${MAI}"}, "key `to`: ${MAI} is not set; put MAI=… into the environment"),
    ({"to": "'${MAIL'"}, "holds `${` without a name and `}`"),
    ({"to": "nonsense://geheim"}, "is not an address Apprise can read"),
    ({"to": "[]"}, "key `to`: is an empty list; name at least one"),
    ({"to": ""}, "key `to`: is missing; write `to: ${PHIENHOP_TELEGRAM}`"),
    ({"to": "{'mailto://u:geheim@h': 1}"}, "key `to`: holds a list or a mapping"),
    ({"mailto://u:geheim@h": "1"}, "a key: is not known; known are name, to"),
    ({"on": "[sesion]"}, '"sesion" is unknown; write session, report, notice, update, match or source; did you mean'),
    ({"on": "['tgram://geheim/1']"}, "key `on`: this value is unknown; write session"),
    ({"on": "[]"}, "key `on`: is an empty list"),
    ({"bodies": "[ubqg-cd]"}, '"ubqg-cd" is no body; did you mean `ubqg-cds`?'),
    ({"bodies": "zzz"}, '"zzz" is no body; one of bcd-cp, bcd-tw'),
    ({"provinces": "[caobag]"}, "did you mean `caobang`?"),
    ({"keywords": "['--']"}, 'key `keywords`: "--" holds no word to look for'),
    ({"when": "daily 25:00"}, 'write now, "daily 07:30" or "weekly mon 07:30"'),
    ({"when": "weekly 07:30"}, "key `when`: "),
    ({"quiet": "22:00"}, 'key `quiet`: "22:00" are no quiet hours; write "22:00-06:00"'),
    ({"quiet": "6:00-06:00"}, "begin and end at once"),
    ({"name": "toa/soan"}, "key `name`: is no short name"),
]


@pytest.mark.parametrize(("keys", "what"), IN_AN_ALERT)
def test_a_mistake_in_an_alert(keys: dict[str, str], what: str) -> None:
    rows = [f"{key}: {value}" for key, value in {"name": "toa-soan", "to": MAIL, **keys}.items() if value]
    (mistake,) = told("sources: []\nalerts:\n  - " + indent("\n".join(rows), "    ").strip())
    assert mistake.startswith(("sources.yaml:3: alert ", "sources.yaml:4: alert ", "sources.yaml:5: alert "))
    assert what in mistake
    assert "geheim" not in mistake


IN_A_BODY = [
    ("{id: ubqg-cds, name: x}", 'body "ubqg-cds": key `id`: `ubqg-cds` is built in; choose another'),
    ("{id: a}", "key `name`: is missing; write `name: Ban Chỉ đạo"),
    ("{id: a, name: x, since: 2025-02-30}", '"2025-02-30" is not a day; write 2025-03-13'),
    ("{id: a, name: x, since: 20250301}", '"20250301" is not a day'),
    ("{id: a, name: x, since: 2025-02-01, until: 2025-01-01}", "key `until`: lies before `since`"),
]


@pytest.mark.parametrize(("stanza", "what"), IN_A_BODY)
def test_a_mistake_in_a_body(stanza: str, what: str) -> None:
    (mistake,) = told(f"sources: []\nbodies:\n  - {stanza}")
    assert mistake.startswith("sources.yaml:3: body ")
    assert what in mistake


IN_THE_FILE = [
    ("", 1, "the file is empty; write `sources:`"),
    ("# nothing\n", 1, "the file is empty"),
    ("- a\n", 1, "wants keys with their values"),
    ("bodies: []\n", 1, "key `sources`: is missing"),
    ("sources: []\nsorces: []\n", 2, "key `sorces`: is not known; did you mean `sources`?"),
    ("sources: {id: a}\n", 1, "key `sources`: wants a list; begin each entry with `- `"),
    ("sources:\n- caobang\n", 2, "source 1: wants keys with their values"),
    ("defaults: {evry: 30m}\nsources: []\n", 1, "defaults: key `evry`: is not known; did you mean `every`?"),
    ("sources: []\nsources: []\n", 1, "key `sources`: stands a second time in line 2; keep one of the two"),
    ("sources: []\na: b: c\n", 2, "this is not YAML: mapping values are not allowed"),
    ("sources:\n\t- a\n", 2, "this is not YAML"),
    ("sources: [\n", 2, "this is not YAML"),
    ("sources: []\nname: \x00\n", 2, "a control character; the file must be plain text"),
    ("sources: []\nname: \ud800\n", 2, "a control character"),
    ("sources: []\n---\nsources: []\n", 2, "a second document begins here"),
    ("sources: []\nname: *other\n", 2, "an alias without its anchor"),
    ("sources: &again [*again]\n", 1, "an alias without its anchor"),
    ("sources: []\n? [a]\n: b\n", 2, "a key must be a word"),
    ("sources: " + "[" * 100_000, 1, "nested too deeply"),
]


@pytest.mark.parametrize(("text", "line", "what"), IN_THE_FILE, ids=[what for _, _, what in IN_THE_FILE])
def test_a_mistake_in_the_file(text: str, line: int, what: str) -> None:
    (mistake,) = told(text)
    assert mistake.startswith(f"sources.yaml:{line}: ")
    assert what in mistake


@pytest.mark.parametrize(
    ("section", "stanza"),
    [
        ("sources", "id: a, listing: https://example.vn/"),
        ("bodies", "id: a, name: x"),
        ("alerts", f"name: a, to: '{MAIL}'"),
    ],
)
def test_a_name_may_stand_once(section: str, stanza: str) -> None:
    other = "" if section == "sources" else "sources: []\n"
    (mistake,) = told(f"{section}:\n  - {{{stanza}}}\n  - {{{stanza}}}\n{other}")
    assert mistake.startswith("sources.yaml:3: ")
    assert "the same name stands in line 2; choose another" in mistake


def test_every_mistake_is_told_at_once_in_the_order_of_the_file() -> None:
    mistakes = told(source(every="15x", layout="zzz") + "alerts:\n  - {name: a, to: '${A} ${B}', whn: now}\n")
    assert [m.split(": ")[0] for m in mistakes] == [f"sources.yaml:{line}" for line in (6, 7, 9, 9)]


def test_the_message_is_the_mistakes_and_the_exit_code_is_that_of_a_configuration() -> None:
    with pytest.raises(ConfigError) as caught:
        parse(source(every="15x", pace="x"), name="/etc/phienhop/sources.yaml", environ={})
    assert caught.value.exit_code == 2
    assert [line.split(":")[:2] for line in str(caught.value).splitlines()] == [
        ["/etc/phienhop/sources.yaml", "6"],
        ["/etc/phienhop/sources.yaml", "7"],
    ]
    assert caught.value.__context__ is None, "pydantic's error would show the values"


def test_apprise_logs_no_address_it_cannot_read(caplog: pytest.LogCaptureFixture) -> None:
    told("sources: []\nalerts: [{name: a, to: 'nonsense://geheim'}, {name: b, to: 'mailto://geheim'}]")
    assert "geheim" not in caplog.text


# --- files that are none --------------------------------------------------------------------


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.yaml: no such file; name one with --sources FILE"):
        load(tmp_path / "none.yaml", {})


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot be read \(Is a directory\)"):
        load(tmp_path, {})


def test_a_name_with_a_null_byte() -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load(Path("a\0b"), {})


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_one_may_not_read(tmp_path: Path) -> None:
    (file := tmp_path / "sources.yaml").write_text("sources: []")
    file.chmod(0)
    with pytest.raises(ConfigError, match="Permission denied"):
        load(file, {})


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"sources: []\n\xff\xfe", "sources.yaml:2: not UTF-8; save the file as UTF-8 text"),
        (b"\x7fELF\x01\x00\x00", "sources.yaml:1: a control character"),
        (b"#" * 5_000_001, "larger than 5 MB"),
    ],
)
def test_a_binary_file(tmp_path: Path, body: bytes, what: str) -> None:
    (tmp_path / "sources.yaml").write_bytes(body)
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "sources.yaml", {})
    assert what in str(caught.value)


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_bytes(b"\xef\xbb\xbfsources: []\n")
    assert load(tmp_path / "sources.yaml", {}) == Settings()


WORDS = [
    *("sources", "alerts", "bodies", "defaults", "id", "name", "to", "tls", "select", "null", "https://a.vn/", "${A}"),
    *(
        "[",
        "]",
        "{",
        "}",
        ": ",
        "- ",
        "\n",
        "  ",
        "\n  - ",
        ",",
        "&a ",
        "*a",
        "!!x ",
        "|\n",
        "'",
        '"',
        "#",
        "---\n",
        "?",
    ),
]


@given(
    st.one_of(st.text(), st.text(alphabet=string.printable), st.lists(st.sampled_from(WORDS), max_size=30).map("".join))
)
def test_any_text_is_settings_or_a_mistake(text: str) -> None:
    mistakes: tuple[str, ...] = ()
    try:
        parse(text, environ={})
    except Mistakes as error:
        mistakes = error.mistakes
    assert all(mistake.startswith("sources.yaml:") for mistake in mistakes)


# --- the schema -----------------------------------------------------------------------------


def test_the_schema_teaches_every_key() -> None:
    whole = schema()
    for name, stanza in [("File", whole), *whole["$defs"].items()]:
        assert stanza["additionalProperties"] is False, name
        for key, about in stanza["properties"].items():
            assert about.get("description"), f"{name}.{key}"


def test_the_schema_knows_the_words() -> None:
    defs = schema()["$defs"]
    assert defs["SourceStanza"]["required"] == ["id"]
    assert defs["AlertStanza"]["required"] == ["name", "to"]
    assert set(enum(defs["SourceStanza"], "layout")) == set(layouts.layouts())
    assert set(enum(defs["SourceStanza"], "province")) == set(reference.provinces())
    assert set(enum(defs["SourceStanza"], "kind")) == set(Kind)


def enum(stanza: dict[str, Any], key: str) -> list[str]:
    words: list[str]
    (words,) = [option["enum"] for option in stanza["properties"][key]["anyOf"] if "enum" in option]
    return words


# --- the file that is shipped ---------------------------------------------------------------


@pytest.fixture(scope="module")
def shipped() -> Settings:
    return load(SHIPPED, {})


def test_the_shipped_file_needs_nothing_from_outside(shipped: Settings) -> None:
    assert shipped.recipients == ()
    assert all(s.note for s in shipped.sources), "every address says how sure it is"


def test_the_whole_country_is_polled(shipped: Settings) -> None:
    today = {p.slug for p in reference.current_provinces()}
    polled = [s for s in shipped.sources if s.enabled]
    assert len(today) == 34
    assert {s.province for s in polled if s.kind is Kind.PORTAL} == today
    assert {s.province for s in polled if s.kind is Kind.NEWSPAPER} == today
    assert len([s for s in polled if s.kind is Kind.NATIONAL]) >= 12


def test_former_provinces_are_known_and_left_alone(shipped: Settings) -> None:
    former = {slug for slug, province in reference.provinces().items() if province.until}
    found = [s for s in shipped.sources if s.province in former]
    assert {s.province for s in found} == former
    assert not any(s.enabled for s in found)


def test_convention_alone_is_not_polled(shipped: Settings) -> None:
    assert not [s.id for s in shipped.sources if s.enabled and "host L" in (s.note or "")]


def test_no_two_sources_poll_the_same_address(shipped: Settings) -> None:
    addresses = [address for s in shipped.sources for address in s.addresses]
    assert sorted(addresses) == sorted(set(addresses))


def test_the_commented_alerts_of_the_shipped_file_work() -> None:
    rows = SHIPPED.read_text(encoding="utf-8").splitlines()
    start = rows.index("# alerts:")
    end = next(n for n in range(start, len(rows)) if not rows[n].startswith("#"))
    text = "\n".join(row.removeprefix("# ") for row in rows[start:end])
    found = parse("sources: []\n" + text, environ={"PHIENHOP_MAIL": MAIL, "PHIENHOP_TELEGRAM": TELEGRAM})
    assert [r.name for r in found.recipients] == ["toa-soan/1", "toa-soan/2"]


def test_the_commented_source_of_the_shipped_file_works() -> None:
    rows = SHIPPED.read_text(encoding="utf-8").splitlines()
    start = next(n for n, row in enumerate(rows) if row.startswith("#   - id:"))
    end = next(n for n in range(start, len(rows)) if rows[n] == "#")
    found = parse("sources:\n" + "\n".join(row.removeprefix("# ") for row in rows[start:end]), environ={})
    assert [s.id for s in found.sources] == ["caobang-cds"]
