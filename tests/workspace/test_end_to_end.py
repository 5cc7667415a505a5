"""A brand begins with guanxi: set-up, a GB18030 file, an audit, people, a colleague; in a real browser and worker.

Every text that the brand brings, from its own name to its contacts' keys, tries to run in the browser: nothing may.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from browser_checks import SIZES, barriers, faults, links_of, shape_of
from running_workspace import Running, running_workspace

from guanxi.simulator import simulate

playwright = pytest.importorskip("playwright.sync_api")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PASSWORD = "a-long-enough-secret"
WAIT_MS = 180_000
MOST_PAGES = 60
WALKS = {"zh-CN": ("desk", "phone"), "en": ("phone", "desk")}
"""Each language opens a page at one size and turns it into the other: both sizes are opened, and both are turned to.

axe-core reads the page as it was turned: what it finds hangs on size and language, hardly on the pair.
"""
SETTLED = "() => !document.querySelector('.htmx-request, [data-chart]:not([data-drawn])')"
"""Nothing is asked for any more and every chart stands; waiting for a silent network takes half a second a page."""
TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""What follows a change of size happens before the next picture is drawn."""

pytestmark = [pytest.mark.browser, pytest.mark.slow]

IMAGE = '"><img src=x onerror="window.ran=1">'
SCRIPT = "</script><script>window.ran=1</script>"
QUOTE = "'};window.ran=1;//{{7*7}}"
TRAP = "() => { window.addEventListener('securitypolicyviolation', e => { window.ran = e.violatedDirective; }); }"
KEY_SQL = "CASE WHEN contact_key LIKE '%7' THEN contact_key || '<svg onload=window.ran=1>' ELSE contact_key END"
"""What the brand's texts try; ``window.ran`` says whether one of them got anywhere."""

