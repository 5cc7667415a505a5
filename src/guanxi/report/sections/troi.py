"""One chapter per program: the verdict, the figures behind it, the charts, and the panel beside it."""

from __future__ import annotations

import math

from guanxi.book.contracts import Interval
from guanxi.book.contracts.troi import Indicator, ObservationalReadout, Panel, RandomisedReadout, Readout, Spend
from guanxi.kit.money import FEN_PER_YUAN
from guanxi.report.blocks import Block, Cell, Column, KeyFigure, Section, Table, Text, present, rows
from guanxi.report.charts.troi_sequence import sequence_chart
from guanxi.report.charts.troi_trend import trend_chart
from guanxi.report.inert import inert, isolated
from guanxi.report.reader import Reader
from guanxi.report.scale import Scale, column_scale
from guanxi.report.words import common
from guanxi.report.words import troi as words
from guanxi.report.words.phrase import Phrase

TINY = 100.0
"""From here on, in units a year for one spent, a ratio says that the spend is tiny rather than that the return is."""


def chapter(readout: Readout, reader: Reader, place: int, *, is_only: bool = False) -> Section:
    """The chapter of one read-out, the ``place``-th of the page; the only one repeats nothing of the opening."""
    key = f"program-{place}"
    name = readout.scope.name
    return Section(
        key=key,
        title=reader.say(
            words.TITLE if isinstance(readout, RandomisedReadout) else words.OBSERVED_TITLE, program=isolated(name, 40)
        ),
        short=inert(name, 14),
        blocks=present(
            None if is_only else Text(headline(readout, reader), "lead"),
            None if is_only else Text(effect_sentence(readout, reader)),
            *_charts(readout, reader, key),
            returns_table(readout, reader),
            _arms(readout, reader),
            *_design(readout, reader),
            _indicators(readout, reader),
            *_bands(readout.panel, reader),
            Text(_rules(readout, reader), "note"),
            *(() if is_only else _notices(readout, reader)),
        ),
    )


def _notices(readout: Readout, reader: Reader) -> tuple[Text, ...]:
    return tuple(Text(reader.pick(each.en, each.zh), "warning" if each.severe else "note") for each in readout.notices)


def headline(readout: Readout, reader: Reader) -> str:
    """The verdict in words, or that there is none by construction."""
    if isinstance(readout, RandomisedReadout):
        return reader.pick(readout.verdict.en, readout.verdict.zh, 1200)
    return reader.say(words.OBSERVED_VERDICT, program=isolated(readout.scope.program, 40))


def verdict_code(readout: Readout) -> str:
    """Code of the verdict; ``observational`` where there is none."""
    return str(readout.verdict.code) if isinstance(readout, RandomisedReadout) else "observational"


def effect_sentence(readout: Readout, reader: Reader) -> str:
    """What the program brought, how sure, and what it cost."""
    scope, returns = readout.scope, readout.returns
    if returns is None:
        return reader.say(words.NO_EFFECT_SENTENCE, days=str(scope.days))
    spend = spend_text(readout.spend, reader)
    phrase = words.LOSS_SENTENCE if returns.effect.value < 0 else words.EFFECT_SENTENCE
    if isinstance(readout, ObservationalReadout):
        phrase = words.OBSERVED_SENTENCE
    return reader.say(
        phrase,
        n=reader.whole(readout.arms[0].n_matured),
        days=str(scope.days),
        effect=reader.money(abs(returns.effect.value) if phrase is words.LOSS_SENTENCE else returns.effect.value),
        range=reader.money_range(returns.effect),
        asset=reader.say(words.ASSETS[scope.asset]),
        spend=spend,
    )


def _charts(readout: Readout, reader: Reader, key: str) -> tuple[Block, ...]:
    if isinstance(readout, RandomisedReadout):
        return present(sequence_chart(readout, reader, key))
    return present(trend_chart(readout, reader, key))


def returns_table(readout: Readout, reader: Reader) -> Table:
    """Effect per contact against what it must clear, totals, spend, then the returns, all in money."""
    columns = (Column(reader.say(words.FIGURE), numeric=False), Column(reader.say(words.VALUE)))
    found = rows(*_per_contact(readout, reader), *_totals(readout, reader), *_ratios(readout, reader))
    return Table(reader.say(words.RETURNS), columns, found, shows_caption=True)


