"""What it takes to stand in a tier: every condition, with the bounds that the book used."""

from __future__ import annotations

from guanxi.book.settings import AuditSettings
from guanxi.book.tiers.measures import EVIDENCE_CYCLES
from guanxi.report.blocks import Column, Table, rows
from guanxi.report.reader import Reader
from guanxi.report.words import codes
from guanxi.report.words import tier_rules as words

SETTINGS = AuditSettings()
"""The bounds are nobody's to set: no brand file speaks of them."""


def tier_rules(reader: Reader) -> Table:
    """One row per tier or mark, with all of its conditions; the line of T alone makes nobody core or doubtful."""
    bounds = SETTINGS.tiers
    slack = bounds.hysteresis
    return Table(
        caption=reader.say(words.TITLE),
        columns=(
            Column(reader.say(words.TIER), numeric=False),
            Column(reader.say(words.CONDITIONS), numeric=False),
        ),
        rows=rows(
            (
                reader.say(codes.TIERS["core"]),
                reader.say(
                    words.CORE,
                    trust=reader.number(bounds.core_trust),
                    evidence=reader.number(bounds.core_evidence, 0),
                    depth=reader.number(bounds.core_depth, 1),
                    value=reader.number(bounds.core_value, 1),
                ),
            ),
            (
                reader.say(codes.TIERS["doubtful"]),
                reader.say(
                    words.DOUBTFUL,
                    trust=reader.number(bounds.doubtful_trust),
                    activity=reader.number(bounds.doubtful_activity, 1),
                    days=reader.number(bounds.doubtful_age_days, 0),
                    cycles=reader.number(bounds.doubtful_cycles, 0),
                ),
            ),
            (reader.say(codes.TIERS["ordinary"]), reader.say(words.ORDINARY)),
            (
                reader.say(words.NEW_MARK),
                reader.say(
                    words.NEW,
                    evidence=reader.number(SETTINGS.evidence_floor, 0),
                    days=reader.number(SETTINGS.evidence_age_days, 0),
                    cycles=reader.number(EVIDENCE_CYCLES, 1),
                ),
            ),
            (
                reader.say(words.STAYING_MARK),
                reader.say(
                    words.STAYING,
                    core=reader.number(bounds.core_trust - slack),
                    doubtful=reader.number(bounds.doubtful_trust + slack),
                ),
            ),
            (reader.say(codes.TIERS["none"]), reader.say(words.NO_TIER)),
            (reader.say(words.LIABILITY_MARK), reader.say(words.LIABILITY)),
            (reader.say(words.MEASURES_MARK), reader.say(words.MEASURES)),
        ),
    )
