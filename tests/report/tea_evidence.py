"""What the tea brand's book says of itself: trust heads, backtest, files."""

from __future__ import annotations

from guanxi.book import contracts as c
from guanxi.kit.clock import parse_as_of


def trust_summary() -> c.TrustSummary:
    """Two live heads, one replaced, one without labels; g learnt."""
    heads = (
        c.HeadSummary(
            "acts",
            "live",
            0.5,
            6_020,
            1_544,
            {"frequency": 2.1, "silence": 3.0, "willingness": 0.9, "response": 1.1, "latency": 0.4},
            0.3,
            "isotonic",
        ),
        c.HeadSummary(
            "responds",
            "replaced_by_rfm",
            0.2,
            2_210,
            391,
            {},
            None,
            "platt",
            "Its Brier skill was .011 below RFM on the test of 30 September 2025.",
            "在 2025-09-30 的检验中，其 Brier 技能比 RFM 低 0.011。",
        ),
        c.HeadSummary("stays", "live", 0.3, 6_020, 214, {"silence": 1.2, "response": 0.7}, 3.0, "platt"),
        c.HeadSummary(
            "refers",
            "no_labels",
            0.0,
            6_020,
            21,
            {},
            None,
            None,
            "21 of the 30 labels needed.",
            "有 21 个标签，需要 30 个。",
        ),
    )
    return c.TrustSummary(
        status=c.TrustStatus.CALIBRATED,
        heads=heads,
        link_score=(0.02, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9),
        link_trust=(0.0, 0.08, 0.22, 0.47, 0.68, 0.86, 0.97),
        link_n_buyers=2_906,
        link_n_orders=5_411,
        mean_trust=c.Interval(0.472, 0.455, 0.489),
        histogram_edges=tuple(i / 20 for i in range(21)),
        histogram_counts=(
            702,
            480,
            402,
            366,
            320,
            301,
            288,
            290,
            296,
            305,
            318,
            322,
            330,
            326,
            318,
            300,
            276,
            240,
            176,
            126,
        ),
    )


def _scores(n: int, base: float, shift: float, limit: float | None) -> tuple[c.Score, ...]:
    rows = (
        ("heads", 0.861, 0.101, 0.014),
        ("base_rate", None, 0.168, 0.004),
        ("rfm_quintiles", 0.792, 0.131, 0.061),
        ("rfm_logistic", 0.846, 0.104, 0.016),
        ("rfm_and_answers", 0.852, 0.103, 0.015),
        ("orders_90", 0.811, 0.122, 0.04),
        ("p_alive", 0.803, 0.128, 0.071),
        ("boosting", 0.872, 0.098, 0.012),
    )
    return tuple(
        c.Score(name, n, base, None if auc is None else auc + shift, brier - shift / 10, ece, limit if i == 0 else None)
        for i, (name, auc, brier, ece) in enumerate(rows)
    )


