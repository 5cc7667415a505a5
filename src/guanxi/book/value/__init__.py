"""What contacts are worth: learn a value model, value contacts, total with intervals (trust-economics §2)."""

from guanxi.book.value.contracts import ContactValues, ValueStatus, ValueTotals
from guanxi.book.value.interval import total_interval
from guanxi.book.value.learn import learn_value
from guanxi.book.value.model import ValueModel
from guanxi.book.value.score import expected_order_margin, potential_orders, value_contacts
from guanxi.book.value.summary import summarise_value, value_notices

__all__ = [
    "ContactValues",
    "ValueModel",
    "ValueStatus",
    "ValueTotals",
    "expected_order_margin",
    "learn_value",
    "potential_orders",
    "summarise_value",
    "total_interval",
    "value_contacts",
    "value_notices",
]
