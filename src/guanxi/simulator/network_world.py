"""``simulate_network``: a brand that lives by invitations, as exports, with its truth beside them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from guanxi.kit.clock import DAY_MS, day_end_ms
from guanxi.simulator.arrays import FloatArray, IntArray
from guanxi.simulator.brand import ZONE
from guanxi.simulator.network_life import Crowd, OtherBonds, circle_bonds, live, other_bonds
from guanxi.simulator.network_options import NetworkOptions
from guanxi.simulator.network_truth import network_truth
from guanxi.simulator.tables import numbered

PILOT_ARRIVALS = 40.0
ORDER_GAP_DAYS = 45.0
MEDIAN_FEN = 12_000
SETTINGS = (
    "# 模拟网络的设置 / settings of a simulated network\n"
    f"brand: 模拟网络\ncurrency: CNY\nzone: {ZONE}\nmargin_rate: 0.5\n"
    'files:\n  "truth/*":\n    ignore: true\n'
)


@dataclass(frozen=True, slots=True)
class SimulatedNetwork:
    """Exports and truth of one world.

    Parameters
    ----------
    contacts, events : tables as they are exported. circles : (c, size) numbers of the members of planted circles.
    truth : see :func:`guanxi.simulator.network_truth.network_truth`.
    """

    contacts: pa.Table
    events: pa.Table
    circles: IntArray
    truth: dict[str, object]
    as_of_ms: int


def make_network(
    n_contacts: int, seed: int, options: NetworkOptions, *, n_bonds: int | None = None
) -> SimulatedNetwork:
    """A world of about ``n_contacts``, and about ``n_bonds`` bonds where that is asked for.

    The number of contacts follows the arrivals in proportion, so a small world tells how many arrivals it takes.
    """
    rng = np.random.default_rng(seed)
    pilot = live(PILOT_ARRIVALS, options, np.random.default_rng(seed + 1))
    crowd = live(PILOT_ARRIVALS * n_contacts / pilot.n, options, rng)
    if n_bonds is not None:
        there = float(np.maximum(np.minimum(crowd.left, options.days) - crowd.born, 0).sum()) / 7
        wanted = n_bonds - int((crowd.inviter >= 0).sum())
        options = replace(options, bonds=min(max(wanted / max(there, 1.0), 0.0), 1.0))
    others = other_bonds(crowd, options, rng)
    circles, inside = circle_bonds(crowd, options, rng)
    as_of_ms = day_end_ms(options.observation_end, ZONE)
    contacts, events = _exports(crowd, (others, inside), options, as_of_ms, rng)
    truth = network_truth(crowd, options) | {"options": asdict(options), "n_contacts": crowd.n, "seed": seed}
    return SimulatedNetwork(contacts, events, circles, truth, as_of_ms)


def simulate_network(
    n_contacts: int, seed: int, out: Path, options: NetworkOptions, *, n_bonds: int | None = None
) -> SimulatedNetwork:
    """Write a world into ``out``, which must not exist or be empty: exports, settings and ``truth/network.json``."""
    made = make_network(n_contacts, seed, options, n_bonds=n_bonds)
    (out / "truth").mkdir(parents=True)
    pq.write_table(made.contacts, out / "contacts.parquet", compression="zstd")
    pq.write_table(made.events, out / "events.parquet", compression="zstd", row_group_size=1_000_000)
    (out / "guanxi.yaml").write_text(SETTINGS, encoding="utf-8")
    text = json.dumps(made.truth, ensure_ascii=False, indent=1, default=str)
    (out / "truth" / "network.json").write_text(text + "\n", encoding="utf-8")
    return made


def _exports(
    crowd: Crowd, bonds: tuple[OtherBonds, ...], options: NetworkOptions, as_of_ms: int, rng: np.random.Generator
) -> tuple[pa.Table, pa.Table]:
    keys = numbered("C", np.arange(crowd.n), 8)
    with_none = pa.concat_arrays([keys, pa.array([""])])
    start_ms = as_of_ms + 1 - options.days * DAY_MS

    def when(days: FloatArray) -> IntArray:
        return start_ms + np.rint(days * DAY_MS).astype(np.int64)

    def named(rows: IntArray) -> pa.Array:
        return with_none.take(pa.array(np.where(rows < 0, crowd.n, rows)))

    contacts = pa.table(
        {
            "contact_key": keys,
            "acquired_ms": when(crowd.born),
            "channel": pa.array(["staff", "referral"]).take(pa.array((crowd.inviter >= 0).astype(np.int64))),
            "inviter_key": named(crowd.inviter),
        }
    )
    invited = np.flatnonzero(crowd.inviter >= 0)
    buyers, paid = _orders(crowd, options, rng)
    gone = np.flatnonzero(crowd.left < options.days)
    nobody = np.full
    parts = [
        ("referral_made", crowd.inviter[invited], crowd.born[invited], invited, 0),
        ("order_paid", buyers, paid, nobody(len(buyers), -1), MEDIAN_FEN),
        ("contact_deleted_us", gone, crowd.left[gone], nobody(len(gone), -1), 0),
        *(("helped_peer", each.who, each.at, each.peer, 0) for each in bonds),
    ]
    tables = []
    for kind, who, at, peer, fen in parts:
        amount = (
            np.rint(fen * np.exp(0.5 * rng.standard_normal(len(who)))).astype(np.int64) if fen else np.zeros(len(who))
        )
        tables.append(
            pa.table(
                {
                    "contact_key": named(who),
                    "kind": pa.array([kind]).take(pa.array(np.zeros(len(who), dtype=np.int64))),
                    "occurred_ms": when(at),
                    "peer_key": named(peer),
                    "amount_fen": amount.astype(np.int64),
                }
            )
        )
    events = pa.concat_tables(tables)
    serial = numbered("E", np.arange(events.num_rows), 9)
    return contacts, events.append_column("source_event_id", serial)


def _orders(crowd: Crowd, options: NetworkOptions, rng: np.random.Generator) -> tuple[IntArray, FloatArray]:
    """The first order of every buyer, and a Poisson number of further ones until the break or the end."""
    buyers = np.flatnonzero(crowd.first_order < options.days)
    until = np.minimum(crowd.left[buyers], options.days)
    open_days = until - crowd.first_order[buyers]
    again = np.repeat(np.arange(len(buyers)), rng.poisson(open_days / ORDER_GAP_DAYS))
    at = crowd.first_order[buyers][again] + rng.random(len(again)) * open_days[again]
    return np.concatenate([buyers, buyers[again]]), np.concatenate([crowd.first_order[buyers], at])
