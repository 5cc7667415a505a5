"""A home with the lake of a small simulated brand, audited once a run; each test gets the rows that belong to it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from django.conf import LazySettings, settings
from made_once import made_once

from guanxi.accounts.models import User
from guanxi.book import kept
from guanxi.book.contracts.mirror import MirrorBook
from guanxi.books import operations, queries
from guanxi.books.contracts import Asked, BookKind, KeptView
from guanxi.books.operations import Made
from guanxi.books.rules import question_digest
from guanxi.facade import Book
from guanxi.facade.asking import Question
from guanxi.facade.auditing import ask, import_data
from guanxi.facade.mirror import ask_mirror
from guanxi.facade.reading_out import TroiQuestion, ask_troi
from guanxi.intake.brand import current_brand
from guanxi.kit.clock import parse_as_of
from guanxi.kit.progress import Silent
from guanxi.lake.engine import Lake
from guanxi.lake.importing import load_settings
from guanxi.people.operations import take_contacts
from guanxi.simulator import simulate
from guanxi.site.home import Home

ZONE = "Asia/Shanghai"
CLOSING, OPENING, EARLIER = (parse_as_of(day, ZONE) for day in ("2025-12-31", "2025-09-30", "2025-11-30"))
AUDIT = Asked(BookKind.AUDIT, CLOSING, OPENING, 365)
EARLIER_AUDIT = Asked(BookKind.AUDIT, EARLIER, None, 365)
TROI = Asked(BookKind.TROI, CLOSING, None, 56)
MIRROR = Asked(BookKind.MIRROR, CLOSING, None, 365)
AT_MS = CLOSING + 3_600_000


@dataclass(frozen=True)
class Audited:
    """What was made once: the home, and the public ids under which its books lie."""

    home: Home
    audit_id: str = "b-closing"
    earlier_id: str = "b-earlier"
    troi_id: str = "b-programs"
    mirror_id: str = "b-mirror"


@pytest.fixture(scope="session")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Audited:
    """A brand of 300 contacts, imported and audited; the earlier book is the same one under an earlier date."""
    found = Audited(Home(tmp_path_factory.mktemp("audited") / "home"))

    def make(folder: Path) -> None:
        home = Home(folder)
        data = tmp_path_factory.mktemp("brand")
        simulate(300, 540, 11, data)
        home.path.mkdir()
        shutil.copy(data / "guanxi.yaml", home.path)
        lake, brand = Lake.create(home.lake), load_settings(home.path)
        import_data(lake, data, Silent())
        book = ask(lake, brand, Question(AUDIT.as_of_ms, AUDIT.compare_to_ms, AUDIT.days), Silent())
        _keep(lake, home.books / found.audit_id, AUDIT, book)
        _keep(lake, home.books / found.earlier_id, EARLIER_AUDIT, replace(book, as_of_ms=EARLIER, roll_forward=None))

    shutil.copytree(made_once("audited-home", make), found.home.path)
    return found


@pytest.fixture(scope="session")
def read_out(audited: Audited) -> Audited:
    """The same home, its programs read out too; the models of their launches, which take most of it, are kept there."""

    def make(folder: Path) -> None:
        lake, brand = Lake.open(audited.home.lake), load_settings(audited.home.path)
        book = ask_troi(lake, brand, TroiQuestion(as_of=TROI.as_of_ms, days=TROI.days), Silent())
        _keep(lake, folder / "books" / audited.troi_id, TROI, book)
        shutil.copytree(audited.home.lake / "book", folder / "lake" / "book")

    shutil.copytree(made_once("audited-programs", make), audited.home.path, dirs_exist_ok=True)
    return audited


@pytest.fixture(scope="session")
def mirrored(audited: Audited) -> Audited:
    """The same home with the owner's mirror of the same day."""

    def make(folder: Path) -> None:
        lake, brand = Lake.open(audited.home.lake), load_settings(audited.home.path)
        _keep(lake, folder, MIRROR, ask_mirror(lake, brand, Question(MIRROR.as_of_ms, None, MIRROR.days), Silent()))

    shutil.copytree(made_once("audited-mirror", make), audited.home.books / audited.mirror_id)
    return audited


def _keep(lake: Lake, folder: Path, asked: Asked, book: object) -> None:
    kept.keep(book, folder, kept.Stamp(asked.kind.value, asked.as_of_ms, lake.catalogue().generation))


@pytest.fixture
def brand_home(audited: Audited, settings: LazySettings) -> Home:
    """The audited home as this workspace's own; no row yet."""
    settings.HOME = audited.home
    return audited.home


@pytest.fixture
def empty_home(tmp_path: Path, settings: LazySettings) -> Home:
    """A home into which nothing was imported."""
    home = Home(tmp_path / "empty-home")
    home.path.mkdir()
    settings.HOME = home
    return home


@dataclass(frozen=True)
class Books:
    """The kept books as rows: the one that closes the year, one of a month before."""

    closing: KeptView
    earlier: KeptView


@pytest.fixture
def books(audited: Audited, brand_home: Home, people_of_the_brand: dict[str, User]) -> Books:
    """Rows for what lies in the home."""
    return Books(register(audited.audit_id, AUDIT), register(audited.earlier_id, EARLIER_AUDIT))


@pytest.fixture
def mirror(mirrored: Audited, books: Books) -> MirrorBook:
    """The mirror as this workspace holds it, and its contacts in the tables of people."""
    register(mirrored.mirror_id, MIRROR)
    take_contacts(Lake.open(mirrored.home.lake), now_ms=AT_MS)
    found = queries.find_mirror()
    assert found is not None
    return found


@pytest.fixture
def programs(read_out: Audited, books: Books) -> KeptView:
    """The row of the read-outs."""
    return register(read_out.troi_id, TROI)


def register(public_id: str, asked: Asked, *, folder: str = "") -> KeptView:
    """The row of a book that lies in the home already, or of another question about the one in ``folder``."""
    generation = Lake.open(settings.HOME.lake).catalogue().generation
    digest = question_digest(asked, current_brand(), generation)
    made = Made(digest, generation, 1.5, AT_MS, None)
    book = None
    if asked.kind is BookKind.AUDIT:
        book = kept.take_out(Book, queries.folder_of(folder or public_id), columns=())
    return operations.register(public_id, asked, book, made)