Row = tuple[str | Cell, ...]


def _per_contact(readout: Readout, reader: Reader) -> list[Row]:
    returns = readout.returns
    if returns is None:
        return []
    dealt = isinstance(readout, RandomisedReadout)
    shown = reader.money_range(returns.effect_per_contact)
    note = reader.say(words.ADJUSTED_NOTE, range=shown) if dealt else shown
    name = words.EFFECT_ADJUSTED if dealt else words.EFFECT_EACH
    found: list[Row] = [
        (reader.say(name), Cell(reader.money(returns.effect_per_contact.value), note=note, strong=True))
    ]
    if isinstance(readout, RandomisedReadout):
        if len(readout.looks) == 1 and returns.fixed_per_contact is not None:
            fixed = returns.fixed_per_contact
            bounds = reader.span(fixed, reader.money(fixed.low), reader.money(fixed.high))
            found.append((reader.say(words.FIXED), Cell(bounds, note=reader.say(words.FIXED_NOTE))))
        line = line_to_clear(readout, reader)
        found += [] if line is None else [(line.label, Cell(line.value, note=line.note))]
    parts = raw_parts(readout)
    if parts is not None:
        phrase = words.RAW_NOTE if dealt else words.RAW_NOTE_OBSERVED
        said = reader.say(phrase, margin=reader.money(parts[0]), asset=reader.money(parts[1]))
        found.append((reader.say(words.RAW), Cell(reader.money(sum(parts)), note=said)))
    return found


def raw_parts(readout: Readout) -> tuple[float, float] | None:
    """Margin's and the asset's part of the raw difference per contact, from the means of the table of groups."""
    observed = isinstance(readout, ObservationalReadout)
    parts = []
    for arm in readout.arms:
        means = (arm.mean_margin, arm.mean_change, arm.mean_margin_before, arm.mean_change_before)
        margin, change, before, change_before = means
        if margin is None or change is None or before is None or change_before is None:
            return None
        parts.append((margin - before, change - change_before) if observed else (margin, change))
    return parts[0][0] - parts[1][0], parts[0][1] - parts[1][1]


def amount_to_clear(readout: Readout) -> float | None:
    """What each contact must bring, fen; ``None`` without spend or holdout, or where there is no bound."""
    line = readout.effect_to_clear if isinstance(readout, RandomisedReadout) else None
    return line if line is not None and math.isfinite(line) else None


def line_to_clear(readout: Readout, reader: Reader, scale: Scale | None = None) -> KeyFigure | None:
    """:func:`amount_to_clear` in words, in the unit of its neighbours; ``None`` where there is none."""
    line = amount_to_clear(readout)
    if line is None:
        return None
    scope = readout.scope
    note = reader.say(words.TO_CLEAR_NOTE, days=str(scope.days), rate=reader.share(scope.risk_free))
    return KeyFigure(reader.say(words.TO_CLEAR), scale.money(line) if scale else reader.money(line), note)


def _totals(readout: Readout, reader: Reader) -> list[Row]:
    returns, spend, found = readout.returns, readout.spend, []
    if returns is not None:
        asset = words.CAPITAL_OBSERVED if isinstance(readout, ObservationalReadout) else words.CAPITAL_EFFECT
        found += [
            (reader.say(name), Cell(reader.money(each.value), note=reader.money_range(each)))
            for name, each in ((words.EFFECT, returns.effect), (asset, returns.capital_effect))
        ]
    detail = reader.say(
        words.SPEND_DETAIL,
        direct=reader.money(spend.direct),
        pools=reader.money(spend.pools),
        coupons=reader.money(spend.coupons),
        where=reader.say(words.COUPONS_IN[spend.coupons_in]),
    )
    found.append((reader.say(words.SPEND), Cell(spend_text(spend, reader), note=detail if spend.total else "")))
    return [*found]


def spend_text(spend: Spend, reader: Reader, column: Scale | None = None) -> str:
    """The spend, in the unit of its ``column`` where it stands in one, or what is the matter with it."""
    money = column.cell if column else reader.money
    if spend.total > 0:
        return money(spend.total)
    if spend.total < 0:
        return f"{money(spend.total)} · {reader.say(words.NEGATIVE_SPEND)}"
    return reader.say(words.ZERO_SPEND if spend.is_recorded and not spend.outside else words.NO_SPEND)


