"""Lifecycle stages and layers as two tables: how many, what they carry, and what the words mean."""

from __future__ import annotations

from dataclasses import replace

from guanxi.book.contracts import Book, LayerRow
from guanxi.book.facts.kind_flags import MESSAGES
from guanxi.book.settings import AuditSettings
from guanxi.lake.kinds import BY_CODE, Role
from guanxi.report.blocks import Block, Cell, Column, Heading, Table, Text, rows
from guanxi.report.reader import Reader
from guanxi.report.scale import Scale, capital_scale
from guanxi.report.words import codes, common
from guanxi.report.words import lifecycle as words
from guanxi.report.words.phrase import Phrase

BOUNDS = AuditSettings().lifecycle
"""The bounds are nobody's to set: no brand file speaks of them."""


def lifecycle_blocks(book: Book, reader: Reader) -> tuple[Block, ...]:
    """The stages, the layers, and how to read them; nothing where the book has neither."""
    if not book.stages:
        return ()
    return (
        Heading(reader.say(words.TITLE)),
        _stages(book, reader),
        *((_layers(book, reader),) if book.layers else ()),
        Text(reader.say(words.NOTE), "note"),
    )


def _stages(book: Book, reader: Reader) -> Table:
    capital = capital_scale(reader, [row.trust_capital for row in book.stages])
    return Table(
        caption=reader.say(words.TITLE),
        columns=_columns(words.STAGE, capital),
        rows=rows(
            *(
                _row(
                    Cell(reader.say(codes.STAGES[row.stage]), about=("stage", row.stage)),
                    words.STAGE_MEANINGS[row.stage],
                    (row.n, row.share, row.trust_capital),
                    capital,
                )
                for row in book.stages
            )
        ),
    )


def _layers(book: Book, reader: Reader) -> Table:
    blind = _blind(book)
    capital = capital_scale(reader, [row.trust_capital for row in book.layers])
    return Table(
        caption=reader.say(words.LAYERS),
        columns=_columns(words.LAYER, capital),
        rows=rows(
            *(
                _not_measured(row, reader)
                if row.layer in blind
                else _row(
                    Cell(reader.say(codes.LAYERS[row.layer]), about=("layer", row.layer)),
                    words.LAYER_MEANINGS[row.layer],
                    (row.n, row.share, row.trust_capital),
                    capital,
                )
                for row in book.layers
            )
        ),
    )


def _blind(book: Book) -> frozenset[str]:
    """Layers that hold nobody because the data does not log what would show them: no figure, rather than 0.

    A kind of the brand's own may be an ask, so with one the layer counts as measured; messages are never its own.
    """
    kinds = {code for code, n in book.quality.n_events_by_kind.items() if n}
    asks = {code for code in kinds if code not in BY_CODE or BY_CODE[code].role is Role.ASK}
    seen = {"silent_buyer": kinds & set(MESSAGES), "asked_too_often": asks}
    return frozenset(row.layer for row in book.layers if not row.n and not seen.get(row.layer, {True}))


def _not_measured(row: LayerRow, reader: Reader) -> tuple[str | Cell, ...]:
    name = Cell(reader.say(codes.LAYERS[row.layer]), note=reader.say(words.NOT_MEASURED[row.layer]))
    dash = reader.say(common.NONE)
    return name, dash, dash, dash


def _columns(first: Phrase, scale: Scale) -> tuple[Column, ...]:
    reader = scale.reader
    capital = common.TRUST_CAPITAL if reader.capital_is_money else common.TRUST_CAPITAL_INDEX
    return (
        Column(reader.say(first), numeric=False),
        *(Column(reader.say(title)) for title in (common.N_CONTACTS, words.SHARE)),
        Column(scale.head(reader.say(capital))),
    )


def _row(name: Cell, meaning: Phrase, figures: tuple[int, float, int], scale: Scale) -> tuple[str | Cell, ...]:
    (n, share, capital), reader = figures, scale.reader
    said = reader.say(
        meaning,
        new=reader.whole(BOUNDS.new_days),
        active=reader.number(BOUNDS.active_cycles, 1),
        dormant=reader.number(BOUNDS.dormant_cycles, 0),
        alive=reader.share(BOUNDS.lost_p_alive, 0),
        top=reader.share(BOUNDS.high_value_share, 0),
        trust=reader.number(BOUNDS.high_value_trust, 1),
        days=reader.whole(BOUNDS.silent_days),
        gives=reader.whole(BOUNDS.gives_per_ask),
    )
    return replace(name, note=said), reader.whole(n), reader.share(share), scale.cell(capital)
