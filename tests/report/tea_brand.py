"""A rich book: the tea brand 云岭茶舍 at 31 December 2025, filled the way the book package fills it."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
from tea_contacts import CHANNELS, COHORTS, contacts_table
from tea_evidence import backtest, quality, trust_summary
from tea_network import tea_network
from tea_people import CORE_PEOPLE, DOUBTFUL_PEOPLE

from guanxi.book import contracts as c
from guanxi.kit.clock import parse_as_of

ZONE = "Asia/Shanghai"
AS_OF = parse_as_of("2025-12-31", ZONE)
OPENED = parse_as_of("2025-09-30", ZONE)
PROMISES = 1_384_500


def _column(table: pa.Table, name: str) -> np.ndarray:
    return table.column(name).to_numpy(zero_copy_only=False)


def _sums(table: pa.Table, mask: np.ndarray) -> dict[str, int]:
    names = ("potential", "trust_capital", "clv", "cost_to_serve")
    return {name: int(_column(table, name)[mask].sum()) for name in names}


def _around(value: float, share: float, level: float = 0.8) -> c.Interval:
    half = abs(value) * share
    return c.Interval(value, value - half, value + half, level)


def _statement(table: pa.Table) -> c.Statement:
    everyone = np.ones(table.num_rows, dtype=bool)
    total = _sums(table, everyone)
    tier = _column(table, "tier")
    by_tier = {name: _sums(table, tier == name) for name in ("core", "ordinary", "doubtful")}
    equity = total["trust_capital"] - total["cost_to_serve"] - PROMISES
    return c.Statement(
        potential=_around(total["potential"], 0.052),
        doubtful_allowance=_around(total["potential"] - total["trust_capital"], 0.09),
        trust_capital=_around(total["trust_capital"], 0.071),
        trust_capital_is_money=True,
        money_test=c.MoneyTest(28, parse_as_of("2025-12-03", ZONE), AS_OF, c.Interval(1.03, 0.94, 1.12, 0.9), True),
        clv=_around(total["clv"], 0.066),
        maintenance=_around(total["cost_to_serve"], 0.04),
        promises=PROMISES,
        n_promises=214,
        net_equity=_around(equity, 0.11),
        net_equity_basis="trust_capital",
        referral_credit=2_915_000,
        referral_kept=round(total["clv"]) - 2_915_000,
        growth_option=8_800_000,
        unamortised_acquisition=8_420_000,
        trust_capital_by_tier={name: sums["trust_capital"] for name, sums in by_tier.items()},
        potential_by_tier={name: sums["potential"] for name, sums in by_tier.items()},
    )


def _tiers(table: pa.Table) -> tuple[c.TierRow, ...]:
    tier = _column(table, "tier")
    reference = {"core": (0.05, 0.10), "ordinary": (0.20, 0.30), "doubtful": (0.60, 0.70)}
    n_tiered = int((tier != "none").sum())

    def row(name: str) -> c.TierRow:
        mask = tier == name
        sums = _sums(table, mask)
        low, high = reference.get(name, (0.0, 0.0))
        return c.TierRow(
            tier=c.Tier(name),
            n=int(mask.sum()),
            share=float(mask.sum() / n_tiered) if name != "none" else 0.0,
            trust_capital=sums["trust_capital"],
            clv=sums["clv"],
            maintenance=sums["cost_to_serve"],
            mean_trust=float(_column(table, "trust")[mask].mean()),
            reference_low=low,
            reference_high=high,
            n_liabilities=int(_column(table, "is_liability")[mask].sum()),
        )

    return tuple(row(name) for name in ("core", "ordinary", "doubtful", "none"))


def _stages(table: pa.Table) -> tuple[c.StageRow, ...]:
    stage, trust = _column(table, "lifecycle_stage"), _column(table, "trust")

    def row(name: c.LifecycleStage) -> c.StageRow:
        mask = stage == name.value
        sums = _sums(table, mask)
        capital, clv = sums["trust_capital"], sums["clv"]
        return c.StageRow(name, int(mask.sum()), float(mask.mean()), capital, clv, float(trust[mask].mean()))

    return tuple(row(name) for name in c.LifecycleStage)


def _layers() -> tuple[c.LayerRow, ...]:
    shares = zip(c.Layer, (0.094, 0.21, 0.33, 0.05), strict=True)
    return tuple(c.LayerRow(layer, round(4_000 * s), s, round(9e7 * s), round(8e7 * s)) for layer, s in shares)


def _cut(table: pa.Table, dimension: str, column: str, key: str, width: float) -> c.CutRow:
    mask = _column(table, column) == key
    sums = _sums(table, mask)
    promises = round(PROMISES * float(mask.mean()))
    equity = sums["trust_capital"] - sums["cost_to_serve"] - promises
    enough = int(mask.sum()) >= 30
    return c.CutRow(
        dimension=dimension,
        key=key,
        n_contacts=int(mask.sum()),
        potential=sums["potential"],
        trust_capital=sums["trust_capital"],
        clv=sums["clv"],
        maintenance=sums["cost_to_serve"],
        promises=promises,
        net_equity=equity,
        net_equity_low=round(equity - abs(equity) * width),
        net_equity_high=round(equity + abs(equity) * width),
        mean_trust=float(_column(table, "trust")[mask].mean()),
        enough_evidence=enough,
    )


def _cuts(table: pa.Table) -> tuple[c.CutRow, ...]:
    rows = [_cut(table, "channel", "channel", key, 0.14 + 0.05 * i) for i, key in enumerate(CHANNELS)]
    rows += [_cut(table, "staff", "staff_id", key, 0.18) for key in sorted(set(_column(table, "staff_id")))]
    rows += [_cut(table, "cohort", "cohort", key, 0.2) for key in COHORTS]
    small = c.CutRow(
        "staff",
        "实习生小白",
        11,
        310_000,
        120_000,
        118_000,
        40_000,
        0,
        80_000,
        -40_000,
        200_000,
        0.39,
        False,
        "11 of the 30 contacts needed; 9 of the 30 orders needed",
        "客户 11 位（需要 30 位），订单 9 笔（需要 30 笔）",
    )
    return (*rows, small)


def _roll_forward(closing: int) -> c.RollForward:
    steps = {
        "opening": 64_180_000,
        "restatement": -212_000,
        "recalibration": 640_000,
        "acquired": 5_910_000,
        "write_offs": -1_870_000,
        "depreciation": -4_905_000,
        "healing": 388_000,
        "trust_earned": 7_240_000,
        "trust_lost": -2_655_000,
    }
    moved = sum(steps.values())
    people = {
        "opening": 5_930,
        "acquired": 552,
        "write_offs": 117,
        "depreciation": 3_904,
        "healing": 212,
        "trust_earned": 1_477,
        "trust_lost": 655,
        "closing": 6_482,
    }
    steps |= {"potential_change": closing - moved, "closing": closing}
    lines = tuple(c.RollForwardLine(name, amount, people.get(name, 0)) for name, amount in steps.items())
    return c.RollForward(OPENED, AS_OF, lines, {}, n_acquired_and_broken=9)


ROI = (  # cost, margin realised, (value, low, high), after maintenance, band
    (4_800_000, 11_200_000, (4.1, 3.4, 4.9), (3.5, 2.9, 4.2), c.RoiBand.PRIME_ASSET),
    (900_000, 6_100_000, (9.4, 7.2, 12.1), (8.3, 6.3, 10.8), c.RoiBand.PRIME_ASSET),
    (5_200_000, 6_800_000, (2.1, 1.7, 2.6), (1.7, 1.3, 2.1), c.RoiBand.ASSET),
    (13_600_000, 5_900_000, (0.72, 0.58, 0.85), (0.49, 0.36, 0.61), c.RoiBand.TOXIC_LIABILITY),
    (None, 1_300_000, None, None, None),
    (6_900_000, 4_100_000, (1.04, 0.74, 1.41), (0.71, 0.42, 1.05), None),
)


def _roi(table: pa.Table) -> tuple[c.RoiRow, ...]:
    why = {
        "展会扫码": ("No acquisition cost is known for this channel.", "没有这个渠道的获客成本。"),
        "朋友圈广告": ("The 80 % interval spans three bands.", "80% 区间跨越三个等级。"),
    }
    rows = []
    for channel, (cost, margin, roi, after, band) in zip(CHANNELS, ROI, strict=True):
        mask = _column(table, "channel") == channel
        sums = _sums(table, mask)
        en, zh = why.get(channel, ("", ""))
        rows.append(
            c.RoiRow(
                channel,
                "",
                int(mask.sum()),
                int(mask.sum() * 2.6),
                cost,
                margin,
                sums["clv"],
                sums["cost_to_serve"],
                c.Interval(*roi) if roi else None,
                c.Interval(*after) if after else None,
                band,
                en,
                zh,
            )
        )
    rows.append(
        c.RoiRow(
            "抖音直播",
            "2025Q2",
            402,
            610,
            5_100_000,
            1_700_000,
            1_050_000,
            420_000,
            c.Interval(0.54, 0.41, 0.69),
            c.Interval(0.38, 0.26, 0.5),
            c.RoiBand.TOXIC_LIABILITY,
        )
    )
    return tuple(rows)


TOUCHPOINTS = (
    c.TouchpointRow("企业微信·单聊", 5_204, 1_611, 0.49, 8_900_000, 21_400_000),
    c.TouchpointRow("企业微信·茶友群", 2_380, 204, 0.58, 2_700_000, 13_800_000),
    c.TouchpointRow("公众号", 3_911, 655, 0.44, 640_000, 12_050_000),
    c.TouchpointRow("小程序商城", 2_846, 190, 0.61, 310_000, 18_300_000),
    c.TouchpointRow("抖音粉丝群", 1_204, 702, 0.22, 1_980_000, -640_000),
)
OVERLAPS = (
    c.Overlap("企业微信·单聊", "企业微信·茶友群", 2_110),
    c.Overlap("企业微信·单聊", "公众号", 2_480),
    c.Overlap("企业微信·单聊", "小程序商城", 2_302),
    c.Overlap("企业微信·茶友群", "公众号", 1_044),
    c.Overlap("企业微信·茶友群", "小程序商城", 1_377),
    c.Overlap("公众号", "小程序商城", 1_902),
    c.Overlap("企业微信·单聊", "抖音粉丝群", 311),
    c.Overlap("公众号", "抖音粉丝群", 188),
)


def _value(sheet: c.Statement) -> c.ValueSummary:
    fits = (
        c.ModelFit(
            "mbg_nbd",
            {"r": 0.6391, "alpha": 51.11, "a": 0.8212, "b": 1.2402},
            {"r": 0.021, "alpha": 1.9, "a": 0.06, "b": 0.11},
            -95_410.1,
            4_718,
            True,
            True,
            0.7312,
        ),
        c.ModelFit(
            "pareto_nbd",
            {"r": 0.596, "alpha": 52.0, "s": 0.553, "beta": 70.2},
            {"r": 0.02, "alpha": 2.1, "s": 0.05, "beta": 8.8},
            -95_490.4,
            4_718,
            False,
            True,
            0.7340,
        ),
        c.ModelFit(
            "gamma_gamma",
            {"p": 6.2488, "q": 3.7446, "v": 1_544.77},
            {"p": 0.5, "q": 0.2, "v": 160.0},
            -21_004.2,
            2_906,
            True,
            True,
        ),
    )
    return c.ValueSummary(
        "mbg_nbd",
        1.0,
        fits,
        sheet.clv,
        sheet.potential,
        4_718,
        1_764,
        2_906,
        0.42,
        False,
        0.10,
        34.0,
    )


@cache
def tea_book() -> c.Book:
    """The rich book: everything that a brand could know is known."""
    table = contacts_table()
    sheet = _statement(table)
    liabilities = int(_column(table, "is_liability").sum())
    return c.Book(
        definition_version="2025.1",
        as_of_ms=AS_OF,
        horizon_days=365,
        outcome_days=51,
        zone=ZONE,
        currency="CNY",
        n_contacts=table.num_rows,
        n_events=418_220,
        value=_value(sheet),
        trust=trust_summary(),
        statement=sheet,
        verdict=c.Verdict(
            c.VerdictCode.ASSET,
            c.RoiBand.ASSET,
            c.Interval(2.2, 1.9, 2.5),
            "Your private domain is an asset: every yuan spent on winning contacts has brought or will bring ¥2.2, "
            "but the live-stream channel costs more than it returns.",
            "您的私域是资产：每花 1 元获客，已经或将会带回 2.2 元；但抖音直播渠道入不敷出。",
        ),
        tiers=_tiers(table),
        stages=_stages(table),
        layers=_layers(),
        cuts=_cuts(table),
        roll_forward=_roll_forward(round(sheet.trust_capital.value)),
        roi=_roi(table),
        touchpoints=TOUCHPOINTS,
        overlaps=OVERLAPS,
        core_examples=CORE_PEOPLE,
        doubtful_examples=DOUBTFUL_PEOPLE,
        release=c.Release(liabilities, 5_120_000, 1_930_000, c.Interval(3_190_000, 2_480_000, 3_870_000), True),
        backtest=backtest(ZONE),
        quality=quality(ZONE),
        notices=(
            c.Notice(
                "horizon.beyond_data",
                "The data covers 15 months; figures over 365 days cannot be backtested.",
                "数据覆盖 15 个月，365 天的数字无法在这份数据上回测。",
            ),
        ),
        contacts=table,
        brand="云岭茶舍",
        network=tea_network(AS_OF),
        seconds={"fit": 0.4},
    )
