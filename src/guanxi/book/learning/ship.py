"""Put the heads that passed the ship rule into the score, with the weights the brand's own heads leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from guanxi.book.learning.learn import OUTCOMES, Learner
from guanxi.book.settings import AuditSettings
from guanxi.book.trust.model import ShippedHead


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the ship rule says of one outcome.

    ``status``: live | replaced_by_rfm | left_out | no_labels.
    """

    outcome: str
    status: str
    reason_en: str
    reason_zh: str


UNTESTED = Ruling("", "live", "no unseen window to test it on yet", "尚无可供检验的未见窗口")


def ship_heads(learner: Learner, rulings: Mapping[str, Ruling]) -> tuple[ShippedHead, ...]:
    """Heads learnt on all closed windows, in or out as ruled; ω renormalised over those that are in.

    *refers* never enters T: it ranks advocates and is paid in referral value.
    """
    weights = _weights(learner.past.settings)
    made = [_ship(outcome, learner, rulings.get(outcome, UNTESTED)) for outcome in OUTCOMES]
    total = sum(weights[h.outcome] for h in made if h.status in ("live", "replaced_by_rfm"))
    return tuple(
        ShippedHead(
            head.outcome,
            head.status,
            weights[head.outcome] / total if head.status in ("live", "replaced_by_rfm") and total > 0 else 0.0,
            head.head,
            head.rfm,
            head.reason_en,
            head.reason_zh,
        )
        for head in made
    )


def _weights(settings: AuditSettings) -> dict[str, float]:
    """ω of trust-economics §3."""
    return {
        "acts": settings.weight_acts,
        "responds": settings.weight_responds,
        "stays": settings.weight_stays,
        "refers": 0.0,
    }


def _ship(outcome: str, learner: Learner, ruling: Ruling) -> ShippedHead:
    head = learner.head(outcome)
    if head is None:
        rows = learner.labelled.get(outcome)
        n = 0 if rows is None else int(min(rows.labels.sum(), len(rows.labels) - rows.labels.sum()))
        return ShippedHead(
            outcome,
            "no_labels",
            0.0,
            None,
            None,
            f"{n} labels of the rarer class in the closed windows; 30 are needed",
            f"已关闭窗口中较少一类仅有 {n} 个标签，至少需要 30 个",
        )
    rfm = learner.rfm(outcome) if ruling.status == "replaced_by_rfm" else None
    # A head that could not be ruled on because an earlier window had no labels is in on the definition alone.
    status = "live" if ruling.status == "no_labels" else ruling.status
    return ShippedHead(outcome, status, 0.0, head, rfm, ruling.reason_en, ruling.reason_zh)
