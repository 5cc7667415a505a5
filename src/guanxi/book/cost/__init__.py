"""What serving and acquiring contacts costs, each yuan once (trust-economics §2)."""

from guanxi.book.cost.acquisition import AcquisitionCosts, acquisition_costs
from guanxi.book.cost.by_trust import ServingBand, serving_by_trust
from guanxi.book.cost.notices import NOT_KNOWN
from guanxi.book.cost.serving import ServingCosts, cost_to_serve

__all__ = [
    "NOT_KNOWN",
    "AcquisitionCosts",
    "ServingBand",
    "ServingCosts",
    "acquisition_costs",
    "cost_to_serve",
    "serving_by_trust",
]