ORDERS_SQL = """
COPY (SELECT {key} AS "会员卡号", source_event_id AS "订单编号",
  strftime(make_timestamp(occurred_ms * 1000) + INTERVAL 8 HOUR, '%Y-%m-%d %H:%M:%S') AS "付款时间",
  amount_fen / 100 AS "实付金额"
  FROM read_parquet('{events}') WHERE kind = 'order_paid') TO '{out}' (HEADER)
"""
CONTACTS_SQL = """
COPY (SELECT {key} AS "会员卡号", channel || CASE WHEN length(channel) = 4 THEN $${image}$$ ELSE '' END AS "来源渠道",
  split_part(staff_id, '-', 1) || CASE WHEN staff_id LIKE 'S0002%' THEN $${quote}$$ ELSE '' END AS "导购ID",
  json_object('name', (properties ->> '$.name') || $${script}$$, 'city', (properties ->> '$.city') || $${image}$$)
    AS "扩展属性",
  strftime(make_timestamp(acquired_ms * 1000) + INTERVAL 8 HOUR, '%Y-%m-%d') AS "添加时间"
  FROM read_parquet('{contacts}')) TO '{out}' (HEADER)
"""


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Orders and contacts of a simulated brand as a shop's system exports them: CSV in GB18030."""
    folder = tmp_path_factory.mktemp("exports")
    simulate(300, 500, 5, folder / "brand")
    events, contacts = folder / "brand" / "events" / "*.parquet", folder / "brand" / "contacts.parquet"
    made = []
    texts = {"key": KEY_SQL, "image": IMAGE, "quote": QUOTE, "script": SCRIPT}
    for name, sql in (("订单<img src=x onerror=window.ran=1>.csv", ORDERS_SQL), ("客户.csv", CONTACTS_SQL)):
        path = folder / name
        duckdb.sql(sql.format(events=events, contacts=contacts, out=path, **texts))
        path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
        made.append(path)
    return made


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One Chromium for the module; fails, never skips, when the Chinese font is missing."""
    fonts = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=True).stdout
    assert fonts.strip(), "no CJK font: install fonts-noto-cjk"
    with playwright.sync_playwright() as session:
        running = session.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    home = tmp_path_factory.mktemp("workspace") / "home"
    home.mkdir()
    (home / "guanxi.yaml").write_text(f"brand: {json.dumps('云岫' + IMAGE)}\n", encoding="utf-8")
    with running_workspace(home) as running:
        yield running


def new_page(browser: Any, size: str = "desk", lang: str = "zh-CN", state: Any = None) -> Any:
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, locale=lang, storage_state=state)
    # The account keeps the language of its last choice: no test may depend on which ran before it.
    context.add_cookies([{"name": "guanxi_lang", "value": lang[:2], "domain": "127.0.0.1", "path": "/"}])
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    return page


@pytest.fixture(scope="module")
def owner(browser: Any, workspace: Running, exports: list[Path]) -> dict[str, Any]:
    """What a browser keeps of the owner, once the workspace is set up and the first audit is done."""
    page = new_page(browser)
    page.goto(workspace.set_up_link)
    page.fill("input[name=name]", f"茶小姐{IMAGE}")
    page.fill("input[name=login]", "olive")
    page.fill("input[name=password]", PASSWORD)
    page.fill("input[name=again]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"{workspace.address}/")

    page.goto(f"{workspace.address}/imports/new/")
    page.set_input_files("#files", [str(path) for path in exports])
    page.click("main button[type=submit]")
    page.wait_for_selector(".importfile")
    assert "GB18030" in page.inner_text("main")
    page.click("form[action$='/confirm/'] button")
    page.wait_for_selector(".counts")

    page.goto(f"{workspace.address}/book/ask/")
    page.click("main form button[type=submit]")
    page.wait_for_url(
        lambda address: "/book/" in address and not address.endswith("/ask/") and "/making/" not in address
    )
    page.goto(f"{workspace.address}/tags/new/")
    page.fill("input[name=name]", QUOTE)
    page.select_option("select[name=tier]", "ordinary")
    page.fill("input[name=trait_key]", "city")
    page.fill("input[name=trait_value]", f"杭州{IMAGE}")
    page.click("#tag-form button[type=submit]")
    page.wait_for_url("**/tags/?said=made")

    page.goto(f"{workspace.address}/sources/new/")
    page.fill("input[name=name]", f"小程序{IMAGE}")
    page.fill("input[name=key]", "mini")
    page.click("main form button[type=submit]")
    page.wait_for_load_state()
    state: dict[str, Any] = page.context.storage_state()
    page.context.close()
    return state


class TestOwner:
    def test_reads_the_verdict_on_the_first_page(self, browser: Any, workspace: Running, owner: Any) -> None:
        page = new_page(browser, state=owner)
        page.goto(workspace.address)

        # The exports say nothing of what upkeep costs, so the verdict is honest about it.
        assert "不知道维系这些客户要花多少钱" in page.inner_text("main")
        assert "净信任权益" in page.inner_text("main")
        page.context.close()

    def test_goes_from_a_tier_to_its_people_and_to_one_of_them(
        self, browser: Any, workspace: Running, owner: Any
    ) -> None:
        page = new_page(browser, state=owner)
        page.goto(f"{workspace.address}/book/")
        page.click("a:has-text('分层')")
        page.wait_for_load_state()
        page.locator("main a[href*='/contacts/?tier=']").first.click()
        page.wait_for_url("**/contacts/?*tier=*")
        key = page.locator("main table tbody a").first.inner_text()
        page.locator("main table tbody a").first.click()
        page.wait_for_load_state()

        assert key in page.inner_text("main")
        page.context.close()

    def test_switches_the_language_and_stays_on_the_page(self, browser: Any, workspace: Running, owner: Any) -> None:
        page = new_page(browser, state=owner)
        page.goto(f"{workspace.address}/contacts/?tier=core")
        page.click("form.language button")
        page.wait_for_load_state()

        assert page.get_attribute("html", "lang") == "en"
        assert "tier=core" in page.url
        assert page.inner_text("h1") == "Contacts"
        page.context.close()


class TestAColleague:
    def test_sees_only_the_contacts_of_the_own_relationships(
        self, browser: Any, workspace: Running, owner: Any
    ) -> None:
        page = new_page(browser, state=owner)
        page.goto(f"{workspace.address}/users/new/")
        page.fill("input[name=name]", "小林")
        page.fill("input[name=login]", "lin")
        page.fill("input[name=staff_id]", "S0001")
        page.check("input[name=roles][value=staff]")
        page.click("main button[type=submit]")
        link = page.input_value("#link")
        page.goto(f"{workspace.address}/contacts/")
        everybody = page.inner_text("main")
        page.context.close()

        page = new_page(browser, "phone")
        page.goto(link)
        page.fill("input[name=password]", PASSWORD)
        page.fill("input[name=again]", PASSWORD)
        page.click("main button[type=submit]")
        page.goto(f"{workspace.address}/login/")
        page.fill("input[name=login]", "lin")
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(f"{workspace.address}/")
        page.goto(f"{workspace.address}/contacts/")
        own = page.inner_text("main")
        refused = page.goto(f"{workspace.address}/imports/")

        assert own != everybody
        assert refused.status == 403
        page.context.close()


@pytest.mark.parametrize("lang", list(WALKS))
def test_every_page_that_can_be_reached_is_whole_at_both_sizes(
    browser: Any, workspace: Running, owner: Any, lang: str
) -> None:
    opened, turned = WALKS[lang]
    page = new_page(browser, opened, lang, owner)
    page.add_init_script(f"({TRAP})()")
    said: list[str] = []
    page.on("dialog", lambda dialog: said.append(f"dialog: {dialog.message}"))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    waiting, seen, wrong = ["/"], {"/"}, []

    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        turn(page, opened)
        try:
            page.goto(workspace.address + address)
        except playwright.Error as error:
            assert "Download is starting" in str(error), address  # a file, not a page
            continue
        page.wait_for_function(SETTLED)
        ran = page.evaluate("window.ran")  # before the checks, whose own code the page's policy refuses
        wrong += [f"{address} {opened}: {each}" for each in (*faults(page), *said)]
        turn(page, turned)
        wrong += [f"{address} {turned}: {each}" for each in (*faults(page), *barriers(page))]
        wrong += [f"{address}: a text of the brand ran or tried to: {ran}"] if ran is not None else []
        said.clear()
        for link in links_of(page):
            if shape_of(link) not in seen:
                seen.add(shape_of(link))
                waiting.append(link)
    page.context.close()

    assert len(seen) > 20, seen
    assert not wrong, "\n".join(wrong)


def turn(page: Any, size: str) -> None:
    """Give the page the other size, as one who turns a phone or draws a window, and wait until it stands."""
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_function(SETTLED)
    page.evaluate(TWO_FRAMES)