def _bins(n: int) -> tuple[c.ReliabilityBin, ...]:
    predicted = (0.03, 0.09, 0.16, 0.24, 0.33, 0.44, 0.55, 0.67, 0.79, 0.91)
    observed = (0.025, 0.1, 0.15, 0.26, 0.31, 0.46, 0.54, 0.7, 0.77, 0.92)
    return tuple(
        c.ReliabilityBin(p, o, max(0.0, o - 0.04), min(1.0, o + 0.04), n // 10)
        for p, o in zip(predicted, observed, strict=True)
    )


def backtest(zone: str) -> c.Backtest:
    """Two test dates per outcome, three windows of capital."""
    dates = [parse_as_of(day, zone) for day in ("2025-09-30", "2025-11-10")]
    outcomes = tuple(
        c.OutcomeBacktest(outcome, date, _scores(6_020, base, shift, 0.03), _bins(6_020))
        for outcome, base, shift in (("acts", 0.256, 0.0), ("responds", 0.177, -0.06), ("stays", 0.964, -0.09))
        for date in dates
    )
    shape = (31, 23, 16, 11, 8, 5, 3, 2, 1, 0)
    real = (30, 25, 15, 11, 7, 6, 3, 1, 1, 1)
    capital = tuple(
        c.CapitalBacktest(
            parse_as_of(day, zone),
            28,
            3_900_000,
            4_020_000,
            round(3_900_000 / ratio),
            c.Interval(ratio, ratio - 0.09, ratio + 0.09, 0.9),
            tuple(39_000 * share for share in shape),
            tuple(round(39_000 / ratio) * share for share in real),
        )
        for day, ratio in (("2025-10-08", 1.06), ("2025-11-05", 0.97), ("2025-12-03", 1.03))
    )
    notes = (
        c.Notice(
            "backtest.horizon", "365 days cannot be backtested on 15 months of data.", "15 个月的数据无法回测 365 天。"
        ),
    )
    pooled = tuple(
        c.OutcomeBacktest(outcome, dates[0], _scores(12_040, base, shift, 0.03), _bins(12_040))
        for outcome, base, shift in (("acts", 0.256, 0.0), ("stays", 0.964, -0.09))
    )
    purchases = tuple(
        c.PurchaseBacktest(model, dates[0], 92, 2_906, mae, c.Interval(ratio, ratio - 0.06, ratio + 0.06, 0.9))
        for model, mae, ratio in (("mbg_nbd", 0.762, 0.98), ("pareto_nbd", 0.771, 1.04), ("bg_nbd", 0.79, 1.1))
    )
    return c.Backtest(outcomes, capital, 6_020, False, notes, purchases, pooled)


def quality(zone: str) -> c.Quality:
    """Four files understood, one not; two reasons for quarantine; one gap."""
    files = (
        c.SourceFile(
            "订单明细_2025.csv",
            "events",
            "GB18030",
            ",",
            48_210,
            48_102,
            108,
            {"contact_key": "会员编号", "occurred_ms": "支付时间", "amount_fen": "实付金额"},
        ),
        c.SourceFile(
            "企微好友.xlsx",
            "contacts",
            "XLSX",
            "",
            6_482,
            6_482,
            0,
            {"contact_key": "外部联系人ID", "acquired_ms": "添加时间", "channel": "来源"},
        ),
        c.SourceFile(
            "costs.csv", "costs", "UTF-8 (BOM)", ";", 96, 96, 0, {"amount_fen": "amount", "category": "category"}
        ),
        c.SourceFile("promises.csv", "promises", "UTF-8", ",", 214, 214, 0, {"what": "what", "amount_fen": "amount"}),
        c.SourceFile(
            "备忘.csv",
            "",
            "UTF-16",
            "\t",
            12,
            0,
            0,
            {},
            "No column was recognised; see the template.",
            "没有认出任何列，旁边已放好一份模板。",
        ),
    )
    reasons = (
        c.QuarantineReason(
            "import.bad_date", 71, "The date could not be read.", "日期无法识别。", "订单明细_2025.csv: row 1042"
        ),
        c.QuarantineReason(
            "import.bad_amount", 37, "The amount could not be read.", "金额无法识别。", "订单明细_2025.csv: row 977"
        ),
    )
    kinds = {
        "order_paid": 48_102,
        "message_from_contact": 61_204,
        "reply": 40_811,
        "link_clicked": 22_004,
        "content_delivered": 120_443,
        "promotion_sent": 88_120,
        "complaint_filed": 212,
        "referral_made": 1_004,
        "brand_tasting": 320,
    }
    missing = (
        c.Notice(
            "missing.closing_hours",
            "Opening hours are not given, so the reply time counts the night as well.",
            "没有提供营业时间，因此回复时长把夜间也算了进去。",
        ),
    )
    return c.Quality(
        files, reasons, 108, parse_as_of("2024-10-01", zone), parse_as_of("2025-12-31", zone), kinds, missing
    )
