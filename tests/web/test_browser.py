"""The pages in a real browser: the way from the overview to a proof, the keyboard, the phone, the night."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.talking import Client

playwright = pytest.importorskip("playwright.sync_api", reason="no Playwright: pip install playwright")
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium: apt-get install chromium")

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
PAGES = ["/", "/phien", "/phien/ubqg-cds-2024-07-10", "/bai/2", "/bai/4", "/chi-so", "/chi-so/kinh-te-so-gdp"]
PAGES += ["/tinh", "/tinh/daklak", "/nguon", "/tim?q=phien+hop", "/viec"]

# The ratio of WCAG 2.2, 1.4.3, of every piece of text to the nearest background painted behind it.
CONTRAST = """
() => {
  const light = c => { const v = c.map(x => x / 255).map(x => x <= .04045 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4);
    return .2126 * v[0] + .7152 * v[1] + .0722 * v[2]; };
  const parts = s => (s.match(/[\\d.]+/g) || []).map(Number);
  const behind = e => { for (; e; e = e.parentElement) { const c = parts(getComputedStyle(e).backgroundColor);
    if (c.length === 3 || c[3] === 1) return c; } return [255, 255, 255]; };
  const poor = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !e.checkVisibility() || e.closest('svg, .hidden, select')) continue;
    const [a, b] = [light(parts(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05);
    if (ratio < 4.5) poor.push([e.tagName, e.className, walk.currentNode.data.trim().slice(0, 30), ratio.toFixed(2)]);
  }
  return poor;
}
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def tab(browser: Any, client: Client) -> Iterator[Any]:
    """A tab whose every complaint fails the test."""
    context = browser.new_context(base_url=client.base, viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("dialog", lambda dialog: said.append(dialog.message))
    yield tab
    context.close()
    assert said == []


def test_from_the_overview_through_a_figure_to_its_sentence(tab: Any) -> None:
    tab.goto("/")
    tab.get_by_role("link", name="Tỷ trọng kinh tế số trong GDP").first.click()
    tab.locator("svg a").last.click()
    assert tab.locator("mark:target").inner_text().startswith("Kinh tế số đạt 18,")
    assert tab.locator("mark:target").is_visible()


def test_a_mark_leads_to_its_note_and_back(tab: Any) -> None:
    tab.goto("/bai/4")
    mark = tab.locator("mark.place")
    assert mark.get_attribute("title") == "Điểm cầu: Cao Bằng"
    mark.locator("a").click()
    tab.locator("li:target a").first.click()
    assert tab.locator("mark:target").inner_text().startswith("điểm cầu Cao Bằng")


def test_search_without_accents(tab: Any) -> None:
    tab.goto("/")
    tab.get_by_label("Tìm trong kho lưu").fill("kinh te so")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/tim?*")
    assert "Kinh tế số" in tab.locator(".hits mark").all_inner_texts()


def test_the_keyboard_alone(tab: Any) -> None:
    tab.goto("/phien")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Tới nội dung"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "noi-dung"
    tab.keyboard.press("Tab")  # the table, which may scroll
    tab.keyboard.press("Tab")
    outline = tab.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/phien/*")


def test_hostile_text_does_nothing(tab: Any) -> None:
    for path in PAGES:
        tab.goto(path)
        assert tab.evaluate("document.scripts.length + document.images.length") == 0
        assert tab.locator("h1").count() == 1
        assert tab.evaluate("getComputedStyle(document.body).display") == "block"


def test_axe_finds_no_violation(browser: Any, client: Client) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe-core: make install").Axe()
    context = browser.new_context(base_url=client.base, viewport={"width": 390, "height": 800})
    tab = context.new_page()
    for path in PAGES:
        tab.goto(path)
        found = axe.run(tab, options={"resultTypes": ["violations"]}).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == [], path
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read(browser: Any, client: Client, scheme: str) -> None:
    context = browser.new_context(base_url=client.base, color_scheme=scheme)
    tab = context.new_page()
    backgrounds = set()
    for path in PAGES:
        tab.goto(path)
        assert tab.evaluate(CONTRAST) == [], path
        backgrounds.add(tab.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert backgrounds == {"rgb(246, 245, 241)" if scheme == "light" else "rgb(20, 24, 28)"}
    context.close()


@pytest.mark.parametrize("width", [320, 390, 768])
def test_no_page_is_wider_than_a_phone(browser: Any, client: Client, width: int) -> None:
    context = browser.new_context(base_url=client.base, viewport={"width": width, "height": 800})
    tab = context.new_page()
    for path in PAGES:
        tab.goto(path)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()


def test_every_control_has_a_name(tab: Any) -> None:
    for path in PAGES:
        tab.goto(path)
        unnamed = tab.evaluate(
            """() => [...document.querySelectorAll('input, select')].filter(e => !e.labels.length).length
                   + [...document.querySelectorAll('a, button')].filter(e => !(e.textContent.trim()
                      || e.getAttribute('aria-label'))).length"""
        )
        assert unnamed == 0, path
