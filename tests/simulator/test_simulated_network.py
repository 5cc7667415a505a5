"""Does the book recover what was planted in a network, while it grows and while it shrinks?"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import duckdb
import numpy as np
import pytest

from guanxi.book.contracts import Network
from guanxi.book.facts.gather import Moment, gather, prepare
from guanxi.book.network import build_network, gather_network
from guanxi.book.settings import AuditSettings
from guanxi.facade.network import network
from guanxi.lake.kinds import STANDARD
from guanxi.simulator import Options, SimulationError, simulate
from guanxi.simulator.network_options import WORLDS, NetworkOptions
from guanxi.simulator.network_world import SimulatedNetwork, make_network, simulate_network

SEEDS = range(12)
SIZE = 2_500
SETTINGS = AuditSettings()

VIEWS = """
CREATE TABLE kinds AS SELECT * FROM given_kinds;
CREATE VIEW people AS SELECT *, CAST(substr(contact_key, 2) AS BIGINT) + 1 AS id FROM given_contacts;
CREATE TABLE contacts AS
SELECT p.id AS contact_id, 's' AS source_id, p.contact_key AS source_key, p.acquired_ms, p.channel, '' AS campaign,
       coalesce(i.id, 0) AS inviter_id, '' AS staff_id, p.acquired_ms AS valid_from_ms
FROM people p LEFT JOIN people i ON i.contact_key = p.inviter_key;
CREATE TABLE contact_keys AS SELECT contact_id, source_id, source_key FROM contacts;
CREATE TABLE events AS
SELECT row_number() OVER () AS event_id, e.source_event_id, e.occurred_ms, e.occurred_ms AS received_ms,
       w.id AS contact_id, k.kind_id, false AS automated, coalesce(p.id, 0) AS peer_id, e.amount_fen,
       0::BIGINT AS cost_fen, 0::BIGINT AS value_hint_fen, '' AS properties, '' AS program_id, '' AS group_id
FROM given_events e JOIN kinds k USING (kind) JOIN people w ON w.contact_key = e.contact_key
LEFT JOIN people p ON p.contact_key = e.peer_key;
CREATE TABLE costs (period_from_ms BIGINT, period_until_ms BIGINT, category VARCHAR, channel VARCHAR, staff_id VARCHAR,
                    program_id VARCHAR, amount_fen BIGINT);
