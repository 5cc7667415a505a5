"""What a page is made of: frozen blocks that hold finished text, so that a template decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

ONE_CONTACT = "contact"
Option = dict[str, Any]  # Any: an ECharts option is a JSON tree of the library's own making


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. ``foreign`` text came from a file or a person and is isolated from the text around it.

    ``about`` says of which contacts the row speaks (dimension, key), for a page that can show them: it sets ``href``.
    One that speaks of a single contact says (:data:`ONE_CONTACT`, id in the lake). ``among``: the cell is a list of
    these, of which each may lead elsewhere; ``text`` says the same in one.
    """

    text: str
    foreign: bool = False
    note: str = ""
    strong: bool = False
    about: tuple[str, str] | None = None
    href: str = ""
    among: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading; numbers stand right-aligned."""

    title: str
    numeric: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption that names it to those who cannot see it; one that ``stacks`` is a list on a phone."""

    kind: ClassVar[str] = "table"
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    shows_caption: bool = False
    stacks: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: the finding as its title, what it is made of, the ECharts option, and its table twin."""

    kind: ClassVar[str] = "chart"
    key: str
    title: str
    subtitle: str
    option: Option
    table: Table
    height: int
    open_table: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """Charts that stand beside each other where there is room."""

    kind: ClassVar[str] = "pair"
    charts: tuple[Chart, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph. Tones: ``lead``, ``plain``, ``note``, ``missing`` (what the data lacks), ``warning``.

    ``about`` names the page on which something can be done, and ``action`` what stands on the way there: both are shown
    only where there is a workspace, which sets ``href``.
    """

    kind: ClassVar[str] = "text"
    text: str
    tone: str = "plain"
    about: tuple[str, str] | None = None
    action: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section."""

    kind: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure that is read first: what it is, how much, how sure."""

    label: str
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class Figures:
    """A row of key figures."""

    kind: ClassVar[str] = "figures"
    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A line of an account. Rules: ``line``, ``detail`` (of which), ``subtotal``, ``total``."""

    label: str
    amount: str
    note: str = ""
    rule: str = "line"


@dataclass(frozen=True, slots=True)
class Account:
    """One side of the balance sheet."""

    title: str
    lines: tuple[LedgerLine, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The two-sided balance sheet and the lines below it."""

    kind: ClassVar[str] = "ledger"
    caption: str
    amount_title: str
    left: Account
    right: Account
    memo: Account


@dataclass(frozen=True, slots=True)
class Reason:
    """One driver of a contact's T as a sentence, and whether it raises or lowers; no ``weight``: it says neither."""

    text: str
    raises: bool
    weight: str


@dataclass(frozen=True, slots=True)
class Person:
    """One contact and the three largest reasons for its T."""

    name: str
    trust: str
    trust_note: str
    facts: tuple[tuple[str, str], ...]
    flag: str
    reasons: tuple[Reason, ...]
    bar: float
    """T in per cent, for the little bar."""
    todo: str = ""
    """What to do about it; "" where the list only explains."""
    contact_id: int = 0
    """Of the lake, for pages that name the contact and lead to it; 0 where nobody asks."""
    href: str = ""


@dataclass(frozen=True, slots=True)
class People:
    """A list of contacts."""

    kind: ClassVar[str] = "people"
    title: str
    tone: str
    people: tuple[Person, ...]


Block = Table | Chart | Pair | Text | Heading | Figures | Ledger | People


@dataclass(frozen=True, slots=True)
class Section:
    """One chapter of the report: its anchor, its title, a short name for the navigation."""

    key: str
    title: str
    short: str
    blocks: tuple[Block, ...] = field(default=())

    def charts(self) -> tuple[Chart, ...]:
        """All charts of the chapter in order."""
        found: list[Chart] = []
        for block in self.blocks:
            if isinstance(block, Chart):
                found.append(block)
            elif isinstance(block, Pair):
                found.extend(block.charts)
        return tuple(found)


def present(*blocks: Block | None) -> tuple[Block, ...]:
    """The blocks that there are."""
    return tuple(block for block in blocks if block is not None)


def rows(*cells: Sequence[str | Cell]) -> tuple[tuple[Cell, ...], ...]:
    """Rows of plain texts and cells as rows of cells."""
    return tuple(tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in row) for row in cells)
