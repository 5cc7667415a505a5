"""``guanxi up``: the whole workspace on this machine, with one command. ``guanxi migrate``: only the store."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from guanxi.cli.progress import TerminalProgress
from guanxi.cli.workspace import enter, home_of
from guanxi.kit.phrase import Phrase
from guanxi.site.holding import check_assets, check_no_half_demo, check_port, held_home
from guanxi.site.home import Home

READY = Phrase(
    "guanxi 已启动\n  地址      {address}\n  数据目录  {home}",
    "guanxi is up\n  address   {address}\n  home      {home}",
)
SET_UP = Phrase(
    "  首次设置  {link}\n            只显示这一次，24 小时内有效；打开它，成为负责人。",
    "  set-up    {link}\n            Shown once, good for a day: open it to become the owner.",
)
DEMO = Phrase(
    "  演示品牌  这里的人和数字都是模拟的。换成自己的品牌：按 Ctrl-C 停止，然后运行\n"
    "            {command} up --home ~/my-brand\n"
    "            那是一个新的空目录；演示保留在原处，以后仍可打开。",
    "  demo      Its people and figures are simulated. For your own brand press Ctrl-C, then run\n"
    "            {command} up --home ~/my-brand\n"
    "            That is a new, empty home; the demo stays where it is and can be opened again.",
)
HOW_TO_STOP = Phrase("按 Ctrl-C 停止。", "Press Ctrl-C to stop.")
STOPPED = Phrase("已停止。", "Stopped.")
MIGRATED = Phrase("数据库已更新：{steps}", "The database was brought up to date: {steps}")
UP_TO_DATE = Phrase("数据库已是最新，无需更新。", "The database is up to date.")


def run(options: argparse.Namespace, progress: TerminalProgress) -> int:
    """Prepare the home, then serve until told to stop."""
    home = home_of(options)
    check_port(options.host, options.port)
    with held_home(home):
        if not options.demo:
            check_no_half_demo(home)
        # What this process logs goes into a file of its own, as its children's does: the terminal hears warnings.
        enter(log_file=home.log_of("up"))
        return _serve(home, options, progress)


def _serve(home: Home, options: argparse.Namespace, progress: TerminalProgress) -> int:
    from django.db import connections

    from guanxi.site.serving import address_of, answers, server, worker
    from guanxi.site.starting import check_loopback, check_role, check_store, migrate
    from guanxi.site.supervising import Supervisor

    check_assets()
    check_store()
    check_role()
    migrate(progress)
    check_loopback(options.host)
    if options.demo:
        from guanxi.facade.asking import now_ms
        from guanxi.site.demo import seed_demo

        seed_demo(home, progress, now_ms=now_ms())
    address = address_of(options.host, options.port)
    link = set_up_link(address)
    connections.close_all()
    progress.step("Starting", "正在启动")

    def say(sentence: str) -> None:
        progress.close()
        print(sentence, file=sys.stderr, flush=True)

    def when_ready() -> None:
        progress.close()
        home.address_mark.write_text(address + "\n", encoding="utf-8")
        print(READY.text(options.lang, address=address, home=str(home.path)))
        if link:
            print(SET_UP.text(options.lang, link=link))
        if home.demo_mark.exists():
            print(DEMO.text(options.lang, command=called_as()))
        print(HOW_TO_STOP.text(options.lang), flush=True)

    children = (server(home, options.host, options.port), worker(home))
    code = Supervisor(children, say, options.lang).run(lambda: answers(options.host, options.port), when_ready)
    say(STOPPED.text(options.lang))
    return code


def called_as() -> str:
    """How this command was typed, so that what is printed can be typed again; ``.venv/bin/guanxi`` as a rule."""
    typed = Path(sys.argv[0]).absolute()
    if typed.name != "guanxi":
        return "guanxi"
    return str(typed.relative_to(Path.cwd()) if typed.is_relative_to(Path.cwd()) else typed)


def set_up_link(address: str) -> str:
    """A new one-time link while nobody owns the workspace, else ``""``."""
    from guanxi.accounts.operations import issue_set_up_link
    from guanxi.accounts.queries import has_owner
    from guanxi.facade.asking import now_ms

    if has_owner():
        return ""
    return address + path_of("set_up", issue_set_up_link(at_ms=now_ms()).token)


def path_of(name: str, token: str) -> str:
    """The path of one of the accounts' pages, found without loading all others: starting should not wait for them."""
    from django.urls.resolvers import RoutePattern, URLResolver

    from guanxi.console.accounts.routes import ROUTES

    return "/" + str(URLResolver(RoutePattern(""), ROUTES).reverse(name, token))


def run_migrate(options: argparse.Namespace, progress: TerminalProgress) -> int:
    """Bring the store to this version and say which steps were taken."""
    home = home_of(options)
    with held_home(home):
        check_no_half_demo(home)
        enter()
        from guanxi.site.starting import check_store, migrate

        check_store()
        steps = migrate(progress)
    progress.close()
    print(MIGRATED.text(options.lang, steps=", ".join(steps)) if steps else UP_TO_DATE.text(options.lang))
    return 0
