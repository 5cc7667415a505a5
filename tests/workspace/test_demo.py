"""The seeded brand of a first start: imported and audited as any other, and never beside somebody's data."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from guanxi.books.contracts import BookKind
from guanxi.books.queries import list_kept
from guanxi.cli.main import main
from guanxi.intake.contracts import SourceKind
from guanxi.intake.errors import SourceRefused
from guanxi.intake.sources import add_source
from guanxi.kit.clock import DAY_MS
from guanxi.kit.errors import SettingsError
from guanxi.kit.progress import Silent
from guanxi.lake.engine import Lake
from guanxi.people.models import Contact
from guanxi.site import demo
from guanxi.site.home import Home

NOW_MS = 1_767_312_000_000  # 2026-01-02 08:00 in Shanghai


@pytest.fixture
def home(tmp_path: Path, settings: LazySettings) -> Home:
    settings.HOME = Home(tmp_path / "home")
    settings.HOME.path.mkdir()
    return settings.HOME


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.either_store
class TestASeededHome:
    def test_holds_an_audited_brand_up_to_yesterday(
        self, home: Home, owner_client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(demo, "CONTACTS", 200)
        monkeypatch.setattr(demo, "DAYS", 240)

        is_new = demo.seed_demo(home, Silent(), now_ms=NOW_MS)
        is_again = demo.seed_demo(home, Silent(), now_ms=NOW_MS)

        latest_ms = Lake.open(home.lake).latest_event_ms()
        page = owner_client.get("/").content.decode()
        assert (is_new, is_again) == (True, False)
        assert latest_ms is not None
        assert NOW_MS - 3 * DAY_MS < latest_ms < NOW_MS - 8 * 3_600_000
        assert Contact.objects.count() >= 200
        assert len(list_kept(BookKind.AUDIT)) == 1
        assert "演示品牌" in page
        assert "您的私域" in page


@pytest.mark.django_db
class TestRefusals:
    def test_a_home_with_data_is_left_alone(self, home: Home) -> None:
        Lake.create(home.lake)
        before = sorted(home.lake.rglob("*"))

        with pytest.raises(SettingsError, match="holds data already"):
            demo.seed_demo(home, Silent(), now_ms=NOW_MS)

        assert sorted(home.lake.rglob("*")) == before

    @pytest.mark.parametrize("left", ["guanxi.yaml", "uploads/u1/data/orders.csv", "source"])
    def test_nor_is_one_with_settings_files_or_a_source_and_no_event_yet(self, home: Home, left: str) -> None:
        if left == "source":
            add_source(key="shop", name="店", kind=SourceKind.SERVER, now_ms=NOW_MS, actor_id=None)
        else:
            (home.path / left).parent.mkdir(parents=True, exist_ok=True)
            (home.path / left).write_text("brand: 茶\n", encoding="utf-8")
        before = sorted(home.path.rglob("*"))

        with pytest.raises(SettingsError, match="holds data already"):
            demo.seed_demo(home, Silent(), now_ms=NOW_MS)

        assert sorted(home.path.rglob("*")) == before

    def test_own_data_are_not_put_where_the_demo_was_cut_off(
        self, home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GUANXI_HOME", "")
        home.demo_begun.touch()

        codes = [main(["up", "--home", str(home.path), "--port", "0"]), main(["migrate", "--home", str(home.path)])]

        said = capsys.readouterr().err
        assert codes == [2, 2]
        assert said.count(f"guanxi up --demo --home {home.path}") == 2
        assert not home.database.exists()

    def test_no_real_source_is_connected_to_it(self, home: Home) -> None:
        home.demo_mark.touch()

        with pytest.raises(SourceRefused, match="demo brand"):
            add_source(key="shop", name="店", kind=SourceKind.SERVER, now_ms=NOW_MS, actor_id=None)
