"""What programs sent through the API has no file to come back from: its undo is refused, and nothing is touched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from made_intake import NOW_MS, made_source, order

from guanxi.cli.main import main
from guanxi.imports.contracts import ImportState
from guanxi.imports.models import FileImport
from guanxi.intake.operations import append, seal
from guanxi.jobs.contracts import JobState
from guanxi.jobs.models import Job
from guanxi.lake.engine import Lake, OnlyCopy, undo, verify
from guanxi.site.home import Home

pytestmark = pytest.mark.django_db(transaction=True)
FILE = "会员卡号,订单号,付款时间,实付金额\nM1,f-1,2025-03-01 10:00,88.50\n"


@pytest.fixture
def home(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Home:
    settings.HOME = Home(tmp_path / "home")
    settings.HOME.path.mkdir()
    monkeypatch.setenv("GUANXI_HOME", str(settings.HOME.path))
    return settings.HOME


@pytest.fixture
def sealed(home: Home) -> str:
    """The import of three events from the API."""
    append(made_source().source, [order(n) for n in range(3)], NOW_MS)
    seal(NOW_MS)
    return Lake.open(home.lake).imports()[-1].import_id


def ids(home: Home) -> list[str]:
    with Lake.open(home.lake).session(as_of_ms=10**13) as session:
        return [row[0] for row in session.con.execute("SELECT source_event_id FROM events ORDER BY 1").fetchall()]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("lake undo {} --lang zh", "唯一的副本"),
        ("lake undo {} --lang en", "only copy"),
        ("audit --undo {} --lang en", "only copy"),
    ],
)
def test_the_command_refuses_with_a_sentence(
    sealed: str, home: Home, capsys: pytest.CaptureFixture[str], command: str, said: str
) -> None:
    generation = Lake.open(home.lake).catalogue().generation

    code = main(command.format(sealed).split())

    told = capsys.readouterr()
    assert code != 0
    assert said in told.out + told.err
    assert ids(home) == ["o-0", "o-1", "o-2"]
    assert Lake.open(home.lake).catalogue().generation == generation
    assert verify(Lake.open(home.lake)) == []


def test_the_library_refuses_too(sealed: str, home: Home) -> None:
    with pytest.raises(OnlyCopy):
        undo(Lake.open(home.lake), sealed)


def test_a_file_is_taken_back_in_the_browser_and_the_api_events_stay(
    sealed: str, home: Home, operator_client: Client, run_jobs: Callable[[], int]
) -> None:
    files = SimpleUploadedFile("订单.csv", FILE.encode())
    answer = operator_client.post("/imports/new/", {"files": files, "end": "1"})
    public_id = answer.headers["Location"].split("/")[2]
    operator_client.post(f"/imports/{public_id}/confirm/")
    run_jobs()
    assert len(ids(home)) == 4

    operator_client.post(f"/imports/{public_id}/undo/")
    run_jobs()

    assert FileImport.objects.get().state == ImportState.UNDONE
    assert ids(home) == ["o-0", "o-1", "o-2"]


def test_a_row_that_names_such_an_import_is_refused_by_the_browsers_undo(
    sealed: str, home: Home, operator_client: Client, run_jobs: Callable[[], int]
) -> None:
    row = FileImport.objects.create(created_ms=NOW_MS, state=ImportState.DONE, import_id=sealed, result={})

    operator_client.post(f"/imports/{row.public_id}/undo/")
    run_jobs()

    job = Job.objects.get(kind="imports.undo")
    assert job.state == JobState.FAILED
    assert "唯一的副本" in job.error_zh
    assert ids(home) == ["o-0", "o-1", "o-2"]
