"""The recovery bench as lines of text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Rows = Sequence[Mapping[str, Any]]


def table_lines(result: Mapping[str, Any]) -> list[str]:
    """Every brand and all of them together: value, trust, life, capital, money test."""
    named = [(f"brand {i + 1}", brand) for i, brand in enumerate(result["brands"])]
    everybody = [*named, ("together", result["together"])]
    lines = ["brands"]
    lines += [f"  {name}: {_about(brand)}" for name, brand in named]
    for days in result["horizons"]:
        lines += ["", f"CLV over {days} days ÷ expected margin (90 % interval), and rank correlation ρ"]
        for name, brand in everybody:
            lines += _value(name, brand["value"][str(days)])
    lines += ["", "CLV over 365 days ÷ expected, tenths of the buyers by CLV, largest first"]
    lines += [f"  {name:<9} {_ratios(brand['value']['365']['buyer_deciles'])}" for name, brand in everybody]
    lines += ["", "audit's own 80 % interval of Σ CLV, undiscounted, thousand yuan: holds the expectation?"]
    lines += [f"  {name:<9} {_covered(brand['clv_total'])}" for name, brand in named]
    lines += ["", "T: rank against latent trust; AUC of T and of P(alive) for being alive (buyers)"]
    lines += [f"  {name:<9} {_trust(brand)}" for name, brand in everybody]
    lines += ["", "share of 28-day potential: said by T / expected / came, tenths of the buyers by T, highest first"]
    lines += [f"  {name:<9} {_shares(brand['trust']['share_of_potential_by_decile'])}" for name, brand in everybody]
    lines += ["", "P(alive) said / share alive, tenths of the buyers, highest first"]
    lines += [f"  {name:<9} {_pairs(brand['alive']['reliability_p_alive'])}" for name, brand in everybody]
    for days in (28, 91):
        lines += ["", f"K over {days} days: Σ ratio, and tenths by K, largest first, against what was expected"]
        lines += [f"  {name:<9} {_capital(brand[f'capital_{days}'])}" for name, brand in everybody]
    lines += ["", "money test: ΣK ÷ Σ realised on closed windows → on the next window"]
    lines += [f"  {name:<9} {_money_test(brand['money_test'])}" for name, brand in named]
    return lines


def _about(brand: Mapping[str, Any]) -> str:
    about, season = brand["about"], brand["season"]
    seasons = ", ".join(f"{days} d {value:.2f}" for days, value in season.items())
    return (
        f"{about['n_contacts']:,} contacts, {about['days']} days to {about['as_of']}, seed {about['seed']}, "
        f"{about['purchase_model']}, h = {about['outcome_days']} d; season to come ÷ year before: {seasons}"
    )


def _value(name: str, value: Mapping[str, Any]) -> list[str]:
    lines = []
    for group in ("all", "buyers", "never_bought"):
        of = value[group]
        lines.append(
            f"  {name:<9} {group:<13} clv {_interval(of['clv']['ratio_expected'])}"
            f"  season known {_number(of['clv']['ratio_expected_season_known']['value'])}"
            f"  ρ {_interval(of['clv']['rank_expected'])}"
        )
    of = value["buyers"]
    others = ", ".join(
        f"{each} {_number(of[each]['ratio_expected']['value'])} / {_number(of[each]['rank_expected']['value'])}"
        f" / {_number(of[each]['rank_realised']['value'])}"
        for each in of
    )
    return [*lines, f"  {'':<9} buyers: Σ ratio / ρ expected / ρ realised: {others}"]


def _trust(brand: Mapping[str, Any]) -> str:
    trust, alive = brand["trust"], brand["alive"]
    return (
        f"all {_interval(trust['rank_latent_all'])}  buyers {_interval(trust['rank_latent_buyers'])}"
        f"  living buyers {_interval(trust['rank_latent_living_buyers'])}"
        f"  never bought {_interval(trust['rank_latent_waiting'])}"
        f"  AUC T {_interval(alive['auc_trust'])}  P(alive) {_interval(alive['auc_p_alive'])}"
        f"  alive {alive['share_alive']:.3f}, mean P(alive) {alive['mean_p_alive']:.3f},"
        f" mean T {alive['mean_trust']:.3f}"
    )


def _covered(total: Mapping[str, Any]) -> str:
    low, value, high, expected = (total[name] / 1000 for name in ("low", "value", "high", "expected"))
    return f"{value:,.0f} [{low:,.0f}, {high:,.0f}], expected {expected:,.0f}: {'yes' if total['covers'] else 'no'}"


def _shares(rows: Rows) -> str:
    return "  ".join(f"{_number(r['said'])}/{_number(r['expected'])}/{_number(r['came'])}" for r in rows)


def _pairs(rows: Rows) -> str:
    return "  ".join(f"{_number(r['predicted'])}/{_number(r['observed'])}" for r in rows)


def _ratios(rows: Rows) -> str:
    return "  ".join(_number(row["ratio"]["value"]) for row in rows)


def _capital(capital: Mapping[str, Any]) -> str:
    return (
        f"expected {_interval(capital['ratio_expected'])}  realised {_interval(capital['ratio_realised'])}"
        f"  season known {_number(capital['ratio_realised_season_known']['value'])}"
        f"  tenths {_ratios(capital['deciles_expected'])}"
    )


def _money_test(test: Mapping[str, Any] | None) -> str:
    if test is None:
        return "no closed window"
    windows = " ".join(_number(value) for value in test["windows"])
    return (
        f"{test['window_days']} d windows {windows}, test {_interval(test['ratio'])} "
        f"{'passed' if test['passed'] else 'not passed'} → next {test['next_days']} d {_interval(test['next_ratio'])}, "
        f"season known {_number(test['next_ratio_season_known'])}: "
        f"{'in' if test['next_in_band'] else 'outside'} [.9, 1.1]"
    )


def _interval(of: Mapping[str, Any]) -> str:
    return f"{_number(of['value'])} [{_number(of['low'])}, {_number(of['high'])}]"


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}" if abs(value) < 100 else ">99"
