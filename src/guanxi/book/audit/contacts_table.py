"""The contacts as a table: one row each, money in fen, with the reasons."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from guanxi.book.drivers import driver_column
from guanxi.book.drivers.columns import driver_strengths
from guanxi.book.facts.contracts import Facts
from guanxi.book.lifecycle import STAGES
from guanxi.book.positions import Positions
from guanxi.book.statement.memberships import Membership
from guanxi.book.tiers.codes import TIERS
from guanxi.book.trust.model import Trust
from guanxi.book.trust.sub_scores import NAMES
from guanxi.lake.engine import Session

SOURCE_KEYS_SQL = """
-- Grain: one row per contact: the key that people know it by (the first of several, in the order of the sources).
SELECT contact_id, arg_min(source_key, source_id || ':' || source_key) AS source_key
FROM contact_keys GROUP BY contact_id ORDER BY contact_id
"""


def contacts_table(
    session: Session,
    facts: Facts,
    trust: Trust,
    positions: Positions,
    memberships: tuple[Membership, ...],
) -> pa.Table:
    """One row per contact, sorted by ``contact_id``."""
    serving = positions.serving_fen
    columns: dict[str, pa.Array] = {
        "contact_id": pa.array(positions.contact_id),
        "source_key": _source_keys(session, positions.contact_id),
        "potential": pa.array(positions.potential_fen),
        "trust": pa.array(positions.trust),
        "trust_low": pa.array(positions.trust_low),
        "trust_high": pa.array(positions.trust_high),
        "trust_capital": pa.array(positions.capital_fen),
        "clv": pa.array(positions.clv_fen),
        "p_alive": pa.array(positions.p_alive, mask=np.isnan(positions.p_alive)),
        "cost_to_serve": pa.nulls(positions.n, pa.int64()) if serving is None else pa.array(serving),
        "tier": _named(positions.tier, tuple(tier.value for tier in TIERS)),
        "is_liability": pa.array(positions.is_liability),
        "is_new": pa.array(positions.is_new),
        "n_eff": pa.array(positions.n_eff),
        "has_evidence": pa.array(positions.has_evidence),
        "lifecycle_stage": _named(positions.stage, tuple(stage.value for stage in STAGES)),
        "layers": pa.nulls(positions.n, pa.int8()) if positions.layers is None else pa.array(positions.layers),
        "n_orders": pa.array(positions.n_orders),
        "net_fen": pa.array(facts.net_fen),
        "n_give_180": pa.array(facts.n_give_180),
        "n_ask_180": pa.array(facts.n_ask_180),
        "drivers": driver_column(driver_strengths(facts, trust)),
    }
    for dimension in ("channel", "cohort", "staff"):
        member = next((each for each in memberships if each.dimension == dimension), None)
        columns[dimension] = (
            _named(np.zeros(positions.n, dtype=np.int64), ("",))
            if member is None
            else _named(member.code_of_contact(positions.n), member.names)
        )
    columns |= {f"s_{name}": pa.array(trust.sub.scores[:, j]) for j, name in enumerate(NAMES)}
    columns["s_brake"] = pa.array(trust.sub.brake)
    if positions.referral_credit_fen is not None:
        columns["referral_credit"] = pa.array(positions.referral_credit_fen)
        columns["referral_given"] = pa.array(positions.referral_given_fen)
        columns["inviter_id"] = pa.array(positions.inviter_id)
    return pa.table(columns)


def _named(codes: np.ndarray, names: tuple[str, ...]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), pa.array(names, pa.string()))


def _source_keys(session: Session, contact_id: np.ndarray) -> pa.ChunkedArray:
    found = session.con.execute(SOURCE_KEYS_SQL).to_arrow_table()
    place = np.searchsorted(found["contact_id"].to_numpy(), contact_id)
    return found["source_key"].take(pa.array(place))
