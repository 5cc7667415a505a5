"""A page that shows a job goes on asking while the server is away, says so, and catches up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from brand_people import World

import guanxi.console
from guanxi.accounts.contracts import Role
from guanxi.facade.asking import now_ms
from guanxi.jobs.operations import enqueue

playwright = pytest.importorskip("playwright.sync_api")
STATIC = Path(guanxi.console.__file__).parent / "static"
ADDRESS = "http://guanxi.test"

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def pages(world: World) -> dict[str, str]:
    """A waiting job's page in both languages, as the server writes it."""
    user = world.users[Role.OPERATOR]
    job = enqueue("people.take_contacts", {}, now_ms=now_ms(), actor_id=user.pk)
    client = world.client(Role.OPERATOR)
    made = {}
    for lang in ("zh", "en"):
        client.cookies["guanxi_lang"] = lang
        made[lang] = client.get(f"/jobs/{job.public_id}/").content.decode()
    return made


def server(page: str, answers: list[Callable[[Any], None]]) -> Callable[[Any], None]:
    """Gives the page and its files; each poll gets the next of ``answers``, and the last one again and again."""

    def serve(route: Any) -> None:
        path = route.request.url.removeprefix(ADDRESS).partition("?")[0]
        if path.startswith("/static/"):
            parts = path.removeprefix("/static/").split(".")
            found = next((each for each in (".".join(parts), f"{'.'.join(parts[:-2])}.{parts[-1]}")
                          if (STATIC / each).is_file()), "")  # fmt: skip
            route.fulfill(path=STATIC / found) if found else route.fulfill(status=404)
        elif path == "/":
            route.fulfill(body=page, content_type="text/html; charset=utf-8")
        else:
            (answers.pop(0) if len(answers) > 1 else answers[0])(route)

    return serve


def when_there(page: Any, selector: str) -> Any:
    """The element, once it is there; the page's clock runs meanwhile, a second at each look."""
    for _ in range(60):
        page.clock.run_for(1_000)
        try:
            return page.wait_for_selector(selector, timeout=250)
        except playwright.TimeoutError:
            continue
    pytest.fail(f"{selector} did not come within a minute")


@pytest.mark.parametrize(
    ("lang", "lost"), [("zh", "连接中断，正在重试"), ("en", "The connection was lost, trying again")]
)
def test_progress_goes_on_after_answers_that_fail(pages: dict[str, str], lang: str, lost: str) -> None:
    n_asked: list[str] = []

    def seen(answer: Callable[[Any], None], name: str) -> Callable[[Any], None]:
        def give(route: Any) -> None:
            n_asked.append(name)
            answer(route)

        return give

    gone = seen(lambda route: route.abort("connectionrefused"), "refused")
    broken = seen(lambda route: route.fulfill(status=502, body="bad gateway"), "502")
    done = seen(lambda route: route.fulfill(body='<div class="jobprogress" id="ended">ended</div>'), "done")
    with playwright.sync_playwright() as session:
        browser = session.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.route("**/*", server(pages[lang], [gone, broken, done]))

        page.clock.install()
        page.goto(f"{ADDRESS}/")
        said = when_there(page, ".jobprogress .lost").inner_text()
        when_there(page, "#ended")

        assert lost in said
        assert page.locator(".lost").count() == 0
        browser.close()
    assert n_asked[:3] == ["refused", "502", "done"]
