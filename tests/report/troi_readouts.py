"""Read-outs as a page meets them, by hand: a continuing, a stopped and an open program, an observational one, and
one of which nothing is known yet."""

from __future__ import annotations

from dataclasses import replace

from guanxi.book.contracts import Interval, Notice
from guanxi.book.contracts import troi as t
from guanxi.kit.clock import DAY_MS

AS_OF = 1_735_660_799_999  # end of 2024-12-31 in Asia/Shanghai
LAUNCH = AS_OF - 100 * DAY_MS


def interval(value: float, half: float) -> Interval:
    return Interval(value, value - half, value + half, 0.95)


SCOPE = t.TroiScope(
    program="春茶俱乐部", programs=("春茶俱乐部",), days=56, as_of_ms=AS_OF, launch_ms=LAUNCH,
    latest_assigned_ms=LAUNCH + 20 * DAY_MS, learnt_ms=LAUNCH, asset="trust_capital", winsor_quantile=0.999, level=0.95,
    risk_free=0.02, margin_rate=0.4, margin_assumed=False, definition_version="3",
)  # fmt: skip
ARMS = (
    t.ArmRow("treated", 600, 580, 580, 5_000.0, 1_200.0, 4_100.0, 30_000.0, 400.0),
    t.ArmRow("control", 610, 590, 590, 4_000.0, 300.0, 4_050.0, 30_100.0, 450.0),
)
PANEL = t.Panel(
    (
        t.Indicator("repurchase", "share", 0.41, 0.36, 400, 405),
        t.Indicator("nps", "points", None, None, 0, 0),
        t.Indicator("unprompted_sharing", "per_hundred", 2.4, 1.9, 580, 590),
    ),
    (t.BalanceBand("never_asked", 300, 0.2), t.BalanceBand("from_3", 700, 0.4)),
)
LOOKS = tuple(
    t.Look(
        LAUNCH + (56 + k) * DAY_MS, 60 * (k + 2), 1_500.0 + 10 * k, 1_500.0 - 9_000 / (k + 2), 1_500.0 + 9_000 / (k + 2)
    )
    for k in range(18)
)
RETURNS = t.Returns(
    effect=interval(900_000, 300_000),
    effect_per_contact=interval(1_600, 500),
    capital_effect=interval(400_000, 200_000),
    gross=interval(2.0, 1.0),
    net=interval(3.5, 1.5),
    annual=interval(22.8, 9.8),
    raw_per_contact=1_900.0,
    fixed_per_contact=interval(1_600, 320),
)
CONTINUED = t.RandomisedReadout(
    scope=SCOPE,
    verdict=t.TroiVerdict(t.TroiCode.CONTINUE, "Continue: it pays.", "可继续：划算。"),
    arms=ARMS,
    spend=t.Spend(200_000, 150_000, 50_000, 12_000, "margin"),
    returns=RETURNS,
    looks=LOOKS,
    effect_to_clear=346.0,
    detectable=t.Detectable(700.0, 420_000.0, 600, 610, 0.8),
    sample_ratio=t.SampleRatioRow(600, 610, 0.5, 0.77, True),
    overlaps=(t.OverlapRow("秋茶", 120, 0.1),),
    panel=PANEL,
    assigned=t.Assigned(1_210, 1_190, 0, 0, 0, 1),
    extremes=t.Extremes(1_170, 2, 0.04, 0.1, is_heavy=False),
    notices=(Notice("troi.overlap", "Also in “秋茶” (120 contacts).", "同时参与“秋茶”（120 人）。"),),
)
STOPPED = replace(
    CONTINUED,
    scope=replace(SCOPE, program="限时轰炸"),
    verdict=t.TroiVerdict(t.TroiCode.STOP, "Stop: it loses.", "应停止：亏损。"),
    returns=replace(RETURNS, effect=interval(-900_000, 300_000), effect_per_contact=interval(-1_600, 500)),
    looks=tuple(replace(each, effect=-each.effect, low=-each.high, high=-each.low) for each in LOOKS),
    notices=(),
)
UNKNOWN = replace(
    CONTINUED,
    scope=replace(SCOPE, program="<b>刚开始</b>\u202e"),
    verdict=t.TroiVerdict(t.TroiCode.UNDECIDED, "Only 3 have matured.", "仅 3 位已成熟。", AS_OF + DAY_MS),
    arms=tuple(replace(arm, n_matured=0, n_units=0, mean_margin=None, mean_change=None, mean_margin_before=None,
                       mean_asset_before=None, mean_change_before=None) for arm in ARMS),
    spend=t.Spend(0, 0, 0, 0, "none", is_recorded=False),
    returns=None,
    looks=(),
    effect_to_clear=None,
    detectable=t.Detectable(None, None, 600, 610, 0.8),
    sample_ratio=None,
    panel=t.Panel((t.Indicator("repurchase", "share", None, None, 0, 0),), ()),
)  # fmt: skip
OBSERVED = t.ObservationalReadout(
    scope=replace(SCOPE, program="Type A", asset="clv"),
    arms=ARMS,
    spend=t.Spend(0, 0, 0, 0, "none", is_recorded=False),
    returns=replace(RETURNS, gross=None, net=None, annual=None),
    trend=tuple(
        t.TrendPoint(p, 900.0 + 10 * p, 800.0, interval(40.0 * p if p > 0 else 0.0, 0.0 if p == -1 else 60.0))
        for p in (-4, -3, -2, -1, 1, 2, 3, 4)
    ),
    period_days=14,
    pre_trend_p=0.4,
    overlaps=(),
    panel=PANEL,
    notices=(
        Notice("troi.observational", "Observational: nobody was held out.", "观察性估计：没有留出。", severe=True),
    ),
)
ALL = (CONTINUED, STOPPED, UNKNOWN, OBSERVED)


def page(*readouts: t.Readout) -> t.TroiBook:
    return t.TroiBook(AS_OF, "Asia/Shanghai", "CNY", readouts or ALL, ())
