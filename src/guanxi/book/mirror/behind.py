"""Who is behind a figure: the contacts that its filter names, to drill down to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.facts.gather import prepare
from guanxi.book.facts.gather_all import n_shares
from guanxi.book.mirror.periods import NOW, Periods
from guanxi.book.mirror.sql import run
from guanxi.book.mirror.tally import make_figure, register_inputs
from guanxi.book.settings import AuditSettings
from guanxi.kit.errors import SettingsError
from guanxi.lake.engine import Session

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which contacts of which statement: ``condition`` is ours, never a caller's."""

    figure: str
    condition: str


FILTERS: dict[str, Filter] = {
    "mirror.not_again": Filter("repurchase", "k = 0"),
    "mirror.recommended": Filter("recommendation", "k > 0"),
    "mirror.promise_missed": Filter("promises", "k < n"),
    "mirror.unanswered": Filter("listening", "k < n"),
    "mirror.tool_only": Filter("tool_worship", "k > 0"),
    "mirror.product_only": Filter("billboard", "n > 0 AND k = n"),
    "mirror.uncared": Filter("care", "k = 0"),
}
"""Name of a filter → its contacts. ``layer.…`` names are bits of the column ``layers`` and stand in the book."""


def contacts_behind(session: Session, settings: AuditSettings, name: str, n_events: int) -> Ints:
    """Sorted ids of the contacts behind a figure at the session's moment.

    Parameters
    ----------
    name : one of :data:`FILTERS`. n_events : of the session; decides into how many shares it is read.

    Raises
    ------
    SettingsError
        for a name that is no filter of the mirror.
    """
    if name not in FILTERS:
        known = ", ".join(FILTERS)
        raise SettingsError(
            f"There is no filter “{name}”. Choose one of {known}.", f"没有名为“{name}”的筛选。可选：{known}。"
        )
    chosen, periods = FILTERS[name], Periods(session.as_of_ms, settings)
    parameters = periods.parameters()
    periods.register(session.con)
    referrals = run(session.con, "referrals", parameters).to_arrow_table()
    found, shares = [], n_shares(n_events)
    for k in range(shares):
        with session.buckets(k, shares) as share:
            prepare(share.con, settings)
            register_inputs(share.con, periods, referrals, [])
            make_figure(share.con, chosen.figure, parameters)
            rows = share.con.execute(
                f"SELECT contact_id FROM mirror_figure WHERE period = {NOW} AND {chosen.condition}"
            ).fetchnumpy()
            found.append(np.asarray(rows["contact_id"], dtype=np.int64))
    return np.unique(np.concatenate(found))
