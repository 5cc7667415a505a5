"""``guanxi link``: a link to where the workspace is served, and what it ends."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import pytest
from brand_people import World

from guanxi.accounts.contracts import Role
from guanxi.cli import run_link
from guanxi.cli.progress import TerminalProgress
from guanxi.site.home import Home

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def entered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The test is inside of the workspace already, with a role that the product would refuse on PostgreSQL."""
    monkeypatch.setenv("GUANXI_HOME", str(tmp_path))
    monkeypatch.setattr(run_link, "enter", lambda: None)
    monkeypatch.setattr("guanxi.site.starting.check_ready", lambda: None)


def link(home: Path, login: str | None, *, address: str = "", lang: str = "zh") -> None:
    options = argparse.Namespace(home=home, login=login, address=address, lang=lang)
    assert run_link.run(options, TerminalProgress(lang, quiet=True)) == 0


@pytest.mark.parametrize(("lang", "ended"), [("zh", "旧密码已失效"), ("en", "The old password of")])
def test_points_to_where_the_home_was_served_last(
    tmp_path: Path, world: World, capsys: Any, lang: str, ended: str
) -> None:
    Home(tmp_path).address_mark.write_text("http://127.0.0.1:8123\n")

    link(tmp_path, world.users[Role.STAFF].login, lang=lang)

    said = capsys.readouterr()
    assert said.out.startswith("http://127.0.0.1:8123/")
    assert said.out.count("\n") == 1
    assert ended in said.err


def test_of_an_address_that_is_named_points_there(tmp_path: Path, world: World, capsys: Any) -> None:
    Home(tmp_path).address_mark.write_text("http://127.0.0.1:8123\n")

    link(tmp_path, world.users[Role.STAFF].login, address="https://tea.example.com/")

    assert capsys.readouterr().out.startswith("https://tea.example.com/p")


@pytest.mark.parametrize("said", [None, "", "javascript:alert(1)", "http://a\x1b[2J", b"\xff\xfe"])
def test_a_mark_that_is_no_address_is_not_believed(tmp_path: Path, said: str | bytes | None) -> None:
    home = Home(tmp_path)
    if said is not None:
        home.address_mark.write_bytes(said if isinstance(said, bytes) else said.encode())

    assert home.served_at() == "http://127.0.0.1:8000"


def test_without_a_login_and_with_an_owner_refuses(tmp_path: Path, world: World) -> None:
    with pytest.raises(Exception, match="has an owner"):
        link(tmp_path, None)
