"""Why a contact's T is not what it was: time, evidence, or the model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.roll_forward.standings import Standings, align

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TrustChange:
    """(m,) parts of T's change by contact; their sum is T1 − T at opening under the old model.

    NaN where the contact did not stand at both ends: a first T is no change.

    Parameters
    ----------
    decay, healing : T_c − T0′ by sign: what time alone did, down and up.
    new_evidence : T1 − T_c: what happened since.
    recalibration : T0′ − T of the opening under the old model.
    """

    contact_id: Ints
    decay: Floats
    healing: Floats
    new_evidence: Floats
    recalibration: Floats

    def of(self, contact_id: Ints) -> TrustChange:
        """The same for ``contact_id``, in that order; NaN for contacts that stand in none of the standings."""
        place = np.minimum(np.searchsorted(self.contact_id, contact_id), max(len(self.contact_id) - 1, 0))
        if len(self.contact_id) == 0:
            unknown = np.full(len(contact_id), np.nan)
            return TrustChange(contact_id, unknown, unknown, unknown, unknown)
        found = self.contact_id[place] == contact_id
        parts = (self.decay, self.healing, self.new_evidence, self.recalibration)
        return TrustChange(contact_id, *(np.where(found, part[place], np.nan) for part in parts))


def trust_changes(standings: Standings) -> TrustChange:
    """The change of every contact's T between the two dates, split."""
    aligned = align(standings)
    both = ~np.isnan(aligned.trust_opening) & ~np.isnan(aligned.trust_closing)
    faded = np.where(np.isnan(aligned.trust_faded), aligned.trust_opening, aligned.trust_faded)
    time = np.where(both, faded - aligned.trust_opening, np.nan)
    old = np.where(np.isnan(aligned.trust_restated), aligned.trust_opening, aligned.trust_restated)
    return TrustChange(
        contact_id=aligned.contact_id,
        decay=np.minimum(time, 0.0),
        healing=np.maximum(time, 0.0),
        new_evidence=np.where(both, aligned.trust_closing - faded, np.nan),
        recalibration=np.where(both, aligned.trust_opening - old, np.nan),
    )