"""


@dataclass(frozen=True)
class Session:
    """A connection that stands for a lake session."""

    con: duckdb.DuckDBPyConnection


def measured(made: SimulatedNetwork) -> Network:
    """The network of a world, without the importer."""
    import pyarrow as pa

    con = duckdb.connect(config={"threads": 1})
    con.execute("SET TimeZone='UTC'")
    rows = [(k.kind_id, k.code, k.role.value, round(k.weight * 1e6), k.half_life_days) for k in STANDARD]
    names = ("kind_id", "kind", "role", "weight_micro", "half_life_days")
    con.register("given_kinds", pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))))
    con.register("given_contacts", made.contacts)
    con.register("given_events", made.events)
    con.execute(VIEWS)
    prepare(con, SETTINGS)
    facts = gather(con, Moment.of(made.as_of_ms), SETTINGS)
    gathered = gather_network(Session(con), facts, made.as_of_ms)
    worth = np.full(facts.n, 10_000, dtype=np.int64)
    return build_network(
        Session(con), gathered, facts, clv_fen=worth, members=(), settings=SETTINGS, at_ms=made.as_of_ms
    )


@cache
def worlds(name: str) -> list[tuple[dict[str, object], Network]]:
    """Truth and measurement of a dozen small worlds."""
    made = [make_network(SIZE, seed, WORLDS[name]) for seed in SEEDS]
    return [(each.truth, measured(each)) for each in made]


def pairs(name: str, figure: str) -> list[tuple[float, float, float, float]]:
    """(truth, value, low, high) by seed."""
    found = []
    for truth, network_ in worlds(name):
        if figure == "R":
            whole = network_.reproduction[0]
            assert whole.value is not None
            found.append((truth["reproduction"][whole.weeks - 1], whole.value.value, whole.value.low, whole.value.high))  # type: ignore[index]
        else:
            interval = getattr(network_, figure)
            found.append((truth[figure], interval.value, interval.low, interval.high))
    return found  # type: ignore[return-value]


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(WORLDS))
@pytest.mark.parametrize("figure", ["R", "velocity", "density"])
class TestRecovery:
    def test_intervals_hold_the_truth_as_often_as_they_claim(self, name: str, figure: str) -> None:
        """80 % intervals of twelve worlds: fewer than six hits has a probability of 0.4 % when they are right."""
        hits = sum(low <= truth <= high for truth, _, low, high in pairs(name, figure))

        assert hits >= 6, pairs(name, figure)

    def test_is_right_on_average(self, name: str, figure: str) -> None:
        """The mean error lies within three standard errors of the mean of twelve."""
        rows = pairs(name, figure)
        errors = np.array([value / truth - 1 for truth, value, _, _ in rows])
        claimed = np.array([(high - low) / 2 / 1.2816 / truth for truth, _, low, high in rows])

        assert abs(errors.mean()) <= 3 * np.sqrt(np.mean(claimed**2) / len(rows)), (errors.mean(), rows)


@pytest.mark.slow
def test_growing_and_shrinking_are_told_apart() -> None:
    growing = [network_.reproduction[0].growth for _, network_ in worlds("growing")]
    shrinking = {network_.reproduction[0].growth for _, network_ in worlds("shrinking")}

    assert shrinking == {"fading"}
    assert growing.count("fading") == 0
    assert growing.count("self_growing") >= 6


def test_the_planted_rates_fall_where_they_shrink() -> None:
    growing, shrinking = (make_network(1_500, 3, WORLDS[name]) for name in ("growing", "shrinking"))

    assert growing.truth["reproduction"][-1] > 1 > shrinking.truth["reproduction"][-1]  # type: ignore[index]
    arrived = shrinking.contacts["acquired_ms"].to_numpy()
    half = (arrived.min() + arrived.max()) / 2
    assert np.mean(arrived < half) > 0.6


def test_a_folder_is_imported_as_any_other(tmp_path: Path) -> None:
    made = simulate_network(800, 5, tmp_path / "world", WORLDS["growing"])

    found = network(tmp_path / "world").network

    truth = json.loads((tmp_path / "world" / "truth" / "network.json").read_text(encoding="utf-8"))
    assert truth["reproduction"] == made.truth["reproduction"]
    assert found.reproduction[0].value is not None
    assert found.reproduction[0].value.value == pytest.approx(truth["reproduction"][-1], rel=0.35)
    assert found.conversion is not None
    assert found.conversion.n_invited == sum(key != "" for key in made.contacts["inviter_key"].to_pylist())


def test_planted_circles_are_found() -> None:
    made = make_network(2_000, 9, replace(NetworkOptions(bonds=0.002), circle_share=0.03))

    found = measured(made)

    planted = {frozenset(f"C{row:08d}" for row in each) for each in made.circles.tolist()}
    shown = {frozenset(each.members) for each in found.circles}
    assert found.n_circles >= 0.7 * len(planted)
    assert len(shown & planted) >= 0.7 * len(shown)


def test_the_same_seed_gives_the_same_world() -> None:
    first, again = (make_network(300, 4, WORLDS["shrinking"]) for _ in range(2))

    assert first.events.equals(again.events)
    assert first.truth == again.truth


def test_refuses_a_rate_that_cannot_be() -> None:
    with pytest.raises(SimulationError, match="invitations"):
        NetworkOptions(invitations=2.0)


@pytest.mark.slow
def test_no_farm_and_no_ring_of_the_tea_brand_is_among_the_advocates(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    simulate(4_000, 420, 11, tmp_path / "tea", options=Options(truth_sample=50, farm_share=0.04, ring_share=0.02))

    found = network(tmp_path / "tea").network

    truth = pq.read_table(tmp_path / "tea" / "truth" / "contacts_truth.parquet")
    part = dict(zip(truth["contact_key"].to_pylist(), truth["planted_part"].to_pylist(), strict=True))
    brought = {each.source_key: each.n_invited for each in found.advocates}
    assert len(brought) == 20
    assert {part[key] for key in brought} <= {"", "circle"}
    assert found.n_unverified_inviters >= 4
    assert max(brought.values()) >= 10
