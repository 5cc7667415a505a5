"""Five simulated brands of different character, each audited as any brand is and laid beside its planted truth."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from guanxi.bench.recovery_baselines import last_year, rfm_means
from guanxi.book.audit import AuditInput, audit_book
from guanxi.book.contracts import CapitalBacktest, Interval, MoneyTest
from guanxi.book.facts.contracts import Facts
from guanxi.book.facts.gather import prepare
from guanxi.book.learning.learn import Model
from guanxi.book.learning.past import Past
from guanxi.book.settings import AuditSettings
from guanxi.book.trust.model import compute_trust
from guanxi.book.value import total_interval, value_contacts
from guanxi.facade.auditing import import_data
from guanxi.facade.settings import audit_settings
from guanxi.kit.progress import Progress
from guanxi.lake.engine import Lake
from guanxi.lake.importing import load_settings
from guanxi.simulator import simulate
from guanxi.simulator.options import Options
from guanxi.simulator.seasons import make_steps

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

HORIZONS = (28, 91, 365)
YEAR = 365
COLUMNS = ("contact_id", "is_buyer", "is_broken", "trust", "p_alive", "latent_trust", "is_alive")


@dataclass(frozen=True, slots=True)
class Character:
    """What makes a brand unlike the others: size, length, the season of its audit, margin, dirt and cheats."""

    size: float
    days: int
    end: date
    margin_rate: float
    late_share: float = 0.03
    farm_share: float = 0.01
    program_factors: tuple[float, ...] = (1.5, 1.0, 0.6)

    def options(self, n_contacts: int) -> Options:
        """The simulator's settings; every contact gets its expected margins."""
        return Options(
            observation_end=self.end,
            margin_rate=self.margin_rate,
            late_share=self.late_share,
            farm_share=self.farm_share,
            program_factors=self.program_factors,
            truth_sample=n_contacts,
        )


CHARACTERS = (
    Character(1.0, 400, date(2025, 12, 31), 0.55),
    Character(0.6, 900, date(2025, 6, 30), 0.40, late_share=0.10),
    Character(1.4, 540, date(2025, 9, 30), 0.55, program_factors=(1.2, 1.0)),
    Character(0.8, 720, date(2026, 3, 31), 0.65, farm_share=0.04),
    Character(1.2, 640, date(2025, 11, 30), 0.50, late_share=0.0, program_factors=()),
)
"""Ends after New Year's sales, 618, mid-autumn, Spring Festival and double 11: what follows is another season."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """What the audit said of each contact, and what is true; (n,) arrays in one order, money in fen, not discounted.

    Parameters
    ----------
    predicted : horizon → predictor → (n,) margin: ``clv``, ``capital``, ``potential`` and the naive baselines.
    expected : horizon → (n,) the simulator's own expectation. realised : the same life as it went on.
    latent_trust : planted, 0 after death. is_alive : planted; a silent death shows in no event.
    season : horizon → (n,) mean daily weight of the days to come ÷ that of the 365 days before (planted; nobody
        knew it); the same for all contacts of a brand.
    clv_interval : Σ clv over 365 days as the audit would print it undiscounted; ``None`` for several brands together.
    money_test, capital : the audit's own test and the closed windows behind it; none for several brands together.
    """

    about: Mapping[str, object]
    contact_id: NDArray[np.int64]
    is_buyer: Bools
    is_broken: Bools
    trust: Floats
    p_alive: Floats
    predicted: Mapping[int, Mapping[str, Floats]]
    expected: Mapping[int, Floats]
    realised: Mapping[int, Floats]
    latent_trust: Floats
    is_alive: Bools
    season: Mapping[int, Floats]
    clv_interval: Interval | None
    money_test: MoneyTest | None
    capital: tuple[CapitalBacktest, ...]


def recover(of: Character, n_contacts: int, seed: int, work: Path, progress: Progress) -> Recovered:
    """Simulate a brand into ``work``, import it, audit it, and join the audit with the truth by contact key."""
    n = max(50, round(n_contacts * of.size))
    brand = simulate(n, of.days, seed, work / "brand", options=of.options(n), progress=progress)
    lake = Lake.create(work / "lake")
    import_data(lake, brand.path, progress)
    settings = audit_settings(load_settings(brand.path), horizon_days=YEAR)
    book, learnt = audit_book(lake, settings, AuditInput(as_of_ms=brand.as_of_ms), progress)
    truth = _joined(book.contacts, pq.read_table(brand.path / "truth" / "contacts_truth.parquet"))
    with lake.session(as_of_ms=brand.as_of_ms) as session:
        prepare(session.con, settings)
        past = Past(session.con, brand.as_of_ms, settings, learnt.model.rhythm)
        facts = past.facts(brand.as_of_ms)
        rfm = rfm_means(past, brand.as_of_ms, settings.margin_rate)
    plain = replace(settings, discount_rate=0.0)
    return Recovered(
        about=_about(of, n, seed, brand.n_events, learnt.model),
        contact_id=facts.contact_id,
        is_buyer=facts.is_buyer,
        is_broken=facts.is_broken,
        trust=compute_trust(facts, learnt.model.trust, settings).trust,
        p_alive=value_contacts(learnt.model.value, facts, plain, channel=facts.channel).p_alive,
        predicted={h: _predicted(facts, learnt.model, plain, h, rfm) for h in HORIZONS},
        expected={h: _column(truth, f"expected_margin_{h}_fen") for h in HORIZONS},
        realised={h: _column(truth, f"realised_margin_{h}_fen") for h in HORIZONS},
        latent_trust=_column(truth, "trust"),
        is_alive=_column(truth, "is_alive") > 0,
        season=_season(of, n),
        clv_interval=_clv_interval(facts, learnt.model, plain),
        money_test=learnt.money_test,
        capital=learnt.backtest.capital,
    )


def _joined(contacts: pa.Table, truth: pa.Table) -> pa.Table:
    """Rows of the truth in the order of the audit's contacts, which are sorted by id; every key must be in both."""
    place = {key: row for row, key in enumerate(truth["contact_key"].to_pylist())}
    rows = np.array([place.get(key, -1) for key in contacts["source_key"].to_pylist()], dtype=np.int64)
    if len(rows) != truth.num_rows or (np.sort(rows) != np.arange(len(rows))).any():
        raise AssertionError(f"{len(rows)} audited contacts do not match {truth.num_rows} contacts of the truth")
    return truth.take(pa.array(rows))