def _ratios(readout: Readout, reader: Reader) -> list[Row]:
    # Without a spend the row of the spend says so, once.
    if readout.returns is None or readout.spend.total <= 0:
        return []
    if why := no_ratio(readout, reader):
        return [(reader.say(words.NET, one=reader.money(FEN_PER_YUAN)), Cell(reader.say(words.NO_RATIO), note=why))]
    return [
        (figure.label, Cell(figure.value, note=figure.note))
        for figure in (net_figure(readout, reader), annual_figure(readout, reader), gross_figure(readout, reader))
    ]


def no_ratio(readout: Readout, reader: Reader) -> str:
    """Why a spend carries no ratio; "" where it does, or where there is none."""
    returns = readout.returns
    return "" if returns is None else reader.pick(returns.why_no_ratio_en, returns.why_no_ratio_zh)


def net_figure(readout: Readout, reader: Reader) -> KeyFigure:
    """(Δ − spend) ÷ spend, as money per one unit spent."""
    return _ratio(words.NET, words.NET_NOTE, readout, "net", reader)


def gross_figure(readout: Readout, reader: Reader) -> KeyFigure:
    """The articles' figure, which leaves out margin, in the same unit."""
    return _ratio(words.GROSS, words.GROSS_NOTE, readout, "gross", reader)


def _ratio(label: Phrase, note: Phrase, readout: Readout, name: str, reader: Reader) -> KeyFigure:
    title = reader.say(label, one=reader.money(FEN_PER_YUAN))
    figure: Interval | None = None if readout.returns is None else getattr(readout.returns, name)
    if figure is None:
        return KeyFigure(title, spend_text(readout.spend, reader), "")
    return KeyFigure(title, per_one(figure.value, reader), reader.say(note, range=per_one_range(figure, reader)))


def annual_figure(readout: Readout, reader: Reader) -> KeyFigure:
    """Net return as a year: in words where all was lost, in money where the spend is tiny."""
    title = reader.say(words.ANNUAL, one=reader.money(FEN_PER_YUAN))
    returns, spend = readout.returns, readout.spend.total
    if returns is None or returns.net is None:
        return KeyFigure(title, spend_text(readout.spend, reader), "")
    figure = returns.annual
    if figure is None:
        return KeyFigure(title, reader.say(words.TOO_SHORT), "")
    if returns.net.value <= -1:
        return KeyFigure(title, reader.say(words.LOST), "")
    if max(abs(figure.low), abs(figure.high)) >= TINY:
        low, high = (reader.money(end * spend) for end in (figure.low, figure.high))
        note = reader.say(words.ANNUAL_TOTAL, range=reader.span(figure, low, high))
        return KeyFigure(title, reader.money(figure.value * spend), note)
    shown = per_one_range(figure, reader)
    return KeyFigure(title, per_one(figure.value, reader), reader.say(words.ANNUAL_NOTE, range=shown))


def per_one(share: float, reader: Reader) -> str:
    """A ratio to the spend as money per one unit spent: one unit for every return."""
    return reader.money(share * FEN_PER_YUAN)


def per_one_range(figure: Interval, reader: Reader) -> str:
    """The interval of a ratio in the same form."""
    return reader.span(figure, per_one(figure.low, reader), per_one(figure.high, reader))


def arm_names(readout: Readout, reader: Reader) -> dict[str, str]:
    """What the two groups are called."""
    if isinstance(readout, ObservationalReadout):
        return {"treated": reader.say(words.REACHED), "control": reader.say(words.NOT_REACHED)}
    return {"treated": reader.say(words.TREATED), "control": reader.say(words.CONTROL)}


