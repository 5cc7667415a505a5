"""Put the finished parts into one frozen Book."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa

from guanxi.book.audit.contacts_table import contacts_table
from guanxi.book.audit.engagement import Engagement
from guanxi.book.audit.examples import make_examples, pick_examples
from guanxi.book.audit.opening import Rolled
from guanxi.book.audit.sheet import Sheet
from guanxi.book.audit.trust_summary import summarise_trust
from guanxi.book.contracts import Book, CutRow, Example, Network, Notice, Overlap, Quality, Tier, TouchpointRow
from guanxi.book.drivers import Setting, describe_drivers
from guanxi.book.lifecycle import layer_rows, stage_rows
from guanxi.book.roll_forward.trust_change import TrustChange
from guanxi.book.settings import DEFINITION_VERSION
from guanxi.book.statement.cuts import cut_rows
from guanxi.book.statement.memberships import Membership, tier_membership
from guanxi.book.statement.release import build_release
from guanxi.book.statement.touchpoints import overlaps, touchpoint_rows
from guanxi.book.statement.verdict import build_verdict
from guanxi.book.tiers.rows import tier_rows
from guanxi.book.value import summarise_value, value_notices
from guanxi.kit.money import currency_sign

NO_BONDS = "missing.bonds"
"""The notice that no event speaks of a bond."""


def assemble_book(of: Engagement, sheet: Sheet, rolled: Rolled | None, members: tuple[Membership, ...]) -> Book:
    """The book as it leaves the package."""
    settings, asked, learnt = of.settings, of.asked, of.learnt
    stood, statement, model = sheet.stood, sheet.statement, learnt.model
    positions, is_money = stood.positions, statement.trust_capital_is_money
    table = contacts_table(of.session, stood.facts, stood.trust, positions, members)
    touchpoints, shared = _touchpoints(sheet, members)
    return Book(
        definition_version=DEFINITION_VERSION,
        as_of_ms=asked.as_of_ms,
        horizon_days=settings.horizon_days,
        outcome_days=model.rhythm.outcome_days,
        zone=settings.zone,
        currency=settings.currency,
        n_contacts=positions.n,
        n_events=of.n_events,
        value=summarise_value(model.value, stood.facts, settings, sheet.totals),
        trust=summarise_trust(model.trust, positions),
        statement=statement,
        verdict=build_verdict(
            statement,
            positions,
            sheet.returns.whole,
            horizon_days=settings.horizon_days,
            sign=currency_sign(settings.currency),
        ),
        tiers=tier_rows(positions),
        cuts=_cuts(sheet, members),
        roll_forward=None if rolled is None else rolled.roll_forward,
        roi=sheet.returns.rows,
        touchpoints=touchpoints,
        overlaps=shared,
        core_examples=_examples(of, sheet, table, Tier.CORE),
        doubtful_examples=_examples(of, sheet, table, Tier.DOUBTFUL),
        release=build_release(positions, sheet.parameters, capital_is_money=is_money),
        backtest=learnt.backtest if learnt.backtest.n_contacts else None,
        quality=_quality(asked.quality, sheet.network),
        notices=_notices(of, sheet),
        network=sheet.network,
        stages=stage_rows(positions),
        layers=layer_rows(positions),
        contacts=table if rolled is None else _with_changes(table, rolled.changes),
    )


def _quality(quality: Quality, network: Network) -> Quality:
    """What the data lacks: inviters named in the list of contacts are bonds too, though no event says so."""
    if not network.n_bonds and network.conversion is None:
        return quality
    return replace(quality, missing=tuple(each for each in quality.missing if each.code != NO_BONDS))


def _cuts(sheet: Sheet, members: tuple[Membership, ...]) -> tuple[CutRow, ...]:
    is_money = sheet.statement.trust_capital_is_money
    positions = sheet.stood.positions
    return tuple(
        row
        for member in (tier_membership(positions), *members)
        for row in cut_rows(positions, member, sheet.parameters, capital_is_money=is_money)
    )


def _touchpoints(
    sheet: Sheet, members: tuple[Membership, ...]
) -> tuple[tuple[TouchpointRow, ...], tuple[Overlap, ...]]:
    found = next((each for each in members if each.dimension == "touchpoint"), None)
    if found is None:
        return (), ()
    positions = sheet.stood.positions
    rows = touchpoint_rows(positions, found, capital_is_money=sheet.statement.trust_capital_is_money)
    return rows, overlaps(found, positions.n)


def _examples(of: Engagement, sheet: Sheet, table: pa.Table, tier: Tier) -> tuple[Example, ...]:
    stood = sheet.stood
    rows = pick_examples(stood.positions, tier)
    told = describe_drivers(
        stood.facts,
        stood.trust,
        rows,
        Setting(of.model.trust.reference, of.at_ms, of.settings.zone, currency_sign(of.settings.currency)),
    )
    return make_examples(stood.positions, table["source_key"], rows, told)


def _notices(of: Engagement, sheet: Sheet) -> tuple[Notice, ...]:
    """Everything to know before believing a figure, each sentence once."""
    found = (
        *value_notices(of.model.value, sheet.stood.facts, of.settings),
        *sheet.returns.notices,
        *(sheet.serving.notices if sheet.serving is not None else ()),
        *of.learnt.said,
        *of.learnt.backtest.notices,
    )
    return tuple({notice.code: notice for notice in found}.values())


def _with_changes(table: pa.Table, changes: TrustChange) -> pa.Table:
    """The contacts with the four parts of their change of T; null where there is no change to speak of."""
    place = np.searchsorted(changes.contact_id, table["contact_id"].to_numpy())
    for name in ("decay", "healing", "new_evidence", "recalibration"):
        column = getattr(changes, name)[place]
        table = table.append_column(f"trust_{name}", pa.array(column, mask=np.isnan(column)))
    return table
