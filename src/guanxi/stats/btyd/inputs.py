"""Purchase histories as checked float columns; every refusal names the column and counts the rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from guanxi.stats.btyd.errors import PurchaseDataError

Floats = npt.NDArray[np.float64]

MAX_FREQUENCY = 10_000_000
"""Beyond this a frequency is a broken import and not a count of purchases (one a second for four months)."""

FREQUENCY = ("frequency", "x")
RECENCY = ("recency", "t_x")
T_OBS = ("T", "T_obs")
MEAN_VALUE = ("monetary_value", "mean_value")


@dataclass(frozen=True, slots=True)
class Purchases:
    """Checked histories, one row a contact (or a group of contacts with the same history).

    Parameters
    ----------
    frequency : (n,) whole numbers >= 0, repeat purchases.
    recency : (n,), first to last purchase, 0 <= recency <= T_obs.
    T_obs : (n,), first purchase to the end of observation, in the same unit.
    """

    frequency: Floats
    recency: Floats
    T_obs: Floats


def purchases(X: Any) -> Purchases:
    """Checked columns frequency, recency and T of an array or a frame.

    Parameters
    ----------
    X : anything that ``numpy.asarray`` takes, (n, 3) in this order, or a mapping, structured array or frame that
        has columns called frequency, recency and T (or T_obs): then the order does not matter.

    Raises
    ------
    PurchaseDataError
        when a value is missing, negative, fractional (frequency) or contradicts another column.
    """
    x, t_x, t_obs = _columns(X, (FREQUENCY, RECENCY, T_OBS))
    _check_counts(x)
    _check_sign("recency", t_x)
    _check_sign("T", t_obs)
    _refuse(t_x > t_obs, "recency", "lies after the end of observation T", "晚于观察期末 T")
    _refuse((x == 0) & (t_x > 0), "recency", "is above 0 although frequency is 0", "大于 0，而 frequency 为 0")
    return Purchases(x, t_x, t_obs)


def spends(X: Any) -> tuple[Floats, Floats]:
    """Checked columns frequency and mean value; mean value must be above 0 where frequency is.

    Parameters
    ----------
    X : (n, 2) frequency, mean value of the repeat purchases; or named columns frequency, monetary_value.
    """
    x, mean = _columns(X, (FREQUENCY, MEAN_VALUE))
    _check_counts(x)
    mean = np.where(x == 0, 0.0, mean)
    _check_finite("monetary_value", mean)
    _refuse((x > 0) & (mean <= 0), "monetary_value", "is 0 or less despite purchases", "在有购买时不大于 0")
    return x, mean


def weights(sample_weight: Any, n_rows: int) -> Floats | None:
    """Checked (n_rows,) weights >= 0 that are not all 0, or None when there are none."""
    if sample_weight is None:
        return None
    values = np.asarray(sample_weight, dtype=np.float64)
    if values.shape != (n_rows,):
        raise PurchaseDataError(
            f"sample_weight has shape {values.shape} for {n_rows} rows. Give one weight for each row.",
            f"sample_weight 的形状为 {values.shape}，而数据有 {n_rows} 行。请为每一行提供一个权重。",
        )
    _check_sign("sample_weight", values)
    if not values.any():
        raise PurchaseDataError(
            f"sample_weight is 0 in all {n_rows} rows, so there is nothing to learn from. Give a positive weight.",
            f"sample_weight 在全部 {n_rows} 行中均为 0，没有可学习的数据。请提供正的权重。",
        )
    return values


def check_horizon(horizon: Any, discount_rate: Any) -> None:
    """Refuse a horizon or a continuous discount rate that is negative or not finite."""
    for name, value in (("horizon", horizon), ("discount_rate", discount_rate)):
        if np.ndim(value) != 0 or not (np.isfinite(value) and value >= 0):
            raise PurchaseDataError(
                f"{name} is {value!r}. Give one finite number >= 0 in the time unit of T.",
                f"{name} 为 {value!r}。请提供一个有限的非负数，单位与 T 相同。",
            )


def _columns(X: Any, names: tuple[tuple[str, ...], ...]) -> tuple[Floats, ...]:
    """The columns by name where X has them, else by position."""
    named = _names_of(X)
    picked = [next((name for name in aliases if name in named), None) for aliases in names]
    wanted = ", ".join(aliases[0] for aliases in names)
    try:
        if all(name is not None for name in picked):
            return tuple(np.ascontiguousarray(X[name], dtype=np.float64) for name in picked)
        table = np.asarray(X, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise PurchaseDataError(
            f"The columns {wanted} hold something that is not a number ({error}). Give numbers only.",
            f"列 {wanted} 中有非数字内容（{error}）。请只提供数字。",
        ) from error
    if table.ndim != 2 or table.shape[1] != len(names):
        raise PurchaseDataError(
            f"X has shape {table.shape}. Give {len(names)} columns: {wanted}.",
            f"X 的形状为 {table.shape}。请提供 {len(names)} 列：{wanted}。",
        )
    return tuple(np.ascontiguousarray(table[:, column]) for column in range(len(names)))


def _names_of(X: Any) -> tuple[str, ...]:
    """Column names of a mapping, a structured array, an Arrow table or a frame; none of a plain array."""
    if isinstance(X, Mapping):
        return tuple(X)
    if isinstance(X, np.ndarray):
        return X.dtype.names or ()
    names: Any = getattr(X, "column_names", None)
    return tuple(getattr(X, "columns", ()) if names is None else names)


def _check_counts(x: Floats) -> None:
    _check_sign("frequency", x)
    _refuse(x != np.floor(x), "frequency", "is not a whole number", "不是整数")
    _refuse(x > MAX_FREQUENCY, "frequency", f"is above {MAX_FREQUENCY:,}", f"大于 {MAX_FREQUENCY:,}")


def _check_sign(name: str, values: Floats) -> None:
    _check_finite(name, values)
    _refuse(values < 0, name, "is negative", "为负数")


def _check_finite(name: str, values: Floats) -> None:
    _refuse(~np.isfinite(values), name, "is missing or infinite", "缺失或无穷大")


def _refuse(bad: npt.NDArray[np.bool_], column: str, en: str, zh: str) -> None:
    """Raise when any row is bad; counts them and shows where the first one is."""
    if not bad.any():
        return
    n_bad, first = int(np.count_nonzero(bad)), int(np.argmax(bad))
    raise PurchaseDataError(
        f"Column {column} {en} in {n_bad} of {bad.size} rows (first: row {first}). Correct or leave out these rows.",
        f"列 {column} 在 {bad.size} 行中的 {n_bad} 行{zh}（首个为第 {first} 行）。请更正或剔除这些行。",
        column=column,
        n_rows=n_bad,
    )