def _column(truth: pa.Table, name: str) -> Floats:
    return np.asarray(truth[name].to_numpy(), dtype=np.float64)


def _predicted(facts: Facts, model: Model, plain: AuditSettings, days: int, rfm: Floats) -> dict[str, Floats]:
    values = value_contacts(model.value, facts, plain, days, channel=facts.channel)
    trust = compute_trust(facts, model.trust, plain).trust
    return {
        "clv": values.clv,
        "capital": values.potential * trust,
        "potential": values.potential,
        "last_year": last_year(facts, plain.margin_rate) * days / YEAR,
        "rfm_mean": rfm * days,
    }


def _clv_interval(facts: Facts, model: Model, plain: AuditSettings) -> Interval:
    values = value_contacts(model.value, facts, plain, channel=facts.channel)
    return total_interval(model.value, facts, plain, values, channel=facts.channel).clv


def together(brands: Sequence[Recovered]) -> Recovered:
    """All contacts of several brands as one."""

    def stacked(of: Callable[[Recovered], Mapping[int, Floats]]) -> dict[int, Floats]:
        return {h: np.concatenate([of(brand)[h] for brand in brands]) for h in HORIZONS}

    names = tuple(brands[0].predicted[YEAR])
    columns = {name: np.concatenate([getattr(brand, name) for brand in brands]) for name in COLUMNS}
    return Recovered(
        **columns,
        about={"brands": len(brands), "n_contacts": len(columns["trust"])},
        predicted={
            h: {name: np.concatenate([brand.predicted[h][name] for brand in brands]) for name in names}
            for h in HORIZONS
        },
        expected=stacked(lambda brand: brand.expected),
        realised=stacked(lambda brand: brand.realised),
        season=stacked(lambda brand: brand.season),
        clv_interval=None,
        money_test=None,
        capital=(),
    )


def _season(of: Character, n: int) -> dict[int, Floats]:
    steps = make_steps(of.end - timedelta(days=YEAR - 1), YEAR, YEAR)
    weight = np.concatenate([np.diff(step.season) for step in steps])
    return {h: np.full(n, weight[YEAR : YEAR + h].mean() / weight[:YEAR].mean()) for h in HORIZONS}


def _about(of: Character, n: int, seed: int, n_events: int, model: Model) -> dict[str, object]:
    return {
        "seed": seed,
        "n_contacts": n,
        "n_events": n_events,
        "days": of.days,
        "as_of": of.end.isoformat(),
        "margin_rate": of.margin_rate,
        "late_share": of.late_share,
        "farm_share": of.farm_share,
        "program_factors": list(of.program_factors),
        "outcome_days": model.rhythm.outcome_days,
        "purchase_model": model.value.purchases.name,
        "link_is_learnt": model.trust.link.is_learnt,
    }
