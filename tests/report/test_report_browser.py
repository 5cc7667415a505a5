"""The report in a real browser: nothing overflows, nothing runs that should not, every chart and glyph is drawn."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hostile_book import hostile_book
from sparse_books import SPARSE
from tea_brand import tea_book

from guanxi.report import render_html

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
SIZES = {"desk": (1366, 900), "phone": (390, 844)}

pytestmark = pytest.mark.browser

OVERFLOWING = """() => [...document.querySelectorAll('body *')].filter(e => {
  if (e.closest('.scroll, .contents ol, svg, .unseen, .skip, script, .tip')) return false;
  const box = e.getBoundingClientRect();
  return box.width && (box.right > innerWidth + 1 || box.left < -1);
}).map(e => e.tagName + '.' + e.className + ' ' + e.textContent.slice(0, 40))"""
SMALL_TEXT = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), small = [];
  for (let node; (node = walker.nextNode());) {
    const e = node.parentElement;
    if (!node.data.trim() || e.closest('script, style, noscript')) continue;
    const px = parseFloat(getComputedStyle(e).fontSize);
    if (px < 12) small.push(px + ' ' + node.data.slice(0, 40));
  }
  return small;
}"""
MISSING_GLYPHS = """() => {
  const canvas = document.createElement('canvas'); canvas.width = canvas.height = 32;
  const pen = canvas.getContext('2d', {willReadFrequently: true});
  pen.font = '24px ' + getComputedStyle(document.body).fontFamily; pen.textBaseline = 'top';
  const draw = character => {
    pen.clearRect(0, 0, 32, 32); pen.fillText(character, 2, 2);
    return pen.getImageData(0, 0, 32, 32).data.join();
  };
  const box = draw(String.fromCodePoint(0x10FFFF)), isolates = /[\\u2068\\u2069]/;
  const shown = [...new Set(document.body.innerText)].filter(c => c.trim() && c > '~' && !isolates.test(c));
  return shown.filter(character => draw(character) === box);
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    """One window of Chromium for the module; fails, never skips, when the Chinese font is missing.

    Its visits are tabs: a window costs as much as the report that is shown in it.
    """
    fonts = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=True).stdout
    assert fonts.strip(), "no CJK font: install fonts-noto-cjk"
    with playwright.sync_playwright() as session:
        running = session.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield running.new_context()
        running.close()


class Visit:
    """A report opened at one size, with everything that the console said."""

    def __init__(self, browser, html: str, folder: Path, size: str = "desk") -> None:  # type: ignore[no-untyped-def]
        path = folder / "report.html"
        path.write_text(html, encoding="utf-8")
        width, height = SIZES[size]
        self.page = browser.new_page()
        self.page.set_viewport_size({"width": width, "height": height})
        self.said: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        self.page.on("dialog", lambda dialog: (self.said.append("dialog"), dialog.dismiss()))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(path.as_uri())
        self.page.wait_for_function("document.querySelectorAll('[data-chart]:not([data-drawn])').length === 0")

    def ask(self, script: str) -> object:
        return self.page.evaluate(script)


@pytest.fixture
def visit(browser, tmp_path):  # type: ignore[no-untyped-def]
    """Opens reports, and closes them afterwards."""
    opened: list[Visit] = []

    def open_(html: str, size: str = "desk") -> Visit:
        opened.append(Visit(browser, html, tmp_path, size))
        return opened[-1]

    yield open_
    for each in opened:
        each.page.close()


@pytest.fixture(scope="module")
def unfolded(browser, tmp_path_factory):  # type: ignore[no-untyped-def]
    """Gives the rich report at one size with all its details open, for tests that only look: each is opened once."""

    @cache
    def opened(lang: str, size: str) -> Visit:
        seen = Visit(browser, render_html(tea_book(), lang), tmp_path_factory.mktemp("unfolded"), size)
        seen.ask("document.querySelectorAll('details').forEach(d => d.open = true)")
        seen.page.wait_for_timeout(200)
        return seen

    yield opened
    opened.cache_clear()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", list(SIZES))
class TestTheRichReport:
    def test_fits_reads_and_draws(self, unfolded, lang: str, size: str) -> None:  # type: ignore[no-untyped-def]
        seen = unfolded(lang, size)

        assert seen.ask("document.documentElement.scrollWidth") <= SIZES[size][0]
        assert seen.ask(OVERFLOWING) == []
        assert seen.ask(SMALL_TEXT) == []
        assert seen.ask(MISSING_GLYPHS) == []
        drawn = "[...document.querySelectorAll('[data-chart]')].map(e => e.querySelectorAll('svg path').length)"
        assert min(seen.ask(drawn)) >= 3
        twins = "[...document.querySelectorAll('.chart')].map(e => e.querySelectorAll('.twin tbody tr').length)"
        assert len(seen.ask(twins)) == 25 and min(seen.ask(twins)) >= 1
        assert seen.said == []
        assert len(seen.requests) == 1


class TestTheInstruments:
    def test_find_what_they_look_for(self, visit) -> None:  # type: ignore[no-untyped-def]
        seen = visit(render_html(SPARSE["barely_anything"](), "zh"), "phone")
        seen.ask(
            "document.querySelector('main').insertAdjacentHTML('beforeend',"
            '\'<p style="font-size:11px">tiny</p><p style="width:900px">wide</p><p>\\ue123</p>\')'
        )

        assert seen.ask(SMALL_TEXT) == ["11 tiny"]
        assert seen.ask(OVERFLOWING) == ["P. wide"]
        assert seen.ask(MISSING_GLYPHS) == ["\ue123"]


class TestThePage:
    @pytest.mark.parametrize("name", sorted(SPARSE))
    def test_sparse_reports_fit_a_phone(self, visit, name: str) -> None:  # type: ignore[no-untyped-def]
        seen = visit(render_html(SPARSE[name](), "zh"), "phone")

        assert seen.ask("document.documentElement.scrollWidth") <= 390
        assert seen.ask(OVERFLOWING) == []
        assert seen.said == []

    def test_contents_follow_the_reader_and_the_keyboard(self, visit) -> None:  # type: ignore[no-untyped-def]
        seen = visit(render_html(tea_book(), "zh"))

        seen.page.keyboard.press("Tab")
        assert seen.ask("document.activeElement.className") == "skip"
        seen.ask("document.documentElement.style.scrollBehavior = 'auto'")
        seen.page.click(".contents a[href='#roi']")
        seen.page.wait_for_selector(".contents a[href='#roi'][aria-current]")
        assert seen.ask("document.querySelector('.contents').getBoundingClientRect().top") == 0
        reach = "[...document.querySelectorAll('.scroll')].every(e => e.tabIndex === 0 && e.getAttribute('aria-label'))"
        assert seen.ask(reach) is True

    def test_a_turned_phone_gets_its_room_back(self, visit) -> None:  # type: ignore[no-untyped-def]
        seen = visit(render_html(tea_book(), "en"), "phone")
        left = "echarts.getInstanceByDom(document.querySelector('#chart-roll-forward')).getOption().grid[0].left"
        narrow = seen.ask(left)

        seen.page.set_viewport_size({"width": 1366, "height": 900})
        seen.page.wait_for_function(f"{left} > {narrow}")

        assert seen.ask(left) > narrow

    def test_prints_whole(self, visit, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
        seen = visit(render_html(tea_book(), "zh"))
        seen.ask(
            "addEventListener('beforeprint', () => window.__paper = ["
            "document.querySelectorAll('details:not([open])').length,"
            "Math.max(...[...document.querySelectorAll('.drawing svg')].map(e => e.getBoundingClientRect().width))])"
        )

        pdf = seen.page.pdf(prefer_css_page_size=True, print_background=True)

        assert pdf[:5] == b"%PDF-" and pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") >= 8
        still_closed, widest = seen.ask("window.__paper")
        assert still_closed == 0
        assert widest <= 664
        assert seen.ask("document.querySelectorAll('details:not([open])').length") > 0


WIDER = """() => [...document.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth + 1)
  .map(e => e.getAttribute('aria-label'))"""
UNHINTED = """() => [...document.querySelectorAll('.scroll')].filter(e =>
  e.previousElementSibling.hidden === (e.scrollWidth > e.clientWidth + 1)).map(e => e.getAttribute('aria-label'))"""
TALL_ROWS = """() => [...document.querySelectorAll('.many tbody tr')]
  .map(e => [e.getBoundingClientRect().height, e.closest('.stack') ? 260 : 130])  // a stacked row is a card
  .filter(([height, most]) => height > most)"""
NAMES_IN_SIGHT = """() => [...document.querySelectorAll('.scroll')].map(box => {
  box.scrollLeft = 200;
  const kept = [...box.querySelectorAll('tbody th')].every(e =>
    e.getBoundingClientRect().left >= box.getBoundingClientRect().left - 1);
  box.scrollLeft = 0;  // as it was, for the next who looks
  return kept;
}).every(Boolean)"""
BROKEN_AMOUNTS = """() => [...document.querySelectorAll('.amount')].filter(e => e.getClientRects().length > 1)
  .map(e => e.textContent)"""


@pytest.mark.parametrize("lang", ["zh", "en"])
class TestTables:
    def test_fit_a_desk(self, unfolded, lang: str) -> None:  # type: ignore[no-untyped-def]
        seen = unfolded(lang, "desk")

        assert seen.ask(WIDER) == []
        assert seen.ask(UNHINTED) == []

    def test_say_on_a_phone_that_they_go_on_and_keep_the_name_in_sight(self, unfolded, lang: str) -> None:  # type: ignore[no-untyped-def]
        seen = unfolded(lang, "phone")

        assert seen.ask(WIDER)
        assert seen.ask(UNHINTED) == []
        assert seen.ask(TALL_ROWS) == []
        assert seen.ask(NAMES_IN_SIGHT) is True

    @pytest.mark.parametrize("size", list(SIZES))
    def test_no_amount_breaks(self, unfolded, lang: str, size: str) -> None:  # type: ignore[no-untyped-def]
        seen = unfolded(lang, size)

        assert seen.ask(BROKEN_AMOUNTS) == []
        assert seen.ask("document.querySelectorAll('.amount').length") > 5


class TestHostileText:
    @pytest.mark.parametrize("lang", ["zh", "en"])
    @pytest.mark.parametrize("size", list(SIZES))
    def test_is_inert_and_keeps_the_layout(self, visit, lang: str, size: str) -> None:  # type: ignore[no-untyped-def]
        seen = visit(render_html(hostile_book(), lang), size)
        seen.ask("document.querySelectorAll('details').forEach(d => d.open = true)")
        seen.page.mouse.move(600 if size == "desk" else 200, 400)
        hover = "[...document.querySelectorAll('[data-chart]')].forEach(e => echarts.getInstanceByDom(e)"
        seen.ask(hover + ".dispatchAction({type: 'showTip', seriesIndex: 0, dataIndex: 0}))")
        seen.page.wait_for_timeout(300)

        assert seen.ask("window.__pwned") is None
        assert seen.ask("document.querySelectorAll('script, iframe, object, embed').length") == 3
        assert seen.ask("document.documentElement.scrollWidth") <= SIZES[size][0]
        assert seen.ask(OVERFLOWING) == []
        assert seen.said == []
        assert len(seen.requests) == 1

    def test_even_markup_that_got_in_could_not_run(self, visit) -> None:  # type: ignore[no-untyped-def]
        html = render_html(tea_book(), "zh").replace(
            "</main>", "<script>window.__pwned=1</script><img src=x onerror='window.__pwned=2'></main>"
        )
        seen = visit(html)

        assert seen.ask("window.__pwned") is None
        assert any("Content Security Policy" in line for line in seen.said)
