"""A learnt model as JSON: what the nightly audit opens instead of learning again."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

import numpy as np

from guanxi.book.learning.learn import Model
from guanxi.book.learning.past import Rhythm
from guanxi.book.settings import DEFINITION_VERSION
from guanxi.book.trust.heads import Head
from guanxi.book.trust.link import Link
from guanxi.book.trust.model import ShippedHead, TrustModel
from guanxi.book.trust.reference import Reference
from guanxi.book.trust.rfm import ColumnModel
from guanxi.book.value import ValueModel
from guanxi.kit.errors import BookError
from guanxi.stats.calibration import Isotonic
from guanxi.stats.logistic import Logistic


class ModelOutdated(BookError):
    """The stored model follows other definitions than this version of guanxi."""

    code = "book.model_outdated"


def model_to_dict(model: Model) -> dict[str, Any]:
    """Plain JSON values; floats keep every bit (``repr`` round-trips)."""
    return {
        "definition_version": DEFINITION_VERSION,
        "learnt_ms": model.learnt_ms,
        "rhythm": asdict(model.rhythm),
        "value": model.value.to_dict(),
        "reference": _plain(asdict(model.trust.reference)),
        "heads": [_plain(asdict(head)) for head in model.trust.heads],
        "link": _plain(asdict(model.trust.link)),
        "never_bought_link": _plain(asdict(model.trust.never_bought_link)),
    }


def model_from_dict(stored: dict[str, Any]) -> Model:
    """The model of :func:`model_to_dict`, bit for bit.

    Raises
    ------
    ModelOutdated
        when the definitions have changed since: its figures would not be comparable, learn again.
    """
    if stored.get("definition_version") != DEFINITION_VERSION:
        raise ModelOutdated(
            f"The stored model follows definitions {stored.get('definition_version')}, this version "
            f"{DEFINITION_VERSION}. Run `guanxi audit` with --relearn.",
            f"已存模型的定义版本为 {stored.get('definition_version')}，当前为 {DEFINITION_VERSION}。"
            "请使用 guanxi audit --relearn 重新学习。",
        )
    trust = TrustModel(
        learnt_ms=stored["learnt_ms"],
        reference=Reference(**_arrays(stored["reference"], ("rates", "spends", "full_prices"))),
        heads=tuple(_shipped(head) for head in stored["heads"]),
        link=_link(stored["link"]),
        never_bought_link=_link(stored["never_bought_link"]),
    )
    return Model(stored["learnt_ms"], Rhythm(**stored["rhythm"]), trust, ValueModel.from_dict(stored["value"]))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, np.ndarray):
        return value.tolist()
    return value


def _arrays(stored: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {key: np.asarray(v, dtype=np.float64) if key in names else v for key, v in stored.items()}


def _isotonic(stored: dict[str, Any]) -> Isotonic:
    return Isotonic(**_arrays(stored, ("x", "y")))


def _logistic(stored: dict[str, Any]) -> Logistic:
    return Logistic(**_arrays(stored, ("weights",)))


def _link(stored: dict[str, Any]) -> Link:
    return Link(**(stored | {name: _isotonic(stored[name]) for name in ("curve", "ceiling", "last")}))


def _shipped(stored: dict[str, Any]) -> ShippedHead:
    head, rfm = stored["head"], stored["rfm"]
    made = dict(stored)
    made["head"] = head and Head(
        **(head | {"model": _logistic(head["model"]), "calibration": _isotonic(head["calibration"])})
    )
    made["rfm"] = rfm and ColumnModel(**(_arrays(rfm, ("mean", "scale")) | {"model": _logistic(rfm["model"])}))
    return ShippedHead(**{field.name: made[field.name] for field in fields(ShippedHead)})
