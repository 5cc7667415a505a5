"""Returns on acquisition: by channel and cohort, of the whole book, and what of the cost is not yet used up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts import Notice, RoiRow
from guanxi.book.cost import AcquisitionCosts, acquisition_costs
from guanxi.book.facts.contracts import Facts
from guanxi.book.groups import hash_groups
from guanxi.book.positions import post_fen
from guanxi.book.roi.cells import Ledger, make_row
from guanxi.book.roi.periods import cohorts
from guanxi.book.roi.words import stranded
from guanxi.book.settings import AuditSettings
from guanxi.book.statement.sheet import unamortised_acquisition
from guanxi.book.statement.verdict import Acquisition
from guanxi.book.value import ValueTotals
from guanxi.book.value.breaks import buyer_breaks, waiting_breaks
from guanxi.kit.money import currency_sign

if TYPE_CHECKING:  # audit composes returns: importing it here would close a circle
    from guanxi.book.audit.standing import Stood
    from guanxi.book.statement.memberships import Membership
    from guanxi.book.statement.session import HasConnection

Ints = NDArray[np.int64]

LONGEST_LIFE_DAYS = 5 * 365.0
"""Nobody believes a hazard of breaks that promises more; the rest of the cost is then used up in five years."""


@dataclass(frozen=True, slots=True)
class Returns:
    """What acquisition brought back and is expected to.

    Parameters
    ----------
    rows : for each channel (by name) the whole channel, then its cohorts in the order of time.
    whole : return of all contacts whose cost is known; no roi where none is.
    unamortised_fen : memo (长期待摊); ``None`` when no acquisition cost is known.
    """

    rows: tuple[RoiRow, ...]
    whole: Acquisition
    unamortised_fen: int | None
    notices: tuple[Notice, ...]


def acquisition_returns(  # noqa: PLR0917 - who, under what, when: one audit passes them in this order
    session: HasConnection,
    stood: Stood,
    members: tuple[Membership, ...],
    totals: ValueTotals,
    settings: AuditSettings,
    at_ms: int,
) -> Returns:
    """Returns of every channel × cohort (quarters; months while the data is shorter than a year).

    roi = (margin realised since the contact became known + clv) ÷ acquisition cost; after maintenance, the cost to
    serve over the horizon is taken off the numerator. Maintenance already spent is in neither.
    """
    facts, positions = stood.facts, stood.positions
    names, channel = _channels(members, facts.n)
    costs = acquisition_costs(session, facts, names, channel, at_ms)
    ledger = Ledger(
        margin_fen=post_fen(facts.net_fen.astype(np.float64) * settings.margin_rate, "margin"),
        clv_fen=positions.clv_fen,
        serving_fen=positions.serving_fen,
        n_orders=positions.n_orders,
        cost_fen=costs.fen,
        cost_is_known=costs.is_known,
        groups=hash_groups(facts.contact_id),
        model_share=totals.clv_model_share,
    )
    rows = roi_rows(
        ledger, names, channel, *cohorts(facts.known_age, at_ms, settings.zone), stranded_fen=costs.stranded
    )
    whole = make_row(ledger, np.arange(facts.n), "", "", sum(costs.stranded.values()))
    left = None
    if costs.is_known.any():
        life = np.full(facts.n, expected_life_days(facts, settings))
        left = unamortised_acquisition(costs.fen.astype(np.float64), facts.known_age, life, positions)
    return Returns(rows, Acquisition(whole.roi, whole.band), left, _notices(costs, currency_sign(settings.currency)))


def roi_rows(
    ledger: Ledger,
    channel_names: tuple[str, ...],
    channel: Ints,
    cohort_names: tuple[str, ...],
    cohort: Ints,
    *,
    stranded_fen: dict[str, int],
) -> tuple[RoiRow, ...]:
    """Each channel as a whole (``cohort == ""``), then its cohorts that have contacts; channels without any, last.

    Parameters
    ----------
    channel, cohort : (n,) codes into the names.
    stranded_fen : by channel, money that found nobody: against the whole channel only.
    """
    order = np.lexsort((cohort, channel))
    bounds = np.searchsorted(channel[order], np.arange(len(channel_names) + 1))
    rows: list[RoiRow] = []
    for code, name in enumerate(channel_names):
        members = order[bounds[code] : bounds[code + 1]]
        rows.append(make_row(ledger, members, name, "", stranded_fen.get(name, 0) if name else 0))
        ends = np.searchsorted(cohort[members], np.arange(len(cohort_names) + 1))
        rows += [
            make_row(ledger, members[ends[i] : ends[i + 1]], name, label)
            for i, label in enumerate(cohort_names)
            if ends[i] < ends[i + 1]
        ]
    nobody = np.zeros(0, dtype=np.int64)
    unseen = sorted(name for name in stranded_fen if name and name not in channel_names)
    return (*rows, *(make_row(ledger, nobody, name, "", stranded_fen[name]) for name in unseen))


def expected_life_days(facts: Facts, settings: AuditSettings) -> float:
    """Days over which acquisition cost is used up: 1 ÷ hazard of a break in the last year, five years at most.

    The horizon where no break is on record: then no life can be learnt, and beyond the horizon nothing is valued.
    """
    buyers, waiting = buyer_breaks(facts), waiting_breaks(facts)
    n, days = buyers.n + waiting.n, buyers.contact_days + waiting.contact_days
    return min(days / n, LONGEST_LIFE_DAYS) if n else float(settings.horizon_days)


def _channels(members: tuple[Membership, ...], n: int) -> tuple[tuple[str, ...], Ints]:
    """Names and (n,) codes; one nameless channel where the data knows none."""
    found = next((member for member in members if member.dimension == "channel"), None)
    return (("",), np.zeros(n, dtype=np.int64)) if found is None else (found.names, found.code_of_contact(n))


def _notices(costs: AcquisitionCosts, sign: str) -> tuple[Notice, ...]:
    if not costs.stranded:
        return ()
    return (stranded(tuple(sorted(costs.stranded)), sum(costs.stranded.values()), sign),)
