"""Compose the network: bonds in, one frozen contract out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guanxi.book.contracts import Notice
from guanxi.book.contracts.network import Network, NotCounted, Picture
from guanxi.book.facts.contracts import Facts
from guanxi.book.network.advocates import advocate_rows, rank_advocates
from guanxi.book.network.circles import circle_rows, detect_circles
from guanxi.book.network.concentration import measure_concentration
from guanxi.book.network.credit import Credit, credit_inviters
from guanxi.book.network.density import measure_density, measure_velocity
from guanxi.book.network.flywheel import measure_conversion, measure_flywheel
from guanxi.book.network.growth import growth_option
from guanxi.book.network.ignored import ignored_invitations, unknown_inviters
from guanxi.book.network.notices import network_notices
from guanxi.book.network.picture import draw_picture, picture_rows
from guanxi.book.network.reading import Bonds, read_bonds
from guanxi.book.network.referrals import Referrals, find_referrals
from guanxi.book.network.sources import source_returns
from guanxi.book.settings import AuditSettings
from guanxi.book.statement.memberships import Membership
from guanxi.book.statement.session import HasConnection
from guanxi.kit.money import currency_sign

Ints = NDArray[np.int64]

NAMES_SQL = """
-- Grain: one row per contact asked for: the key that people know it by (the first of several, in the order of sources).
SELECT contact_id, arg_min(source_key, source_id || ':' || source_key) AS name
FROM contact_keys WHERE contact_id IN (SELECT contact_id FROM wanted_contacts) GROUP BY contact_id
"""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Bonds as read, and who was validly brought by whom."""

    contact_id: Ints
    bonds: Bonds
    referrals: Referrals

    def inviters_of(self, contact_id: Ints, at_ms: int) -> Ints | None:
        """(n,) row in ``contact_id`` (sorted) of each one's inviter by ``at_ms``, −1 for none; ``None``: no referrals.

        What is known now of who was invited when: a roll-forward's opening asks this of an earlier moment.
        """
        if not self.has_referrals:
            return None
        inviter = self.referrals.at(at_ms)
        by = np.where(inviter >= 0, self.contact_id[np.maximum(inviter, 0)], -1)
        mine = _rows(self.contact_id, contact_id)
        invited_by = np.where(mine >= 0, by[np.maximum(mine, 0)], -1)
        return np.where(invited_by >= 0, _rows(contact_id, invited_by), -1)

    @property
    def has_referrals(self) -> bool:
        """True when the data knows of any valid referral: only then is there referral credit."""
        return self.referrals.has_any


def gather_network(session: HasConnection, facts: Facts, at_ms: int) -> Gathered:
    """Everything of bonds that the books and the network page need, read once."""
    bonds = read_bonds(session, facts.contact_id, at_ms)
    return Gathered(facts.contact_id, bonds, find_referrals(bonds, facts, at_ms))


