"""Buy-till-you-die: purchase models on (frequency, recency, T) and the Gamma-Gamma model of spend."""

from guanxi.stats.btyd.beta_geo import BetaGeoNBD, ModifiedBetaGeoNBD
from guanxi.stats.btyd.errors import NotFittedError, PurchaseDataError, PurchaseModelError
from guanxi.stats.btyd.gamma_gamma import GammaGamma
from guanxi.stats.btyd.pareto import ParetoNBD
from guanxi.stats.btyd.purchase_model import PurchaseModel

__all__ = [
    "BetaGeoNBD",
    "GammaGamma",
    "ModifiedBetaGeoNBD",
    "NotFittedError",
    "ParetoNBD",
    "PurchaseDataError",
    "PurchaseModel",
    "PurchaseModelError",
]
