"""One chapter per program: the verdict, the figures behind it, the charts, and the panel beside it."""

from __future__ import annotations

from guanxi.book.contracts import Interval
from guanxi.book.contracts.troi import ArmRow, ObservationalReadout, Panel, RandomisedReadout, Readout
from guanxi.report.blocks import Block, Cell, Column, Section, Table, Text, present, rows
from guanxi.report.charts.troi_sequence import sequence_chart
from guanxi.report.charts.troi_trend import trend_chart
from guanxi.report.inert import inert, isolated
from guanxi.report.reader import Reader
from guanxi.report.words import common
from guanxi.report.words import troi as words

MULTIPLE = 10.0


def chapter(readout: Readout, reader: Reader, place: int, *, is_only: bool = False) -> Section:
    """The chapter of one read-out, the ``place``-th of the page; the only one repeats nothing of the opening."""
    key = f"program-{place}"
    name = readout.scope.program
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
    spend = reader.money(readout.spend.total) if readout.spend.total else reader.say(words.NO_SPEND)
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
    """Effect, spend, gross, net and annual return, each with its interval."""
    spend = readout.spend
    detail = reader.say(
        words.SPEND_DETAIL,
        direct=reader.money(spend.direct),
        pools=reader.money(spend.pools),
        coupons=reader.money(spend.coupons),
        where=reader.say(words.COUPONS_IN[spend.coupons_in]),
    )
    returns = readout.returns
    found: list[tuple[str | Cell, ...]] = []
    if returns is not None:
        amounts = (
            (words.EFFECT, returns.effect),
            (words.EFFECT_EACH, returns.effect_per_contact),
            (words.CAPITAL_EFFECT, returns.capital_effect),
        )
        found += [
            (reader.say(name), Cell(reader.money(each.value), note=reader.money_range(each))) for name, each in amounts
        ]
    known = reader.money(spend.total) if spend.total else reader.say(words.NO_SPEND)
    found.append((reader.say(words.SPEND), Cell(known, note=detail if spend.total else "")))
    if returns is not None:
        found += [
            (reader.say(words.GROSS), gross_cell(returns.gross, reader)),
            (reader.say(words.NET), share_cell(returns.net, reader, spent=bool(spend.total))),
            (reader.say(words.ANNUAL), share_cell(returns.annual, reader, spent=bool(spend.total))),
        ]
    columns = (Column(reader.say(words.FIGURE), numeric=False), Column(reader.say(words.VALUE)))
    return Table(reader.say(words.RETURNS), columns, rows(*found), shows_caption=True)


def gross_cell(figure: Interval | None, reader: Reader) -> Cell:
    """A multiple of the spend, as the articles print it."""
    if figure is None:
        return Cell(reader.say(words.NO_SPEND))
    times = reader.say(words.TIMES, ratio=reader.number(figure.value))
    return Cell(times, note=reader.number_range(figure))


def share_cell(figure: Interval | None, reader: Reader, *, spent: bool) -> Cell:
    """A return in per cent, or why there is none."""
    if figure is None:
        return Cell(reader.say(words.TOO_SHORT if spent else words.NO_SPEND))
    return Cell(rate(figure.value, reader), note=share_range(figure, reader))


def share_range(figure: Interval, reader: Reader) -> str:
    """The interval of a share."""
    return reader.span(figure, rate(figure.low, reader), rate(figure.high, reader))


def rate(share: float, reader: Reader) -> str:
    """A return in per cent; from tenfold upwards a multiple, since nobody reads 184,767%."""
    if abs(share) < MULTIPLE:
        return reader.share(share, 0)
    return reader.say(words.TIMES, ratio=reader.number(share, 0))


def arm_names(readout: Readout, reader: Reader) -> dict[str, str]:
    """What the two groups are called."""
    if isinstance(readout, ObservationalReadout):
        return {"treated": reader.say(words.REACHED), "control": reader.say(words.NOT_REACHED)}
    return {"treated": reader.say(words.TREATED), "control": reader.say(words.CONTROL)}


def _arms(readout: Readout, reader: Reader) -> Table:
    names = arm_names(readout, reader)
    titles = (
        words.ASSIGNED, words.MATURED, words.MARGIN_BEFORE, words.ASSET_BEFORE, words.MARGIN_AFTER, words.CHANGE,
    )  # fmt: skip

    def money(value: float | None) -> str:
        return reader.say(words.NO_FIGURE) if value is None else reader.money(value)

    def cells(arm: ArmRow) -> tuple[str, ...]:
        means = (arm.mean_margin_before, arm.mean_asset_before, arm.mean_margin, arm.mean_change)
        counts = (reader.whole(arm.n_assigned), reader.whole(arm.n_matured))
        return (names[arm.arm], *counts, *(money(each) for each in means))

    return Table(
        reader.say(words.ARMS),
        (Column(reader.say(words.ARM), numeric=False), *(Column(reader.say(each)) for each in titles)),
        rows(*(cells(arm) for arm in readout.arms)),
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

    def value(figure: float | None, unit: str) -> str:
        if figure is None:
            return reader.say(words.MISSING)
        return reader.share(figure) if unit == "share" else reader.number(figure, 1)

    found = [
        (
            reader.name_of(words.INDICATORS, each.code),
            Cell(value(each.treated, each.unit), note=f"n = {reader.whole(each.n_treated)}"),
            Cell(value(each.control, each.unit), note=f"n = {reader.whole(each.n_control)}"),
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
    scope = readout.scope
    return reader.say(
        words.SCOPE_SENTENCE,
        learnt=reader.day(scope.learnt_ms),
        launch=reader.day(scope.launch_ms),
        quantile=reader.share(scope.winsor_quantile),
    )
