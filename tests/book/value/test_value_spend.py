"""What one order is worth: when order value and frequency may be called correlated."""

from __future__ import annotations

import numpy as np
import pytest
from nbd_world import buyers_of

from guanxi.book.settings import AuditSettings
from guanxi.book.value import learn_value, value_notices
from guanxi.book.value.spend import learn_spend

CODE = "value.spend_depends_on_frequency"


def _buyers(n_orders: np.ndarray, fen_per_order: np.ndarray | int):  # type: ignore[no-untyped-def]
    last = np.arange(len(n_orders)) % 90
    return buyers_of(n_orders, 300 + last, last, n_orders * fen_per_order)


class TestCorrelation:
    @pytest.mark.parametrize("fen", [13_000, 9_990, 7, 1_234_567])
    def test_is_undefined_where_every_order_is_worth_the_same(self, fen: int) -> None:
        buyers = _buyers(np.arange(2, 52), fen)

        assert learn_spend(buyers).correlation is None
        model = learn_value(buyers, AuditSettings())
        assert CODE not in {notice.code for notice in value_notices(model, buyers, AuditSettings())}

    def test_is_undefined_where_everybody_ordered_as_often(self) -> None:
        assert learn_spend(_buyers(np.full(60, 6), 1_000 + np.arange(60))).correlation is None

    def test_is_found_where_frequent_buyers_buy_cheaply(self) -> None:
        n_orders = np.arange(2, 62)
        found = learn_spend(_buyers(n_orders, 100_000 // n_orders)).correlation

        assert found is not None and found < -0.99
