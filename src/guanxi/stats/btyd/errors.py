"""Refusals of the purchase and spend models."""

from __future__ import annotations

from guanxi.kit.errors import GuanxiError


class PurchaseModelError(GuanxiError, ValueError):
    """Base: a purchase or spend model was asked for something that it cannot give.

    Also a :class:`ValueError`, so that code written for scikit-learn's estimators catches it.
    """

    code = "stats.purchase_model"


class PurchaseDataError(PurchaseModelError):
    """The rows handed to a model cannot be purchase histories; names the column and how many rows."""

    code = "stats.purchase_data"


class NotFittedError(PurchaseModelError):
    """The model has no parameters yet."""

    code = "stats.not_fitted"
