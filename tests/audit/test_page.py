# SPDX-License-Identifier: BSD-2-Clause
"""The report in a real browser: probe.js uses the page, these tests judge what it saw."""

import html
import json
import re
import subprocess
from pathlib import Path

import pytest
from bulkhead.audit.page import page_html
from bulkhead.audit.picture import picture_svg
from bulkhead.audit.why import why_answer

PROBE = Path(__file__).with_name("probe.js")
LIGHT, DARK = "1", "0"  # Chromium's preferredColorScheme
TIMEOUT_S = 120


@pytest.fixture(scope="session")
def page(phone):
    return page_html(phone, picture_svg(phone.graph))


def browse(page, scheme, folder):
    """What the probe saw, as data, and Chromium's own log."""
    path = folder / "probed.html"
    path.write_text(page.replace("</body>", f"<script>{PROBE.read_text()}</script></body>"))
    done = subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--window-size=1320,1000",
         f"--user-data-dir={folder / 'browser'}", f"--blink-settings=preferredColorScheme={scheme}", "--dump-dom",
         path.as_uri()], capture_output=True, text=True, timeout=TIMEOUT_S, check=True)
    left = re.search(r'<pre id="probe">(.*?)</pre>', done.stdout, re.DOTALL)
    assert left, done.stderr
    return json.loads(html.unescape(left[1])), done.stderr


@pytest.fixture(scope="session")
def light(page, tmp_path_factory):
    return browse(page, LIGHT, tmp_path_factory.mktemp("light"))


@pytest.fixture(scope="session")
def dark(page, tmp_path_factory):
    return browse(page, DARK, tmp_path_factory.mktemp("dark"))


def test_page__needs_nothing_else(page):
    assert not re.search(r'(src|href)\s*=\s*"(?!#)', page.replace("http://www.w3.org/", "")), "a reference to elsewhere"
    assert "@import" not in page and "url(" not in page and "fetch(" not in page


def test_page__says_the_facts_without_scripts(page):
    text = html.unescape(re.sub(r"<[^>]+>", "", page.split("<script")[0]))
    for fact in ("vmm_corporate must not reach vmm_personal", "vmm_corporate → store → vmm_personal",
                 "each client reaches its own partition alone", "may call auth.login as client 1 (connection login)",
                 "acknowledges interrupt 33", "whoever takes blk over has all memory"):
        assert fact in text, fact


def test_page__text_of_the_description_is_no_markup(small):
    small.edit("seals for each client", "<b>bold</b> & </script><script>alert(1)</script>")
    index = small.index()
    page = page_html(index, picture_svg(index.graph))
    assert "<b>bold" not in page and "<script>alert" not in page and "&lt;b&gt;bold" in page


def test_browser__no_error_on_the_console(light, dark):
    for seen, log in (light, dark):
        assert seen["errors"] == []
        assert "CONSOLE" not in log, log


def judge_paths(seen, index):
    """The page's own paths and matrix say what `bulkhead why` says."""
    for pair, stops in seen["paths"].items():
        answer = why_answer(index, *pair.split(" "))
        if answer["verdict"] == "none":
            assert stops is None and pair not in seen["cells"], pair
            continue
        separators = [name for name in stops[1:-1] if name in index.separators]
        assert (len(separators) > 0) == (answer["verdict"] == "separated"), pair
        assert len(stops) == len(answer["ways"][0]["stops"]), pair
        assert seen["cells"][pair] == ("direct" if len(stops) == 2 else answer["verdict"]), pair


def test_browser__paths_and_matrix_are_those_of_why(light, phone):
    judge_paths(light[0], phone)


def test_browser__a_free_way_comes_before_a_shorter_separated_one(detour, tmp_path):
    index = detour.index()
    seen, _log = browse(page_html(index, picture_svg(index.graph)), LIGHT, tmp_path)
    assert seen["errors"] == [] and seen["paths"]["right left"] == ["right", "first", "second", "third", "left"]
    judge_paths(seen, index)


def test_browser__click_focuses_and_escape_clears(light, phone):
    seen = light[0]
    near = {f["from"] for f in phone.flows if f["to"] == "clock"} | {f["to"] for f in phone.flows if f["from"] == "clock"}
    assert seen["focus"]["lit"] == sorted(near | {"clock"})
    assert seen["focus"]["heading"] == f"clock and its {len(near)} neighbours"
    assert "→ vmm_personal dataport time_of_day" in seen["focus"]["list"] and "← rtc mmio rtc_registers" in seen["focus"]["list"]
    assert seen["focus"]["open"] and seen["focus"]["hash"] == "#focus=clock"
    assert seen["cleared"] == {"lit": 0, "heading": "", "hash": ""}


def test_browser__two_choices_show_why_and_light_the_path(light):
    seen = light[0]["why"]
    stops = light[0]["paths"]["vmm_corporate.guest vmm_personal.guest"]
    assert seen["heading"] == "Information can flow from vmm_corporate.guest to vmm_personal.guest only through what separates them."
    assert seen["lit"] == sorted(stops) and seen["edges"] == len(stops) - 1


def test_browser__cell_of_the_matrix_shows_why(light):
    assert light[0]["cell"].startswith("Information can flow from clock to vmm_personal")


def test_browser__filter_leaves_what_fits(light, phone):
    seen = light[0]
    expected = [e for e in phone.held_by("supervisor") if "restart" in e["rights"] and "vmm_personal" in e["to"]]
    assert seen["slash"] and seen["filter"] == {"names": ["supervisor"], "rows": len(expected)}
    assert seen["unfiltered"] == len(phone.compartments())


def test_browser__keyboard_focuses(light):
    seen = light[0]["keyboard"]
    assert seen["focused"] and seen["label"] == "store" and seen["heading"].startswith("store and its ")


def test_browser__nonsense_in_the_address_is_ignored(light):
    assert light[0]["nonsense"] == {"heading": "", "bold": 0}


def test_browser__contrast_is_readable_light_and_dark(light, dark):
    papers = set()
    for seen, _log in (light, dark):
        assert seen["contrast"]["measured"] > 200
        assert seen["contrast"]["worst"][0] >= 4.5, seen["contrast"]["worst"]
        papers.add(seen["contrast"]["paper"])
    assert len(papers) == 2, "both looked the same"
