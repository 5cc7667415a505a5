"""A backtest as lines of text."""

from __future__ import annotations

from guanxi.book.contracts import Backtest, CapitalBacktest, HeadSummary, OutcomeBacktest, PurchaseBacktest, Score
from guanxi.kit.clock import local_day


def backtest_lines(backtest: Backtest, heads: tuple[HeadSummary, ...], zone: str, lang: str) -> list[str]:
    """Outcomes with every baseline, capital against realised, purchase models, and what ships."""
    zh = lang == "zh"
    lines = [notice.zh if zh else notice.en for notice in backtest.notices]
    for each in backtest.outcomes:
        lines += _outcome(each, zone)
    for each in backtest.pooled:
        lines += _outcome(each, zone, "（全部窗口合并）" if zh else "(all windows together)")
    if backtest.capital:
        lines += ["", "ΣK_h ÷ Σ已实现（90% 区间）" if zh else "ΣK_h ÷ Σ realised (90 % interval)"]
        lines += [_capital(each, zone) for each in backtest.capital]
    if backtest.purchases:
        lines += ["", "购买模型（留出期）" if zh else "Purchase models (holdout)"]
        lines += [_purchases(each, zone) for each in backtest.purchases]
    lines += ["", "启用情况" if zh else "What ships"]
    lines += [f"  {head.outcome:<9} {head.status:<16} {head.reason_zh if zh else head.reason_en}" for head in heads]
    return lines


def _outcome(each: OutcomeBacktest, zone: str, which: str = "") -> list[str]:
    head = f"{each.outcome}  {which or local_day(each.as_of_ms, zone)}  n = {each.scores[0].n:,}"
    return ["", head, f"  {'':<16} {'AUC':>7} {'Brier':>8} {'ECE':>8}", *(_score(score) for score in each.scores)]


def _score(score: Score) -> str:
    auc = "–" if score.auc is None else f"{score.auc:.4f}"
    limit = "" if score.ece_limit is None else f"  (≤ {score.ece_limit:.4f})"
    return f"  {score.predictor:<16} {auc:>7} {score.brier:>8.4f} {score.ece:>8.4f}{limit}"


def _capital(each: CapitalBacktest, zone: str) -> str:
    ratio = each.ratio
    pairs = zip(each.decile_predicted, each.decile_realised, strict=True)
    deciles = " ".join(f"{k / r:.2f}" if r else "–" for k, r in pairs)
    return (
        f"  {local_day(each.as_of_ms, zone)} + {each.window_days} d  {ratio.value:.3f} "
        f"[{ratio.low:.3f}, {ratio.high:.3f}]  {deciles}"
    )


def _purchases(each: PurchaseBacktest, zone: str) -> str:
    ratio = each.ratio
    return (
        f"  {each.model:<11} {local_day(each.opened_ms, zone)} + {each.days} d  n = {each.n:,}  MAE {each.mae:.3f}  "
        f"Σ {ratio.value:.3f} [{ratio.low:.3f}, {ratio.high:.3f}]"
    )
