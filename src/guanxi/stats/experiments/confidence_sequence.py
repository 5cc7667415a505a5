"""Asymptotic confidence sequences: intervals that may be looked at after every unit.

References
----------
Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas (2024), "Time-uniform central limit theory and asymptotic confidence
sequences", Annals of Statistics 52(6): 2613–2640 (arXiv 2103.06476v9): Theorem 2.2 (the sequence); §3 on estimators
that are asymptotically linear, such as a difference of means. The best ρ is derived at :attr:`Boundary.rho_squared`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import lambertw

Floats = NDArray[np.float64]

SMALLEST_ARM = 50
"""Units in the smaller arm before the first look: the theorem is one about large samples."""


@dataclass(frozen=True, slots=True)
class Boundary:
    """Robbins' normal mixture for a two-sided sequence at level 1 − ``alpha``.

    Parameters
    ----------
    tuned_n : number of units at which the interval is narrowest; must not depend on any outcome.
    """

    alpha: float
    tuned_n: float

    @property
    def rho_squared(self) -> float:
        """ρ² that minimises the half-width at ``tuned_n``.

        With u = nρ² the squared factor is (1 + 1/u)·(ln(u + 1) − 2 ln α). Its derivative vanishes where
        u = ln(u + 1) − 2 ln α, that is v·e^(−v) = α²/e for v = u + 1, so u = −W₋₁(−α²/e) − 1.
        """
        return float(-lambertw(-(self.alpha**2) / np.e, k=-1).real - 1) / self.tuned_n

    def factor(self, n: Floats | float) -> Floats:
        """Half-width in standard errors of the mean after ``n`` units.

        Theorem 2.2 gives μ̂ ± σ̂·√(2(nρ² + 1)/(n²ρ²) · ln(√(nρ² + 1)/α)); with σ̂ = √n · SE this is
        √(2(nρ² + 1)/(nρ²) · ln(√(nρ² + 1)/α)) standard errors.
        """
        u = np.asarray(n, dtype=np.float64) * self.rho_squared
        return np.asarray(np.sqrt(2 * (u + 1) / u * np.log(np.sqrt(u + 1) / self.alpha)), dtype=np.float64)