def _arms(readout: Readout, reader: Reader) -> Table:
    """Measures in rows and groups in columns, so that a phone shows both groups whole."""
    names, days = arm_names(readout, reader), str(readout.scope.days)
    counts = (words.ASSIGNED, words.MATURED)
    asset = words.ASSET_BEFORE
    if isinstance(readout, ObservationalReadout):
        counts, asset = (words.COMPARED, words.IN_RANGE), words.ASSET_REACHED

    def row(title: Phrase, *values: str) -> tuple[str, ...]:
        return (reader.say(title, days=days), *values)

    def means(name: str) -> tuple[str, ...]:
        """Both groups in one unit: they are read against each other."""
        found = [getattr(arm, name) for arm in readout.arms]
        scale = column_scale(reader, found)
        return tuple(reader.say(words.NO_FIGURE) if each is None else scale.money(each) for each in found)

    return Table(
        reader.say(words.ARMS),
        (Column(reader.say(words.FIGURE), numeric=False), *(Column(names[arm.arm]) for arm in readout.arms)),
        rows(
            row(counts[0], *(reader.whole(arm.n_assigned) for arm in readout.arms)),
            row(counts[1], *(reader.whole(arm.n_matured) for arm in readout.arms)),
            row(words.MARGIN_BEFORE, *means("mean_margin_before")),
            row(words.CHANGE_BEFORE, *means("mean_change_before")),
            row(asset, *means("mean_asset_before")),
            row(words.MARGIN_AFTER, *means("mean_margin")),
            row(words.CHANGE, *means("mean_change")),
        ),
        shows_caption=True,
    )


def _design(readout: Readout, reader: Reader) -> tuple[Block, ...]:
    """What the experiment could see, and whether the arms came out as designed."""
    if not isinstance(readout, RandomisedReadout):
        return ()
    seen, ratio = readout.detectable, readout.sample_ratio
    detectable = (
        reader.say(words.NOT_DETECTABLE)
        if seen.per_contact is None or seen.total is None
        else reader.say(
            words.DETECTABLE,
            treated=reader.whole(seen.n_treated),
            control=reader.whole(seen.n_control),
            power=reader.share(seen.power, 0),
            each=reader.money(seen.per_contact),
            total=reader.money(seen.total),
        )
    )
    if ratio is None:
        return (Text(detectable),)
    phrase = words.RATIO_SOUND if ratio.is_sound else words.RATIO_BROKEN
    said = reader.say(phrase, share=reader.share(ratio.designed_treated, 0), p=reader.number(ratio.p_value, 3))
    return Text(detectable), Text(said, "plain" if ratio.is_sound else "warning")


def _indicators(readout: Readout, reader: Reader) -> Table:
    names = arm_names(readout, reader)

    def value(each: Indicator, figure: float | None) -> str:
        if figure is None:
            return reader.name_of(words.MISSING, each.code)
        return reader.share(figure) if each.unit == "share" else reader.number(figure, 1)

    found = [
        (
            reader.name_of(words.INDICATORS, each.code),
            Cell(value(each, each.treated), note=f"n = {reader.whole(each.n_treated)}"),
            Cell(value(each, each.control), note=f"n = {reader.whole(each.n_control)}"),
        )
        for each in readout.panel.indicators
    ]
    return Table(
        reader.say(words.PANEL),
        (Column(reader.say(words.INDICATOR), numeric=False), Column(names["treated"]), Column(names["control"])),
        rows(*found),
        shows_caption=True,
    )


def _bands(panel: Panel, reader: Reader) -> tuple[Block, ...]:
    if not panel.bands:
        return (Text(reader.say(words.NO_BANDS), "missing"),)
    found = [
        (reader.name_of(words.BANDS, each.band), reader.whole(each.n_contacts), reader.share(each.ordered))
        for each in panel.bands
    ]
    columns = (
        Column(reader.say(words.BAND), numeric=False),
        Column(reader.say(common.N_CONTACTS)),
        Column(reader.say(words.ORDERED)),
    )
    return (Table(reader.say(words.BANDS_TITLE), columns, rows(*found), shows_caption=True),)


def _rules(readout: Readout, reader: Reader) -> str:
    scope, found = readout.scope, readout.extremes
    said = reader.say(
        words.SCOPE_SENTENCE if isinstance(readout, RandomisedReadout) else words.SCOPE_SENTENCE_OBSERVED,
        learnt=reader.day(scope.learnt_ms),
        launch=reader.day(scope.launch_ms),
        quantile=reader.share(scope.winsor_quantile),
    )
    if found is None:
        return said
    phrase = words.CLIPPED if found.n_clipped else words.NONE_CLIPPED
    clipped = reader.say(phrase, n=reader.whole(found.n_clipped), total=reader.whole(found.n_contacts))
    return f"{said} {clipped}" if reader.lang == "en" else f"{said}{clipped}"
