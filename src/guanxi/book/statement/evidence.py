"""May a verdict be given on a set of contacts, and if not, what is missing, in words."""

from __future__ import annotations

from dataclasses import dataclass

LEAST_CONTACTS = 30
LEAST_ORDERS = 30
WIDEST_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class AggregateEvidence:
    """What stands behind a total (trust-economics §2, evidence floor).

    Parameters
    ----------
    n_contacts, n_orders : in the set.
    half_width : of the 80% interval of its net equity, fen.
    larger_side : the larger of its assets and its liabilities, fen.

    Notes
    -----
    The width is measured against the larger side of the balance sheet, not against net equity itself: a difference
    near zero would never pass, and the verdict "marginal" (the interval holds 0) could never be given.
    """

    n_contacts: int
    n_orders: int
    half_width: float
    larger_side: float

    @property
    def width_share(self) -> float:
        """Half-width ÷ larger side; 0 for a book in which nothing stands on either side."""
        if self.larger_side > 0:
            return self.half_width / self.larger_side
        return 0.0 if self.half_width == 0 else float("inf")

    @property
    def is_enough(self) -> bool:
        """≥ 30 contacts, ≥ 30 orders, half-width ≤ 50%."""
        return not self.missing()[0]

    def missing(self) -> tuple[str, str]:
        """What is missing, in English and Chinese; two empty texts when nothing is."""
        en, zh = [], []
        if self.n_contacts < LEAST_CONTACTS:
            en.append(f"{self.n_contacts} of the {LEAST_CONTACTS} contacts needed")
            zh.append(f"客户 {self.n_contacts} 位（需要 {LEAST_CONTACTS} 位）")
        if self.n_orders < LEAST_ORDERS:
            en.append(f"{self.n_orders} of the {LEAST_ORDERS} orders needed")
            zh.append(f"订单 {self.n_orders} 笔（需要 {LEAST_ORDERS} 笔）")
        if self.width_share > WIDEST_SHARE:
            en.append(f"the 80% interval is {_width_en(self.width_share)} wide; at most ± 50% is needed")
            zh.append(f"80% 区间的半宽为{_width_zh(self.width_share)}（需要不超过 50%）")
        return "; ".join(en), "；".join(zh)


def _width_en(share: float) -> str:
    return f"± {_percent(share)}%" if share < 10 else "more than ± 1,000%"


def _width_zh(share: float) -> str:
    return f" {_percent(share)}%" if share < 10 else " 1,000% 以上"


def _percent(share: float) -> str:
    """A width beyond the bound, with as many decimals as it takes to be seen beyond it."""
    for digits in range(3):
        shown = f"{100 * share:.{digits}f}"
        if float(shown) > 100 * WIDEST_SHARE:
            return shown
    return f"{100 * WIDEST_SHARE + 0.01:.2f}"
