"""Contacts as pages show them: text made harmless, numbers of telephones masked, figures in the reader's form."""

from __future__ import annotations

from dataclasses import dataclass

from guanxi.book.settings import TierBounds
from guanxi.console.people import words
from guanxi.people.contracts import CONSENT_NAMES, SUPPRESSION_NAMES, Page, Row, Standing, SuppressionReason
from guanxi.report.inert import inert
from guanxi.report.masked import masked_key
from guanxi.report.reader import Reader
from guanxi.report.scale import Scale
from guanxi.report.words import codes

TIER_COLOURS = {"core": "green", "ordinary": "blue", "doubtful": "orange", "none": "secondary"}
DASH = "–"
LONGEST_SHOWN = 60


def shown_key(key: str) -> str:
    """A key as anybody may see it on a screen."""
    return inert(masked_key(key), LONGEST_SHOWN) or DASH


@dataclass(frozen=True, slots=True)
class Line:
    """One contact in the list, every field ready to print.

    ``suppressed`` says why the contact is not to be reached, "" where it may be; ``is_thin``, that T lacks evidence;
    ``is_rated``, that the current book knows the contact.
    """

    public_id: str
    key: str
    name: str
    tier: str
    tier_colour: str
    stage: str
    layers: tuple[str, ...]
    value: str
    capital: str
    trust: str
    latest_order: str
    channel: str
    consent: str
    suppressed: str
    is_liability: bool
    is_thin: bool
    is_rated: bool


def line_of(row: Row, reader: Reader, *, value: Scale, capital: Scale) -> Line:
    """``row`` for ``reader``, with the units of the page's two columns of money."""
    between = "、" if reader.lang == "zh" else ", "
    return Line(
        public_id=row.public_id,
        key=shown_key(row.key),
        name=inert(row.name, LONGEST_SHOWN),
        tier=reader.name_of(codes.TIERS, row.tier) if row.tier else DASH,
        tier_colour=TIER_COLOURS.get(row.tier or "", "secondary"),
        stage=reader.name_of(codes.STAGES, row.stage) if row.stage else DASH,
        layers=tuple(reader.name_of(codes.LAYERS, layer) for layer in row.layers),
        value=DASH if row.clv_fen is None else value.cell(row.clv_fen),
        capital=DASH if row.capital_fen is None else capital.cell(row.capital_fen),
        trust=DASH if row.trust is None else reader.trust(row.trust),
        latest_order=DASH if row.latest_order_ms is None else reader.day(row.latest_order_ms),
        channel=inert(row.channel, 40) or DASH,
        consent=reader.say(CONSENT_NAMES[row.consent]),
        suppressed=between.join(suppression_name(reason, reader) for reason in row.beside.suppressed),
        is_liability=row.is_liability,
        is_thin=row.trust is not None and not row.beside.has_evidence,
        is_rated=row.trust is not None,
    )


def suppression_name(reason: str, reader: Reader) -> str:
    """Why a contact is not to be reached, in words."""
    return reader.say(SUPPRESSION_NAMES[SuppressionReason(reason)])


def count_of(page: Page, reader: Reader) -> str:
    """How many contacts fit, as a sentence that says when they were not counted to the end."""
    if page.count.is_exact:
        return reader.count(words.COUNT, page.count.n)
    return reader.say(words.AT_LEAST, n=reader.whole(page.count.n))


def why_tier(standing: Standing, reader: Reader, bounds: TierBounds | None = None) -> str:
    """Why the contact stands in its tier, with the figures beside their bounds."""
    at = bounds or TierBounds()
    ordinary = words.WHY_NEW if standing.is_new else words.WHY_ORDINARY
    phrase = {"core": words.WHY_CORE, "doubtful": words.WHY_DOUBTFUL, "none": words.WHY_NONE}.get(
        standing.tier, ordinary
    )
    return reader.say(
        phrase,
        trust=reader.trust(standing.trust),
        n_eff=reader.number(standing.n_eff, 1),
        core=reader.number(at.core_trust),
        doubtful=reader.number(at.doubtful_trust),
        evidence=reader.number(at.core_evidence, 0),
        missing=("；" if reader.lang == "zh" else "; ").join(_lacks_for_core(standing, reader, at)),
    )


def _lacks_for_core(standing: Standing, reader: Reader, at: TierBounds) -> tuple[str, ...]:
    """Which conditions of the core do not hold, as far as the list's figures say.

    Depth and value are not kept with a contact: where everything else holds, they are what is missing.
    """
    bounds = {
        "core": reader.number(at.core_trust),
        "evidence": reader.number(at.core_evidence, 0),
        "depth": reader.number(at.core_depth, 1),
        "value": reader.number(at.core_value, 1),
    }
    lacking = [
        phrase
        for phrase, holds in (
            (words.LACKS_TRUST, standing.trust >= at.core_trust),
            (words.LACKS_EVIDENCE, standing.n_eff >= at.core_evidence),
            (words.LACKS_ORDER, standing.n_orders > 0),
        )
        if not holds
    ]
    return tuple(reader.say(phrase, **bounds) for phrase in lacking or [words.LACKS_DEPTH])
