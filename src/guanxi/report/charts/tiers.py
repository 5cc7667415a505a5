"""Tiers beside the reference shares: a bar for head-count, a bar for trust capital, a pale band for the reference."""

from __future__ import annotations

from guanxi.book.contracts import Book, Tier, TierRow
from guanxi.report.blocks import Cell, Chart, Column, Option, Table, rows
from guanxi.report.charts.marks import span, spans
from guanxi.report.charts.style import ROW_PX, TIER, frame, in_rows, names, percents
from guanxi.report.reader import Reader
from guanxi.report.scale import capital_scale, column_scale
from guanxi.report.words import codes, common
from guanxi.report.words import tiers as words

BAND_COLOR = "#dfe6ea"


def tiers_chart(book: Book, reader: Reader) -> Chart | None:
    """Shares of contacts and of trust capital by tier; ``None`` when nobody has a tier."""
    found = [row for row in book.tiers if row.tier is not Tier.NONE]
    if not any(row.n for row in found):
        return None
    return Chart(
        key="tiers",
        title=_finding(found, reader),
        subtitle=reader.say(
            words.SUBTITLE,
            contacts=reader.count(common.CONTACTS, sum(row.n for row in found)),
            day=reader.day(book.as_of_ms),
        ),
        option=_option(found, reader),
        table=_table(book.tiers, reader),
        height=len(found) * 2 * ROW_PX + 48,
        open_table=True,
    )


def capital_share(row: TierRow, found: list[TierRow]) -> float | None:
    """The tier's share of the trust capital of all tiers; ``None`` when there is none."""
    total = sum(each.trust_capital for each in found)
    return row.trust_capital / total if total > 0 else None


def _finding(found: list[TierRow], reader: Reader) -> str:
    core = next((row for row in found if row.tier is Tier.CORE), None)
    if core is None or core.n == 0:
        return reader.say(words.FINDING_NO_CORE)
    return reader.say(
        words.FINDING, n_share=reader.share(core.share), capital_share=reader.share(capital_share(core, found), 0)
    )


def _option(found: list[TierRow], reader: Reader) -> Option:
    labels: list[str] = []
    reference: list[Option] = []
    bars: list[Option] = []
    for i, row in enumerate(found):
        name, color = reader.say(codes.TIERS[row.tier]), TIER[row.tier]
        share = capital_share(row, found) or 0.0
        labels += [reader.say(row_of, tier=name) for row_of in (words.ROW_CONTACTS, words.ROW_CAPITAL)]
        reference.append(span(row.reference_low * 100, row.reference_high * 100, 2 * i, BAND_COLOR))
        bars.append(_bar(row.share, 2 * i, color, name, reader))
        bars.append(_bar(share, 2 * i + 1, color, name, reader))
    option = frame(
        xAxis=percents(),
        yAxis=names(labels),
        series=[spans(reference, thickness=0.96, z=1), spans(bars, thickness=0.46)],
    )
    return in_rows(option)


def _bar(share: float, row: int, color: str, name: str, reader: Reader) -> Option:
    text = reader.share(share)
    return span(0, round(share * 100, 3), row, color, tip=f"{name} {text}", text=text)


def _reference(row: TierRow, reader: Reader) -> str:
    if row.tier is Tier.NONE:
        return reader.say(words.NO_REFERENCE)
    return reader.say(
        common.SPAN, low=reader.number(row.reference_low * 100, 0), high=reader.share(row.reference_high, 0)
    )


def _table(found: tuple[TierRow, ...], reader: Reader) -> Table:
    tiered = [row for row in found if row.tier is not Tier.NONE]
    title = common.TRUST_CAPITAL if reader.capital_is_money else common.TRUST_CAPITAL_INDEX
    capital = capital_scale(reader, [row.trust_capital for row in found])
    clv = column_scale(reader, [row.clv for row in found])
    maintenance = column_scale(reader, [row.maintenance for row in found])

    def cells(row: TierRow) -> tuple[str | Cell, ...]:
        none = row.tier is Tier.NONE
        dash = reader.say(common.NONE)
        return (
            Cell(reader.say(codes.TIERS[row.tier]), about=("tier", row.tier)),
            reader.whole(row.n),
            dash if none else reader.share(row.share),
            _reference(row, reader),
            capital.cell(row.trust_capital),
            dash if none else reader.share(capital_share(row, tiered)),
            clv.cell(row.clv),
            maintenance.cell(row.maintenance),
            dash if none or not row.n else reader.number(row.mean_trust),
            reader.whole(row.n_liabilities),
        )

    return Table(
        caption=reader.say(words.TITLE),
        columns=(
            Column(reader.say(words.TIER), numeric=False),
            Column(reader.say(common.N_CONTACTS)),
            Column(reader.say(words.SHARE_OF_CONTACTS)),
            Column(reader.say(words.REFERENCE_SHARE)),
            Column(capital.head(reader.say(title))),
            Column(reader.say(words.SHARE_OF_CAPITAL)),
            Column(clv.head(reader.say(common.CLV))),
            Column(maintenance.head(reader.say(common.MAINTENANCE))),
            Column(reader.say(common.MEAN_TRUST)),
            Column(reader.say(words.LIABILITIES)),
        ),
        rows=rows(*(cells(row) for row in found)),
    )