def build_network(
    session: HasConnection,
    gathered: Gathered,
    facts: Facts,
    *,
    clv_fen: Ints,
    members: tuple[Membership, ...],
    settings: AuditSettings,
    at_ms: int,
) -> Network:
    """The network of every contact of ``facts``.

    Parameters
    ----------
    clv_fen : (n,) posted lifetime values. members : cuts, from which circles take what they share.
    settings : its ``seed`` starts everything that is drawn at random.
    """
    rng = np.random.default_rng(settings.seed)
    referrals, ties = gathered.referrals, gathered.bonds.ties
    if not ties.n:
        return no_bonds(facts, referrals.not_counted)
    density, velocity = measure_density(ties, facts, at_ms), measure_velocity(ties, facts, at_ms)
    conversion = measure_conversion(referrals, facts, at_ms, rng)
    flywheel = measure_flywheel(referrals, facts, at_ms, settings.zone, rng)
    credit = credit_of(referrals.inviter, facts, clv_fen, settings)
    ranking = rank_advocates(referrals, facts, clv_fen, settings)
    found = detect_circles(ties, density, facts, rng)
    option, why_not = growth_option(flywheel, facts, clv_fen, settings.horizon_days, rng)
    families, rings = picture_rows(ranking, referrals, found)
    shown = np.concatenate([*families, *rings, ranking.order[:20], found.circles.member[:600]]).astype(np.int64)
    names = read_names(session, facts.contact_id[shown])
    circles = circle_rows(found, facts, clv_fen, members, names)
    advocates = advocate_rows(ranking, credit, facts.contact_id, names, currency_sign(settings.currency))
    return Network(
        n_standing=density.n_standing,
        n_bonds=density.n_bonds,
        density=density.density,
        clustering=density.clustering,
        velocity=velocity.lately,
        weeks=velocity.weeks,
        conversion=conversion,
        reproduction=(flywheel.whole, *flywheel.cohorts),
        advocates=advocates,
        n_advocates=len(ranking.order),
        n_unverified_inviters=ranking.n_unverified_inviters,
        sources=source_returns(session, referrals, facts, members, at_ms) if referrals.has_any else (),
        circles=circles,
        n_circles=found.circles.n,
        n_circle_candidates=found.circles.n_candidates,
        picture=draw_picture(families, rings, ties, facts, ranking, names=names),
        not_counted=referrals.not_counted,
        referral_credit=int(credit.received.sum()) if referrals.has_any else None,
        growth_option=option,
        notices=network_notices(referrals, flywheel, ranking, found.circles, why_not),
        velocity_change=velocity.change,
        concentration=measure_concentration(referrals),
    )


def _rows(contact_id: Ints, wanted: Ints) -> Ints:
    """Row of each wanted id in the sorted ``contact_id``, −1 where it has none."""
    if not len(contact_id):
        return np.full(len(wanted), -1, dtype=np.int64)
    place = np.minimum(np.searchsorted(contact_id, wanted), len(contact_id) - 1)
    return np.where(contact_id[place] == wanted, place, -1)


def credit_of(inviter: Ints, facts: Facts, clv_fen: Ints, settings: AuditSettings) -> Credit:
    """Referral credit of posted lifetime values: 0 after a break, as in the books."""
    return credit_inviters(
        inviter, np.where(facts.is_broken, 0, clv_fen), facts.is_broken, facts.contact_id, settings.referral_share
    )


def no_bonds(facts: Facts, not_counted: NotCounted) -> Network:
    """A network of which the data knows nothing: every figure is absent, and a sentence says so."""
    said = (_nothing_binds(not_counted), ignored_invitations(not_counted), unknown_inviters(not_counted, 0))
    return Network(
        n_standing=int(np.sum(~facts.is_broken)),
        n_bonds=0,
        density=None,
        clustering=None,
        velocity=None,
        weeks=(),
        conversion=None,
        reproduction=(),
        advocates=(),
        n_advocates=0,
        n_unverified_inviters=0,
        sources=(),
        circles=(),
        n_circles=0,
        n_circle_candidates=0,
        picture=Picture((), ()),
        not_counted=not_counted,
        referral_credit=None,
        growth_option=None,
        notices=tuple(notice for notice in said if notice is not None),
    )


def _nothing_binds(not_counted: NotCounted) -> Notice:
    """Whether nobody was named, or whoever was named binds nobody: these ask for different things."""
    if ignored_invitations(not_counted) is None:
        return Notice(
            "network.no_bonds",
            "There are no referrals or other bonds between contacts in the data, so nothing can be said of a network."
            " Export who invited whom (inviter_key in the list of contacts, or referral_made events).",
            "数据中没有客户之间的推荐或其他联系，因此无法说明关系网络。"
            "请导出谁邀请了谁（客户表的“邀请人”一列，或“发出邀请”事件）。",
        )
    return Notice(
        "network.nothing_counts",
        "Inviters are named in the data, but no invitation joins two known contacts, so nothing can be said of a"
        " network.",
        "数据中写有邀请人，但没有一次邀请连接了两位已知客户，因此无法说明关系网络。",
    )


def read_names(session: HasConnection, contact_id: Ints | Sequence[int]) -> dict[int, str]:
    """contact_id → the key that people know it by."""
    session.con.register("wanted_contacts", pa.table({"contact_id": pa.array(np.unique(contact_id))}))
    found = session.con.execute(NAMES_SQL).fetchall()
    session.con.unregister("wanted_contacts")
    return dict(found)
